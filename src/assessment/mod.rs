//! The pure core: from an application and evidence to an assessment with its
//! whole trace (HANDBOOK section 3).
//!
//! It does no input or output, has no clock and cannot fail: a lookup gives a
//! line or a reason, and what is in doubt goes to a person.

#![deny(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::float_arithmetic
)]

mod case;
pub mod certificate;
mod conditions;
mod costs;
mod findings;
mod income;
mod json;
pub mod labels;
mod norm;
mod outcome;
pub mod result;
#[cfg(feature = "schemas")]
pub mod schema;
pub mod trace;

/// Figures of the law and the handbook that stand in no dated table and no
/// policy.
pub mod fixed {
    pub use super::case::ASKED_FROM_AGE;
    pub use super::conditions::{ACTIVITY_FIRST_MONTH, ACTIVITY_MONTHS_IN_A_ROW, OF_AGE};
    pub use super::income::STUDY_AMOUNTS_THAT_COUNT;
    pub use super::norm::{ADULT_FROM, FULL_TIME_DAYS, LARGEST_IN_TABLE, SCHOOL_YOUTH_FROM};
}

use chrono::NaiveDate;

use crate::rules::{Policy, Rules};
use crate::vocabulary::{Application, Reason, RegistryAnswer};
use case::Case;
pub use case::{questions, roles};
use findings::Findings;
pub use income::{agi_due_day, declarations_in_force};
pub use result::{Assessment, Outcome};

/// Assesses an application.
///
/// The same arguments give the same assessment, in whatever order the evidence
/// stands. `worker_findings` are reasons only the worker knows; each is added
/// to the others (HANDBOOK section 7).
pub fn assess<'a>(
    application: &'a Application,
    evidence: impl IntoIterator<Item = &'a RegistryAnswer>,
    worker_findings: &[Reason],
    rules: &'a Rules,
    policy: &'a Policy,
    assessed_on: NaiveDate,
) -> Assessment {
    let case = Case::new(application, evidence, rules, policy, assessed_on);
    let mut findings = Findings::new(case.month);
    if case.evidence_mismatch {
        findings.report_without_amount(Reason::EvidenceMismatch);
    }
    conditions::assess(&case, &mut findings);
    norm::assess(&case, &mut findings);
    costs::assess(&case, &mut findings);
    income::assess(&case, &mut findings);
    findings.reasons.extend(worker_findings);
    outcome::conclude(&case, findings)
}
