//! After-checks (HANDBOOK 3.3.6): what was declared was counted before the
//! employer's declaration was due. When it is, Skatteverket is asked again, and
//! a person takes the case when the two differ. The decision stands until then.

use std::cell::RefCell;
use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::case::CaseInHand;
use super::leaving::{could_not_be_read, ended};
use super::next::pause;
use super::outgoing::after_check_step;
use super::telling::End;
use super::{Worker, WorkerError};
use crate::assessment::Assessment;
use crate::ledger::{CaseState, DueAfterCheck, Ledger, Recorded};
use crate::queue::Queue;
use crate::registries::Registry;
use crate::registries::gather::Evidence;
use crate::telemetry::events::AfterCheckMade;
use crate::vocabulary::{Reason, stockholm_midnight};

/// The reasons that tell of a salary that is not as it was counted.
const SALARY: [Reason; 4] = [
    Reason::AgiMissing,
    Reason::SalaryBenefits,
    Reason::SalaryDiffers,
    Reason::UndeclaredIncome,
];

impl<Q: Queue, L: Ledger, R: Registry> Worker<Q, L, R> {
    /// After-checks that are due and not in hand, at most so many.
    pub(super) async fn due_after_checks(
        &self,
        in_hand: &RefCell<HashSet<String>>,
        limit: usize,
    ) -> Vec<DueAfterCheck> {
        if self.switch.is_paused() {
            return Vec::new();
        }
        let limit = u32::try_from(limit.min(200) + in_hand.borrow().len()).unwrap_or(u32::MAX);
        // A ledger that cannot be read now is looked into again soon.
        let due = self.ledger.due_after_checks(self.clock.now(), limit).await;
        let mut due = due.unwrap_or_default();
        due.retain(|check| in_hand.borrow_mut().insert(check.case_id.clone()));
        due
    }

    /// Makes an after-check, or puts it off.
    ///
    /// # Errors
    /// [`WorkerError`] when the ledger cannot be used at all.
    pub(super) async fn make_after_check(
        &self,
        check: DueAfterCheck,
        in_hand: &RefCell<HashSet<String>>,
    ) -> Result<(), WorkerError> {
        let case_id = check.case_id.clone();
        let result = self.after_check(check).await;
        in_hand.borrow_mut().remove(&case_id);
        self.carry_on(result)
    }

    async fn after_check(&self, mut check: DueAfterCheck) -> Result<(), WorkerError> {
        let file = self.ledger.case(&check.case_id).await?;
        let file = file.ok_or_else(|| WorkerError::Content(check.case_id.clone()))?;
        if file.row.state != CaseState::Decided {
            // A person has the case already.
            return self.close_after_check(&check, None).await;
        }
        let mut case = ended(&file)?;
        let evidence = self.ask_skatteverket_again(&mut case).await;
        let now = self.clock.now();
        let assessment = self.assess(&case, &evidence, now);
        let longest = TimeDelta::hours(i64::from(self.policy.hand_over_after_hours));
        let latest = stockholm_midnight(check.due_on) + longest;
        if is_unread(&assessment) && now < latest {
            check.attempts += 1;
            let pause = pause(&check.case_id, check.attempts, &self.settings);
            let due = now + TimeDelta::from_std(pause).unwrap_or(longest);
            return Ok(self
                .ledger
                .put_off_after_check(check, due.min(latest))
                .await?);
        }
        let salary = assessment
            .reasons
            .iter()
            .any(|reason| SALARY.contains(reason));
        let agreed = !salary && !is_unread(&assessment);
        if agreed && !assessment.is_restricted() {
            return self.close_after_check(&check, Some(true)).await;
        }
        if !agreed {
            case.findings.push(Reason::AfterCheckDiffers);
        }
        let restricted = self.hand_over_decided(&case, evidence, now).await?;
        // Of a restricted case nobody is told how it ended.
        self.close_after_check(&check, (!restricted).then_some(agreed))
            .await
    }

    /// Hands a decided case over: to the restricted queue when somebody is
    /// protected, else to its unit, and the decision stands. Returns whether
    /// it is restricted.
    async fn hand_over_decided(
        &self,
        case: &CaseInHand,
        evidence: Evidence,
        now: DateTime<Utc>,
    ) -> Result<bool, WorkerError> {
        let assessment = self.assess(case, &evidence, now);
        if assessment.is_restricted() {
            let recorded = self.restrict(case, &evidence, &assessment, now).await?;
            return unless_paused(recorded).map(|_| true);
        }
        let content = self.content(case, &evidence, &assessment, now)?;
        let mut step = after_check_step(case, &assessment, &self.policy, now, content);
        step.attempted = self.queue.is_connected();
        let (unposted, end) = (step.unposted(), End::of(&step));
        let _on_their_way = self.send_off(&unposted);
        if unless_paused(self.ledger.record(step).await?)? == Recorded::Done {
            self.count(|counts| counts.superseded += 1);
            self.tell_the_end(case, &evidence, &assessment, &end);
            self.post(unposted).await?;
        }
        Ok(false)
    }

    async fn close_after_check(
        &self,
        check: &DueAfterCheck,
        agreed: Option<bool>,
    ) -> Result<(), WorkerError> {
        let now = self.clock.now();
        self.ledger
            .close_after_check(check.clone(), agreed, now)
            .await?;
        if let Some(agreed) = agreed {
            self.count(|counts| counts.after_checked += 1);
            let case_id = &check.case_id;
            AfterCheckMade { case_id, agreed }.emit();
        }
        Ok(())
    }
}

/// What a stop of everything kept from being stored stays to be done.
fn unless_paused(recorded: Recorded) -> Result<Recorded, WorkerError> {
    match recorded {
        Recorded::Paused => Err(WorkerError::Paused),
        other => Ok(other),
    }
}

/// Whether asking Skatteverket again may tell more about salary or protection.
fn is_unread(assessment: &Assessment) -> bool {
    let mut unchecked = assessment.unchecked.iter();
    could_not_be_read(assessment) || unchecked.any(|one| one.part == "individuppgifter")
}
