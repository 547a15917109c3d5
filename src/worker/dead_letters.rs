//! Dead letters that need an operator.

use chrono::TimeDelta;

use super::{Worker, WorkerError};
use crate::ledger::Ledger;
use crate::telemetry::events::DeadLettersUnread;

/// A dead letter may lie unread for so long, and this is told as seldom.
const UNREAD: TimeDelta = TimeDelta::hours(1);

impl<Q, L: Ledger, R> Worker<Q, L, R> {
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
