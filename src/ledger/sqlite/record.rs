//! Stores a step of a case: everything of it in one transaction, or nothing.

use rusqlite::{Connection, OptionalExtension, params};

use super::columns::{ENVELOPE_VERSION, Instant, ore};
use super::persons::PersonKey;
use super::{events, outbox, stops};
use crate::ledger::{CaseState, LedgerError, Recorded, Step, Superseding, Wish};
use crate::vocabulary::{Month, Reason, stockholm_day};

/// Stores the step, or says why it is not stored. Everything is looked at
/// before anything is written: the write lock is held, so nothing changes in
/// between.
///
/// # Errors
/// [`LedgerError::IllegalMove`], and [`LedgerError::Database`] when a claim has
/// no month or a message id stands there with other bytes.
pub fn record(
    connection: &Connection,
    key: &PersonKey,
    step: &Step,
) -> Result<Recorded, LedgerError> {
    check_move(step)?;
    let known = match standing(connection, step)? {
        Standing::Overtaken => return Ok(Recorded::Overtaken),
        Standing::Conflicting => return Ok(Recorded::Conflicting),
        Standing::New => None,
        Standing::At { case_key } => Some(case_key),
    };
    if let Some(stopped) = stops::judge(connection, key, step)? {
        return Ok(stopped);
    }
    if claim_is_taken(connection, key, step, known)? {
        return Ok(Recorded::ClaimTaken);
    }
    // The reasons are asked too, because a flag that was forgotten must not
    // show what they say. A case whose protection could not be read at first
    // is restricted for so long and no longer.
    let restricted = step.restricted || step.reasons.iter().any(|reason| reason.is_restricted());
    let case_key = match known {
        Some(case_key) => update(connection, case_key, step, restricted)?,
        None => insert(connection, step, restricted)?,
    };
    store_reasons(connection, case_key, step, restricted)?;
    store_persons(connection, key, case_key, step)?;
    if matches!(
        step.superseding,
        Some(Superseding::HeldBack | Superseding::MayHaveLeft)
    ) {
        outbox::hold_back(connection, case_key, step)?;
    }
    let attempted_at = step.attempted.then_some(step.at);
    for posting in &step.postings {
        outbox::store(connection, Some(case_key), posting, step.at, attempted_at)?;
    }
    let mut after_check = connection.prepare_cached(
        "INSERT INTO after_checks (case_key, due_on) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
    )?;
    for day in &step.after_checks {
        after_check.execute(params![case_key, day.to_string()])?;
    }
    events::append_step(connection, case_key, step, restricted)?;
    Ok(Recorded::Done)
}

/// `Received` and `Assessed` are passed within a step; a case that stopped
/// there would never be taken up again.
fn check_move(step: &Step) -> Result<(), LedgerError> {
    let stops = !matches!(step.to, CaseState::Received | CaseState::Assessed);
    let legal = match step.superseding {
        None => step.from.may_become(step.to),
        Some(_) => step.from.may_be_superseded_by(step.to),
    };
    if stops && legal {
        Ok(())
    } else {
        Err(LedgerError::IllegalMove {
            from: step.from,
            to: step.to,
        })
    }
}

enum Standing {
    New,
    At { case_key: i64 },
    Overtaken,
    Conflicting,
}

/// Compares where the case stands with where the step believes it does.
fn standing(connection: &Connection, step: &Step) -> Result<Standing, LedgerError> {
    if let Some(superseding) = step.superseding {
        return standing_end(connection, step, superseding);
    }
    if step.from == CaseState::Received {
        let received = connection
            .prepare_cached(
                "SELECT 1 FROM receipts WHERE application_id = ?1 AND content_hash = ?2",
            )?
            .exists(params![step.application_id, step.content_hash])?;
        let conflicting =
            !takes_other_content_into_account(step) && other_content_came(connection, step)?;
        return Ok(match (received, conflicting) {
            (true, _) => Standing::Overtaken,
            (false, true) => Standing::Conflicting,
            (false, false) => Standing::New,
        });
    }
    if !takes_other_content_into_account(step) && other_content_came(connection, step)? {
        return Ok(Standing::Conflicting);
    }
    let found: Option<(i64, CaseState, Option<Wish>)> = connection
        .prepare_cached("SELECT case_key, state, wish FROM cases WHERE case_id = ?1")?
        .query_row([&step.case_id], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    Ok(match found {
        // A step that was begun before an operator wished something must not
        // stand in for it.
        Some((case_key, state, wish)) if (state, wish) == (step.from, step.wish) => {
            Standing::At { case_key }
        }
        _ => Standing::Overtaken,
    })
}

/// The same for a step that supersedes. A restricted case has nothing left to
/// supersede, and what may have left cannot be held back.
fn standing_end(
    connection: &Connection,
    step: &Step,
    superseding: Superseding,
) -> Result<Standing, LedgerError> {
    let found: Option<i64> = connection
        .prepare_cached(
            "SELECT case_key FROM cases WHERE case_id = ?1 AND state = ?2 AND restricted = 0",
        )?
        .query_row(params![step.case_id, step.from.code()], |row| row.get(0))
        .optional()?;
    let Some(case_key) = found else {
        return Ok(Standing::Overtaken);
    };
    let held_back = superseding == Superseding::HeldBack;
    if held_back && outbox::content_may_have_left(connection, case_key)? {
        return Ok(Standing::Overtaken);
    }
    Ok(Standing::At { case_key })
}

/// Whether the same application has come with other content.
fn other_content_came(connection: &Connection, step: &Step) -> Result<bool, LedgerError> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM receipts WHERE application_id = ?1 AND content_hash != ?2")?
        .exists(params![step.application_id, step.content_hash])?)
}

/// Whether the step goes to a person for what is wrong with the message.
fn takes_other_content_into_account(step: &Step) -> bool {
    step.reasons.contains(&Reason::ConflictingResubmission)
        || step.reasons.contains(&Reason::InvalidApplication)
        || step.reasons.contains(&Reason::Poison)
}

/// Whether another case has claimed one of the adults for the month, so that
/// they must not be decided on.
fn claim_is_taken(
    connection: &Connection,
    key: &PersonKey,
    step: &Step,
    own: Option<i64>,
) -> Result<bool, LedgerError> {
    if step.claims.is_empty() || step.to != CaseState::Decided {
        return Ok(false);
    }
    let month = month_of_claims(step)?;
    let mut statement = connection.prepare_cached(
        "SELECT case_key FROM claims
         WHERE month = ?1 AND person_hash = ?2 AND released_at IS NULL",
    )?;
    for adult in &step.claims {
        let claimed_by: Option<i64> = statement
            .query_row(params![month, key.hash(adult)], |row| row.get(0))
            .optional()?;
        if claimed_by.is_some() && claimed_by != own {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A decision without a month to claim would not be protected from a second.
fn month_of_claims(step: &Step) -> Result<String, LedgerError> {
    let error = || LedgerError::Database("a step claims adults but has no month".into());
    step.month.map(|month| month.to_string()).ok_or_else(error)
}

/// Cases that wait or retry without a due time are due at once, because one
/// without any would never be taken up again.
fn due_at(step: &Step) -> Option<Instant> {
    match step.to {
        CaseState::Waiting | CaseState::Retrying => Some(step.due_at.unwrap_or(step.at)),
        // A parked case goes to a person when its applicant has waited enough.
        CaseState::Failed => step.due_at,
        _ => None,
    }
    .map(Instant)
}

fn insert(connection: &Connection, step: &Step, restricted: bool) -> Result<i64, LedgerError> {
    let spared = step
        .members
        .iter()
        .any(|member| matches!(member.birth_day_of_month(), 5 | 15 | 25));
    connection
        .prepare_cached(
            "INSERT INTO cases (case_id, application_id, case_number, month, state, restricted,
                outcome, amount_ore, reasons, unit, cause, received_at, updated_at, due_at,
                attempts, rules_hash, policy_hash, last_note_on, spared_birth_day,
                envelope_version, envelope)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                ?18, ?19, ?20, ?21)",
        )?
        .execute(params![
            step.case_id,
            step.application_id,
            step.case_number,
            step.month.map(|month| month.to_string()),
            step.to.code(),
            restricted,
            step.outcome
                .filter(|_| !restricted)
                .map(|outcome| outcome.code()),
            ore(step.amount)?.filter(|_| !restricted),
            if restricted {
                String::new()
            } else {
                events::joined(step)
            },
            step.unit.as_ref().filter(|_| !restricted),
            step.cause.as_ref().filter(|_| !restricted),
            Instant(step.received_at),
            Instant(step.at),
            due_at(step),
            step.attempts,
            step.rules_hash,
            step.policy_hash,
            stockholm_day(&step.at).to_string(),
            spared,
            ENVELOPE_VERSION,
            step.content,
        ])?;
    let case_key = connection.last_insert_rowid();
    connection
        .prepare_cached(
            "INSERT INTO receipts (application_id, content_hash, case_key, at)
             VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![
            step.application_id,
            step.content_hash,
            case_key,
            Instant(step.at)
        ])?;
    Ok(case_key)
}

fn update(
    connection: &Connection,
    case_key: i64,
    step: &Step,
    restricted: bool,
) -> Result<i64, LedgerError> {
    connection
        .prepare_cached(
            "UPDATE cases SET state = ?2, restricted = ?3, outcome = ?4, amount_ore = ?5,
                reasons = ?6, unit = ?7, cause = ?8, updated_at = ?9, due_at = ?10,
                attempts = ?11, rules_hash = ?12, policy_hash = ?13, last_note_on = ?14,
                envelope_version = ?15, key_id = NULL, envelope = ?16, wish = NULL, taken_up = 0
             WHERE case_key = ?1",
        )?
        .execute(params![
            case_key,
            step.to.code(),
            restricted,
            step.outcome
                .filter(|_| !restricted)
                .map(|outcome| outcome.code()),
            ore(step.amount)?.filter(|_| !restricted),
            if restricted {
                String::new()
            } else {
                events::joined(step)
            },
            step.unit.as_ref().filter(|_| !restricted),
            step.cause.as_ref().filter(|_| !restricted),
            Instant(step.at),
            due_at(step),
            step.attempts,
            step.rules_hash,
            step.policy_hash,
            stockholm_day(&step.at).to_string(),
            ENVELOPE_VERSION,
            step.content,
        ])?;
    connection
        .prepare_cached("DELETE FROM case_reasons WHERE case_key = ?1")?
        .execute([case_key])?;
    Ok(case_key)
}

fn store_reasons(
    connection: &Connection,
    case_key: i64,
    step: &Step,
    restricted: bool,
) -> Result<(), LedgerError> {
    if restricted {
        return Ok(());
    }
    let mut statement = connection.prepare_cached(
        "INSERT INTO case_reasons (case_key, reason, state, updated_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO NOTHING",
    )?;
    for reason in &step.reasons {
        statement.execute(params![
            case_key,
            reason.code(),
            step.to.code(),
            Instant(step.at)
        ])?;
    }
    Ok(())
}

/// The household and the claims, as keyed hashes.
fn store_persons(
    connection: &Connection,
    key: &PersonKey,
    case_key: i64,
    step: &Step,
) -> Result<(), LedgerError> {
    // A month that could not be read is kept as the empty one, so that a
    // search for the person finds the case all the same.
    let month = step
        .month
        .as_ref()
        .map(Month::to_string)
        .unwrap_or_default();
    let mut statement = connection.prepare_cached(
        "INSERT INTO case_persons (month, person_hash, case_key) VALUES (?1, ?2, ?3)
         ON CONFLICT DO NOTHING",
    )?;
    for member in &step.members {
        statement.execute(params![month, key.hash(member), case_key])?;
    }
    // A conflict here is the case's own claim, or that of a case that a handover
    // comes after: a decision's were looked for before.
    let mut statement = connection.prepare_cached(
        "INSERT INTO claims (month, person_hash, case_key, claimed_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (month, person_hash) WHERE released_at IS NULL DO NOTHING",
    )?;
    for adult in &step.claims {
        statement.execute(params![month, key.hash(adult), case_key, Instant(step.at)])?;
    }
    Ok(())
}
