//! What the case system reports back: a person has dealt with a case. It is
//! taken from a queue of its own, also while intake is paused, but not while
//! everything is stopped: what fits no case could not be posted on.

use std::time::Duration;

use super::run::AFTER_A_FAULT;
use super::{Worker, WorkerError};
use crate::ledger::{Ledger, Resolved, ResolvedAt};
use crate::queue::Queue;
use crate::registries::Registry;
use crate::telemetry::events::CaseResolved;
use crate::vocabulary::resolution::read_resolution;

/// The pause when no report waits.
const PAUSE: Duration = Duration::from_secs(1);

impl<Q: Queue, L: Ledger, R: Registry> Worker<Q, L, R> {
    /// Takes reports as they come, for ever.
    ///
    /// # Errors
    /// As [`Worker::take_waiting_resolutions`].
    pub(super) async fn keep_taking_resolutions(&self) -> Result<(), WorkerError> {
        loop {
            self.take_waiting_resolutions().await?;
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Takes the reports that wait; each is acknowledged when it is durable.
    ///
    /// # Errors
    /// [`WorkerError`] when the ledger cannot be used at all.
    pub(super) async fn take_waiting_resolutions(&self) -> Result<(), WorkerError> {
        // A queue that is not there now is looked into again soon.
        while !self.switch.is_paused()
            && let Ok(Some(delivery)) = self.queue.take_resolution().await
        {
            let done = self.resolve(delivery.body).await;
            if done.is_ok() {
                self.acknowledge(delivery.tag).await;
            } else {
                tokio::time::sleep(AFTER_A_FAULT).await;
                let _ = self.queue.give_back(delivery.tag).await;
            }
            self.carry_on(done)?;
        }
        Ok(())
    }

    async fn resolve(&self, body: Vec<u8>) -> Result<(), WorkerError> {
        let Some(resolution) = read_resolution(&body) else {
            return self.dead_letter(body, "resolution_unreadable").await;
        };
        let (case_id, at) = (resolution.case_id.clone(), self.clock.now());
        match self.ledger.resolve(ResolvedAt { resolution, at }).await? {
            Resolved::Done => {
                let case_id = &case_id;
                CaseResolved { case_id }.emit();
                Ok(())
            }
            Resolved::UnknownCase => self.dead_letter(body, "resolution_of_unknown_case").await,
            Resolved::NotWithAPerson => self.dead_letter(body, "resolution_of_open_case").await,
        }
    }
}
