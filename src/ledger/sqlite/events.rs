//! The history: one event a step, with the leaf that seals are made of.

use rusqlite::{Connection, params};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::columns::{ENVELOPE_VERSION, Instant};
use super::orders::Target;
use super::persons::random;
use crate::ledger::operations::{Order, Signature, Wish};
use crate::ledger::{CaseState, DeadLetter, LedgerError, Step};
use crate::vocabulary::Posting;
use crate::vocabulary::identity::{digest, hash_text};

/// What the ledger swears to about a step. The order of the fields and their
/// shape are part of the leaf: a change needs another version.
#[derive(Serialize)]
struct Statement<'a> {
    version: u8,
    kind: &'a str,
    at: String,
    case_id: Option<&'a str>,
    application_id: Option<&'a str>,
    case_number: Option<&'a str>,
    content_hash: Option<String>,
    from: Option<&'a str>,
    outcome: Option<&'a str>,
    amount: Option<String>,
    reasons: Vec<&'a str>,
    unit: Option<&'a str>,
    cause: Option<&'a str>,
    attempts: u32,
    due_at: Option<String>,
    content: Option<String>,
    rules_hash: Option<&'a str>,
    policy_hash: Option<&'a str>,
    postings: Vec<(&'a str, String, String)>,
    after_checks: Vec<String>,
}

/// What the ledger swears to about an operator's order; its shape as above.
#[derive(Serialize)]
struct OrderStatement<'a> {
    version: u8,
    kind: &'a str,
    at: String,
    case_id: &'a str,
    application_id: &'a str,
    case_number: &'a str,
    from: &'a str,
    to: &'a str,
    wish: Option<&'a str>,
    by: &'a str,
    comment: &'a str,
}

/// Appends a step to the history. Of a restricted case nothing but its state
/// stands outside the envelope, and what stood there before goes.
pub fn append_step(
    connection: &Connection,
    case_key: i64,
    step: &Step,
    restricted: bool,
) -> Result<(), LedgerError> {
    let kind = step.to.code();
    let statement = Statement {
        version: 1,
        kind,
        at: step.at.to_rfc3339(),
        case_id: Some(&step.case_id),
        application_id: Some(&step.application_id),
        case_number: Some(&step.case_number),
        content_hash: Some(hash_text(&step.content_hash)),
        from: Some(step.from.code()),
        outcome: step.outcome.map(|outcome| outcome.code()),
        amount: step.amount.map(|amount| amount.to_string()),
        reasons: step.reasons.iter().map(|reason| reason.code()).collect(),
        unit: step.unit.as_deref(),
        cause: step.cause.as_deref(),
        attempts: step.attempts,
        due_at: step.due_at.map(|due_at| due_at.to_rfc3339()),
        content: Some(hash_text(&digest(&[&step.content]))),
        rules_hash: Some(&step.rules_hash),
        policy_hash: Some(&step.policy_hash),
        postings: step.postings.iter().map(named).collect(),
        after_checks: step.after_checks.iter().map(ToString::to_string).collect(),
    };
    let detail = if restricted {
        connection
            .prepare_cached("UPDATE events SET detail = '' WHERE case_key = ?1")?
            .execute([case_key])?;
        String::new()
    } else {
        detail(step)
    };
    append(
        connection,
        Some(case_key),
        Instant(step.at),
        kind,
        &detail,
        &statement,
    )
}

/// Appends a message nobody could read.
pub fn append_dead_letter(connection: &Connection, letter: &DeadLetter) -> Result<(), LedgerError> {
    let kind = "dead_lettered";
    let statement = Statement {
        version: 1,
        kind,
        at: letter.at.to_rfc3339(),
        case_id: None,
        application_id: None,
        case_number: None,
        content_hash: None,
        from: None,
        outcome: None,
        amount: None,
        reasons: Vec::new(),
        unit: None,
        cause: Some(&letter.reason),
        attempts: 0,
        due_at: None,
        content: None,
        rules_hash: None,
        policy_hash: None,
        postings: vec![named(&letter.posting)],
        after_checks: Vec::new(),
    };
    append(
        connection,
        None,
        Instant(letter.at),
        kind,
        &letter.reason,
        &statement,
    )
}

/// Appends an operator's order about a failed case. Who gave it is shown, but
/// for a restricted case; why stands in the envelope.
pub fn append_order(
    connection: &Connection,
    target: &Target,
    order: &Order,
    wish: Option<Wish>,
) -> Result<(), LedgerError> {
    let kind = order.deed.kind();
    let statement = OrderStatement {
        version: 1,
        kind,
        at: order.signature.at.to_rfc3339(),
        case_id: &target.case_id,
        application_id: &target.application_id,
        case_number: &target.case_number,
        from: CaseState::Failed.code(),
        to: order.deed.leads_to().code(),
        wish: wish.map(Wish::code),
        by: &order.signature.by,
        comment: &order.signature.comment,
    };
    let detail = if target.restricted {
        ""
    } else {
        &order.signature.by
    };
    append(
        connection,
        Some(target.case_key),
        Instant(order.signature.at),
        kind,
        detail,
        &statement,
    )
}

/// What the ledger swears to about something an operator has done.
#[derive(Serialize)]
struct ActStatement<'a> {
    version: u8,
    kind: &'a str,
    at: String,
    subject: &'a str,
    by: &'a str,
    comment: &'a str,
}

/// Appends what an operator has done to the `subject`, which is no case.
pub fn append_act(
    connection: &Connection,
    kind: &str,
    subject: &str,
    signature: &Signature,
) -> Result<(), LedgerError> {
    act(connection, None, kind, (subject, &signature.by), signature)
}

/// Appends that somebody was shown whom a case is about. Who looked is shown,
/// but for a restricted case; why stands in the envelope.
pub fn append_look(
    connection: &Connection,
    case_key: i64,
    restricted: bool,
    case_id: &str,
    signature: &Signature,
) -> Result<(), LedgerError> {
    let detail = if restricted { "" } else { &signature.by };
    let told = (case_id, detail);
    act(
        connection,
        Some(case_key),
        "identities_shown",
        told,
        signature,
    )
}

/// Appends an act: of whom or what, and what is shown beside it.
pub fn act(
    connection: &Connection,
    case_key: Option<i64>,
    kind: &str,
    (subject, detail): (&str, &str),
    signature: &Signature,
) -> Result<(), LedgerError> {
    let statement = ActStatement {
        version: 1,
        kind,
        at: signature.at.to_rfc3339(),
        subject,
        by: &signature.by,
        comment: &signature.comment,
    };
    let at = Instant(signature.at);
    append(connection, case_key, at, kind, detail, &statement)
}

/// SHA-256 of nonce and plaintext, as ARCHITECTURE has it.
pub fn leaf(nonce: &[u8], plaintext: &[u8]) -> [u8; 32] {
    Sha256::new()
        .chain_update(nonce)
        .chain_update(plaintext)
        .finalize()
        .into()
}

/// The most telling word about a step, of few different ones.
fn detail(step: &Step) -> String {
    if let Some(cause) = &step.cause {
        return cause.clone();
    }
    if let Some(unit) = &step.unit {
        return unit.clone();
    }
    match step.outcome {
        Some(outcome) if outcome.is_decision() => outcome.code().into(),
        _ => joined(step),
    }
}

/// The reason codes, sorted, with commas between them.
pub fn joined(step: &Step) -> String {
    let mut codes: Vec<_> = step.reasons.iter().map(|reason| reason.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes.join(",")
}

fn named(posting: &Posting) -> (&str, String, String) {
    let body = hash_text(&digest(&[&posting.body]));
    (&posting.message_id, posting.destination.queue_name(), body)
}

/// Appends an event with its leaf. The statement is what the ledger swears to.
pub fn append(
    connection: &Connection,
    case_key: Option<i64>,
    at: Instant,
    kind: &str,
    detail: &str,
    statement: &impl Serialize,
) -> Result<(), LedgerError> {
    let plaintext = serde_json::to_vec(statement)
        .map_err(|_| LedgerError::Database("an event cannot be written as JSON".into()))?;
    let nonce = random()?;
    connection
        .prepare_cached(
            "INSERT INTO events (case_key, at, kind, detail, leaf, nonce, envelope_version, envelope)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            case_key,
            at,
            kind,
            detail,
            leaf(&nonce, &plaintext),
            nonce,
            ENVELOPE_VERSION,
            plaintext
        ])?;
    Ok(())
}
