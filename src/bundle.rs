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
use crate::vocabulary::intake::{Intake, Invalid, MAX_BYTES, read_application};
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

/// A bundle that was read. It can be assessed by one version of the rules after
/// another.
pub struct ReadBundle {
    /// What was applied for, or what is known of an application that makes no
    /// sense.
    pub application: Result<Application, Invalid>,
    /// The registries' answers.
    pub evidence: Vec<RegistryAnswer>,
    /// What only the worker knew.
    pub findings: Vec<Reason>,
    /// The day of the assessment.
    pub assessed_on: NaiveDate,
}

/// A bundle that was read and assessed.
pub struct AssessedBundle {
    /// The municipality's case number.
    pub case_number: String,
    /// What was applied for; `None` when it makes no sense.
    pub application: Option<Application>,
    /// The fields at fault when it makes none, by path.
    pub faults: Vec<String>,
    /// What the registries said, as far as it could be read.
    pub evidence: Vec<RegistryAnswer>,
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
    ReadBundle::read(json).map(|bundle| bundle.assess(rules, policy))
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
    ReadBundle::read(json).map(|bundle| bundle.into_assessed(rules, policy))
}

impl ReadBundle {
    /// Reads a bundle.
    ///
    /// # Errors
    /// [`NotABundle`] when the line has not the shape of a bundle, or its
    /// application is unreadable.
    pub fn read(json: &str) -> Result<Self, NotABundle> {
        Self::in_one_pass(json).map_or_else(|| Self::in_pieces(json), Ok)
    }

    /// Reads a bundle in which everything is as the contract has it and written as
    /// usual; `None` for any other.
    fn in_one_pass(json: &str) -> Option<Self> {
        if json.len() > MAX_BYTES {
            return None;
        }
        let bundle: Bundle<Application, AnswerInPlace<'_>> = plain_json::read(json)?;
        if !bundle.application.faults().is_empty() {
            return None;
        }
        let answers = bundle.evidence.into_iter().map(AnswerInPlace::read);
        Some(Self {
            application: Ok(bundle.application),
            evidence: answers.collect::<Result<_, _>>().ok()?,
            findings: bundle.findings,
            assessed_on: bundle.assessed_on,
        })
    }

    /// Reads any bundle, each of whose pieces may be unreadable for itself.
    fn in_pieces(json: &str) -> Result<Self, NotABundle> {
        let bundle: RawBundle<'_> = serde_json::from_str(json).map_err(|_| NotABundle)?;
        bundle.read()
    }

    /// Assesses it.
    pub fn assess(&self, rules: &Rules, policy: &Policy) -> Assessment {
        let (findings, day) = (&self.findings, self.assessed_on);
        match &self.application {
            Ok(application) => assess(application, &self.evidence, findings, rules, policy, day),
            Err(invalid) => {
                let (id, reason) = (&invalid.application_id, Reason::InvalidApplication);
                let mut assessment = Assessment::not_computable(id, reason, rules, policy);
                assessment.reasons.extend(findings);
                assessment.reasons.sort_unstable();
                assessment.reasons.dedup();
                assessment
            }
        }
    }

    /// Assesses it, and keeps what a letter needs besides.
    pub fn into_assessed(self, rules: &Rules, policy: &Policy) -> AssessedBundle {
        let assessment = self.assess(rules, policy);
        let (case_number, application, faults) = match self.application {
            Ok(application) => (
                application.case_number.clone(),
                Some(application),
                Vec::new(),
            ),
            Err(invalid) => (invalid.case_number, None, invalid.faults),
        };
        AssessedBundle {
            case_number,
            application,
            faults,
            evidence: self.evidence,
            assessed_on: self.assessed_on,
            assessment,
        }
    }
}

impl RawBundle<'_> {
    /// Reads it.
    ///
    /// # Errors
    /// [`NotABundle`] when its application is unreadable.
    pub fn read(&self) -> Result<ReadBundle, NotABundle> {
        let application = match read_application(self.application.get().as_bytes()) {
            Intake::Accepted(accepted) => Ok(accepted.application),
            Intake::Invalid(invalid) => Err(invalid),
            Intake::Unreadable(_) => return Err(NotABundle),
        };
        let answers = self.evidence.iter().filter_map(|answer| {
            let json = answer.get();
            read_answer(json).ok().or_else(|| read_head(json))
        });
        Ok(ReadBundle {
            application,
            evidence: answers.collect(),
            findings: self.findings.clone(),
            assessed_on: self.assessed_on,
        })
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
        assert!(ReadBundle::in_one_pass(bundle).is_some());
        let bundle: Value = serde_json::from_str(bundle).expect("JSON");
        let (mut in_one, mut decided_otherwise) = (0, 0);
        for by in ["null", "5", "\"FEL\"", "\"INGA_UPPGIFTER\"", "[]"] {
            let by: Value = serde_json::from_str(by).expect("JSON");
            for broken in each_replaced(&bundle, &by) {
                let broken = broken.to_string();
                if let Some(read) = ReadBundle::in_one_pass(&broken) {
                    let assessment = read.assess(&rules, &policy);
                    in_one += 1;
                    decided_otherwise += u32::from(!assessment.reasons.is_empty());
                    let pieces = ReadBundle::in_pieces(&broken);
                    let pieces = pieces.map(|read| read.assess(&rules, &policy));
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
