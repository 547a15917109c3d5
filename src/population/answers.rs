//! The registries' answers as `contract/*.json` write them.

use chrono::NaiveDate;
use serde::Serialize;

use super::amounts::Ore;

#[derive(Serialize)]
pub(super) struct Envelope<T> {
    pub(super) korrelationsid: String,
    pub(super) kalla: &'static str,
    pub(super) hamtad: String,
    pub(super) fraga: Question,
    pub(super) status: &'static str,
    pub(super) fel: Option<Failure>,
    pub(super) svar: Option<T>,
}

#[derive(Serialize)]
pub(super) struct Question {
    pub(super) personidentitet: String,
    pub(super) from: NaiveDate,
    pub(super) tom: NaiveDate,
    pub(super) syfte: &'static str,
    pub(super) lagtext: &'static str,
}

#[derive(Serialize)]
pub(super) struct Failure {
    pub(super) kalla: &'static str,
    pub(super) felkod: &'static str,
    pub(super) felmeddelande: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct Forsakringskassan<'a> {
    pub(super) utlamnare: Vec<Discloser>,
    pub(super) avvikelser: Vec<Deviation>,
    pub(super) utbetalningar: Vec<&'a FkPayment>,
    #[serde(rename = "preliminaraUtbetalningar")]
    pub(super) preliminara_utbetalningar: Vec<&'a FkPayment>,
    pub(super) arenden: Vec<()>,
}

#[derive(Serialize)]
pub(super) struct Discloser {
    pub(super) foretag: u32,
    pub(super) tillstand: &'static str,
}

#[derive(Serialize)]
pub(super) struct Deviation {
    pub(super) forman: &'static str,
    pub(super) kod: &'static str,
}

#[derive(Serialize)]
pub(super) struct FkPayment {
    pub(super) typ: u32,
    pub(super) foretag: u32,
    pub(super) formansfamilj: &'static str,
    pub(super) forman: &'static str,
    pub(super) datum: NaiveDate,
    pub(super) period: Period,
    pub(super) bruttobelopp: Ore,
    pub(super) skattebelopp: Ore,
    pub(super) avdragsbelopp: Ore,
    pub(super) nettobelopp: Ore,
    pub(super) detaljer: Vec<Detail>,
}

#[derive(Serialize)]
pub(super) struct Period {
    pub(super) fran: NaiveDate,
    pub(super) till: NaiveDate,
}

#[derive(Serialize)]
pub(super) struct Detail {
    pub(super) beloppstyp: &'static str,
    pub(super) belopp: Ore,
    pub(super) text: &'static str,
}

#[derive(Serialize)]
pub(super) struct Csn<'a> {
    pub(super) person: CsnPerson,
    pub(super) arenden: &'a [StudyCase],
}

#[derive(Serialize)]
pub(super) struct CsnPerson {
    pub(super) traff: bool,
    pub(super) sekretess: bool,
}

#[derive(Serialize)]
pub(super) struct StudyCase {
    pub(super) stod: &'static str,
    pub(super) lopnummer: u32,
    pub(super) stodform: &'static str,
    pub(super) status: &'static str,
    pub(super) beviljade: Vec<StudyGrant>,
    pub(super) utbetalningsplan: Vec<StudyPayment>,
}

#[derive(Serialize)]
pub(super) struct StudyGrant {
    pub(super) startvecka: String,
    pub(super) slutvecka: String,
    pub(super) takt: u32,
    pub(super) belopp: Vec<StudyAmount>,
}

#[derive(Serialize)]
pub(super) struct StudyPayment {
    pub(super) datum: Option<NaiveDate>,
    pub(super) status: &'static str,
    pub(super) startvecka: String,
    pub(super) slutvecka: String,
    pub(super) belopp: Vec<StudyAmount>,
}

#[derive(Serialize, Clone)]
pub(super) struct StudyAmount {
    pub(super) typ: &'static str,
    pub(super) belopp: Ore,
}

#[derive(Serialize)]
pub(super) struct Skatteverket<'a> {
    pub(super) folkbokforing: SubAnswer<&'a Folkbokforing>,
    pub(super) individuppgifter: SubAnswer<Vec<&'a AgiRow>>,
    pub(super) skattekonto: SubAnswer<&'a TaxAccount>,
    pub(super) foretag: SubAnswer<&'a Business>,
}

#[derive(Serialize)]
pub(super) struct SubAnswer<T> {
    pub(super) status: &'static str,
    pub(super) svar: Option<T>,
}

impl<T> SubAnswer<T> {
    /// `OK` with something to say, `INGA_UPPGIFTER` without.
    pub(super) fn about(svar: Option<T>) -> SubAnswer<T> {
        let status = if svar.is_some() {
            "OK"
        } else {
            "INGA_UPPGIFTER"
        };
        SubAnswer { status, svar }
    }

    pub(super) fn failed() -> SubAnswer<T> {
        SubAnswer {
            status: "FEL",
            svar: None,
        }
    }
}

#[derive(Serialize)]
pub(super) struct Folkbokforing {
    #[serde(rename = "idNummer")]
    pub(super) id_nummer: String,
    #[serde(rename = "idTyp")]
    pub(super) id_typ: &'static str,
    pub(super) sekretessmarkering: Marking,
    #[serde(rename = "skyddadFolkbokforing")]
    pub(super) skyddad_folkbokforing: Marking,
    pub(super) folkbokforing: Place,
    pub(super) civilstand: CivilStatus,
    pub(super) relationer: Vec<Relation>,
    pub(super) avregistrering: Option<Deregistration>,
}

#[derive(Serialize, Default)]
pub(super) struct Marking {
    pub(super) satt: bool,
    pub(super) datum: Option<NaiveDate>,
}

#[derive(Serialize)]
pub(super) struct Place {
    #[serde(rename = "lanKod")]
    pub(super) lan_kod: &'static str,
    #[serde(rename = "kommunKod")]
    pub(super) kommun_kod: &'static str,
    pub(super) datum: NaiveDate,
}

#[derive(Serialize)]
pub(super) struct CivilStatus {
    pub(super) kod: &'static str,
    pub(super) datum: Option<NaiveDate>,
}

#[derive(Serialize)]
pub(super) struct Relation {
    pub(super) typ: &'static str,
    #[serde(rename = "idNummer")]
    pub(super) id_nummer: String,
    pub(super) vardnadshavare: bool,
}

#[derive(Serialize)]
pub(super) struct Deregistration {
    pub(super) kod: &'static str,
    pub(super) datum: NaiveDate,
}

#[derive(Serialize)]
pub(super) struct AgiRow {
    pub(super) arbetsgivare: Employer,
    pub(super) redovisningsperiod: String,
    pub(super) specifikationsnummer: u32,
    #[serde(rename = "kontantErsattning")]
    pub(super) kontant_ersattning: Ore,
    pub(super) formaner: Ore,
    pub(super) skatt: Ore,
    pub(super) bilersattning: Ore,
    pub(super) traktamente: Ore,
    pub(super) inlamnad: NaiveDate,
    pub(super) rattelse: bool,
}

#[derive(Serialize)]
pub(super) struct Employer {
    pub(super) orgnr: String,
}

#[derive(Serialize)]
pub(super) struct TaxAccount {
    pub(super) saldo: Ore,
    #[serde(rename = "utbetaltBelopp")]
    pub(super) utbetalt_belopp: Ore,
    pub(super) bokforingsdag: Option<NaiveDate>,
}

#[derive(Serialize)]
pub(super) struct Business {
    #[serde(rename = "foretagId")]
    pub(super) foretag_id: String,
    pub(super) arbetsgivarregistrerad: bool,
    pub(super) momsregistrerad: bool,
    #[serde(rename = "godkandFskatt")]
    pub(super) godkand_fskatt: bool,
}
