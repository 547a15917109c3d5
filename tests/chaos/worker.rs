//! This program in the worker's role.

use std::cell::RefCell;
use std::collections::HashSet;
use std::env;
use std::process::{Command, ExitCode};
use std::rc::Rc;

use chrono::{DateTime, TimeDelta, Utc};
use handlaggarrobot::cli::setup::{self, ConfiguredWorker};
use handlaggarrobot::clock::Clock;
use handlaggarrobot::config::Settings;
use handlaggarrobot::ledger::sqlite::SqliteLedger;
use handlaggarrobot::queue::ConfiguredQueue;
use handlaggarrobot::registries::gather::Registries;
use handlaggarrobot::registries::http::HttpRegistry;
use handlaggarrobot::worker::{Until, Worker};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::ports::Watched;
use crate::tripwire::{Trip, Tripwire};

const CLOCK: &str = "CHAOS_CLOCK";
const TRIP: &str = "CHAOS_TRIP";
const WORK: &str = "CHAOS_WORK";

/// How a worker is to run.
#[derive(Clone)]
pub struct Role<'a> {
    /// The settings, as environment variables.
    pub variables: &'a [(String, String)],
    /// What its clock shows at the start.
    pub now: DateTime<Utc>,
    /// Where it falls.
    pub trip: Option<Trip>,
    /// How long it works.
    pub work: Work,
}

/// How long a worker works, and whether its clock runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Until nothing is left, with a clock that stands.
    Night,
    /// Until it is stopped.
    Daemon,
    /// Until nothing is left that comes due within two minutes.
    ClearUp,
}

impl Role<'_> {
    /// This program in the role.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env::current_exe().expect("the own program"));
        command
            .env_clear()
            .envs(self.variables.iter().cloned())
            .env(CLOCK, self.now.to_rfc3339())
            .env(WORK, format!("{:?}", self.work));
        if let Some(trip) = &self.trip {
            command.env(TRIP, trip.to_string());
        }
        command
    }
}

/// Whether this process was started as the worker.
pub fn is_meant() -> bool {
    env::var_os(CLOCK).is_some()
}

/// Works as the environment says.
pub fn run() -> ExitCode {
    let now = env::var(CLOCK).ok().and_then(|text| text.parse().ok());
    let now: DateTime<Utc> = now.expect("an instant");
    let trip = env::var(TRIP)
        .ok()
        .map(|text| text.parse().expect("a trip"));
    let is_setting = |name: &String| name.starts_with("HANDLAGGARROBOT__");
    let variables = env::vars().filter(|(name, _)| is_setting(name));
    let settings = Settings::load(None, variables).expect("settings");
    handlaggarrobot::telemetry::start(&settings.log, "chaos", None).expect("a log");
    let deadline = now + TimeDelta::seconds(60);
    let (clock, until) = match env::var(WORK).as_deref() {
        Ok("Daemon") => (Clock::at(now), Until::Stopped),
        Ok("ClearUp") => (
            Clock::at(now),
            Until::Empty {
                deadline: deadline + TimeDelta::seconds(60),
            },
        ),
        _ => (Clock::standing_at(now), Until::Empty { deadline }),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let done = runtime.expect("a runtime").block_on(async {
        let worker = setup::worker(&settings, clock).await?;
        let worker = watched(worker, Rc::new(Tripwire::new(trip)));
        let stop = stop_on_signal();
        anyhow::Ok(worker.run(until, stop).await?)
    });
    match done {
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(target: "handlaggarrobot::chaos", "{error:#}");
            ExitCode::FAILURE
        }
    }
}

type WatchedWorker = Worker<Watched<ConfiguredQueue>, Watched<SqliteLedger>, Watched<HttpRegistry>>;

/// The same worker with every port behind the tripwire.
fn watched(worker: ConfiguredWorker, tripwire: Rc<Tripwire>) -> WatchedWorker {
    let leftovers = Rc::new(RefCell::new(HashSet::new()));
    let registries = Registries {
        adapters: worker
            .registries
            .adapters
            .map(|adapter| Watched::new(adapter, &tripwire, &leftovers)),
        access: worker.registries.access,
        deadline: worker.registries.deadline,
        attempts: worker.registries.attempts,
        clock: worker.registries.clock,
    };
    Worker::new(
        (
            Watched::new(worker.queue, &tripwire, &leftovers),
            Watched::new(worker.ledger, &tripwire, &leftovers),
            registries,
        ),
        (worker.rules, worker.policy),
        worker.clock,
        worker.settings,
    )
}

fn stop_on_signal() -> CancellationToken {
    let stop = CancellationToken::new();
    let told = stop.clone();
    let mut terminate = signal(SignalKind::terminate()).expect("a signal");
    tokio::spawn(async move {
        terminate.recv().await;
        told.cancel();
    });
    stop
}
