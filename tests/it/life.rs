//! The life of a case in time: retrying, parking, handing over, waiting, and
//! stopping and killing the program on the way.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use handlaggarrobot::cli::setup;
use handlaggarrobot::clock::Clock;
use handlaggarrobot::ledger::CaseState;
use handlaggarrobot::worker::Until;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::installation::{
    Installation, all_scenarios, application, fixtures, most_common_morning, printed, registries,
};

#[tokio::test]
async fn a_registry_that_is_down_is_tried_again_and_then_the_case_is_decided() {
    let simulator = registries(&["status=503:FK"]).await;
    let mut installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.set("REGISTRIES__ATTEMPTS_IN_PROCESS", "1");
    installation.submit([application("worked-example")]).await;
    let now = most_common_morning();
    let summary = installation.work(now).await;
    assert_eq!(summary.counts.retrying, 1);
    let parked = summary.parked.first().expect("a parked case");
    assert_eq!(parked.state, CaseState::Retrying);
    assert_eq!(parked.cause.as_deref(), Some("FK.http_503"));
    let due = parked.due_at.expect("a due time");
    assert!(due > now && due < now + TimeDelta::hours(2), "{due}");
    assert!(installation.postings().await.is_empty());
    simulator.set_faults(Vec::new());
    let summary = installation.work(due).await;
    assert_eq!(summary.counts.decided, 1);
    assert!(summary.parked.is_empty());
    simulator.stop().await;
}

#[tokio::test]
async fn after_max_attempts_a_case_is_parked_and_after_a_day_a_person_has_it() {
    let simulator = registries(&["status=503:FK"]).await;
    let mut installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.set("REGISTRIES__ATTEMPTS_IN_PROCESS", "1");
    installation.submit([application("worked-example")]).await;
    let mut now = most_common_morning();
    let mut failed = 0;
    for _ in 0..12 {
        failed += installation.work(now).await.counts.failed;
        now += TimeDelta::minutes(61);
    }
    assert_eq!(failed, 1, "parked once");
    let summary = installation.work(now).await;
    assert_eq!(
        summary.parked.first().map(|row| row.state),
        Some(CaseState::Failed)
    );
    let summary = installation
        .work(most_common_morning() + TimeDelta::hours(24))
        .await;
    assert_eq!(summary.counts.handed_over, 1);
    let postings = installation.postings().await;
    let (_, handover) = postings
        .iter()
        .find(|(queue, _)| queue.starts_with("human"))
        .expect("a handover");
    assert_eq!(handover["reasons"][0]["code"], "registry_unavailable");
    assert_eq!(handover["proposal"], Value::Null);
    simulator.stop().await;
}

#[tokio::test]
async fn in_shadow_mode_a_parked_case_is_shadowed_after_a_day() {
    let simulator = registries(&["status=503:FK"]).await;
    let mut installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.set("REGISTRIES__ATTEMPTS_IN_PROCESS", "1");
    installation.change_policy(&[
        ("mode = \"decide\"", "mode = \"shadow\""),
        ("max_attempts = 6", "max_attempts = 2"),
    ]);
    installation.submit([application("worked-example")]).await;
    let now = most_common_morning();
    installation.work(now).await;
    assert_eq!(
        installation
            .work(now + TimeDelta::hours(2))
            .await
            .counts
            .failed,
        1
    );
    let summary = installation.work(now + TimeDelta::hours(24)).await;
    let after = installation.work(now + TimeDelta::hours(25)).await;
    assert_eq!(summary.counts.shadowed + after.counts.shadowed, 1);
    assert!(installation.postings().await.is_empty());
    simulator.stop().await;
}

#[tokio::test]
async fn recommend_mode_waits_for_a_registry_as_any_other() {
    let simulator = registries(&["status=503:FK"]).await;
    let mut installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.set("REGISTRIES__ATTEMPTS_IN_PROCESS", "1");
    installation.change_policy(&[("mode = \"decide\"", "mode = \"recommend\"")]);
    installation.submit([application("worked-example")]).await;
    let now = most_common_morning();
    assert_eq!(installation.work(now).await.counts.retrying, 1);
    simulator.set_faults(Vec::new());
    installation.work(now + TimeDelta::hours(2)).await;
    let postings = installation.postings().await;
    let (_, handover) = postings
        .iter()
        .find(|(queue, _)| queue.starts_with("human"))
        .expect("a handover");
    assert_eq!(handover["proposal"]["amount"], "10359.00");
    assert_eq!(handover["reasons"].as_array().map(Vec::len), Some(1));
    simulator.stop().await;
}

#[tokio::test]
async fn a_parked_application_that_comes_again_with_other_content_is_not_decided() {
    let simulator = registries(&["status=503:FK"]).await;
    let mut installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.set("REGISTRIES__ATTEMPTS_IN_PROCESS", "1");
    installation.submit([application("worked-example")]).await;
    let now = most_common_morning();
    assert_eq!(installation.work(now).await.counts.retrying, 1);
    simulator.set_faults(Vec::new());
    let mut other: Value = serde_json::from_slice(&application("worked-example")).expect("JSON");
    other["costs"][0]["amount"] = "6451.00".into();
    installation.submit([other.to_string().into_bytes()]).await;
    installation.work(now + TimeDelta::seconds(1)).await;
    installation.work(now + TimeDelta::hours(2)).await;
    let postings = installation.postings().await;
    let handovers = postings
        .iter()
        .filter(|(queue, _)| queue.starts_with("human"));
    assert_eq!(handovers.count(), 2);
    assert!(postings.iter().all(|(queue, _)| queue != "decisions"));
    simulator.stop().await;
}

#[tokio::test]
async fn a_run_until_empty_ends_at_its_deadline_with_work_in_hand() {
    let simulator = registries(&["slow=700ms"]).await;
    let mut installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.set("REGISTRIES__IN_FLIGHT", "1");
    let messages = all_scenarios()
        .into_iter()
        .map(|scenario| scenario.application);
    installation.submit(messages).await;
    let now = most_common_morning();
    let settings = installation.settings();
    let worker = setup::worker(&settings, Clock::standing_at(now))
        .await
        .expect("a worker");
    let deadline = now + TimeDelta::seconds(3);
    let until = Until::Empty { deadline };
    let started = Instant::now();
    let summary = worker
        .run(until, CancellationToken::new())
        .await
        .expect("a run");
    assert!(started.elapsed() < Duration::from_secs(15));
    assert!(summary.counts.ended() > 0 && summary.counts.received < 30);
    simulator.stop().await;
}

#[tokio::test]
async fn retry_after_is_heeded_and_burns_no_attempt() {
    let simulator = registries(&["retry-after=1800:FK"]).await;
    let installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.submit([application("worked-example")]).await;
    let now = most_common_morning();
    let summary = installation.work(now).await;
    let parked = summary.parked.first().expect("a parked case");
    assert_eq!(parked.attempts, 0);
    assert!(parked.due_at.expect("a due time") >= now + TimeDelta::seconds(1800));
    simulator.stop().await;
}

#[tokio::test]
async fn every_fault_of_a_registry_is_survived_and_none_is_zero_income() {
    for fault in [
        "slow=30s:FK",
        "status=500:FK",
        "cut-off:FK",
        "malformed:FK",
        "fel:FK",
        "fel-hub:FK",
        "delvis:FK",
    ] {
        let simulator = registries(&[fault]).await;
        let mut installation = Installation::new(&format!("http://{}", simulator.address()));
        installation.set("REGISTRIES__TIMEOUT_MS", "300");
        installation.set("REGISTRIES__CONNECT_TIMEOUT_MS", "300");
        installation.set("REGISTRIES__ATTEMPTS_IN_PROCESS", "1");
        installation.submit([application("worked-example")]).await;
        let summary = installation.work(most_common_morning()).await;
        assert_eq!(summary.counts.retrying, 1, "{fault}");
        assert!(installation.postings().await.is_empty(), "{fault}");
        simulator.stop().await;
    }
}

#[tokio::test]
async fn while_protection_is_unread_nobody_but_the_restricted_queue_gets_the_case() {
    let simulator = registries(&["sub-fel=folkbokforing:SKV"]).await;
    let mut installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.set("REGISTRIES__ATTEMPTS_IN_PROCESS", "1");
    installation
        .submit([application("wants-a-person-to-decide")])
        .await;
    let now = most_common_morning();
    assert_eq!(installation.work(now).await.counts.retrying, 1);
    let summary = installation.work(now + TimeDelta::hours(24)).await;
    assert_eq!(summary.counts.restricted, 1);
    let mut queues: Vec<_> = installation
        .postings()
        .await
        .into_iter()
        .map(|(queue, _)| queue)
        .collect();
    queues.sort();
    assert_eq!(queues, ["notices", "restricted"]);
    simulator.stop().await;
}

#[tokio::test]
async fn a_case_whose_protection_is_read_at_last_is_no_longer_restricted() {
    let simulator = registries(&["sub-fel=folkbokforing:SKV"]).await;
    let mut installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.set("REGISTRIES__ATTEMPTS_IN_PROCESS", "1");
    installation.submit([application("worked-example")]).await;
    let now = most_common_morning();
    let summary = installation.work(now).await;
    let parked = summary.parked.first().expect("a parked case");
    assert_eq!(parked.reasons, ["restricted"]);
    simulator.set_faults(Vec::new());
    let due = parked.due_at.expect("a due time");
    assert_eq!(installation.work(due).await.counts.decided, 1);
    let listed = printed(&installation.run(&["cases", "list", "--json"]));
    let row: Value = serde_json::from_str(&listed).expect("one case");
    assert_eq!(row["amount"], "10359.00");
    simulator.stop().await;
}

#[tokio::test]
async fn a_case_that_waits_for_its_month_is_decided_when_it_has_begun() {
    let simulator = registries(&[]).await;
    let installation = Installation::new(&format!("http://{}", simulator.address()));
    let early = most_common_morning() - TimeDelta::days(7);
    let mut message: Value = serde_json::from_slice(&application("worked-example")).expect("JSON");
    message["received_at"] = "2026-10-26T07:00:00+01:00".into();
    installation
        .submit([message.to_string().into_bytes()])
        .await;
    let summary = installation.work(early).await;
    assert_eq!(summary.counts.waiting, 1);
    let due = summary
        .parked
        .first()
        .and_then(|row| row.due_at)
        .expect("a due time");
    assert_eq!(
        due.to_rfc3339(),
        "2026-10-31T23:00:00+00:00",
        "the first of November in Sweden"
    );
    assert_eq!(
        installation
            .work(most_common_morning())
            .await
            .counts
            .decided,
        1
    );
    simulator.stop().await;
}

/// A worker process, killed when the test ends.
pub struct Worker(pub Child);

impl Worker {
    pub fn start(installation: &Installation) -> Self {
        Self::start_with(installation, &["run", "--example-policy"])
    }

    /// Started when it has said so.
    pub fn start_with(installation: &Installation, arguments: &[&str]) -> Self {
        let mut child = installation
            .command(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .expect("a worker");
        let log = child.stderr.take().expect("its log");
        let mut lines = BufReader::new(log).lines();
        let first = lines.next().expect("a line").expect("a line");
        assert!(first.contains("run.started"), "{first}");
        // The rest must be read, or the worker would block on a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self(child)
    }

    pub fn signal(&self, name: &str) {
        let status = std::process::Command::new("kill")
            .args([format!("-{name}"), self.0.id().to_string()])
            .status();
        assert!(status.expect("kill").success());
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_again_and_again_it_loses_nothing_and_posts_nothing_twice() {
    let simulator = registries(&["slow=50ms..250ms"]).await;
    let mut installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.set("REGISTRIES__IN_FLIGHT", "8");
    let messages: Vec<_> = all_scenarios()
        .into_iter()
        .map(|scenario| scenario.application)
        .collect();
    let count = messages.len();
    installation.submit(messages).await;
    for _ in 0..5 {
        let worker = Worker::start(&installation);
        tokio::time::sleep(Duration::from_millis(400)).await;
        worker.signal("KILL");
    }
    simulator.set_faults(Vec::new());
    let worker = Worker::start(&installation);
    let started = Instant::now();
    loop {
        let listed = printed(&installation.run(&["cases", "list", "--json", "--limit", "1000"]));
        let waiting = printed(&installation.run(&["postings", "count", "--json"]));
        let waiting: Value = serde_json::from_str(&waiting).expect("JSON");
        let left = waiting["applications"]["waiting"].as_u64().unwrap_or(0);
        if listed.lines().count() == count && left == 0 {
            break;
        }
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "{left} applications are left"
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    worker.signal("TERM");
    let mut worker = worker;
    let status = worker.0.wait().expect("an end");
    assert_eq!(status.code(), Some(0), "SIGTERM ends it well");
    // Each case once at each place: the message id is derived, so a repeated
    // posting would be the same message, and the queue holds it once.
    let postings = installation.postings().await;
    let mut seen = std::collections::BTreeSet::new();
    for (queue, body) in &postings {
        let key = (queue.clone(), body["case_number"].to_string());
        assert!(seen.insert(key), "posted twice to {queue}");
    }
    simulator.stop().await;
    let _ = fixtures();
}
