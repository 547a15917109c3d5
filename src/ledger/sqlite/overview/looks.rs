//! What happened to one case, and who looked at it.

use rusqlite::{Connection, OptionalExtension, Row};
use serde::Deserialize;

use crate::ledger::LedgerError;
use crate::ledger::operations::Signature;
use crate::ledger::overview::CaseEvent;
use crate::ledger::sqlite::columns::{Instant, opened};
use crate::ledger::sqlite::events;

/// What an event's statement says of the person who acted.
#[derive(Default, Deserialize)]
struct Act {
    by: Option<String>,
    comment: Option<String>,
}

/// The events of a case, oldest first.
pub fn case_events(connection: &Connection, case_id: &str) -> Result<Vec<CaseEvent>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT at, kind, detail, envelope_version, key_id, envelope FROM events
         WHERE case_key = (SELECT case_key FROM cases WHERE case_id = ?1) ORDER BY event_id",
    )?;
    let events = statement.query_map([case_id], |row| {
        let at: Instant = row.get(0)?;
        let act = act(row)?;
        Ok(CaseEvent {
            at: at.0,
            kind: row.get(1)?,
            detail: row.get(2)?,
            by: act.by,
            comment: act.comment,
        })
    })?;
    Ok(events.collect::<Result<_, _>>()?)
}

/// A purged envelope says nothing any more.
fn act(row: &Row<'_>) -> rusqlite::Result<Act> {
    let statement = opened(row.get(3)?, row.get(4)?, row.get(5)?);
    let read = statement
        .ok()
        .and_then(|text| serde_json::from_slice(&text).ok());
    Ok(read.unwrap_or_default())
}

/// Appends that somebody looked; false when there is no such case.
pub fn note_identities_shown(
    connection: &Connection,
    case_id: &str,
    signature: &Signature,
) -> Result<bool, LedgerError> {
    let case: Option<(i64, bool)> = connection
        .prepare_cached("SELECT case_key, restricted FROM cases WHERE case_id = ?1")?
        .query_row([case_id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((case_key, restricted)) = case else {
        return Ok(false);
    };
    events::append_look(connection, case_key, restricted, case_id, signature)?;
    Ok(true)
}
