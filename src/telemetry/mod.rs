//! Telemetry: the catalogue of events, how log lines look, and what is counted.
//!
//! What the log can never hold: a person (HANDBOOK section 6), a message's
//! body, an address with credentials, or what makes a restricted case differ
//! from another restricted case.

pub mod catalogue;
#[cfg(test)]
mod catalogue_tests;
pub mod events;
mod fields;
mod format;
pub mod metrics;
#[cfg(test)]
mod tests;

use std::io::IsTerminal;

use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::filter::{EnvFilter, FilterExt, FilterFn, LevelFilter};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

use crate::clock::Clock;
use crate::config::{LogFormat, LogSettings};
pub use events::CATALOGUE;
pub use fields::Word;
use format::Lines;
use metrics::Counting;

/// The target of every event of the catalogue, and the beginning of the target
/// of every other line.
pub const TARGET: &str = "handlaggarrobot";

/// The version of the lines' shape. Each has a row in CHANGELOG.md, and a test
/// demands a new one whenever the shape changes.
pub const SCHEMA_VERSION: u64 = 2;

/// Why the log cannot start.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TelemetryError {
    /// The variable is set but no filter.
    #[error("RUST_LOG is no filter; an example is RUST_LOG=handlaggarrobot=debug")]
    Filter,
    /// Something in the process writes a log already.
    #[error("the log has been started before")]
    AlreadyStarted,
}

/// Starts the log on standard error, for the rest of the process. `run_id`
/// stands in every line and tells this run from all others; `counting` hears
/// every event, whatever the log's level.
///
/// Lines carry the machine's own time, also when the robot pretends another
/// day.
///
/// # Errors
/// [`TelemetryError`]
pub fn start(
    settings: &LogSettings,
    run_id: &str,
    counting: Option<Counting>,
) -> Result<(), TelemetryError> {
    let terminal = std::io::stderr().is_terminal();
    let json = match settings.format {
        LogFormat::Auto => !terminal,
        LogFormat::Json => true,
        LogFormat::Text => false,
    };
    let colours = terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let filter = filter(settings.level, std::env::var("RUST_LOG").ok().as_deref())?;
    let lines = Lines::new(json, run_id, Clock::system());
    let subscriber = subscriber(filter, lines, colours, std::io::stderr);
    let subscriber = subscriber.with(counting.map(|counting| counting.with_filter(own())));
    tracing::subscriber::set_global_default(subscriber).map_err(|_| TelemetryError::AlreadyStarted)
}

/// The robot's own lines from the level on, or what `RUST_LOG` says of them.
fn filter(level: Level, rust_log: Option<&str>) -> Result<EnvFilter, TelemetryError> {
    match rust_log.map(str::trim) {
        None | Some("") => EnvFilter::try_new(format!("off,{TARGET}={level}")),
        Some(filter) => EnvFilter::try_new(filter),
    }
    .map_err(|_| TelemetryError::Filter)
}

fn subscriber<W>(
    filter: EnvFilter,
    lines: Lines,
    colours: bool,
    writer: W,
) -> impl Subscriber + for<'span> LookupSpan<'span> + Send + Sync
where
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    // Libraries stay silent whatever RUST_LOG says: at debug the broker's
    // client logs whole messages and the HTTP client addresses, and what they
    // log at error in their next version nobody can promise. What goes wrong in
    // them reaches the robot as an error value, which it reports in its words.
    let layer = tracing_subscriber::fmt::layer()
        .event_format(lines)
        .with_ansi(colours)
        .with_writer(writer)
        .with_filter(filter.and(own()));
    tracing_subscriber::registry().with(layer)
}

fn own() -> FilterFn {
    FilterFn::new(is_own as fn(&Metadata<'_>) -> bool).with_max_level_hint(LevelFilter::TRACE)
}

fn is_own(metadata: &Metadata<'_>) -> bool {
    match metadata.target().strip_prefix(TARGET) {
        Some(rest) => rest.is_empty() || rest.starts_with("::"),
        None => false,
    }
}
