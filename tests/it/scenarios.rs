//! Every fixture through the whole chain: submit, queue, robot, registries
//! over HTTP, postings; and offline. The expectations were worked out by hand.

use std::collections::{BTreeMap, HashMap};

use handlaggarrobot::bundle::assess_bundle;
use handlaggarrobot::cli::scenarios::Scenario;
use handlaggarrobot::rules::{COMPILED_IN, EXAMPLE_POLICY, Policy, Rules};
use serde_json::{Value, json};

use crate::broker;
use crate::installation::{Installation, all_scenarios, fixtures, morning, registries};
use crate::plain_amqp::drain;

#[test]
fn every_fixture_offline() {
    let rules = Rules::read(COMPILED_IN).expect("rules");
    let policy = Policy::load("policy.toml", EXAMPLE_POLICY).expect("a policy");
    let mut wrong = Vec::new();
    let scenarios = all_scenarios();
    assert!(scenarios.len() >= 40, "only {} fixtures", scenarios.len());
    for scenario in &scenarios {
        let registries = fixtures()
            .join("registries")
            .join(format!("{}.json", scenario.name));
        let evidence: Value =
            serde_json::from_slice(&std::fs::read(registries).expect("answers")).expect("JSON");
        let application: Value = serde_json::from_slice(&scenario.application).expect("JSON");
        let bundle = json!({
            "application": application,
            "evidence": evidence,
            "assessed_on": scenario.situation.assessed_on,
        });
        let assessment = assess_bundle(&bundle.to_string(), &rules, &policy).expect("a bundle");
        let expected = &scenario.situation.expected;
        let reasons: Vec<_> = assessment
            .reasons
            .iter()
            .map(|reason| reason.code())
            .collect();
        let amount = assessment.amount.map(|amount| amount.to_string());
        if assessment.outcome.code() != expected.outcome
            || amount != expected.amount
            || reasons != expected.reasons
        {
            wrong.push(format!(
                "{}: {} {amount:?} {reasons:?}",
                scenario.name,
                assessment.outcome.code()
            ));
        }
        assert!(assessment.lines_add_up(), "{}", scenario.name);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn every_fixture_through_the_embedded_queue() {
    let simulator = registries(&[]).await;
    let installation = Installation::new(&format!("http://{}", simulator.address()));
    for (day, scenarios) in by_day(&all_scenarios()) {
        installation
            .submit(
                scenarios
                    .iter()
                    .map(|scenario| scenario.application.clone()),
            )
            .await;
        installation.work(morning(day)).await;
    }
    check(&all_scenarios(), installation.postings().await);
    simulator.stop().await;
}

#[test]
fn every_fixture_twice_through_rabbitmq_is_posted_once() {
    let broker = broker::shared();
    let (url, prefix) = (broker.url(), broker.prefix());
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(through_rabbitmq(&url, &prefix));
}

async fn through_rabbitmq(url: &str, prefix: &str) {
    let simulator = registries(&[]).await;
    let mut installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.set("QUEUE__KIND", "amqp");
    installation.set("QUEUE__AMQP__URL", url);
    installation.set("QUEUE__AMQP__NAME_PREFIX", prefix);
    for (day, scenarios) in by_day(&all_scenarios()) {
        let messages = || {
            scenarios
                .iter()
                .map(|scenario| scenario.application.clone())
        };
        installation.submit(messages().chain(messages())).await;
        let summary = installation.work(morning(day)).await;
        assert_eq!(summary.counts.received, 2 * scenarios.len() as u64);
        assert_eq!(summary.counts.duplicates, scenarios.len() as u64);
    }
    check(&all_scenarios(), drain(url, prefix).await);
    simulator.stop().await;
}

fn by_day(scenarios: &[Scenario]) -> BTreeMap<chrono::NaiveDate, Vec<&Scenario>> {
    let mut days: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for scenario in scenarios {
        days.entry(scenario.situation.assessed_on)
            .or_default()
            .push(scenario);
    }
    days
}

/// Holds what was posted against what was worked out by hand: each case at the
/// one place it belongs, once, and nothing else.
fn check(scenarios: &[Scenario], postings: Vec<(String, Value)>) {
    let mut by_case: HashMap<String, Vec<(String, Value)>> = HashMap::new();
    for (queue, body) in postings {
        let case_number = body["case_number"]
            .as_str()
            .expect("a case number")
            .to_owned();
        by_case.entry(case_number).or_default().push((queue, body));
    }
    for scenario in scenarios {
        let application: Value = serde_json::from_slice(&scenario.application).expect("JSON");
        let case_number = application["case_number"].as_str().expect("a case number");
        let mut posted = by_case.remove(case_number).unwrap_or_default();
        posted.sort_by(|one, other| one.0.cmp(&other.0));
        // A sampled decision is also looked at by a person afterwards.
        posted.retain(|(_, body)| {
            body["quality_sample"] != json!(true) || !body["reasons"].is_array()
        });
        check_case(scenario, &application, &posted);
    }
    assert!(by_case.is_empty(), "postings of unknown cases");
}

fn check_case(scenario: &Scenario, application: &Value, posted: &[(String, Value)]) {
    let (name, expected) = (&scenario.name, &scenario.situation.expected);
    let queues: Vec<_> = posted.iter().map(|(queue, _)| queue.as_str()).collect();
    let restricted = ["protected_identity", "protection_unknown"]
        .iter()
        .any(|code| expected.reasons.iter().any(|reason| reason == code));
    match expected.outcome.as_str() {
        "waiting" => assert!(posted.is_empty(), "{name}: {queues:?}"),
        "handed_over" if restricted => {
            assert_eq!(queues, ["notices", "restricted"], "{name}");
            let mut keys: Vec<_> = posted[1].1.as_object().expect("an object").keys().collect();
            keys.sort();
            assert_eq!(
                keys,
                ["case_number", "message_id", "schema_version"],
                "{name}"
            );
        }
        "handed_over" => {
            assert!(
                queues.len() == 2 && queues[0].starts_with("human-review."),
                "{name}: {queues:?}"
            );
            assert_eq!(queues[1], "notices", "{name}");
            check_handover(
                name,
                expected.amount.as_deref(),
                &expected.reasons,
                &posted[0].1,
            );
        }
        outcome => {
            assert_eq!(queues, ["decisions"], "{name}");
            let decision = &posted[0].1;
            assert_eq!(decision["outcome"], outcome, "{name}");
            assert_eq!(
                decision["amount"].as_str(),
                expected.amount.as_deref(),
                "{name}"
            );
            assert_eq!(
                decision["application_id"], application["application_id"],
                "{name}"
            );
            assert_eq!(decision["payment"], application["payment"], "{name}");
            let letter = decision["letter"]["text"].as_str().expect("a letter");
            assert!(letter.contains("automatiserad beslutsfunktion"), "{name}");
        }
    }
}

fn check_handover(name: &str, amount: Option<&str>, reasons: &[String], handover: &Value) {
    let codes: Vec<_> = handover["reasons"]
        .as_array()
        .expect("reasons")
        .iter()
        .map(|reason| reason["code"].as_str().expect("a code").to_owned())
        .collect();
    assert_eq!(codes, reasons, "{name}");
    assert_eq!(handover["proposal"]["amount"].as_str(), amount, "{name}");
}
