//! What may leave late. Before anything with a case's content is posted longer
//! after it was stored than an answer about protection lasts, Skatteverket is
//! asked again; what must not leave any more is superseded by a handover to the
//! restricted queue.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::value::RawValue;

use super::case::CaseInHand;
use super::{Worker, WorkerError};
use crate::assessment::{Assessment, Outcome, questions};
use crate::explanation::postings::{notice_message, restricted_after_outcome_message};
use crate::ledger::{CaseFile, CaseState, Ledger, Recorded, Superseding, Unposted};
use crate::queue::Queue;
use crate::registries::Registry;
use crate::registries::gather::{Evidence, OnBehalfOf};
use crate::telemetry::events::CaseFinished;
use crate::vocabulary::{Reason, Source};

/// A posting on its way out.
pub(super) struct Leaving {
    pub(super) unposted: Unposted,
    /// When the protection of the household was read, at the earliest.
    read_at: DateTime<Utc>,
    /// How often it could not be read again since.
    unread: u32,
}

/// Whether a posting may leave.
pub(super) enum Leave {
    Now,
    /// Protection could not be read; it is to be tried again.
    Later,
    /// Another handover has taken its place.
    Never,
}

impl Leaving {
    /// A posting whose step was stored just after protection was read.
    pub(super) fn new(unposted: Unposted) -> Self {
        Self {
            read_at: unposted.stored_at,
            unread: 0,
            unposted,
        }
    }
}

impl<Q: Queue, L: Ledger, R: Registry> Worker<Q, L, R> {
    /// Whether a posting may leave now. From then on it may have left: that is
    /// durable before this returns.
    ///
    /// # Errors
    /// [`WorkerError`] when the ledger fails or the stored content cannot be
    /// read; the posting does not leave then.
    pub(super) async fn may_leave(&self, leaving: &mut Leaving) -> Result<Leave, WorkerError> {
        let unposted = &leaving.unposted;
        let Some(case_id) = unposted
            .case_id
            .as_deref()
            .filter(|_| unposted.posting.destination.takes_content())
        else {
            return Ok(Leave::Now);
        };
        let now = self.clock.now();
        let age = now.signed_duration_since(leaving.read_at);
        let late = age > TimeDelta::from_std(self.settings.protection_max_age).unwrap_or_default();
        if late {
            match self.read_again(case_id, leaving.unread).await? {
                Leave::Now => (leaving.read_at, leaving.unread) = (now, 0),
                Leave::Later => {
                    leaving.unread += 1;
                    return Ok(Leave::Later);
                }
                Leave::Never => return Ok(Leave::Never),
            }
        }
        if !leaving.unposted.attempted {
            match self.leaves_past_stops(case_id).await? {
                Leave::Now => {}
                other => return Ok(other),
            }
        }
        if late || !unposted.attempted {
            let id = &unposted.posting.message_id;
            if !self.ledger.mark_attempted(id, now).await? {
                return Ok(Leave::Never);
            }
            leaving.unposted.attempted = true;
        }
        Ok(Leave::Now)
    }

    /// Reads the protection of a case's household again, and hands the case
    /// over to the restricted queue when it must go there.
    async fn read_again(&self, case_id: &str, unread: u32) -> Result<Leave, WorkerError> {
        let file = self.ledger.case(case_id).await?;
        let file = file.ok_or_else(|| WorkerError::Content(case_id.to_owned()))?;
        if file.row.reasons == ["restricted"] {
            // Another of its postings was read again first, and took this one
            // with it.
            return Ok(Leave::Never);
        }
        if file.row.reasons == [Reason::InvalidApplication.code()] {
            // Its handover names fields and no person, and nobody could be
            // asked about.
            return Ok(Leave::Now);
        }
        let mut case = ended(&file)?;
        let evidence = self.ask_skatteverket_again(&mut case).await;
        let now = self.clock.now();
        let assessment = self.assess(&case, &evidence, now);
        if !assessment.is_restricted() {
            return Ok(Leave::Now);
        }
        let asked_enough = unread + 1 >= self.policy.max_attempts && self.is_overdue(&case, now);
        if could_not_be_read(&assessment) && !asked_enough {
            return Ok(Leave::Later);
        }
        match self.restrict(&case, &evidence, &assessment, now).await? {
            Recorded::Done => Ok(Leave::Never),
            // Somebody else moved the case meanwhile: it is looked at again.
            _ => Ok(Leave::Later),
        }
    }

    /// The answers a case was assessed from, with fresh ones of Skatteverket.
    pub(super) async fn ask_skatteverket_again(&self, case: &mut CaseInHand) -> Evidence {
        let mut kept = std::mem::take(&mut case.kept);
        kept.retain(|gathered| gathered.question.source != Source::Skatteverket);
        let mut asked = questions(&case.application);
        asked.retain(|question| question.source == Source::Skatteverket);
        let on_behalf_of = OnBehalfOf {
            application_id: &case.application.application_id,
            case_id: &case.case_id,
        };
        let mut evidence = self.registries.gather(on_behalf_of, asked).await;
        case.course.asked(&evidence);
        evidence.answers.append(&mut kept);
        evidence
    }

    /// Whether an applicant has waited so long that a person takes the case.
    pub(super) fn is_overdue(&self, case: &CaseInHand, now: DateTime<Utc>) -> bool {
        let waited = now.signed_duration_since(case.application.received_at);
        waited >= TimeDelta::hours(i64::from(self.policy.hand_over_after_hours))
    }

    /// Supersedes a case's outcome with a handover to the restricted queue, and
    /// posts that. What has not left is held back. [`Recorded::Overtaken`] when
    /// somebody else moved the case meanwhile.
    ///
    /// # Errors
    /// [`WorkerError`] when the ledger fails.
    pub(super) async fn restrict(
        &self,
        case: &CaseInHand,
        evidence: &Evidence,
        assessment: &Assessment,
        now: DateTime<Utc>,
    ) -> Result<Recorded, WorkerError> {
        let content = self.content(case, evidence, assessment, now)?;
        let (id, number) = (
            &case.application.application_id,
            &case.application.case_number,
        );
        // Whether something may have left is known for certain only within
        // the transaction, which refuses the first step if so.
        let mut recorded = Recorded::Overtaken;
        for superseding in [Superseding::HeldBack, Superseding::MayHaveLeft] {
            let may_have_left = superseding == Superseding::MayHaveLeft;
            let mut step = case.step(assessment, now, content.clone());
            step.superseding = Some(superseding);
            step.outcome = Some(Outcome::HandedOver);
            step.attempted = self.queue.is_connected();
            step.postings = vec![restricted_after_outcome_message(
                &case.case_id,
                id,
                number,
                may_have_left,
            )];
            // A case that had been handed over has its notice already.
            if case.state == CaseState::Decided {
                let notice = notice_message(&case.case_id, id, number, &self.policy);
                step.postings.push(notice);
            }
            let unposted = step.unposted();
            let _on_their_way = self.send_off(&unposted);
            recorded = self.ledger.record(step).await?;
            if recorded == Recorded::Done {
                self.count(|counts| counts.superseded += 1);
                CaseFinished::restricted(&case.case_id).emit();
                // Boxed, because these postings leave the same way.
                Box::pin(self.post(unposted)).await?;
                break;
            }
        }
        Ok(recorded)
    }
}

/// A case that has come to an end, with all it was assessed from; its content
/// is kept as the earlier one of what supersedes it.
pub(super) fn ended(file: &CaseFile) -> Result<CaseInHand, WorkerError> {
    let row = &file.row;
    let unreadable = || WorkerError::Content(row.case_id.clone());
    let mut case =
        CaseInHand::stored(row.state, row.attempts, &file.content).ok_or_else(unreadable)?;
    let earlier: Box<RawValue> = serde_json::from_slice(&file.content).map_err(|_| unreadable())?;
    case.earlier = Some(earlier);
    Ok(case)
}

/// Whether asking again may tell that nobody is protected.
pub(super) fn could_not_be_read(assessment: &Assessment) -> bool {
    let protected = assessment.reasons.contains(&Reason::ProtectedIdentity);
    let mut unchecked = assessment.unchecked.iter();
    !protected && unchecked.any(|unchecked| unchecked.part == "folkbokforing")
}
