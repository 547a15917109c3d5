//! What becomes of an assessment: it is concluded, waits, or is tried again
//! (HANDBOOK section 5).

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::WorkerSettings;
use crate::assessment::{Assessment, Outcome};
use crate::ledger::{CaseState, Wish};
use crate::registries::gather::{Evidence, Unanswered};
use crate::rules::{Mode, Policy};
use crate::vocabulary::identity::digest;
use crate::vocabulary::{Reason, stockholm_midnight};

/// What is to be done with a case now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Decide it, hand it over or shadow it.
    Conclude,
    /// Take it up again on a known day.
    Wait {
        /// When.
        due: DateTime<Utc>,
    },
    /// Try again after a technical fault.
    Retry {
        /// When.
        due: DateTime<Utc>,
        /// Failed attempts so far.
        attempts: u32,
        /// The fault, such as `SKV.timeout`.
        cause: String,
    },
    /// Park it for operators; a person takes it when the applicant has waited
    /// long enough.
    Fail {
        /// When a person takes it.
        due: DateTime<Utc>,
        /// Failed attempts so far.
        attempts: u32,
        /// The fault.
        cause: String,
    },
}

/// A case as far as it matters here.
pub struct Attempt<'a> {
    pub case_id: &'a str,
    pub state: CaseState,
    pub attempts: u32,
    pub wish: Option<Wish>,
    pub received_at: DateTime<Utc>,
    pub now: DateTime<Utc>,
}

/// Says what becomes of an assessment.
pub fn next(
    attempt: &Attempt<'_>,
    assessment: &Assessment,
    evidence: &Evidence,
    policy: &Policy,
    settings: &WorkerSettings,
) -> Next {
    // Where nothing is posted there is nobody to hand over to.
    if attempt.wish == Some(Wish::HandOver) && policy.mode != Mode::Shadow {
        return Next::Conclude;
    }
    // A parked case is taken up once more before a person gets it. Where the
    // registries answer at last, or nobody is to get it, it goes on as any other.
    let goes_on = assessment.outcome != Outcome::HandedOver || policy.mode == Mode::Shadow;
    if attempt.state == CaseState::Failed && goes_on {
        let (due, attempts) = (attempt.now, attempt.attempts);
        return Next::Retry {
            due,
            attempts,
            cause: "taken_up_again".to_owned(),
        };
    }
    if let (Outcome::Waiting, Some(day)) = (assessment.outcome, assessment.waits_until) {
        return Next::Wait {
            due: stockholm_midnight(day),
        };
    }
    let longest = TimeDelta::hours(i64::from(policy.hand_over_after_hours));
    let person_takes_it = later(attempt.received_at, longest);
    // An application from the future makes no sense, and nobody waits for it.
    let from_the_future = attempt.received_at > later(attempt.now, TimeDelta::hours(1));
    let too_old = attempt.now >= person_takes_it || from_the_future;
    if too_old || !trying_again_may_help(assessment) || is_for_a_person_anyway(assessment) {
        return Next::Conclude;
    }
    let cause = cause(assessment, evidence);
    let asked = asked_to_come_later(&evidence.unanswered);
    // A registry that says when to come again has not failed.
    let attempts = if asked.is_some() {
        attempt.attempts
    } else {
        attempt.attempts + 1
    };
    let is_tired = attempts >= policy.max_attempts && attempt.state == CaseState::Retrying;
    if is_tired && asked.is_none() {
        return Next::Fail {
            due: person_takes_it,
            attempts,
            cause,
        };
    }
    let pause = asked
        .unwrap_or_default()
        .max(pause(attempt.case_id, attempts, settings));
    let pause = TimeDelta::from_std(pause).unwrap_or(longest);
    let due = later(attempt.now, pause);
    Next::Retry {
        due: due.min(person_takes_it),
        attempts,
        cause,
    }
}

/// No case is tried again sooner, or a registry that asks for no pause would
/// have the worker turn in circles.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);

/// An instant so much later; the instant itself beyond the end of time.
fn later(instant: DateTime<Utc>, span: TimeDelta) -> DateTime<Utc> {
    instant.checked_add_signed(span).unwrap_or(instant)
}

fn trying_again_may_help(assessment: &Assessment) -> bool {
    assessment
        .unchecked
        .iter()
        .any(|unchecked| unchecked.cause.may_pass())
}

/// Whether a person takes the case whatever the registries say later. While
/// protection is unknown nobody but the restricted queue may see the case, so
/// that is tried again first.
fn is_for_a_person_anyway(assessment: &Assessment) -> bool {
    let protection_unread = assessment
        .unchecked
        .iter()
        .any(|unchecked| unchecked.part == "folkbokforing");
    let other_reason = assessment
        .reasons
        .iter()
        .any(|reason| *reason != Reason::RegistryUnavailable);
    !protection_unread && other_reason
}

/// The technical fault in a low-cardinality word.
fn cause(assessment: &Assessment, evidence: &Evidence) -> String {
    if let Some(unanswered) = evidence.unanswered.first() {
        return format!("{}.{}", unanswered.question.source, unanswered.fault.code());
    }
    let unchecked = assessment
        .unchecked
        .iter()
        .find(|unchecked| unchecked.cause.may_pass());
    unchecked.map_or_else(String::new, |unchecked| {
        format!("{}.{}", unchecked.source, unchecked.cause.code())
    })
}

/// The longest pause that registries ask for, when every fault is of that kind.
fn asked_to_come_later(unanswered: &[Unanswered]) -> Option<Duration> {
    let pauses: Option<Vec<_>> = unanswered
        .iter()
        .map(|one| one.fault.retry_after())
        .collect();
    pauses?.into_iter().max()
}

/// Exponential back-off with full jitter. The jitter is drawn from the case's
/// id, so that cases spread and a test can repeat.
pub(super) fn pause(case_id: &str, attempts: u32, settings: &WorkerSettings) -> Duration {
    let doubled = settings
        .retry_base
        .saturating_mul(1 << attempts.saturating_sub(1).min(20));
    let longest = doubled.min(settings.retry_cap);
    let hash = digest(&[case_id.as_bytes(), &attempts.to_be_bytes()]);
    let spread = u32::from(hash.first().copied().unwrap_or(0));
    (longest * spread / 255).max(SHORTEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::result::Unchecked;
    use crate::assessment::trace::Role;
    use crate::registries::AskFault;
    use crate::rules::{COMPILED_IN, EXAMPLE_POLICY, Rules};
    use crate::vocabulary::evidence::{Cause, Question};
    use crate::vocabulary::{Personnummer, Source};

    fn settings() -> WorkerSettings {
        let second = Duration::from_secs(1);
        WorkerSettings {
            in_flight: 1,
            retry_base: second * 30,
            retry_cap: second * 3600,
            stop_deadline: second,
            protection_max_age: second,
            evidence_max_age: second,
            sweep_every: second,
            breaker_intake_pause: second,
        }
    }

    fn assessment(reasons: &[Reason], part: &'static str) -> (Assessment, Policy) {
        let rules = Rules::read(COMPILED_IN).expect("rules");
        let policy = Policy::load("policy.toml", EXAMPLE_POLICY).expect("a policy");
        let mut assessment =
            Assessment::not_computable("x", Reason::RegistryUnavailable, &rules, &policy);
        assessment.reasons.extend_from_slice(reasons);
        assessment.unchecked.push(Unchecked {
            source: Source::Skatteverket,
            part,
            person: Role::Applicant,
            cause: Cause::Error,
        });
        (assessment, policy)
    }

    fn after(
        state: CaseState,
        attempts: u32,
        hours: i64,
        reasons: &[Reason],
        part: &'static str,
    ) -> Next {
        let (assessment, policy) = assessment(reasons, part);
        let received_at = DateTime::UNIX_EPOCH;
        let now = received_at + TimeDelta::hours(hours);
        let attempt = Attempt {
            case_id: "case",
            state,
            attempts,
            wish: None,
            received_at,
            now,
        };
        next(
            &attempt,
            &assessment,
            &Evidence::default(),
            &policy,
            &settings(),
        )
    }

    #[test]
    fn a_registry_that_is_down_is_tried_again_then_parked_then_handed_over() {
        let first = after(CaseState::Received, 0, 1, &[], "individuppgifter");
        assert!(matches!(&first, Next::Retry { attempts: 1, cause, .. } if cause == "SKV.error"));
        let last = after(CaseState::Retrying, 5, 1, &[], "individuppgifter");
        assert!(matches!(last, Next::Fail { attempts: 6, .. }), "{last:?}");
        assert_eq!(
            after(CaseState::Retrying, 2, 24, &[], "individuppgifter"),
            Next::Conclude
        );
    }

    #[test]
    fn a_parked_case_whose_registries_answer_at_last_goes_on() {
        let (mut assessment, policy) = assessment(&[], "individuppgifter");
        assessment.unchecked.clear();
        assessment.outcome = Outcome::Granted;
        let now = DateTime::UNIX_EPOCH + TimeDelta::hours(24);
        let attempt = Attempt {
            case_id: "case",
            state: CaseState::Failed,
            attempts: 6,
            wish: None,
            received_at: DateTime::UNIX_EPOCH,
            now,
        };
        let next = next(
            &attempt,
            &assessment,
            &Evidence::default(),
            &policy,
            &settings(),
        );
        assert!(
            matches!(next, Next::Retry { due, attempts: 6, .. } if due == now),
            "{next:?}"
        );
    }

    #[test]
    fn a_registry_that_says_when_to_come_again_parks_no_case() {
        let (assessment, policy) = assessment(&[], "individuppgifter");
        let person = Personnummer::parse("198001019804").expect("a personnummer");
        let attempt = Attempt {
            case_id: "case",
            state: CaseState::Retrying,
            attempts: policy.max_attempts,
            wish: None,
            received_at: DateTime::UNIX_EPOCH,
            now: DateTime::UNIX_EPOCH,
        };
        let after = |fault| {
            let question = Question {
                source: Source::Skatteverket,
                person,
                from: DateTime::UNIX_EPOCH.date_naive(),
                to: DateTime::UNIX_EPOCH.date_naive(),
            };
            let evidence = Evidence {
                unanswered: vec![Unanswered { question, fault }],
                ..Evidence::default()
            };
            next(&attempt, &assessment, &evidence, &policy, &settings())
        };
        let retry_after = Duration::from_secs(30);
        let later = after(AskFault::BreakerOpen { retry_after });
        assert!(matches!(later, Next::Retry { attempts, .. } if attempts == policy.max_attempts));
        assert!(matches!(after(AskFault::Unreachable), Next::Fail { .. }));
    }

    #[test]
    fn a_reason_for_a_person_is_not_kept_waiting_unless_protection_is_unread() {
        let reasons = [Reason::OptedOut];
        assert_eq!(
            after(CaseState::Received, 0, 1, &reasons, "individuppgifter"),
            Next::Conclude
        );
        let unread = after(CaseState::Received, 0, 1, &reasons, "folkbokforing");
        assert!(matches!(unread, Next::Retry { .. }), "{unread:?}");
    }

    #[test]
    fn no_attempt_is_set_after_the_time_a_person_takes_the_case() {
        let late = after(CaseState::Retrying, 4, 23, &[], "individuppgifter");
        let latest = DateTime::UNIX_EPOCH + TimeDelta::hours(24);
        assert!(
            matches!(late, Next::Retry { due, .. } if due <= latest),
            "{late:?}"
        );
    }
}
