//! A stored case computed again, offline: by itself and nothing else.
//!
//! Previews and audits stand on it: what would come out of the same answers
//! under other rules, on another day, or by another version of the program.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::case::sound;
use super::content;
use crate::assessment::{Assessment, Outcome};
use crate::bundle::{AssessedBundle, RawBundle};
use crate::rules::{Policy, Rules};
use crate::vocabulary::{Kronor, Reason};

/// A case as the ledger keeps it: what it was assessed from, and what came out.
pub struct StoredCase {
    stored: content::Stored,
}

/// The parts of a stored assessment that commands compare and show.
#[derive(Deserialize)]
pub struct StoredResult {
    /// What became of the application.
    #[serde(deserialize_with = "outcome")]
    pub outcome: Outcome,
    /// The entitlement or proposal.
    pub amount: Option<Kronor>,
    /// Every reason.
    pub reasons: Vec<Reason>,
    /// The hash of the rules.
    pub rules_hash: String,
    /// The hash of the policy.
    pub policy_hash: String,
}

fn outcome<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Outcome, D::Error> {
    let code = String::deserialize(deserializer)?;
    Outcome::from_code(&code).ok_or_else(|| D::Error::custom("no outcome"))
}

impl StoredCase {
    /// Reads a case's content; `None` when it is none.
    pub fn read(content: &[u8]) -> Option<Self> {
        content::read(content).map(|stored| Self { stored })
    }

    /// What came out of it; `None` when that cannot be read.
    pub fn result(&self) -> Option<StoredResult> {
        serde_json::from_str(self.stored.assessment.get()).ok()
    }

    /// Which parts of the stored assessment are not as they are in another: the
    /// names of its fields, never their values.
    pub fn differences(&self, other: &Value) -> Vec<String> {
        let stored: Value = serde_json::from_str(self.stored.assessment.get()).unwrap_or_default();
        let names = [&stored, other].into_iter().filter_map(Value::as_object);
        let names: BTreeSet<&String> = names.flat_map(|fields| fields.keys()).collect();
        let differing = names
            .into_iter()
            .filter(|name| stored.get(name) != other.get(name));
        differing.cloned().collect()
    }

    /// The day it was assessed.
    pub fn assessed_on(&self) -> NaiveDate {
        self.stored.assessed_on
    }

    /// The version of the program that assessed it; `None` in older content.
    pub fn program(&self) -> Option<&str> {
        self.stored.program.as_deref()
    }

    /// What comes out of the stored answers under these rules on a day; `None`
    /// when the stored application cannot be read.
    pub fn assess(&self, rules: &Rules, policy: &Policy, on: NaiveDate) -> Option<Assessment> {
        let assessed = self.read_and_assess(rules, policy, on);
        assessed.map(|assessed| assessed.assessment)
    }

    /// As [`StoredCase::assess`], with what a letter needs besides.
    pub fn read_and_assess(
        &self,
        rules: &Rules,
        policy: &Policy,
        on: NaiveDate,
    ) -> Option<AssessedBundle> {
        let stored = &self.stored;
        let bundle = RawBundle {
            application: &stored.application,
            evidence: stored.evidence.iter().map(|kept| &*kept.answer).collect(),
            assessed_on: on,
            findings: stored.findings.clone(),
        };
        let mut assessed = bundle.read_and_assess(rules, policy).ok()?;
        assessed.assessment = sound(assessed.assessment, rules, policy);
        Some(assessed)
    }

    /// As [`StoredCase::assess`]; `None` also when the stored answers are not
    /// enough to tell what would become of the case.
    pub fn foresee(&self, rules: &Rules, policy: &Policy, on: NaiveDate) -> Option<Assessment> {
        self.assess(rules, policy, on)
            .filter(|assessment| !assessment.reasons.contains(&Reason::RegistryUnavailable))
    }
}
