//! What the README claims is so: its generated blocks are what the program
//! generates, and its commands are commands.

use clap::Parser;
use handlaggarrobot::cli::Cli;
use handlaggarrobot::ledger::state;
use handlaggarrobot::queue::topology::Topology;
use handlaggarrobot::rules::{EXAMPLE_POLICY, Policy};
use serde_json::Value;

use crate::installation::{
    Installation, all_scenarios, application, most_common_morning, registries,
};

fn readme() -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    std::fs::read_to_string(path).expect("README.md")
}

/// The README must hold the text; a failure prints what it should be.
fn holds(text: &str) {
    assert!(
        readme().contains(text.trim()),
        "README.md must hold:\n{text}"
    );
}

#[test]
fn the_states_are_those_of_the_code() {
    holds(&format!("```mermaid\n{}\n```", state::diagram()));
}

#[test]
fn the_topology_is_what_the_program_declares() {
    let policy = Policy::load("policy.toml", EXAMPLE_POLICY).expect("a policy");
    holds(&Topology::new("", policy.units.all()).to_string());
}

#[tokio::test]
async fn the_letter_is_the_one_the_robot_writes() {
    let simulator = registries(&[]).await;
    let installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.submit([application("worked-example")]).await;
    installation.work(most_common_morning()).await;
    let postings = installation.postings().await;
    let decision = postings.iter().find(|(queue, _)| queue == "decisions");
    let letter = decision.expect("a decision").1["letter"]["text"]
        .as_str()
        .expect("a letter")
        .to_owned();
    simulator.stop().await;
    holds(&letter);
}

#[test]
fn the_table_shows_fixtures_as_they_come_out() {
    let mut shown = 0;
    let scenarios = all_scenarios();
    for row in readme()
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains(" kr |"))
    {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let scenario = scenarios
            .iter()
            .find(|scenario| scenario.situation.visar == cells[1]);
        let expected = &scenario.expect(row).situation.expected;
        let outcome = match expected.outcome.as_str() {
            "granted" => "bifall",
            "handed_over" => "till handläggare",
            _ => "väntar",
        };
        assert_eq!(cells[2], outcome, "{row}");
        let amount = expected
            .amount
            .as_ref()
            .expect("an amount")
            .trim_end_matches(".00");
        assert_eq!(
            cells[3].replace([' ', '\u{a0}'], ""),
            format!("{amount}kr"),
            "{row}"
        );
        shown += 1;
    }
    assert!(shown >= 6, "the table has {shown} rows");
    holds(&format!("on {} invented cases", scenarios.len()));
}

#[test]
fn every_command_line_is_understood() {
    let mut checked = 0;
    for line in readme()
        .lines()
        .filter(|line| line.starts_with("handlaggarrobot "))
    {
        let words = line
            .split(" #")
            .next()
            .unwrap_or_default()
            .split_whitespace();
        let parsed = Cli::try_parse_from(words);
        assert!(
            parsed.is_ok(),
            "{line}: {}",
            parsed
                .err()
                .map(|error| error.to_string())
                .unwrap_or_default()
        );
        checked += 1;
    }
    assert!(checked >= 8, "only {checked} command lines");
}

#[test]
fn every_setting_it_names_exists() {
    let defaults: toml::Value =
        toml::from_str(handlaggarrobot::config::DEFAULT_TOML).expect("TOML");
    let readme = readme();
    let mut checked = 0;
    for variable in readme.split("HANDLAGGARROBOT__").skip(1) {
        let name: String = variable
            .chars()
            .take_while(|c| c.is_ascii_uppercase() || *c == '_')
            .collect();
        let mut place = &defaults;
        for key in name.to_lowercase().split("__") {
            place = place
                .get(key)
                .unwrap_or_else(|| panic!("no setting {name}"));
        }
        checked += 1;
    }
    assert!(checked >= 2);
}

#[test]
fn the_schemas_examples_are_the_fixtures() {
    let bundle = include_str!("../../fixtures/bundles/worked-example.jsonl");
    let bundle: Value = serde_json::from_str(bundle).expect("JSON");
    let example: Value = serde_json::from_slice(&application("worked-example")).expect("JSON");
    assert_eq!(bundle["application"], example);
}
