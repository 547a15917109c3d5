//! How often work was begun that did not come to an end: what makes the program
//! fall is found by it.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::columns::Instant;
use crate::ledger::{Begun, LedgerError};

/// Counts that work begins, and returns the count.
pub fn begin(
    connection: &Connection,
    begun: &Begun,
    at: DateTime<Utc>,
) -> Result<u32, LedgerError> {
    let times = match begun {
        Begun::Message(digest) => connection
            .prepare_cached(
                "INSERT INTO begun_alone (digest, times, at) VALUES (?1, 1, ?2)
                 ON CONFLICT (digest) DO UPDATE SET times = times + 1, at = excluded.at
                 RETURNING times",
            )?
            .query_row(params![digest, Instant(at)], |row| row.get(0))?,
        Begun::Case(case_id) => connection
            .prepare_cached(
                "UPDATE cases SET taken_up = taken_up + 1 WHERE case_id = ?1 RETURNING taken_up",
            )?
            .query_row([case_id], |row| row.get(0))?,
    };
    Ok(times)
}

/// Forgets the count of a message. A case's ends with its step.
pub fn end(connection: &Connection, begun: &Begun) -> Result<(), LedgerError> {
    if let Begun::Message(digest) = begun {
        connection
            .prepare_cached("DELETE FROM begun_alone WHERE digest = ?1")?
            .execute([digest])?;
    }
    Ok(())
}

/// Takes one beginning of each back.
pub fn take_back(connection: &Connection, begun: &[Begun]) -> Result<(), LedgerError> {
    for one in begun {
        match one {
            Begun::Message(digest) => {
                connection
                    .prepare_cached("UPDATE begun_alone SET times = times - 1 WHERE digest = ?1")?
                    .execute([digest])?;
            }
            Begun::Case(case_id) => {
                connection
                    .prepare_cached(
                        "UPDATE cases SET taken_up = taken_up - 1
                         WHERE case_id = ?1 AND taken_up > 0",
                    )?
                    .execute([case_id])?;
            }
        }
    }
    connection
        .prepare_cached("DELETE FROM begun_alone WHERE times <= 0")?
        .execute([])?;
    Ok(())
}
