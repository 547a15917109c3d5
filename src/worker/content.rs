//! A case's content as the ledger keeps it: the bundle it was assessed from,
//! and the assessment. Versioned JSON; the raw parts are kept byte for byte.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::outgoing::PROGRAM_VERSION;
use crate::assessment::Assessment;
use crate::registries::gather::Evidence;
use crate::vocabulary::Reason;

/// The version of this shape.
const VERSION: u32 = 1;

/// What is written.
#[derive(Serialize)]
pub struct Content<'a> {
    version: u32,
    application: &'a RawValue,
    evidence: Vec<Kept<'a>>,
    unanswered: Vec<Unanswered>,
    assessed_on: NaiveDate,
    findings: &'a [Reason],
    faults: &'a [String],
    program: &'static str,
    assessment: &'a Assessment,
    #[serde(skip_serializing_if = "Option::is_none")]
    earlier: Option<&'a RawValue>,
}

#[derive(Serialize)]
struct Kept<'a> {
    came_at: DateTime<Utc>,
    answer: &'a RawValue,
}

#[derive(Serialize)]
struct Unanswered {
    source: &'static str,
    error_type: String,
}

/// What is read back.
#[derive(Deserialize)]
pub struct Stored {
    /// The application's bytes.
    pub application: Box<RawValue>,
    /// The answers, and when each came.
    pub evidence: Vec<StoredAnswer>,
    /// The day of the assessment.
    pub assessed_on: NaiveDate,
    /// Findings of the worker.
    pub findings: Vec<Reason>,
    /// The version of the program that assessed it; older content has none.
    pub program: Option<String>,
    /// The assessment.
    pub assessment: Box<RawValue>,
}

/// An answer read back.
#[derive(Deserialize)]
pub struct StoredAnswer {
    /// When it came.
    pub came_at: DateTime<Utc>,
    /// The answer's JSON.
    pub answer: Box<RawValue>,
}

/// What goes into a case's content.
pub struct Parts<'a> {
    /// The application as it came: JSON.
    pub application: &'a str,
    /// What the registries said.
    pub evidence: &'a Evidence,
    /// The day of the assessment.
    pub assessed_on: NaiveDate,
    /// Findings of the worker.
    pub findings: &'a [Reason],
    /// Fields at fault of an invalid application.
    pub faults: &'a [String],
    /// The assessment.
    pub assessment: &'a Assessment,
    /// The content of the outcome that this one supersedes, which stays whole
    /// so that what was decided, and on what, can always be shown.
    pub earlier: Option<&'a RawValue>,
}

/// Writes content; `None` when a part is no JSON, which reading it would have
/// refused before.
pub fn write(parts: &Parts<'_>) -> Option<Vec<u8>> {
    let answers = &parts.evidence.answers;
    let kept: Option<Vec<_>> = answers
        .iter()
        .map(|gathered| {
            let answer = serde_json::from_str(&gathered.raw).ok()?;
            Some(Kept {
                came_at: gathered.came_at,
                answer,
            })
        })
        .collect();
    let unanswered = parts
        .evidence
        .unanswered
        .iter()
        .map(|unanswered| Unanswered {
            source: unanswered.question.source.code(),
            error_type: unanswered.fault.code().into_owned(),
        });
    let content = Content {
        version: VERSION,
        application: serde_json::from_str(parts.application).ok()?,
        evidence: kept?,
        unanswered: unanswered.collect(),
        assessed_on: parts.assessed_on,
        findings: parts.findings,
        faults: parts.faults,
        program: PROGRAM_VERSION,
        assessment: parts.assessment,
        earlier: parts.earlier,
    };
    serde_json::to_vec(&content).ok()
}

/// Reads content back; `None` when it is not of this shape.
pub fn read(bytes: &[u8]) -> Option<Stored> {
    serde_json::from_slice(bytes).ok()
}
