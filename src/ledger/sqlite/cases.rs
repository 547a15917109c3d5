//! What is asked of the ledger: receipts, due cases, lists and single cases.

use chrono::{DateTime, Utc};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use super::columns::{Instant, destination, opened};
use super::faults::unreadable;
use super::outbox;
use crate::assessment::result::Outcome;
use crate::ledger::{
    CaseFile, CaseFilter, CaseRow, CaseState, DueCase, HistoryEntry, LedgerError, Parked, Receipt,
};
use crate::vocabulary::Kronor;
use crate::vocabulary::identity::Hash;

/// The only word about a restricted case.
const RESTRICTED: &str = "restricted";

/// What is known of a message with this content.
pub fn receipt(
    connection: &Connection,
    application_id: &str,
    content: &Hash,
) -> Result<Receipt, LedgerError> {
    let known: Option<(i64, String, CaseState)> = connection
        .prepare_cached(
            "SELECT case_key, case_id, state FROM receipts JOIN cases USING (case_key)
             WHERE receipts.application_id = ?1 AND content_hash = ?2",
        )?
        .query_row(params![application_id, content], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    if let Some((case_key, case_id, state)) = known {
        return Ok(Receipt::Known {
            case_id,
            state,
            unposted: outbox::unposted_of(connection, case_key)?,
        });
    }
    let other = connection
        .prepare_cached("SELECT 1 FROM receipts WHERE application_id = ?1")?
        .exists([application_id])?;
    Ok(if other {
        Receipt::Conflicting
    } else {
        Receipt::New
    })
}

/// Waiting and retrying cases whose time has come, earliest first.
pub fn due(
    connection: &Connection,
    at: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<DueCase>, LedgerError> {
    let mut statement = connection.prepare_cached(DUE)?;
    let rows = statement.query_map(params![Instant(at), limit], |row| {
        Ok((
            row.get(0)?,
            row.get(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
            (row.get(5)?, row.get(6)?, row.get(7)?),
        ))
    })?;
    rows.map(|row| {
        let (case_id, state, attempts, wish, taken_up, (version, key_id, envelope)) = row?;
        Ok(DueCase {
            case_id,
            state,
            attempts,
            wish,
            taken_up,
            content: opened(version, key_id, envelope)?,
        })
    })
    .collect()
}

/// The query of [`due`].
pub const DUE: &str =
    "SELECT case_id, state, attempts, wish, taken_up, envelope_version, key_id, envelope
     FROM cases WHERE due_at IS NOT NULL AND due_at <= ?1 ORDER BY due_at, case_key LIMIT ?2";

/// The earliest time any case is due.
pub fn next_due(connection: &Connection) -> Result<Option<DateTime<Utc>>, LedgerError> {
    let earliest: Option<Instant> = connection
        .prepare_cached("SELECT min(due_at) FROM cases WHERE due_at IS NOT NULL")?
        .query_row([], |row| row.get(0))?;
    Ok(earliest.map(|at| at.0))
}

/// How many cases stand where; only states that have any.
pub fn counts(connection: &Connection) -> Result<Vec<(CaseState, u64)>, LedgerError> {
    let mut statement =
        connection.prepare_cached("SELECT state, cases FROM state_counts WHERE cases > 0")?;
    let rows = statement.query_map([], |row| {
        let cases: i64 = row.get(1)?;
        Ok((row.get(0)?, cases.unsigned_abs()))
    })?;
    let mut counts = rows.collect::<Result<Vec<_>, _>>()?;
    counts.sort_unstable();
    Ok(counts)
}

/// Cases as lists show them, the latest first.
pub fn cases(connection: &Connection, filter: &CaseFilter) -> Result<Vec<CaseRow>, LedgerError> {
    let (query, values) = query_of(filter);
    let mut statement = connection.prepare_cached(&query)?;
    let rows = statement.query_map(params_from_iter(values), |row| Ok(case_row(row)))?;
    rows.map(|row| row?).collect()
}

/// The list's query and its values. It starts from the index that narrows
/// most, so that nothing is sorted and nothing passed over in bulk.
pub fn query_of(filter: &CaseFilter) -> (String, Vec<Value>) {
    let mut values: Vec<Value> = Vec::new();
    let mut wheres: Vec<String> = Vec::new();
    let mut order = "cases.updated_at";
    let reason = filter
        .reason
        .as_deref()
        .filter(|reason| *reason != RESTRICTED);
    // CROSS JOIN keeps SQLite from turning the order of the tables around.
    let tables = match (reason, &filter.case_number) {
        (None, _) => "cases",
        (Some(_), Some(_)) => "cases CROSS JOIN case_reasons AS found USING (case_key)",
        (Some(_), None) => "case_reasons AS found CROSS JOIN cases USING (case_key)",
    };
    if let Some(number) = &filter.case_number {
        wheres.push("cases.case_number = ?".into());
        values.push(number.clone().into());
    }
    if let Some(reason) = reason {
        wheres.push("found.reason = ?".into());
        values.push(reason.to_owned().into());
    } else if filter.reason.is_some() {
        wheres.push("cases.restricted = 1".into());
    }
    if reason.is_some() && filter.case_number.is_none() {
        order = "found.updated_at";
    }
    if let Some(state) = filter.state {
        let table = order.trim_end_matches(".updated_at");
        wheres.push(format!("{table}.state = ?"));
        values.push(state.code().to_owned().into());
    }
    if let Some(source) = &filter.source {
        wheres.push("instr(cases.cause, ?) = 1".into());
        values.push(source.clone().into());
    }
    for (comparison, time) in [(">=", filter.since), ("<", filter.until)] {
        if let Some(time) = time {
            wheres.push(format!("{order} {comparison} ?"));
            values.push(time.timestamp_millis().into());
        }
    }
    values.push(i64::from(filter.limit).into());
    let wheres = match wheres.is_empty() {
        true => String::new(),
        false => format!("WHERE {}", wheres.join(" AND ")),
    };
    let query = format!("SELECT {COLUMNS} FROM {tables} {wheres} ORDER BY {order} DESC LIMIT ?");
    (query, values)
}

/// What [`case_row`] reads.
pub const COLUMNS: &str = "case_id, application_id, case_number, month, cases.state, restricted, \
     outcome, amount_ore, reasons, unit, received_at, cases.updated_at, due_at, attempts, cause";

/// The cases with these ids as lists show them.
pub fn cases_by_id(
    connection: &Connection,
    case_ids: &[String],
) -> Result<Vec<CaseRow>, LedgerError> {
    let query = format!("SELECT {COLUMNS} FROM cases WHERE case_id = ?1");
    let mut statement = connection.prepare_cached(&query)?;
    let mut rows = Vec::with_capacity(case_ids.len());
    for case_id in case_ids {
        let row = statement.query_row([case_id], |row| Ok(case_row(row)));
        if let Some(row) = row.optional()? {
            rows.push(row?);
        }
    }
    Ok(rows)
}

/// Cases that are not at their end, by state and cause. A restricted one says
/// no more than that.
pub fn parked(connection: &Connection) -> Result<Vec<Parked>, LedgerError> {
    let mut statement = connection.prepare_cached(PARKED)?;
    let rows = statement.query_map([RESTRICTED], |row| {
        let (cases, due_at): (i64, Option<Instant>) = (row.get(2)?, row.get(3)?);
        Ok(Parked {
            state: row.get(0)?,
            cause: row.get(1)?,
            cases: cases.unsigned_abs(),
            due_at: due_at.map(|at| at.0),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The query of [`parked`]; it reads the parked cases alone.
const PARKED: &str = "SELECT state, iif(restricted, ?1, cause) AS shown, count(*), min(due_at)
     FROM cases WHERE state IN ('failed', 'retrying', 'waiting')
     GROUP BY state, shown ORDER BY state, count(*) DESC, shown";

/// One case by its id, its application's id or its case number; the latest
/// when several have it.
pub fn case(connection: &Connection, id: &str) -> Result<Option<CaseFile>, LedgerError> {
    let Some(case_key) = find(connection, id)? else {
        return Ok(None);
    };
    let query = format!(
        "SELECT {COLUMNS}, envelope_version, key_id, envelope FROM cases WHERE case_key = ?1"
    );
    let (row, content) = connection
        .prepare_cached(&query)?
        .query_row([case_key], |row| {
            Ok((
                case_row(row),
                opened(row.get(15)?, row.get(16)?, row.get(17)?),
            ))
        })?;
    let row = row?;
    let mut postings = outbox::postings_of(connection, case_key)?;
    if row.reasons == [RESTRICTED] {
        // Where it went before would tell of it: a unit may be there for the
        // threatened.
        for (_, queue, _) in &mut postings {
            if destination(queue)?.takes_content() {
                RESTRICTED.clone_into(queue);
            }
        }
    }
    Ok(Some(CaseFile {
        row,
        content: content?,
        history: history(connection, case_key, &postings)?,
        postings,
    }))
}

fn find(connection: &Connection, id: &str) -> Result<Option<i64>, LedgerError> {
    for query in [
        "SELECT case_key FROM cases WHERE case_id = ?1",
        "SELECT case_key FROM receipts WHERE application_id = ?1 ORDER BY at DESC, case_key DESC
         LIMIT 1",
        "SELECT case_key FROM cases WHERE case_number = ?1 ORDER BY updated_at DESC LIMIT 1",
    ] {
        let found = connection
            .prepare_cached(query)?
            .query_row([id], |row| row.get(0))
            .optional()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// The events of a case, and the confirmations of its postings, by time.
fn history(
    connection: &Connection,
    case_key: i64,
    postings: &[outbox::Posted],
) -> Result<Vec<HistoryEntry>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT at, kind, detail FROM events WHERE case_key = ?1 ORDER BY event_id",
    )?;
    let rows = statement.query_map([case_key], |row| {
        let at: Instant = row.get(0)?;
        Ok(HistoryEntry {
            at: at.0,
            what: row.get(1)?,
            detail: row.get(2)?,
        })
    })?;
    let mut history = rows.collect::<Result<Vec<_>, _>>()?;
    history.extend(postings.iter().filter_map(|(_, queue, posted_at)| {
        Some(HistoryEntry {
            at: (*posted_at)?,
            what: "posted".into(),
            detail: queue.clone(),
        })
    }));
    // The sort is stable: at one time, the step stands before its posting.
    history.sort_by_key(|entry| entry.at);
    Ok(history)
}

/// Reads [`COLUMNS`]. Of a restricted case only the state and what names the
/// case are shown.
pub fn case_row(row: &Row<'_>) -> Result<CaseRow, LedgerError> {
    let restricted: bool = row.get(5)?;
    let month: Option<String> = row.get(3)?;
    let outcome: Option<String> = row.get(6)?;
    let amount: Option<i64> = row.get(7)?;
    let reasons: String = row.get(8)?;
    let received_at: Instant = row.get(10)?;
    let updated_at: Instant = row.get(11)?;
    let due_at: Option<Instant> = row.get(12)?;
    let month = month
        .filter(|_| !restricted)
        .map(|month| month.parse().map_err(|_| unreadable("a month")))
        .transpose()?;
    let outcome = outcome
        .map(|code| Outcome::from_code(&code).ok_or_else(|| unreadable("an outcome")))
        .transpose()?;
    let reasons = match restricted {
        true => vec![RESTRICTED.to_owned()],
        false => reasons
            .split(',')
            .filter(|code| !code.is_empty())
            .map(str::to_owned)
            .collect(),
    };
    Ok(CaseRow {
        case_id: row.get(0)?,
        application_id: row.get(1)?,
        case_number: row.get(2)?,
        month,
        state: row.get(4)?,
        outcome,
        amount: amount.map(Kronor::from_ore),
        reasons,
        unit: row.get(9)?,
        received_at: received_at.0,
        updated_at: updated_at.0,
        due_at: due_at.map(|at| at.0),
        attempts: row.get(13)?,
        cause: row.get(14)?,
    })
}
