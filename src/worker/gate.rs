//! The intake gate: while it is closed nothing new is taken from the queue.
//! Work in hand goes on, and so do cases that come due.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde::Serialize;
use tokio::sync::Notify;

use super::Worker;
use crate::queue::Queue;
use crate::telemetry::events::{IntakePaused, IntakeResumed};

/// Why nothing new is taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseReason {
    /// A registry is not asked for now, and every case needs every registry.
    BreakerOpen,
    /// Operators have stopped everything.
    Stopped,
    /// Too many messages were bad.
    BadMessages,
}

impl PauseReason {
    /// The word of logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::BreakerOpen => "breaker_open",
            Self::Stopped => "stopped",
            Self::BadMessages => "bad_messages",
        }
    }

    /// Whether the reason goes only when a person sees to it.
    const fn needs_a_person(self) -> bool {
        match self {
            Self::BreakerOpen => false,
            Self::Stopped | Self::BadMessages => true,
        }
    }
}

/// The reasons that hold now. It is open when there is none.
#[derive(Default)]
pub struct Gate {
    reasons: RefCell<BTreeSet<PauseReason>>,
    changed: Notify,
}

impl Gate {
    /// Says whether a reason to pause holds. To say the same again does
    /// nothing.
    pub fn set(&self, reason: PauseReason, holds: bool) {
        let mut reasons = self.reasons.borrow_mut();
        let changed = if holds {
            reasons.insert(reason)
        } else {
            reasons.remove(&reason)
        };
        let is_open = reasons.is_empty();
        drop(reasons);
        if !changed {
            return;
        }
        let reason = reason.code();
        if holds {
            IntakePaused { reason }.emit();
        } else if is_open {
            IntakeResumed { reason }.emit();
        }
        self.changed.notify_waiters();
    }

    /// Whether new messages are taken.
    pub fn is_open(&self) -> bool {
        self.reasons.borrow().is_empty()
    }

    /// The reasons that hold.
    pub fn reasons(&self) -> Vec<PauseReason> {
        self.reasons.borrow().iter().copied().collect()
    }

    /// Whether it stays closed until a person sees to it.
    pub(super) fn waits_for_a_person(&self) -> bool {
        let reasons = self.reasons.borrow();
        reasons.iter().any(|reason| reason.needs_a_person())
    }
}

impl<Q: Queue, L, R> Worker<Q, L, R> {
    /// Stops and resumes receiving as the gate says, for ever.
    pub(super) async fn keep_gate(&self) {
        let mut receiving = true;
        loop {
            let changed = self.gate.changed.notified();
            let wanted = self.gate.is_open();
            if wanted == receiving {
                changed.await;
            } else if wanted {
                self.queue.resume_receiving().await;
            } else {
                self.queue.stop_receiving().await;
            }
            receiving = wanted;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_closed_while_any_reason_holds() {
        let gate = Gate::default();
        assert!(gate.is_open());
        gate.set(PauseReason::BreakerOpen, true);
        gate.set(PauseReason::BadMessages, true);
        gate.set(PauseReason::BreakerOpen, false);
        assert!(!gate.is_open());
        assert_eq!(gate.reasons(), [PauseReason::BadMessages]);
        gate.set(PauseReason::BadMessages, false);
        assert!(gate.is_open());
    }

    #[test]
    fn an_open_breaker_does_not_wait_for_a_person() {
        let gate = Gate::default();
        gate.set(PauseReason::BreakerOpen, true);
        assert!(!gate.waits_for_a_person());
        gate.set(PauseReason::Stopped, true);
        assert!(gate.waits_for_a_person());
    }
}
