//! Envelopes that are not a stored answer: the one about an unknown person,
//! and those that faults in the content of an answer make.

use axum::body::Bytes;
use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Europe::Stockholm;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::question::{Echo, Question};
use super::{Source, SubAnswer};

#[derive(Serialize)]
struct Envelope<'a> {
    korrelationsid: &'a str,
    kalla: &'static str,
    hamtad: String,
    fraga: Echo<'a>,
    status: &'static str,
    fel: Option<Failure>,
    svar: Option<Value>,
}

#[derive(Serialize)]
struct Failure {
    kalla: &'static str,
    felkod: &'static str,
    felmeddelande: Vec<String>,
}

/// The envelope about a person the registry knows nothing of.
pub(super) fn unknown_person(source: Source, question: &Question<'_>, now: DateTime<Utc>) -> Bytes {
    write(source, question, now, "INGA_UPPGIFTER", None, None)
}

/// Status `FEL` from the agency. The text quotes the personnummer, because
/// real ones do and a client must be tested against it.
pub(super) fn failed_agency(source: Source, question: &Question<'_>, now: DateTime<Utc>) -> Bytes {
    let failure = Failure {
        kalla: "BT",
        felkod: "9071001",
        felmeddelande: vec![format!(
            "Uppgifter om {} kunde inte hämtas.",
            question.personidentitet
        )],
    };
    write(source, question, now, "FEL", Some(failure), None)
}

/// Status `FEL` from the hub, which could not reach the agency.
pub(super) fn failed_hub(source: Source, question: &Question<'_>, now: DateTime<Utc>) -> Bytes {
    let failure = Failure {
        kalla: "SSBT",
        felkod: "SSBT-504",
        felmeddelande: vec![format!(
            "{} svarade inte i tid på frågan om {}.",
            source.code(),
            question.personidentitet
        )],
    };
    write(source, question, now, "FEL", Some(failure), None)
}

/// CSN's answer to a case identity of 32 characters or more.
pub(super) fn case_identity_too_long(question: &Question<'_>, now: DateTime<Utc>) -> Bytes {
    let failure = Failure {
        kalla: "BT",
        felkod: "-1005",
        felmeddelande: vec!["Ärendeidentiteten är för lång.".to_owned()],
    };
    write(Source::Csn, question, now, "FEL", Some(failure), None)
}

/// Status `DELVIS`: Försäkringskassan names an agency that did not disclose,
/// CSN says no more than the status, and Skatteverket's tax account failed.
pub(super) fn partial(
    source: Source,
    question: &Question<'_>,
    stored: Option<&Bytes>,
    now: DateTime<Utc>,
) -> Bytes {
    let mut answer = stored_answer(stored).unwrap_or_else(|| nothing_known(source));
    match source {
        Source::Forsakringskassan => {
            answer["utlamnare"] = json!([{ "foretag": 1001, "tillstand": "OTILLGANGLIG" }]);
        }
        Source::Csn => {}
        Source::Skatteverket => fail_part(&mut answer, SubAnswer::Skattekonto),
    }
    write(source, question, now, "DELVIS", None, Some(answer))
}

/// Skatteverket's answer with one part failed and the others as they were.
pub(super) fn failed_part(
    question: &Question<'_>,
    part: SubAnswer,
    stored: Option<&Bytes>,
    now: DateTime<Utc>,
) -> Bytes {
    let source = Source::Skatteverket;
    let mut answer = stored_answer(stored).unwrap_or_else(|| nothing_known(source));
    fail_part(&mut answer, part);
    write(source, question, now, "OK", None, Some(answer))
}

fn fail_part(answer: &mut Value, part: SubAnswer) {
    answer[part.name()] = json!({ "status": "FEL", "svar": null });
}

/// The `svar` of a stored envelope, when it has one.
fn stored_answer(stored: Option<&Bytes>) -> Option<Value> {
    let mut envelope: Map<String, Value> = serde_json::from_slice(stored?).ok()?;
    envelope.remove("svar").filter(|answer| answer.is_object())
}

/// A `svar` of the right shape about a person who is not known.
fn nothing_known(source: Source) -> Value {
    match source {
        Source::Forsakringskassan => json!({
            "utlamnare": [], "avvikelser": [], "utbetalningar": [],
            "preliminaraUtbetalningar": [], "arenden": [],
        }),
        Source::Csn => json!({
            "person": { "traff": false, "sekretess": false }, "arenden": [],
        }),
        Source::Skatteverket => json!({
            "folkbokforing": null, "individuppgifter": null,
            "skattekonto": null, "foretag": null,
        }),
    }
}

fn write(
    source: Source,
    question: &Question<'_>,
    now: DateTime<Utc>,
    status: &'static str,
    fel: Option<Failure>,
    svar: Option<Value>,
) -> Bytes {
    let envelope = Envelope {
        korrelationsid: &question.korrelationsid,
        kalla: source.code(),
        hamtad: now
            .with_timezone(&Stockholm)
            .to_rfc3339_opts(SecondsFormat::Secs, false),
        fraga: question.echo(),
        status,
        fel,
        svar,
    };
    // Strings, dates and JSON values always serialise; should that ever
    // change, an empty body is a malformed answer and fails safely.
    serde_json::to_vec(&envelope).unwrap_or_default().into()
}
