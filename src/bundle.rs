//! Offline assessment: one bundle in, one assessment out (HANDBOOK section 7).
//!
//! Nothing else is consulted, so the same bundle, rules and policy give the
//! same bytes. Replays, simulations and audits stand on this.

#![deny(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::float_arithmetic
)]

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::assessment::{Assessment, assess};
use crate::registries::{read_answer, read_head};
use crate::rules::{Policy, Rules};
use crate::vocabulary::intake::{Intake, read_application};
use crate::vocabulary::{Reason, RegistryAnswer};

/// A bundle as it stands in a line of JSON.
#[derive(Deserialize)]
pub struct Bundle<'a> {
    /// The application.
    #[serde(borrow)]
    pub application: &'a RawValue,
    /// The registries' answers.
    #[serde(borrow)]
    pub evidence: Vec<&'a RawValue>,
    /// The day of the assessment.
    pub assessed_on: NaiveDate,
    /// What only the worker knew.
    #[serde(default)]
    pub findings: Vec<Reason>,
}

/// Why a line is no bundle. It never quotes the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a bundle: one JSON object with \"application\", \"evidence\" (a list of answers), \
     \"assessed_on\" (a date) and, optionally, \"findings\" (reason codes)"
)]
pub struct NotABundle;

/// Assesses one bundle.
///
/// # Errors
/// [`NotABundle`] when the line has not the shape of a bundle, or its
/// application is unreadable. A readable application that makes no sense is
/// handed over as `invalid_application`.
pub fn assess_bundle(json: &str, rules: &Rules, policy: &Policy) -> Result<Assessment, NotABundle> {
    let bundle: Bundle<'_> = serde_json::from_str(json).map_err(|_| NotABundle)?;
    bundle.assess(rules, policy)
}

impl Bundle<'_> {
    /// Assesses it.
    ///
    /// # Errors
    /// [`NotABundle`] when its application is unreadable.
    pub fn assess(&self, rules: &Rules, policy: &Policy) -> Result<Assessment, NotABundle> {
        match read_application(self.application.get().as_bytes()) {
            Intake::Accepted(accepted) => {
                let evidence: Vec<RegistryAnswer> = self
                    .evidence
                    .iter()
                    .filter_map(|answer| {
                        let json = answer.get();
                        read_answer(json).ok().or_else(|| read_head(json))
                    })
                    .collect();
                let application = &accepted.application;
                let (findings, day) = (&self.findings, self.assessed_on);
                Ok(assess(application, &evidence, findings, rules, policy, day))
            }
            Intake::Invalid(invalid) => {
                let id = &invalid.application_id;
                let reason = Reason::InvalidApplication;
                let mut assessment = Assessment::not_computable(id, reason, rules, policy);
                assessment.reasons.extend(&self.findings);
                assessment.reasons.sort_unstable();
                assessment.reasons.dedup();
                Ok(assessment)
            }
            Intake::Unreadable(_) => Err(NotABundle),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{COMPILED_IN, EXAMPLE_POLICY};

    #[test]
    fn an_answer_that_can_hardly_be_read_still_makes_two() {
        let rules = Rules::read(COMPILED_IN).expect("rules");
        let policy = Policy::load("policy.toml", EXAMPLE_POLICY).expect("a policy");
        let bundle = include_str!("../fixtures/bundles/worked-example.jsonl");
        let mut bundle: serde_json::Value = serde_json::from_str(bundle).expect("JSON");
        let mut second = bundle["evidence"][0].clone();
        second["hamtad"] = 15.into();
        bundle["evidence"]
            .as_array_mut()
            .expect("a list")
            .push(second);
        let assessment = assess_bundle(&bundle.to_string(), &rules, &policy).expect("a bundle");
        let expected = [Reason::EvidenceMismatch, Reason::RegistryUnavailable];
        assert_eq!(assessment.reasons, expected);
        assert_eq!(assessment.amount, None);
    }
}
