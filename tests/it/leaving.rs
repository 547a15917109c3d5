//! What may leave late: protection is read again before a decision or handover
//! is posted long after it was stored.

use chrono::{DateTime, TimeDelta, Utc};
use handlaggarrobot::cli::setup;
use handlaggarrobot::clock::Clock;
use handlaggarrobot::registries::simulator::RunningSimulator;
use handlaggarrobot::worker::{Summary, Until};
use rusqlite::Connection;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::installation::{Installation, application, fixtures, most_common_morning, registries};

/// An installation whose worker was killed between the decision and its
/// posting: the decision stands in the ledger, and nothing has left.
async fn decided_and_not_posted(tried: bool) -> (RunningSimulator, Installation) {
    decided_by_policy(&[], tried).await
}

/// The same by the example policy with changes.
async fn decided_by_policy(
    changes: &[(&str, &str)],
    tried: bool,
) -> (RunningSimulator, Installation) {
    let simulator = registries(&[]).await;
    let mut installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.change_policy(changes);
    installation.set("REGISTRIES__ATTEMPTS_IN_PROCESS", "1");
    installation.submit([application("worked-example")]).await;
    let summary = installation.work(most_common_morning()).await;
    assert_eq!(summary.counts.decided, 1);
    let ledger = ledger(&installation);
    let attempted = if tried { "attempted_at" } else { "NULL" };
    let undone = format!("UPDATE outbox SET posted_at = NULL, attempted_at = {attempted}");
    ledger.execute(&undone, []).expect("the outbox");
    ledger
        .execute("DELETE FROM queue_messages", [])
        .expect("the queue");
    (simulator, installation)
}

fn ledger(installation: &Installation) -> Connection {
    let path = installation.folder.path().join("ledger.sqlite");
    Connection::open(path).expect("the ledger")
}

/// From now on Skatteverket says that the child of the worked example has
/// protected personal data.
fn protect_the_child(simulator: &RunningSimulator) {
    let path = fixtures().join("registries/worked-example.json");
    let answers: Vec<Value> =
        serde_json::from_slice(&std::fs::read(path).expect("answers")).expect("JSON");
    let mut answer = answers
        .into_iter()
        .rfind(|answer| answer["kalla"] == "SKV")
        .expect("the child's answer");
    let mark = &mut answer["svar"]["folkbokforing"]["svar"]["sekretessmarkering"]["satt"];
    assert_eq!(*mark, false);
    *mark = true.into();
    simulator
        .replace_answer(answer.to_string())
        .expect("replaced");
}

fn late() -> DateTime<Utc> {
    most_common_morning() + TimeDelta::minutes(2)
}

/// Works for a moment only: what cannot be posted is tried for ever.
async fn work_for_a_moment(installation: &Installation, now: DateTime<Utc>) -> Summary {
    let worker = setup::worker(&installation.settings(), Clock::standing_at(now))
        .await
        .expect("a worker");
    let until = Until::Empty {
        deadline: now + TimeDelta::seconds(2),
    };
    worker
        .run(until, CancellationToken::new())
        .await
        .expect("a run")
}

#[tokio::test]
async fn a_decision_that_nobody_tried_to_post_gives_way_to_a_protection_read_late() {
    let (simulator, installation) = decided_and_not_posted(false).await;
    protect_the_child(&simulator);
    let summary = installation.work(late()).await;
    assert_eq!(summary.counts.superseded, 1);
    let mut postings = installation.postings().await;
    postings.sort_by(|one, other| one.0.cmp(&other.0));
    let queues: Vec<_> = postings.iter().map(|(queue, _)| queue.as_str()).collect();
    assert_eq!(queues, ["notices", "restricted"]);
    assert_eq!(postings[1].1.get("decision_may_have_left"), None);
    let ledger = ledger(&installation);
    let superseded_by: String = ledger
        .query_row(
            "SELECT superseded_by FROM outbox WHERE queue = 'decisions'",
            [],
            |row| row.get(0),
        )
        .expect("the decision");
    assert_eq!(postings[1].1["message_id"], superseded_by.as_str());
    let (restricted, envelope): (bool, Vec<u8>) = ledger
        .query_row("SELECT restricted, envelope FROM cases", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .expect("the case");
    assert!(restricted);
    let content: Value = serde_json::from_slice(&envelope).expect("JSON");
    assert_eq!(content["assessment"]["reasons"][0], "protected_identity");
    assert_eq!(content["earlier"]["assessment"]["amount"], "10359.00");
    simulator.stop().await;
}

#[tokio::test]
async fn a_sample_that_waits_beside_its_decision_is_held_back_with_it() {
    let everyone = ("quality_sample_percent = 5", "quality_sample_percent = 100");
    let (simulator, installation) = decided_by_policy(&[everyone], false).await;
    protect_the_child(&simulator);
    let asked = simulator.counts().skatteverket;
    let summary = work_for_a_moment(&installation, late()).await;
    assert_eq!(summary.counts.superseded, 1);
    let again = simulator.counts().skatteverket - asked;
    assert!(
        again <= 4,
        "asked {again} times of two members, for two postings"
    );
    let postings = installation.postings().await;
    let mut queues: Vec<_> = postings.iter().map(|(queue, _)| queue.as_str()).collect();
    queues.sort_unstable();
    assert_eq!(queues, ["notices", "restricted"]);
    simulator.stop().await;
}

#[tokio::test]
async fn of_a_decision_that_may_have_left_the_restricted_queue_is_told_so() {
    let (simulator, installation) = decided_and_not_posted(true).await;
    protect_the_child(&simulator);
    installation.work(late()).await;
    let postings = installation.postings().await;
    let queue = |name| postings.iter().find(|(queue, _)| queue == name);
    let (_, restricted) = queue("restricted").expect("a restricted handover");
    assert_eq!(restricted["decision_may_have_left"], true);
    assert!(queue("notices").is_some() && queue("decisions").is_none());
    simulator.stop().await;
}

#[tokio::test]
async fn a_late_decision_leaves_when_every_member_is_read_again_and_none_is_protected() {
    let (simulator, installation) = decided_and_not_posted(false).await;
    let asked = simulator.counts();
    let summary = installation.work(late()).await;
    assert_eq!(summary.counts.posted, 1);
    let again = simulator.counts();
    assert_eq!(again.skatteverket, asked.skatteverket + 2, "two members");
    assert_eq!(again.csn, asked.csn);
    let postings = installation.postings().await;
    assert_eq!(postings.len(), 1);
    assert_eq!(postings[0].0, "decisions");
    simulator.stop().await;
}

#[tokio::test]
async fn a_decision_that_is_posted_soon_is_not_asked_about_again() {
    let (simulator, installation) = decided_and_not_posted(false).await;
    let asked = simulator.counts();
    installation
        .work(most_common_morning() + TimeDelta::seconds(30))
        .await;
    assert_eq!(installation.postings().await.len(), 1);
    assert_eq!(simulator.counts(), asked);
    simulator.stop().await;
}

#[tokio::test]
async fn a_late_decision_whose_protection_cannot_be_read_is_held_then_restricted() {
    let (simulator, mut installation) = decided_and_not_posted(false).await;
    installation.change_policy(&[("max_attempts = 6", "max_attempts = 2")]);
    simulator.set_faults(vec!["status=503:SKV".parse().expect("a fault")]);
    let summary = work_for_a_moment(&installation, late()).await;
    assert_eq!((summary.counts.posted, summary.counts.superseded), (0, 0));
    assert!(installation.postings().await.is_empty());
    let next_day = most_common_morning() + TimeDelta::hours(24);
    assert_eq!(installation.work(next_day).await.counts.superseded, 1);
    let postings = installation.postings().await;
    assert!(postings.iter().any(|(queue, _)| queue == "restricted"));
    assert!(postings.iter().all(|(queue, _)| queue != "decisions"));
    simulator.stop().await;
}
