//! Where the worker falls: a call of a port, counted, and the moment around it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::io::Write;
use std::pin::pin;
use std::str::FromStr;
use std::time::Duration;

/// The moment of a call at which the process is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The call has not begun.
    Before,
    /// It has begun; whether its effect stands is open.
    Amid,
    /// It has returned.
    After,
}

/// One step at which the process is killed, such as `after:record:1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trip {
    pub moment: Moment,
    pub call: String,
    /// Which of the calls of this name, from one.
    pub number: u32,
}

impl fmt::Display for Trip {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = match self.moment {
            Moment::Before => "before",
            Moment::Amid => "amid",
            Moment::After => "after",
        };
        write!(formatter, "{moment}:{}:{}", self.call, self.number)
    }
}

impl FromStr for Trip {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.split(':');
        let moment = match parts.next() {
            Some("before") => Moment::Before,
            Some("amid") => Moment::Amid,
            Some("after") => Moment::After,
            _ => return Err(()),
        };
        let call = parts.next().ok_or(())?.to_owned();
        let number = parts.next().and_then(|number| number.parse().ok());
        Ok(Self {
            moment,
            call,
            number: number.ok_or(())?,
        })
    }
}

/// How long a call that is broken off amid goes on: enough for a commit or a
/// confirmation to be under way, seldom enough for it to come back.
const AMID: Duration = Duration::from_millis(1);

/// Counts the calls of all ports, tells them on standard output, and kills the
/// process at the trip.
#[derive(Default)]
pub struct Tripwire {
    trip: Option<Trip>,
    calls: RefCell<HashMap<&'static str, u32>>,
}

impl Tripwire {
    pub fn new(trip: Option<Trip>) -> Self {
        Self {
            trip,
            ..Self::default()
        }
    }

    /// Makes a call.
    pub async fn call<T>(&self, call: &'static str, future: impl Future<Output = T>) -> T {
        let number = self.count(call);
        self.kill_if(Moment::Before, call, number);
        let mut future = pin!(future);
        if self.is_at(Moment::Amid, call, number) {
            let _ = tokio::time::timeout(AMID, future.as_mut()).await;
            self.kill_if(Moment::Amid, call, number);
        }
        let result = future.await;
        self.kill_if(Moment::After, call, number);
        tell(format_args!("done {call}"));
        result
    }

    /// The number of the next call of this name; tells that it comes.
    pub fn count(&self, call: &'static str) -> u32 {
        let mut calls = self.calls.borrow_mut();
        let number = calls.entry(call).or_default();
        *number += 1;
        tell(format_args!("call {call} {number}"));
        *number
    }

    /// How many calls of this name there have been.
    pub fn so_far(&self, call: &'static str) -> u32 {
        self.calls.borrow().get(call).copied().unwrap_or(0)
    }

    /// Kills the process when the trip is here.
    pub fn kill_if(&self, moment: Moment, call: &'static str, number: u32) {
        if self.is_at(moment, call, number) {
            tell(format_args!("killed"));
            let own = rustix::process::getpid();
            let _ = rustix::process::kill_process(own, rustix::process::Signal::KILL);
            // The signal arrives before the call returns to us; if not, soon.
            std::thread::park();
        }
    }

    fn is_at(&self, moment: Moment, call: &str, number: u32) -> bool {
        self.trip
            .as_ref()
            .is_some_and(|trip| trip.moment == moment && trip.call == call && trip.number == number)
    }
}

/// A line to whoever started the worker. It is written at once: what the
/// process has told stands, however it ends.
pub fn tell(line: fmt::Arguments<'_>) {
    let _ = std::io::stdout().write_all(format!("{line}\n").as_bytes());
}
