//! Poison: an application that makes the whole program fall, so that nothing
//! can catch it. What was in hand at a fall is worked alone from then on and
//! counted durably; what falls alone again and again goes to a person unworked.
//! Those that were beside it are innocent, and a stop is no fall.

use std::sync::Arc;

use super::case::CaseInHand;
use super::{Worker, WorkerError};
use crate::ledger::{Begun, Ledger, Recorded};
use crate::queue::Queue;
use crate::registries::Registry;
use crate::telemetry::Word;
use crate::telemetry::events::WorkerFault;

/// So many falls alone convict.
pub(super) const FALLS_ALONE: u32 = 3;

impl<Q: Queue, L: Ledger, R: Registry> Worker<Q, L, R> {
    /// Works a case that was due. It has been taken up so often before without
    /// an end: the first time in the company of others, and then alone.
    ///
    /// # Errors
    /// [`WorkerError`] when the ledger fails.
    pub(super) async fn work_due(
        &self,
        case: CaseInHand,
        taken_up: u32,
    ) -> Result<Recorded, WorkerError> {
        let begun = Begun::Case(case.case_id.clone());
        if taken_up > 0 && !self.begun.borrow().contains(&begun) {
            return self.work_alone(case, begun, FALLS_ALONE + 1).await;
        }
        self.begin(&begun).await?;
        let recorded = self.work_or_give_up(case).await?;
        self.end(begun, recorded).await?;
        Ok(recorded)
    }

    /// Works a case while no other is worked alone, or gives it up when it has
    /// made the program fall `falls` times.
    ///
    /// # Errors
    /// [`WorkerError`] when the ledger fails.
    pub(super) async fn work_alone(
        &self,
        mut case: CaseInHand,
        begun: Begun,
        falls: u32,
    ) -> Result<Recorded, WorkerError> {
        case.alone = Some(Arc::clone(&self.alone).lock_owned().await);
        let recorded = if self.begin(&begun).await? > falls {
            let step = self.given_up(&case)?;
            drop(case);
            self.give_up(step, "poison").await?
        } else {
            self.work_or_give_up(case).await?
        };
        self.end(begun, recorded).await?;
        Ok(recorded)
    }

    /// Forgets a beginning. One that came to nothing stays counted, and this
    /// process counts it no second time.
    async fn end(&self, begun: Begun, recorded: Recorded) -> Result<(), WorkerError> {
        let came_to_nothing = match begun {
            // Overtaken, it is a duplicate, and that is its end.
            Begun::Message(_) => recorded == Recorded::Paused,
            Begun::Case(_) => recorded != Recorded::Done,
        };
        if !came_to_nothing {
            self.ledger.end(begun.clone()).await?;
            self.begun.borrow_mut().remove(&begun);
        }
        Ok(())
    }

    /// Counts a beginning; returns the count. What this process began before
    /// and broke off made nothing fall, and is not counted again.
    async fn begin(&self, begun: &Begun) -> Result<u32, WorkerError> {
        if !self.begun.borrow_mut().insert(begun.clone()) {
            return Ok(0);
        }
        let counted = self.ledger.begin(begun.clone(), self.clock.now()).await;
        if counted.is_err() {
            self.begun.borrow_mut().remove(begun);
        }
        Ok(counted?)
    }

    /// At a stop: what was begun and has not ended made nothing fall.
    pub(super) async fn take_back_begun(&self) {
        let begun: Vec<_> = self.begun.take().into_iter().collect();
        // Where the ledger fails now, one fall too many is counted, and the
        // next attempt is made alone.
        if !begun.is_empty()
            && let Err(error) = self.ledger.take_back(begun).await
        {
            WorkerFault {
                error_type: Word::new("taking_back"),
                message: error.to_string(),
            }
            .emit();
        }
    }
}
