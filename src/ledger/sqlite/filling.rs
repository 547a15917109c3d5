//! Fills a ledger with invented rows, to see how fast it is when it is large.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::SqliteLedger;
use super::columns::{ENVELOPE_VERSION, Instant};
use crate::ledger::LedgerError;

/// Marks a file that holds invented rows alone.
const MARK: &str = "filled";
/// The rows stand for so many days of work, in milliseconds.
const SPAN: i64 = 400 * 24 * 3_600_000;

/// Which of the invented rows to write next.
#[derive(Clone, Copy, Debug)]
pub struct Filling {
    /// The first, from 1.
    pub first: u64,
    /// The last.
    pub last: u64,
    /// How many there are to be in all.
    pub all: u64,
    /// When the last of them is received.
    pub now: DateTime<Utc>,
}

impl SqliteLedger {
    /// Writes invented cases: of a hundred, 80 are decided, 17 handed over, two
    /// of these restricted, and the rest wait, retry or have failed. Nothing in
    /// them is about anybody.
    ///
    /// # Errors
    /// [`LedgerError::Unusable`] when the ledger has cases that are not
    /// invented.
    pub async fn fill(&self, filling: Filling) -> Result<(), LedgerError> {
        self.database
            .write(move |connection| fill(connection, filling))
            .await
    }
}

fn fill(connection: &Connection, filling: Filling) -> Result<(), LedgerError> {
    let marked = connection
        .prepare_cached("SELECT 1 FROM meta WHERE key = ?1")?
        .exists([MARK])?;
    let used = connection
        .prepare_cached("SELECT 1 FROM receipts LIMIT 1")?
        .exists([])?;
    if used && (!marked || filling.first == 1) {
        return Err(LedgerError::Unusable(
            "the ledger has cases already; invented rows go into a new file of their own, so set \
             ledger.path to one that does not exist"
                .into(),
        ));
    }
    connection
        .prepare_cached("INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![MARK, b"1"])?;
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let (first, last) = (number(filling.first), number(filling.last));
    let start = filling.now.timestamp_millis().saturating_sub(SPAN);
    // The longest wait is 600 minutes, and nothing happens in the future.
    let step = (SPAN - 600 * 60_000) / number(filling.all).max(1);
    connection.prepare_cached(CASES)?.execute(params![
        first,
        last,
        start,
        step,
        ENVELOPE_VERSION
    ])?;
    for query in [RECEIPTS, REASONS, PERSONS, EVENTS] {
        let mut statement = connection.prepare_cached(query)?;
        match query {
            EVENTS => statement.execute(params![first, last, ENVELOPE_VERSION])?,
            _ => statement.execute(params![first, last])?,
        };
    }
    connection
        .prepare_cached(SAMPLES)?
        .execute(params![first, last, Instant(filling.now)])?;
    Ok(())
}

/// The case key is the row's number, and what it is comes from the number too:
/// 7919 is prime, so that neighbours differ.
const CASES: &str = "
    WITH RECURSIVE numbers (n) AS (
        SELECT ?1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?2
    ), drawn AS (
        SELECT n, n * 7919 % 1000 AS chance, ?3 + n * ?4 AS received,
            ?3 + n * ?4 + (5 + n * 31 % 595) * 60000 AS moved FROM numbers
    )
    INSERT INTO cases (case_key, case_id, application_id, case_number, month, state, restricted,
        outcome, amount_ore, reasons, unit, cause, received_at, updated_at, due_at, attempts,
        rules_hash, policy_hash, last_note_on, spared_birth_day, envelope_version, envelope)
    SELECT n, printf('FIKTIV%020d', n), printf('FIKTIVANS%017d', n), printf('FIKTIV-%09d', n),
        strftime('%Y-%m', received / 1000, 'unixepoch'),
        CASE WHEN chance < 800 THEN 'decided' WHEN chance < 970 THEN 'handed_over'
            WHEN chance < 985 THEN 'waiting' WHEN chance < 995 THEN 'retrying'
            ELSE 'failed' END,
        chance >= 950 AND chance < 970,
        CASE WHEN chance < 800 THEN 'granted' WHEN chance < 950 THEN 'handed_over' END,
        CASE WHEN chance < 950 THEN 500000 + n % 900 * 1000 END,
        CASE WHEN chance >= 800 AND chance < 950 THEN 'rent_over_ceiling' ELSE '' END,
        CASE WHEN chance >= 800 AND chance < 950 THEN 'caseworkers' END,
        CASE WHEN chance >= 985 THEN iif(n % 3, 'SKV.timeout', 'FK.http_503') END,
        received, moved,
        CASE WHEN chance >= 970 THEN moved + 86400000 END,
        iif(chance >= 985, 2, 0), 'sha256:invented', 'sha256:invented',
        strftime('%Y-%m-%d', moved / 1000, 'unixepoch'), 0, ?5, CAST('{}' AS BLOB)
    FROM drawn";

const RECEIPTS: &str = "
    INSERT INTO receipts (application_id, content_hash, case_key, at)
    SELECT application_id, randomblob(32), case_key, received_at FROM cases
    WHERE case_key BETWEEN ?1 AND ?2";

const REASONS: &str = "
    INSERT INTO case_reasons (case_key, reason, state, updated_at)
    SELECT case_key, reasons, state, updated_at FROM cases
    WHERE case_key BETWEEN ?1 AND ?2 AND reasons <> ''";

const PERSONS: &str = "
    INSERT INTO case_persons (month, person_hash, case_key)
    SELECT month, randomblob(16), case_key FROM cases WHERE case_key BETWEEN ?1 AND ?2";

/// As after purging: a leaf, and nothing behind it.
const EVENTS: &str = "
    INSERT INTO events (case_key, at, kind, detail, leaf, envelope_version)
    SELECT case_key, updated_at, state, iif(restricted, '', coalesce(cause, unit, outcome, '')),
        randomblob(32), ?3
    FROM cases WHERE case_key BETWEEN ?1 AND ?2";

/// Every twentieth decision; those of the latest weeks nobody has looked at.
const SAMPLES: &str = "
    INSERT INTO samples (case_key, drawn_at, agreed)
    SELECT case_key, updated_at, iif(updated_at < ?3 - 1814400000, case_key % 50 > 0, NULL)
    FROM cases WHERE case_key BETWEEN ?1 AND ?2 AND state = 'decided' AND case_key % 20 = 0";
