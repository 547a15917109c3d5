//! A dead letter that its queue cannot take.

use chrono::TimeDelta;
use handlaggarrobot::cli::setup;
use handlaggarrobot::clock::Clock;
use handlaggarrobot::ledger::operations::Operations;
use handlaggarrobot::queue::{ConfiguredQueue, Delivery, Event, Queue, QueueError, Tag};
use handlaggarrobot::vocabulary::{Destination, Posting};
use handlaggarrobot::worker::{Until, Worker};
use tokio_util::sync::CancellationToken;

use crate::installation::{Installation, application, most_common_morning, registries};

/// A queue whose dead letters take nothing.
struct Narrow(ConfiguredQueue);

impl Queue for Narrow {
    async fn publish(&self, posting: &Posting) -> Result<(), QueueError> {
        match &posting.destination {
            Destination::DeadLetters => Err(QueueError::TooLarge(Destination::DeadLetters)),
            _ => self.0.publish(posting).await,
        }
    }

    async fn receive(&self) -> Event {
        self.0.receive().await
    }

    async fn take_resolution(&self) -> Result<Option<Delivery>, QueueError> {
        self.0.take_resolution().await
    }

    async fn acknowledge(&self, tag: Tag) -> Result<(), QueueError> {
        self.0.acknowledge(tag).await
    }

    async fn give_back(&self, tag: Tag) -> Result<(), QueueError> {
        self.0.give_back(tag).await
    }

    async fn next_undeliverable(&self) -> Result<Option<Delivery>, QueueError> {
        self.0.next_undeliverable().await
    }

    async fn depth(&self) -> Result<u64, QueueError> {
        self.0.depth().await
    }

    fn is_connected(&self) -> bool {
        self.0.is_connected()
    }

    async fn stop_receiving(&self) {
        self.0.stop_receiving().await;
    }

    async fn resume_receiving(&self) {
        self.0.resume_receiving().await;
    }

    async fn close(&self) {
        self.0.close().await;
    }
}

#[tokio::test]
async fn it_stays_in_the_ledger_for_operators_and_holds_nothing_up() {
    let simulator = registries(&[]).await;
    let installation = Installation::new(&format!("http://{}", simulator.address()));
    let letter = b"{ a letter too long".to_vec();
    // The second time it is known, and not tried again.
    for _ in 0..2 {
        installation.submit([letter.clone()]).await;
        let now = most_common_morning();
        let worker = setup::worker(&installation.settings(), Clock::standing_at(now))
            .await
            .expect("a worker");
        let worker = Worker::new(
            (Narrow(worker.queue), worker.ledger, worker.registries),
            (worker.rules, worker.policy),
            worker.clock,
            worker.settings,
        );
        let deadline = now + TimeDelta::seconds(30);
        let run = worker.run(Until::Empty { deadline }, CancellationToken::new());
        let summary = run.await.expect("a run");
        assert_eq!((summary.counts.received, summary.counts.posted), (1, 0));
        let open = worker.ledger.dead_letters(false).await.expect("a list");
        assert_eq!(open.len(), 1, "open for operators");
        let id = open[0].message_id.clone();
        let kept = worker.ledger.see_dead_letter(&id, now).await;
        assert_eq!(kept.expect("read").expect("there").1, letter);
        let far = now + TimeDelta::days(1);
        let left = handlaggarrobot::ledger::Ledger::unposted(&worker.ledger, far, 10).await;
        assert!(left.expect("read").is_empty(), "nothing is tried again");
    }
    // Other work is not held up.
    installation.submit([application("worked-example")]).await;
    let summary = installation.work(most_common_morning()).await;
    assert_eq!(summary.counts.decided, 1);
    simulator.stop().await;
}
