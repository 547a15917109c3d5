//! How things stand: counts by the hour, groups of faults, samples.

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use crate::ledger::LedgerError;
use crate::ledger::overview::{FaultGroup, HourlyCount, SampleCounts, Standing};
use crate::ledger::sqlite::cases::counts;
use crate::ledger::sqlite::columns::Instant;
use crate::ledger::sqlite::stops;

const HOUR: i64 = 3_600_000;

/// The numbers of the start page, all of one moment.
pub fn standing(
    connection: &Connection,
    since: DateTime<Utc>,
    decided_since: DateTime<Utc>,
) -> Result<Standing, LedgerError> {
    let hour = |at: DateTime<Utc>| at.timestamp_millis().div_euclid(HOUR);
    let mut statement = connection.prepare_cached(
        "SELECT hour, kind, count FROM hourly_counts WHERE hour >= ?1 ORDER BY hour, kind",
    )?;
    let hours = statement.query_map([hour(since)], |row| {
        let (hour, count): (i64, i64) = (row.get(0)?, row.get(2)?);
        Ok(HourlyCount {
            hour: DateTime::from_timestamp_millis(hour.saturating_mul(HOUR)).unwrap_or_default(),
            kind: row.get(1)?,
            count: count.unsigned_abs(),
        })
    })?;
    let hours = hours.collect::<Result<_, _>>()?;
    let mut statement = connection.prepare_cached(
        "SELECT minutes, sum(count) FROM decision_minutes WHERE hour >= ?1
         GROUP BY minutes ORDER BY minutes",
    )?;
    let minutes = statement.query_map([hour(decided_since)], |row| {
        let (minutes, count): (i64, i64) = (row.get(0)?, row.get(1)?);
        Ok((minutes.unsigned_abs(), count.unsigned_abs()))
    })?;
    let (unposted, unposted_since): (i64, Option<Instant>) = connection
        .prepare_cached(
            "SELECT count(*), min(stored_at) FROM outbox
             WHERE posted_at IS NULL AND superseded_by IS NULL",
        )?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let dead_letters: i64 = connection
        .prepare_cached("SELECT count(*) FROM dead_letters WHERE closed_at IS NULL")?
        .query_row([], |row| row.get(0))?;
    Ok(Standing {
        cases: counts(connection)?,
        hours,
        decision_minutes: minutes.collect::<Result<_, _>>()?,
        unposted: unposted.unsigned_abs(),
        unposted_since: unposted_since.map(|at| at.0),
        dead_letters: dead_letters.unsigned_abs(),
        stops: stops::in_force(connection)?,
    })
}

/// Failed and retrying cases by what holds them.
pub fn fault_groups(connection: &Connection) -> Result<Vec<FaultGroup>, LedgerError> {
    let mut statement = connection.prepare_cached(FAULT_GROUPS)?;
    let groups = statement.query_map([], |row| {
        let (cases, since, due_at): (i64, Instant, Option<Instant>) =
            (row.get(2)?, row.get(3)?, row.get(4)?);
        Ok(FaultGroup {
            state: row.get(0)?,
            cause: row.get(1)?,
            cases: cases.unsigned_abs(),
            since: since.0,
            due_at: due_at.map(|at| at.0),
        })
    })?;
    Ok(groups.collect::<Result<_, _>>()?)
}

/// The query of [`fault_groups`]; it reads an index that has them alone.
pub const FAULT_GROUPS: &str = "SELECT state, iif(restricted, 'restricted', cause) AS shown,
        count(*) AS many, min(updated_at), min(due_at)
     FROM cases INDEXED BY cases_held WHERE state IN ('failed', 'retrying')
     GROUP BY state, restricted, cause ORDER BY state, many DESC, shown";

/// How samples drawn since then were found; it reads an index alone.
pub fn sample_counts(
    connection: &Connection,
    since: DateTime<Utc>,
) -> Result<SampleCounts, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT count(*) - count(agreed), count(*) FILTER (WHERE agreed = 1),
            count(*) FILTER (WHERE agreed = 0)
         FROM samples WHERE drawn_at >= ?1",
    )?;
    let counts = statement.query_row([Instant(since)], |row| {
        let number = |place| row.get::<_, i64>(place).map(i64::unsigned_abs);
        Ok(SampleCounts {
            open: number(0)?,
            agreed: number(1)?,
            disagreed: number(2)?,
        })
    })?;
    Ok(counts)
}
