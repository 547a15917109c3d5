//! Assesses a case and compares it with what was worked out by hand.

use std::sync::LazyLock;

use handlaggarrobot::assessment::Assessment;
use handlaggarrobot::assessment::trace::Line;
use handlaggarrobot::bundle::assess_bundle;
use handlaggarrobot::rules::{COMPILED_IN, EXAMPLE_POLICY, Policy, Rules};
use serde_json::Value;

use crate::form::{Case, ExpectedLine};
use crate::words;

/// What is not as expected; `None` when everything is.
pub fn fault(case: &Case) -> Option<String> {
    let faults = faults(case);
    (!faults.is_empty()).then(|| format!("{}: {}", case.name, faults.join("; ")))
}

/// The shipped rules, read once for all cases.
pub static RULES: LazyLock<Rules> =
    LazyLock::new(|| Rules::read(COMPILED_IN).expect("the shipped rules"));

/// The example policy, read once for the cases that leave it as it is.
pub static POLICY: LazyLock<Policy> =
    LazyLock::new(|| Policy::load("policy.toml", EXAMPLE_POLICY).expect("the shipped policy"));

fn faults(case: &Case) -> Vec<String> {
    let policy = policy(case);
    let mut bundle = words::bundle(case);
    let assess = |bundle: &Value| {
        assess_bundle(&bundle.to_string(), &RULES, &policy).expect("a case is a bundle")
    };
    let assessment = assess(&bundle);
    let bytes = serde_json::to_value(&assessment).expect("plain data");
    let mut faults = compare(case, &assessment, &bytes);
    if let Some(evidence) = bundle["evidence"].as_array_mut() {
        evidence.reverse();
    }
    let again = serde_json::to_value(assess(&bundle)).expect("plain data");
    if again != bytes {
        faults.push("the order of the evidence matters".into());
    }
    faults
}

/// The example policy with the case's replacements; each must fit one place.
fn policy(case: &Case) -> Policy {
    if case.policy.is_empty() {
        return POLICY.clone();
    }
    let mut text = EXAMPLE_POLICY.to_owned();
    for (from, to) in &case.policy {
        let places = text.matches(from.as_str()).count();
        assert_eq!(
            places, 1,
            "{}: {from} stands {places} times in the policy",
            case.name
        );
        text = text.replace(from.as_str(), to);
    }
    Policy::load("policy.toml", &text).unwrap_or_else(|error| panic!("{}: {error}", case.name))
}

fn compare(case: &Case, assessment: &Assessment, bytes: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let mut expect = |what: &str, wanted: String, got: String| {
        if wanted != got {
            faults.push(format!("{what}: expected {wanted}, got {got}"));
        }
    };
    let codes: Vec<&str> = assessment
        .reasons
        .iter()
        .map(|reason| reason.code())
        .collect();
    expect(
        "outcome",
        case.outcome.clone(),
        assessment.outcome.code().into(),
    );
    expect("reasons", case.reasons.join(", "), codes.join(", "));
    let amount = assessment.amount.map(|amount| amount.to_string());
    expect(
        "amount",
        format!("{:?}", case.amount),
        format!("{amount:?}"),
    );
    if let Some(proposed) = &case.proposed {
        let got = assessment.proposed.map(|outcome| outcome.code());
        expect("proposed", proposed.clone(), got.unwrap_or("none").into());
    }
    for code in &case.fires {
        let fired = codes.contains(&code.as_str());
        expect(
            code,
            "to fire".into(),
            if fired { "to fire" } else { "nothing" }.into(),
        );
    }
    for code in &case.near_miss {
        let fired = codes.contains(&code.as_str());
        expect(
            code,
            "nothing".into(),
            if fired { "to fire" } else { "nothing" }.into(),
        );
    }
    let after_checks: Vec<String> = assessment
        .after_checks
        .iter()
        .map(|check| format!("{} {} {}", check.on, check.person, check.employer))
        .collect();
    expect(
        "after_checks",
        case.after_checks.join(", "),
        after_checks.join(", "),
    );
    let waits_until = assessment.waits_until.map(|day| day.to_string());
    expect(
        "waits_until",
        format!("{:?}", case.waits_until),
        format!("{waits_until:?}"),
    );
    if let Some(unchecked) = &case.unchecked {
        let got: Vec<String> = assessment
            .unchecked
            .iter()
            .map(|gap| {
                format!(
                    "{} {} {} {}",
                    gap.source,
                    gap.person,
                    gap.part,
                    gap.cause.code()
                )
            })
            .collect();
        expect("unchecked", unchecked.join(", "), got.join(", "));
    }
    expect(
        "lines add up",
        "true".into(),
        assessment.lines_add_up().to_string(),
    );
    faults.extend(wrong_lines(case, &assessment.lines, bytes));
    faults
}

fn wrong_lines(case: &Case, lines: &[Line], bytes: &Value) -> Vec<String> {
    let written = bytes["lines"].as_array().expect("a list of lines");
    let mut faults = Vec::new();
    for expected in &case.lines {
        if !written.iter().any(|line| is_as_expected(expected, line)) {
            let same_id: Vec<String> = written
                .iter()
                .filter(|line| line["id"] == *expected.id)
                .map(|line| {
                    let text = |key: &str| line[key].as_str().unwrap_or("-").to_owned();
                    let parameter = line["parameter"]["id"].as_str().unwrap_or("-");
                    let keys = ["person", "amount", "label", "arithmetic", "legal_basis"];
                    let said = keys.map(text).join(" | ");
                    format!("{said} | {parameter} | {}", evidence(line))
                })
                .collect();
            let (id, amount) = (&expected.id, &expected.amount);
            let got = same_id.join(" / ");
            faults.push(format!("no line {id} of {amount} as expected, but: {got}"));
        }
    }
    for id in &case.no_lines {
        if lines.iter().any(|line| line.id == *id) {
            faults.push(format!("there is a line {id}"));
        }
    }
    faults
}

fn is_as_expected(expected: &ExpectedLine, line: &Value) -> bool {
    let says = |key: &str, wanted: &Option<String>| {
        let text = line[key]
            .as_str()
            .unwrap_or_default()
            .replace('\u{a0}', " ");
        wanted.as_ref().is_none_or(|wanted| text == *wanted)
    };
    let parameter = line["parameter"]["id"].as_str().unwrap_or_default();
    line["id"] == *expected.id
        && line["amount"] == *expected.amount
        && says("person", &expected.person)
        && says("label", &expected.label)
        && says("arithmetic", &expected.arithmetic)
        && says("legal_basis", &expected.legal_basis)
        && expected
            .parameter
            .as_ref()
            .is_none_or(|wanted| parameter == wanted)
        && expected
            .evidence
            .as_ref()
            .is_none_or(|wanted| evidence(line) == *wanted)
}

/// `SKV applicant individuppgifter.kontantErsattning`, one after the other.
fn evidence(line: &Value) -> String {
    let list = line["evidence"].as_array().expect("a list of evidence");
    let texts: Vec<String> = list
        .iter()
        .map(|evidence| {
            let words = ["source", "person", "field"];
            let words = words.iter().filter_map(|key| evidence[*key].as_str());
            words.collect::<Vec<_>>().join(" ")
        })
        .collect();
    texts.join(", ")
}
