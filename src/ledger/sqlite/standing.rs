//! How things stand now, all of one moment.

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::columns::Instant;
use super::{cases, dead_letters};
use crate::ledger::LedgerError;
use crate::ledger::operations::Standing;

/// Each number comes from an index of what is unfinished, or is kept.
pub fn standing(connection: &Connection, at: DateTime<Utc>) -> Result<Standing, LedgerError> {
    let oldest = |query| -> Result<(i64, Option<Instant>), LedgerError> {
        Ok(connection
            .prepare_cached(query)?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
    };
    let (_, oldest_undecided) = oldest(
        "SELECT count(*), min(received_at) FROM cases WHERE state IN ('retrying', 'failed')",
    )?;
    let (unposted, oldest_unposted) = oldest(
        "SELECT count(*), min(stored_at) FROM outbox
         WHERE posted_at IS NULL AND superseded_by IS NULL",
    )?;
    let (stops, _) = oldest("SELECT count(*), NULL FROM stops WHERE ended_at IS NULL")?;
    let unread = dead_letters::unread(connection, at)?;
    Ok(Standing {
        cases: cases::counts(connection)?,
        oldest_undecided: oldest_undecided.map(|oldest| oldest.0),
        unposted: unposted.unsigned_abs(),
        oldest_unposted: oldest_unposted.map(|oldest| oldest.0),
        unread_dead_letters: unread.map_or(0, |unread| unread.count),
        stops: stops.unsigned_abs(),
    })
}
