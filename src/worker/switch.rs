//! The kill switch as the worker follows it. The ledger judges every step by
//! the stops in force; here the worker keeps up with them, so that it takes in
//! and posts nothing meanwhile.

use std::time::Duration;

use tokio::sync::watch;

use super::Worker;
use super::gate::PauseReason;
use crate::assessment::Assessment;
use crate::assessment::trace::EvidenceRef;
use crate::ledger::stops::{Basis, Stop, StopKind};
use crate::ledger::{Ledger, LedgerError};
use crate::queue::Queue;
use crate::registries::Registry;
use crate::telemetry::events::{StopEnded, StopInForce};
use crate::vocabulary::evidence::Facts;
use crate::vocabulary::{Answer, Application, RegistryAnswer, Source};

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

    /// Takes note of the stops in force, and tells what is new.
    fn note(&self, stops: Vec<Stop>) {
        let known = self.in_force();
        if known == stops {
            return;
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
    }
}

impl<Q, L: Ledger, R> Worker<Q, L, R> {
    /// Reads the stops in force once, and shuts the intake by them.
    ///
    /// # Errors
    /// [`LedgerError`]; what was known before holds then.
    pub(super) async fn look_at_stops(&self) -> Result<(), LedgerError> {
        let stops = self.ledger.stops_in_force().await?;
        self.switch.note(stops);
        let (everything, intake) = (self.switch.is_paused(), self.switch.intake_is_stopped());
        self.gate.set(PauseReason::Stopped, everything);
        self.gate.set(PauseReason::BadMessages, intake);
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
}

/// What an assessment rests on, as far as a stop can be about it.
pub(super) fn basis<'a>(
    application: &Application,
    answers: impl IntoIterator<Item = &'a RegistryAnswer>,
    assessment: &Assessment,
) -> Basis {
    let mut basis = Basis {
        cost_kinds: application
            .costs
            .iter()
            .map(|cost| cost.kind.clone())
            .collect(),
        benefit_codes: application
            .incomes
            .iter()
            .filter_map(|income| income.benefit_code.clone())
            .collect(),
        ..Basis::default()
    };
    for answer in answers {
        let told = match &answer.facts {
            Facts::Forsakringskassan(Answer::Data(payments)) => {
                let codes = payments.iter().map(|payment| payment.code.clone());
                basis.benefit_codes.extend(codes);
                true
            }
            Facts::Csn(Answer::Data(support)) => {
                if !support.payments.is_empty() {
                    basis.benefit_codes.push(Source::Csn.code().to_owned());
                }
                true
            }
            Facts::Skatteverket(_) => true,
            Facts::Forsakringskassan(_) | Facts::Csn(_) => false,
        };
        if told {
            basis.sources.push(answer.facts.source());
        }
    }
    for line in &assessment.lines {
        basis.lines.push(line.id.clone().into_owned());
        let sources = line.evidence.iter().filter_map(|evidence| match evidence {
            EvidenceRef::Registry { source, .. } => Some(*source),
            EvidenceRef::Application(_) => None,
        });
        basis.sources.extend(sources);
    }
    basis
}
