//! The kill switch as the worker follows it. The ledger judges every step by
//! the stops in force; here the worker keeps up with them, so that it takes in
//! and posts nothing meanwhile.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::watch;

use super::basis::basis;
use super::case::CaseInHand;
use super::gate::PauseReason;
use super::leaving::{Leave, ended};
use super::next::Next;
use super::outgoing::step;
use super::telling::End;
use super::{Worker, WorkerError};
use crate::ledger::stops::{Stop, StopKind};
use crate::ledger::{CaseState, Ledger, LedgerError, Recorded, Superseding};
use crate::queue::Queue;
use crate::registries::Registry;
use crate::registries::gather::Evidence;
use crate::telemetry::events::{StopEnded, StopInForce};
use crate::vocabulary::Reason;

/// How often the stops in force are looked at: a stop is to be followed within
/// a second.
const LOOK: Duration = Duration::from_millis(400);

/// The stops in force, as far as the worker knows.
pub struct Switch {
    in_force: watch::Sender<Vec<Stop>>,
}

impl Default for Switch {
    fn default() -> Self {
        Self {
            in_force: watch::Sender::new(Vec::new()),
        }
    }
}

impl Switch {
    /// Whether nothing may move.
    pub fn is_paused(&self) -> bool {
        self.in_force.borrow().iter().any(Stop::pauses_everything)
    }

    /// Whether a stop is in force that hands cases over.
    fn hands_over(&self) -> bool {
        let stops = self.in_force.borrow();
        let holds = |stop: &Stop| !stop.pauses_everything() && stop.kind != StopKind::Intake;
        stops.iter().any(holds)
    }

    /// Whether the alarm about bad input has stopped the intake.
    pub fn intake_is_stopped(&self) -> bool {
        let stops = self.in_force.borrow();
        stops.iter().any(|stop| stop.kind == StopKind::Intake)
    }

    /// The stops in force.
    pub fn in_force(&self) -> Vec<Stop> {
        self.in_force.borrow().clone()
    }

    /// Waits until nothing may move, or until it may again.
    pub(super) async fn becomes(&self, paused: bool) {
        let is_so = |stops: &Vec<Stop>| stops.iter().any(Stop::pauses_everything) == paused;
        // It fails only when the sender is gone, which is part of `self`.
        let _ = self.in_force.subscribe().wait_for(is_so).await;
    }

    /// Takes note of the stops in force, and tells what is new; whether
    /// anything is.
    fn note(&self, stops: Vec<Stop>) -> bool {
        let known = self.in_force();
        if known == stops {
            return false;
        }
        let number = |stop: &Stop| stop.id.unsigned_abs();
        for stop in stops.iter().filter(|stop| !known.contains(stop)) {
            StopInForce {
                stop: number(stop),
                kind: stop.kind.code(),
                hand_over: stop.hand_over,
            }
            .emit();
        }
        for stop in known.iter().filter(|stop| !stops.contains(stop)) {
            StopEnded {
                stop: number(stop),
                kind: stop.kind.code(),
            }
            .emit();
        }
        self.in_force.send_replace(stops);
        true
    }
}

impl<Q, L: Ledger, R> Worker<Q, L, R> {
    /// Reads the stops in force once, and shuts the intake by them.
    ///
    /// # Errors
    /// [`LedgerError`]; what was known before holds then.
    pub(super) async fn look_at_stops(&self) -> Result<(), LedgerError> {
        let stops = self.ledger.stops_in_force().await?;
        if self.switch.note(stops) {
            let (everything, intake) = (self.switch.is_paused(), self.switch.intake_is_stopped());
            self.gate.set(PauseReason::Stopped, everything);
            self.gate.set(PauseReason::BadMessages, intake);
        }
        Ok(())
    }

    /// Keeps up with the stops, for ever.
    async fn follow(&self) {
        loop {
            tokio::time::sleep(LOOK).await;
            // A ledger that cannot be read now is looked into again soon, and
            // it lets no step past a stop meanwhile.
            let _ = self.look_at_stops().await;
        }
    }
}

impl<Q: Queue, L: Ledger, R: Registry> Worker<Q, L, R> {
    /// Keeps up with the stops, and posts what a stop of everything held back
    /// as soon as it has ended; for ever.
    pub(super) async fn follow_stops(&self) {
        let go_on = async {
            loop {
                self.switch.becomes(true).await;
                self.switch.becomes(false).await;
                // What fails now is in the ledger, for the next sweep.
                let _ = self.carry_on(self.post_leftovers(Duration::ZERO).await);
            }
        };
        tokio::join!(self.follow(), go_on);
    }

    /// Whether a stop lets a decision leave that nobody has tried to post yet.
    /// One that it does not is handed over in place of it.
    ///
    /// # Errors
    /// [`WorkerError`] when the ledger fails or the stored content cannot be
    /// read.
    pub(super) async fn leaves_past_stops(&self, case_id: &str) -> Result<Leave, WorkerError> {
        if !self.switch.hands_over() {
            return Ok(Leave::Now);
        }
        let file = self.ledger.case(case_id).await?;
        let Some(file) = file.filter(|file| file.row.state == CaseState::Decided) else {
            return Ok(Leave::Now);
        };
        let mut case = ended(&file)?;
        let evidence = Evidence {
            answers: std::mem::take(&mut case.kept),
            ..Evidence::default()
        };
        let now = self.clock.now();
        let assessment = self.assess(&case, &evidence, now);
        let members = case.application.members().collect();
        let basis = basis(&case.application, &evidence, &assessment);
        if !self.ledger.is_stopped(members, basis).await? {
            return Ok(Leave::Now);
        }
        case.findings.push(Reason::KillSwitch);
        self.hand_over_instead(&case, &evidence, now).await
    }

    /// Supersedes a decision that has not left with a handover.
    async fn hand_over_instead(
        &self,
        case: &CaseInHand,
        evidence: &Evidence,
        now: DateTime<Utc>,
    ) -> Result<Leave, WorkerError> {
        let assessment = self.assess(case, evidence, now);
        let content = self.content(case, evidence, &assessment, now)?;
        let mut step = step(
            case,
            &assessment,
            &Next::Conclude,
            &self.policy,
            now,
            content,
        );
        step.superseding = Some(Superseding::HeldBack);
        step.outcome = Some(assessment.outcome);
        step.attempted = self.queue.is_connected();
        let (unposted, end) = (step.unposted(), End::of(&step));
        let _on_their_way = self.send_off(&unposted);
        if self.ledger.record(step).await? != Recorded::Done {
            // Somebody else moved the case meanwhile: it is looked at again.
            return Ok(Leave::Later);
        }
        self.count(|counts| counts.superseded += 1);
        self.tell(case, evidence, &assessment, &Next::Conclude, end);
        // Boxed, because these postings leave the same way.
        Box::pin(self.post(unposted)).await?;
        Ok(Leave::Never)
    }
}
