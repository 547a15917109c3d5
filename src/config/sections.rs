//! The sections as they are written, before their values are judged.
//!
//! Unknown keys are denied here too: a key that `default.toml` has and nobody
//! reads is a fault of the program that every test run then sees.

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Queue {
    pub kind: String,
    pub prefetch: i64,
    pub amqp: Amqp,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Amqp {
    pub url: String,
    pub url_file: String,
    pub heartbeat_seconds: i64,
    pub timeout_seconds: i64,
    pub name_prefix: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ledger {
    pub path: String,
    pub person_key_file: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Registries {
    pub organisation_number: String,
    pub organisation_name: String,
    pub purpose: String,
    pub deadline_seconds: i64,
    pub connect_timeout_ms: i64,
    pub timeout_ms: i64,
    pub attempts_in_process: i64,
    pub in_flight: i64,
    pub allow_insecure: bool,
    pub breaker: Breaker,
    pub forsakringskassan: Registry,
    pub csn: Registry,
    pub skatteverket: Registry,
    pub legal_texts: Vec<LegalTexts>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Registry {
    pub base_url: String,
    pub requests_per_second: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Breaker {
    pub failures_in_a_row: i64,
    pub window: i64,
    pub failure_percent: i64,
    pub probes: i64,
    pub pause_seconds: i64,
    pub longest_pause_seconds: i64,
    pub intake_pause_minutes: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LegalTexts {
    pub from: String,
    pub forsakringskassan: String,
    pub csn: String,
    pub skatteverket: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    pub directory: String,
    pub policy: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Run {
    pub until_empty_deadline_minutes: i64,
    pub stop_deadline_seconds: i64,
    pub retry_base_seconds: i64,
    pub retry_cap_minutes: i64,
    pub protection_max_age_seconds: i64,
    pub evidence_max_age_hours: i64,
    pub sweep_seconds: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Console {
    pub bind: String,
    pub public_address: String,
    pub users_file: String,
    pub idle_minutes: i64,
    pub longest_hours: i64,
    pub reveal_minutes: i64,
    pub proxy_header: String,
    pub proxy_secret_file: String,
    pub proxy_addresses: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Log {
    pub format: String,
    pub level: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Telemetry {
    pub metrics_bind: String,
}
