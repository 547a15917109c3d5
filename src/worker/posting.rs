//! Posts what a step left in the outbox, and notes what is confirmed.

use std::time::Duration;

use futures_util::future::join_all;

use super::{Worker, WorkerError};
use crate::ledger::Ledger;
use crate::queue::{Queue, QueueError};
use crate::telemetry::Word;
use crate::telemetry::events::{PostingConfirmed, PostingFailed};
use crate::vocabulary::Posting;

/// The pause before a posting is tried again; it grows to the longest.
const SHORTEST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

impl<Q: Queue, L: Ledger, R> Worker<Q, L, R> {
    /// Posts until every posting is confirmed, then marks them. It goes on
    /// until it is dropped: a delivery is acknowledged only after this.
    ///
    /// # Errors
    /// [`WorkerError::Ledger`] when the confirmations cannot be noted.
    pub(super) async fn post(
        &self,
        case_id: Option<&str>,
        postings: Vec<Posting>,
    ) -> Result<(), WorkerError> {
        if postings.is_empty() {
            return Ok(());
        }
        let on_their_way = OnTheirWay::new(self, &postings);
        join_all(
            postings
                .iter()
                .map(|posting| self.post_one(case_id, posting)),
        )
        .await;
        let ids: Vec<_> = postings
            .into_iter()
            .map(|posting| posting.message_id)
            .collect();
        self.count(|counts| counts.posted += ids.len() as u64);
        self.ledger.mark_posted(ids, self.clock.now()).await?;
        drop(on_their_way);
        Ok(())
    }

    async fn post_one(&self, case_id: Option<&str>, posting: &Posting) {
        let destination = &posting.destination;
        let mut pause = SHORTEST_PAUSE;
        while let Err(error) = self.queue.publish(posting).await {
            let error_type = Word::new(code(&error));
            PostingFailed {
                destination,
                error_type,
            }
            .emit();
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        PostingConfirmed {
            case_id,
            destination,
        }
        .emit();
    }

    /// Waits until none of the postings is on its way by another hand; returns
    /// those that still have to be posted then. None, unless that hand gave up.
    pub(super) async fn not_on_their_way(&self, postings: Vec<Posting>) -> Vec<Posting> {
        let is_on_its_way =
            |posting: &Posting| self.on_their_way.borrow().contains(&posting.message_id);
        let (theirs, ours): (Vec<_>, Vec<_>) = postings.into_iter().partition(is_on_its_way);
        while theirs.iter().any(is_on_its_way) {
            self.arrived.notified().await;
        }
        ours
    }

    /// Posts what was left over by a worker that stopped or broke off.
    ///
    /// # Errors
    /// As [`Worker::post`].
    pub(super) async fn post_leftovers(&self, older_than: Duration) -> Result<(), WorkerError> {
        let before = self.clock.now() - chrono::TimeDelta::from_std(older_than).unwrap_or_default();
        let mut leftovers = self.ledger.unposted(before, 500).await?;
        leftovers.retain(|posting| !self.on_their_way.borrow().contains(&posting.message_id));
        self.post(None, leftovers).await
    }
}

/// Keeps the ids of postings on their way until dropped.
struct OnTheirWay<'w, Q, L, R> {
    worker: &'w Worker<Q, L, R>,
    ids: Vec<String>,
}

impl<'w, Q, L, R> OnTheirWay<'w, Q, L, R> {
    fn new(worker: &'w Worker<Q, L, R>, postings: &[Posting]) -> Self {
        let ids: Vec<_> = postings
            .iter()
            .map(|posting| posting.message_id.clone())
            .collect();
        worker.on_their_way.borrow_mut().extend(ids.iter().cloned());
        Self { worker, ids }
    }
}

impl<Q, L, R> Drop for OnTheirWay<'_, Q, L, R> {
    fn drop(&mut self) {
        let mut on_their_way = self.worker.on_their_way.borrow_mut();
        for id in &self.ids {
            on_their_way.remove(id);
        }
        drop(on_their_way);
        self.worker.arrived.notify_waiters();
    }
}

fn code(error: &QueueError) -> &'static str {
    match error {
        QueueError::Disconnected | QueueError::Unreachable(_) | QueueError::AlreadyConsumed(_) => {
            "disconnected"
        }
        QueueError::Topology(_) => "topology",
        QueueError::TimedOut(_) => "timeout",
        QueueError::Unroutable(_) => "unroutable",
        QueueError::Full(_) => "full",
        QueueError::Storage(_) => "storage",
    }
}
