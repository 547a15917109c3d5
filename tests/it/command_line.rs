//! The program as people and scripts call it.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::Value;

use crate::installation::{Installation, errors, fixtures, printed};

/// An installation whose registries nobody serves.
fn nobody() -> Installation {
    Installation::new("http://127.0.0.1:9")
}

/// The error, which must be one line that says what to do.
fn one_error(installation: &Installation, arguments: &[&str], code: i32) -> String {
    let output = installation.run(arguments);
    let text = errors(&output);
    assert_eq!(output.status.code(), Some(code), "{text}");
    let lines = text
        .lines()
        .filter(|line| line.starts_with("error: "))
        .count();
    assert_eq!(lines, 1, "{text}");
    text
}

#[test]
fn the_worked_example_gives_10_359_kronor() {
    let bundle = std::fs::read_to_string(fixtures().join("bundles/worked-example.jsonl"))
        .expect("the bundle");
    let installation = nobody();
    let path = installation.folder.path().join("bundle.jsonl");
    std::fs::write(&path, bundle).expect("written");
    let output = installation.run(&["assess", "bundle.jsonl"]);
    assert!(output.status.success(), "{}", errors(&output));
    let assessment: Value = serde_json::from_str(&printed(&output)).expect("JSON");
    assert_eq!(assessment["outcome"], "granted");
    assert_eq!(assessment["amount"], "10359.00");
    assert_eq!(assessment["reasons"], serde_json::json!([]));
}

#[test]
fn the_demonstration_shows_every_fixture_as_worked_out_by_hand() {
    let fixtures = fixtures().display().to_string();
    let output = nobody().run(&["demo", "--fixtures", &fixtures]);
    assert!(output.status.success(), "{}", errors(&output));
    let text = printed(&output);
    assert!(
        text.contains("10\u{a0}359 kr") && text.contains("bifall"),
        "{text}"
    );
    assert!(text.contains("blev som de räknats ut för hand"), "{text}");
}

#[test]
fn a_line_that_is_no_bundle_is_told_in_its_place() {
    let installation = nobody();
    std::fs::write(installation.folder.path().join("lines"), "{}\n").expect("written");
    let output = installation.run(&["assess", "lines"]);
    assert_eq!(output.status.code(), Some(1));
    let line: Value = serde_json::from_str(&printed(&output)).expect("JSON");
    assert_eq!(line["line"], 1);
}

#[test]
fn a_missing_settings_file_is_one_clear_line() {
    let text = one_error(
        &nobody(),
        &["--config", "nowhere.toml", "run", "--example-policy"],
        1,
    );
    assert!(text.contains("nowhere.toml"), "{text}");
}

#[test]
fn every_wrong_setting_is_told_at_once() {
    let mut installation = nobody();
    installation.set("QUEUE__KIND", "carrier-pigeon");
    installation.set("QUEUE__PREFETCH", "0");
    installation.set("QUEUE__SPEED", "fast");
    let output = installation.run(&["run", "--example-policy"]);
    assert_eq!(output.status.code(), Some(1));
    let text = errors(&output);
    for key in ["queue.kind", "queue.prefetch", "queue.speed"] {
        assert!(text.contains(key), "{key} not in {text}");
    }
}

#[test]
fn an_unreachable_broker_is_one_clear_line_without_its_password() {
    let mut installation = nobody();
    installation.set("QUEUE__KIND", "amqp");
    installation.set("QUEUE__AMQP__URL", "amqp://robot:hemligt@127.0.0.1:1");
    let text = one_error(
        &installation,
        &["run", "--until-empty", "--example-policy"],
        1,
    );
    assert!(
        text.contains("127.0.0.1") && !text.contains("hemligt"),
        "{text}"
    );
}

#[test]
fn a_port_in_use_is_one_clear_line() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let fixtures = fixtures().display().to_string();
    let text = one_error(
        &nobody(),
        &["registries", &fixtures, "--listen", &address],
        1,
    );
    assert!(text.contains(&address), "{text}");
}

#[test]
fn nothing_is_decided_by_the_example_policy_unasked() {
    let text = one_error(&nobody(), &["run", "--until-empty"], 1);
    assert!(text.contains("rules.policy"), "{text}");
}

#[test]
fn wrong_usage_has_an_exit_code_of_its_own() {
    assert_eq!(nobody().run(&["decide-everything"]).status.code(), Some(64));
    assert_eq!(nobody().run(&["--help"]).status.code(), Some(0));
}

#[test]
fn a_second_worker_on_the_same_ledger_is_refused() {
    let mut installation = nobody();
    installation.set("QUEUE__AMQP__HEARTBEAT_SECONDS", "1");
    let mut first = installation
        .command(&["run", "--example-policy"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("a worker");
    let mut line = String::new();
    let errors = first.stderr.as_mut().expect("its log");
    BufReader::new(errors)
        .read_line(&mut line)
        .expect("a first line");
    assert!(line.contains("run.started"), "{line}");
    let text = one_error(&installation, &["run", "--example-policy"], 1);
    assert!(text.contains("ledger"), "{text}");
    first.kill().expect("killed");
    first.wait().expect("gone");
}

#[test]
fn a_generated_population_goes_the_whole_way() {
    let mut installation = nobody();
    let output = installation.run(&["generate", "--count", "120", "--out", "pop", "--json"]);
    assert!(output.status.success(), "{}", errors(&output));
    let mix: Value = serde_json::from_str(&printed(&output)).expect("JSON");
    let households: u64 = mix["mix"]
        .as_object()
        .expect("a mix")
        .values()
        .filter_map(Value::as_u64)
        .sum();
    assert_eq!(households, 120);
    let mut registries = installation
        .command(&["registries", "pop", "--listen", "127.0.0.1:0", "--json"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("registries");
    let mut line = String::new();
    let out = registries.stdout.as_mut().expect("its output");
    BufReader::new(out)
        .read_line(&mut line)
        .expect("its address");
    let address: Value = serde_json::from_str(&line).expect("JSON");
    let base_url = address["base_url"].as_str().expect("an address").to_owned();
    for registry in ["FORSAKRINGSKASSAN", "CSN", "SKATTEVERKET"] {
        installation.set(&format!("REGISTRIES__{registry}__BASE_URL"), &base_url);
    }
    installation.set("RUN__RETRY_BASE_SECONDS", "3600");
    let submitted = installation.run(&["submit", "pop/applications.jsonl"]);
    assert!(
        printed(&submitted).contains("120 submitted"),
        "{}",
        errors(&submitted)
    );
    let run = installation.run(&[
        "run",
        "--until-empty",
        "--deadline",
        "1m",
        "--example-policy",
        "--json",
    ]);
    registries.kill().expect("killed");
    registries.wait().expect("gone");
    assert!(run.status.success(), "{}", errors(&run));
    let summary: Value = serde_json::from_str(&printed(&run)).expect("JSON");
    let count = |name: &str| summary["counts"][name].as_u64().expect("a count");
    let ended = ["decided", "handed_over", "restricted"]
        .map(count)
        .iter()
        .sum::<u64>();
    assert_eq!(count("received"), 120);
    assert_eq!(
        ended + count("retrying") + count("waiting"),
        120,
        "{summary}"
    );
    let listed = printed(&installation.run(&["cases", "list", "--json", "--limit", "1000"]));
    assert_eq!(listed.lines().count(), 120);
    let exported = installation.run(&["postings", "export", "--to", "out"]);
    assert!(
        printed(&exported).contains("messages written"),
        "{}",
        errors(&exported)
    );
    let decisions = std::fs::read_dir(installation.folder.path().join("out/decisions"));
    let decisions = decisions.map_or(0, |files| files.count() as u64);
    assert_eq!(decisions, count("decided"));
}

#[test]
fn postings_are_taken_kept_until_acknowledged_and_shown_again() {
    let installation = nobody();
    std::fs::write(installation.folder.path().join("bad"), "no application").expect("written");
    let submitted = installation.run(&["submit", "bad"]);
    assert!(
        errors(&submitted).contains("dead letters"),
        "{}",
        errors(&submitted)
    );
    assert!(
        installation
            .run(&["run", "--until-empty", "--example-policy"])
            .status
            .success()
    );
    let first = printed(&installation.run(&["postings", "take", "dead-letters"]));
    let posting: Value = serde_json::from_str(&first).expect("one posting");
    let id = posting["message_id"].as_str().expect("an id");
    assert_eq!(
        printed(&installation.run(&["postings", "take", "dead-letters"])),
        ""
    );
    assert_eq!(
        printed(&installation.run(&["postings", "take", "dead-letters", "--again"])),
        first
    );
    // What was taken and not acknowledged is not forgotten by who names no queue.
    assert_eq!(
        printed(&installation.run(&["postings", "take", "--again"])),
        first
    );
    let held = printed(&installation.run(&["postings", "count", "--json"]));
    assert!(held.contains(r#""taken":1"#), "{held}");
    assert!(installation.run(&["postings", "ack", id]).status.success());
    assert_eq!(
        printed(&installation.run(&["postings", "take", "--again"])),
        ""
    );
    let again = installation.run(&["postings", "ack", id]);
    assert!(again.status.success());
    assert!(errors(&again).contains("acknowledged before"));
}
