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

use super::content::{AnyContent, Content};
use super::{csn, forsakringskassan, skatteverket};
use crate::vocabulary::evidence::{Cause, Facts, RegistryAnswer, TaxAgency};
use crate::vocabulary::{Answer, Personnummer, Source, times};

/// Why bytes are no registry answer at all. It never quotes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer does not have the envelope of the contract")]
pub struct NotAnAnswer;

/// The envelope every answer comes in (contract README, "Registries"), with its
/// content as JSON or read.
#[derive(Deserialize)]
struct Envelope<'a, C> {
    #[serde(borrow)]
    kalla: Cow<'a, str>,
    #[serde(deserialize_with = "times::instant")]
    hamtad: DateTime<FixedOffset>,
    #[serde(borrow)]
    fraga: Question<'a>,
    #[serde(borrow)]
    status: Cow<'a, str>,
    svar: Option<C>,
}

#[derive(Deserialize)]
struct Question<'a> {
    #[serde(borrow)]
    personidentitet: Cow<'a, str>,
    #[serde(deserialize_with = "times::day")]
    from: NaiveDate,
    #[serde(deserialize_with = "times::day")]
    tom: NaiveDate,
}

/// Reads one answer.
///
/// # Errors
/// [`NotAnAnswer`] when not even the envelope can be read; then there is no
/// answer, which is not the same as an empty one.
pub fn read_answer(json: &str) -> Result<RegistryAnswer, NotAnAnswer> {
    let envelope: Envelope<'_, &RawValue> = serde_json::from_str(json).map_err(|_| NotAnAnswer)?;
    envelope.read()
}

/// An answer as it stands in a larger JSON text, read in the same pass. One
/// that breaks the contract's shape breaks the whole text, and must be read by
/// itself to know what that means.
#[derive(Deserialize)]
pub struct AnswerInPlace<'a>(#[serde(borrow)] Envelope<'a, AnyContent<'a>>);

impl AnswerInPlace<'_> {
    /// As [`read_answer`].
    ///
    /// # Errors
    /// [`NotAnAnswer`].
    pub fn read(self) -> Result<RegistryAnswer, NotAnAnswer> {
        self.0.read()
    }
}

impl<'a, C: Content<'a>> Envelope<'a, C> {
    fn read(self) -> Result<RegistryAnswer, NotAnAnswer> {
        let source = Source::from_code(&self.kalla).ok_or(NotAnAnswer)?;
        // Days beyond these are no days an answer came or was asked about.
        let days = [self.hamtad.date_naive(), self.fraga.from, self.fraga.tom];
        if days.iter().any(|day| !(1900..=2199).contains(&day.year())) {
            return Err(NotAnAnswer);
        }
        let person = &*self.fraga.personidentitet;
        let (status, content) = (&*self.status, self.svar);
        let facts = match source {
            Source::Forsakringskassan => {
                let content = content.and_then(C::forsakringskassan);
                Facts::Forsakringskassan(whole(status, content, forsakringskassan::facts))
            }
            Source::Csn => {
                let content = content.and_then(C::csn);
                Facts::Csn(whole(status, content, csn::facts))
            }
            Source::Skatteverket => {
                let content = content.and_then(C::skatteverket);
                Facts::Skatteverket(skatteverket::read(status, content, person))
            }
        };
        Ok(RegistryAnswer {
            person: Personnummer::parse(person).ok(),
            from: self.fraga.from,
            to: self.fraga.tom,
            fetched: self.hamtad,
            facts,
        })
    }
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
fn whole<C, T>(status: &str, content: Option<C>, read: fn(C) -> Answer<T>) -> Answer<T> {
    match (status, content) {
        ("OK", Some(content)) => read(content),
        ("OK", None) => Answer::CouldNotBeChecked(Cause::Malformed),
        ("INGA_UPPGIFTER", _) => Answer::NothingWithUs,
        ("DELVIS", _) => Answer::CouldNotBeChecked(Cause::Partial),
        _ => Answer::CouldNotBeChecked(Cause::Error),
    }
}
