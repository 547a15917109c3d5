//! What is handed out of a case, and what is counted for the algorithm record.

use rusqlite::{Connection, OptionalExtension, params};

use super::columns::{Instant, opened};
use super::events;
use crate::assessment::result::Outcome;
use crate::ledger::LedgerError;
use crate::ledger::operations::{Signature, Tally};

/// What the ledger swears to about every event of a case, oldest first: JSON.
pub fn statements(connection: &Connection, case_id: &str) -> Result<Vec<Vec<u8>>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT events.envelope_version, events.key_id, events.envelope
         FROM events JOIN cases USING (case_key) WHERE case_id = ?1 ORDER BY event_id",
    )?;
    let rows = statement.query_map([case_id], |row| {
        Ok(opened(row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    rows.map(|envelope| envelope?).collect()
}

/// Appends that a draft was made, and for whom. A restricted case has none.
pub fn note(
    connection: &Connection,
    case_id: &str,
    recipient: &str,
    signature: &Signature,
) -> Result<bool, LedgerError> {
    let case_key: Option<i64> = connection
        .prepare_cached("SELECT case_key FROM cases WHERE case_id = ?1 AND restricted = 0")?
        .query_row([case_id], |row| row.get(0))
        .optional()?;
    let Some(case_key) = case_key else {
        return Ok(false);
    };
    let kind = "disclosure_drafted";
    let told = (recipient, signature.by.as_str());
    events::act(connection, Some(case_key), kind, told, signature)?;
    Ok(true)
}

/// Counts what the algorithm record tells. `sample_queue` is where decisions
/// go that a person looks at afterwards.
pub fn tally(connection: &Connection, sample_queue: &str) -> Result<Tally, LedgerError> {
    let one = |query: &str| -> Result<u64, LedgerError> {
        let count: i64 = connection
            .prepare_cached(query)?
            .query_row([], |row| row.get(0))?;
        Ok(count.unsigned_abs())
    };
    let since = connection
        .prepare_cached("SELECT min(received_at) FROM cases")?
        .query_row([], |row| row.get::<_, Option<Instant>>(0))?;
    let mut statement = connection.prepare_cached(
        "SELECT state, outcome, count(*) FROM cases WHERE restricted = 0 GROUP BY state, outcome",
    )?;
    let cases = statement.query_map([], |row| {
        let outcome: Option<String> = row.get(1)?;
        let count: i64 = row.get(2)?;
        let outcome = outcome.and_then(|code| Outcome::from_code(&code));
        Ok((row.get(0)?, outcome, count.unsigned_abs()))
    })?;
    let sampled: i64 = connection
        .prepare_cached(
            "SELECT count(DISTINCT case_key) FROM outbox JOIN cases USING (case_key)
             WHERE queue = ?1 AND state = 'decided'",
        )?
        .query_row(params![sample_queue], |row| row.get(0))?;
    Ok(Tally {
        since: since.map(|since| since.0),
        cases: cases.collect::<Result<_, _>>()?,
        restricted: one("SELECT count(*) FROM cases WHERE restricted = 1")?,
        sampled: sampled.unsigned_abs(),
        after_checks_made: one("SELECT count(*) FROM after_checks WHERE done_at IS NOT NULL")?,
        after_checks_due: one("SELECT count(*) FROM after_checks WHERE done_at IS NULL")?,
        resolved: one("SELECT count(*) FROM resolutions")?,
    })
}
