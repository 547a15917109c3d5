//! Counts and logs what became of a case, once that is durable.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::Worker;
use super::case::CaseInHand;
use super::next::Next;
use crate::assessment::Assessment;
use crate::ledger::{CaseState, Step};
use crate::registries::gather::Evidence;
use crate::telemetry::Word;
use crate::telemetry::events::{CaseFailed, CaseFinished, CaseRetrying, CaseWaiting};
use crate::vocabulary::Source;

/// A case's way since it was last taken up.
#[derive(Default)]
pub struct Course {
    /// When its message was taken in hand; `None` of a case that was postponed.
    pub taken_in: Option<DateTime<Utc>>,
    /// Whether that message may have been delivered before.
    pub redelivered: bool,
    /// How long each registry took that was asked.
    asked: BTreeMap<Source, Duration>,
    assessing: Cell<Duration>,
}

impl Course {
    /// Notes how long the registries took.
    pub fn asked(&mut self, evidence: &Evidence) {
        for (source, took) in &evidence.took {
            let sum = self.asked.entry(*source).or_default();
            *sum = sum.saturating_add(*took);
        }
    }

    /// Notes how long an assessment took.
    pub fn assessed(&self, took: Duration) {
        self.assessing
            .set(self.assessing.get().saturating_add(took));
    }

    /// How a registry stands at the end: the fault, if there is one.
    fn status(&self, source: Source, evidence: &Evidence) -> Option<Cow<'static, str>> {
        let unanswered = evidence
            .unanswered
            .iter()
            .filter(|unanswered| unanswered.question.source == source)
            .map(|unanswered| unanswered.fault.code());
        let answers = || {
            let answers = evidence.answers.iter();
            answers.filter(|gathered| gathered.question.source == source)
        };
        let doubts = answers()
            .filter_map(|gathered| gathered.answer.facts.unchecked())
            .map(|cause| cause.code().into());
        let fault = unanswered.chain(doubts).next();
        let word = if self.asked.contains_key(&source) {
            "answered"
        } else {
            "kept"
        };
        fault.or_else(|| answers().next().map(|_| word.into()))
    }
}

/// What a case's line needs of the step that ended it.
pub struct End {
    to: CaseState,
    unit: Option<String>,
    postings: u64,
    superseding: bool,
    at: DateTime<Utc>,
}

impl End {
    /// The end that a step is.
    pub fn of(step: &Step) -> Self {
        Self {
            to: step.to,
            unit: step.unit.clone(),
            postings: step.postings.len() as u64,
            superseding: step.superseding.is_some(),
            at: step.at,
        }
    }
}

impl<Q, L, R> Worker<Q, L, R> {
    /// Counts and logs a step that is durable.
    pub(super) fn tell(
        &self,
        case: &CaseInHand,
        evidence: &Evidence,
        assessment: &Assessment,
        next: &Next,
        end: End,
    ) {
        let case_id = &case.case_id;
        match next {
            Next::Conclude => {
                self.count(|counts| match end.to {
                    CaseState::Decided => counts.decided += 1,
                    CaseState::Shadowed => counts.shadowed += 1,
                    _ if assessment.is_restricted() => counts.restricted += 1,
                    _ => counts.handed_over += 1,
                });
                self.tell_the_end(case, evidence, assessment, &end);
            }
            Next::Wait { due } => {
                self.count(|counts| counts.waiting += 1);
                CaseWaiting { case_id, due: *due }.emit();
            }
            Next::Retry {
                due,
                attempts,
                cause,
            } => {
                self.count(|counts| counts.retrying += 1);
                CaseRetrying {
                    case_id,
                    attempt: *attempts,
                    due: *due,
                    error_type: Word::new(shown_cause(assessment, cause)),
                }
                .emit();
            }
            Next::Fail { cause, .. } => {
                self.count(|counts| counts.failed += 1);
                CaseFailed {
                    case_id,
                    error_type: Word::new(shown_cause(assessment, cause)),
                }
                .emit();
            }
        }
    }

    /// The one line that a case ends with.
    pub(super) fn tell_the_end(
        &self,
        case: &CaseInHand,
        evidence: &Evidence,
        assessment: &Assessment,
        end: &End,
    ) {
        let restricted = CaseFinished::restricted(&case.case_id);
        if assessment.is_restricted() {
            return restricted.emit();
        }
        let (course, application) = (&case.course, &case.application);
        let statuses = Source::ALL.map(|source| course.status(source, evidence));
        let [fk, csn, skv] = statuses
            .each_ref()
            .map(|status| status.as_deref().map(Word::new));
        let took = |source| course.asked.get(&source).copied();
        let received = application.received_at.to_utc();
        let since = |later: DateTime<Utc>| later.signed_duration_since(received).to_std().ok();
        CaseFinished {
            state: end.to.code(),
            unit: end.unit.as_deref(),
            kind: Some(application.kind.code()),
            month: Some(application.month.to_string()),
            mode: Some(self.policy.mode.code()),
            superseding: Some(end.superseding),
            fk,
            fk_took: took(Source::Forsakringskassan),
            csn,
            csn_took: took(Source::Csn),
            skv,
            skv_took: took(Source::Skatteverket),
            attempts: Some(case.attempts),
            redelivered: Some(course.redelivered),
            age: since(end.at),
            queued: course.taken_in.and_then(since),
            assessing: Some(course.assessing.get()),
            postings: Some(end.postings),
            ..restricted
        }
        .with_outcome(assessment)
        .emit();
    }
}

/// The cause as the log shows it. Beside a restricted case it would tell which
/// of the two restricted reasons it has.
fn shown_cause<'c>(assessment: &Assessment, cause: &'c str) -> &'c str {
    if assessment.is_restricted() {
        "restricted"
    } else {
        cause
    }
}
