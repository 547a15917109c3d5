//! The console's port on the SQLite file.

use chrono::{DateTime, Utc};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};
use serde::Deserialize;

use super::cases::{COLUMNS, case_row, counts};
use super::columns::{Instant, opened};
use super::{SqliteLedger, events, stops};
use crate::ledger::operations::Signature;
use crate::ledger::overview::{
    CaseEvent, CasePage, FaultGroup, HourlyCount, ListOrder, Overview, PageKey, PageRequest,
    SampleCounts, Sight, Standing,
};
use crate::ledger::{CaseRow, LedgerError};
use crate::vocabulary::Personnummer;

const HOUR: i64 = 3_600_000;
/// At most so many cases are found by a search.
const FOUND: u32 = 100;

impl Overview for SqliteLedger {
    async fn standing(
        &self,
        since: DateTime<Utc>,
        decided_since: DateTime<Utc>,
    ) -> Result<Standing, LedgerError> {
        self.database
            .read(move |connection| standing(connection, since, decided_since))
            .await
    }

    async fn fault_groups(&self) -> Result<Vec<FaultGroup>, LedgerError> {
        self.database.read(fault_groups).await
    }

    async fn failed_of(
        &self,
        cause: Option<String>,
        at: DateTime<Utc>,
        limit: u32,
    ) -> Result<(Vec<CaseRow>, u64), LedgerError> {
        self.database
            .read(move |connection| failed_of(connection, cause.as_deref(), at, limit))
            .await
    }

    async fn page(&self, request: PageRequest) -> Result<CasePage, LedgerError> {
        self.database
            .read(move |connection| page(connection, &request))
            .await
    }

    async fn cases_of_number(
        &self,
        number: &str,
        sight: Sight,
    ) -> Result<Vec<CaseRow>, LedgerError> {
        let query = format!(
            "SELECT {COLUMNS} FROM cases WHERE case_number = ?1 AND {} ORDER BY updated_at DESC
             LIMIT {FOUND}",
            seen(sight)
        );
        let number = number.to_owned();
        self.database
            .read(move |connection| rows(connection, &query, vec![number.into()]))
            .await
    }

    async fn cases_of_person(
        &self,
        person: Personnummer,
        sight: Sight,
    ) -> Result<Vec<CaseRow>, LedgerError> {
        let hash = self.person_key.hash(&person).to_vec();
        let query = of_person(sight);
        self.database
            .read(move |connection| rows(connection, &query, vec![hash.into()]))
            .await
    }

    async fn undecided(&self, limit: u32, sight: Sight) -> Result<Vec<CaseRow>, LedgerError> {
        let query = undecided(sight);
        self.database
            .read(move |connection| rows(connection, &query, vec![limit.into()]))
            .await
    }

    async fn open_samples(&self, limit: u32, sight: Sight) -> Result<Vec<CaseRow>, LedgerError> {
        let query = open_samples(sight);
        self.database
            .read(move |connection| rows(connection, &query, vec![limit.into()]))
            .await
    }

    async fn sample_counts(&self, since: DateTime<Utc>) -> Result<SampleCounts, LedgerError> {
        self.database
            .read(move |connection| {
                let mut statement = connection.prepare_cached(SAMPLE_COUNTS)?;
                let counts = statement.query_row([Instant(since)], |row| {
                    let number = |place| row.get::<_, i64>(place).map(i64::unsigned_abs);
                    Ok(SampleCounts {
                        open: number(0)?,
                        agreed: number(1)?,
                        disagreed: number(2)?,
                    })
                })?;
                Ok(counts)
            })
            .await
    }

    async fn events(&self, case_id: &str) -> Result<Vec<CaseEvent>, LedgerError> {
        let case_id = case_id.to_owned();
        self.database
            .read(move |connection| case_events(connection, &case_id))
            .await
    }

    async fn note_identities_shown(
        &self,
        case_id: &str,
        signature: Signature,
    ) -> Result<bool, LedgerError> {
        let case_id = case_id.to_owned();
        self.database
            .write(move |connection| note_identities_shown(connection, &case_id, &signature))
            .await
    }
}

fn standing(
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

fn fault_groups(connection: &Connection) -> Result<Vec<FaultGroup>, LedgerError> {
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

/// Only what a person acts on: failed cases. A restricted case has no cause.
fn failed_of(
    connection: &Connection,
    cause: Option<&str>,
    at: DateTime<Utc>,
    limit: u32,
) -> Result<(Vec<CaseRow>, u64), LedgerError> {
    let restricted = cause == Some("restricted");
    let cause = cause.filter(|_| !restricted);
    let group = "FROM cases INDEXED BY cases_held
         WHERE state IN ('failed', 'retrying') AND state = 'failed' AND restricted = ?1
             AND cause IS ?2 AND updated_at <= ?3";
    let values: (bool, Option<&str>, Instant) = (restricted, cause, Instant(at));
    let count: i64 = connection
        .prepare_cached(&format!("SELECT count(*) {group}"))?
        .query_row(values, |row| row.get(0))?;
    let query = format!("SELECT {COLUMNS} {group} ORDER BY updated_at LIMIT {limit}");
    let mut statement = connection.prepare_cached(&query)?;
    let rows = statement.query_map(values, |row| Ok(case_row(row)))?;
    let rows = rows.map(|row| row?).collect::<Result<_, LedgerError>>()?;
    Ok((rows, count.unsigned_abs()))
}

fn page(connection: &Connection, request: &PageRequest) -> Result<CasePage, LedgerError> {
    let (query, values) = page_query(request);
    let mut statement = connection.prepare_cached(&query)?;
    let found = statement.query_map(params_from_iter(values), |row| {
        let key = PageKey {
            moved: row.get("updated_at")?,
            number: row.get("case_key")?,
        };
        Ok((key, case_row(row)))
    })?;
    let limit = usize::try_from(request.limit).unwrap_or(usize::MAX);
    let (mut rows, mut last, mut next) = (Vec::new(), None, None);
    for found in found {
        let (key, row) = found?;
        if rows.len() == limit {
            next = last;
            break;
        }
        rows.push(row?);
        last = Some(key);
    }
    Ok(CasePage { rows, next })
}

/// The page's query and its values: the index gives the order, and the key of
/// the page before where to begin, so nothing is passed over.
pub fn page_query(request: &PageRequest) -> (String, Vec<Value>) {
    let (comparison, direction) = match request.order {
        ListOrder::LatestFirst => ("<", "DESC"),
        ListOrder::LongestFirst => (">", "ASC"),
    };
    let mut wheres = vec![seen(request.sight).to_owned()];
    let mut values: Vec<Value> = Vec::new();
    if let Some(state) = request.state {
        wheres.push("state = ?".into());
        values.push(state.code().to_owned().into());
    }
    if let Some(key) = request.after {
        wheres.push(format!("(updated_at, case_key) {comparison} (?, ?)"));
        values.extend([key.moved.into(), key.number.into()]);
    }
    let wheres = wheres.join(" AND ");
    // One more than the page has tells whether there is another.
    let limit = request.limit.saturating_add(1);
    let query = format!(
        "SELECT {COLUMNS}, case_key FROM cases WHERE {wheres}
         ORDER BY updated_at {direction}, case_key {direction} LIMIT {limit}"
    );
    (query, values)
}

/// The query for a person's cases. Months lead the index, so it goes from month
/// to month.
pub fn of_person(sight: Sight) -> String {
    format!(
        "WITH RECURSIVE months (one) AS (
             SELECT min(month) FROM case_persons
             UNION ALL
             SELECT (SELECT min(month) FROM case_persons WHERE month > one) FROM months
             WHERE one IS NOT NULL
         )
         SELECT {COLUMNS} FROM cases WHERE case_key IN (
             SELECT case_key FROM months CROSS JOIN case_persons
             WHERE case_persons.month = one AND person_hash = ?1
         ) AND {} ORDER BY updated_at DESC LIMIT {FOUND}",
        seen(sight)
    )
}

/// The query for what has waited longest.
pub fn undecided(sight: Sight) -> String {
    format!(
        "SELECT {COLUMNS} FROM cases INDEXED BY cases_undecided
         WHERE state IN ('failed', 'retrying') AND {} ORDER BY received_at LIMIT ?1",
        seen(sight)
    )
}

/// The query for samples that wait for a person.
pub fn open_samples(sight: Sight) -> String {
    format!(
        "SELECT {COLUMNS} FROM samples INDEXED BY samples_open CROSS JOIN cases USING (case_key)
         WHERE agreed IS NULL AND state = 'decided' AND {} ORDER BY drawn_at LIMIT ?1",
        seen(sight)
    )
}

/// The query of [`Overview::sample_counts`]; it reads an index alone.
const SAMPLE_COUNTS: &str = "SELECT count(*) - count(agreed), count(*) FILTER (WHERE agreed = 1),
        count(*) FILTER (WHERE agreed = 0)
     FROM samples WHERE drawn_at >= ?1";

const fn seen(sight: Sight) -> &'static str {
    match sight {
        Sight::Unrestricted => "restricted = 0",
        Sight::Everything => "restricted >= 0",
    }
}

fn rows(
    connection: &Connection,
    query: &str,
    values: Vec<Value>,
) -> Result<Vec<CaseRow>, LedgerError> {
    let mut statement = connection.prepare_cached(query)?;
    let rows = statement.query_map(params_from_iter(values), |row| Ok(case_row(row)))?;
    rows.map(|row| row?).collect()
}

/// What an event's statement says of the person who acted.
#[derive(Default, Deserialize)]
struct Act {
    by: Option<String>,
    comment: Option<String>,
}

fn case_events(connection: &Connection, case_id: &str) -> Result<Vec<CaseEvent>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT at, kind, detail, envelope_version, key_id, envelope FROM events
         WHERE case_key = (SELECT case_key FROM cases WHERE case_id = ?1) ORDER BY event_id",
    )?;
    let events = statement.query_map([case_id], |row| {
        let at: Instant = row.get(0)?;
        let act = act(row)?;
        Ok(CaseEvent {
            at: at.0,
            kind: row.get(1)?,
            detail: row.get(2)?,
            by: act.by,
            comment: act.comment,
        })
    })?;
    Ok(events.collect::<Result<_, _>>()?)
}

/// A purged envelope says nothing any more.
fn act(row: &Row<'_>) -> rusqlite::Result<Act> {
    let statement = opened(row.get(3)?, row.get(4)?, row.get(5)?);
    let read = statement
        .ok()
        .and_then(|text| serde_json::from_slice(&text).ok());
    Ok(read.unwrap_or_default())
}

fn note_identities_shown(
    connection: &Connection,
    case_id: &str,
    signature: &Signature,
) -> Result<bool, LedgerError> {
    let case: Option<(i64, bool)> = connection
        .prepare_cached("SELECT case_key, restricted FROM cases WHERE case_id = ?1")?
        .query_row([case_id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((case_key, restricted)) = case else {
        return Ok(false);
    };
    events::append_look(connection, case_key, restricted, case_id, signature)?;
    Ok(true)
}
