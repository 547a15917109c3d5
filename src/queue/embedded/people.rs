//! What people without a broker do with the queues: look, take, acknowledge.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::{EmbeddedQueue, messages, storage};
use crate::ledger::LedgerError;
use crate::ledger::sqlite::columns::{Instant, headers, opened};
use crate::queue::QueueError;

/// A message that a person has taken out.
#[derive(Clone, PartialEq, Eq)]
pub struct TakenPosting {
    /// The message's id, for acknowledging it.
    pub message_id: String,
    /// The queue it was in.
    pub queue: String,
    /// Header names and values.
    pub headers: Vec<(String, String)>,
    /// The message's bytes.
    pub body: Vec<u8>,
    /// When it was published.
    pub enqueued_at: DateTime<Utc>,
}

/// What a queue holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The queue.
    pub queue: String,
    /// Messages that nobody has taken.
    pub waiting: u64,
    /// Messages that were taken and not acknowledged.
    pub taken: u64,
}

impl EmbeddedQueue {
    /// Takes the oldest messages out of the queues, at most `limit` in all.
    /// They are not lost: until they are acknowledged they are only set aside,
    /// and `again` brings those that were taken before.
    ///
    /// # Errors
    /// [`QueueError::Storage`].
    pub async fn take(
        &self,
        queues: Vec<String>,
        limit: u32,
        again: bool,
    ) -> Result<Vec<TakenPosting>, QueueError> {
        let at = self.clock.now();
        self.database
            .write(move |connection| {
                let mut taken = Vec::new();
                for queue in &queues {
                    let so_far = u32::try_from(taken.len()).unwrap_or(u32::MAX);
                    let room = limit.saturating_sub(so_far);
                    taken.extend(take(connection, queue, room, again, at)?);
                }
                Ok(taken)
            })
            .await
            .map_err(storage)
    }

    /// Removes taken messages for good; returns how many there were. Messages
    /// that nobody has taken stay.
    ///
    /// # Errors
    /// [`QueueError::Storage`].
    pub async fn ack(&self, message_ids: Vec<String>) -> Result<u64, QueueError> {
        self.database
            .write(move |connection| {
                let mut delete = connection.prepare_cached(
                    "DELETE FROM queue_messages WHERE message_id = ?1 AND taken_at IS NOT NULL",
                )?;
                let mut removed = 0_u64;
                for message_id in &message_ids {
                    let count = u64::try_from(delete.execute([message_id])?).unwrap_or(0);
                    removed = removed.saturating_add(count);
                }
                Ok(removed)
            })
            .await
            .map_err(storage)
    }

    /// How many messages of a queue nobody has taken or claimed.
    ///
    /// # Errors
    /// [`QueueError::Storage`].
    pub async fn waiting(&self, queue: &str) -> Result<u64, QueueError> {
        let queue = queue.to_owned();
        self.database
            .read(move |connection| messages::waiting(connection, &queue))
            .await
            .map_err(storage)
    }

    /// What every queue holds that holds anything, by name.
    ///
    /// # Errors
    /// [`QueueError::Storage`].
    pub async fn holdings(&self) -> Result<Vec<Holding>, QueueError> {
        self.database.read(holdings).await.map_err(storage)
    }
}

fn take(
    connection: &Connection,
    queue: &str,
    limit: u32,
    again: bool,
    at: DateTime<Utc>,
) -> Result<Vec<TakenPosting>, LedgerError> {
    let taken_too = if again { "" } else { "AND taken_at IS NULL" };
    let mut select = connection.prepare_cached(&format!(
        "SELECT number, message_id, headers, enqueued_at, envelope_version, key_id, envelope
         FROM queue_messages CROSS JOIN queue_bodies USING (number)
         WHERE queue = ?1 AND claimed_by IS NULL {taken_too} ORDER BY number LIMIT ?2"
    ))?;
    let rows = select
        .query_map(params![queue, limit], |row| {
            let message = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            let envelope = (row.get(4)?, row.get(5)?, row.get(6)?);
            Ok((message, envelope))
        })?
        .collect::<Result<Vec<((i64, String, String, Instant), _)>, _>>()?;
    let mut mark = connection.prepare_cached(
        "UPDATE queue_messages SET taken_at = ?2 WHERE number = ?1 AND taken_at IS NULL",
    )?;
    let mut taken = Vec::with_capacity(rows.len());
    for ((number, message_id, header_text, enqueued_at), (version, key_id, envelope)) in rows {
        mark.execute(params![number, Instant(at)])?;
        taken.push(TakenPosting {
            message_id,
            queue: queue.to_owned(),
            headers: headers(&header_text)?,
            body: opened(version, key_id, envelope)?,
            enqueued_at: enqueued_at.0,
        });
    }
    Ok(taken)
}

fn holdings(connection: &Connection) -> Result<Vec<Holding>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT queue, sum(taken_at IS NULL), sum(taken_at IS NOT NULL) FROM queue_messages
         WHERE claimed_by IS NULL GROUP BY queue ORDER BY queue",
    )?;
    let rows = statement.query_map([], |row| {
        let (waiting, taken): (i64, i64) = (row.get(1)?, row.get(2)?);
        Ok(Holding {
            queue: row.get(0)?,
            waiting: waiting.unsigned_abs(),
            taken: taken.unsigned_abs(),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
