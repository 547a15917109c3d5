//! What people decided in cases that were handed over, and the claims that
//! such cases hold.

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

use super::columns::{ENVELOPE_VERSION, Instant, opened};
use super::events;
use crate::ledger::{CaseState, LedgerError, Resolved, ResolvedAt};
use crate::vocabulary::{Destination, Resolution};

/// What the ledger swears to about a resolution; see `events`.
#[derive(Serialize)]
struct Statement<'a> {
    version: u8,
    kind: &'a str,
    at: String,
    #[serde(flatten)]
    person: Person<'a>,
    case_id: &'a str,
    outcome: &'a str,
    agreed: Option<bool>,
}

/// Who decided, and why: only in envelopes, since both may name somebody.
#[derive(Serialize)]
struct Person<'a> {
    by: &'a str,
    comment: Option<&'a str>,
}

/// Stores a resolution. The same one again changes nothing; another one of the
/// same case takes the place of the first.
pub fn resolve(connection: &Connection, resolved: &ResolvedAt) -> Result<Resolved, LedgerError> {
    let ResolvedAt { resolution, at } = resolved;
    let case: Option<(i64, CaseState, bool)> = connection
        .prepare_cached("SELECT case_key, state, restricted FROM cases WHERE case_id = ?1")?
        .query_row([&resolution.case_id], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let Some((case_key, state, restricted)) = case else {
        return Ok(Resolved::UnknownCase);
    };
    // A decided case can be one that a person looked at as a sample.
    if !matches!(state, CaseState::HandedOver | CaseState::Decided) {
        return Ok(Resolved::NotWithAPerson);
    }
    let person = Person {
        by: &resolution.decided_by,
        comment: resolution.comment.as_deref(),
    };
    let envelope = serde_json::to_vec(&person)
        .map_err(|_| LedgerError::Database("a resolution cannot be written as JSON".into()))?;
    if is_known(connection, case_key, resolution, &envelope)? {
        return Ok(Resolved::Done);
    }
    connection
        .prepare_cached(
            "INSERT INTO resolutions (case_key, at, outcome, agreed, envelope_version, envelope)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (case_key) DO UPDATE SET at = excluded.at, outcome = excluded.outcome,
                agreed = excluded.agreed, envelope_version = excluded.envelope_version,
                key_id = NULL, envelope = excluded.envelope",
        )?
        .execute(params![
            case_key,
            Instant(*at),
            resolution.outcome.code(),
            resolution.agreed,
            ENVELOPE_VERSION,
            envelope
        ])?;
    settle_claims(connection, case_key, resolved)?;
    let kind = "resolved";
    let statement = Statement {
        version: 1,
        kind,
        at: at.to_rfc3339(),
        person,
        case_id: &resolution.case_id,
        outcome: resolution.outcome.code(),
        agreed: resolution.agreed,
    };
    let detail = match restricted {
        true => "",
        false => resolution.outcome.code(),
    };
    let at = Instant(*at);
    events::append(connection, Some(case_key), at, kind, detail, &statement)?;
    Ok(Resolved::Done)
}

fn is_known(
    connection: &Connection,
    case_key: i64,
    resolution: &Resolution,
    envelope: &[u8],
) -> Result<bool, LedgerError> {
    let known = connection
        .prepare_cached(
            "SELECT outcome, agreed, envelope_version, key_id, envelope FROM resolutions
             WHERE case_key = ?1",
        )?
        .query_row([case_key], |row| {
            let stored: (String, Option<bool>) = (row.get(0)?, row.get(1)?);
            Ok((stored, opened(row.get(2)?, row.get(3)?, row.get(4)?)))
        })
        .optional()?;
    let told = (resolution.outcome.code().to_owned(), resolution.agreed);
    Ok(matches!(known, Some((stored, Ok(opened))) if stored == told && opened == envelope))
}

/// Lets go of the adults' month, unless aid was granted for it: by the robot
/// once, in a decision that may have left, or now by a person. A corrected resolution takes
/// it back where nobody else has it.
fn settle_claims(
    connection: &Connection,
    case_key: i64,
    resolved: &ResolvedAt,
) -> Result<(), LedgerError> {
    let decided_by_the_robot = connection
        .prepare_cached(
            "SELECT 1 FROM outbox WHERE case_key = ?1 AND queue = ?2
             AND (superseded_by IS NULL OR attempted_at IS NOT NULL)",
        )?
        .exists(params![case_key, Destination::Decisions.queue_name()])?;
    if decided_by_the_robot {
        return Ok(());
    }
    if resolved.resolution.outcome.grants_aid() {
        connection
            .prepare_cached("UPDATE OR IGNORE claims SET released_at = NULL WHERE case_key = ?1")?
            .execute([case_key])?;
    } else {
        // Another case of the month that a person still has takes the claim.
        connection
            .prepare_cached(
                "UPDATE claims SET case_key = coalesce((
                    SELECT other.case_key
                    FROM case_persons AS other CROSS JOIN cases USING (case_key)
                    LEFT JOIN resolutions ON resolutions.case_key = other.case_key
                    WHERE other.month = claims.month AND other.person_hash = claims.person_hash
                        AND other.case_key <> ?1 AND cases.state = ?2
                        AND resolutions.case_key IS NULL
                    ORDER BY other.case_key LIMIT 1), case_key)
                 WHERE case_key = ?1 AND released_at IS NULL",
            )?
            .execute(params![case_key, CaseState::HandedOver.code()])?;
        connection
            .prepare_cached(
                "UPDATE claims SET released_at = ?2 WHERE case_key = ?1 AND released_at IS NULL",
            )?
            .execute(params![case_key, Instant(resolved.at)])?;
    }
    Ok(())
}
