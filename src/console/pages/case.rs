//! Ärende: one case, what was done to it, and what can be done.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use chrono::{DateTime, TimeDelta, Utc};

use super::Answer;
use crate::console::access::posted::Posted;
use crate::console::access::rights::Right;
use crate::console::access::signed::{Person, Signed, ToLook, ToRead, ToResolve};
use crate::console::content::{CaseContent, masked};
use crate::console::layout::Layout;
use crate::console::refusal::{Refusal, page};
use crate::ledger::operations::Signature;
use crate::ledger::overview::{CaseEvent, Sight};
use crate::ledger::{CaseFile, CaseState, Ledger, Overview, Resolved, ResolvedAt};
use crate::operating::letters::Letters;
use crate::operating::words::{
    detail, event, fault, in_sweden, is_restricted, reason_text, since_in_sweden,
};
use crate::vocabulary::resolution::ResolvedOutcome;
use crate::vocabulary::{Kronor, Resolution};

#[derive(Template)]
#[template(path = "console/case.html")]
struct CasePage {
    layout: Layout,
    case_id: String,
    case_number: String,
    state: &'static str,
    facts: Vec<(&'static str, String)>,
    reasons: Vec<String>,
    content: Option<CaseContent>,
    /// Until when identities are shown.
    shown_until: Option<String>,
    reveal_minutes: u64,
    letter: Option<String>,
    proposed_letter: Option<String>,
    events: Vec<Event>,
    may_order: bool,
    may_resolve: bool,
    outcomes: Vec<(&'static str, &'static str)>,
}

struct Event {
    at: String,
    what: String,
    by: String,
    more: String,
}

/// Shows a case.
pub async fn show(signed: Signed<ToLook>, Path(case_id): Path<String>) -> Answer {
    let person = &signed.person;
    let file = visible(person, &case_id).await?;
    let ledger = &person.console.ledger;
    let (row, now) = (&file.row, person.now());
    let reads = person.may(Right::ReadContent);
    let shown_until = person.session.shows(&row.case_id, now).filter(|_| reads);
    let letters = match reads {
        true => Some(Letters::of(ledger, &row.case_id).await?),
        false => None,
    };
    let letter = |text: Option<&String>| {
        text.map(|text| match shown_until {
            Some(_) => text.clone(),
            None => masked(text, &file.content),
        })
    };
    let events = timeline(&file, ledger.events(&row.case_id).await?, reads);
    let reveal_minutes = person.console.settings.reveal.as_secs() / 60;
    Ok(page(
        StatusCode::OK,
        &CasePage {
            layout: Layout::of(
                person,
                "/arenden",
                format!("Ärende {}", row.case_number),
                &format!("cases show {}", row.case_id),
            ),
            case_id: row.case_id.clone(),
            case_number: row.case_number.clone(),
            state: row.state.in_swedish(),
            facts: facts(&file, now),
            reasons: row.reasons.iter().map(|code| reason_text(code)).collect(),
            content: reads.then(|| CaseContent::read(&file.content, shown_until.is_some())),
            shown_until: shown_until.map(|until| since_in_sweden(until, now)),
            reveal_minutes,
            letter: letter(letters.as_ref().and_then(|letters| letters.sent.as_ref())),
            proposed_letter: letter(
                letters
                    .as_ref()
                    .and_then(|letters| letters.proposal.as_ref()),
            ),
            events,
            may_order: row.state == CaseState::Failed && person.may(Right::Operate),
            may_resolve: row.state == CaseState::HandedOver && person.may(Right::Resolve),
            outcomes: ResolvedOutcome::ALL
                .map(|outcome| (outcome.code(), in_words(outcome)))
                .to_vec(),
        },
    ))
}

/// Shows the identities of a case for a while, and writes down who asked, when
/// and why.
pub async fn reveal(Path(case_id): Path<String>, posted: Posted<ToRead>) -> Answer {
    let person = &posted.signed.person;
    let signature = posted.fields.signature(person)?;
    let row = visible(person, &case_id).await?.row;
    let until = TimeDelta::from_std(person.console.settings.reveal).unwrap_or_default();
    let until = person.now() + until;
    // Written before it is shown: what cannot be written down is not shown.
    let ledger = &person.console.ledger;
    ledger
        .note_identities_shown(&row.case_id, signature)
        .await?;
    person
        .console
        .sessions
        .show(&person.cookie, &row.case_id, until);
    Ok(to_case(&row.case_id))
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
        return Err(Refusal::Form("Ärendet ligger inte hos en handläggare."));
    }
    let resolution = Resolution {
        case_id: row.case_id.clone(),
        outcome,
        decided_by: by,
        agreed,
        comment: Some(comment),
    };
    match person
        .console
        .ledger
        .resolve(ResolvedAt { resolution, at })
        .await?
    {
        Resolved::Done => {
            let notice = format!("Ärende {} är avslutat.", row.case_number);
            person.console.sessions.tell(&person.cookie, notice);
            Ok(to_case(&row.case_id))
        }
        Resolved::UnknownCase | Resolved::NotWithAPerson => {
            Err(Refusal::Form("Ärendet ligger inte hos en handläggare."))
        }
    }
}

/// A case that this person may know of; any other is not there.
pub async fn visible(person: &Person, case_id: &str) -> Result<CaseFile, Refusal> {
    let file = person.console.ledger.case(case_id).await?;
    // A case number in an address would find a case too; only its own id does.
    file.filter(|file| person.sight() == Sight::Everything || !is_restricted(&file.row))
        .filter(|file| file.row.case_id == case_id)
        .ok_or(Refusal::NotFound)
}

fn to_case(case_id: &str) -> axum::response::Response {
    Redirect::to(&format!("/arende/{case_id}")).into_response()
}

fn facts(file: &CaseFile, now: DateTime<Utc>) -> Vec<(&'static str, String)> {
    let row = &file.row;
    let instant = |at: Option<DateTime<Utc>>| at.map(|at| since_in_sweden(at, now));
    let outcome = row.outcome.map(|outcome| outcome.in_swedish().to_owned());
    let facts = [
        ("Utfall", outcome),
        ("Belopp", row.amount.map(Kronor::in_swedish)),
        ("Månad", row.month.map(|month| month.to_string())),
        ("Inkommet", Some(in_sweden(row.received_at))),
        ("Senast ändrat", Some(in_sweden(row.updated_at))),
        ("Tas upp igen", instant(row.due_at)),
        ("Tekniskt fel", row.cause.as_deref().map(fault)),
        ("Enhet", row.unit.clone()),
        ("Id", Some(row.case_id.clone())),
    ];
    let known = facts.into_iter();
    known
        .filter_map(|(what, value)| Some((what, value?)))
        .collect()
}

/// What happened and what was sent, oldest first. Who did what is for everybody
/// who may see the case; comments may name persons, so they are content.
fn timeline(file: &CaseFile, events: Vec<CaseEvent>, reads: bool) -> Vec<Event> {
    let mut all: Vec<(DateTime<Utc>, Event)> = Vec::new();
    for happened in events {
        let by = happened.by.unwrap_or_default();
        // The account stands in a column of its own.
        let told = Some(happened.detail.as_str()).filter(|text| *text != by);
        let comment = happened.comment.filter(|_| reads).unwrap_or_default();
        let parts = [told.map(detail).unwrap_or_default(), comment];
        let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let event = Event {
            at: in_sweden(happened.at),
            what: event(&happened.kind).to_owned(),
            by,
            more: parts.join(" – "),
        };
        all.push((happened.at, event));
    }
    for (_, queue, posted_at) in &file.postings {
        let Some(posted_at) = posted_at else { continue };
        let event = Event {
            at: in_sweden(*posted_at),
            what: event("posted").to_owned(),
            by: String::new(),
            more: queue.clone(),
        };
        all.push((*posted_at, event));
    }
    // The sort is stable: at one time, the step stands before its posting.
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, event)| event).collect()
}

const fn in_words(outcome: ResolvedOutcome) -> &'static str {
    match outcome {
        ResolvedOutcome::Granted => "Bifall",
        ResolvedOutcome::PartlyGranted => "Delvis avslag",
        ResolvedOutcome::Rejected => "Avslag",
        ResolvedOutcome::Withdrawn => "Ansökan togs tillbaka",
        ResolvedOutcome::Other => "Annat",
    }
}
