//! `simulate`, as it is called. What it counts is worked out beside the code.

use serde_json::Value;

use crate::installation::{
    Installation, all_scenarios, application, errors, fixtures, most_common_morning, printed,
    registries,
};

const LOWER_CEILING: (&str, &str) = ("[5800, 7300,", "[5800, 6400,");

/// An installation with a file of bundles and a policy with a lower ceiling for
/// rent.
fn with_cases(bundles: &str) -> Installation {
    let installation = Installation::new("http://127.0.0.1:9");
    let write = |name: &str, text: &str| {
        std::fs::write(installation.folder.path().join(name), text).expect("written");
    };
    let policy = handlaggarrobot::rules::EXAMPLE_POLICY;
    assert!(policy.contains(LOWER_CEILING.0));
    write(
        "new.toml",
        &policy.replace(LOWER_CEILING.0, LOWER_CEILING.1),
    );
    write("same.toml", policy);
    write("cases.jsonl", bundles);
    installation
}

fn worked_example() -> String {
    std::fs::read_to_string(fixtures().join("bundles/worked-example.jsonl")).expect("the bundle")
}

fn simulation<'a>(policy: &'a str, format: &'a str) -> [&'a str; 7] {
    [
        "simulate",
        "--policy",
        policy,
        "--cases",
        "cases.jsonl",
        "--format",
        format,
    ]
}

#[test]
fn the_same_cases_and_rules_give_the_same_bytes_in_every_form() {
    let installation = with_cases(&worked_example().repeat(2000));
    for format in ["text", "html", "json"] {
        let output = installation.run(&simulation("new.toml", format));
        assert!(output.status.success(), "{}", errors(&output));
        let again = installation.run(&simulation("new.toml", format));
        assert_eq!(printed(&output), printed(&again));
        // 2 000 of 50 kr less, which read the same in every form.
        let sum = if format == "json" {
            "100000.00"
        } else {
            "100\u{a0}000 kr"
        };
        assert!(printed(&output).contains(sum), "{}", printed(&output));
    }
}

#[test]
fn the_present_policy_again_makes_no_difference() {
    let installation = with_cases(&worked_example().repeat(6));
    let output = installation.run(&simulation("same.toml", "text"));
    assert!(output.status.success(), "{}", errors(&output));
    assert!(
        printed(&output).contains("Ingen skillnad."),
        "{}",
        printed(&output)
    );
}

#[test]
fn a_line_that_cannot_be_read_is_told_and_the_others_are_computed() {
    let installation = with_cases(&format!("{}{{}}\n\nno JSON\n", worked_example().repeat(6)));
    let output = installation.run(&simulation("new.toml", "json"));
    assert_eq!(output.status.code(), Some(1));
    let told = errors(&output);
    for line in [
        "line 7: not a bundle",
        "line 9: not a bundle",
        "error: 2 cases",
    ] {
        assert!(told.contains(line), "{told}");
    }
    let report: Value = serde_json::from_str(&printed(&output)).expect("JSON");
    assert_eq!(report["cases"]["unreadable"], 2);
    assert_eq!(report["amounts"]["less"]["cases"], 6);
}

#[test]
fn what_makes_no_sense_together_is_refused_with_what_to_do() {
    let installation = with_cases("");
    let refused = |more: &[&str], code: i32, wanted: &str| {
        let output = installation.run(&[&["simulate"], more].concat());
        let text = errors(&output);
        assert_eq!(output.status.code(), Some(code), "{text}");
        assert!(text.contains(wanted), "{text}");
    };
    let cases = ["--cases", "cases.jsonl"];
    refused(&cases, 64, "--policy");
    refused(&["--policy", "new.toml"], 64, "--cases");
    let new = ["--policy", "new.toml"];
    refused(&[&new[..], &["--cases", "nowhere"]].concat(), 1, "nowhere");
    refused(
        &["--policy", "cases.jsonl", cases[0], cases[1]],
        1,
        "mode: is missing",
    );
    let month = ["--month", "2026-11"];
    refused(&[&new[..], &cases, &month].concat(), 1, "--cases ledger");
    refused(
        &[&new[..], &["--cases", "ledger"]].concat(),
        1,
        "there is no ledger",
    );
}

#[tokio::test]
async fn the_ledgers_cases_are_computed_from_what_it_has_stored() {
    let simulator = registries(&[]).await;
    let mut installation = with_cases("");
    let address = format!("http://{}", simulator.address());
    for registry in ["FORSAKRINGSKASSAN", "CSN", "SKATTEVERKET"] {
        installation.set(&format!("REGISTRIES__{registry}__BASE_URL"), &address);
    }
    let names = all_scenarios();
    let names = names.iter().map(|scenario| scenario.name.as_str());
    let protected: Vec<_> = names
        .clone()
        .filter(|name| name.starts_with("protected-"))
        .collect();
    assert!(protected.len() > 1);
    installation.submit(names.map(application)).await;
    installation.work(most_common_morning()).await;
    simulator.stop().await;
    let ledger = [
        "simulate", "--policy", "new.toml", "--cases", "ledger", "--format", "json",
    ];
    let output = installation.run(&[&ledger[..], &["--case-ids"]].concat());
    assert!(output.status.success(), "{}", errors(&output));
    let report: Value = serde_json::from_str(&printed(&output)).expect("JSON");
    assert!(report["cases"]["compared"].as_u64() > Some(50), "{report}");
    assert!(
        report["amounts"]["less"]["cases"].as_u64() >= Some(5),
        "{report}"
    );
    let losses = report["case_ids"]["largest_losses"]
        .as_array()
        .expect("cases");
    assert!(!losses.is_empty());
    for name in protected {
        let application: Value = serde_json::from_slice(&application(name)).expect("JSON");
        let id = application["application_id"].as_str().expect("an id");
        assert!(!printed(&output).contains(id), "{name}");
    }
    let other = installation.run(&[&ledger[..], &["--month", "2020-01"]].concat());
    let other: Value = serde_json::from_str(&printed(&other)).expect("JSON");
    assert_eq!(other["cases"]["compared"], 0);
}
