//! Frister: undecided cases by the time left until a person gets them anyway.

use askama::Template;
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};

use super::Answer;
use crate::console::access::signed::{Signed, ToLook};
use crate::console::layout::Layout;
use crate::console::refusal::page;
use crate::ledger::{CaseRow, Overview};
use crate::operating::numbers::span;
use crate::operating::words::{fault, held_by, in_sweden, is_restricted};

/// So many cases are shown, those with the least time left.
const SHOWN: u32 = 100;
/// What has less time left than this is marked, in minutes.
const SOON: i64 = 120;

#[derive(Template)]
#[template(path = "console/deadlines.html")]
struct DeadlinesPage {
    layout: Layout,
    limit: String,
    rows: Vec<Row>,
    is_cut: bool,
}

struct Row {
    case_id: String,
    case_number: String,
    state: &'static str,
    left: String,
    is_soon: bool,
    why: String,
    received: String,
}

/// Shows the page.
pub async fn show(signed: Signed<ToLook>) -> Answer {
    let person = &signed.person;
    let hours = person.console.policy.hand_over_after_hours;
    let rows = person
        .console
        .ledger
        .undecided(SHOWN, person.sight())
        .await?;
    let (now, limit) = (person.now(), TimeDelta::hours(i64::from(hours)));
    Ok(page(
        StatusCode::OK,
        &DeadlinesPage {
            layout: Layout::of(person, "/frister", "Frister", "cases list --state failed"),
            limit: span(u64::from(hours) * 60),
            is_cut: rows.len() == SHOWN as usize,
            rows: rows.iter().map(|row| Row::of(row, limit, now)).collect(),
        },
    ))
}

impl Row {
    fn of(row: &CaseRow, limit: TimeDelta, now: DateTime<Utc>) -> Self {
        let left = (row.received_at + limit - now).num_minutes();
        let why = match is_restricted(row) {
            true => held_by(Some("restricted")),
            false => row.cause.as_deref().map(fault).unwrap_or_default(),
        };
        Self {
            case_id: row.case_id.clone(),
            case_number: row.case_number.clone(),
            state: row.state.in_swedish(),
            left: match u64::try_from(left) {
                Ok(minutes) => span(minutes),
                Err(_) => "över tiden".to_owned(),
            },
            is_soon: left < SOON,
            why,
            received: in_sweden(row.received_at),
        }
    }
}
