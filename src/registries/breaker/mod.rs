//! The circuit breaker of one registry: a state machine without a clock.
//!
//! ```text
//!             too many failures                 the pause is over
//!   closed ───────────────────────► open ──────────────────────────► half-open
//!     ▲                              ▲ a failure (the pause doubles)      │
//!     │                              └────────────────────────────────────┤
//!     └───────────────────────────────────────────────────────────────────┘
//!                                an answer
//! ```
//!
//! Only what is wrong with the registry as a whole counts, never an answer
//! about one person, and never what was asked before the present state began:
//! a question that times out late says nothing of the registry now.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::vocabulary::identity::digest;

/// When a breaker opens and for how long.
#[derive(Clone, Debug)]
pub struct BreakerSettings {
    /// So many failures in a row open it.
    pub failures_in_a_row: u32,
    /// So many last answers are looked at for the share of failures.
    pub window: usize,
    /// This share of failures in a full window opens it, in percent.
    pub failure_percent: usize,
    /// So many questions at once may try whether it is back.
    pub probes: u32,
    /// The first pause; doubled each time a try fails.
    pub pause: Duration,
    /// The longest pause.
    pub longest_pause: Duration,
}

/// What a question said of the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It answered a question.
    Answered,
    /// It answered a ping, which promises less.
    Pinged,
    /// It failed as a whole.
    Failed,
    /// Nothing: the fault was the question's, or nobody waited for the answer.
    Nothing,
}

/// What became of the breaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It opened, for so long.
    Opened(Duration),
    /// It lets a few questions try.
    HalfOpened,
    /// It closed.
    Closed,
}

/// Leave to ask, in the state the breaker had then.
#[derive(Debug, PartialEq, Eq)]
pub struct Leave {
    epoch: u64,
}

/// The breaker of one registry.
#[derive(Debug)]
pub struct Breaker {
    settings: BreakerSettings,
    state: State,
    /// Counts the states, so that each question's answer meets its own.
    epoch: u64,
    /// How often it has opened since a question was answered.
    opened: u32,
}

#[derive(Debug)]
enum State {
    Closed {
        in_a_row: u32,
        /// Of the last answers, whether each failed; newest last.
        last: VecDeque<bool>,
    },
    Open {
        since: DateTime<Utc>,
        pause: TimeDelta,
    },
    HalfOpen {
        asked: u32,
    },
}

impl Breaker {
    /// A closed breaker.
    pub fn new(settings: BreakerSettings) -> Self {
        Self {
            settings,
            state: State::closed(),
            epoch: 0,
            opened: 0,
        }
    }

    /// Whether questions are asked freely.
    pub const fn is_closed(&self) -> bool {
        matches!(self.state, State::Closed { .. })
    }

    /// How long no question may be put; `None` when one may try now.
    pub fn refuses(&self, now: DateTime<Utc>) -> Option<Duration> {
        match &self.state {
            State::Closed { .. } => None,
            State::Open { since, pause } => {
                let gone = now.signed_duration_since(*since);
                // A clock that was set back must not keep it open for long.
                let over = gone >= *pause || gone < TimeDelta::zero();
                let left = (*pause - gone).to_std().unwrap_or_default();
                (!over).then_some(left)
            }
            State::HalfOpen { asked } => {
                (*asked >= self.settings.probes).then_some(self.settings.pause)
            }
        }
    }

    /// Leave to put a question now.
    ///
    /// # Errors
    /// How long to wait.
    pub fn ask(&mut self, now: DateTime<Utc>) -> Result<(Leave, Option<Change>), Duration> {
        if let Some(wait) = self.refuses(now) {
            return Err(wait);
        }
        let mut change = None;
        if matches!(self.state, State::Open { .. }) {
            self.enter(State::HalfOpen { asked: 0 });
            change = Some(Change::HalfOpened);
        }
        if let State::HalfOpen { asked } = &mut self.state {
            *asked += 1;
        }
        Ok((Leave { epoch: self.epoch }, change))
    }

    /// Whether somebody must try, because nobody else does.
    pub fn wants_a_ping(&self, now: DateTime<Utc>) -> bool {
        match self.state {
            State::Closed { .. } => false,
            State::Open { .. } => self.refuses(now).is_none(),
            State::HalfOpen { asked } => asked == 0,
        }
    }

    /// What came of a question.
    pub fn told(&mut self, leave: &Leave, verdict: Verdict, now: DateTime<Utc>) -> Option<Change> {
        if leave.epoch != self.epoch {
            return None;
        }
        if verdict == Verdict::Answered {
            self.opened = 0;
        }
        match (&mut self.state, verdict) {
            (State::HalfOpen { asked }, Verdict::Nothing) => {
                *asked = asked.saturating_sub(1);
                None
            }
            (State::HalfOpen { .. }, Verdict::Failed) => Some(self.open(now)),
            (State::HalfOpen { .. }, Verdict::Answered | Verdict::Pinged) => {
                self.enter(State::closed());
                Some(Change::Closed)
            }
            (State::Closed { in_a_row, last }, Verdict::Answered | Verdict::Failed) => {
                let failed = verdict == Verdict::Failed;
                *in_a_row = if failed { *in_a_row + 1 } else { 0 };
                last.push_back(failed);
                if last.len() > self.settings.window {
                    last.pop_front();
                }
                self.must_open().then(|| self.open(now))
            }
            (State::Closed { .. } | State::Open { .. }, _) => None,
        }
    }

    fn must_open(&self) -> bool {
        let State::Closed { in_a_row, last } = &self.state else {
            return false;
        };
        // It was closed by a ping, and its first question failed at once.
        let only_pings = self.opened > 0 && *in_a_row > 0;
        let failures = last.iter().filter(|failed| **failed).count();
        let is_full = last.len() >= self.settings.window;
        let share = failures * 100 >= self.settings.failure_percent * last.len();
        only_pings || *in_a_row >= self.settings.failures_in_a_row || (is_full && share)
    }

    fn open(&mut self, now: DateTime<Utc>) -> Change {
        let doubled = self.settings.pause.saturating_mul(1 << self.opened.min(20));
        let longest = doubled.min(self.settings.longest_pause);
        self.opened = self.opened.saturating_add(1);
        // Between half and all of it, drawn from the instant, so that workers
        // spread and a test can repeat.
        let drawn = digest(&[b"pause", &now.timestamp_micros().to_be_bytes()]);
        let spread = u32::from(drawn.first().copied().unwrap_or(0));
        let pause = longest / 2 + longest / 2 * spread / 255;
        self.enter(State::Open {
            since: now,
            pause: TimeDelta::from_std(pause).unwrap_or(TimeDelta::MAX),
        });
        Change::Opened(pause)
    }

    fn enter(&mut self, state: State) {
        self.state = state;
        self.epoch += 1;
    }
}

impl State {
    const fn closed() -> Self {
        Self::Closed {
            in_a_row: 0,
            last: VecDeque::new(),
        }
    }
}
