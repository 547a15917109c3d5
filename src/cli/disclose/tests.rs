//! What drafts hold and what they must not, whatever a case holds.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::*;
use crate::bundle::assess_bundle;
use crate::ledger::CaseState;
use crate::population::Population;
use crate::rules::{COMPILED_IN, EXAMPLE_POLICY, Rules};

const BUNDLE: &str = include_str!("../../../fixtures/bundles/worked-example.jsonl");

fn rules() -> (Rules, Policy) {
    (
        Rules::read(COMPILED_IN).expect("the rules"),
        Policy::load("policy.toml", EXAMPLE_POLICY).expect("the policy"),
    )
}

/// A case as the ledger keeps it, and its row, with a message and an event.
fn stored(application: Value, answers: Vec<Value>, assessment: Value) -> (Stored, CaseRow) {
    let evidence = answers.into_iter();
    let evidence =
        evidence.map(|answer| json!({ "came_at": "2026-11-02T07:16:00Z", "answer": answer }));
    let text = |name: &str| assessment[name].as_str().unwrap_or_default().to_owned();
    let codes = assessment["reasons"].as_array().expect("reasons").iter();
    let instant = |text: &str| text.parse().expect("an instant");
    let row = CaseRow {
        case_id: "SENTINEL-case-id".into(),
        application_id: "SENTINEL-application-id".into(),
        case_number: "SENTINEL-case-number".into(),
        month: Some("2026-11".parse().expect("a month")),
        state: CaseState::HandedOver,
        outcome: Outcome::from_code(&text("outcome")),
        amount: Kronor::parse("98765.43").ok(),
        reasons: codes
            .map(|code| code.as_str().expect("a code").to_owned())
            .collect(),
        unit: Some("SENTINEL-unit".into()),
        received_at: instant("2026-11-02T07:14:31Z"),
        updated_at: instant("2026-11-05T07:16:02Z"),
        due_at: None,
        attempts: 0,
        cause: Some("SENTINEL-cause".into()),
    };
    let stored = Stored {
        content: json!({
            "application": application, "evidence": evidence.collect::<Vec<_>>(),
            "assessed_on": "2026-11-02", "program": "0", "assessment": assessment,
        }),
        messages: vec![Message {
            queue: "notices".into(),
            posted_at: None,
            body: json!({ "letter": { "text": "SENTINEL\nletter" } }),
        }],
        events: vec![Event {
            what: "SENTINEL-what".into(),
            statement: json!({ "by": "SENTINEL-by", "comment": "SENTINEL-comment" }),
        }],
        policy: Some(rules().1),
    };
    (stored, row)
}

/// Every format of a draft, one after the other.
fn in_every_format(stored: &Stored, draft: &Disclosure) -> String {
    let write = |format| {
        let disclose = Disclose {
            id: String::new(),
            to: To::Public,
            format,
            output: None,
            signing: Signing::new("why"),
        };
        disclose.written(draft, stored).expect("a draft")
    };
    [Format::Text, Format::Html, Format::Json]
        .map(write)
        .concat()
}

/// The document with another text of its own in every leaf, and those texts.
fn with_sentinels(value: &Value, path: &str, sentinels: &mut Vec<String>) -> Value {
    match value {
        Value::Array(items) if !items.is_empty() => (0..)
            .zip(items)
            .map(|(place, item)| with_sentinels(item, &format!("{path}-{place}"), sentinels))
            .collect(),
        Value::Object(fields) if !fields.is_empty() => {
            let fields = fields.iter().map(|(name, field)| {
                let within = format!("{path}-{name}");
                (name.clone(), with_sentinels(field, &within, sentinels))
            });
            Value::Object(fields.collect::<Map<_, _>>())
        }
        _ => {
            let sentinel = format!("SENTINEL{path}");
            sentinels.push(sentinel.clone());
            sentinel.into()
        }
    }
}

fn leaves(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| leaves(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| leaves(field, found)),
        Value::String(text) => drop(found.insert(text.clone())),
        Value::Number(number) => drop(found.insert(number.to_string())),
        Value::Null | Value::Bool(_) => {}
    }
}

#[test]
fn no_value_of_application_or_evidence_is_in_the_public_draft_and_all_are_in_the_partys() {
    let bundle: Value = serde_json::from_str(BUNDLE).expect("JSON");
    let (rules, policy) = rules();
    let assessment = assess_bundle(BUNDLE, &rules, &policy).expect("an assessment");
    let assessment = serde_json::to_value(&assessment).expect("JSON");
    let mut sentinels = Vec::new();
    let application = with_sentinels(&bundle["application"], "-a", &mut sentinels);
    let answers = with_sentinels(&bundle["evidence"], "-e", &mut sentinels);
    let answers = answers.as_array().expect("answers").clone();
    assert!(sentinels.len() > 200, "{}", sentinels.len());
    let (stored, row) = stored(application, answers, assessment);

    let public = in_every_format(&stored, &stored.public(&row));
    assert!(!public.contains("SENTINEL"), "a value of the case is shown");
    assert!(!public.contains("98 765") && !public.contains("98765"));
    assert!(public.contains("26 kap. 1 § OSL"));

    for to in [To::Party, To::CoApplicant] {
        let recipient = match to {
            To::CoApplicant => Recipient::CoApplicant,
            _ => Recipient::Applicant,
        };
        let draft = stored.party(&row, recipient);
        let text = serde_json::to_string(&draft).expect("JSON");
        let held = sentinels.iter().map(String::as_str).chain([
            "SENTINEL-case-number",
            "SENTINEL-unit",
            "SENTINEL-by",
            "SENTINEL-comment",
            "SENTINEL\\nletter",
        ]);
        for sentinel in held {
            assert!(
                text.contains(sentinel),
                "{sentinel} is held back from {}",
                to.code()
            );
        }
    }
}

#[test]
fn the_public_draft_of_a_household_is_that_of_any_other_with_the_same_kinds_of_reasons() {
    let (rules, policy) = rules();
    let day = "2026-11-02".parse().expect("a day");
    let population = Population::new(150, 7, day, "2026-11").expect("a population");
    let (mut looked_at, mut drafts) = (0, BTreeSet::new());
    for household in population.households() {
        let answers: Vec<_> = household
            .answers
            .iter()
            .map(|(_, answer)| answer.as_str())
            .collect();
        let bundle = format!(
            r#"{{"application":{},"evidence":[{}],"assessed_on":"{day}"}}"#,
            household.application,
            answers.join(",")
        );
        // Some households send nonsense on purpose.
        let Ok(assessment) = assess_bundle(&bundle, &rules, &policy) else {
            continue;
        };
        let bundle: Value = serde_json::from_str(&bundle).expect("JSON");
        let assessment = serde_json::to_value(&assessment).expect("JSON");
        let answers = bundle["evidence"].as_array().expect("answers").clone();
        let (stored, row) = stored(bundle["application"].clone(), answers, assessment);
        let draft = in_every_format(&stored, &stored.public(&row));
        let mut values = BTreeSet::new();
        leaves(&bundle["application"], &mut values);
        leaves(&bundle["evidence"], &mut values);
        // Shorter texts are words of the contract, or stand in other words.
        for value in values
            .iter()
            .filter(|value| value.len() >= 8 && has_digits(value))
        {
            assert!(
                !draft.contains(value.as_str()),
                "a value of a household is shown"
            );
            looked_at += 1;
        }
        drafts.insert(draft);
    }
    assert!(looked_at > 3_000, "{looked_at}");
    // Outcomes and kinds of reasons are few; households are not.
    assert!(drafts.len() < 60, "{} different drafts", drafts.len());
}

fn has_digits(value: &str) -> bool {
    value.bytes().filter(u8::is_ascii_digit).count() >= 6
}
