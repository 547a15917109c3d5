//! Postings stored with the step they belong to, until their queue has them.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::columns::{ENVELOPE_VERSION, Instant, destination, headers, headers_text, opened};
use super::{dead_letters, events};
use crate::ledger::{DeadLetter, LedgerError, Step, Unposted};
use crate::vocabulary::Posting;

/// Stores a posting, and when it was tried to be posted. The same one again
/// changes nothing.
///
/// # Errors
/// [`LedgerError::Database`] when its id stands there with other bytes, in
/// another queue or for another case: one id is one message.
pub fn store(
    connection: &Connection,
    case_key: Option<i64>,
    posting: &Posting,
    at: DateTime<Utc>,
    attempted_at: Option<DateTime<Utc>>,
) -> Result<(), LedgerError> {
    let stored = connection
        .prepare_cached(
            "INSERT INTO outbox (message_id, case_key, queue, headers, stored_at, attempted_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (message_id) DO NOTHING",
        )?
        .execute(params![
            posting.message_id,
            case_key,
            posting.destination.queue_name(),
            headers_text(&posting.headers)?,
            Instant(at),
            attempted_at.map(Instant)
        ])?;
    if stored == 0 {
        return is_same(connection, case_key, posting);
    }
    connection
        .prepare_cached(
            "INSERT INTO outbox_bodies (outbox_key, envelope_version, envelope)
             VALUES (?1, ?2, ?3)",
        )?
        .execute(params![
            connection.last_insert_rowid(),
            ENVELOPE_VERSION,
            posting.body
        ])?;
    Ok(())
}

fn is_same(
    connection: &Connection,
    case_key: Option<i64>,
    posting: &Posting,
) -> Result<(), LedgerError> {
    let (stored, its_case) = connection
        .prepare_cached(
            "SELECT message_id, queue, headers, envelope_version, key_id, envelope, case_key
             FROM outbox JOIN outbox_bodies USING (outbox_key) WHERE message_id = ?1",
        )?
        .query_row([&posting.message_id], |row| {
            Ok((posting_of(row), row.get::<_, Option<i64>>(6)?))
        })?;
    if stored? == *posting && its_case == case_key {
        Ok(())
    } else {
        Err(LedgerError::Database(format!(
            "the message id {} stands in the outbox with another content",
            posting.message_id
        )))
    }
}

/// Stores a message nobody could read, and its posting; returns what is still
/// to be posted. The same bytes again, submitted twice or delivered again after
/// a crash, are one dead letter: the first. It is open again when it was closed.
pub fn store_dead_letter(
    connection: &Connection,
    letter: &DeadLetter,
) -> Result<Option<Posting>, LedgerError> {
    let known: Option<bool> = connection
        .prepare_cached(
            "SELECT posted_at IS NOT NULL OR superseded_by IS NOT NULL
             FROM outbox WHERE message_id = ?1",
        )?
        .query_row([&letter.posting.message_id], |row| row.get(0))
        .optional()?;
    if known.is_some() {
        dead_letters::reopen(connection, letter)?;
    }
    match known {
        Some(true) => return Ok(None),
        Some(false) => return stored(connection, &letter.posting.message_id).map(Some),
        None => store(connection, None, &letter.posting, letter.at, None)?,
    }
    connection
        .prepare_cached("INSERT INTO dead_letters (message_id, reason, at) VALUES (?1, ?2, ?3)")?
        .execute(params![
            letter.posting.message_id,
            letter.reason,
            Instant(letter.at)
        ])?;
    events::append_dead_letter(connection, letter)?;
    Ok(Some(letter.posting.clone()))
}

/// The posting as it was stored.
fn stored(connection: &Connection, message_id: &str) -> Result<Posting, LedgerError> {
    connection
        .prepare_cached(
            "SELECT message_id, queue, headers, envelope_version, key_id, envelope
             FROM outbox JOIN outbox_bodies USING (outbox_key) WHERE message_id = ?1",
        )?
        .query_row([message_id], |row| Ok(posting_of(row)))?
}

/// Notes that postings are confirmed. The first confirmation counts; ids the
/// ledger does not know are left alone.
pub fn mark_posted(
    connection: &Connection,
    message_ids: &[String],
    at: DateTime<Utc>,
) -> Result<(), LedgerError> {
    let mut statement = connection.prepare_cached(
        "UPDATE outbox SET posted_at = ?2 WHERE message_id = ?1 AND posted_at IS NULL",
    )?;
    for message_id in message_ids {
        statement.execute(params![message_id, Instant(at)])?;
    }
    Ok(())
}

/// Notes that a posting is not to be posted: it stands in for itself.
pub fn keep_here(connection: &Connection, message_id: &str) -> Result<(), LedgerError> {
    connection
        .prepare_cached("UPDATE outbox SET superseded_by = message_id WHERE message_id = ?1")?
        .execute([message_id])?;
    Ok(())
}

/// Notes that a posting may have left from now on, at its first attempt; false
/// when it was superseded.
pub fn mark_attempted(
    connection: &Connection,
    message_id: &str,
    at: DateTime<Utc>,
) -> Result<bool, LedgerError> {
    let marked = connection
        .prepare_cached(
            "UPDATE outbox SET attempted_at = coalesce(attempted_at, ?2)
             WHERE message_id = ?1 AND superseded_by IS NULL",
        )?
        .execute(params![message_id, Instant(at)])?;
    Ok(marked > 0)
}

/// Whether a message with the case's content may have left.
pub fn content_may_have_left(connection: &Connection, case_key: i64) -> Result<bool, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT queue FROM outbox
         WHERE case_key = ?1 AND (attempted_at IS NOT NULL OR posted_at IS NOT NULL)",
    )?;
    let queues = statement.query_map([case_key], |row| row.get::<_, String>(0))?;
    for queue in queues {
        if destination(&queue?)?.takes_content() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Holds back what is still to be posted of the case's content: the step
/// supersedes it.
pub fn hold_back(connection: &Connection, case_key: i64, step: &Step) -> Result<(), LedgerError> {
    let by = step
        .postings
        .first()
        .map_or("", |posting| &posting.message_id);
    let mut mark =
        connection.prepare_cached("UPDATE outbox SET superseded_by = ?2 WHERE message_id = ?1")?;
    for unposted in unposted_of(connection, case_key)? {
        if unposted.posting.destination.takes_content() {
            mark.execute([&unposted.posting.message_id, by])?;
        }
    }
    Ok(())
}

/// Postings stored before `before` and not known to be posted, oldest first.
pub fn unposted(
    connection: &Connection,
    before: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<Unposted>, LedgerError> {
    let mut statement = connection.prepare_cached(UNPOSTED)?;
    let rows = statement.query_map(params![Instant(before), limit], |row| Ok(unposted_row(row)))?;
    rows.map(|unposted| unposted?).collect()
}

/// The sweep's query.
pub const UNPOSTED: &str = "SELECT message_id, queue, headers, outbox_bodies.envelope_version,
        outbox_bodies.key_id, outbox_bodies.envelope, stored_at, attempted_at, case_id
     FROM outbox JOIN outbox_bodies USING (outbox_key) LEFT JOIN cases USING (case_key)
     WHERE posted_at IS NULL AND superseded_by IS NULL AND stored_at < ?1
     ORDER BY stored_at, outbox_key LIMIT ?2";

/// The postings of a case that are not known to be posted, in order.
pub fn unposted_of(connection: &Connection, case_key: i64) -> Result<Vec<Unposted>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT message_id, queue, headers, outbox_bodies.envelope_version,
            outbox_bodies.key_id, outbox_bodies.envelope, stored_at, attempted_at, case_id
         FROM outbox JOIN outbox_bodies USING (outbox_key) JOIN cases USING (case_key)
         WHERE case_key = ?1 AND posted_at IS NULL AND superseded_by IS NULL
         ORDER BY outbox_key",
    )?;
    let rows = statement.query_map([case_key], |row| Ok(unposted_row(row)))?;
    rows.map(|unposted| unposted?).collect()
}

/// The messages of a case, posted or not, in order; without the superseded.
pub fn messages_of(connection: &Connection, case_id: &str) -> Result<Vec<Posting>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT message_id, queue, headers, outbox_bodies.envelope_version, outbox_bodies.key_id,
            outbox_bodies.envelope
         FROM outbox JOIN outbox_bodies USING (outbox_key) JOIN cases USING (case_key)
         WHERE case_id = ?1 AND superseded_by IS NULL ORDER BY outbox_key",
    )?;
    let rows = statement.query_map([case_id], |row| Ok(posting_of(row)))?;
    rows.map(|posting| posting?).collect()
}

/// Message id, queue and time of confirmation of one posting.
pub type Posted = (String, String, Option<DateTime<Utc>>);

/// All postings of a case, in order.
pub fn postings_of(connection: &Connection, case_key: i64) -> Result<Vec<Posted>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT message_id, queue, posted_at FROM outbox WHERE case_key = ?1 ORDER BY outbox_key",
    )?;
    let rows = statement.query_map([case_key], |row| {
        let posted_at: Option<Instant> = row.get(2)?;
        Ok((row.get(0)?, row.get(1)?, posted_at.map(|at| at.0)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps a version of rules or policy.
pub fn keep_text(
    connection: &Connection,
    hash: &str,
    kind: &str,
    text: &str,
) -> Result<(), LedgerError> {
    let stored: Option<String> = connection
        .prepare_cached("SELECT text FROM texts WHERE hash = ?1")?
        .query_row([hash], |row| row.get(0))
        .optional()?;
    match stored {
        Some(stored) if stored == text => Ok(()),
        Some(_) => Err(LedgerError::Database(
            "a text of rules or policy stands under the same hash with other words".into(),
        )),
        None => {
            connection
                .prepare_cached("INSERT INTO texts (hash, kind, text) VALUES (?1, ?2, ?3)")?
                .execute((hash, kind, text))?;
            Ok(())
        }
    }
}

/// Reads the columns of [`UNPOSTED`].
fn unposted_row(row: &Row<'_>) -> Result<Unposted, LedgerError> {
    let stored_at: Instant = row.get(6)?;
    let attempted_at: Option<Instant> = row.get(7)?;
    Ok(Unposted {
        posting: posting_of(row)?,
        case_id: row.get(8)?,
        stored_at: stored_at.0,
        attempted: attempted_at.is_some(),
    })
}

/// Reads the columns message_id, queue, headers, envelope_version, key_id and
/// envelope.
fn posting_of(row: &Row<'_>) -> Result<Posting, LedgerError> {
    Ok(Posting {
        message_id: row.get(0)?,
        destination: destination(row.get_ref(1)?.as_str().unwrap_or_default())?,
        headers: headers(row.get_ref(2)?.as_str().unwrap_or_default())?,
        body: opened(row.get(3)?, row.get(4)?, row.get(5)?)?,
    })
}
