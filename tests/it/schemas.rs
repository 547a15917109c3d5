//! The schemas are those of the code. They hold the contract's examples and
//! what the robot really sends, and refuse what the robot refuses.

mod variants;

use std::collections::BTreeSet;

use handlaggarrobot::bundle::assess_bundle;
use handlaggarrobot::rules::{COMPILED_IN, EXAMPLE_POLICY, Policy, Rules};
use handlaggarrobot::vocabulary::intake::{Intake, read_application};
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::installation::{
    Installation, all_scenarios, application, errors, fixtures, most_common_morning, registries,
};
use variants::{pointers, weaknesses, with, without};

#[test]
fn the_files_are_what_the_program_writes() {
    let installation = Installation::new("http://127.0.0.1:9");
    let output = installation.run(&["schemas", "--out", "written"]);
    assert!(output.status.success(), "{}", errors(&output));
    let files = |folder: std::path::PathBuf| -> BTreeSet<(String, String)> {
        let entries = std::fs::read_dir(folder).expect("a folder");
        entries
            .map(|entry| entry.expect("an entry"))
            .map(|entry| {
                let name = entry.file_name().to_string_lossy().into_owned();
                (name, std::fs::read_to_string(entry.path()).expect("text"))
            })
            .collect()
    };
    let written = files(installation.folder.path().join("written"));
    assert_eq!(written.len(), 7);
    assert!(
        written == files(fixtures().join("schemas")),
        "the types have changed: run `cargo run -- schemas --out fixtures/schemas`, and remove \
         what it no longer writes"
    );
}

#[test]
fn the_contract_s_examples_are_valid() {
    for name in ["application", "decision", "handover", "restricted"] {
        assert_eq!(faults(&sent(name), &contract(name)), NONE, "{name}");
    }
}

#[test]
fn every_fixture_is_valid_as_far_as_a_schema_can_see() {
    let validator = sent("application");
    let mut beyond = Vec::new();
    for scenario in all_scenarios() {
        let value = serde_json::from_slice(&scenario.application).expect("JSON");
        assert_eq!(faults(&validator, &value), NONE, "{}", scenario.name);
        if !is_accepted(&value) {
            beyond.push(scenario.name);
        }
    }
    // A check digit and a person twice are beyond a schema.
    assert_eq!(beyond, ["same-child-twice", "wrong-check-digit"]);
}

#[test]
fn the_application_s_schema_refuses_what_the_robot_refuses() {
    let validator = schema("application");
    let values = json!([
        null,
        true,
        0,
        -1,
        31,
        0.5,
        "",
        " ",
        "x",
        "12345",
        "1.005",
        "-1.00",
        "-0.00",
        "1000000000000",
        "000999999999999",
        "2026-13",
        "2026-02-30",
        "salary",
        "benefit",
        [],
        {},
    ]);
    let mut refused = 0;
    for name in ["worked-example", "sickness-benefit-declared"] {
        let whole: Value = serde_json::from_slice(&application(name)).expect("JSON");
        let mut compare = |broken: &Value, what: String| {
            let valid = validator.is_valid(broken);
            assert_eq!(valid, is_accepted(broken), "{name}: {what}");
            refused += u32::from(!valid);
        };
        for pointer in pointers(&whole) {
            compare(&without(&whole, &pointer), format!("without {pointer}"));
            for value in values.as_array().expect("values") {
                let broken = with(&whole, &pointer, value.clone());
                compare(&broken, format!("{value} at {pointer}"));
            }
        }
    }
    assert!(refused > 1000, "only {refused} were refused");
}

#[test]
fn only_what_may_be_null_may_be_null_and_nothing_may_be_missing() {
    let accepted = |name: &str, example: &Value| weaknesses(&schema(name), example);
    assert_eq!(accepted("decision", &contract("decision")), NONE);
    assert_eq!(accepted("restricted", &contract("restricted")), NONE);
    assert_eq!(
        accepted("handover", &contract("handover")),
        ["dossier_url null", "month null", "proposal null"]
    );
    assert_eq!(
        accepted("application", &contract("application")),
        [
            "applicant.signed_at null",
            "case_context.adults[].activity_requirement null",
            "case_context.adults[].individual_assessment null",
            "case_context.approved_last_month null",
            "case_context.approved_last_month.amount null",
            "case_context.approved_last_month.payment null",
            "case_context.child_perspective_considered null",
            "co_applicant null",
        ]
    );
    let sample = with(&contract("handover"), "/quality_sample", json!(true));
    assert_eq!(
        accepted("handover", &sample),
        [
            "dossier_url null",
            "month null",
            "proposal null",
            "quality_sample missing"
        ]
    );
    let assessments = assessments();
    let (_, worked) = assessments
        .iter()
        .find(|(name, _)| name == "worked-example")
        .expect("the worked example");
    assert_eq!(
        accepted("assessment", worked),
        [
            "amount null",
            "lines[].parameter null",
            "lines[].person null",
            "proposed null",
            "waits_until null"
        ]
    );
}

#[test]
fn an_amount_below_zero_is_refused_where_it_makes_no_sense() {
    for (name, pointer, makes_sense) in [
        ("application", "/costs/0/amount", false),
        ("application", "/incomes/0/amount_net", false),
        ("application", "/assets/0/amount", false),
        ("decision", "/amount", false),
        ("decision", "/lines/0/amount", true),
        ("handover", "/proposal/amount", false),
        ("handover", "/proposal/lines/0/amount", true),
    ] {
        let negative = with(&contract(name), pointer, json!("-1.00"));
        assert_eq!(
            schema(name).is_valid(&negative),
            makes_sense,
            "{name}{pointer}"
        );
    }
}

#[test]
fn an_unknown_additional_field_is_accepted_everywhere() {
    for name in ["application", "decision", "handover", "restricted"] {
        let whole = contract(name);
        let mut objects: Vec<_> = pointers(&whole);
        objects.push(String::new());
        objects.retain(|pointer| whole.pointer(pointer).is_some_and(Value::is_object));
        for pointer in objects {
            let more = with(&whole, &format!("{pointer}/unknown"), json!([1, null]));
            assert_eq!(faults(&schema(name), &more), NONE, "{name}{pointer}");
        }
    }
}

#[tokio::test]
async fn everything_the_robot_posts_is_valid() {
    let simulator = registries(&[]).await;
    let mut installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.change_policy(&[
        ("quality_sample_percent = 5", "quality_sample_percent = 100"),
        (
            "may_decide = [\"granted\"]",
            "may_decide = [\"granted\", \"partly_granted\", \"rejected\"]",
        ),
    ]);
    let scenarios = all_scenarios();
    let morning = most_common_morning();
    let same_day = scenarios
        .iter()
        .filter(|scenario| morning.date_naive() == scenario.situation.assessed_on);
    installation
        .submit(same_day.map(|scenario| scenario.application.clone()))
        .await;
    installation.work(morning).await;
    simulator.stop().await;
    let mut seen = BTreeSet::new();
    for (queue, body) in installation.postings().await {
        let name = match queue.as_str() {
            "decisions" => "decision",
            "notices" => "notice",
            "restricted" => "restricted",
            _ => "handover",
        };
        assert_eq!(faults(&sent(name), &body), NONE, "{queue}");
        let field = |key: &str| body.get(key).map(Value::to_string).unwrap_or_default();
        seen.insert(format!(
            "{name} {}{}",
            field("outcome"),
            field("quality_sample")
        ));
        if name == "handover" && body["month"].is_null() {
            seen.insert("handover of an invalid application".to_owned());
        }
    }
    let wanted = [
        "decision \"granted\"true",
        "decision \"partly_granted\"true",
        "decision \"rejected\"true",
        "handover ",
        "handover of an invalid application",
        "handover true",
        "notice ",
        "restricted ",
    ];
    assert_eq!(seen.iter().collect::<Vec<_>>(), wanted);
}

#[test]
fn every_assessment_is_valid() {
    let validator = sent("assessment");
    for (name, assessment) in assessments() {
        assert_eq!(faults(&validator, &assessment), NONE, "{name}");
    }
}

const NONE: [&str; 0] = [];

/// What `assess` prints of every fixture.
fn assessments() -> Vec<(String, Value)> {
    let rules = Rules::read(COMPILED_IN).expect("rules");
    let policy = Policy::load("policy.toml", EXAMPLE_POLICY).expect("a policy");
    let assess = |scenario: handlaggarrobot::cli::scenarios::Scenario| {
        let answers = read(&format!("registries/{}.json", scenario.name));
        let application: Value = serde_json::from_slice(&scenario.application).expect("JSON");
        let day = scenario.situation.assessed_on;
        let bundle = json!({"application": application, "evidence": answers, "assessed_on": day});
        let assessment = assess_bundle(&bundle.to_string(), &rules, &policy).expect("a bundle");
        let printed = serde_json::to_value(assessment).expect("JSON");
        (scenario.name, printed)
    };
    all_scenarios().into_iter().map(assess).collect()
}

fn read(path: &str) -> Value {
    let bytes = std::fs::read(fixtures().join(path)).expect("a fixture");
    serde_json::from_slice(&bytes).expect("JSON")
}

/// The contract's example, as it stands there. Where the handover has "…" for
/// its lines, which are objects, the decision's lines stand in.
fn contract(name: &str) -> Value {
    let example = read(&format!("contract/{name}.json"));
    if name == "handover" {
        let lines = read("contract/decision.json")["lines"].clone();
        return with(&example, "/proposal/lines", lines);
    }
    example
}

/// The schema as it is published; formats count.
fn schema(name: &str) -> Validator {
    compile(&read(&format!("schemas/{name}.json")))
}

/// The schema with every object closed: it tells of all that is sent.
fn sent(name: &str) -> Validator {
    fn close(schema: &mut Value) {
        if schema["type"] == "object" {
            schema["additionalProperties"] = json!(false);
        }
        match schema {
            Value::Array(items) => items.iter_mut().for_each(close),
            Value::Object(entries) => entries.values_mut().for_each(close),
            _ => {}
        }
    }
    let mut schema = read(&format!("schemas/{name}.json"));
    close(&mut schema);
    compile(&schema)
}

fn compile(schema: &Value) -> Validator {
    let options = jsonschema::options().should_validate_formats(true);
    options.build(schema).expect("a schema")
}

/// Where a value is at fault; never what stands there.
fn faults(validator: &Validator, value: &Value) -> Vec<String> {
    let errors = validator.iter_errors(value);
    errors
        .map(|error| error.instance_path().to_string())
        .collect()
}

fn is_accepted(application: &Value) -> bool {
    let bytes = application.to_string().into_bytes();
    matches!(read_application(&bytes), Intake::Accepted(_))
}
