//! Posts what a step left in the outbox, and notes what is confirmed.

use std::time::Duration;

use futures_util::future::try_join_all;

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
    /// [`WorkerError::Ledger`] when the confirmations cannot be noted, and
    /// [`WorkerError::Paused`] when everything is stopped.
    pub(super) async fn post(
        &self,
        case_id: Option<&str>,
        postings: Vec<Posting>,
    ) -> Result<(), WorkerError> {
        if postings.is_empty() {
            return Ok(());
        }
        let on_their_way = OnTheirWay::new(self, &postings);
        // Each is marked as it is confirmed, so that one that is not holds up
        // no other.
        let posted = postings
            .iter()
            .map(|posting| self.post_one(case_id, posting));
        try_join_all(posted).await?;
        drop(on_their_way);
        Ok(())
    }

    async fn post_one(&self, case_id: Option<&str>, posting: &Posting) -> Result<(), WorkerError> {
        let destination = &posting.destination;
        let mut pause = SHORTEST_PAUSE;
        loop {
            if self.switch.is_paused() {
                return Err(WorkerError::Paused);
            }
            let Err(error) = self.queue.publish(posting).await else {
                break;
            };
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
        self.count(|counts| counts.posted += 1);
        let ids = vec![posting.message_id.clone()];
        Ok(self.ledger.mark_posted(ids, self.clock.now()).await?)
    }

    /// Whether somebody else is posting one of them now.
    pub(super) fn are_on_their_way(&self, postings: &[Posting]) -> bool {
        let on_their_way = self.on_their_way.borrow();
        postings
            .iter()
            .any(|posting| on_their_way.contains_key(&posting.message_id))
    }

    /// Notes that postings are on their way, until what it returns is dropped.
    /// To be noted before a step is recorded: from then on others may see the
    /// postings in the ledger.
    pub(super) fn send_off(&self, postings: &[Posting]) -> OnTheirWay<'_, Q, L, R> {
        OnTheirWay::new(self, postings)
    }

    /// Posts what was left over by a worker that stopped or broke off.
    ///
    /// # Errors
    /// As [`Worker::post`].
    pub(super) async fn post_leftovers(&self, older_than: Duration) -> Result<(), WorkerError> {
        if self.switch.is_paused() {
            return Ok(());
        }
        let before = self.clock.now() - chrono::TimeDelta::from_std(older_than).unwrap_or_default();
        let mut leftovers = self.ledger.unposted(before, 500).await?;
        leftovers.retain(|posting| !self.are_on_their_way(std::slice::from_ref(posting)));
        self.post(None, leftovers).await
    }
}

/// Keeps the ids of postings on their way until dropped.
pub(super) struct OnTheirWay<'w, Q, L, R> {
    worker: &'w Worker<Q, L, R>,
    ids: Vec<String>,
}

impl<'w, Q, L, R> OnTheirWay<'w, Q, L, R> {
    fn new(worker: &'w Worker<Q, L, R>, postings: &[Posting]) -> Self {
        let ids: Vec<_> = postings
            .iter()
            .map(|posting| posting.message_id.clone())
            .collect();
        let mut on_their_way = worker.on_their_way.borrow_mut();
        for id in &ids {
            *on_their_way.entry(id.clone()).or_default() += 1;
        }
        drop(on_their_way);
        Self { worker, ids }
    }
}

impl<Q, L, R> Drop for OnTheirWay<'_, Q, L, R> {
    fn drop(&mut self) {
        let mut on_their_way = self.worker.on_their_way.borrow_mut();
        for id in &self.ids {
            if let Some(hands) = on_their_way.get_mut(id) {
                *hands -= 1;
            }
        }
        on_their_way.retain(|_, hands| *hands > 0);
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
        QueueError::TooLarge(_) => "too_large",
        QueueError::Full(_) => "full",
        QueueError::Storage(_) => "storage",
    }
}
