//! The mocked registries: Försäkringskassan, CSN and Skatteverket on one HTTP
//! listener, as `contract/README.md` describes them.
//!
//! ```text
//!  POST /<registry>/v1/fraga ──► question (400, 403) ──► faults ──► answers ──► stored bytes, as they stand
//!  GET  /<registry>/v1/ping  ──────────────────────────► faults ──► {"kalla", "status"}
//! ```
//!
//! The wire code here is written from the contract alone and shares no type
//! with the registry adapters, so that a misreading of the contract shows as a
//! failing conversation instead of hiding in a shared struct. For the same
//! reason a stored answer is never parsed and written again: what the fixture
//! or the population says is what the adapter gets.

mod answers;
mod distortion;
mod faults;
mod question;
mod server;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use answers::{Answers, AnswersError};
pub use faults::{Fault, FaultError, FaultKind, SubAnswer};

use server::Shared;

/// How long `stop` waits for conversations in flight before it gives up on them.
const STOP_WITHIN: Duration = Duration::from_secs(2);

/// One of the three registries, under its name in the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// Försäkringskassan (`FK`), which also answers for Pensionsmyndigheten.
    Forsakringskassan,
    /// CSN (`CSN`).
    Csn,
    /// Skatteverket (`SKV`), which here also serves folkbokföring.
    Skatteverket,
}

impl Source {
    /// All registries, in the order of the contract.
    pub const ALL: [Source; 3] = [Source::Forsakringskassan, Source::Csn, Source::Skatteverket];

    /// The value of `kalla` in this registry's envelopes.
    pub fn code(self) -> &'static str {
        match self {
            Source::Forsakringskassan => "FK",
            Source::Csn => "CSN",
            Source::Skatteverket => "SKV",
        }
    }

    /// The first segment of this registry's URL path.
    pub fn path(self) -> &'static str {
        match self {
            Source::Forsakringskassan => "forsakringskassan",
            Source::Csn => "csn",
            Source::Skatteverket => "skatteverket",
        }
    }

    fn from_code(code: &str) -> Option<Source> {
        Source::ALL.into_iter().find(|source| source.code() == code)
    }

    fn index(self) -> usize {
        match self {
            Source::Forsakringskassan => 0,
            Source::Csn => 1,
            Source::Skatteverket => 2,
        }
    }
}

/// Why the mocked registries could not start.
#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    /// The address could not be listened on, most often because another
    /// program already does.
    #[error("cannot listen on {address} for the mocked registries; choose another with --listen")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the operating system said.
        source: std::io::Error,
    },
}

/// How many questions each registry has received, bad and failed ones included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RequestCounts {
    /// Questions to Försäkringskassan.
    pub forsakringskassan: u64,
    /// Questions to CSN.
    pub csn: u64,
    /// Questions to Skatteverket.
    pub skatteverket: u64,
}

impl RequestCounts {
    /// The questions to all three registries together.
    pub fn total(&self) -> u64 {
        self.forsakringskassan + self.csn + self.skatteverket
    }
}

/// The mocked registries before they listen.
#[derive(Debug, Clone, Copy)]
pub struct Simulator;

impl Simulator {
    /// Listens on `listen` (port 0 takes a free one) and serves `answers`,
    /// disturbed by `faults`, on the caller's tokio runtime until the returned
    /// handle is stopped or dropped.
    pub async fn start(
        answers: Answers,
        faults: Vec<Fault>,
        listen: SocketAddr,
    ) -> Result<RunningSimulator, SimulatorError> {
        let failed = |source| SimulatorError::Listen {
            address: listen,
            source,
        };
        let listener = TcpListener::bind(listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (stopping, stop_seen) = watch::channel(false);
        let shared = Arc::new(Shared::new(answers, faults, stop_seen));
        let task = tokio::spawn(server::serve(listener, Arc::clone(&shared)));
        tracing::debug!(%address, "mocked registries are listening");
        Ok(RunningSimulator {
            address,
            shared,
            stopping,
            task: Some(task),
        })
    }
}

/// The mocked registries while they listen. Dropping it ends them.
pub struct RunningSimulator {
    address: SocketAddr,
    shared: Arc<Shared>,
    stopping: watch::Sender<bool>,
    task: Option<JoinHandle<()>>,
}

impl RunningSimulator {
    /// The address that is listened on, with the port that was given.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of one registry, without a slash at the end; its question is
    /// asked at `{base_url}/v1/fraga` and its ping at `{base_url}/v1/ping`.
    pub fn base_url(&self, source: Source) -> String {
        format!("http://{}/{}", self.address, source.path())
    }

    /// Replaces all faults; it holds for every request that comes after.
    /// The counters of `flapping` and the draws of `slow` start again.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        self.shared.set_faults(faults);
    }

    /// Stores an envelope in place of what was stored for its registry and
    /// person: the answer that changes during a run.
    pub fn replace_answer(&self, envelope: impl Into<Vec<u8>>) -> Result<(), AnswersError> {
        self.shared.replace_answer(envelope.into())
    }

    /// The questions received so far; pings are not counted.
    pub fn counts(&self) -> RequestCounts {
        self.shared.counts()
    }

    /// Ends the listener and every conversation. A request that is kept
    /// waiting by a fault is answered with 503 at once.
    pub async fn stop(mut self) {
        self.stopping.send_replace(true);
        let Some(task) = self.task.take() else { return };
        let abort = task.abort_handle();
        if tokio::time::timeout(STOP_WITHIN, task).await.is_err() {
            abort.abort();
        }
    }
}

impl Drop for RunningSimulator {
    fn drop(&mut self) {
        self.stopping.send_replace(true);
    }
}
