//! The ledger's tables held against each other: what one says, another must
//! bear out.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use super::columns::opened;
use crate::ledger::LedgerError;
use crate::ledger::operations::{BookFault, Books, Received};
use crate::vocabulary::intake::{Intake, read_application};

/// At most so many ids a check.
const LISTED: u32 = 1_000;

/// Each check by its name, with the query for whatever fails it. All are read
/// through once, by index or in one pass: none looks through a table a row.
const CHECKS: &[(&str, &str)] = &[
    (
        "receipt_without_case",
        "SELECT receipts.application_id FROM receipts LEFT JOIN cases USING (case_key)
         WHERE cases.case_key IS NULL",
    ),
    (
        "case_without_receipt",
        "SELECT case_id FROM cases WHERE case_key NOT IN (SELECT case_key FROM receipts)",
    ),
    (
        "case_with_several_receipts",
        "SELECT case_id FROM cases WHERE case_key IN
            (SELECT case_key FROM receipts GROUP BY case_key HAVING count(*) > 1)",
    ),
    (
        "state_counts_differ",
        "SELECT state FROM (SELECT state, count(*) AS cases FROM cases GROUP BY state
            UNION ALL SELECT state, -cases FROM state_counts)
         GROUP BY state HAVING sum(cases) <> 0",
    ),
    (
        "decided_without_one_decision_posting",
        "SELECT case_id FROM cases WHERE state = 'decided' AND 1 <>
            (SELECT count(*) FROM outbox WHERE outbox.case_key = cases.case_key
             AND queue = 'decisions' AND superseded_by IS NULL)",
    ),
    (
        "handed_over_without_posting",
        "SELECT case_id FROM cases WHERE state = 'handed_over' AND NOT EXISTS
            (SELECT 1 FROM outbox WHERE outbox.case_key = cases.case_key
             AND (queue = 'restricted' OR queue GLOB 'human-review.*')
             AND superseded_by IS NULL)",
    ),
    (
        // Whoever has a decision already is told by it.
        "handed_over_without_notice",
        "SELECT case_id FROM cases WHERE state = 'handed_over' AND NOT EXISTS
            (SELECT 1 FROM outbox WHERE outbox.case_key = cases.case_key
             AND queue IN ('notices', 'decisions') AND superseded_by IS NULL)",
    ),
    (
        // While a person has it, nothing else of its month is to be decided.
        "handed_over_without_claim",
        "WITH held AS (SELECT case_persons.case_key FROM claims
            JOIN case_persons USING (month, person_hash) WHERE released_at IS NULL)
         SELECT case_id FROM cases WHERE state = 'handed_over' AND month IS NOT NULL
            AND case_key NOT IN held AND case_key NOT IN (SELECT case_key FROM resolutions)",
    ),
    (
        // It would never be taken up again.
        "parked_without_due_time",
        "SELECT case_id FROM cases
         WHERE state IN ('waiting', 'retrying', 'failed') AND due_at IS NULL",
    ),
    (
        "posting_without_outcome",
        "SELECT case_id FROM cases
         WHERE state IN ('waiting', 'retrying', 'failed', 'shadowed', 'set_aside')
         AND EXISTS (SELECT 1 FROM outbox WHERE outbox.case_key = cases.case_key)",
    ),
    (
        "unposted_without_body",
        "SELECT message_id FROM outbox WHERE posted_at IS NULL AND superseded_by IS NULL
         AND NOT EXISTS
            (SELECT 1 FROM outbox_bodies WHERE outbox_bodies.outbox_key = outbox.outbox_key)",
    ),
    (
        "held_back_for_nothing",
        "SELECT message_id FROM outbox AS held WHERE superseded_by IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM outbox WHERE message_id = held.superseded_by)",
    ),
    (
        // One claim an adult. What the application says of a co-applicant is
        // not asked where the content is encrypted or purged.
        "decided_without_its_claims",
        "WITH held AS (SELECT case_key, count(*) AS claimed FROM claims
            WHERE released_at IS NULL GROUP BY case_key)
         SELECT case_id FROM cases LEFT JOIN held USING (case_key)
         WHERE state = 'decided' AND coalesce(claimed, 0) <> CASE
            WHEN envelope IS NULL OR key_id IS NOT NULL
                OR NOT json_valid(CAST(envelope AS TEXT)) THEN max(coalesce(claimed, 0), 1)
            ELSE 1 + (json_type(CAST(envelope AS TEXT), '$.application.co_applicant')
                IS 'object') END",
    ),
    (
        "claimed_without_decision",
        "SELECT DISTINCT case_id FROM claims JOIN cases USING (case_key)
         WHERE released_at IS NULL AND state NOT IN ('decided', 'handed_over')",
    ),
    (
        "claimed_twice",
        "SELECT DISTINCT case_id FROM claims JOIN cases USING (case_key)
         WHERE released_at IS NULL AND (claims.month, person_hash) IN
            (SELECT month, person_hash FROM claims WHERE released_at IS NULL
             GROUP BY month, person_hash HAVING count(*) > 1)",
    ),
];

/// Everything the books say, from one snapshot.
pub fn books(
    connection: &Connection,
    application_ids: &[String],
    message_ids: Vec<String>,
) -> Result<Books, LedgerError> {
    let mut faults = Vec::new();
    for (check, query) in CHECKS {
        let ids = ids(connection, query)?;
        if !ids.is_empty() {
            faults.push(BookFault { check, ids });
        }
    }
    let mut statement =
        connection.prepare_cached("SELECT state, count(*) FROM cases GROUP BY state")?;
    let cases = statement.query_map([], |row| {
        let cases: i64 = row.get(1)?;
        Ok((row.get(0)?, cases.unsigned_abs()))
    })?;
    let (given_up, returning) = (
        bodies(connection, GIVEN_UP)?,
        bodies(connection, RETURNING)?,
    );
    let mut asked: BTreeSet<_> = application_ids.iter().cloned().collect();
    let readable = given_up.iter().chain(&returning);
    asked.extend(readable.filter_map(|body| application_id(body)));
    Ok(Books {
        receipts: count(connection, "SELECT count(*) FROM receipts")?,
        cases: cases.collect::<Result<_, _>>()?,
        dead_letters: count(
            connection,
            "SELECT count(*) FROM dead_letters WHERE requeued_at IS NULL",
        )?,
        unposted: ids(
            connection,
            "SELECT message_id FROM outbox WHERE posted_at IS NULL AND superseded_by IS NULL
             ORDER BY stored_at",
        )?,
        received: received(connection, &asked)?,
        given_up,
        returning,
        known_dead_letters: dead_letters_among(connection, message_ids)?,
        faults,
    })
}

const GIVEN_UP: &str = "SELECT outbox_bodies.envelope_version, key_id, envelope
     FROM dead_letters JOIN outbox USING (message_id) JOIN outbox_bodies USING (outbox_key)
     WHERE reason = 'delivery_limit' AND requeued_at IS NULL";
const RETURNING: &str = "SELECT outbox_bodies.envelope_version, key_id, envelope
     FROM outbox JOIN outbox_bodies USING (outbox_key)
     WHERE queue = 'applications' AND posted_at IS NULL AND superseded_by IS NULL";

fn bodies(connection: &Connection, query: &str) -> Result<Vec<Vec<u8>>, LedgerError> {
    let mut statement = connection.prepare_cached(query)?;
    let rows = statement.query_map([], |row| Ok(opened(row.get(0)?, row.get(1)?, row.get(2)?)))?;
    rows.map(|body| body?).collect()
}

/// The id of the application that bytes are, when it can be read.
fn application_id(body: &[u8]) -> Option<String> {
    match read_application(body) {
        Intake::Accepted(accepted) => Some(accepted.application.application_id),
        Intake::Invalid(invalid) => Some(invalid.application_id),
        Intake::Unreadable(_) => None,
    }
}

/// Every receipt of these applications.
fn received(
    connection: &Connection,
    application_ids: &BTreeSet<String>,
) -> Result<Vec<Received>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT receipts.application_id, content_hash, state
         FROM receipts LEFT JOIN cases USING (case_key) WHERE receipts.application_id = ?1",
    )?;
    let mut received = Vec::new();
    for application_id in application_ids {
        let rows = statement.query_map([application_id], |row| {
            Ok(Received {
                application_id: row.get(0)?,
                content_hash: row.get(1)?,
                state: row.get(2)?,
            })
        })?;
        for row in rows {
            received.push(row?);
        }
    }
    Ok(received)
}

/// Which of these message ids are dead letters, and not submitted once more.
fn dead_letters_among(
    connection: &Connection,
    message_ids: Vec<String>,
) -> Result<Vec<String>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT 1 FROM dead_letters WHERE message_id = ?1 AND requeued_at IS NULL",
    )?;
    let mut known = Vec::new();
    for message_id in message_ids {
        if statement.exists([&message_id])? {
            known.push(message_id);
        }
    }
    Ok(known)
}

fn ids(connection: &Connection, query: &str) -> Result<Vec<String>, LedgerError> {
    let mut statement = connection.prepare_cached(&format!("{query} LIMIT ?1"))?;
    let rows = statement.query_map(params![LISTED], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn count(connection: &Connection, query: &str) -> Result<u64, LedgerError> {
    let count: i64 = connection
        .prepare_cached(query)?
        .query_row([], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}
