//! After-checks: AGI to be read again, because what was declared was counted
//! before the employer's declaration was due.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};
use serde::Serialize;

use super::columns::Instant;
use super::{columns, events};
use crate::ledger::{DueAfterCheck, LedgerError};
use crate::vocabulary::stockholm_day;

/// What the ledger swears to about an after-check; see `events`.
#[derive(Serialize)]
struct Statement<'a> {
    version: u8,
    kind: &'a str,
    at: String,
    case_id: &'a str,
    due_on: String,
    agreed: Option<bool>,
}

/// After-checks whose day and time have come, the longest due first.
pub fn due(
    connection: &Connection,
    at: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<DueAfterCheck>, LedgerError> {
    let mut statement = connection.prepare_cached(DUE)?;
    let today = stockholm_day(&at).to_string();
    let rows = statement.query_map(params![today, Instant(at), limit], |row| {
        Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?))
    })?;
    rows.map(|row| {
        let (case_id, due_on, attempts) = row?;
        Ok(DueAfterCheck {
            case_id,
            due_on: columns::day(&due_on)?,
            attempts,
        })
    })
    .collect()
}

/// The query of [`due`].
pub const DUE: &str = "SELECT case_id, due_on, after_checks.attempts
     FROM after_checks CROSS JOIN cases USING (case_key)
     WHERE done_at IS NULL AND due_on <= ?1
        AND (after_checks.due_at IS NULL OR after_checks.due_at <= ?2)
     ORDER BY due_on LIMIT ?3";

/// Sets an after-check that could not be made to be tried again.
pub fn put_off(
    connection: &Connection,
    check: &DueAfterCheck,
    due_at: DateTime<Utc>,
) -> Result<(), LedgerError> {
    connection
        .prepare_cached(
            "UPDATE after_checks SET due_at = ?3, attempts = ?4
             WHERE due_on = ?2 AND case_key = (SELECT case_key FROM cases WHERE case_id = ?1)",
        )?
        .execute(params![
            check.case_id,
            check.due_on.to_string(),
            Instant(due_at),
            check.attempts
        ])?;
    Ok(())
}

/// Ends an after-check, once, with an event. Of a restricted case the event
/// does not show how it ended.
pub fn close(
    connection: &Connection,
    check: &DueAfterCheck,
    agreed: Option<bool>,
    at: DateTime<Utc>,
) -> Result<(), LedgerError> {
    let (case_key, restricted): (i64, bool) = connection
        .prepare_cached("SELECT case_key, restricted FROM cases WHERE case_id = ?1")?
        .query_row([&check.case_id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let due_on = check.due_on.to_string();
    let closed = connection
        .prepare_cached(
            "UPDATE after_checks SET done_at = ?3
             WHERE case_key = ?1 AND due_on = ?2 AND done_at IS NULL",
        )?
        .execute(params![case_key, due_on, Instant(at)])?;
    if closed == 0 {
        return Ok(());
    }
    let kind = "after_check_made";
    let detail = match agreed.filter(|_| !restricted) {
        Some(true) => "agreed",
        Some(false) => "differs",
        None => "",
    };
    let statement = Statement {
        version: 1,
        kind,
        at: at.to_rfc3339(),
        case_id: &check.case_id,
        due_on,
        agreed,
    };
    events::append(
        connection,
        Some(case_key),
        Instant(at),
        kind,
        detail,
        &statement,
    )
}
