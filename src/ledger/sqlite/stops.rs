//! Stops: set, ended, listed, and a step judged by them.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::columns::Instant;
use super::events;
use super::faults::unreadable;
use super::persons::{PersonHash, PersonKey};
use crate::ledger::operations::Signature;
use crate::ledger::stops::{Basis, Stop, StopKind, StopTarget};
use crate::ledger::{CaseState, LedgerError, Recorded, Step};
use crate::vocabulary::{Personnummer, Reason};

/// What the stops in force say of a step; `None` when it may be taken. The
/// transaction of the step asks, so that nothing is decided past a stop.
pub fn judge(
    connection: &Connection,
    key: &PersonKey,
    step: &Step,
) -> Result<Option<Recorded>, LedgerError> {
    match strictest(connection, key, &step.members, step.basis.as_ref())? {
        None => Ok(None),
        Some(Verdict::Paused) => Ok(Some(Recorded::Paused)),
        Some(_) if step.basis.is_none() || step.reasons.contains(&Reason::KillSwitch) => Ok(None),
        Some(verdict) => {
            // What people get says that it is stopped, whatever else is wrong
            // with it. A case that is only put off is judged when it comes
            // back, but for when everything is to be emptied to people.
            let stopped = match step.to {
                CaseState::Decided | CaseState::HandedOver => true,
                CaseState::Waiting | CaseState::Retrying | CaseState::Failed => {
                    verdict == Verdict::AllHandedOver
                }
                _ => false,
            };
            Ok(stopped.then_some(Recorded::Stopped))
        }
    }
}

/// Whether a case is handed over, by a stop about it or about everything.
pub fn hands_over(
    connection: &Connection,
    key: &PersonKey,
    members: &[Personnummer],
    basis: &Basis,
) -> Result<bool, LedgerError> {
    let verdict = strictest(connection, key, members, Some(basis))?;
    Ok(verdict.is_some_and(|verdict| verdict != Verdict::Paused))
}

/// What stops in force say of a case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    /// A stop is about it.
    HandedOver,
    /// Everything is handed over.
    AllHandedOver,
    /// Nothing moves.
    Paused,
}

/// The strictest verdict of the stops in force.
fn strictest(
    connection: &Connection,
    key: &PersonKey,
    members: &[Personnummer],
    basis: Option<&Basis>,
) -> Result<Option<Verdict>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT kind, value, person_hash, hand_over FROM stops WHERE ended_at IS NULL",
    )?;
    let mut rows = statement.query([])?;
    let mut strictest = None;
    while let Some(row) = rows.next()? {
        let kind = kind_of(row, 0)?;
        let verdict = match kind {
            StopKind::Everything if row.get(3)? => Some(Verdict::AllHandedOver),
            StopKind::Everything => Some(Verdict::Paused),
            StopKind::Intake => None,
            StopKind::Person => {
                let hash: PersonHash = row.get(2)?;
                let is_member = members.iter().any(|member| key.hash(member) == hash);
                is_member.then_some(Verdict::HandedOver)
            }
            StopKind::CostKind | StopKind::BenefitCode | StopKind::Source | StopKind::Line => {
                let value: String = row.get(1)?;
                let is_about_it = basis.is_some_and(|basis| basis.has(kind, &value));
                is_about_it.then_some(Verdict::HandedOver)
            }
        };
        strictest = strictest.max(verdict);
    }
    Ok(strictest)
}

/// Stops something, unless it is stopped in the same way.
pub fn set(
    connection: &Connection,
    key: &PersonKey,
    target: &StopTarget,
    signature: &Signature,
) -> Result<Stop, LedgerError> {
    let person_hash = match target {
        StopTarget::Person(person) => Some(key.hash(person)),
        _ => None,
    };
    let hand_over = matches!(target, StopTarget::Everything { hand_over: true });
    let in_force = connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM stops WHERE ended_at IS NULL
             AND kind = ?1 AND value IS ?2 AND person_hash IS ?3"
        ))?
        .query_row(
            params![target.kind().code(), target.value(), person_hash],
            |row| Ok(stop_of(row)),
        )
        .optional()?
        .transpose()?;
    match in_force {
        Some(stop) if stop.hand_over == hand_over => return Ok(stop),
        Some(stop) => {
            end(connection, &[stop.id], signature)?;
        }
        None => {}
    }
    connection
        .prepare_cached(
            "INSERT INTO stops (kind, value, person_hash, hand_over, set_at)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            target.kind().code(),
            target.value(),
            person_hash,
            hand_over,
            Instant(signature.at)
        ])?;
    let stop = one(connection, connection.last_insert_rowid())?;
    events::append_act(connection, "stopped", &subject(&stop), signature)?;
    Ok(stop)
}

/// Ends those of the stops that are in force; returns which.
pub fn end(
    connection: &Connection,
    ids: &[i64],
    signature: &Signature,
) -> Result<Vec<i64>, LedgerError> {
    let mut update = connection
        .prepare_cached("UPDATE stops SET ended_at = ?2 WHERE stop_id = ?1 AND ended_at IS NULL")?;
    let mut ended = Vec::new();
    for id in ids {
        if update.execute(params![id, Instant(signature.at)])? > 0 {
            let stop = one(connection, *id)?;
            events::append_act(connection, "resumed", &subject(&stop), signature)?;
            ended.push(*id);
        }
    }
    Ok(ended)
}

/// The stops in force, oldest first.
pub fn in_force(connection: &Connection) -> Result<Vec<Stop>, LedgerError> {
    listed(connection, "WHERE ended_at IS NULL ORDER BY stop_id")
}

/// Every stop there was, the latest first.
pub fn all(connection: &Connection) -> Result<Vec<Stop>, LedgerError> {
    listed(connection, "ORDER BY stop_id DESC")
}

fn listed(connection: &Connection, which: &str) -> Result<Vec<Stop>, LedgerError> {
    let query = format!("SELECT {COLUMNS} FROM stops {which}");
    let mut statement = connection.prepare_cached(&query)?;
    let rows = statement.query_map([], |row| Ok(stop_of(row)))?;
    rows.map(|row| row?).collect()
}

fn one(connection: &Connection, id: i64) -> Result<Stop, LedgerError> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM stops WHERE stop_id = ?1"))?
        .query_row([id], |row| Ok(stop_of(row)))?
}

const COLUMNS: &str = "stop_id, kind, value, hand_over, set_at, ended_at";

fn stop_of(row: &Row<'_>) -> Result<Stop, LedgerError> {
    let set_at: Instant = row.get(4)?;
    let ended_at: Option<Instant> = row.get(5)?;
    Ok(Stop {
        id: row.get(0)?,
        kind: kind_of(row, 1)?,
        value: row.get(2)?,
        hand_over: row.get(3)?,
        set_at: set_at.0,
        ended_at: ended_at.map(|at| at.0),
    })
}

fn kind_of(row: &Row<'_>, column: usize) -> Result<StopKind, LedgerError> {
    let code = row.get_ref(column)?.as_str().unwrap_or_default();
    StopKind::from_code(code).ok_or_else(|| unreadable("the kind of a stop"))
}

/// The stop as the history names it.
fn subject(stop: &Stop) -> String {
    let value = stop.value.as_deref().unwrap_or_default();
    let hand_over = if stop.hand_over { "hand_over" } else { "" };
    format!("stop {} {} {value}{hand_over}", stop.id, stop.kind.code())
}
