//! Ärende: one case, what was done to it, and what can be done.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};

use super::Answer;
use super::case_forms::in_words;
use super::timeline::{Event, timeline};
use crate::console::access::rights::Right;
use crate::console::access::signed::{Person, Signed, ToLook};
use crate::console::content::{CaseContent, Mask};
use crate::console::layout::Layout;
use crate::console::refusal::{Refusal, page};
use crate::ledger::overview::Sight;
use crate::ledger::{CaseFile, CaseState, Ledger, Overview};
use crate::operating::letters::Letters;
use crate::operating::words::{fault, in_sweden, is_restricted, reason_text, since_in_sweden};
use crate::vocabulary::Kronor;
use crate::vocabulary::resolution::ResolvedOutcome;

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

/// Shows a case.
pub async fn show(signed: Signed<ToLook>, Path(case_id): Path<String>) -> Answer {
    let person = &signed.person;
    let file = visible(person, &case_id).await?;
    let ledger = &person.console.ledger;
    let (row, now) = (&file.row, person.now());
    let reads = person.may(Right::ReadContent);
    let shown_until = person.session.shows(&row.case_id, now).filter(|_| reads);
    let mask = Mask::of(&file.content, shown_until.is_some());
    let (mut letter, mut proposed_letter) = (None, None);
    if reads {
        let letters = Letters::of(ledger, &row.case_id).await?;
        letter = letters.sent.map(|text| mask.hide(&text));
        proposed_letter = letters.proposal.map(|text| mask.hide(&text));
    }
    let events = ledger.events(&row.case_id).await?;
    let events = timeline(&file, events, reads.then_some(&mask));
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
            letter,
            proposed_letter,
            events,
            may_order: row.state == CaseState::Failed && person.may(Right::Operate),
            may_resolve: row.state == CaseState::HandedOver && person.may(Right::Resolve),
            outcomes: ResolvedOutcome::ALL
                .map(|outcome| (outcome.code(), in_words(outcome)))
                .to_vec(),
        },
    ))
}

/// A case that this person may know of; any other is not there.
pub async fn visible(person: &Person, case_id: &str) -> Result<CaseFile, Refusal> {
    let file = person.console.ledger.case(case_id).await?;
    // A case number in an address would find a case too; only its own id does.
    file.filter(|file| person.sight() == Sight::Everything || !is_restricted(&file.row))
        .filter(|file| file.row.case_id == case_id)
        .ok_or(Refusal::NotFound)
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
