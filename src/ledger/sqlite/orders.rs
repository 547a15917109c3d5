//! What an operator does to a failed case.

use rusqlite::{Connection, OptionalExtension, params};

use super::columns::Instant;
use super::events;
use crate::ledger::operations::{Deed, Order, Ordered, Wish};
use crate::ledger::{CaseState, LedgerError};
use crate::vocabulary::stockholm_day;

/// A case as far as an order is about it.
pub struct Target {
    pub case_key: i64,
    pub case_id: String,
    pub application_id: String,
    pub case_number: String,
    pub restricted: bool,
}

/// Gives the order if the case is failed. The write lock is held, so no worker
/// moves the case in between; a step of a worker that has it in hand is
/// overtaken, because it was begun without the wish.
///
/// # Errors
/// [`LedgerError::Database`] when there is no such case.
pub fn order(
    connection: &Connection,
    case_id: &str,
    order: &Order,
) -> Result<Ordered, LedgerError> {
    let found: Option<(Target, CaseState)> = connection
        .prepare_cached(
            "SELECT case_key, case_id, application_id, case_number, restricted, state
             FROM cases WHERE case_id = ?1",
        )?
        .query_row([case_id], |row| {
            let target = Target {
                case_key: row.get(0)?,
                case_id: row.get(1)?,
                application_id: row.get(2)?,
                case_number: row.get(3)?,
                restricted: row.get(4)?,
            };
            Ok((target, row.get(5)?))
        })
        .optional()?;
    let Some((target, state)) = found else {
        return Err(LedgerError::Database("there is no such case".into()));
    };
    if state != CaseState::Failed {
        return Ok(Ordered::Stands(state));
    }
    let (to, at) = (order.deed.leads_to(), Instant(order.signature.at));
    let (due_at, wish) = match order.deed {
        Deed::Replay { wish } => (Some(at), wish),
        Deed::HandOver => (Some(at), Some(Wish::HandOver)),
        Deed::SetAside => (None, None),
    };
    connection
        .prepare_cached(
            "UPDATE cases SET state = ?2, updated_at = ?3, due_at = ?4, wish = ?5,
                last_note_on = ?6 WHERE case_key = ?1",
        )?
        .execute(params![
            target.case_key,
            to.code(),
            at,
            due_at,
            wish.map(Wish::code),
            stockholm_day(&order.signature.at).to_string()
        ])?;
    connection
        .prepare_cached("UPDATE case_reasons SET state = ?2, updated_at = ?3 WHERE case_key = ?1")?
        .execute(params![target.case_key, to.code(), at])?;
    events::append_order(connection, &target, order, wish)?;
    Ok(Ordered::Done)
}
