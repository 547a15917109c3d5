//! A registry that fails as a whole: the breaker opens, intake pauses, and
//! nobody waits longer for it than a person may be kept waiting.

use std::time::Duration;

use chrono::TimeDelta;
use handlaggarrobot::cli::setup::{self, ConfiguredWorker};
use handlaggarrobot::clock::{Clock, Hand};
use handlaggarrobot::ledger::CaseState;
use handlaggarrobot::queue::Queue;
use handlaggarrobot::registries::simulator::RunningSimulator;
use handlaggarrobot::worker::gate::PauseReason;
use handlaggarrobot::worker::{Summary, Until};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::installation::{Installation, application, most_common_morning, registries};

/// Försäkringskassan is down, and one failure opens its breaker.
async fn with_a_broken_registry() -> (RunningSimulator, Installation) {
    let simulator = registries(&["status=503:FK"]).await;
    let mut installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.set("REGISTRIES__ATTEMPTS_IN_PROCESS", "1");
    installation.set("REGISTRIES__BREAKER__FAILURES_IN_A_ROW", "1");
    (simulator, installation)
}

/// The worked example under another id, received at another time.
fn another(id: &str, received_at: &str) -> Vec<u8> {
    let mut message: Value = serde_json::from_slice(&application("worked-example")).expect("JSON");
    message["application_id"] = id.into();
    message["case_number"] = id.into();
    message["received_at"] = received_at.into();
    message.to_string().into_bytes()
}

/// Runs a worker beside what happens to it, for at most half a minute.
async fn run(
    installation: &Installation,
    happens: impl AsyncFnOnce(&ConfiguredWorker, Hand),
) -> Summary {
    let now = most_common_morning();
    let (clock, hand) = Clock::by_hand(now);
    let worker = setup::worker(&installation.settings(), clock)
        .await
        .expect("a worker");
    let stop = CancellationToken::new();
    let happens = async {
        happens(&worker, hand).await;
        stop.cancel();
    };
    let until = Until::Empty {
        deadline: now + TimeDelta::seconds(30),
    };
    let (summary, ()) = tokio::join!(worker.run(until, stop.clone()), happens);
    summary.expect("a run")
}

/// Waits for something to become true; the run's deadline ends a vain wait.
async fn until(what: &str, is_true: impl Fn() -> bool) {
    let waiting = async {
        while !is_true() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(25), waiting).await;
    waited.unwrap_or_else(|_| panic!("never: {what}"));
}

async fn until_paused(worker: &ConfiguredWorker) {
    until("intake is paused", || {
        worker.gate.reasons() == [PauseReason::BreakerOpen]
    })
    .await;
}

#[tokio::test]
async fn intake_pauses_until_a_ping_finds_the_registry_back() {
    let (simulator, installation) = with_a_broken_registry().await;
    installation.submit([application("worked-example")]).await;
    let summary = run(&installation, async |worker, hand| {
        until_paused(worker).await;
        let later = another("01K8YMSTN0WRKEDEXAMP1E0002", "2026-11-02T08:00:00+01:00");
        installation.submit([later]).await;
        assert_eq!(worker.queue.depth().await.expect("a depth"), 1);
        simulator.set_faults(Vec::new());
        hand.advance(Duration::from_secs(10));
        until("it was decided", || worker.counts.borrow().decided == 1).await;
        assert!(worker.gate.is_open());
    })
    .await;
    assert_eq!(summary.counts.received, 2);
    let parked = summary.parked.first().expect("the first is parked");
    assert_eq!(parked.cause.as_deref(), Some("FK.http_503"));
    simulator.stop().await;
}

#[tokio::test]
async fn after_an_hour_intake_goes_on_and_a_person_gets_what_has_waited_a_day() {
    let (simulator, installation) = with_a_broken_registry().await;
    installation.submit([application("worked-example")]).await;
    let (old, young) = ("01K8YMSTN0WRKEDEXAMP1E0003", "01K8YMSTN0WRKEDEXAMP1E0004");
    let summary = run(&installation, async |worker, hand| {
        until_paused(worker).await;
        let messages = [
            another(old, "2026-11-01T09:30:00+01:00"),
            another(young, "2026-11-02T08:00:00+01:00"),
        ];
        installation.submit(messages).await;
        assert_eq!(worker.queue.depth().await.expect("a depth"), 2);
        hand.advance(Duration::from_secs(60 * 60));
        until("one is handed over", || {
            let counts = worker.counts.borrow();
            counts.handed_over == 1 && counts.received == 3
        })
        .await;
    })
    .await;
    let of = |id: &str| summary.parked.iter().find(|row| row.case_number == id);
    assert!(of(old).is_none());
    let young = of(young).expect("the young one is parked");
    assert_eq!((young.state, young.attempts), (CaseState::Retrying, 0));
    assert_eq!(young.cause.as_deref(), Some("FK.breaker_open"));
    let postings = installation.postings().await;
    let (_, handover) = postings
        .iter()
        .find(|(queue, _)| queue.starts_with("human"))
        .expect("a handover");
    assert_eq!(handover["case_number"], old);
    assert_eq!(handover["reasons"][0]["code"], "registry_unavailable");
    simulator.stop().await;
}

#[tokio::test]
async fn a_question_whose_turn_does_not_come_is_put_later_and_burns_no_attempt() {
    let simulator = registries(&[]).await;
    let mut installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.set("REGISTRIES__FORSAKRINGSKASSAN__REQUESTS_PER_SECOND", "4");
    installation.set("REGISTRIES__DEADLINE_SECONDS", "1");
    installation.set("REGISTRIES__TIMEOUT_MS", "900");
    installation.set("REGISTRIES__CONNECT_TIMEOUT_MS", "900");
    let messages = (10..22).map(|number| {
        let id = format!("01K8YMSTN0WRKEDEXAMP1E00{number}");
        another(&id, "2026-11-02T08:00:00+01:00")
    });
    installation.submit(messages).await;
    let summary = installation.work(most_common_morning()).await;
    assert!(summary.counts.decided >= 1, "{:?}", summary.counts);
    let late = summary.parked.first().expect("a parked case");
    assert_eq!(late.cause.as_deref(), Some("FK.rate_limited"));
    assert!(summary.parked.iter().all(|row| row.attempts == 0));
    simulator.stop().await;
}
