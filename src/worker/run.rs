//! The worker's loop: deliveries and due cases in, until told to stop or until
//! there is nothing left.

use std::cell::RefCell;
use std::collections::HashSet;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};
use tokio_util::sync::CancellationToken;

use super::case::CaseInHand;
use super::{Counts, Worker, WorkerError};
use crate::ledger::{CaseFilter, CaseRow, CaseState, DueCase, Ledger};
use crate::queue::{Event, Queue};
use crate::registries::Registry;
use crate::telemetry::Word;
use crate::telemetry::events::{CaseFailed, WorkerStopping};

/// How long a worker works.
#[derive(Clone, Copy, Debug)]
pub enum Until {
    /// Until it is told to stop.
    Stopped,
    /// Until nothing is left that is due before a time.
    Empty {
        /// The time.
        deadline: DateTime<Utc>,
    },
}

/// What a run did, and what it leaves parked.
#[derive(Clone, Debug)]
pub struct Summary {
    /// What happened.
    pub counts: Counts,
    /// Cases that are not at their end: waiting, retrying or failed.
    pub parked: Vec<CaseRow>,
}

/// How often a run until empty looks whether it is.
const LOOK: Duration = Duration::from_millis(50);
/// At most so many parked cases are listed.
const LISTED: u32 = 1000;

type Work<'w> = Pin<Box<dyn Future<Output = Result<(), WorkerError>> + 'w>>;

impl<Q: Queue, L: Ledger, R: Registry> Worker<Q, L, R> {
    /// Works until `until`, or until `stop` is cancelled; then finishes what
    /// is in hand within the stop deadline. What is unfinished then comes
    /// again.
    ///
    /// # Errors
    /// [`WorkerError`] when the ledger fails.
    pub async fn run(&self, until: Until, stop: CancellationToken) -> Result<Summary, WorkerError> {
        self.ledger
            .keep_text(&self.rules.hash, "rules", &self.rules.text)
            .await?;
        self.ledger
            .keep_text(&self.policy.hash, "policy", &self.policy.text)
            .await?;
        self.work_until(until, &stop).await?;
        self.queue.close().await;
        self.ledger.seal(self.clock.now()).await?;
        self.summary().await
    }

    async fn work_until(&self, until: Until, stop: &CancellationToken) -> Result<(), WorkerError> {
        let due_in_hand = RefCell::new(HashSet::new());
        let mut in_hand: FuturesUnordered<Work<'_>> = FuturesUnordered::new();
        let mut sweep = interval(self.settings.sweep_every);
        let mut look = interval(LOOK);
        for timer in [&mut sweep, &mut look] {
            timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
        }
        let mut idle_looks = 0_u32;
        // What an earlier worker left unposted is nobody else's now.
        in_hand.push(Box::pin(self.post_leftovers(Duration::ZERO)));
        loop {
            let room = in_hand.len() < self.settings.in_flight;
            tokio::select! {
                () = stop.cancelled() => break,
                Some(done) = in_hand.next() => done?,
                event = self.queue.receive(), if room => {
                    idle_looks = 0;
                    match event {
                        Event::Delivered(delivery) => in_hand.push(Box::pin(self.guarded(None, self.take_in(delivery)))),
                        // Everything in hand comes again; work on it is dropped.
                        Event::Interrupted => in_hand.clear(),
                    }
                }
                _ = sweep.tick() => in_hand.push(Box::pin(self.sweep())),
                _ = look.tick(), if room => {
                    let free = self.settings.in_flight - in_hand.len();
                    for due in self.take_up_due(&due_in_hand, free).await? {
                        let id = due.case_id.clone();
                        let work = self.take_up(due, &due_in_hand);
                        in_hand.push(Box::pin(self.guarded(Some(id), work)));
                    }
                    idle_looks = if in_hand.is_empty() { idle_looks + 1 } else { 0 };
                    if idle_looks > 4 && self.is_done(until).await? {
                        return Ok(());
                    }
                }
            }
        }
        self.stop(in_hand).await
    }

    /// What is done now and then beside the cases.
    async fn sweep(&self) -> Result<(), WorkerError> {
        self.post_leftovers(self.settings.sweep_every).await?;
        Ok(self.ledger.seal(self.clock.now()).await?)
    }

    /// Finishes what is in hand within the stop deadline.
    async fn stop(&self, mut in_hand: FuturesUnordered<Work<'_>>) -> Result<(), WorkerError> {
        WorkerStopping {
            in_hand: in_hand.len() as u64,
        }
        .emit();
        self.queue.stop_receiving().await;
        let deadline = Instant::now() + self.settings.stop_deadline;
        loop {
            tokio::select! {
                done = in_hand.next() => match done {
                    Some(done) => done?,
                    None => return Ok(()),
                },
                () = sleep_until(deadline) => return Ok(()),
            }
        }
    }

    /// Runs one case so that a panic in it stops that case and no other. Its
    /// message stays unacknowledged.
    async fn guarded(
        &self,
        case_id: Option<String>,
        work: impl Future<Output = Result<(), WorkerError>>,
    ) -> Result<(), WorkerError> {
        match AssertUnwindSafe(work).catch_unwind().await {
            Ok(result) => result,
            Err(_) => {
                self.count(|counts| counts.failed += 1);
                let case_id = case_id.as_deref().unwrap_or("unknown");
                CaseFailed {
                    case_id,
                    error_type: Word::new("panic"),
                }
                .emit();
                Ok(())
            }
        }
    }

    /// Due cases that are not in hand.
    async fn take_up_due(
        &self,
        in_hand: &RefCell<HashSet<String>>,
        free: usize,
    ) -> Result<Vec<DueCase>, WorkerError> {
        let taken = in_hand.borrow().len();
        let limit = u32::try_from(free.min(200) + taken).unwrap_or(u32::MAX);
        let mut due = self.ledger.due(self.clock.now(), limit).await?;
        due.retain(|case| in_hand.borrow_mut().insert(case.case_id.clone()));
        Ok(due)
    }

    async fn take_up(
        &self,
        due: DueCase,
        in_hand: &RefCell<HashSet<String>>,
    ) -> Result<(), WorkerError> {
        let result = match CaseInHand::postponed(&due) {
            Some(case) => self.work(case).await,
            None => Err(WorkerError::Content(due.case_id.clone())),
        };
        if !matches!(result, Err(WorkerError::Content(_))) {
            in_hand.borrow_mut().remove(&due.case_id);
        }
        match result {
            Ok(_) => Ok(()),
            // One case that cannot be read must not stop the others; it stays
            // where it is, and its id stays taken so that it is told once.
            Err(WorkerError::Content(case_id)) => {
                self.count(|counts| counts.failed += 1);
                CaseFailed {
                    case_id: &case_id,
                    error_type: Word::new("content"),
                }
                .emit();
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Whether a run until empty is over: nothing waits in the queue and
    /// nothing is due before the deadline, or the deadline has passed.
    async fn is_done(&self, until: Until) -> Result<bool, WorkerError> {
        let Until::Empty { deadline } = until else {
            return Ok(false);
        };
        if self.clock.now() >= deadline {
            return Ok(true);
        }
        let waiting = self.queue.depth().await.unwrap_or(1);
        let next_due = self.ledger.next_due().await?;
        Ok(waiting == 0 && next_due.is_none_or(|due| due >= deadline))
    }

    async fn summary(&self) -> Result<Summary, WorkerError> {
        let mut parked = Vec::new();
        for state in [CaseState::Failed, CaseState::Retrying, CaseState::Waiting] {
            let filter = CaseFilter {
                state: Some(state),
                limit: LISTED,
                ..CaseFilter::default()
            };
            parked.extend(self.ledger.cases(filter).await?);
        }
        Ok(Summary {
            counts: *self.counts.borrow(),
            parked,
        })
    }
}
