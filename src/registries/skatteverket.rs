//! Skatteverket, as the contract has it: four sub-answers, each of which may
//! fail alone.

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
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::vocabulary::evidence::{
    Cause, Company, EmployerDeclaration, Registration, TaxAccount, TaxAgency,
};
use crate::vocabulary::{Answer, Kronor, Month};

#[derive(Deserialize)]
struct Svar<'a> {
    #[serde(borrow, default, deserialize_with = "present")]
    folkbokforing: Option<Option<Part<'a>>>,
    #[serde(borrow, default, deserialize_with = "present")]
    individuppgifter: Option<Option<Part<'a>>>,
    #[serde(borrow, default, deserialize_with = "present")]
    skattekonto: Option<Option<Part<'a>>>,
    #[serde(borrow, default, deserialize_with = "present")]
    foretag: Option<Option<Part<'a>>>,
}

/// Tells a sub-answer that is null (nothing) from one that is not there.
fn present<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<Part<'de>>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

#[derive(Deserialize)]
struct Part<'a> {
    #[serde(borrow)]
    status: Cow<'a, str>,
    #[serde(borrow)]
    svar: Option<&'a RawValue>,
}

/// Reads an answer. `DELVIS` needs no care here: each part has its own status.
pub fn read(status: &str, content: Option<&str>, person: &str) -> TaxAgency {
    let svar = match (status, content) {
        ("OK" | "DELVIS", Some(json)) => serde_json::from_str::<Svar<'_>>(json),
        ("INGA_UPPGIFTER", _) => return nothing(),
        ("OK" | "DELVIS", None) => return TaxAgency::could_not_be_checked(Cause::Malformed),
        _ => return TaxAgency::could_not_be_checked(Cause::Error),
    };
    let Ok(svar) = svar else {
        return TaxAgency::could_not_be_checked(Cause::Malformed);
    };
    TaxAgency {
        registration: part(svar.folkbokforing, |wire: Folkbokforing| {
            registration(wire, person)
        }),
        declarations: part(svar.individuppgifter, |rows: Vec<Individuppgift>| {
            Some(rows.into_iter().map(declaration).collect())
        }),
        tax_account: part(svar.skattekonto, |wire: Skattekonto| {
            let paid_out = Some(wire.utbetalt_belopp).filter(|amount| !amount.is_negative())?;
            Some(TaxAccount {
                paid_out,
                booked_on: wire.bokforingsdag,
            })
        }),
        company: part(svar.foretag, |wire: Foretag| {
            Some(Company {
                vat_registered: wire.momsregistrerad,
                f_tax: wire.godkand_fskatt,
            })
        }),
    }
}

fn nothing() -> TaxAgency {
    TaxAgency {
        registration: Answer::NothingWithUs,
        declarations: Answer::NothingWithUs,
        tax_account: Answer::NothingWithUs,
        company: Answer::NothingWithUs,
    }
}

fn part<'a, W: Deserialize<'a>, T>(
    part: Option<Option<Part<'a>>>,
    facts: impl FnOnce(W) -> Option<T>,
) -> Answer<T> {
    let Some(part) = part else {
        return Answer::CouldNotBeChecked(Cause::Missing);
    };
    let Some(part) = part else {
        return Answer::NothingWithUs;
    };
    match (&*part.status, part.svar) {
        ("OK", Some(json)) => serde_json::from_str(json.get())
            .ok()
            .and_then(facts)
            .map_or(Answer::CouldNotBeChecked(Cause::Malformed), Answer::Data),
        ("OK", None) => Answer::CouldNotBeChecked(Cause::Malformed),
        ("INGA_UPPGIFTER", _) => Answer::NothingWithUs,
        _ => Answer::CouldNotBeChecked(Cause::Error),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Folkbokforing {
    id_nummer: String,
    sekretessmarkering: Mark,
    skyddad_folkbokforing: Mark,
    folkbokforing: Option<Place>,
    civilstand: Code,
    relationer: Vec<Relation>,
    avregistrering: Option<Code>,
}

#[derive(Deserialize)]
struct Mark {
    satt: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    lan_kod: String,
    kommun_kod: String,
}

#[derive(Deserialize)]
struct Code {
    kod: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Relation {
    typ: String,
    id_nummer: Option<String>,
}

/// The person's registration; `None` when the registry answers about somebody
/// else than it was asked about, because protection is read from here.
fn registration(wire: Folkbokforing, person: &str) -> Option<Registration> {
    if wire.id_nummer != person {
        return None;
    }
    Some(Registration {
        protected: wire.sekretessmarkering.satt || wire.skyddad_folkbokforing.satt,
        municipality: wire
            .folkbokforing
            .map(|place| place.lan_kod + &place.kommun_kod),
        civil_status: wire.civilstand.kod,
        children: wire
            .relationer
            .into_iter()
            .filter(|relation| relation.typ == "BARN")
            .filter_map(|relation| relation.id_nummer)
            .collect(),
        deregistered: wire.avregistrering.map(|code| code.kod),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Individuppgift {
    arbetsgivare: Arbetsgivare,
    redovisningsperiod: Month,
    specifikationsnummer: i64,
    kontant_ersattning: Kronor,
    formaner: Kronor,
    skatt: Kronor,
    bilersattning: Kronor,
    traktamente: Kronor,
    inlamnad: NaiveDate,
    rattelse: bool,
}

#[derive(Deserialize)]
struct Arbetsgivare {
    orgnr: String,
}

fn declaration(wire: Individuppgift) -> EmployerDeclaration {
    let extras = [wire.formaner, wire.bilersattning, wire.traktamente];
    EmployerDeclaration {
        employer: wire.arbetsgivare.orgnr,
        period: wire.redovisningsperiod,
        number: wire.specifikationsnummer,
        handed_in: wire.inlamnad,
        correction: wire.rattelse,
        pay: wire.kontant_ersattning,
        tax: wire.skatt,
        benefits: extras.iter().any(|amount| amount.is_positive()),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Skattekonto {
    utbetalt_belopp: Kronor,
    bokforingsdag: Option<NaiveDate>,
}

#[derive(Deserialize)]
struct Foretag {
    momsregistrerad: bool,
    #[serde(rename = "godkandFskatt")]
    godkand_fskatt: bool,
}
