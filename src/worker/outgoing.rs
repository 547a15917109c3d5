//! From an assessment to the step the ledger stores, postings included.

use chrono::{DateTime, Utc};

use super::case::CaseInHand;
use super::next::Next;
use crate::assessment::{Assessment, Outcome};
use crate::explanation::letter::LetterFacts;
use crate::explanation::postings::{
    Handover, decision_message, handover_message, notice_message, quality_sample_message,
};
use crate::ledger::{CaseState, Step, Superseding};
use crate::rules::{Mode, Policy};
use crate::vocabulary::identity::digest;
use crate::vocabulary::{Application, Posting, stockholm_day};

/// The program's version, which every decision names.
pub const PROGRAM_VERSION: &str = env!("CARGO_PKG_VERSION");

/// The step of a case whose assessment is `assessment`.
pub fn step(
    case: &CaseInHand,
    assessment: &Assessment,
    next: &Next,
    policy: &Policy,
    now: DateTime<Utc>,
    content: Vec<u8>,
) -> Step {
    let mut step = case.step(assessment, now, content);
    match next {
        Next::Conclude => conclude(case, assessment, policy, &mut step),
        Next::Wait { due } => {
            step.to = CaseState::Waiting;
            step.due_at = Some(*due);
        }
        Next::Retry {
            due,
            attempts,
            cause,
        } => {
            step.to = CaseState::Retrying;
            (step.due_at, step.attempts) = (Some(*due), *attempts);
            step.cause = Some(cause.clone());
        }
        Next::Fail {
            due,
            attempts,
            cause,
        } => {
            step.to = CaseState::Failed;
            (step.due_at, step.attempts) = (Some(*due), *attempts);
            step.cause = Some(cause.clone());
        }
    }
    step
}

fn conclude(case: &CaseInHand, assessment: &Assessment, policy: &Policy, step: &mut Step) {
    let application = &case.application;
    if policy.mode == Mode::Shadow {
        step.to = CaseState::Shadowed;
        return;
    }
    step.claims = application
        .adults()
        .map(|adult| adult.personnummer)
        .collect();
    if assessment.outcome.is_decision() {
        step.to = CaseState::Decided;
        step.after_checks = assessment
            .after_checks
            .iter()
            .map(|check| check.on)
            .collect();
        step.postings = decision(case, assessment, policy, step.at);
    } else {
        let unit = unit(application, policy);
        step.to = CaseState::HandedOver;
        step.postings = handover(case, assessment, policy, unit, step.at);
        step.unit = Some(unit.to_owned());
    }
}

/// The step of a decided case whose after-check differs. The decision stands,
/// and a person takes it from there.
pub fn after_check_step(
    case: &CaseInHand,
    assessment: &Assessment,
    policy: &Policy,
    now: DateTime<Utc>,
    content: Vec<u8>,
) -> Step {
    let mut step = case.step(assessment, now, content);
    let unit = unit(&case.application, policy);
    step.postings = handover(case, assessment, policy, unit, now);
    step.unit = Some(unit.to_owned());
    step.outcome = Some(Outcome::HandedOver);
    step.superseding = Some(Superseding::Stands);
    step
}

fn decision(
    case: &CaseInHand,
    assessment: &Assessment,
    policy: &Policy,
    now: DateTime<Utc>,
) -> Vec<Posting> {
    let facts = LetterFacts {
        application: &case.application,
        assessment,
        outcome: assessment.outcome,
        policy,
        decided_on: stockholm_day(&now),
        program_version: PROGRAM_VERSION,
    };
    let sampled = is_sampled(&case.application.application_id, policy);
    let mut postings = vec![decision_message(&case.case_id, &facts, sampled)];
    if sampled {
        postings.push(quality_sample_message(&case.case_id, &facts));
    }
    postings
}

fn handover(
    case: &CaseInHand,
    assessment: &Assessment,
    policy: &Policy,
    unit: &str,
    now: DateTime<Utc>,
) -> Vec<Posting> {
    let application = &case.application;
    let handover = Handover {
        case_id: &case.case_id,
        unit,
        application,
        assessment,
        policy,
        on: stockholm_day(&now),
        program_version: PROGRAM_VERSION,
    };
    let (id, number) = (&application.application_id, &application.case_number);
    vec![
        handover_message(&handover),
        notice_message(&case.case_id, id, number, policy),
    ]
}

/// The unit a handover goes to: the one the policy names for the first flag
/// that has one, else the default.
pub fn unit<'p>(application: &Application, policy: &'p Policy) -> &'p str {
    let flags = &application.case_context.flags;
    let named = flags.iter().find_map(|flag| policy.units.by_flag.get(flag));
    named.unwrap_or(&policy.units.default)
}

/// Whether a decided case is also sent to a person: drawn from the
/// application's id, so that everybody can draw it again.
pub fn is_sampled(application_id: &str, policy: &Policy) -> bool {
    let hash = digest(&[b"quality sample", application_id.as_bytes()]);
    let number = hash
        .iter()
        .take(4)
        .fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    number % 100 < policy.quality_sample_percent
}

/// What a case counts as in lists: `None` while it is postponed.
pub fn outcome_of(assessment: &Assessment, next: &Next) -> Option<Outcome> {
    matches!(next, Next::Conclude).then_some(assessment.outcome)
}
