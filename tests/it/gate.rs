//! The intake gate: nothing new is taken in while it is closed.

use chrono::TimeDelta;
use handlaggarrobot::cli::setup;
use handlaggarrobot::clock::Clock;
use handlaggarrobot::queue::Queue;
use handlaggarrobot::worker::gate::PauseReason;
use handlaggarrobot::worker::{Summary, Until};
use tokio_util::sync::CancellationToken;

use crate::installation::{Installation, application, most_common_morning, registries};

/// A run until empty whose gate is closed from the start, and opened after a
/// while when `opens`.
async fn gated(installation: &Installation, reason: PauseReason, opens: bool) -> Summary {
    let now = most_common_morning();
    let worker = setup::worker(&installation.settings(), Clock::standing_at(now))
        .await
        .expect("a worker");
    worker.gate.set(reason, true);
    let deadline = now + TimeDelta::seconds(if opens { 30 } else { 3 });
    let opening = async {
        if opens {
            assert_eq!(worker.queue.depth().await.expect("a depth"), 1);
            worker.gate.set(reason, false);
        }
    };
    let run = worker.run(Until::Empty { deadline }, CancellationToken::new());
    let (summary, ()) = tokio::join!(run, opening);
    summary.expect("a run")
}

#[tokio::test]
async fn while_the_gate_is_closed_nothing_is_taken_in_and_the_run_says_what_is_left() {
    let simulator = registries(&[]).await;
    let installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.submit([application("worked-example")]).await;
    for reason in [PauseReason::Stopped, PauseReason::BreakerOpen] {
        let summary = gated(&installation, reason, false).await;
        assert_eq!(summary.counts.received, 0, "{reason:?}");
        assert_eq!(summary.paused, [reason]);
        assert_eq!(summary.left, Some(1));
        assert!(summary.is_paused());
    }
    simulator.stop().await;
}

#[tokio::test]
async fn when_the_gate_opens_the_run_goes_on() {
    let simulator = registries(&[]).await;
    let installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.submit([application("worked-example")]).await;
    let summary = gated(&installation, PauseReason::BreakerOpen, true).await;
    assert_eq!(summary.counts.decided, 1);
    assert!(!summary.is_paused());
    simulator.stop().await;
}
