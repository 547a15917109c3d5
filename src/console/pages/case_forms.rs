//! What is done to one case by whoever reads it: showing whom it is about, and
//! closing what was handed over.

use axum::extract::Path;
use chrono::TimeDelta;

use super::case::visible;
use super::{Answer, done};
use crate::console::access::posted::Posted;
use crate::console::access::signed::{ToRead, ToResolve};
use crate::console::refusal::Refusal;
use crate::ledger::operations::Signature;
use crate::ledger::{CaseState, Ledger, Overview, Resolved, ResolvedAt};
use crate::vocabulary::Resolution;
use crate::vocabulary::resolution::ResolvedOutcome;

/// Shows the identities of a case for a while, and writes down who asked, when
/// and why.
pub async fn reveal(Path(case_id): Path<String>, posted: Posted<ToRead>) -> Answer {
    let person = &posted.signed.person;
    let signature = posted.fields.signature(person)?;
    let row = visible(person, &case_id).await?.row;
    let until = TimeDelta::from_std(person.console.settings.reveal).unwrap_or_default();
    let until = person.now() + until;
    // Written before it is shown: what cannot be written down is not shown.
    let console = &person.console;
    let ledger = &console.ledger;
    ledger
        .note_identities_shown(&row.case_id, signature)
        .await?;
    console.sessions.show(&person.cookie, &row.case_id, until);
    let path = format!("/arende/{}", row.case_id);
    Ok(done(person, "Uppgifterna visas nu.", &path))
}

/// Closes a handover: what a person decided.
pub async fn resolve(Path(case_id): Path<String>, posted: Posted<ToResolve>) -> Answer {
    let person = &posted.signed.person;
    let Signature { by, comment, at } = posted.fields.signature(person)?;
    let outcome = posted
        .fields
        .get("utfall")
        .and_then(ResolvedOutcome::from_code);
    let outcome = outcome.ok_or(Refusal::Form("Välj vad du har beslutat."))?;
    let agreed = match posted.fields.get("som-roboten") {
        Some("ja") => Some(true),
        Some("nej") => Some(false),
        _ => None,
    };
    let row = visible(person, &case_id).await?.row;
    if row.state != CaseState::HandedOver {
        return Err(Refusal::Form(NOT_WITH_A_PERSON));
    }
    let resolution = Resolution {
        case_id: row.case_id.clone(),
        outcome,
        decided_by: by,
        agreed,
        comment: Some(comment),
    };
    let ledger = &person.console.ledger;
    match ledger.resolve(ResolvedAt { resolution, at }).await? {
        Resolved::Done => {
            let notice = format!("Ärende {} är avslutat.", row.case_number);
            let path = format!("/arende/{}", row.case_id);
            Ok(done(person, notice, &path))
        }
        Resolved::UnknownCase | Resolved::NotWithAPerson => Err(Refusal::Form(NOT_WITH_A_PERSON)),
    }
}

const NOT_WITH_A_PERSON: &str = "Ärendet ligger inte hos en handläggare.";

/// What a person decided, as they choose it.
pub const fn in_words(outcome: ResolvedOutcome) -> &'static str {
    match outcome {
        ResolvedOutcome::Granted => "Bifall",
        ResolvedOutcome::PartlyGranted => "Delvis avslag",
        ResolvedOutcome::Rejected => "Avslag",
        ResolvedOutcome::Withdrawn => "Ansökan togs tillbaka",
        ResolvedOutcome::Other => "Annat",
    }
}
