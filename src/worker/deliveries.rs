//! What becomes of a message: accepted, a duplicate, or dead-lettered
//! (HANDBOOK section 5).

use super::case::{CaseInHand, case_id};
use super::content::{self, Parts};
use super::poison::FALLS_ALONE;
use super::run::AFTER_A_FAULT;
use super::{Worker, WorkerError};
use crate::assessment::{Assessment, Outcome};
use crate::explanation::postings::{
    UnreadableApplication, invalid_handover_message, notice_message,
};
use crate::ledger::{Begun, CaseState, DeadLetter, Ledger, Receipt, Recorded, Step, Unposted};
use crate::queue::{Delivery, Queue, Tag};
use crate::registries::Registry;
use crate::registries::gather::Evidence;
use crate::rules::Mode;
use crate::telemetry::Word;
use crate::telemetry::events::{
    AcknowledgementLost, ApplicationDeadLettered, ApplicationDuplicate, ApplicationReceived,
    ApplicationUnknownField, CaseFinished,
};
use crate::vocabulary::identity::{Hash, derived_id, digest};
use crate::vocabulary::intake::{Accepted, Intake, Invalid, read_application};
use crate::vocabulary::{Destination, Posting, Reason};

/// The id of the dead letter that bytes become when nobody can read them: the
/// same for the same bytes.
pub fn dead_letter_id(body: &[u8]) -> String {
    derived_id("", &digest(&[b"dead letter", body]))
}

impl<Q: Queue, L: Ledger, R: Registry> Worker<Q, L, R> {
    /// Takes a message in, and acknowledges it when its outcome, or its due
    /// time, is durable and every posting is confirmed.
    ///
    /// # Errors
    /// [`WorkerError`] when the ledger fails; the message then comes again.
    pub(super) async fn take_in(&self, delivery: Delivery) -> Result<(), WorkerError> {
        self.count(|counts| counts.received += 1);
        let Delivery {
            tag,
            body,
            redelivered,
        } = delivery;
        let intake = read_application(&body);
        let bad = !matches!(intake, Intake::Accepted(_));
        let work = async {
            match intake {
                Intake::Accepted(accepted) => self.accept(*accepted, body, redelivered).await,
                Intake::Invalid(invalid) => self.take_in_invalid(invalid, &body).await,
                Intake::Unreadable(reason) => self.dead_letter(body, reason).await,
            }
        };
        // Nothing sits unacknowledged while everything is stopped: what is
        // dropped here is as if the worker had fallen.
        let done = tokio::select! {
            done = work => done,
            () = self.switch.becomes(true) => Err(WorkerError::Paused),
        };
        if done.is_ok() {
            self.carry_on(self.watch_input(bad).await)?;
            self.acknowledge(tag).await;
        } else {
            // It comes again, but not at once.
            tokio::time::sleep(AFTER_A_FAULT).await;
            let _ = self.queue.give_back(tag).await;
        }
        self.carry_on(done)
    }

    /// A failed acknowledgement needs nothing: the message comes again and is
    /// known.
    pub(super) async fn acknowledge(&self, tag: Tag) {
        if self.queue.acknowledge(tag).await.is_err() {
            AcknowledgementLost {}.emit();
        }
    }

    async fn accept(
        &self,
        accepted: Accepted,
        body: Vec<u8>,
        redelivered: bool,
    ) -> Result<(), WorkerError> {
        for path in &accepted.unknown_fields {
            if let Some(event) = ApplicationUnknownField::first_seen(path) {
                event.emit();
            }
        }
        let (id, hash) = (
            accepted.application.application_id.clone(),
            accepted.content_hash,
        );
        let begun = redelivered.then(|| Begun::Message(digest(&[&body])));
        // The bytes were UTF-8 when they were read.
        let raw = String::from_utf8(body).unwrap_or_default();
        let mut case = CaseInHand::new(accepted, raw);
        case.course.taken_in = Some(self.clock.now());
        case.course.redelivered = redelivered;
        ApplicationReceived {
            case_id: &case.case_id,
            redelivered,
        }
        .emit();
        match self.ledger.receipt(&id, &hash).await? {
            Receipt::New => {}
            Receipt::Conflicting => case.findings.push(Reason::ConflictingResubmission),
            Receipt::Known { .. } => {
                // It may have fallen after its outcome was durable.
                if let Some(begun) = begun {
                    self.ledger.end(begun).await?;
                }
                return self.duplicate(&id, &hash).await;
            }
        }
        let recorded = match begun {
            Some(begun) => self.work_alone(case, begun, FALLS_ALONE).await?,
            None => self.work_or_give_up(case).await?,
        };
        match recorded {
            // Another copy of the message was worked at the same time and won.
            Recorded::Overtaken => self.duplicate(&id, &hash).await,
            Recorded::Paused => Err(WorkerError::Paused),
            _ => Ok(()),
        }
    }

    /// The same message twice: nothing new, but what its case has not posted
    /// yet is posted before the message is let go.
    async fn duplicate(&self, application_id: &str, hash: &Hash) -> Result<(), WorkerError> {
        self.count(|counts| counts.duplicates += 1);
        let mut nobody_posts = false;
        loop {
            let arrived = self.arrived.notified();
            let receipt = self.ledger.receipt(application_id, hash).await?;
            let Receipt::Known {
                case_id, unposted, ..
            } = receipt
            else {
                return Ok(());
            };
            if self.are_on_their_way(&unposted) {
                nobody_posts = false;
                arrived.await;
            } else if unposted.is_empty() || nobody_posts {
                ApplicationDuplicate { case_id: &case_id }.emit();
                return self.post(unposted).await;
            } else {
                // They may have arrived since the receipt was read.
                nobody_posts = true;
            }
        }
    }

    /// A family waiting whose application makes no sense: to a person, naming
    /// the fields.
    async fn take_in_invalid(&self, invalid: Invalid, body: &[u8]) -> Result<(), WorkerError> {
        let Invalid {
            application_id,
            content_hash,
            ..
        } = &invalid;
        let receipt = self.ledger.receipt(application_id, content_hash).await?;
        if matches!(receipt, Receipt::Known { .. }) {
            return self.duplicate(application_id, content_hash).await;
        }
        let case_id = case_id(application_id, content_hash);
        let unit = self.policy.units.default.clone();
        let step = self.invalid_step(&invalid, body, case_id.clone(), unit.clone());
        let Some(step) = step else {
            return self.dead_letter(body.to_vec(), "not_json").await;
        };
        let (unposted, state) = (step.unposted(), step.to.code());
        let on_their_way = self.send_off(&unposted);
        match self.ledger.record(step).await? {
            Recorded::Done => {}
            Recorded::Paused => return Err(WorkerError::Paused),
            _ => {
                drop(on_their_way);
                return self.duplicate(application_id, content_hash).await;
            }
        }
        self.count(|counts| counts.handed_over += 1);
        CaseFinished {
            state,
            outcome: Some(Outcome::HandedOver.code()),
            reasons: Some(Reason::InvalidApplication.code().into()),
            unit: Some(&unit),
            ..CaseFinished::restricted(&case_id)
        }
        .emit();
        self.post(unposted).await
    }

    fn invalid_step(
        &self,
        invalid: &Invalid,
        body: &[u8],
        case_id: String,
        unit: String,
    ) -> Option<Step> {
        let now = self.clock.now();
        let received_at = invalid.received_at.unwrap_or_else(|| now.fixed_offset());
        let (id, number) = (&invalid.application_id, &invalid.case_number);
        let reason = Reason::InvalidApplication;
        let assessment = Assessment::not_computable(id, reason, &self.rules, &self.policy);
        let content = content::write(&Parts {
            application: std::str::from_utf8(body).ok()?,
            evidence: &Evidence::default(),
            assessed_on: self.clock.today(),
            findings: &[reason],
            faults: &invalid.faults,
            assessment: &assessment,
            earlier: None,
        })?;
        let shadow = self.policy.mode == Mode::Shadow;
        let postings = if shadow {
            Vec::new()
        } else {
            let unreadable = UnreadableApplication {
                case_id: &case_id,
                unit: &unit,
                application_id: id,
                case_number: number,
                faults: &invalid.faults,
                received_at,
            };
            let notice = notice_message(&case_id, id, number, &self.policy);
            vec![invalid_handover_message(&unreadable), notice]
        };
        Some(Step {
            case_id,
            application_id: id.clone(),
            content_hash: invalid.content_hash,
            case_number: number.clone(),
            month: None,
            received_at: received_at.to_utc(),
            members: Vec::new(),
            from: CaseState::Received,
            wish: None,
            to: if shadow {
                CaseState::Shadowed
            } else {
                CaseState::HandedOver
            },
            at: now,
            outcome: Some(Outcome::HandedOver),
            amount: None,
            restricted: false,
            reasons: vec![reason],
            unit: Some(unit),
            due_at: None,
            attempts: 0,
            cause: None,
            content,
            rules_hash: assessment.rules_hash.clone(),
            policy_hash: assessment.policy_hash.clone(),
            postings,
            attempted: self.queue.is_connected(),
            superseding: None,
            claims: Vec::new(),
            after_checks: Vec::new(),
            basis: None,
        })
    }

    /// Bytes that nobody can read: kept whole, with the reason.
    pub(super) async fn dead_letter(
        &self,
        body: Vec<u8>,
        reason: &'static str,
    ) -> Result<(), WorkerError> {
        let now = self.clock.now();
        let bytes = body.len() as u64;
        let posting = Posting {
            message_id: dead_letter_id(&body),
            destination: Destination::DeadLetters,
            headers: vec![
                ("x-reason".into(), reason.into()),
                ("x-received-at".into(), now.to_rfc3339()),
            ],
            body,
        };
        let letter = DeadLetter {
            posting,
            reason: reason.into(),
            at: now,
        };
        let left = self.ledger.record_dead_letter(letter).await?;
        self.count(|counts| counts.dead_lettered += 1);
        ApplicationDeadLettered {
            reason: Word::new(reason),
            bytes,
        }
        .emit();
        let unposted = left.map(|posting| Unposted {
            posting,
            case_id: None,
            stored_at: now,
            attempted: false,
        });
        self.post(unposted.into_iter().collect()).await
    }
}
