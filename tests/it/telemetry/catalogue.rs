//! What is written about the log is what the types say.

use handlaggarrobot::telemetry::CATALOGUE;
use serde_json::Value;

use super::text_of;
use crate::installation::{Installation, printed};

#[test]
fn the_written_catalogue_is_that_of_the_program() {
    let installation = Installation::new("http://127.0.0.1:9");
    let written = printed(&installation.run(&["events"]));
    assert!(
        written == text_of("deploy/log-events.md"),
        "write it anew: handlaggarrobot events > deploy/log-events.md"
    );
    let json = printed(&installation.run(&["events", "--format", "json"]));
    let json: Value = serde_json::from_str(&json).expect("JSON");
    let events = json["events"].as_array().expect("events");
    assert_eq!(events.len(), CATALOGUE.len());
}

#[test]
fn the_log_looks_as_the_command_line_says_whatever_the_settings_say() {
    let mut installation = Installation::new("http://127.0.0.1:9");
    installation.set("LOG__FORMAT", "json");
    let run = [
        "run",
        "--until-empty",
        "--example-policy",
        "--log-format",
        "text",
    ];
    let log = crate::installation::errors(&installation.run(&run));
    assert!(log.contains(" info  run.finished received=0"), "{log}");
    assert!(!log.contains('{'), "{log}");
}
