//! Reads a registry's answer into facts, whether it comes over the wire or was
//! stored. Whatever cannot be read in full is [`Answer::CouldNotBeChecked`].

#![deny(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::float_arithmetic
)]

use std::borrow::Cow;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{csn, forsakringskassan, skatteverket};
use crate::vocabulary::evidence::{Cause, Facts, RegistryAnswer, TaxAgency};
use crate::vocabulary::{Answer, Personnummer, Source};

/// Why bytes are no registry answer at all. It never quotes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer does not have the envelope of the contract")]
pub struct NotAnAnswer;

/// The envelope every answer comes in (contract README, "Registries").
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    kalla: Cow<'a, str>,
    hamtad: DateTime<FixedOffset>,
    #[serde(borrow)]
    fraga: Question<'a>,
    #[serde(borrow)]
    status: Cow<'a, str>,
    #[serde(borrow)]
    svar: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Question<'a> {
    #[serde(borrow)]
    personidentitet: Cow<'a, str>,
    from: NaiveDate,
    tom: NaiveDate,
}

/// Reads one answer.
///
/// # Errors
/// [`NotAnAnswer`] when not even the envelope can be read; then there is no
/// answer, which is not the same as an empty one.
pub fn read_answer(json: &str) -> Result<RegistryAnswer, NotAnAnswer> {
    let envelope: Envelope<'_> = serde_json::from_str(json).map_err(|_| NotAnAnswer)?;
    let source = Source::from_code(&envelope.kalla).ok_or(NotAnAnswer)?;
    // Days beyond these are no days an answer came or was asked about.
    let days = [
        envelope.hamtad.date_naive(),
        envelope.fraga.from,
        envelope.fraga.tom,
    ];
    if days.iter().any(|day| !(1900..=2199).contains(&day.year())) {
        return Err(NotAnAnswer);
    }
    let person = &*envelope.fraga.personidentitet;
    let content = envelope.svar.map(RawValue::get);
    let status = &*envelope.status;
    let facts = match source {
        Source::Forsakringskassan => {
            Facts::Forsakringskassan(whole(status, content, forsakringskassan::read))
        }
        Source::Csn => Facts::Csn(whole(status, content, csn::read)),
        Source::Skatteverket => Facts::Skatteverket(skatteverket::read(status, content, person)),
    };
    Ok(RegistryAnswer {
        person: Personnummer::parse(person).ok(),
        from: envelope.fraga.from,
        to: envelope.fraga.tom,
        fetched: envelope.hamtad,
        facts,
    })
}

/// As much of an answer as tells which registry it is of and whom it is about,
/// when [`read_answer`] can read no more: an answer that could not be checked.
/// It must not be overlooked, because two answers about the same are none.
pub fn read_head(json: &str) -> Option<RegistryAnswer> {
    #[derive(Deserialize)]
    struct Head<'a> {
        #[serde(borrow)]
        kalla: Cow<'a, str>,
        #[serde(borrow)]
        fraga: Person<'a>,
    }
    #[derive(Deserialize)]
    struct Person<'a> {
        #[serde(borrow)]
        personidentitet: Cow<'a, str>,
    }
    let head: Head<'_> = serde_json::from_str(json).ok()?;
    let cause = Cause::Malformed;
    let facts = match Source::from_code(&head.kalla)? {
        Source::Forsakringskassan => Facts::Forsakringskassan(Answer::CouldNotBeChecked(cause)),
        Source::Csn => Facts::Csn(Answer::CouldNotBeChecked(cause)),
        Source::Skatteverket => Facts::Skatteverket(TaxAgency::could_not_be_checked(cause)),
    };
    Some(RegistryAnswer {
        person: Personnummer::parse(&head.fraga.personidentitet).ok(),
        from: NaiveDate::MIN,
        to: NaiveDate::MAX,
        fetched: DateTime::default(),
        facts,
    })
}

/// An answer that is one piece: `DELVIS` counts as not checked.
fn whole<T>(
    status: &str,
    content: Option<&str>,
    read: impl FnOnce(&str) -> Answer<T>,
) -> Answer<T> {
    match (status, content) {
        ("OK", Some(content)) => read(content),
        ("OK", None) => Answer::CouldNotBeChecked(Cause::Malformed),
        ("INGA_UPPGIFTER", _) => Answer::NothingWithUs,
        ("DELVIS", _) => Answer::CouldNotBeChecked(Cause::Partial),
        _ => Answer::CouldNotBeChecked(Cause::Error),
    }
}
