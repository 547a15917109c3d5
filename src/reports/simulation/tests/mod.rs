//! Simulations of invented households.

mod hand_worked;
mod hiding;
mod writing;

use serde_json::{Value, json};

use super::*;
use crate::bundle::ReadBundle;
use crate::rules::{COMPILED_IN, EXAMPLE_POLICY, Policy, Rules};

/// The shipped rules and policy, or others.
pub(super) struct Rulings {
    rules: Rules,
    policy: Policy,
}

impl Rulings {
    /// The shipped ones with changes of the riksnorm and of the policy.
    pub fn changed(norm: &[(&str, &str)], policy: &[(&str, &str)]) -> Self {
        let change = |text: &str, changes: &[(&str, &str)]| {
            changes.iter().fold(text.to_owned(), |text, (old, new)| {
                assert_eq!(text.matches(old).count(), 1, "{old}");
                text.replace(old, new)
            })
        };
        let [riksnorm, base, stimulus] = COMPILED_IN;
        let policy = change(EXAMPLE_POLICY, policy);
        Self {
            rules: Rules::read([&change(riksnorm, norm), base, stimulus]).expect("rules"),
            policy: Policy::load("policy.toml", &policy).expect("a policy"),
        }
    }

    pub fn version(&self) -> Version<'_> {
        Version {
            rules: &self.rules,
            policy: &self.policy,
        }
    }
}

/// A fixture as a bundle, with a number of its own.
pub(super) fn bundle(fixture: &str, number: usize) -> Value {
    let read = |folder: &str| -> Value {
        let root = env!("CARGO_MANIFEST_DIR");
        let path = format!("{root}/fixtures/{folder}/{fixture}.json");
        let text = std::fs::read_to_string(path).expect("a fixture");
        serde_json::from_str(&text).expect("JSON")
    };
    let mut application = read("applications");
    application["application_id"] = format!("{number:026}").into();
    json!({
        "application": application,
        "evidence": read("registries"),
        "assessed_on": "2026-11-02",
    })
}

/// The report of bundles.
pub(super) fn simulated(bundles: &[Value], present: &Rulings, new: &Rulings) -> Report {
    let (present, new) = (present.version(), new.version());
    let mut tally = Tally::default();
    for bundle in bundles {
        let bundle = ReadBundle::read(&bundle.to_string()).expect("a bundle");
        tally.add(compare(&bundle, present, new));
    }
    reported(&tally, present, new)
}

pub(super) fn reported(tally: &Tally, present: Version<'_>, new: Version<'_>) -> Report {
    let name = "cases.jsonl".to_owned();
    report(tally, (present, new), Source::File { name }, false)
}
