//! Försäkringskassan, as the contract has it (LEFI v9 field names).

#![deny(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::float_arithmetic
)]

use std::borrow::Cow;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::vocabulary::evidence::{BenefitPayment, Cause};
use crate::vocabulary::{Answer, Kronor, times};

#[derive(Deserialize)]
pub struct Svar<'a> {
    #[serde(borrow)]
    pub utlamnare: Vec<Utlamnare<'a>>,
    pub avvikelser: Vec<IgnoredAny>,
    #[serde(borrow)]
    pub utbetalningar: Vec<Utbetalning<'a>>,
}

#[derive(Deserialize)]
pub struct Utlamnare<'a> {
    #[serde(borrow)]
    tillstand: Cow<'a, str>,
}

#[derive(Deserialize)]
pub struct Utbetalning<'a> {
    typ: i64,
    formansfamilj: String,
    #[serde(deserialize_with = "times::day")]
    datum: NaiveDate,
    nettobelopp: Kronor,
    #[serde(borrow)]
    detaljer: Vec<Detalj<'a>>,
}

#[derive(Deserialize)]
struct Detalj<'a> {
    #[serde(borrow)]
    beloppstyp: Cow<'a, str>,
}

/// `typ` of a retroactive payment.
const RETROACTIVE: i64 = 3;
/// Deductions that set a payment off against a debt (HANDBOOK 3.3.1).
const SET_OFF: [&str; 5] = ["KVI", "SOC", "INF", "INC", "SKV"];

/// Reads the content of an answer with status `OK`.
///
/// The detail rows are never summed: the payment's net amount governs.
pub fn facts(svar: Svar<'_>) -> Answer<Vec<BenefitPayment>> {
    if svar.utlamnare.iter().any(|agency| agency.tillstand != "OK") {
        return Answer::CouldNotBeChecked(Cause::AgencyUnavailable);
    }
    if !svar.avvikelser.is_empty() {
        return Answer::CouldNotBeChecked(Cause::Deviation);
    }
    // A payment below zero is no payment: nothing may raise the aid unseen.
    if svar
        .utbetalningar
        .iter()
        .any(|payment| payment.nettobelopp.is_negative())
    {
        return Answer::CouldNotBeChecked(Cause::Malformed);
    }
    let payments = svar
        .utbetalningar
        .into_iter()
        .map(|payment| BenefitPayment {
            code: payment.formansfamilj,
            paid_on: payment.datum,
            net: payment.nettobelopp,
            retroactive: payment.typ == RETROACTIVE,
            set_off: payment
                .detaljer
                .iter()
                .any(|detail| SET_OFF.contains(&&*detail.beloppstyp)),
        });
    Answer::Data(payments.collect())
}
