//! The way to a registry: under its breaker and its rate limit, which all who
//! ask share.

use std::cell::RefCell;
use std::num::NonZeroU32;

use chrono::{DateTime, Utc};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout_at};

use super::AskFault;
use super::breaker::{Breaker, BreakerSettings, Change, Leave, Verdict};
use crate::clock::Clock;
use crate::telemetry::events::{BreakerClosed, BreakerHalfOpen, BreakerOpened};
use crate::vocabulary::Source;

/// The way to one registry.
pub struct Access {
    /// Which registry it is.
    pub source: Source,
    breaker: RefCell<Breaker>,
    limit: Option<RateLimit>,
    clock: Clock,
}

impl Access {
    /// A way with a closed breaker; 0 requests a second is no limit.
    pub fn new(
        source: Source,
        breaker: BreakerSettings,
        requests_per_second: u32,
        clock: Clock,
    ) -> Self {
        Self {
            source,
            breaker: RefCell::new(Breaker::new(breaker)),
            limit: NonZeroU32::new(requests_per_second).map(RateLimit::new),
            clock,
        }
    }

    /// Whether questions are asked freely.
    pub fn is_free(&self) -> bool {
        self.breaker.borrow().is_closed()
    }

    /// Puts a question when breaker and limit let it, within the deadline.
    ///
    /// # Errors
    /// [`AskFault::BreakerOpen`] at once, [`AskFault::RateLimited`] when its
    /// turn does not come in time, or the question's own.
    pub async fn ask<T>(
        &self,
        deadline: Instant,
        question: impl Future<Output = Result<T, AskFault>>,
    ) -> Result<T, AskFault> {
        let now = self.clock.now();
        if let Some(retry_after) = self.breaker.borrow().refuses(now) {
            return Err(AskFault::BreakerOpen { retry_after });
        }
        let came = Instant::now();
        if let Some(limit) = &self.limit {
            let turn = timeout_at(deadline, limit.turn()).await;
            turn.map_err(|_| AskFault::RateLimited)?;
        }
        let turn = Instant::now();
        let mut asked = self.asked()?;
        // What the household's deadline cuts off may have begun a moment ago,
        // so it says nothing of the registry; and if the wait took more of its
        // time than the registry was left, its turn came too late.
        let answer = timeout_at(deadline, question).await;
        let answer = answer.map_err(|_| match &self.limit {
            Some(_) if turn - came > deadline - turn => AskFault::RateLimited,
            _ => AskFault::TimedOut,
        })?;
        asked.verdict = verdict(&answer);
        answer
    }

    /// Pings where nobody asks and somebody must try whether it is back.
    pub async fn ping(&self, ping: impl Future<Output = Result<(), AskFault>>) {
        if !self.breaker.borrow().wants_a_ping(self.clock.now()) {
            return;
        }
        if let Ok(mut asked) = self.asked() {
            asked.verdict = match ping.await {
                Ok(()) => Verdict::Pinged,
                Err(_) => Verdict::Failed,
            };
        }
    }

    fn asked(&self) -> Result<Asked<'_>, AskFault> {
        let leave = self.breaker.borrow_mut().ask(self.clock.now());
        let (leave, change) = leave.map_err(|retry_after| AskFault::BreakerOpen { retry_after })?;
        self.tell(change);
        Ok(Asked {
            access: self,
            leave,
            verdict: Verdict::Nothing,
        })
    }

    fn tell(&self, change: Option<Change>) {
        let source = self.source;
        match change {
            None => {}
            Some(Change::Opened(pause)) => BreakerOpened { source, pause }.emit(),
            Some(Change::HalfOpened) => BreakerHalfOpen { source }.emit(),
            Some(Change::Closed) => BreakerClosed { source }.emit(),
        }
    }
}

/// A question on its way. The breaker learns what came of it, also when nobody
/// waits for the answer any more.
struct Asked<'a> {
    access: &'a Access,
    leave: Leave,
    verdict: Verdict,
}

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        let now: DateTime<Utc> = self.access.clock.now();
        let mut breaker = self.access.breaker.borrow_mut();
        let change = breaker.told(&self.leave, self.verdict, now);
        drop(breaker);
        self.access.tell(change);
    }
}

/// What an answer says of the registry as a whole. 400 is a fault of this
/// question; every other refusal, also 403 for an unknown caller, meets every
/// question alike.
fn verdict<T>(answer: &Result<T, AskFault>) -> Verdict {
    match answer {
        Ok(_) => Verdict::Answered,
        Err(
            AskFault::Status { status: 400, .. }
            | AskFault::TooLarge
            | AskFault::NoLegalText
            | AskFault::BreakerOpen { .. }
            | AskFault::RateLimited,
        ) => Verdict::Nothing,
        Err(
            AskFault::Unreachable
            | AskFault::TimedOut
            | AskFault::Status { .. }
            | AskFault::CutOff
            | AskFault::NotReadable,
        ) => Verdict::Failed,
    }
}

/// Lets so many through a second, evenly, in the order they came.
struct RateLimit {
    limiter: DefaultDirectRateLimiter,
    line: Mutex<()>,
}

impl RateLimit {
    fn new(requests_per_second: NonZeroU32) -> Self {
        // A tenth of a second's worth may go at once: timers are not exact.
        let at_once = NonZeroU32::new(requests_per_second.get() / 10).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_second(requests_per_second).allow_burst(at_once);
        Self {
            limiter: RateLimiter::direct(quota),
            line: Mutex::new(()),
        }
    }

    async fn turn(&self) {
        let _first_in_line = self.line.lock().await;
        self.limiter.until_ready().await;
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::time::Duration;

    use super::*;

    fn access(requests_per_second: u32) -> Access {
        let second = Duration::from_secs(1);
        let breaker = BreakerSettings {
            failures_in_a_row: 2,
            window: 100,
            failure_percent: 100,
            probes: 1,
            pause: second,
            longest_pause: second,
        };
        let clock = Clock::standing_at(DateTime::UNIX_EPOCH);
        Access::new(Source::Csn, breaker, requests_per_second, clock)
    }

    fn status(status: u16) -> AskFault {
        let retry_after = None;
        AskFault::Status {
            status,
            retry_after,
        }
    }

    fn soon() -> Instant {
        Instant::now() + Duration::from_millis(200)
    }

    #[tokio::test]
    async fn a_turn_that_comes_a_moment_before_the_deadline_is_no_turn() {
        let access = access(8);
        let silence = || std::future::pending::<Result<(), AskFault>>();
        let first = access.ask(soon(), silence()).await;
        assert_eq!(first, Err(AskFault::TimedOut), "nobody was before it");
        let _used = access.ask(soon(), async { Ok(()) }).await;
        let late = access.ask(soon(), silence()).await;
        assert_eq!(late, Err(AskFault::RateLimited));
    }

    #[tokio::test]
    async fn what_is_wrong_with_every_question_opens_the_breaker_and_nothing_else_does() {
        let table = [
            (AskFault::Unreachable, false),
            (AskFault::TimedOut, false),
            (status(403), false),
            (status(429), false),
            (status(500), false),
            (AskFault::CutOff, false),
            (AskFault::NotReadable, false),
            (status(400), true),
            (AskFault::TooLarge, true),
            (AskFault::NoLegalText, true),
        ];
        for (fault, free) in table {
            let access = access(0);
            for _ in 0..2 {
                let answer = access.ask::<()>(soon(), async { Err(fault) }).await;
                assert_eq!(answer, Err(fault));
            }
            assert_eq!(access.is_free(), free, "{fault:?}");
            let asked = Cell::new(false);
            let answer = access.ask(soon(), async {
                asked.set(true);
                Ok(())
            });
            let held_back = matches!(answer.await, Err(AskFault::BreakerOpen { .. }));
            assert_eq!((asked.get(), !held_back), (free, free), "{fault:?}");
        }
    }

    #[tokio::test]
    async fn a_question_that_nobody_waits_for_any_more_says_nothing() {
        let access = access(0);
        for _ in 0..5 {
            let never = std::future::pending::<Result<(), AskFault>>();
            let answer = access.ask(Instant::now(), never).await;
            assert_eq!(answer, Err(AskFault::TimedOut));
        }
        assert!(access.is_free());
    }

    #[tokio::test]
    async fn who_is_not_let_through_in_time_is_told_so_and_has_not_asked() {
        let access = access(1);
        let first = access.ask(soon(), async { Ok(()) }).await;
        assert_eq!(first, Ok(()));
        let second = access.ask(soon(), async { Ok(()) }).await;
        assert_eq!(second, Err(AskFault::RateLimited));
        let patient = Instant::now() + Duration::from_secs(30);
        assert_eq!(access.ask(patient, async { Ok(()) }).await, Ok(()));
    }
}
