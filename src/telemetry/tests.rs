//! What the lines say, and what can never stand in one.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Map, Value};
use tracing_subscriber::fmt::MakeWriter;

use super::catalogue::COMMON_FIELDS;
use super::events::*;
use super::*;
use crate::assessment::result::{Assessment, Outcome};
use crate::vocabulary::{Reason, Source};

pub(super) const CASE: &str = "01KA3V5W9M7R2C8X4N6T0BQZJD";

/// Keeps what is written.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl io::Write for &Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        written.extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Written {
    type Writer = &'w Written;
    fn make_writer(&'w self) -> &'w Written {
        self
    }
}

/// The lines that `act` writes.
fn lines(json: bool, level: Level, rust_log: Option<&str>, act: impl FnOnce()) -> Vec<String> {
    let written = Written::default();
    let clock = Clock::standing_at("2026-11-02T08:15:03.120Z".parse().expect("an instant"));
    let filter = filter(level, rust_log).expect("a filter");
    let lines = Lines::new(json, "run-1", clock);
    let subscriber = subscriber(filter, lines, false, written.clone());
    tracing::subscriber::with_default(subscriber, act);
    let bytes = written.0.lock().unwrap_or_else(PoisonError::into_inner);
    let text = String::from_utf8(bytes.clone()).expect("UTF-8");
    text.lines().map(str::to_owned).collect()
}

pub(super) fn json(act: impl FnOnce()) -> Vec<Map<String, Value>> {
    let lines = lines(true, Level::TRACE, None, act);
    let read = |line: &String| serde_json::from_str(line).expect("a JSON object");
    lines.iter().map(read).collect()
}

pub(super) fn assessment(reasons: &[Reason]) -> Assessment {
    Assessment {
        application_id: CASE.into(),
        outcome: Outcome::HandedOver,
        proposed: None,
        amount: None,
        reasons: reasons.to_vec(),
        lines: Vec::new(),
        after_checks: Vec::new(),
        waits_until: None,
        unchecked: Vec::new(),
        rules_hash: String::new(),
        policy_hash: String::new(),
    }
}

#[test]
fn a_line_is_flat_json_with_its_run_and_release() {
    let written = lines(true, Level::INFO, None, || {
        WorkerStopping { in_hand: 3 }.emit()
    });
    let release = env!("CARGO_PKG_VERSION");
    let expected = format!(
        "{{\"ts\":\"2026-11-02T08:15:03.120Z\",\"level\":\"info\",\"event\":\"worker.stopping\",\
         \"schema_version\":2,\"service.name\":\"handlaggarrobot\",\
         \"service.version\":\"{release}\",\"service.instance.id\":\"run-1\",\"in_hand\":3}}"
    );
    assert_eq!(written, [expected]);
}

#[test]
fn a_plain_line_has_its_target_and_message_and_keeps_the_common_keys() {
    let written = json(|| {
        tracing::warn!(
            target: "handlaggarrobot::queue",
            event = "false", level = 3, schema_version = "x", waited = 0.25, "broker is \"back\"\nagain"
        );
    });
    let line = &written[0];
    assert_eq!(line["event"], "log");
    assert_eq!(line["level"], "warn");
    assert_eq!(line["service.instance.id"], "run-1");
    assert_eq!(line["schema_version_"], "x");
    assert_eq!(line["level_"], 3);
    assert_eq!(line["event_"], "false");
    assert_eq!(line["waited"], 0.25);
    assert_eq!(line["target"], "handlaggarrobot::queue");
    assert_eq!(line["message"], "broker is \"back\"\nagain");
}

#[test]
fn text_is_for_people_and_a_value_cannot_forge_a_line() {
    let written = lines(false, Level::INFO, None, || {
        WorkerStopping { in_hand: 3 }.emit();
        tracing::info!(target: "handlaggarrobot::queue", host = "a\nb c", "connected to it");
        tracing::error!(target: "handlaggarrobot::queue", "one\nINFO two\u{1b}[2J\u{9b}2J");
    });
    let time = "2026-11-02 09:15:03.120";
    assert_eq!(
        written,
        [
            format!("{time} info  worker.stopping in_hand=3"),
            format!("{time} info  handlaggarrobot::queue connected to it host=\"a\\nb c\""),
            format!(
                "{time} error handlaggarrobot::queue \
                 \"one\\nINFO two\\u001b[2J\\u009b2J\""
            ),
        ]
    );
}

#[test]
fn libraries_are_silent_whatever_rust_log_says() {
    let act = || {
        tracing::error!(target: "lapin::channel", "hemligt");
        tracing::error!(target: "hyper", body = "hemligt");
        tracing::error!(target: "handlaggarrobots_neighbour", "hemligt");
        tracing::debug!(target: "handlaggarrobot::queue", "ours");
    };
    for (rust_log, ours) in [
        (None, 0),
        (Some(""), 0),
        (Some("trace"), 1),
        (Some("lapin=trace,hyper=trace,handlaggarrobot=debug"), 1),
        (Some("lapin=trace"), 0),
    ] {
        let written = lines(true, Level::INFO, rust_log, act);
        assert_eq!(written.len(), ours, "{rust_log:?}");
        assert!(written.iter().all(|line| !line.contains("hemligt")));
    }
    assert_eq!(lines(true, Level::DEBUG, None, act).len(), 1);
    let refused = filter(Level::INFO, Some("handlaggarrobot=loud")).err();
    assert_eq!(refused, Some(TelemetryError::Filter));
}

#[test]
fn restricted_cases_cannot_be_told_apart() {
    let told = |reasons: &[Reason]| {
        json(|| {
            AssessmentMade::new(CASE, &assessment(reasons), Duration::ZERO).emit();
            CaseFinished::restricted(CASE).emit();
        })
    };
    let protected = told(&[Reason::Assets, Reason::ProtectedIdentity]);
    let unknown = told(&[Reason::ProtectionUnknown]);
    assert_eq!(protected, unknown);
    assert_eq!(protected[0]["reasons"], "restricted");
    assert_eq!(protected[0]["reason_count"], 1);
    assert_eq!(protected[1]["state"], "restricted");
    let own = protected[1].keys().filter(|key| is_its_own(key));
    assert_eq!(own.collect::<Vec<_>>(), ["case_id", "state"]);
    let open = told(&[Reason::Assets, Reason::Student]);
    assert_eq!(open[0]["reasons"], "assets,student");
}

fn is_its_own(key: &str) -> bool {
    COMMON_FIELDS.iter().all(|common| common.key != key)
}

#[test]
fn skatteverkets_answers_are_told_without_their_case() {
    let written = json(|| {
        RegistryAnswered::new(CASE, Source::Skatteverket, Duration::ZERO).emit();
        RegistryFailed::new(CASE, Source::Skatteverket, Word::new("timeout"), 2).emit();
        RegistryFailed::new(CASE, Source::Forsakringskassan, Word::new("timeout"), 2).emit();
    });
    let cases: Vec<_> = written.iter().map(|line| line.get("case_id")).collect();
    assert_eq!(cases, [None, None, Some(&Value::from(CASE))]);
    assert_eq!(written[1]["error.type"], "timeout");
}

#[test]
fn an_error_text_is_no_word() {
    let shown = |text| {
        let written = json(|| {
            CaseFailed {
                case_id: CASE,
                error_type: Word::new(text),
            }
            .emit();
        });
        written[0]["error.type"].as_str().map(str::to_owned)
    };
    for good in ["SKV.timeout", "http_503", "Full"] {
        assert_eq!(shown(good).as_deref(), Some(good));
    }
    for secret in ["secrecy", "CSN.secrecy"] {
        assert_eq!(shown(secret).as_deref(), Some("error"));
    }
    let long = "a".repeat(49);
    for bad in [
        "",
        "no such person",
        "123456789012",
        "id_19900412",
        "Å",
        &long,
    ] {
        assert_eq!(shown(bad).as_deref(), Some("_OTHER"));
    }
}

#[test]
fn an_unknown_field_is_told_once_and_only_by_its_shape() {
    let field = |path| {
        let event = ApplicationUnknownField::first_seen(path)?;
        json(|| event.emit())[0]["field"]
            .as_str()
            .map(str::to_owned)
    };
    let first = field("children.0.nickname");
    assert_eq!(first.as_deref(), Some("children.*.nickname"));
    assert_eq!(field("children.1.nickname"), None);
    let odd = field("once.123456789012.Anna Andersson.x19900412");
    assert_eq!(odd.as_deref(), Some("once.?.?.?"));
}

proptest! {
    #[test]
    fn any_text_comes_back_out_of_a_line(text in any::<String>()) {
        let written = json(|| tracing::info!(target: "handlaggarrobot::x", text, "x"));
        prop_assert_eq!(written.len(), 1);
        prop_assert_eq!(written[0]["text"].as_str(), Some(text.as_str()));
    }
}
