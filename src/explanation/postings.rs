//! The messages that go out, in the exact shapes of the contract.
//!
//! A message carries only what its receiver needs. Its id is derived from the
//! application and what the message is for, and its bytes from its arguments
//! alone, so that a repeated posting is the same posting.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;

use super::journal::{handover_note, journal_note};
use super::letter::{LetterFacts, decision_letter};
use super::notice::notice;
use super::wire::{
    self, DecidedBy, Decision, HandoverBody, Letter, Notice, Proposal, Restricted, SCHEMA_VERSION,
};
use crate::assessment::result::{Assessment, Outcome};
use crate::rules::Policy;
use crate::vocabulary::identity::{derived_id, digest};
use crate::vocabulary::{Application, Destination, Month, Posting, Reason, stockholm_day};

/// A case that goes to a person.
#[derive(Clone, Copy)]
pub struct Handover<'a> {
    /// The robot's own id of the case.
    pub case_id: &'a str,
    /// The unit that takes it.
    pub unit: &'a str,
    /// What was applied for.
    pub application: &'a Application,
    /// What was computed, with the reasons.
    pub assessment: &'a Assessment,
    /// The policy it was computed by.
    pub policy: &'a Policy,
    /// The day of the handover.
    pub on: NaiveDate,
    /// The program's version.
    pub program_version: &'a str,
}

/// An application of which little more than its ids could be read.
#[derive(Clone, Copy)]
pub struct UnreadableApplication<'a> {
    /// The robot's own id of the case.
    pub case_id: &'a str,
    /// The unit that takes it.
    pub unit: &'a str,
    /// The application's id.
    pub application_id: &'a str,
    /// The municipality's case number.
    pub case_number: &'a str,
    /// The fields at fault, by path, never with their values.
    pub faults: &'a [String],
    /// When the application reached the municipality, or else the robot.
    pub received_at: DateTime<FixedOffset>,
}

/// The decision, for the case system (contract `decision.json`). Its letter
/// and note are made of the same facts.
///
/// No restricted case is ever decided by the robot; were one to come here, it
/// fails closed and is [`restricted_message`].
pub fn decision_message(case_id: &str, facts: &LetterFacts<'_>, quality_sample: bool) -> Posting {
    let (application, assessment) = (facts.application, facts.assessment);
    let (id, case_number) = (&application.application_id, &application.case_number);
    if assessment.is_restricted() {
        return restricted_message(case_id, id, case_number);
    }
    let (text, note) = (decision_letter(facts), journal_note(facts));
    posting(
        id,
        case_id,
        "decision",
        facts.outcome,
        Destination::Decisions,
        |message_id| {
            bytes(&Decision {
                schema_version: SCHEMA_VERSION,
                message_id,
                case_id,
                application_id: id,
                case_number,
                month: application.month,
                outcome: facts.outcome,
                amount: assessment.amount,
                decided_on: facts.decided_on,
                payment: &application.payment,
                decided_by: DecidedBy {
                    function_id: &facts.policy.delegation.function_id,
                    program_version: facts.program_version,
                    rules_hash: &assessment.rules_hash,
                    policy_hash: &assessment.policy_hash,
                    delegation: &facts.policy.delegation.reference,
                },
                lines: wire::lines(assessment),
                letter: Letter::plain(&text),
                journal_note: &note,
                after_checks: wire::after_checks(assessment),
                quality_sample,
            })
        },
    )
}

/// A handover (contract `handover.json`), with the finished proposal when
/// there is an amount.
///
/// It fails closed: of a restricted case it is [`restricted_message`].
pub fn handover_message(handover: &Handover<'_>) -> Posting {
    let (application, assessment) = (handover.application, handover.assessment);
    let (id, case_number) = (&application.application_id, &application.case_number);
    if assessment.is_restricted() {
        return restricted_message(handover.case_id, id, case_number);
    }
    let proposed = assessment.amount.and(assessment.proposed);
    let letter = proposed.map(|outcome| {
        decision_letter(&LetterFacts {
            application,
            assessment,
            outcome,
            policy: handover.policy,
            decided_on: handover.on,
            program_version: handover.program_version,
        })
    });
    let note = handover_note(application, assessment, handover.policy, handover.on);
    let to = Destination::HumanReview {
        unit: handover.unit.to_owned(),
    };
    posting(
        id,
        handover.case_id,
        "handover",
        Outcome::HandedOver,
        to,
        |message_id| {
            bytes(&HandoverBody {
                schema_version: SCHEMA_VERSION,
                message_id,
                case_id: handover.case_id,
                application_id: id,
                case_number,
                month: Some(application.month),
                unit: handover.unit,
                reasons: wire::reasons(&assessment.reasons, application.month),
                proposal: Proposal::of(assessment, proposed, letter.as_deref()),
                dossier_url: None,
                journal_note: &note,
                received_at: application.received_at,
                quality_sample: None,
            })
        },
    )
}

/// A decided case that a person looks at afterwards: as a handover, without
/// reasons and marked as a sample. The decision stands. It fails closed as
/// [`decision_message`] does.
pub fn quality_sample_message(case_id: &str, facts: &LetterFacts<'_>) -> Posting {
    let (application, assessment) = (facts.application, facts.assessment);
    let (id, case_number) = (&application.application_id, &application.case_number);
    if assessment.is_restricted() {
        return restricted_message(case_id, id, case_number);
    }
    let (text, note) = (decision_letter(facts), journal_note(facts));
    let unit = &facts.policy.units.quality_sample;
    let to = Destination::HumanReview { unit: unit.clone() };
    posting(
        id,
        case_id,
        "quality_sample",
        facts.outcome,
        to,
        |message_id| {
            bytes(&HandoverBody {
                schema_version: SCHEMA_VERSION,
                message_id,
                case_id,
                application_id: id,
                case_number,
                month: Some(application.month),
                unit,
                reasons: Vec::new(),
                proposal: Proposal::of(assessment, Some(facts.outcome), Some(&text)),
                dossier_url: None,
                journal_note: &note,
                received_at: application.received_at,
                quality_sample: Some(true),
            })
        },
    )
}

/// The handover of an application that could not be read fully, in the shape
/// of any other handover: without month and proposal.
pub fn invalid_handover_message(unreadable: &UnreadableApplication<'_>) -> Posting {
    let day = stockholm_day(&unreadable.received_at);
    let reason = Reason::InvalidApplication;
    let mut note = format!(
        "Lämnat till handläggare, ärende {}\n\n{}\n\nUppgifter att kontrollera\n",
        unreadable.case_number,
        reason.for_caseworker()
    );
    for fault in unreadable.faults {
        note.push_str("- ");
        note.push_str(fault);
        note.push('\n');
    }
    let to = Destination::HumanReview {
        unit: unreadable.unit.to_owned(),
    };
    let (id, case_id) = (unreadable.application_id, unreadable.case_id);
    posting(
        id,
        case_id,
        "handover",
        Outcome::HandedOver,
        to,
        |message_id| {
            bytes(&HandoverBody {
                schema_version: SCHEMA_VERSION,
                message_id,
                case_id,
                application_id: id,
                case_number: unreadable.case_number,
                month: None,
                unit: unreadable.unit,
                reasons: wire::reasons(&[reason], Month::of(day)),
                proposal: None,
                dossier_url: None,
                journal_note: &note,
                received_at: unreadable.received_at,
                quality_sample: None,
            })
        },
    )
}

/// A restricted case (contract `restricted.json`): its number and nothing else.
pub fn restricted_message(case_id: &str, application_id: &str, case_number: &str) -> Posting {
    restricted_after_outcome_message(case_id, application_id, case_number, false)
}

/// The same for a case that had another outcome before. The receiver is told
/// when a decision or handover of it may have been posted: it may have to be
/// stopped where it arrived.
pub fn restricted_after_outcome_message(
    case_id: &str,
    application_id: &str,
    case_number: &str,
    decision_may_have_left: bool,
) -> Posting {
    let to = Destination::Restricted;
    posting(
        application_id,
        case_id,
        "restricted",
        Outcome::HandedOver,
        to,
        |message_id| {
            bytes(&Restricted {
                schema_version: SCHEMA_VERSION,
                message_id,
                case_number,
                decision_may_have_left: decision_may_have_left.then_some(true),
            })
        },
    )
}

/// The notice to the applicant of a handover, alike for every case.
pub fn notice_message(
    case_id: &str,
    application_id: &str,
    case_number: &str,
    policy: &Policy,
) -> Posting {
    let text = notice(policy, case_number);
    let to = Destination::Notices;
    posting(
        application_id,
        case_id,
        "notice",
        Outcome::HandedOver,
        to,
        |message_id| {
            bytes(&Notice {
                schema_version: SCHEMA_VERSION,
                message_id,
                case_number,
                letter: Letter::plain(&text),
            })
        },
    )
}

fn posting(
    application_id: &str,
    case_id: &str,
    kind: &str,
    outcome: Outcome,
    destination: Destination,
    body: impl FnOnce(&str) -> Vec<u8>,
) -> Posting {
    let purpose = [case_id, kind, outcome.code()].map(str::as_bytes);
    let message_id = derived_id(application_id, &digest(&purpose));
    Posting {
        destination,
        headers: Vec::new(),
        body: body(&message_id),
        message_id,
    }
}

fn bytes(message: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(message)
        // Serialization fails only where a key is no string or a type's own
        // code fails; the structs below have neither.
        .expect("a message of plain structs always serializes")
}
