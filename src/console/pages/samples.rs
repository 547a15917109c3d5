//! Stickprov: decided cases that a person looks at afterwards.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use chrono::Days;

use super::case::visible;
use super::{Answer, done};
use crate::console::access::posted::Posted;
use crate::console::access::rights::Right;
use crate::console::access::signed::{Signed, ToLook, ToResolve};
use crate::console::layout::Layout;
use crate::console::refusal::{Refusal, page};
use crate::ledger::operations::Signature;
use crate::ledger::{CaseState, Ledger, Overview, ResolvedAt};
use crate::operating::numbers::count;
use crate::operating::words::in_sweden;
use crate::vocabulary::resolution::ResolvedOutcome;
use crate::vocabulary::{Kronor, Resolution};

/// So many samples are shown, the oldest.
const SHOWN: u32 = 25;
/// So many days back they are counted.
const DAYS: u64 = 90;

#[derive(Template)]
#[template(path = "console/samples.html")]
struct SamplesPage {
    layout: Layout,
    percent: u32,
    open: String,
    agreed: String,
    disagreed: String,
    rows: Vec<Row>,
    may_resolve: bool,
}

struct Row {
    case_id: String,
    case_number: String,
    outcome: &'static str,
    amount: String,
    decided: String,
}

/// Lists samples that nobody has looked at.
pub async fn show(signed: Signed<ToLook>) -> Answer {
    let person = &signed.person;
    let ledger = &person.console.ledger;
    let rows = ledger.open_samples(SHOWN, person.sight()).await?;
    let now = person.now();
    let since = now.checked_sub_days(Days::new(DAYS)).unwrap_or(now);
    let counts = ledger.sample_counts(since).await?;
    let rows = rows.into_iter().map(|row| Row {
        outcome: row.outcome.map_or("", |outcome| outcome.in_swedish()),
        amount: row.amount.map(Kronor::in_swedish).unwrap_or_default(),
        decided: in_sweden(row.updated_at),
        case_id: row.case_id,
        case_number: row.case_number,
    });
    let command = "cases resolve ÄRENDE --outcome granted --agreed yes --comment 'varför'";
    Ok(page(
        StatusCode::OK,
        &SamplesPage {
            layout: Layout::of(person, "/stickprov", "Stickprov", command),
            percent: person.console.policy.quality_sample_percent,
            open: count(counts.open),
            agreed: count(counts.agreed),
            disagreed: count(counts.disagreed),
            rows: rows.collect(),
            may_resolve: person.may(Right::Resolve),
        },
    ))
}

/// Keeps whether a person would have decided the same. The robot's decision
/// stands.
pub async fn judge(Path(case_id): Path<String>, posted: Posted<ToResolve>) -> Answer {
    let person = &posted.signed.person;
    let Signature { by, comment, at } = posted.fields.signature(person)?;
    let row = visible(person, &case_id).await?.row;
    let decided = row.outcome.filter(|_| row.state == CaseState::Decided);
    let decided = decided.and_then(|outcome| ResolvedOutcome::from_code(outcome.code()));
    let decided = decided.ok_or(Refusal::Form("Roboten har inte beslutat ärendet."))?;
    let agreed = match posted.fields.get("bedomning") {
        Some("lika") => true,
        Some("olika") => false,
        _ => return Err(Refusal::Form("Välj om du hade beslutat likadant.")),
    };
    let resolution = Resolution {
        case_id,
        // What it should have been stands in the comment.
        outcome: if agreed {
            decided
        } else {
            ResolvedOutcome::Other
        },
        decided_by: by,
        agreed: Some(agreed),
        comment: Some(comment),
    };
    let ledger = &person.console.ledger;
    ledger.resolve(ResolvedAt { resolution, at }).await?;
    let notice = format!("Stickprovet {} är bedömt.", row.case_number);
    Ok(done(person, notice, "/stickprov"))
}
