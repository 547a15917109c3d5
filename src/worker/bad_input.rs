//! The alarm about bad input: when too many of the latest messages are
//! unreadable or make no sense, a sender has gone wrong, and a person looks
//! before more is taken in (HANDBOOK section 5).

use std::cell::RefCell;
use std::collections::VecDeque;

use super::{Worker, WorkerError};
use crate::ledger::Ledger;
use crate::telemetry::events::IntakeAlarm;

/// So many messages are looked at, and more bad ones than this are too many.
const LATEST: usize = 100;
const TOLERATED: usize = 20;

/// Which of the latest messages were bad, the oldest first.
#[derive(Default)]
pub(super) struct LatestInput {
    bad: RefCell<VecDeque<bool>>,
}

impl LatestInput {
    /// Adds a message; when too many are bad now, how many of how many, and it
    /// begins anew.
    fn add(&self, bad: bool) -> Option<(usize, usize)> {
        let mut latest = self.bad.borrow_mut();
        if latest.len() == LATEST {
            latest.pop_front();
        }
        latest.push_back(bad);
        let (count, of) = (latest.iter().filter(|bad| **bad).count(), latest.len());
        (count > TOLERATED).then(|| {
            latest.clear();
            (count, of)
        })
    }
}

impl<Q, L: Ledger, R> Worker<Q, L, R> {
    /// Takes note of a message that was taken in, and stops the intake when it
    /// was one bad one too many. The stop survives this worker; what it
    /// remembers of the messages does not.
    ///
    /// # Errors
    /// [`WorkerError`] when the stop cannot be stored.
    pub(super) async fn watch_input(&self, bad: bool) -> Result<(), WorkerError> {
        // What was in hand at an alarm does not raise the next one.
        if self.switch.intake_is_stopped() {
            return Ok(());
        }
        let Some((bad, of)) = self.latest.add(bad) else {
            return Ok(());
        };
        let why = format!("{bad} of the last {of} messages were bad");
        self.ledger.stop_intake(&why, self.clock.now()).await?;
        IntakeAlarm {
            bad: bad as u64,
            of: of as u64,
        }
        .emit();
        Ok(self.look_at_stops().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(latest: &LatestInput, count: usize, bad: bool) -> Option<(usize, usize)> {
        (0..count).filter_map(|_| latest.add(bad)).last()
    }

    #[test]
    fn twenty_of_a_hundred_are_tolerated_and_one_more_is_not() {
        let latest = LatestInput::default();
        assert_eq!(add(&latest, 20, true), None);
        assert_eq!(add(&latest, 80, false), None);
        assert_eq!(latest.add(true), None, "the first bad one is forgotten");
        assert_eq!(add(&latest, 19, true), None);
        let latest = LatestInput::default();
        assert_eq!(add(&latest, 79, false), None);
        assert_eq!(add(&latest, 21, true), Some((21, 100)));
        assert_eq!(add(&latest, 20, true), None, "it begins anew");
    }

    #[test]
    fn a_hundred_need_not_have_come_yet() {
        assert_eq!(add(&LatestInput::default(), 21, true), Some((21, 21)));
    }
}
