//! Failed cases are tried again.

use chrono::{DateTime, TimeDelta, Utc};
use handlaggarrobot::clock::Clock;
use handlaggarrobot::ledger::operations::Deed;
use handlaggarrobot::ledger::{CaseState, Ledger, Wish};
use serde_json::Value;

use super::{failed, failed_as};
use crate::installation::{application, errors, most_common_morning, printed};
use crate::life::Worker;

const APPLY: [&str; 5] = ["--apply", "--comment", "registret svarar", "--by", "drift"];

#[tokio::test]
async fn a_preview_tells_causes_and_changes_nothing() {
    let case = failed("status=503:FK", most_common_morning(), &[]).await;
    let before = case.row().await;
    let output = case.installation.run(&["cases", "replay", "--failed"]);
    assert!(output.status.success(), "{}", errors(&output));
    let shown = printed(&output);
    assert!(shown.contains("FK.http_503"), "{shown}");
    assert!(shown.contains(&case.case_id), "{shown}");
    assert!(shown.contains("kan inte beräknas"), "{shown}");
    let listed = printed(&case.installation.run(&["cases", "list"]));
    assert!(
        listed.contains(&case.case_id),
        "an id in one piece: {listed}"
    );
    let json = ["cases", "replay", "--failed", "--source", "SKV", "--json"];
    let none: Value = serde_json::from_str(&printed(&case.installation.run(&json))).expect("JSON");
    assert_eq!(none["count"], 0);
    let after = case.row().await;
    assert_eq!(
        (after.state, after.updated_at),
        (before.state, before.updated_at)
    );
    case.simulator.stop().await;
}

#[tokio::test]
async fn a_preview_computes_offline_what_the_stored_answers_allow() {
    let case = failed("status=503:FK", most_common_morning(), &[]).await;
    // The content of the same case where nothing failed, computed under
    // another cap.
    let whole = failed("status=503:FK", most_common_morning(), &[]).await;
    whole.order(Deed::Replay { wish: None }, whole.at).await;
    whole.installation.work(whole.at).await;
    let content = whole.ledger().await.case(&whole.case_id).await;
    let content = content.expect("read").expect("a case").content;
    let file = case.installation.folder.path().join("ledger.sqlite");
    let connection = rusqlite::Connection::open(file).expect("the file");
    connection
        .execute("UPDATE cases SET envelope = ?1", [content])
        .expect("changed");
    let policy = case.installation.folder.path().join("policy.toml");
    let text = std::fs::read_to_string(&policy).expect("a policy");
    std::fs::write(&policy, text.replace("cap = 200\n", "cap = 100\n")).expect("written");
    let json = ["cases", "replay", &case.case_id, "--json"];
    let preview = printed(&case.installation.run(&json));
    let preview: Value = serde_json::from_str(&preview).expect("JSON");
    let row = &preview["cases"][0];
    assert_eq!(row["before"]["outcome"], "granted");
    assert_eq!(row["before"]["amount"], "10359.00");
    // The home insurance costs 129.
    assert_eq!(row["after"]["amount"], "10330.00");
    assert_eq!(row["difference"], "-29.00");
    case.simulator.stop().await;
    whole.simulator.stop().await;
}

#[tokio::test]
async fn a_replayed_case_is_decided_and_who_did_it_is_kept() {
    let case = failed("status=503:FK", most_common_morning(), &[]).await;
    let wish = None;
    case.order(Deed::Replay { wish }, case.at).await;
    let summary = case.installation.work(case.at).await;
    assert_eq!(summary.counts.decided, 1);
    assert_eq!(case.queues().await, ["decisions"]);
    let shown = printed(&case.installation.run(&["cases", "show", &case.case_id]));
    assert!(shown.contains("nytt försök beställt"), "{shown}");
    assert!(
        shown.contains("drift") && !shown.contains("registret svarar"),
        "{shown}"
    );
    assert!(
        shown.contains("sökande") && !shown.contains("applicant"),
        "{shown}"
    );
    case.simulator.stop().await;
}

#[tokio::test]
async fn a_replay_that_fails_again_is_failed_after_one_attempt() {
    let case = failed("status=503:FK", most_common_morning(), &[]).await;
    case.simulator
        .set_faults(vec!["status=500:FK".parse().expect("a fault")]);
    case.order(Deed::Replay { wish: None }, case.at).await;
    let summary = case.installation.work(case.at).await;
    assert_eq!(summary.counts.failed, 1);
    assert_eq!(case.row().await.cause.as_deref(), Some("FK.http_500"));
    case.simulator.stop().await;
}

#[tokio::test]
async fn fresh_evidence_asks_everybody_and_same_evidence_nobody_without_need() {
    let later = TimeDelta::hours(20);
    // The household has one adult and a child: FK, CSN once and SKV twice.
    for (wish, forsakringskassan, csn, skatteverket) in [
        (Some(Wish::FreshEvidence), 1, 1, 2),
        (Some(Wish::SameEvidence), 1, 0, 2),
        // By age, CSN's answer of yesterday is too old.
        (None, 1, 1, 2),
    ] {
        let case = failed("status=503:FK", most_common_morning(), &[]).await;
        let before = case.simulator.counts();
        let at = case.at + later;
        case.order(Deed::Replay { wish }, at).await;
        let summary = case.installation.work(at).await;
        assert_eq!(summary.counts.decided, 1, "{wish:?}");
        let after = case.simulator.counts();
        let asked = (
            after.forsakringskassan - before.forsakringskassan,
            after.csn - before.csn,
            after.skatteverket - before.skatteverket,
        );
        assert_eq!(asked, (forsakringskassan, csn, skatteverket), "{wish:?}");
        case.simulator.stop().await;
    }
}

#[tokio::test]
async fn fresh_evidence_does_not_trust_answers_of_a_moment_ago() {
    let case = failed("status=503:FK", most_common_morning(), &[]).await;
    let before = case.simulator.counts();
    let wish = Some(Wish::FreshEvidence);
    case.order(Deed::Replay { wish }, case.at).await;
    case.installation.work(case.at).await;
    assert_eq!(case.simulator.counts().csn - before.csn, 1);
    case.simulator.stop().await;
}

#[tokio::test]
async fn the_same_message_beside_a_replay_is_a_duplicate_and_one_decision_is_made() {
    let case = failed("status=503:FK", most_common_morning(), &[]).await;
    case.order(Deed::Replay { wish: None }, case.at).await;
    case.installation
        .submit([application("worked-example")])
        .await;
    let summary = case.installation.work(case.at).await;
    assert_eq!((summary.counts.duplicates, summary.counts.decided), (1, 1));
    assert_eq!(case.queues().await, ["decisions"]);
    case.simulator.stop().await;
}

#[tokio::test]
async fn a_replayed_case_that_another_application_overtakes_goes_to_a_person() {
    let case = failed("status=503:FK", most_common_morning(), &[]).await;
    let mut other: Value = serde_json::from_slice(&application("worked-example")).expect("JSON");
    other["application_id"] = "01KA3V5W9M7R2C8X4N6T0BQZZZ".into();
    case.installation
        .submit([other.to_string().into_bytes()])
        .await;
    let summary = case.installation.work(case.at).await;
    assert_eq!(summary.counts.decided, 1, "the other one is decided");
    case.order(Deed::Replay { wish: None }, case.at).await;
    let summary = case.installation.work(case.at).await;
    assert_eq!((summary.counts.decided, summary.counts.handed_over), (0, 1));
    let row = case.row().await;
    assert!(
        row.reasons.contains(&"duplicate_application".to_owned()),
        "{row:?}"
    );
    let balance = case.installation.run(&["ledger", "balance"]);
    assert!(balance.status.success(), "{}", printed(&balance));
    case.simulator.stop().await;
}

#[tokio::test]
async fn a_decided_case_is_refused_with_where_it_stands_and_nothing_is_done() {
    let case = failed("status=503:FK", most_common_morning(), &[]).await;
    case.order(Deed::Replay { wish: None }, case.at).await;
    case.installation.work(case.at).await;
    let mut command = vec!["cases", "replay", &case.case_id];
    command.extend(APPLY);
    let output = case.installation.run(&command);
    assert_eq!(output.status.code(), Some(1));
    let told = errors(&output);
    assert!(
        told.contains("is decided, and is never decided again"),
        "{told}"
    );
    assert_eq!(case.row().await.state, CaseState::Decided);
    case.simulator.stop().await;
}

#[tokio::test]
async fn without_a_worker_the_cases_are_scheduled_and_the_command_ends() {
    let case = failed("status=503:FK", most_common_morning(), &[]).await;
    let mut command = vec!["cases", "replay", "--failed", "--source", "FK", "--json"];
    command.extend(APPLY);
    let output = case.installation.run(&command);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    assert!(
        errors(&output).contains("no worker runs"),
        "{}",
        errors(&output)
    );
    let told: Value = serde_json::from_str(&printed(&output)).expect("JSON");
    assert_eq!(told["ordered"], 1);
    assert_eq!(told["cases"][0]["state"], "retrying");
    case.simulator.stop().await;
}

#[tokio::test]
async fn acting_without_saying_why_is_wrong_usage() {
    let case = failed("status=503:FK", most_common_morning(), &[]).await;
    let output = case
        .installation
        .run(&["cases", "replay", "--failed", "--apply"]);
    assert_eq!(output.status.code(), Some(64));
    let output = case.installation.run(&[
        "cases",
        "replay",
        "--failed",
        "--apply",
        "--comment",
        " ",
        "--by",
        "drift",
    ]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(case.row().await.state, CaseState::Failed);
    case.simulator.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replay_beside_a_running_worker_is_watched_to_its_end() {
    // The worker's clock is the real one, so the application is of today.
    let now = Clock::system().now();
    let case = failed_as(received_at(now), "status=503:SKV", now, &[]).await;
    let restricted = ["cases", "replay", "--failed", "--reason", "restricted"];
    let preview = printed(&case.installation.run(&restricted));
    assert!(
        preview.contains("begränsat") && !preview.contains("till handläggare"),
        "{preview}"
    );
    let worker = Worker::start_with(&case.installation, &["run"]);
    // Its protection could not be read, so it shows no fault.
    let hidden = ["cases", "replay", "--failed", "--source", "SKV", "--json"];
    let hidden = case.installation.run(&hidden);
    assert!(
        errors(&hidden).contains("1 failed cases are restricted"),
        "{}",
        errors(&hidden)
    );
    let mut command = vec![
        "cases",
        "replay",
        "--failed",
        "--reason",
        "restricted",
        "--json",
    ];
    command.extend(APPLY);
    let output = case.installation.run(&command);
    assert!(output.status.success(), "{}", errors(&output));
    let told: Value = serde_json::from_str(&printed(&output)).expect("JSON");
    // Which of the two depends on the day: the fixture is about one month.
    let state = told["cases"][0]["state"].as_str().expect("a state");
    assert!(["decided", "handed_over"].contains(&state), "{told}");
    let outcomes = case.queues().await;
    let outcomes = outcomes.iter().filter(|queue| *queue != "notices");
    assert_eq!(outcomes.count(), 1);
    drop(worker);
    case.simulator.stop().await;
}

/// The worked example as if it had come at an instant.
fn received_at(now: DateTime<Utc>) -> Vec<u8> {
    let mut message: Value = serde_json::from_slice(&application("worked-example")).expect("JSON");
    message["received_at"] = now.to_rfc3339().into();
    message.to_string().into_bytes()
}
