//! One case, from delivery to posting.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::FutureExt;
use serde_json::value::RawValue;
use tokio::sync::OwnedMutexGuard;

use super::basis::basis;
use super::content::{self, Parts, Stored};
use super::next::{Attempt, Next, next};
use super::outgoing::{outcome_of, step};
use super::telling::{Course, End};
use super::{Worker, WorkerError};
use crate::assessment::{Assessment, Outcome, assess, questions};
use crate::ledger::{CaseState, DueCase, Ledger, Recorded, Step, Wish};
use crate::queue::Queue;
use crate::registries::gather::{Evidence, Gathered, OnBehalfOf};
use crate::registries::{Registry, read_answer};
use crate::rules::{Mode, Policy, Rules};
use crate::telemetry::Word;
use crate::telemetry::events::{AssessmentMade, CaseFailed, CaseFinished};
use crate::vocabulary::identity::{Hash, derived_id, digest};
use crate::vocabulary::intake::{Accepted, Intake, read_application};
use crate::vocabulary::{Application, Reason, Source, stockholm_day};

/// A case that is being worked on.
pub struct CaseInHand {
    /// The robot's own id.
    pub case_id: String,
    /// The application.
    pub application: Application,
    /// The application as it came.
    pub raw: String,
    /// Hash of its parsed content.
    pub content_hash: Hash,
    /// Where the case stands in the ledger.
    pub state: CaseState,
    /// Failed attempts so far.
    pub attempts: u32,
    /// What an operator wants of it.
    pub wish: Option<Wish>,
    /// Answers from an earlier attempt.
    pub kept: Vec<Gathered>,
    /// What only the worker knows.
    pub findings: Vec<Reason>,
    /// Held while it is worked alone, until its outcome is durable.
    pub alone: Option<OwnedMutexGuard<()>>,
    /// The content of the outcome that is superseded, if one is.
    pub earlier: Option<Box<RawValue>>,
    /// Its way since it was taken up, for the log.
    pub course: Course,
}

/// The robot's own id of a case: the same however often the message comes, and
/// another one when the same application comes with other content.
pub fn case_id(application_id: &str, content_hash: &Hash) -> String {
    derived_id(application_id, &digest(&[b"case", content_hash]))
}

impl CaseInHand {
    /// A case that has just come in.
    pub fn new(accepted: Accepted, raw: String) -> Self {
        let Accepted {
            application,
            content_hash,
            ..
        } = accepted;
        Self {
            case_id: case_id(&application.application_id, &content_hash),
            application,
            raw,
            content_hash,
            state: CaseState::Received,
            attempts: 0,
            wish: None,
            kept: Vec::new(),
            findings: Vec::new(),
            alone: None,
            earlier: None,
            course: Course::default(),
        }
    }

    /// A postponed case, with what an operator wants of it; `None` when its
    /// content cannot be read.
    pub fn postponed(due: &DueCase) -> Option<Self> {
        let mut case = Self::stored(due.state, due.attempts, &due.content)?;
        case.wish = due.wish;
        if due.wish == Some(Wish::FreshEvidence) {
            case.kept.clear();
        }
        Some(case)
    }

    /// A case from what the ledger kept of it; `None` when that cannot be
    /// read.
    pub fn stored(state: CaseState, attempts: u32, content: &[u8]) -> Option<Self> {
        let Stored {
            application,
            evidence,
            findings,
            ..
        } = content::read(content)?;
        let Intake::Accepted(accepted) = read_application(application.get().as_bytes()) else {
            return None;
        };
        let raw = application.get().to_owned();
        let questions = questions(&accepted.application);
        let kept = evidence.into_iter().filter_map(|stored| {
            let raw = stored.answer.get().to_owned();
            let answer = read_answer(&raw).ok()?;
            let question = questions.iter().find(|question| {
                question.source == answer.facts.source() && Some(question.person) == answer.person
            });
            Some(Gathered {
                question: *question?,
                raw,
                answer,
                came_at: stored.came_at,
            })
        });
        Some(Self {
            state,
            attempts,
            kept: kept.collect(),
            findings,
            ..Self::new(*accepted, raw)
        })
    }

    /// The part of a step that does not depend on what becomes of the case.
    pub fn step(&self, assessment: &Assessment, at: DateTime<Utc>, content: Vec<u8>) -> Step {
        Step {
            case_id: self.case_id.clone(),
            application_id: self.application.application_id.clone(),
            content_hash: self.content_hash,
            case_number: self.application.case_number.clone(),
            month: Some(self.application.month),
            received_at: self.application.received_at.to_utc(),
            members: self.application.members().collect(),
            from: self.state,
            wish: self.wish,
            to: CaseState::HandedOver,
            at,
            outcome: None,
            amount: assessment.amount,
            restricted: assessment.is_restricted(),
            reasons: assessment.reasons.clone(),
            unit: None,
            due_at: None,
            attempts: self.attempts,
            cause: None,
            content,
            rules_hash: assessment.rules_hash.clone(),
            policy_hash: assessment.policy_hash.clone(),
            postings: Vec::new(),
            attempted: false,
            superseding: None,
            claims: Vec::new(),
            after_checks: Vec::new(),
            basis: None,
        }
    }
}

impl<Q: Queue, L: Ledger, R: Registry> Worker<Q, L, R> {
    /// Works a case; one that makes the program panic is given up to a person,
    /// so that it stops nobody else and is not tried for ever.
    ///
    /// # Errors
    /// As [`Worker::work`].
    pub(super) async fn work_or_give_up(&self, case: CaseInHand) -> Result<Recorded, WorkerError> {
        let step = self.given_up(&case)?;
        if let Ok(result) = AssertUnwindSafe(self.work(case)).catch_unwind().await {
            return result;
        }
        self.give_up(step, "panic").await
    }

    /// Gives a case up by the step of [`Worker::given_up`].
    pub(super) async fn give_up(
        &self,
        step: Step,
        fault: &'static str,
    ) -> Result<Recorded, WorkerError> {
        let error_type = Word::new(fault);
        CaseFailed {
            case_id: &step.case_id,
            error_type,
        }
        .emit();
        let (unposted, case_id) = (step.unposted(), step.case_id.clone());
        let _on_their_way = self.send_off(&unposted);
        let recorded = self.ledger.record(step).await?;
        if recorded == Recorded::Done {
            self.count(|counts| counts.restricted += 1);
            CaseFinished::restricted(&case_id).emit();
            self.post(unposted).await?;
        }
        Ok(recorded)
    }

    /// The step that gives a case up. Nothing is known of the household's
    /// protection then, so it goes to the restricted queue.
    pub(super) fn given_up(&self, case: &CaseInHand) -> Result<Step, WorkerError> {
        let id = &case.application.application_id;
        let reason = Reason::Poison;
        let mut assessment = Assessment::not_computable(id, reason, &self.rules, &self.policy);
        assessment.reasons.push(Reason::ProtectionUnknown);
        let content = self.content(case, &Evidence::default(), &assessment, self.clock.now())?;
        let now = self.clock.now();
        Ok(step(
            case,
            &assessment,
            &Next::Conclude,
            &self.policy,
            now,
            content,
        ))
    }

    /// Works a case until its step is durable and its postings are confirmed.
    /// [`Recorded::Overtaken`] when somebody else did so meanwhile, and
    /// [`Recorded::Paused`] when everything is stopped.
    ///
    /// # Errors
    /// [`WorkerError`] when the ledger fails.
    async fn work(&self, mut case: CaseInHand) -> Result<Recorded, WorkerError> {
        loop {
            let evidence = self.evidence(&mut case).await;
            // Read once, so that day, bundle and step cannot fall on two days.
            let now = self.clock.now();
            let assessment = self.assess(&case, &evidence, now);
            let attempt = Attempt {
                case_id: &case.case_id,
                state: case.state,
                attempts: case.attempts,
                wish: case.wish,
                received_at: case.application.received_at.to_utc(),
                now,
            };
            let next = next(
                &attempt,
                &assessment,
                &evidence,
                &self.policy,
                &self.settings,
            );
            let concludes = next == Next::Conclude;
            let withheld = self.withheld(&case, &assessment, concludes);
            let is_new = withheld.is_some_and(|finding| add_finding(&mut case, finding));
            if is_new || (concludes && self.protection_is_stale(&evidence, now)) {
                case.kept = evidence.answers;
                continue;
            }
            let content = self.content(&case, &evidence, &assessment, now)?;
            let mut step = step(&case, &assessment, &next, &self.policy, now, content);
            step.outcome = outcome_of(&assessment, &next);
            step.basis = Some(basis(&case.application, &evidence, &assessment));
            step.attempted = self.queue.is_connected();
            let (unposted, end) = (step.unposted(), End::of(&step));
            let _on_their_way = self.send_off(&unposted);
            match self.ledger.record(step).await? {
                Recorded::Done => {
                    // Others may be worked alone now: a posting can take long.
                    case.alone = None;
                    self.tell(&case, &evidence, &assessment, &next, end);
                    self.post(unposted).await?;
                    return Ok(Recorded::Done);
                }
                Recorded::ClaimTaken => {
                    add_finding(&mut case, Reason::DuplicateApplication);
                    case.kept = evidence.answers;
                }
                Recorded::Conflicting => {
                    add_finding(&mut case, Reason::ConflictingResubmission);
                    case.kept = evidence.answers;
                }
                Recorded::Stopped => {
                    add_finding(&mut case, Reason::KillSwitch);
                    case.kept = evidence.answers;
                }
                left @ (Recorded::Overtaken | Recorded::Paused) => return Ok(left),
            }
        }
    }

    /// What keeps the robot from deciding the case, beside the assessment.
    fn withheld(
        &self,
        case: &CaseInHand,
        assessment: &Assessment,
        concludes: bool,
    ) -> Option<Reason> {
        let wants_a_person = case.wish == Some(Wish::HandOver);
        if wants_a_person && assessment.outcome != Outcome::HandedOver {
            // An operator has told the robot not to decide it.
            return Some(Reason::KillSwitch);
        }
        (concludes && self.policy.mode == Mode::Recommend).then_some(Reason::RecommendMode)
    }

    /// Asks for what is not known yet, or not well enough any more. For a case
    /// that a person is to have nobody is asked again but for protection.
    pub(super) async fn evidence(&self, case: &mut CaseInHand) -> Evidence {
        let mut missing = questions(&case.application);
        let mut kept = std::mem::take(&mut case.kept);
        let now = self.clock.now();
        kept.retain(|gathered| self.still_counts(gathered, case.wish, now));
        missing.retain(|question| {
            let unknown = kept.iter().all(|kept| kept.question != *question);
            let asked = case.wish != Some(Wish::HandOver);
            unknown && (asked || question.source == Source::Skatteverket)
        });
        let on_behalf_of = OnBehalfOf {
            application_id: &case.application.application_id,
            case_id: &case.case_id,
        };
        let mut evidence = self.registries.gather(on_behalf_of, missing).await;
        case.course.asked(&evidence);
        evidence.answers.append(&mut kept);
        evidence
    }

    fn still_counts(&self, gathered: &Gathered, wish: Option<Wish>, now: DateTime<Utc>) -> bool {
        let longest = match (gathered.question.source, wish) {
            (Source::Skatteverket, _) => self.settings.protection_max_age,
            (_, Some(Wish::SameEvidence | Wish::HandOver)) => Duration::MAX,
            _ => self.settings.evidence_max_age,
        };
        let age = now.signed_duration_since(gathered.came_at);
        let fresh = age <= TimeDelta::from_std(longest).unwrap_or(TimeDelta::MAX);
        fresh && gathered.answer.facts.unchecked().is_none()
    }

    /// Whether protection was read too long ago to conclude on (it is read
    /// again last).
    fn protection_is_stale(&self, evidence: &Evidence, now: DateTime<Utc>) -> bool {
        let longest =
            TimeDelta::from_std(self.settings.protection_max_age).unwrap_or(TimeDelta::MAX);
        evidence
            .answers
            .iter()
            .filter(|gathered| gathered.question.source == Source::Skatteverket)
            .filter(|gathered| gathered.answer.facts.unchecked().is_none())
            .any(|gathered| now.signed_duration_since(gathered.came_at) > longest)
    }

    pub(super) fn assess(
        &self,
        case: &CaseInHand,
        evidence: &Evidence,
        now: DateTime<Utc>,
    ) -> Assessment {
        let stopwatch = self.clock.stopwatch();
        let answers = evidence.answers.iter().map(|gathered| &gathered.answer);
        let (findings, today) = (&case.findings, stockholm_day(&now));
        let assessment = assess(
            &case.application,
            answers,
            findings,
            &self.rules,
            &self.policy,
            today,
        );
        let assessment = sound(assessment, &self.rules, &self.policy);
        let elapsed = stopwatch.elapsed();
        case.course.assessed(elapsed);
        AssessmentMade::new(&case.case_id, &assessment, elapsed).emit();
        assessment
    }

    pub(super) fn content(
        &self,
        case: &CaseInHand,
        evidence: &Evidence,
        assessment: &Assessment,
        now: DateTime<Utc>,
    ) -> Result<Vec<u8>, WorkerError> {
        let parts = Parts {
            application: &case.raw,
            evidence,
            assessed_on: stockholm_day(&now),
            findings: &case.findings,
            faults: &[],
            assessment,
            earlier: case.earlier.as_deref(),
        };
        content::write(&parts).ok_or_else(|| WorkerError::Content(case.case_id.clone()))
    }
}

/// The assessment, or nothing of it when its trace is broken: a fault in the
/// program, and nothing is decided on it.
pub(super) fn sound(assessment: Assessment, rules: &Rules, policy: &Policy) -> Assessment {
    if assessment.lines_add_up() {
        return assessment;
    }
    let (id, reason) = (&assessment.application_id, Reason::OutcomeNeedsHuman);
    let mut broken = Assessment::not_computable(id, reason, rules, policy);
    let reasons = assessment.reasons.iter().copied();
    broken
        .reasons
        .extend(reasons.filter(|reason| reason.is_restricted()));
    broken
}

/// Adds a finding; whether it is new.
fn add_finding(case: &mut CaseInHand, finding: Reason) -> bool {
    let new = !case.findings.contains(&finding);
    if new {
        case.findings.push(finding);
    }
    new
}
