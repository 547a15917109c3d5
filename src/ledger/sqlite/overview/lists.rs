//! Lists of cases: pages, groups, searches, deadlines and samples.

use chrono::{DateTime, Utc};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::ledger::overview::{CasePage, ListOrder, PageKey, PageRequest, Sight};
use crate::ledger::sqlite::cases::{COLUMNS, case_row};
use crate::ledger::sqlite::columns::Instant;
use crate::ledger::{CaseRow, LedgerError};

/// At most so many cases are found by a search.
const FOUND: u32 = 100;

/// Only what a person acts on: failed cases. A restricted case has no cause.
pub fn failed_of(
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

/// A page, and where the next one begins.
pub fn page(connection: &Connection, request: &PageRequest) -> Result<CasePage, LedgerError> {
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

/// The query for the cases of a number.
pub fn of_number(sight: Sight) -> String {
    format!(
        "SELECT {COLUMNS} FROM cases WHERE case_number = ?1 AND {} ORDER BY updated_at DESC
         LIMIT {FOUND}",
        seen(sight)
    )
}

const fn seen(sight: Sight) -> &'static str {
    match sight {
        Sight::Unrestricted => "restricted = 0",
        Sight::Everything => "restricted >= 0",
    }
}

/// The cases that a query finds.
pub fn rows(
    connection: &Connection,
    query: &str,
    values: Vec<Value>,
) -> Result<Vec<CaseRow>, LedgerError> {
    let mut statement = connection.prepare_cached(query)?;
    let rows = statement.query_map(params_from_iter(values), |row| Ok(case_row(row)))?;
    rows.map(|row| row?).collect()
}
