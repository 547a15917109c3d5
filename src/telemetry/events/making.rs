//! Makes the events whose fields need care: what is restricted shows as that
//! and as nothing else.

use std::time::Duration;

use super::{
    ApplicationUnknownField, AssessmentMade, CaseFinished, RegistryAnswered, RegistryFailed,
};
use crate::assessment::result::Assessment;
use crate::telemetry::fields::{self, ReasonCodes, Word};
use crate::vocabulary::Source;

impl ApplicationUnknownField {
    /// The event for a path such as `children.0.nickname`; `None` when the
    /// process has met the path before.
    pub fn first_seen(path: &str) -> Option<Self> {
        fields::first_seen(path).map(|field| Self { field })
    }
}

impl<'a> RegistryAnswered<'a> {
    /// An answer of `source` about a member of the case.
    pub fn new(case_id: &'a str, source: Source, elapsed: Duration) -> Self {
        Self {
            case_id: fields::case_beside(source, case_id),
            source,
            elapsed,
        }
    }
}

impl<'a> RegistryFailed<'a> {
    /// A failure of `source` about a member of the case; attempts count from 1.
    pub fn new(case_id: &'a str, source: Source, error_type: Word<'a>, attempt: u32) -> Self {
        Self {
            case_id: fields::case_beside(source, case_id),
            source,
            error_type,
            attempt,
        }
    }
}

impl<'a> AssessmentMade<'a> {
    /// Shows of a restricted case that it is one and nothing else.
    pub fn new(case_id: &'a str, assessment: &Assessment, elapsed: Duration) -> Self {
        let count = if assessment.is_restricted() {
            1
        } else {
            assessment.reasons.len()
        };
        Self {
            case_id,
            outcome: assessment.outcome,
            reasons: ReasonCodes::of(assessment),
            reason_count: u64::try_from(count).unwrap_or(u64::MAX),
            elapsed,
        }
    }
}

impl<'a> CaseFinished<'a> {
    /// A case for the restricted queue: nothing tells it from another one.
    pub fn restricted(case_id: &'a str) -> Self {
        Self {
            case_id,
            state: fields::RESTRICTED,
            outcome: None,
            reasons: None,
            unit: None,
            kind: None,
            month: None,
            mode: None,
            superseding: None,
            fk: None,
            fk_took: None,
            csn: None,
            csn_took: None,
            skv: None,
            skv_took: None,
            attempts: None,
            redelivered: None,
            age: None,
            queued: None,
            assessing: None,
            postings: None,
        }
    }

    /// Takes the outcome and the reasons from an assessment that is not
    /// restricted.
    pub fn with_outcome(mut self, assessment: &Assessment) -> Self {
        self.outcome = Some(assessment.outcome.code());
        self.reasons = Some(ReasonCodes::of(assessment).0);
        self
    }
}
