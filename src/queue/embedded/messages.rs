//! The queue's statements. Each is one job of a group commit.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use crate::ledger::LedgerError;
use crate::ledger::sqlite::columns::{ENVELOPE_VERSION, Instant, headers_text, opened};
use crate::queue::{Delivery, Tag};
use crate::vocabulary::{Destination, Posting};

/// Opens a session. Whatever earlier ones had claimed waits again.
pub fn open_session(connection: &Connection, at: DateTime<Utc>) -> Result<u64, LedgerError> {
    connection
        .prepare_cached("UPDATE queue_messages SET claimed_by = NULL WHERE claimed_by IS NOT NULL")?
        .execute([])?;
    connection
        .prepare_cached("INSERT INTO queue_sessions (opened_at) VALUES (?1)")?
        .execute([Instant(at)])?;
    Ok(connection.last_insert_rowid().unsigned_abs())
}

/// Stores a message. The same one again changes nothing while it is there; the
/// same id with other bytes is another message.
pub fn insert(
    connection: &Connection,
    posting: &Posting,
    at: DateTime<Utc>,
) -> Result<(), LedgerError> {
    let queue = posting.destination.queue_name();
    let headers = headers_text(&posting.headers)?;
    let mut insert = connection.prepare_cached(
        "INSERT INTO queue_messages (queue, message_id, variant, headers, enqueued_at)
         VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
    )?;
    let mut variant = 0_i64;
    while insert.execute(params![
        queue,
        posting.message_id,
        variant,
        headers,
        Instant(at)
    ])? == 0
    {
        let same = connection
            .prepare_cached(
                "SELECT envelope = ?4 FROM queue_messages JOIN queue_bodies USING (number)
                 WHERE queue = ?1 AND message_id = ?2 AND variant = ?3",
            )?
            .query_row(
                params![queue, posting.message_id, variant, posting.body],
                |row| row.get(0),
            )?;
        if same {
            return Ok(());
        }
        variant = variant.saturating_add(1);
    }
    connection
        .prepare_cached(
            "INSERT INTO queue_bodies (number, envelope_version, envelope) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![
            connection.last_insert_rowid(),
            ENVELOPE_VERSION,
            posting.body
        ])?;
    Ok(())
}

/// Claims the oldest waiting messages of a queue.
pub fn claim(
    connection: &Connection,
    queue: &Destination,
    generation: u64,
    limit: u32,
) -> Result<Vec<Delivery>, LedgerError> {
    let mut waiting = connection.prepare_cached(CLAIM)?;
    let rows = waiting.query_map(params![queue.queue_name(), limit], |row| {
        Ok((
            row.get::<_, i64>(0)?,
            row.get::<_, i64>(1)?,
            (row.get(2)?, row.get(3)?, row.get(4)?),
        ))
    })?;
    let mut mark = connection.prepare_cached(
        "UPDATE queue_messages SET claimed_by = ?2, delivered = delivered + 1 WHERE number = ?1",
    )?;
    let mut claimed = Vec::new();
    for row in rows.collect::<Result<Vec<_>, _>>()? {
        let (number, delivered, (version, key_id, envelope)) = row;
        mark.execute(params![number, stored(generation)])?;
        claimed.push(Delivery {
            tag: Tag {
                generation,
                number: number.unsigned_abs(),
            },
            body: opened(version, key_id, envelope)?,
            redelivered: delivered > 0,
        });
    }
    Ok(claimed)
}

/// The query of [`claim`].
pub const CLAIM: &str = "SELECT number, delivered, envelope_version, key_id, envelope
     FROM queue_messages CROSS JOIN queue_bodies USING (number)
     WHERE queue = ?1 AND claimed_by IS NULL AND taken_at IS NULL
     ORDER BY number LIMIT ?2";

/// Removes a delivery for good; false when the session does not have it.
pub fn remove(connection: &Connection, tag: Tag) -> Result<bool, LedgerError> {
    let removed = connection
        .prepare_cached("DELETE FROM queue_messages WHERE number = ?1 AND claimed_by = ?2")?
        .execute([stored(tag.number), stored(tag.generation)])?;
    Ok(removed > 0)
}

/// Lets a delivery wait again; false when the session does not have it.
pub fn give_back(connection: &Connection, tag: Tag) -> Result<bool, LedgerError> {
    let given = connection
        .prepare_cached(
            "UPDATE queue_messages SET claimed_by = NULL WHERE number = ?1 AND claimed_by = ?2",
        )?
        .execute([stored(tag.number), stored(tag.generation)])?;
    Ok(given > 0)
}

/// Lets everything wait again that the session has claimed and not handed out,
/// as if it had never been claimed.
pub fn release_unseen(
    connection: &Connection,
    generation: u64,
    handed_out: &HashSet<u64>,
) -> Result<(), LedgerError> {
    let mut claimed =
        connection.prepare_cached("SELECT number FROM queue_messages WHERE claimed_by = ?1")?;
    let numbers = claimed
        .query_map([stored(generation)], |row| row.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    let mut release = connection.prepare_cached(
        "UPDATE queue_messages SET claimed_by = NULL, delivered = delivered - 1 WHERE number = ?1",
    )?;
    for number in numbers {
        if !handed_out.contains(&number.unsigned_abs()) {
            release.execute([number])?;
        }
    }
    Ok(())
}

/// Lets everything wait again that the session has claimed.
pub fn release_all(connection: &Connection, generation: u64) -> Result<(), LedgerError> {
    connection
        .prepare_cached("UPDATE queue_messages SET claimed_by = NULL WHERE claimed_by = ?1")?
        .execute([stored(generation)])?;
    Ok(())
}

/// How many messages of a queue wait.
pub fn waiting(connection: &Connection, queue: &str) -> Result<u64, LedgerError> {
    let count: i64 = connection
        .prepare_cached(
            "SELECT count(*) FROM queue_messages
             WHERE queue = ?1 AND claimed_by IS NULL AND taken_at IS NULL",
        )?
        .query_row([queue], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// Numbers and generations come from SQLite's positive row numbers.
fn stored(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
