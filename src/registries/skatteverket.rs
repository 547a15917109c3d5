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
use crate::vocabulary::{Answer, Kronor, Month, times};

/// The four sub-answers, read.
pub struct Svar<'a> {
    pub folkbokforing: SubAnswer<'a, Folkbokforing<'a>>,
    pub individuppgifter: SubAnswer<'a, Vec<Individuppgift>>,
    pub skattekonto: SubAnswer<'a, Skattekonto>,
    pub foretag: SubAnswer<'a, Foretag>,
}

/// The four sub-answers, whose contents are JSON.
#[derive(Deserialize)]
pub struct UnreadSvar<'a> {
    #[serde(borrow, default, deserialize_with = "present")]
    folkbokforing: SubAnswer<'a, &'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    individuppgifter: SubAnswer<'a, &'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    skattekonto: SubAnswer<'a, &'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    foretag: SubAnswer<'a, &'a RawValue>,
}

/// A sub-answer; outermost, whether it is there, then whether it is null.
pub type SubAnswer<'a, C> = Option<Option<Part<'a, C>>>;

#[derive(Deserialize)]
pub struct Part<'a, C> {
    #[serde(borrow)]
    status: Cow<'a, str>,
    svar: Option<C>,
}

/// Tells a sub-answer that is null (nothing) from one that is not there.
pub fn present<'de, D: Deserializer<'de>, C: Deserialize<'de>>(
    deserializer: D,
) -> Result<SubAnswer<'de, C>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl<'a> UnreadSvar<'a> {
    /// Reads each content by itself. One that cannot be read is as good as none.
    pub fn read(self) -> Svar<'a> {
        fn each<'a, C: Deserialize<'a>>(part: SubAnswer<'a, &'a RawValue>) -> SubAnswer<'a, C> {
            part.map(|part| {
                part.map(|part| Part {
                    status: part.status,
                    svar: part
                        .svar
                        .and_then(|json| serde_json::from_str(json.get()).ok()),
                })
            })
        }
        Svar {
            folkbokforing: each(self.folkbokforing),
            individuppgifter: each(self.individuppgifter),
            skattekonto: each(self.skattekonto),
            foretag: each(self.foretag),
        }
    }
}

/// Reads an answer. `DELVIS` needs no care here: each part has its own status.
pub fn read(status: &str, content: Option<Svar<'_>>, person: &str) -> TaxAgency {
    let svar = match (status, content) {
        ("OK" | "DELVIS", Some(svar)) => svar,
        ("INGA_UPPGIFTER", _) => return nothing(),
        ("OK" | "DELVIS", None) => return TaxAgency::could_not_be_checked(Cause::Malformed),
        _ => return TaxAgency::could_not_be_checked(Cause::Error),
    };
    TaxAgency {
        registration: part(svar.folkbokforing, |wire| registration(wire, person)),
        declarations: part(svar.individuppgifter, |rows| {
            Some(rows.into_iter().map(declaration).collect())
        }),
        tax_account: part(svar.skattekonto, |wire| {
            let paid_out = Some(wire.utbetalt_belopp).filter(|amount| !amount.is_negative())?;
            Some(TaxAccount {
                paid_out,
                booked_on: wire.bokforingsdag,
            })
        }),
        company: part(svar.foretag, |wire| {
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

fn part<C, T>(part: SubAnswer<'_, C>, facts: impl FnOnce(C) -> Option<T>) -> Answer<T> {
    let Some(part) = part else {
        return Answer::CouldNotBeChecked(Cause::Missing);
    };
    let Some(part) = part else {
        return Answer::NothingWithUs;
    };
    match (&*part.status, part.svar) {
        ("OK", content) => content
            .and_then(facts)
            .map_or(Answer::CouldNotBeChecked(Cause::Malformed), Answer::Data),
        ("INGA_UPPGIFTER", _) => Answer::NothingWithUs,
        _ => Answer::CouldNotBeChecked(Cause::Error),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Folkbokforing<'a> {
    #[serde(borrow)]
    id_nummer: Cow<'a, str>,
    sekretessmarkering: Mark,
    skyddad_folkbokforing: Mark,
    folkbokforing: Option<Place>,
    civilstand: Code,
    #[serde(borrow)]
    relationer: Vec<Relation<'a>>,
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
struct Relation<'a> {
    #[serde(borrow)]
    typ: Cow<'a, str>,
    id_nummer: Option<String>,
}

/// The person's registration; `None` when the registry answers about somebody
/// else than it was asked about, because protection is read from here.
fn registration(wire: Folkbokforing<'_>, person: &str) -> Option<Registration> {
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
pub struct Individuppgift {
    arbetsgivare: Arbetsgivare,
    redovisningsperiod: Month,
    specifikationsnummer: i64,
    kontant_ersattning: Kronor,
    formaner: Kronor,
    skatt: Kronor,
    bilersattning: Kronor,
    traktamente: Kronor,
    #[serde(deserialize_with = "times::day")]
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
pub struct Skattekonto {
    utbetalt_belopp: Kronor,
    #[serde(default, deserialize_with = "times::day_or_null")]
    bokforingsdag: Option<NaiveDate>,
}

#[derive(Deserialize)]
pub struct Foretag {
    momsregistrerad: bool,
    #[serde(rename = "godkandFskatt")]
    godkand_fskatt: bool,
}
