//! Raw bundles, most of them broken in some way.
//!
//! Whatever the bytes, the core does not panic. What is a bundle at all gets an
//! assessment, which decides nothing and states no amount while an answer is
//! missing that it needs; what is needed is worked out here anew, from the
//! handbook and plain JSON.

#![no_main]

mod mutation;
mod needed;

use std::sync::LazyLock;

use handlaggarrobot::assessment::{Assessment, Outcome};
use handlaggarrobot::bundle::{NotABundle, RawBundle, assess_bundle};
use handlaggarrobot::registries::read_answer;
use handlaggarrobot::rules::{COMPILED_IN, EXAMPLE_POLICY, Policy, Rules};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use serde_json::{Map, Value};

static RULES: LazyLock<(Rules, Policy)> = LazyLock::new(|| {
    let rules = Rules::read(COMPILED_IN).expect("the shipped rules load");
    // Every outcome may be decided, so that each can be decided wrongly.
    let all = "may_decide = [\"granted\", \"partly_granted\", \"rejected\"]";
    let text = EXAMPLE_POLICY.replace("may_decide = [\"granted\"]", all);
    assert!(text.contains(all), "the policy's may_decide has another form");
    let policy = Policy::load("policy.toml", &text).expect("the policy loads");
    (rules, policy)
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutation::mutate(data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| {
    let (rules, policy) = &*RULES;
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let assessment = assess_bundle(text, rules, policy);
    let in_pieces = serde_json::from_str::<RawBundle<'_>>(text).map_err(|_| NotABundle);
    let in_pieces = in_pieces.and_then(|bundle| bundle.read());
    assert!(
        assessment == in_pieces.map(|bundle| bundle.assess(rules, policy)),
        "a bundle read in one pass is what its pieces say"
    );
    if let Ok(assessment) = assessment {
        makes_sense(&assessment);
    }
    // From here on every key stands once, so that two readers see the same.
    let Ok(bundle) = serde_json::from_str::<Value>(text) else {
        return;
    };
    let assessment = assess_bundle(&bundle.to_string(), rules, policy);
    let Some(application_id) = needed::readable_id(&bundle) else {
        return;
    };
    let assessment = assessment.expect("a readable application gets an assessment");
    assert_eq!(assessment.application_id, application_id);
    makes_sense(&assessment);
    answers_decide(&bundle, &assessment);
    order_does_not_matter(&bundle, &assessment);
});

/// What holds of every assessment.
fn makes_sense(assessment: &Assessment) {
    assert!(assessment.lines_add_up(), "the lines add up to the amount");
    assert!(
        assessment.reasons.is_sorted_by(|one, next| one < next),
        "reasons are sorted and stand once"
    );
    assert_eq!(
        assessment.outcome.is_decision(),
        assessment.reasons.is_empty(),
        "what is decided has no reason against it, and what is not has one"
    );
    let decided_as_proposed = assessment.proposed == Some(assessment.outcome);
    assert!(!assessment.outcome.is_decision() || decided_as_proposed);
    let json = serde_json::to_string(assessment).expect("an assessment is JSON");
    assert!(assessment.to_json() == json, "its JSON has another shape");
}

fn answers_decide(bundle: &Value, assessment: &Assessment) {
    let Some(missing) = needed::missing(bundle) else {
        // It cannot even be seen who belongs to the household.
        assert_eq!(assessment.outcome, Outcome::HandedOver);
        assert_eq!(assessment.amount, None);
        return;
    };
    if missing.any {
        assert!(
            !assessment.outcome.is_decision(),
            "decided though a needed answer is missing"
        );
    }
    if missing.figure {
        assert_eq!(assessment.amount, None, "an amount that rests on nothing");
    }
}

/// Neither the order of the answers nor that of the fields in them.
fn order_does_not_matter(bundle: &Value, assessment: &Assessment) {
    let (rules, policy) = &*RULES;
    let mut reversed = bundle.clone();
    let Some(Value::Array(answers)) = reversed.get_mut("evidence") else {
        return;
    };
    answers.reverse();
    for answer in answers.iter() {
        if let Value::Object(fields) = answer {
            let content_first = content_first(fields);
            assert!(
                read_answer(&answer.to_string()) == read_answer(&content_first),
                "an answer read in one pass is what it is when taken apart"
            );
        }
    }
    let again = assess_bundle(&reversed.to_string(), rules, policy);
    assert!(again.as_ref() == Ok(assessment), "the order of evidence");
}

/// The same object with `svar` before all else, which no single pass reads.
fn content_first(fields: &Map<String, Value>) -> String {
    let (content, others): (Vec<_>, Vec<_>) = fields.iter().partition(|(key, _)| *key == "svar");
    let field = |(key, value): (&String, &Value)| format!("{}:{value}", Value::from(key.as_str()));
    let all: Vec<_> = content.into_iter().chain(others).map(field).collect();
    format!("{{{}}}", all.join(","))
}
