//! The question of the contract and what makes it a bad one.

use std::borrow::Cow;

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::answers::PersonKey;

/// The longest period that may be asked for, as in LEFI.
const LONGEST_PERIOD_IN_MONTHS: u32 = 24;

/// The body of `POST …/v1/fraga`.
#[derive(Deserialize)]
pub(super) struct Question<'a> {
    #[serde(borrow)]
    pub(super) korrelationsid: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) arendeidentitet: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) personidentitet: Cow<'a, str>,
    pub(super) from: NaiveDate,
    pub(super) tom: NaiveDate,
    #[serde(borrow)]
    pub(super) syfte: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) lagtext: Cow<'a, str>,
    #[serde(borrow)]
    ingivare: Caller<'a>,
}

#[derive(Deserialize)]
struct Caller<'a> {
    #[serde(borrow)]
    organisationsnummer: Cow<'a, str>,
    #[serde(borrow, rename = "namn")]
    _namn: Cow<'a, str>,
}

/// The question as an envelope repeats it.
#[derive(Serialize)]
pub(super) struct Echo<'a> {
    personidentitet: &'a str,
    from: NaiveDate,
    tom: NaiveDate,
    syfte: &'a str,
    lagtext: &'a str,
}

/// Why a question is refused; none of the texts quotes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    NotAQuestion,
    EmptyField,
    BadPerson,
    PeriodBackwards,
    PeriodTooLong,
    UnknownCaller,
}

impl Refusal {
    /// The HTTP status, the `felkod` and the text.
    pub(super) fn describe(self) -> (u16, &'static str, &'static str) {
        match self {
            Refusal::NotAQuestion => (400, "OGILTIG_FRAGA", "Frågan följer inte kontraktet."),
            Refusal::EmptyField => (400, "OGILTIG_FRAGA", "Ett obligatoriskt fält är tomt."),
            Refusal::BadPerson => (
                400,
                "OGILTIG_PERSONIDENTITET",
                "Personidentiteten ska ha tolv siffror.",
            ),
            Refusal::PeriodBackwards => (
                400,
                "OGILTIG_PERIOD",
                "Periodens början ligger efter dess slut.",
            ),
            Refusal::PeriodTooLong => (400, "OGILTIG_PERIOD", "Perioden är längre än två år."),
            Refusal::UnknownCaller => (403, "OKAND_INGIVARE", "Ingivaren är inte känd."),
        }
    }
}

impl<'a> Question<'a> {
    /// Reads and judges a request body.
    pub(super) fn read(body: &'a [u8]) -> Result<(Question<'a>, PersonKey), Refusal> {
        let question: Question<'a> =
            serde_json::from_slice(body).map_err(|_| Refusal::NotAQuestion)?;
        if question.ingivare.organisationsnummer.trim().is_empty() {
            return Err(Refusal::UnknownCaller);
        }
        let required = [
            &question.korrelationsid,
            &question.arendeidentitet,
            &question.syfte,
            &question.lagtext,
        ];
        if required.iter().any(|field| field.trim().is_empty()) {
            return Err(Refusal::EmptyField);
        }
        let person = PersonKey::parse(&question.personidentitet).ok_or(Refusal::BadPerson)?;
        if question.from > question.tom {
            return Err(Refusal::PeriodBackwards);
        }
        let first_day_beyond = question
            .from
            .checked_add_months(Months::new(LONGEST_PERIOD_IN_MONTHS));
        if first_day_beyond.is_none_or(|day| question.tom >= day) {
            return Err(Refusal::PeriodTooLong);
        }
        Ok((question, person))
    }

    pub(super) fn echo(&self) -> Echo<'_> {
        Echo {
            personidentitet: &self.personidentitet,
            from: self.from,
            tom: self.tom,
            syfte: &self.syfte,
            lagtext: &self.lagtext,
        }
    }
}
