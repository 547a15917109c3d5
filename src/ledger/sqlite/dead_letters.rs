//! Messages nobody could read, as operators deal with them.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::columns::{Instant, opened};
use super::{events, outbox};
use crate::ledger::operations::{DeadLetterRow, Signature};
use crate::ledger::{DeadLetter, LedgerError, Unread};
use crate::vocabulary::identity::{derived_id, digest};
use crate::vocabulary::{Destination, Posting};

/// Those that are open, or all; the oldest first.
pub fn list(connection: &Connection, closed_too: bool) -> Result<Vec<DeadLetterRow>, LedgerError> {
    let which = match closed_too {
        true => "",
        false => "WHERE closed_at IS NULL",
    };
    let query = format!("SELECT {COLUMNS} FROM {TABLES} {which} ORDER BY at, message_id");
    let mut statement = connection.prepare_cached(&query)?;
    let rows = statement.query_map([], row_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One with its bytes, noted as seen.
pub fn see(
    connection: &Connection,
    message_id: &str,
    at: DateTime<Utc>,
) -> Result<Option<(DeadLetterRow, Vec<u8>)>, LedgerError> {
    connection
        .prepare_cached(
            "UPDATE dead_letters SET seen_at = ?2 WHERE message_id = ?1 AND seen_at IS NULL",
        )?
        .execute(params![message_id, Instant(at)])?;
    let query = format!(
        "SELECT {COLUMNS}, envelope_version, key_id, envelope FROM {TABLES} WHERE message_id = ?1"
    );
    let found = connection
        .prepare_cached(&query)?
        .query_row([message_id], |row| {
            Ok((row_of(row)?, opened(row.get(6)?, row.get(7)?, row.get(8)?)))
        })
        .optional()?;
    let Some((row, bytes)) = found else {
        return Ok(None);
    };
    Ok(Some((row, bytes?)))
}

/// Closes them and stores their bytes as new applications, in one
/// transaction: what a command that breaks off leaves, the worker submits.
pub fn requeue(
    connection: &Connection,
    message_ids: &[String],
    signature: &Signature,
) -> Result<Vec<Posting>, LedgerError> {
    let mut postings = Vec::new();
    for message_id in message_ids {
        if !close(connection, message_id, "dead_letter_requeued", signature)? {
            continue;
        }
        connection
            .prepare_cached("UPDATE dead_letters SET requeued_at = ?2 WHERE message_id = ?1")?
            .execute(params![message_id, Instant(signature.at)])?;
        let (reason, body): (String, _) = connection
            .prepare_cached(
                "SELECT reason, envelope_version, key_id, envelope
                 FROM dead_letters JOIN outbox USING (message_id)
                     JOIN outbox_bodies USING (outbox_key) WHERE message_id = ?1",
            )?
            .query_row([message_id], |row| {
                Ok((row.get(0)?, opened(row.get(1)?, row.get(2)?, row.get(3)?)))
            })?;
        // Another id each time: the queue must not take it for the old message.
        let time = signature.at.timestamp_millis().to_be_bytes();
        let posting = Posting {
            message_id: derived_id("", &digest(&[b"requeued", message_id.as_bytes(), &time])),
            destination: came_from(&reason),
            headers: Vec::new(),
            body: body?,
        };
        outbox::store(connection, None, &posting, signature.at, None)?;
        postings.push(posting);
    }
    Ok(postings)
}

/// The queue a dead letter was read from, which its reason tells.
fn came_from(reason: &str) -> Destination {
    if reason.starts_with("resolution_") {
        Destination::Resolutions
    } else {
        Destination::Applications
    }
}

/// Closes them for good; returns how many were open.
pub fn discard(
    connection: &Connection,
    message_ids: &[String],
    signature: &Signature,
) -> Result<u64, LedgerError> {
    let mut closed = 0_u64;
    for message_id in message_ids {
        let was_open = close(connection, message_id, "dead_letter_discarded", signature)?;
        closed = closed.saturating_add(u64::from(was_open));
    }
    Ok(closed)
}

/// Whether it was open. The comment may name a person, so it stands in the
/// event's envelope and not in the column of that name.
fn close(
    connection: &Connection,
    message_id: &str,
    kind: &str,
    signature: &Signature,
) -> Result<bool, LedgerError> {
    let closed = connection
        .prepare_cached(
            "UPDATE dead_letters SET closed_at = ?2, seen_at = ifnull(seen_at, ?2)
             WHERE message_id = ?1 AND closed_at IS NULL",
        )?
        .execute(params![message_id, Instant(signature.at)])?;
    if closed > 0 {
        events::append_act(connection, kind, message_id, signature)?;
    }
    Ok(closed > 0)
}

/// Opens one again whose bytes have come again after it was closed; one that
/// is open stays as it is.
pub fn reopen(connection: &Connection, letter: &DeadLetter) -> Result<(), LedgerError> {
    let reopened = connection
        .prepare_cached(
            "UPDATE dead_letters SET reason = ?2, at = ?3, seen_at = NULL, closed_at = NULL,
                requeued_at = NULL
             WHERE message_id = ?1 AND closed_at IS NOT NULL",
        )?
        .execute(params![
            letter.posting.message_id,
            letter.reason,
            Instant(letter.at)
        ])?;
    if reopened > 0 {
        events::append_dead_letter(connection, letter)?;
    }
    Ok(())
}

/// Those that nobody has seen, taken in before `before`.
pub fn unread(
    connection: &Connection,
    before: DateTime<Utc>,
) -> Result<Option<Unread>, LedgerError> {
    let (count, oldest): (i64, Option<Instant>) = connection
        .prepare_cached(
            "SELECT count(*), min(at) FROM dead_letters
             WHERE closed_at IS NULL AND seen_at IS NULL AND at <= ?1",
        )?
        .query_row([Instant(before)], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(oldest.map(|oldest| Unread {
        count: count.unsigned_abs(),
        oldest: oldest.0,
    }))
}

const TABLES: &str =
    "dead_letters JOIN outbox USING (message_id) JOIN outbox_bodies USING (outbox_key)";
const COLUMNS: &str = "message_id, reason, at, ifnull(length(envelope), 0), seen_at, closed_at";

fn row_of(row: &Row<'_>) -> rusqlite::Result<DeadLetterRow> {
    let at: Instant = row.get(2)?;
    let bytes: i64 = row.get(3)?;
    let seen_at: Option<Instant> = row.get(4)?;
    let closed_at: Option<Instant> = row.get(5)?;
    Ok(DeadLetterRow {
        message_id: row.get(0)?,
        reason: row.get(1)?,
        at: at.0,
        bytes: bytes.unsigned_abs(),
        seen_at: seen_at.map(|at| at.0),
        closed_at: closed_at.map(|at| at.0),
    })
}
