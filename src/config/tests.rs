//! What the settings accept, refuse and keep secret.

use std::io::Write;
use std::time::Duration;

use tempfile::NamedTempFile;

use super::*;

const NOTHING: [(&str, &str); 0] = [];

pub(super) fn file(text: &str) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a file");
    file.write_all(text.as_bytes()).expect("written");
    file
}

pub(super) fn load(text: &str, environment: &[(&str, &str)]) -> Result<Settings, ConfigError> {
    let file = file(text);
    Settings::load(Some(file.path()), environment.iter().copied())
}

/// The faults as `key: problem`, in order, without their origins.
pub(super) fn faults(text: &str, environment: &[(&str, &str)]) -> Vec<String> {
    let error = load(text, environment).expect_err("faults");
    let without_origin = |fault: Fault| Fault {
        origin: None,
        ..fault
    };
    error
        .faults
        .into_iter()
        .map(|fault| without_origin(fault).to_string())
        .collect()
}

#[test]
fn the_defaults_are_sound_and_as_the_manual_says() {
    let settings = Settings::load(None, NOTHING).expect("sound defaults");
    assert_eq!(settings.queue.kind, QueueKind::Embedded);
    assert_eq!(settings.queue.prefetch, 200);
    assert_eq!(settings.queue.amqp.heartbeat, Duration::from_secs(10));
    assert_eq!(settings.registries.timeout, Duration::from_millis(8_000));
    assert_eq!(settings.run.retry_cap, Duration::from_secs(3_600));
    assert_eq!(settings.run.evidence_max_age, Duration::from_secs(43_200));
    assert_eq!(settings.log.level, tracing::Level::INFO);
    assert_eq!(settings.telemetry.metrics_bind, None);
    assert!(settings.ledger.person_key.is_none());
    assert!(settings.rules.policy.is_none());
}

#[test]
fn the_legal_text_is_that_of_the_day() {
    let text = r#"
        [[registries.legal_texts]]
        from = 2025-07-01
        forsakringskassan = "first"
        csn = "first"
        skatteverket = "first for tax"
        [[registries.legal_texts]]
        from = "2027-01-01"
        forsakringskassan = "second"
        csn = "second"
        skatteverket = "second"
    "#;
    let registries = load(text, &[]).expect("sound").registries;
    let on = |day: &str, source| registries.legal_text(source, day.parse().expect("a day"));
    assert_eq!(on("2025-06-30", Source::Csn), None);
    assert_eq!(
        on("2025-07-01", Source::Skatteverket),
        Some("first for tax")
    );
    assert_eq!(on("2026-12-31", Source::Csn), Some("first"));
    assert_eq!(on("2027-01-01", Source::Csn), Some("second"));
}

#[test]
fn variables_win_over_the_file_and_the_file_over_the_defaults() {
    let text = "[queue]\nprefetch = 7\n[run]\nsweep_seconds = 5\n";
    let environment = [
        ("HANDLAGGARROBOT__QUEUE__PREFETCH", "9"),
        ("HANDLAGGARROBOT__REGISTRIES__ALLOW_INSECURE", "true"),
        (
            "HANDLAGGARROBOT__REGISTRIES__CSN__BASE_URL",
            "http://simulator",
        ),
        // A text stays a text, also when it looks like a number.
        ("HANDLAGGARROBOT__REGISTRIES__PURPOSE", "0123"),
        ("HANDLAGGARROBOT_SERVICE_PORT", "a neighbour's, not ours"),
        ("PATH", "/bin"),
    ];
    let settings = load(text, &environment).expect("sound");
    assert_eq!(settings.queue.prefetch, 9);
    assert_eq!(settings.run.sweep, Duration::from_secs(5));
    assert_eq!(settings.run.stop_deadline, Duration::from_secs(25));
    assert_eq!(
        settings.registries.csn.base_url.to_string(),
        "http://simulator/"
    );
    assert_eq!(settings.registries.purpose, "0123");
}

#[test]
fn every_fault_is_told_at_once_with_its_place() {
    let text = r#"
        speed = 3
        [queue]
        kind = "kafka"
        prefetch = "many"
        prefetsch = 4
        [queue.amqp]
        url = "http://guest:hemligt-ord@broker"
        heartbeat_seconds = 0
        [registries]
        organisation_number = "2120000000"
        timeout_ms = 9000
        deadline_seconds = 5
        [registries.csn]
        base_url = "http://registry.example.se"
        [[registries.legal_texts]]
        from = 2026-01-01
        forsakringskassan = "a"
        csn = ""
        skatteverket = "c"
        [[registries.legal_texts]]
        from = 2025-01-01
        forsakringskassan = "a"
        csn = "b"
        skatteverket = "c"
        [run]
        retry_base_seconds = 3600
        retry_cap_minutes = 1
        "queue.kind" = "amqp"
        [log]
        level = true
    "#;
    let environment = [
        ("HANDLAGGARROBOT__RUN__SWEEP", "1"),
        ("HANDLAGGARROBOT__RUN__SWEEP_SECONDS", "soon"),
        ("HANDLAGGARROBOT__LOG", "json"),
        ("HANDLAGGARROBOT__REGISTRIES__LEGAL_TEXTS", "[]"),
        ("HANDLAGGARROBOT__queue__PREFETCH", "4"),
    ];
    let error = load(text, &environment).expect_err("faults");
    let told = error.to_string();
    let mut keys: Vec<_> = error
        .faults
        .iter()
        .map(|fault| fault.key.as_str())
        .collect();
    keys.sort_unstable();
    assert_eq!(
        keys,
        [
            "log",
            "log.level",
            "queue.amqp.heartbeat_seconds",
            "queue.amqp.url",
            "queue.kind",
            "queue.prefetch",
            "queue.prefetch",
            "queue.prefetsch",
            "registries.csn.base_url",
            "registries.legal_texts",
            "registries.legal_texts[0].csn",
            "registries.legal_texts[1].from",
            "registries.organisation_number",
            "registries.timeout_ms",
            "run.queue.kind",
            "run.retry_base_seconds",
            "run.sweep",
            "run.sweep_seconds",
            "speed",
        ],
        "{told}"
    );
    assert!(told.starts_with("the settings have 19 faults:\n"), "{told}");
    assert!(!told.contains("hemligt"), "a password was told");
    for line in [
        "speed: unknown; the sections are console, ledger, log, queue, registries, rules, run, telemetry (",
        "line 6)",
        "queue.prefetsch: unknown; [queue] has amqp, kind, prefetch (",
        "queue.prefetch: must be a whole number (",
        "queue.kind: must be one of \"embedded\", \"amqp\" (",
        "queue.amqp.heartbeat_seconds: must be 1 to 300, but is 0 (",
        "run.sweep_seconds: must be a whole number (HANDLAGGARROBOT__RUN__SWEEP_SECONDS)",
        "registries.timeout_ms: 9s must not be longer than registries.deadline_seconds (5s)",
        "queue.prefetch: the variable must be written HANDLAGGARROBOT__QUEUE__PREFETCH",
    ] {
        assert!(told.contains(line), "{line} is not in:\n{told}");
    }
}

#[test]
fn entries_of_a_list_are_checked_key_by_key() {
    let text = r#"
        [[registries.legal_texts]]
        from = 1
        csn = "b"
        colour = "red"
    "#;
    let expected = [
        "registries.legal_texts[0].from: must be a day such as 2025-07-01",
        "registries.legal_texts[0].colour: unknown; \
         an entry has csn, forsakringskassan, from, skatteverket",
        "registries.legal_texts[0].forsakringskassan: is missing",
        "registries.legal_texts[0].skatteverket: is missing",
    ];
    assert_eq!(faults(text, &[]), expected);
    let none = "registries.legal_texts: must have at least one entry";
    assert_eq!(faults("[registries]\nlegal_texts = []", &[]), [none]);
    let day = "[[registries.legal_texts]]\nfrom = \"2025-02-30\"\n\
               forsakringskassan = \"a\"\ncsn = \"b\"\nskatteverket = \"c\"";
    assert_eq!(faults(day, &[]), [expected[0]]);
}

#[test]
fn numbers_have_limits_and_no_fractions() {
    for (key, section, limits) in [
        ("prefetch", "queue", "1 to 10000"),
        ("in_flight", "registries", "1 to 10000"),
        ("protection_max_age_seconds", "run", "1 to 300"),
        ("stop_deadline_seconds", "run", "1 to 300"),
    ] {
        for number in ["0", "-1", "99999"] {
            let told = faults(&format!("[{section}]\n{key} = {number}"), &[]);
            let expected = format!("{section}.{key}: must be {limits}, but is {number}");
            assert_eq!(told, [expected]);
        }
        assert!(load(&format!("[{section}]\n{key} = 0x1_0"), &[]).is_ok());
        for other in ["1.5", "99999999999999999999", "true", "\"1\"", "[1]"] {
            let told = faults(&format!("[{section}]\n{key} = {other}"), &[]);
            assert_eq!(told, [format!("{section}.{key}: must be a whole number")]);
        }
    }
}

#[test]
fn a_file_that_is_missing_or_no_toml_is_told_in_a_line() {
    let missing = Path::new("no-such-folder/robot.toml");
    let error = Settings::load(Some(missing), NOTHING).expect_err("a fault");
    assert_eq!(
        error.to_string(),
        "the settings have a fault:\n  - the settings file no-such-folder/robot.toml \
         cannot be read: entity not found"
    );
    // The quotation mark that is missing makes the parser stop in the secret.
    let text = "[queue]\n[queue.amqp]\nurl = \"amqp://guest:hemligt-ord@broker\nurl_file = 3 4\n";
    let error = load(text, &[("HANDLAGGARROBOT__SPEED", "1")]).expect_err("faults");
    let told = error.to_string();
    assert!(
        told.contains("is no TOML") && told.contains("line 3)"),
        "{told}"
    );
    assert!(told.contains("HANDLAGGARROBOT__SPEED"), "{told}");
    assert!(!told.contains("hemligt"), "a password was told");
}

#[test]
fn the_broker_address_is_one_of_a_broker() {
    for bad in [
        "",
        "broker",
        "https://broker",
        "amqp://",
        "amqp://robot:a#b@broker",
        "amqp://robot:a/b@broker",
        "amqp://broker\\namqp://broker",
    ] {
        let told = faults(&format!("[queue.amqp]\nurl = \"{bad}\""), &[]);
        assert!(
            told.len() == 1 && told[0].starts_with("queue.amqp.url: must"),
            "{bad}"
        );
    }
    for good in [
        "amqp://broker",
        "amqps://a:b%23@broker:5671/%2f?heartbeat=10",
    ] {
        assert!(
            load(&format!("[queue.amqp]\nurl = \"{good}\""), &[]).is_ok(),
            "{good}"
        );
    }
}

#[test]
fn a_ledger_that_would_be_gone_with_the_process_is_refused() {
    for bad in ["", ":memory:", "file::memory:", "  "] {
        let told = faults(&format!("[ledger]\npath = \"{bad}\""), &[]);
        assert_eq!(told, ["ledger.path: must be the path of a file"]);
    }
}

#[test]
fn a_value_that_makes_no_sense_is_told_with_the_source_that_won() {
    let variable = ("HANDLAGGARROBOT__QUEUE__PREFETCH", "0");
    let error = load("[queue]\nprefetch = -1", &[variable]).expect_err("a fault");
    assert_eq!(error.faults.len(), 1);
    assert_eq!(error.faults[0].origin.as_deref(), Some(variable.0));
    assert!(error.faults[0].problem.ends_with("is 0"));
}

#[test]
fn a_key_that_only_looks_like_another_path_is_unknown() {
    let nameless = load("\"\" = { queue = { prefetch = 3 } }", &[]);
    let problem =
        "unknown; the sections are console, ledger, log, queue, registries, rules, run, telemetry";
    assert_eq!(nameless.expect_err("a fault").faults[0].problem, problem);
    let broken = faults("\"a\\nb\" = 1", &[]);
    assert_eq!(broken, [format!("a\\nb: {problem}")]);
}
