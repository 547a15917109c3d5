//! Values of events, each of a kind that cannot hold a person.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};

use super::catalogue::Kind;
use crate::assessment::result::{Assessment, Outcome};
use crate::vocabulary::evidence::Cause;
use crate::vocabulary::{Destination, Reason, Source};

/// What a restricted case shows in place of everything else.
pub(super) const RESTRICTED: &str = "restricted";

/// What OpenTelemetry writes for a value outside the known ones.
const OTHER: &str = "_OTHER";

/// A word out of few, such as `SKV.timeout` or `http_503`: an `error.type` or a
/// reason. Any text that cannot be one is written as `_OTHER`, so that an
/// error's own text with a person in it never gets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'a>(&'a str);

impl<'a> Word<'a> {
    /// Letters, digits and `_ . : -`, at most 48, no five digits in a row.
    ///
    /// That a registry keeps a person's data secret is written as an ordinary
    /// error: beside a case it would hint at protected identity.
    pub fn new(text: &'a str) -> Self {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_.:-".contains(&byte);
        let fits = (1..=48).contains(&text.len()) && text.bytes().all(plain);
        if !fits || has_long_number(text) {
            Self(OTHER)
        } else if text.contains(Cause::Secrecy.code()) {
            Self(Cause::Error.code())
        } else {
            Self(text)
        }
    }
}

impl<'a> From<&'a str> for Word<'a> {
    fn from(text: &'a str) -> Self {
        Self::new(text)
    }
}

/// Five digits in a row can be part of a date of birth or of an account number.
fn has_long_number(text: &str) -> bool {
    text.split(|letter: char| !letter.is_ascii_digit())
        .any(|digits| digits.len() >= 5)
}

/// The codes of an assessment's reasons, joined by commas; `restricted` alone
/// for a case that is.
#[derive(Clone, Debug)]
pub(super) struct ReasonCodes(pub String);

impl ReasonCodes {
    pub(super) fn of(assessment: &Assessment) -> Self {
        if assessment.is_restricted() {
            return Self(RESTRICTED.into());
        }
        let codes: Vec<_> = assessment
            .reasons
            .iter()
            .map(|reason| Reason::code(*reason))
            .collect();
        Self(codes.join(","))
    }
}

/// The case beside an answer of a registry. It is left out for Skatteverket:
/// joined with the case's end it would tell which of the two restricted
/// reasons a restricted case has, because folkbokföring comes from there.
pub(super) fn case_beside(source: Source, case_id: &str) -> Option<&str> {
    match source {
        Source::Skatteverket => None,
        Source::Forsakringskassan | Source::Csn => Some(case_id),
    }
}

/// Paths told so far, at most this many: an applicant's system that invents
/// names without end must not fill memory or log.
const MOST_PATHS: usize = 500;
static PATHS: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// A path's shape the first time the process meets it: places in lists become
/// `*`, and a name that is no plain field name (it could be a personnummer used
/// as a key) becomes `?`.
pub(super) fn first_seen(path: &str) -> Option<String> {
    let shape: Vec<_> = path.split('.').map(shape_of).collect();
    let shape = shape.join(".");
    let mut paths = PATHS.lock().unwrap_or_else(PoisonError::into_inner);
    let new = paths.len() < MOST_PATHS && shape.len() <= 200 && paths.insert(shape.clone());
    new.then_some(shape)
}

fn shape_of(name: &str) -> &str {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let place = name.len() <= 4 && name.bytes().all(|byte| byte.is_ascii_digit());
    if place && !name.is_empty() {
        "*"
    } else if (1..=40).contains(&name.len())
        && name.as_bytes()[0].is_ascii_lowercase()
        && name.bytes().all(plain)
        && !has_long_number(name)
    {
        name
    } else {
        "?"
    }
}

/// What a field's value is to the log.
pub(super) trait Logged {
    type Value: tracing::Value;
    const KIND: Kind;
    const OPTIONAL: bool = false;
    fn logged(self) -> Self::Value;
}

impl<T: Logged> Logged for Option<T> {
    type Value = Option<T::Value>;
    const KIND: Kind = T::KIND;
    const OPTIONAL: bool = true;
    fn logged(self) -> Self::Value {
        self.map(T::logged)
    }
}

macro_rules! logged {
    ($($(# $life:lifetime)? $kind:ty => $value:ty as $told:ident: |$field:ident| $expression:expr;)+) => {
        $(impl$(<$life>)? Logged for $kind {
            type Value = $value;
            const KIND: Kind = Kind::$told;
            fn logged(self) -> $value {
                let $field = self;
                $expression
            }
        })+
    };
}

logged! {
    #'a &'a str => &'a str as String: |text| text;
    #'a Word<'a> => &'a str as String: |word| word.0;
    String => String as String: |text| text;
    ReasonCodes => String as String: |codes| codes.0;
    Source => &'static str as String: |source| source.code();
    Outcome => &'static str as String: |outcome| outcome.code();
    #'a &'a Destination => String as String: |destination| destination.queue_name();
    DateTime<Utc> => String as String: |instant| instant.to_rfc3339_opts(SecondsFormat::Secs, true);
    u64 => u64 as Integer: |count| count;
    u32 => u64 as Integer: |count| count.into();
    bool => bool as Boolean: |truth| truth;
    Duration => f64 as Number: |duration| duration.as_secs_f64();
}
