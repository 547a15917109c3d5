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
use crate::vocabulary::{Application, Reason, RegistryAnswer};

/// A bundle as it stands in a line of JSON.
#[derive(Deserialize)]
struct Bundle<'a> {
    #[serde(borrow)]
    application: &'a RawValue,
    #[serde(borrow)]
    evidence: Vec<&'a RawValue>,
    assessed_on: NaiveDate,
    #[serde(default)]
    findings: Vec<Reason>,
}

/// Why a line is no bundle. It never quotes the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a bundle: one JSON object with \"application\", \"evidence\" (a list of answers), \
     \"assessed_on\" (a date) and, optionally, \"findings\" (reason codes)"
)]
pub struct NotABundle;

/// A bundle that was read and assessed.
pub struct AssessedBundle {
    /// The municipality's case number.
    pub case_number: String,
    /// What was applied for; `None` when it makes no sense.
    pub application: Option<Application>,
    /// The day of the assessment.
    pub assessed_on: NaiveDate,
    /// The assessment.
    pub assessment: Assessment,
}

/// Assesses one bundle.
///
/// # Errors
/// [`NotABundle`] when the line has not the shape of a bundle, or its
/// application is unreadable. A readable application that makes no sense is
/// handed over as `invalid_application`.
pub fn assess_bundle(json: &str, rules: &Rules, policy: &Policy) -> Result<Assessment, NotABundle> {
    read_and_assess(json, rules, policy).map(|assessed| assessed.assessment)
}

/// As [`assess_bundle`], with what a letter needs besides.
///
/// # Errors
/// As [`assess_bundle`].
pub fn read_and_assess(
    json: &str,
    rules: &Rules,
    policy: &Policy,
) -> Result<AssessedBundle, NotABundle> {
    let bundle: Bundle<'_> = serde_json::from_str(json).map_err(|_| NotABundle)?;
    match read_application(bundle.application.get().as_bytes()) {
        Intake::Accepted(accepted) => {
            let evidence: Vec<RegistryAnswer> = bundle
                .evidence
                .iter()
                .filter_map(|answer| {
                    let json = answer.get();
                    read_answer(json).ok().or_else(|| read_head(json))
                })
                .collect();
            let application = accepted.application;
            let (findings, day) = (&bundle.findings, bundle.assessed_on);
            let assessment = assess(&application, &evidence, findings, rules, policy, day);
            Ok(AssessedBundle {
                case_number: application.case_number.clone(),
                application: Some(application),
                assessed_on: day,
                assessment,
            })
        }
        Intake::Invalid(invalid) => {
            let id = &invalid.application_id;
            let reason = Reason::InvalidApplication;
            let mut assessment = Assessment::not_computable(id, reason, rules, policy);
            assessment.reasons.extend(bundle.findings);
            assessment.reasons.sort_unstable();
            assessment.reasons.dedup();
            Ok(AssessedBundle {
                case_number: invalid.case_number,
                application: None,
                assessed_on: bundle.assessed_on,
                assessment,
            })
        }
        Intake::Unreadable(_) => Err(NotABundle),
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
