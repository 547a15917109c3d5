//! Dead letters that need an operator.

use chrono::TimeDelta;

use super::{Worker, WorkerError};
use crate::ledger::Ledger;
use crate::queue::Queue;
use crate::registries::Registry;
use crate::telemetry::events::DeadLettersUnread;

/// A dead letter may lie unread for so long, and this is told as seldom.
const UNREAD: TimeDelta = TimeDelta::hours(1);

impl<Q: Queue, L: Ledger, R: Registry> Worker<Q, L, R> {
    /// Moves applications that the broker has given up on among the ledger's
    /// dead letters, where operators see them. A broker that cannot be asked
    /// now is asked at the next sweep.
    ///
    /// # Errors
    /// [`WorkerError`] when the ledger fails; the message then comes again.
    pub(super) async fn take_over_undeliverable(&self) -> Result<(), WorkerError> {
        while !self.switch.is_paused()
            && let Ok(Some(delivery)) = self.queue.next_undeliverable().await
        {
            let done = self.dead_letter(delivery.body, "delivery_limit").await;
            // A message that could not be told off comes again and is known.
            let _ = match done {
                Ok(()) => self.queue.acknowledge(delivery.tag).await,
                Err(_) => self.queue.give_back(delivery.tag).await,
            };
            done?;
        }
        Ok(())
    }

    /// Tells of dead letters that nobody has looked at for an hour, once an
    /// hour at most.
    ///
    /// # Errors
    /// [`WorkerError`] when the ledger fails.
    pub(super) async fn tell_unread_dead_letters(&self) -> Result<(), WorkerError> {
        let now = self.clock.now();
        if self
            .unread_told_at
            .get()
            .is_some_and(|at| now - at < UNREAD)
        {
            return Ok(());
        }
        if let Some(unread) = self.ledger.unread_dead_letters(now - UNREAD).await? {
            self.unread_told_at.set(Some(now));
            DeadLettersUnread {
                count: unread.count,
                oldest: (now - unread.oldest).to_std().unwrap_or_default(),
            }
            .emit();
        }
        Ok(())
    }
}
