//! Posts what a step left in the outbox, and notes what is confirmed.

use std::time::Duration;

use futures_util::future::{join_all, try_join_all};

use super::leaving::{Leave, Leaving};
use super::{Worker, WorkerError};
use crate::ledger::{Ledger, Unposted};
use crate::queue::{Queue, QueueError};
use crate::registries::Registry;
use crate::telemetry::Word;
use crate::telemetry::events::{DeadLetterKept, PostingConfirmed, PostingFailed};
use crate::vocabulary::Destination;

/// The pause before a posting is tried again; it grows to the longest.
const SHORTEST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

impl<Q: Queue, L: Ledger, R: Registry> Worker<Q, L, R> {
    /// Posts until every posting is confirmed or superseded, and marks each.
    /// It goes on until it is dropped: a delivery is acknowledged only after
    /// this.
    ///
    /// # Errors
    /// [`WorkerError`] when the confirmations cannot be noted, or what a case
    /// was assessed from cannot be read; [`WorkerError::Paused`] when everything
    /// is stopped.
    pub(super) async fn post(&self, unposted: Vec<Unposted>) -> Result<(), WorkerError> {
        if unposted.is_empty() {
            return Ok(());
        }
        let on_their_way = OnTheirWay::new(self, &unposted);
        // Each is marked as it is confirmed, so that one that is not holds up
        // no other.
        let posted = unposted
            .into_iter()
            .map(|unposted| self.post_one(Leaving::new(unposted)));
        try_join_all(posted).await?;
        drop(on_their_way);
        Ok(())
    }

    async fn post_one(&self, mut leaving: Leaving) -> Result<(), WorkerError> {
        let mut pause = SHORTEST_PAUSE;
        while let Some(fault) = self.try_to_post(&mut leaving).await? {
            PostingFailed {
                destination: &leaving.unposted.posting.destination,
                error_type: Word::new(fault),
            }
            .emit();
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        Ok(())
    }

    /// Posts once; why it failed, if it did.
    async fn try_to_post(
        &self,
        leaving: &mut Leaving,
    ) -> Result<Option<&'static str>, WorkerError> {
        if self.switch.is_paused() {
            return Err(WorkerError::Paused);
        }
        // What surely will not arrive is not noted as if it might have.
        if !self.queue.is_connected() {
            return Ok(Some(code(&QueueError::Disconnected)));
        }
        match self.may_leave(leaving).await? {
            Leave::Now => {}
            Leave::Later => return Ok(Some("protection_unread")),
            Leave::Never => return Ok(None),
        }
        let posting = &leaving.unposted.posting;
        match self.queue.publish(posting).await {
            Ok(()) => {}
            Err(QueueError::TooLarge(Destination::DeadLetters)) => {
                // Operators deal with dead letters in the ledger, which has the
                // bytes; the copy in the queue can be done without.
                self.ledger.keep_here(&posting.message_id).await?;
                let bytes = posting.body.len() as u64;
                DeadLetterKept { bytes }.emit();
                return Ok(None);
            }
            Err(error) => return Ok(Some(code(&error))),
        }
        PostingConfirmed {
            case_id: leaving.unposted.case_id.as_deref(),
            destination: &posting.destination,
        }
        .emit();
        self.count(|counts| counts.posted += 1);
        let ids = vec![posting.message_id.clone()];
        self.ledger.mark_posted(ids, self.clock.now()).await?;
        Ok(None)
    }

    /// Whether somebody else is posting one of them now.
    pub(super) fn are_on_their_way(&self, unposted: &[Unposted]) -> bool {
        let on_their_way = self.on_their_way.borrow();
        unposted
            .iter()
            .any(|unposted| on_their_way.contains_key(&unposted.posting.message_id))
    }

    /// Notes that postings are on their way, until what it returns is dropped.
    /// To be noted before a step is recorded: from then on others may see the
    /// postings in the ledger.
    pub(super) fn send_off(&self, unposted: &[Unposted]) -> OnTheirWay<'_, Q, L, R> {
        OnTheirWay::new(self, unposted)
    }

    /// Posts what was left over by a worker that stopped or broke off. One
    /// that cannot be posted holds up no other.
    ///
    /// # Errors
    /// [`WorkerError`] when the ledger cannot be used at all.
    pub(super) async fn post_leftovers(&self, older_than: Duration) -> Result<(), WorkerError> {
        if self.switch.is_paused() {
            return Ok(());
        }
        let before = self.clock.now() - chrono::TimeDelta::from_std(older_than).unwrap_or_default();
        let mut leftovers = self.ledger.unposted(before, 500).await?;
        leftovers.retain(|unposted| !self.are_on_their_way(std::slice::from_ref(unposted)));
        let posted = leftovers
            .into_iter()
            .map(async |unposted| self.carry_on(self.post(vec![unposted]).await));
        join_all(posted).await.into_iter().collect()
    }
}

/// Keeps the ids of postings on their way until dropped.
pub(super) struct OnTheirWay<'w, Q, L, R> {
    worker: &'w Worker<Q, L, R>,
    ids: Vec<String>,
}

impl<'w, Q, L, R> OnTheirWay<'w, Q, L, R> {
    fn new(worker: &'w Worker<Q, L, R>, unposted: &[Unposted]) -> Self {
        let ids: Vec<_> = unposted
            .iter()
            .map(|unposted| unposted.posting.message_id.clone())
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
