//! Settings: `config/default.toml` (compiled in, commented: it is the manual)
//! < file < `HANDLAGGARROBOT__SECTION__KEY` variables < secret files.
//!
//! Everything wrong is told at once, with its key and where it was set, and no
//! text ever quotes a secret.

mod base_url;
mod check;
mod checks;
mod console;
mod fault;
mod layers;
#[cfg(test)]
mod secret_tests;
mod sections;
#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::NaiveDate;
use secrecy::{SecretSlice, SecretString};

use crate::vocabulary::Source;
pub use base_url::BaseUrl;
pub use console::{ConsoleSettings, ProxySignIn};
pub use fault::{ConfigError, Fault};

/// The commented defaults, which are the manual of every key.
pub const DEFAULT_TOML: &str = include_str!("../../config/default.toml");

/// How the robot is set up; each field's meaning, unit and reason stand in
/// [`DEFAULT_TOML`]. `Debug` shows no secret.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `[queue]`
    pub queue: QueueSettings,
    /// `[ledger]`
    pub ledger: LedgerSettings,
    /// `[registries]`
    pub registries: RegistrySettings,
    /// `[rules]`
    pub rules: RuleSettings,
    /// `[run]`
    pub run: RunSettings,
    /// `[console]`
    pub console: ConsoleSettings,
    /// `[log]`
    pub log: LogSettings,
    /// `[telemetry]`
    pub telemetry: TelemetrySettings,
}

impl Settings {
    /// Reads the settings from all sources; `environment` is
    /// `std::env::vars_os()` but in tests.
    ///
    /// # Errors
    /// [`ConfigError`] with every fault of file, variables and secret files.
    pub fn load<K, V>(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, ConfigError>
    where
        K: Into<OsString>,
        V: Into<OsString>,
    {
        let mut faults = Vec::new();
        let known = layers::KnownKeys::of_defaults(&mut faults);
        let from_file = match file {
            Some(path) => layers::from_file(path, &known, &mut faults),
            None => Some(layers::Layer::default()),
        };
        let variables = environment
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()));
        let from_environment = layers::from_environment(variables, &known, &mut faults);
        // Without the file most further checks would speak of values that
        // nobody chose.
        let settings = from_file
            .and_then(|file| known.merge(file, from_environment, &mut faults))
            .and_then(|merged| checks::settings(&merged, &mut faults));
        match settings {
            Some(settings) if faults.is_empty() => Ok(settings),
            _ => Err(ConfigError { faults }),
        }
    }
}

/// Which queue stands behind the port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueKind {
    /// In the ledger's file.
    Embedded,
    /// RabbitMQ.
    Amqp,
}

impl QueueKind {
    /// What logs call it: OpenTelemetry's `messaging.system`, where it knows it.
    pub const fn system(self) -> &'static str {
        match self {
            Self::Embedded => "embedded",
            Self::Amqp => "rabbitmq",
        }
    }
}

/// `[queue]`
#[derive(Clone, Debug)]
pub struct QueueSettings {
    /// Which queue.
    pub kind: QueueKind,
    /// Messages in hand at most; at least 1.
    pub prefetch: u16,
    /// `[queue.amqp]`
    pub amqp: AmqpSettings,
}

/// `[queue.amqp]`
#[derive(Clone, Debug)]
pub struct AmqpSettings {
    /// The broker, with credentials; from `url_file` when that is given.
    pub url: SecretString,
    /// Time between heartbeats.
    pub heartbeat: Duration,
    /// Limit for any single answer of the broker.
    pub timeout: Duration,
    /// Before every exchange's and queue's name.
    pub name_prefix: String,
}

/// `[ledger]`
#[derive(Clone, Debug)]
pub struct LedgerSettings {
    /// The SQLite file.
    pub path: PathBuf,
    /// The HMAC key for persons; `None`: one is kept in the ledger.
    pub person_key: Option<SecretSlice<u8>>,
}

/// `[registries]`
#[derive(Clone, Debug)]
pub struct RegistrySettings {
    /// `ingivare.organisationsnummer`, 12 digits.
    pub organisation_number: String,
    /// `ingivare.namn`.
    pub organisation_name: String,
    /// `syfte`.
    pub purpose: String,
    /// Limit for all answers about a household.
    pub deadline: Duration,
    /// Limit for reaching a registry.
    pub connect_timeout: Duration,
    /// Limit for one whole answer.
    pub timeout: Duration,
    /// Times a question is put before the case is tried again later.
    pub attempts_in_process: u32,
    /// Cases worked on at the same time; at least 1.
    pub in_flight: usize,
    /// `[registries.breaker]`
    pub breaker: BreakerSettings,
    /// `[registries.forsakringskassan]`
    pub forsakringskassan: RegistryAddress,
    /// `[registries.csn]`
    pub csn: RegistryAddress,
    /// `[registries.skatteverket]`
    pub skatteverket: RegistryAddress,
    /// `lagtext`, oldest first; never empty.
    pub legal_texts: Vec<LegalTexts>,
}

impl RegistrySettings {
    /// Where a registry answers, and how often it may be asked.
    pub const fn address(&self, source: Source) -> &RegistryAddress {
        match source {
            Source::Forsakringskassan => &self.forsakringskassan,
            Source::Csn => &self.csn,
            Source::Skatteverket => &self.skatteverket,
        }
    }

    /// The `lagtext` of a question put on `day`; `None` before the first
    /// entry, when there is no provision to ask by.
    pub fn legal_text(&self, source: Source, day: NaiveDate) -> Option<&str> {
        let valid = self.legal_texts.iter().rfind(|texts| texts.from <= day)?;
        Some(match source {
            Source::Forsakringskassan => &valid.forsakringskassan,
            Source::Csn => &valid.csn,
            Source::Skatteverket => &valid.skatteverket,
        })
    }
}

/// `[registries.breaker]`
#[derive(Clone, Debug)]
pub struct BreakerSettings {
    /// Failures in a row that open it.
    pub failures_in_a_row: u32,
    /// Answers whose share of failures is looked at.
    pub window: usize,
    /// The share of failures that opens it.
    pub failure_percent: usize,
    /// Questions at once that try whether the registry is back.
    pub probes: u32,
    /// The first pause.
    pub pause: Duration,
    /// The longest pause.
    pub longest_pause: Duration,
    /// After this long intake goes on without the registry.
    pub intake_pause: Duration,
}

/// `[registries.forsakringskassan]` and its neighbours.
#[derive(Clone, Debug)]
pub struct RegistryAddress {
    /// Where it answers.
    pub base_url: BaseUrl,
    /// Questions a second; 0 is no limit.
    pub requests_per_second: u32,
}

/// One entry of `[[registries.legal_texts]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalTexts {
    /// The first day the provisions are in force.
    pub from: NaiveDate,
    /// For Försäkringskassan.
    pub forsakringskassan: String,
    /// For CSN.
    pub csn: String,
    /// For Skatteverket.
    pub skatteverket: String,
}

/// `[rules]`
#[derive(Clone, Debug)]
pub struct RuleSettings {
    /// The folder of dated parameters; `None`: those compiled in.
    pub directory: Option<PathBuf>,
    /// The policy file; `None`: the compiled-in example, only for
    /// demonstration.
    pub policy: Option<PathBuf>,
}

/// `[run]`
#[derive(Clone, Debug)]
pub struct RunSettings {
    /// When a run with `--until-empty` ends although work is left.
    pub until_empty_deadline: Duration,
    /// From the stop signal to the exit at the latest.
    pub stop_deadline: Duration,
    /// The back-off's first step.
    pub retry_base: Duration,
    /// The back-off's longest step.
    pub retry_cap: Duration,
    /// From this age protected identity is asked for again before a posting.
    pub protection_max_age: Duration,
    /// From this age any stored answer is asked for again.
    pub evidence_max_age: Duration,
    /// Between two looks for what is due or unposted.
    pub sweep: Duration,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// JSON, or text when the log goes to a terminal.
    Auto,
    /// One flat JSON object a line.
    Json,
    /// For people.
    Text,
}

/// `[log]`
#[derive(Clone, Debug)]
pub struct LogSettings {
    /// How lines look.
    pub format: LogFormat,
    /// The least severe level that is written.
    pub level: tracing::Level,
}

/// `[telemetry]`
#[derive(Clone, Copy, Debug)]
pub struct TelemetrySettings {
    /// Where a running worker serves its metrics and its health; `None`:
    /// nowhere.
    pub metrics_bind: Option<SocketAddr>,
}
