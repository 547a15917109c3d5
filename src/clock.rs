//! The only place that reads the time.
//!
//! Everything that needs to know what day it is gets a [`Clock`], so that a
//! demonstration and a test can pretend another day and nothing notices.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::vocabulary::stockholm_day;

/// Tells the time; a clone tells the same time and costs almost nothing.
#[derive(Clone, Debug)]
pub struct Clock {
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    System,
    RunsOn {
        start: DateTime<Utc>,
        since: Instant,
    },
    ByHand {
        start: DateTime<Utc>,
        moved: Arc<AtomicI64>,
    },
}

impl Clock {
    /// The machine's own clock.
    pub const fn system() -> Self {
        Self {
            source: Source::System,
        }
    }

    /// Starts at an instant and runs on from there, unmoved by changes of the
    /// machine's clock: for demonstrations.
    pub fn at(start: DateTime<Utc>) -> Self {
        let since = Instant::now();
        Self {
            source: Source::RunsOn { start, since },
        }
    }

    /// Stands still at an instant: for tests and for assessing as of a day.
    pub fn standing_at(instant: DateTime<Utc>) -> Self {
        Self::by_hand(instant).0
    }

    /// Stands still at an instant until its hand is moved: for tests of what
    /// comes due.
    pub fn by_hand(start: DateTime<Utc>) -> (Self, Hand) {
        let moved = Arc::new(AtomicI64::new(0));
        let source = Source::ByHand {
            start,
            moved: Arc::clone(&moved),
        };
        (Self { source }, Hand { moved })
    }

    /// The present instant.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.source {
            Source::System => SystemTime::now().into(),
            Source::RunsOn { start, since } => later(*start, since.elapsed()),
            Source::ByHand { start, moved } => {
                let moved = TimeDelta::milliseconds(moved.load(Ordering::Acquire));
                start.checked_add_signed(moved).unwrap_or(*start)
            }
        }
    }

    /// The present day in Stockholm (HANDBOOK section 1).
    pub fn today(&self) -> NaiveDate {
        stockholm_day(&self.now())
    }

    /// Begins to measure a duration. It is always measured in real time, also
    /// when the clock pretends, and never runs backwards.
    pub fn stopwatch(&self) -> Stopwatch {
        Stopwatch {
            started: Instant::now(),
        }
    }
}

/// Moves a clock that stands still.
#[derive(Debug)]
pub struct Hand {
    moved: Arc<AtomicI64>,
}

impl Hand {
    /// Moves the clock and all its clones forward, by whole milliseconds.
    pub fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.moved.fetch_add(by, Ordering::AcqRel);
    }
}

/// Measures how long something takes.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch {
    started: Instant,
}

impl Stopwatch {
    /// The time since the measuring began.
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}

/// The instant so much later, or the start when no calendar reaches that far.
fn later(start: DateTime<Utc>, by: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(by)
        .ok()
        .and_then(|by| start.checked_add_signed(by))
        .unwrap_or(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new_year() -> DateTime<Utc> {
        "2026-12-31T23:30:00Z".parse().expect("an instant")
    }

    #[test]
    fn the_day_is_the_one_in_stockholm() {
        let clock = Clock::standing_at(new_year());
        assert_eq!(clock.today().to_string(), "2027-01-01");
    }

    #[test]
    fn a_clock_by_hand_stands_until_all_its_clones_are_moved() {
        let (clock, hand) = Clock::by_hand(new_year());
        let clone = clock.clone();
        assert_eq!(clock.now(), clock.now());
        hand.advance(Duration::from_secs(90));
        assert_eq!(clone.now() - new_year(), TimeDelta::seconds(90));
    }

    #[test]
    fn a_pretended_clock_runs_on_and_its_clones_agree() {
        let clock = Clock::at(new_year());
        let clone = clock.clone();
        let stopwatch = clock.stopwatch();
        while stopwatch.elapsed() < Duration::from_millis(5) {
            std::thread::yield_now();
        }
        let first = clock.now();
        assert!(first - new_year() >= TimeDelta::milliseconds(5));
        assert!(clone.now() - first < TimeDelta::minutes(1));
    }

    #[test]
    fn the_system_clock_tells_this_century() {
        let clock = Clock::system();
        let century: DateTime<Utc> = "2025-01-01T00:00:00Z".parse().expect("an instant");
        assert!(clock.now() > century);
    }
}
