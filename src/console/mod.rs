//! The operators' console: web pages, rendered here and served to browsers.
//!
//! It reads and acts through the ledger's ports, as the command line does, and
//! shows no more than the signed-in person may see:
//!
//! * [`access`] – who is asking, and what they may do: the only place that says
//! * [`guard`] – what every request must be, and the headers every answer has
//! * [`layout`] – what all pages share
//! * `pages` – one file a page
//!
//! Every page works without its script, which only refreshes what has changed.

pub mod access;
mod chart;
mod content;
mod guard;
mod layout;
mod pages;
mod refusal;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::clock::Clock;
use crate::config::ConsoleSettings;
use crate::ledger::sqlite::SqliteLedger;
use crate::rules::{Policy, Rules};
use access::sessions::Sessions;
use access::throttle::Throttle;

/// No form of the console is longer, in bytes.
const LONGEST_FORM: usize = 64 * 1024;

/// So many passwords are checked at once.
const CHECKS_AT_ONCE: usize = 2;

/// Everything the pages need.
pub struct Console {
    ledger: SqliteLedger,
    rules: Rules,
    policy: Policy,
    clock: Clock,
    settings: ConsoleSettings,
    sessions: Sessions,
    throttle: Throttle,
    /// A password's check takes much memory on purpose, so few are made at once.
    checks: Semaphore,
}

/// The console as requests share it.
type Shared = Arc<Console>;

impl Console {
    /// A console where nobody is signed in yet. Previews are computed by the
    /// rules and the policy.
    pub fn new(
        ledger: SqliteLedger,
        (rules, policy): (Rules, Policy),
        clock: Clock,
        settings: ConsoleSettings,
    ) -> Self {
        Self {
            ledger,
            rules,
            policy,
            clock,
            sessions: Sessions::new(settings.idle, settings.longest),
            throttle: Throttle::default(),
            checks: Semaphore::new(CHECKS_AT_ONCE),
            settings,
        }
    }

    /// Serves until `stop` ends.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn serve(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> std::io::Result<()> {
        let service = router(Arc::new(self)).into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service)
            .with_graceful_shutdown(stop)
            .await
    }
}

fn router(console: Shared) -> Router {
    pages::routes()
        .layer(DefaultBodyLimit::max(LONGEST_FORM))
        .layer(from_fn_with_state(Arc::clone(&console), guard::guard))
        .with_state(console)
}
