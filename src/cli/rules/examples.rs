//! The rule book's worked examples: shipped fixtures, computed by the robot.

use anyhow::Context;
use serde_json::{Value, json};

use crate::bundle::assess_bundle;
use crate::cli::scenarios::Situation;
use crate::explanation::rule_book::Example;
use crate::rules::{Policy, Rules};
use crate::vocabulary::Month;

/// A fixture: its situation, its application and its registry answers.
macro_rules! fixture {
    ($name:literal) => {
        [
            include_str!(concat!("../../../fixtures/scenarios/", $name, ".toml")),
            include_str!(concat!("../../../fixtures/applications/", $name, ".json")),
            include_str!(concat!("../../../fixtures/registries/", $name, ".json")),
        ]
    };
}

const FIXTURES: [[&str; 3]; 4] = [
    fixture!("worked-example"),
    fixture!("couple-with-three-children"),
    fixture!("rent-over-the-ceiling"),
    fixture!("salary-not-declared"),
];

/// Computes the examples by these rules and this policy.
pub fn examples(rules: &Rules, policy: &Policy) -> anyhow::Result<Vec<Example>> {
    FIXTURES
        .iter()
        .map(|[situation, application, answers]| {
            let situation: Situation = toml::from_str(situation)?;
            let mut application: Value = serde_json::from_str(application)?;
            let mut answers: Vec<Value> = serde_json::from_str(answers)?;
            move_to(&policy.municipality_code, &mut application, &mut answers);
            let month = application["month"].as_str().unwrap_or_default();
            let month: Month = month.parse().context("a fixture's month")?;
            let bundle = json!({
                "application": application,
                "evidence": answers,
                "assessed_on": situation.assessed_on,
            });
            Ok(Example {
                shows: situation.visar,
                month,
                assessment: assess_bundle(&bundle.to_string(), rules, policy)?,
            })
        })
        .collect()
}

/// The invented persons live where the policy is decided, so that the examples
/// show its rules and not that they live elsewhere.
fn move_to(municipality: &str, application: &mut Value, answers: &mut [Value]) {
    let (county, rest) = municipality.split_at_checked(2).unwrap_or_default();
    application["municipality_code"] = municipality.into();
    for answer in answers {
        let registered = "/svar/folkbokforing/svar/folkbokforing";
        if let Some(place) = answer.pointer_mut(registered)
            && place.is_object()
        {
            place["lanKod"] = county.into();
            place["kommunKod"] = rest.into();
        }
    }
}
