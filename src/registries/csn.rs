//! CSN, as the contract has it (CSN 4.0 field names).

#![deny(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::float_arithmetic
)]

use std::borrow::Cow;

use chrono::{NaiveDate, Weekday};
use serde::Deserialize;

use crate::vocabulary::evidence::{Cause, StudyPayment, StudySupport};
use crate::vocabulary::{Answer, Kronor, times};

#[derive(Deserialize)]
pub struct Svar<'a> {
    pub person: Person,
    #[serde(borrow, default)]
    pub arenden: Option<Vec<Arende<'a>>>,
}

#[derive(Deserialize)]
pub struct Person {
    traff: bool,
    sekretess: bool,
}

#[derive(Deserialize)]
pub struct Arende<'a> {
    #[serde(borrow)]
    stod: Cow<'a, str>,
    #[serde(borrow)]
    status: Cow<'a, str>,
    #[serde(borrow)]
    beviljade: Vec<Beviljad<'a>>,
    #[serde(borrow)]
    utbetalningsplan: Vec<Utbetalning<'a>>,
}

#[derive(Deserialize)]
struct Beviljad<'a> {
    #[serde(borrow)]
    startvecka: Cow<'a, str>,
    #[serde(borrow)]
    slutvecka: Cow<'a, str>,
    takt: u32,
}

#[derive(Deserialize)]
struct Utbetalning<'a> {
    #[serde(default, deserialize_with = "times::day_or_null")]
    datum: Option<NaiveDate>,
    #[serde(borrow)]
    status: Cow<'a, str>,
    belopp: Vec<Belopp>,
}

#[derive(Deserialize)]
struct Belopp {
    typ: String,
    belopp: Kronor,
}

/// Supports whose holder counts as a student (HANDBOOK 3.3.2).
const STUDENT_SUPPORTS: [&str; 3] = ["STUDIEMEDEL", "STUDIESTARTSSTOD", "OMSTALLNINGSSTUDIESTOD"];

/// Reads the content of an answer with status `OK`.
pub fn facts(svar: Svar<'_>) -> Answer<StudySupport> {
    if svar.person.sekretess {
        return Answer::CouldNotBeChecked(Cause::Secrecy);
    }
    if !svar.person.traff {
        return Answer::NothingWithUs;
    }
    // A person CSN knows without a list of cases is half an answer, which is
    // not the same as an empty list.
    svar.arenden
        .and_then(support)
        .map_or(Answer::CouldNotBeChecked(Cause::Malformed), Answer::Data)
}

/// The facts of the cases; `None` when a week or an amount makes no sense.
fn support(cases: Vec<Arende<'_>>) -> Option<StudySupport> {
    let mut support = StudySupport::default();
    for case in cases {
        if case.status == "BESLUTAD" && STUDENT_SUPPORTS.contains(&&*case.stod) {
            for granted in case.beviljade.iter().filter(|granted| granted.takt > 0) {
                let from = day_of_week(&granted.startvecka, Weekday::Mon)?;
                let to = day_of_week(&granted.slutvecka, Weekday::Sun)?;
                support.study_periods.push((from, to));
            }
        }
        for payment in case.utbetalningsplan {
            if let (Some(paid_on), "UTBETALD") = (payment.datum, &*payment.status) {
                if payment
                    .belopp
                    .iter()
                    .any(|amount| amount.belopp.is_negative())
                {
                    return None;
                }
                let amounts = payment
                    .belopp
                    .into_iter()
                    .map(|amount| (amount.typ, amount.belopp));
                support.payments.push(StudyPayment {
                    paid_on,
                    amounts: amounts.collect(),
                });
            }
        }
    }
    Some(support)
}

/// A day of a week written `YYYYWW`.
fn day_of_week(week: &str, day: Weekday) -> Option<NaiveDate> {
    let (year, number) = week.split_at_checked(4)?;
    if number.len() != 2 {
        return None;
    }
    NaiveDate::from_isoywd_opt(year.parse().ok()?, number.parse().ok()?, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_are_iso_weeks() {
        let monday = day_of_week("202653", Weekday::Mon).map(|day| day.to_string());
        assert_eq!(monday.as_deref(), Some("2026-12-28"));
        assert_eq!(day_of_week("202553", Weekday::Mon), None);
        assert_eq!(day_of_week("20261", Weekday::Mon), None);
    }
}
