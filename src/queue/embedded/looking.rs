//! Looking into the queue of applications without taking anything out.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::{EmbeddedQueue, storage};
use crate::ledger::LedgerError;
use crate::ledger::sqlite::columns::{Instant, opened};
use crate::queue::QueueError;
use crate::vocabulary::Destination;

/// An application that is in the queue.
pub struct QueuedApplication {
    /// Its place in the queue.
    pub number: i64,
    /// Whether a worker has it in hand.
    pub in_hand: bool,
    /// The message's bytes.
    pub body: Vec<u8>,
}

impl EmbeddedQueue {
    /// Applications behind a place in the queue, at most `limit`; place 0 is
    /// before the first.
    ///
    /// # Errors
    /// [`QueueError::Storage`].
    pub async fn applications(
        &self,
        behind: i64,
        limit: u32,
    ) -> Result<Vec<QueuedApplication>, QueueError> {
        self.database
            .read(move |connection| applications(connection, behind, limit))
            .await
            .map_err(storage)
    }

    /// When the oldest application came that nobody has in hand.
    ///
    /// # Errors
    /// [`QueueError::Storage`].
    pub async fn oldest_waiting(&self) -> Result<Option<DateTime<Utc>>, QueueError> {
        self.database.read(oldest_waiting).await.map_err(storage)
    }
}

/// The first in the queue is the oldest.
fn oldest_waiting(connection: &Connection) -> Result<Option<DateTime<Utc>>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT enqueued_at FROM queue_messages
         WHERE queue = ?1 AND claimed_by IS NULL AND taken_at IS NULL ORDER BY number LIMIT 1",
    )?;
    let queue = Destination::Applications.queue_name();
    let oldest = statement.query_row([queue], |row| row.get::<_, Instant>(0));
    Ok(oldest.optional()?.map(|oldest| oldest.0))
}

fn applications(
    connection: &Connection,
    behind: i64,
    limit: u32,
) -> Result<Vec<QueuedApplication>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT number, claimed_by IS NOT NULL, envelope_version, key_id, envelope
         FROM queue_messages CROSS JOIN queue_bodies USING (number)
         WHERE queue = ?1 AND number > ?2 ORDER BY number LIMIT ?3",
    )?;
    let queue = Destination::Applications.queue_name();
    let rows = statement.query_map(params![queue, behind, limit], |row| {
        Ok((
            row.get(0)?,
            row.get(1)?,
            (row.get(2)?, row.get(3)?, row.get(4)?),
        ))
    })?;
    rows.map(|row| {
        let (number, in_hand, (version, key_id, envelope)) = row?;
        Ok(QueuedApplication {
            number,
            in_hand,
            body: opened(version, key_id, envelope)?,
        })
    })
    .collect()
}
