//! The worker's loop: deliveries and due cases in, until told to stop or until
//! there is nothing left.

use std::cell::RefCell;
use std::collections::HashSet;
use std::pin::Pin;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::poll;
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};
use tokio_util::sync::CancellationToken;

use super::case::CaseInHand;
use super::gate::PauseReason;
use super::{Counts, Worker, WorkerError};
use crate::ledger::stops::Stop;
use crate::ledger::{CaseFilter, CaseRow, CaseState, DueCase, Ledger, LedgerError, Parked};
use crate::queue::{Event, Queue};
use crate::registries::Registry;
use crate::telemetry::Word;
use crate::telemetry::events::{CaseFailed, WorkerFault, WorkerStopping};

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
    /// The same by what holds them, every one counted.
    pub parked_by_cause: Vec<Parked>,
    /// The stops in force.
    pub stops: Vec<Stop>,
    /// Why nothing new was taken in when it ended; empty when it was.
    pub paused: Vec<PauseReason>,
    /// Messages that a run until empty left in the queue because intake is
    /// paused, when it could be asked.
    pub left: Option<u64>,
}

impl Summary {
    /// Whether messages were left, or may have been, because intake is paused.
    pub fn is_paused(&self) -> bool {
        !self.paused.is_empty() && self.left != Some(0)
    }
}

/// How often a run until empty looks whether it is.
const LOOK: Duration = Duration::from_millis(50);
/// So many idle looks in a row make it worth asking: a message may be on its
/// way from the broker.
const IDLE_LOOKS: u32 = 10;
/// The pause after a fault of the ledger.
pub(super) const AFTER_A_FAULT: Duration = Duration::from_secs(1);
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
        self.look_at_stops().await?;
        let ended = self.work_until(until, &stop).await;
        self.take_back_begun().await;
        ended?;
        let left = match until {
            Until::Empty { .. } if !self.gate.is_open() => self.queue.depth().await.ok(),
            _ => None,
        };
        self.queue.close().await;
        self.ledger.seal(self.clock.now()).await?;
        self.summary(left).await
    }

    async fn work_until(&self, until: Until, stop: &CancellationToken) -> Result<(), WorkerError> {
        let due_in_hand = RefCell::new(HashSet::new());
        let checks_in_hand = RefCell::new(HashSet::new());
        // Deliveries are dropped when the consumer breaks off, because they
        // come again; what the ledger holds does not, and goes on.
        let mut deliveries: FuturesUnordered<Work<'_>> = FuturesUnordered::new();
        let mut others: FuturesUnordered<Work<'_>> = FuturesUnordered::new();
        let mut sweep = interval(self.settings.sweep_every);
        let mut look = interval(LOOK);
        for timer in [&mut sweep, &mut look] {
            timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
        }
        let deadline = self.time_left(until);
        tokio::pin!(deadline);
        let mut following = Box::pin(self.follow_stops());
        let mut gate = Box::pin(self.keep_gate());
        // Closed from the start: then not even a first message is taken.
        let _ = poll!(&mut gate);
        let mut resolutions = Box::pin(self.keep_taking_resolutions());
        let mut idle_looks = 0_u32;
        // What an earlier worker left unposted is nobody else's now.
        others.push(Box::pin(self.post_leftovers(Duration::ZERO)));
        loop {
            let in_hand = deliveries.len() + others.len();
            let room = in_hand < self.settings.in_flight;
            tokio::select! {
                () = stop.cancelled() => break,
                () = &mut deadline => break,
                () = &mut following => {}
                () = &mut gate => {}
                failed = &mut resolutions => return failed,
                Some(done) = deliveries.next() => done?,
                Some(done) = others.next() => done?,
                event = self.queue.receive(), if room => {
                    idle_looks = 0;
                    match event {
                        Event::Delivered(delivery) => deliveries.push(Box::pin(self.take_in(delivery))),
                        Event::Interrupted => deliveries.clear(),
                    }
                }
                _ = sweep.tick() => {
                    others.push(Box::pin(self.sweep()));
                    // One at least: a worker whose hands are always full makes them too.
                    let free = self.settings.in_flight.saturating_sub(in_hand).max(1);
                    for check in self.due_after_checks(&checks_in_hand, free).await {
                        others.push(Box::pin(self.make_after_check(check, &checks_in_hand)));
                    }
                }
                _ = look.tick(), if room => {
                    for due in self.due_cases(&due_in_hand, self.settings.in_flight - in_hand).await {
                        others.push(Box::pin(self.take_up(due, &due_in_hand)));
                    }
                    let idle = deliveries.is_empty() && others.is_empty();
                    idle_looks = if idle { idle_looks + 1 } else { 0 };
                    if idle_looks > IDLE_LOOKS && self.is_done(until).await {
                        return self.take_waiting_resolutions().await;
                    }
                }
            }
        }
        drop((following, gate, resolutions));
        self.stop(deliveries, others).await
    }

    /// Ends when a run until empty must; never for a daemon.
    async fn time_left(&self, until: Until) {
        match until {
            Until::Stopped => std::future::pending().await,
            Until::Empty { deadline } => {
                let left = deadline.signed_duration_since(self.clock.now());
                tokio::time::sleep(left.to_std().unwrap_or_default()).await;
            }
        }
    }

    /// What is done now and then beside the cases.
    async fn sweep(&self) -> Result<(), WorkerError> {
        self.post_leftovers(self.settings.sweep_every).await?;
        self.carry_on(self.take_over_undeliverable().await)?;
        self.carry_on(self.tell_unread_dead_letters().await)?;
        self.carry_on(
            self.ledger
                .seal(self.clock.now())
                .await
                .map_err(WorkerError::from),
        )
    }

    /// Finishes what is in hand within the stop deadline.
    async fn stop(
        &self,
        mut deliveries: FuturesUnordered<Work<'_>>,
        mut others: FuturesUnordered<Work<'_>>,
    ) -> Result<(), WorkerError> {
        let in_hand = (deliveries.len() + others.len()) as u64;
        WorkerStopping { in_hand }.emit();
        self.queue.stop_receiving().await;
        let deadline = Instant::now() + self.settings.stop_deadline;
        while !(deliveries.is_empty() && others.is_empty()) {
            tokio::select! {
                Some(done) = deliveries.next() => done?,
                Some(done) = others.next() => done?,
                () = sleep_until(deadline) => break,
            }
        }
        Ok(())
    }

    /// A ledger that fails now may work later: that is told and survived. A
    /// ledger that cannot be used at all ends the run.
    pub(super) fn carry_on(&self, result: Result<(), WorkerError>) -> Result<(), WorkerError> {
        match result {
            Err(WorkerError::Ledger(LedgerError::Unusable(text))) => {
                Err(WorkerError::Ledger(LedgerError::Unusable(text)))
            }
            // It is told elsewhere, and nothing has failed.
            Err(WorkerError::Paused) => Ok(()),
            Err(error) => {
                WorkerFault {
                    error_type: Word::new(error.code()),
                    message: error.to_string(),
                }
                .emit();
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    /// Due cases that are not in hand.
    async fn due_cases(&self, in_hand: &RefCell<HashSet<String>>, free: usize) -> Vec<DueCase> {
        if self.switch.is_paused() {
            return Vec::new();
        }
        let taken = in_hand.borrow().len();
        let limit = u32::try_from(free.min(200) + taken).unwrap_or(u32::MAX);
        // A ledger that cannot be read now is looked into again soon.
        let mut due = self
            .ledger
            .due(self.clock.now(), limit)
            .await
            .unwrap_or_default();
        due.retain(|case| in_hand.borrow_mut().insert(case.case_id.clone()));
        due
    }

    async fn take_up(
        &self,
        due: DueCase,
        in_hand: &RefCell<HashSet<String>>,
    ) -> Result<(), WorkerError> {
        let case_id = due.case_id.clone();
        let result = match CaseInHand::postponed(&due) {
            Some(case) => self.work_due(case, due.taken_up).await.map(drop),
            // It stays where it is, and its id stays taken so that it is told
            // once; the others go on.
            None => {
                self.count(|counts| counts.failed += 1);
                let error_type = Word::new("content");
                CaseFailed {
                    case_id: &case_id,
                    error_type,
                }
                .emit();
                return Ok(());
            }
        };
        if result.is_err() {
            // Before it is looked at again.
            tokio::time::sleep(AFTER_A_FAULT).await;
        }
        in_hand.borrow_mut().remove(&case_id);
        self.carry_on(result)
    }

    /// Whether a run until empty is over: everything is stopped, or nothing waits
    /// in the queue (but for what a person has to let in) or to be posted, and
    /// nothing is due before the deadline.
    async fn is_done(&self, until: Until) -> bool {
        let Until::Empty { deadline } = until else {
            return false;
        };
        if self.switch.is_paused() {
            return true;
        }
        let now = self.clock.now();
        let (waiting, due, after_checks, unposted) = (
            self.queue.depth().await,
            self.ledger.next_due().await,
            self.ledger.due_after_checks(deadline, 1).await,
            self.ledger.unposted(now, 1).await,
        );
        (matches!(waiting, Ok(0)) || self.gate.waits_for_a_person())
            && matches!(unposted, Ok(left) if left.is_empty())
            && matches!(after_checks, Ok(due) if due.is_empty())
            && matches!(due, Ok(due) if due.is_none_or(|due| due >= deadline))
    }

    async fn summary(&self, left: Option<u64>) -> Result<Summary, WorkerError> {
        let mut parked = Vec::new();
        for state in [CaseState::Failed, CaseState::Retrying, CaseState::Waiting] {
            let filter = CaseFilter {
                state: Some(state),
                limit: LISTED,
                ..CaseFilter::default()
            };
            parked.extend(self.ledger.cases(filter).await?);
        }
        let parked_by_cause = self.ledger.parked().await?;
        Ok(Summary {
            counts: *self.counts.borrow(),
            parked,
            parked_by_cause,
            stops: self.switch.in_force(),
            paused: self.gate.reasons(),
            left,
        })
    }
}
