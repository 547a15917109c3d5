//! Tests of the SQLite ledger, and the invented cases they share.

mod asking;
mod balancing;
mod committing;
mod dead_letters;
mod disclosing;
mod opening;
mod ordering;
mod overviewing;
mod privacy;
mod recording;
mod sealing;
mod stopping;
mod superseding;

use chrono::{DateTime, TimeDelta, Utc};
use tempfile::TempDir;

use super::{Database, SqliteLedger};
use crate::assessment::result::Outcome;
use crate::ledger::{CaseState, Step};
use crate::vocabulary::identity::{derived_id, digest};
use crate::vocabulary::{Destination, Kronor, Personnummer, Posting, Reason};

/// A ledger in a folder of its own, which goes with it.
struct Place {
    folder: TempDir,
    ledger: SqliteLedger,
}

async fn place() -> Place {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = ledger_in(&folder).await;
    Place { folder, ledger }
}

async fn ledger_in(folder: &TempDir) -> SqliteLedger {
    let database = Database::open(&folder.path().join("ledger.db")).expect("a database");
    SqliteLedger::open(database, None).await.expect("a ledger")
}

/// Seconds after a morning in November 2026.
fn at(seconds: i64) -> DateTime<Utc> {
    let morning = DateTime::from_timestamp(1_793_606_400, 0).expect("a time");
    morning + TimeDelta::seconds(seconds)
}

/// An invented person, born on the day of April 1990 with a birth number that
/// nobody real has.
fn person(day: u32, birth_number: u32) -> Personnummer {
    (0..10)
        .find_map(|check| Personnummer::parse(&format!("199004{day:02}{birth_number}{check}")).ok())
        .expect("one check digit is right")
}

fn application_id(number: u32) -> String {
    derived_id(
        "01KA3V5W9M7R2C8X4N6T0BQZJD",
        &digest(&[&number.to_be_bytes()]),
    )
}

fn posting(step: &Step, destination: Destination) -> Posting {
    let queue = destination.queue_name();
    let id = digest(&[step.case_id.as_bytes(), queue.as_bytes()]);
    Posting {
        message_id: derived_id(&step.application_id, &id),
        destination,
        headers: vec![("x-kind".into(), queue)],
        body: format!("{{\"case_id\":\"{}\"}}", step.case_id).into_bytes(),
    }
}

/// A first step that decides: one adult, claimed, with a decision to post.
fn decided(number: u32, adult: Personnummer) -> Step {
    let application_id = application_id(number);
    let content_hash = digest(&[b"content", &number.to_be_bytes()]);
    let mut step = Step {
        case_id: derived_id(&application_id, &content_hash),
        application_id,
        content_hash,
        case_number: format!("FS-2026-{number:06}"),
        month: Some("2026-11".parse().expect("a month")),
        received_at: at(-3600),
        members: vec![adult],
        from: CaseState::Received,
        wish: None,
        to: CaseState::Decided,
        at: at(0),
        outcome: Some(Outcome::Granted),
        amount: Some(Kronor::whole(10_359)),
        restricted: false,
        reasons: Vec::new(),
        unit: None,
        due_at: None,
        attempts: 0,
        cause: None,
        content: format!("{{\"application\":{number}}}").into_bytes(),
        rules_hash: "sha256:rules".into(),
        policy_hash: "sha256:policy".into(),
        postings: Vec::new(),
        attempted: false,
        superseding: None,
        claims: vec![adult],
        after_checks: Vec::new(),
        basis: None,
    };
    step.postings = vec![posting(&step, Destination::Decisions)];
    step
}

/// A first step after which the case is tried again in a minute.
fn retrying(number: u32, adult: Personnummer) -> Step {
    Step {
        to: CaseState::Retrying,
        outcome: None,
        amount: None,
        due_at: Some(at(60)),
        attempts: 1,
        cause: Some("SKV.timeout".into()),
        postings: Vec::new(),
        claims: Vec::new(),
        ..decided(number, adult)
    }
}

/// A first step that hands over to a unit.
fn handed_over(number: u32, adult: Personnummer, reason: Reason) -> Step {
    let mut step = Step {
        to: CaseState::HandedOver,
        outcome: Some(Outcome::HandedOver),
        reasons: vec![reason],
        unit: Some("caseworkers".into()),
        claims: Vec::new(),
        ..decided(number, adult)
    };
    let unit = "caseworkers".into();
    step.postings = vec![posting(&step, Destination::HumanReview { unit })];
    step
}
