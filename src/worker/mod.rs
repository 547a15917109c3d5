//! The worker: one case from delivery to posting, many at a time.
//!
//! `case` is the only place that sees every port. `run` feeds it with
//! deliveries and due cases, `gate` holds deliveries back, `next` says what becomes of an assessment, and
//! `outgoing` makes the step that the ledger stores.

mod after_checks;
mod bad_input;
mod basis;
pub mod case;
mod content;
mod dead_letters;
mod deliveries;
pub mod gate;
mod leaving;
mod next;
mod outgoing;
mod poison;
mod posting;
pub mod recomputation;
mod resolutions;
pub mod run;
pub mod switch;
mod telling;

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;
use tokio::sync::{Mutex, Notify};

use crate::clock::Clock;
use crate::ledger::{Begun, LedgerError};
use crate::registries::gather::Registries;
use crate::rules::{Policy, Rules};
use bad_input::LatestInput;
pub use deliveries::dead_letter_id;
use gate::Gate;
pub use outgoing::PROGRAM_VERSION;
pub use run::{Summary, Until};
use switch::Switch;

/// Everything one worker needs.
pub struct Worker<Q, L, R> {
    /// Where applications come from and postings go to.
    pub queue: Q,
    /// Where everything is kept.
    pub ledger: L,
    /// Who is asked.
    pub registries: Registries<R>,
    /// The national parameters.
    pub rules: Rules,
    /// What the municipality decides.
    pub policy: Policy,
    /// Tells the time.
    pub clock: Clock,
    /// Limits and pauses.
    pub settings: WorkerSettings,
    /// What happened so far.
    pub counts: RefCell<Counts>,
    /// Whether new messages are taken in.
    pub gate: Gate,
    /// The stops in force.
    pub switch: Switch,
    /// Which of the latest messages were bad.
    latest: LatestInput,
    /// When the log last told of unread dead letters.
    unread_told_at: Cell<Option<DateTime<Utc>>>,
    /// Ids of postings on their way, and in how many hands, so that duplicates
    /// and the sweep leave them alone.
    on_their_way: RefCell<HashMap<String, u32>>,
    /// Told when some of them have arrived, or were given up.
    arrived: Notify,
    /// What this process has begun and not ended, and is counted for.
    begun: RefCell<HashSet<Begun>>,
    /// Held by the one that is worked alone.
    alone: Arc<Mutex<()>>,
}

/// Limits and pauses of a worker.
#[derive(Clone, Debug)]
pub struct WorkerSettings {
    /// Cases worked on at the same time.
    pub in_flight: usize,
    /// The pause before the first new attempt; doubled for each further one.
    pub retry_base: Duration,
    /// The longest such pause.
    pub retry_cap: Duration,
    /// How long a stop may take.
    pub stop_deadline: Duration,
    /// An answer about protection older than this is asked again.
    pub protection_max_age: Duration,
    /// Any answer older than this is asked again.
    pub evidence_max_age: Duration,
    /// How often unposted messages and due cases are looked for.
    pub sweep_every: Duration,
    /// How long an open breaker holds intake back.
    pub breaker_intake_pause: Duration,
}

/// What a worker has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Messages received.
    pub received: u64,
    /// Messages that had been received before.
    pub duplicates: u64,
    /// Cases decided.
    pub decided: u64,
    /// Cases handed over, but for the restricted.
    pub handed_over: u64,
    /// Cases for the restricted queue.
    pub restricted: u64,
    /// Times a case was set to wait for a known day.
    pub waiting: u64,
    /// Times a case was set to be tried again.
    pub retrying: u64,
    /// Cases given up for operators to look at.
    pub failed: u64,
    /// Cases computed and stored, nothing posted.
    pub shadowed: u64,
    /// Outcomes that were superseded by a handover.
    pub superseded: u64,
    /// After-checks made.
    pub after_checked: u64,
    /// Messages nobody could read.
    pub dead_lettered: u64,
    /// Postings confirmed by their queue.
    pub posted: u64,
}

impl Counts {
    /// Cases that came to an end.
    pub fn ended(&self) -> u64 {
        self.decided + self.handed_over + self.restricted + self.shadowed
    }
}

/// Why a worker cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The ledger failed: nothing can be done durably.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Everything is stopped: what was not finished is done when it is resumed.
    #[error("everything is stopped")]
    Paused,
    /// Stored content cannot be read: a fault in the program or the file.
    #[error("the stored content of case {0} cannot be read")]
    Content(String),
}

impl WorkerError {
    /// A word for logs.
    const fn code(&self) -> &'static str {
        match self {
            Self::Ledger(_) => "ledger",
            Self::Paused => "paused",
            Self::Content(_) => "content",
        }
    }
}

impl<Q, L, R> Worker<Q, L, R> {
    /// A worker that has not begun.
    pub fn new(
        (queue, ledger, registries): (Q, L, Registries<R>),
        (rules, policy): (Rules, Policy),
        clock: Clock,
        settings: WorkerSettings,
    ) -> Self {
        Self {
            queue,
            ledger,
            registries,
            rules,
            policy,
            clock,
            settings,
            counts: RefCell::default(),
            gate: Gate::default(),
            switch: Switch::default(),
            latest: LatestInput::default(),
            unread_told_at: Cell::default(),
            on_their_way: RefCell::default(),
            arrived: Notify::new(),
            begun: RefCell::default(),
            alone: Arc::default(),
        }
    }

    fn count(&self, change: impl FnOnce(&mut Counts)) {
        change(&mut self.counts.borrow_mut());
    }
}
