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

mod plain_json;

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::assessment::{Assessment, assess};
use crate::registries::{AnswerInPlace, read_answer, read_head};
use crate::rules::{Policy, Rules};
use crate::vocabulary::intake::{Intake, MAX_BYTES, read_application};
use crate::vocabulary::{Application, Reason, RegistryAnswer, times};

/// A bundle as it stands in a line of JSON.
#[derive(Deserialize)]
pub struct Bundle<A, E> {
    /// The application.
    pub application: A,
    /// The registries' answers.
    pub evidence: Vec<E>,
    /// The day of the assessment.
    #[serde(deserialize_with = "times::day")]
    pub assessed_on: NaiveDate,
    /// What only the worker knew.
    #[serde(default)]
    pub findings: Vec<Reason>,
}

/// A bundle whose pieces are unread: each may be unreadable for itself.
pub type RawBundle<'a> = Bundle<&'a RawValue, &'a RawValue>;

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
    in_one_pass(json, rules, policy).map_or_else(|| in_pieces(json, rules, policy), Ok)
}

/// Assesses a bundle in which everything is as the contract has it and written
/// as usual, reading it once; `None` for any other.
fn in_one_pass(json: &str, rules: &Rules, policy: &Policy) -> Option<Assessment> {
    if json.len() > MAX_BYTES {
        return None;
    }
    let bundle: Bundle<Application, AnswerInPlace<'_>> = plain_json::read(json)?;
    let application = &bundle.application;
    if !application.faults().is_empty() {
        return None;
    }
    let answers = bundle.evidence.into_iter().map(AnswerInPlace::read);
    let evidence: Vec<RegistryAnswer> = answers.collect::<Result<_, _>>().ok()?;
    let (findings, day) = (&bundle.findings, bundle.assessed_on);
    Some(assess(application, &evidence, findings, rules, policy, day))
}

/// Assesses any bundle, each of whose pieces may be unreadable for itself.
fn in_pieces(json: &str, rules: &Rules, policy: &Policy) -> Result<Assessment, NotABundle> {
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
    let bundle: RawBundle<'_> = serde_json::from_str(json).map_err(|_| NotABundle)?;
    bundle.read_and_assess(rules, policy)
}

impl RawBundle<'_> {
    /// Assesses it.
    ///
    /// # Errors
    /// [`NotABundle`] when its application is unreadable.
    pub fn assess(&self, rules: &Rules, policy: &Policy) -> Result<Assessment, NotABundle> {
        let assessed = self.read_and_assess(rules, policy);
        assessed.map(|assessed| assessed.assessment)
    }

    fn read_and_assess(
        &self,
        rules: &Rules,
        policy: &Policy,
    ) -> Result<AssessedBundle, NotABundle> {
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
                let application = accepted.application;
                let (findings, day) = (&self.findings, self.assessed_on);
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
                assessment.reasons.extend(&self.findings);
                assessment.reasons.sort_unstable();
                assessment.reasons.dedup();
                Ok(AssessedBundle {
                    case_number: invalid.case_number,
                    application: None,
                    assessed_on: self.assessed_on,
                    assessment,
                })
            }
            Intake::Unreadable(_) => Err(NotABundle),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::rules::{COMPILED_IN, EXAMPLE_POLICY};

    #[test]
    fn an_answer_that_can_hardly_be_read_still_makes_two() {
        let rules = Rules::read(COMPILED_IN).expect("rules");
        let policy = Policy::load("policy.toml", EXAMPLE_POLICY).expect("a policy");
        let bundle = include_str!("../fixtures/bundles/worked-example.jsonl");
        let mut bundle: Value = serde_json::from_str(bundle).expect("JSON");
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

    /// The bundle with one of its values replaced, for each value.
    fn each_replaced(value: &Value, by: &Value) -> Vec<Value> {
        let mut all = vec![by.clone()];
        match value {
            Value::Array(items) => {
                for (place, item) in items.iter().enumerate() {
                    all.extend(each_replaced(item, by).into_iter().map(|replaced| {
                        let mut whole = value.clone();
                        whole[place] = replaced;
                        whole
                    }));
                }
            }
            Value::Object(fields) => {
                for (name, field) in fields {
                    all.extend(each_replaced(field, by).into_iter().map(|replaced| {
                        let mut whole = value.clone();
                        whole[name] = replaced;
                        whole
                    }));
                }
            }
            _ => {}
        }
        all
    }

    #[test]
    fn what_is_read_in_one_pass_is_what_its_pieces_say() {
        let rules = Rules::read(COMPILED_IN).expect("rules");
        let policy = Policy::load("policy.toml", EXAMPLE_POLICY).expect("a policy");
        let bundle = include_str!("../fixtures/bundles/worked-example.jsonl");
        assert!(in_one_pass(bundle, &rules, &policy).is_some());
        let bundle: Value = serde_json::from_str(bundle).expect("JSON");
        let (mut in_one, mut decided_otherwise) = (0, 0);
        for by in ["null", "5", "\"FEL\"", "\"INGA_UPPGIFTER\"", "[]"] {
            let by: Value = serde_json::from_str(by).expect("JSON");
            for broken in each_replaced(&bundle, &by) {
                let broken = broken.to_string();
                if let Some(assessment) = in_one_pass(&broken, &rules, &policy) {
                    in_one += 1;
                    decided_otherwise += u32::from(!assessment.reasons.is_empty());
                    let pieces = in_pieces(&broken, &rules, &policy);
                    assert_eq!(pieces, Ok(assessment));
                }
            }
        }
        assert!(
            in_one > 500 && decided_otherwise > 50,
            "{in_one} {decided_otherwise}"
        );
    }
}
