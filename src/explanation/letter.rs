//! The decision letter, as plain text.
//!
//! What it must hold: förvaltningslagen (2017:900) 31–33, 43 and 44 §§, and
//! HANDBOOK section 4. Result first, then the calculation, then why, then what
//! one can do. Running text starts at the margin, one paragraph a line; table
//! rows, lists and citations are indented.

use chrono::NaiveDate;

use super::language::{Language, Sentences, say};
use super::words::Member;
use super::{calculation, changes, control_code, notice, reasoning};
use crate::assessment::result::{Assessment, Outcome};
use crate::rules::Policy;
use crate::vocabulary::{Application, Kronor, Month, Provision};

/// What a letter is written from.
#[derive(Clone, Copy)]
pub struct LetterFacts<'a> {
    /// What was applied for.
    pub application: &'a Application,
    /// What was computed.
    pub assessment: &'a Assessment,
    /// The outcome the letter tells: decided by the robot, or proposed to a
    /// person. It is a proposal when it is not the assessment's own outcome.
    pub outcome: Outcome,
    /// The policy it was computed by.
    pub policy: &'a Policy,
    /// The day of the decision or the proposal.
    pub decided_on: NaiveDate,
    /// The program's version.
    pub program_version: &'a str,
}

impl LetterFacts<'_> {
    /// The month whose incomes count: the one before the month applied for.
    pub(super) fn control_month(&self) -> Month {
        self.application.month.plus(-1)
    }

    /// Whether there are two to speak to.
    pub(super) fn both(&self) -> bool {
        self.application.co_applicant.is_some()
    }

    /// Whether a person has yet to decide.
    pub(super) fn is_proposal(&self) -> bool {
        self.assessment.outcome != self.outcome
    }
}

/// The letter to the applicant, in Swedish: the decision itself.
///
/// A letter tells a computed result. Where there is none, that is without an
/// amount or with an outcome that decides nothing, the text is the notice of a
/// handover: no letter ever says an amount that was not computed.
pub fn decision_letter(facts: &LetterFacts<'_>) -> String {
    decision_letter_in(Language::Swedish, facts)
}

/// As [`decision_letter`], in any language. Every figure, day and citation is
/// the same, in the same order.
pub fn decision_letter_in(language: Language, facts: &LetterFacts<'_>) -> String {
    let amount = match facts.assessment.amount {
        Some(amount) if facts.outcome.is_decision() => amount,
        _ => return notice::notice_in(language, facts.policy, &facts.application.case_number),
    };
    let words = language.sentences();
    let mut out = String::with_capacity(8 * 1024);
    write_head(&mut out, facts, words);
    write_result(&mut out, facts, words, amount);
    calculation::write(&mut out, facts, words, amount);
    reasoning::write(&mut out, facts, words);
    changes::write(&mut out, facts, words);
    write_after_checks(&mut out, facts, words);
    write_who_decided(&mut out, facts, words);
    write_appeal(&mut out, facts, words);
    write_record(&mut out, facts, words);
    control_code::write(&mut out, words.texts().control_code);
    out
}

fn write_head(out: &mut String, facts: &LetterFacts<'_>, words: &dyn Sentences) {
    let (authority, texts) = (&facts.policy.authority, words.texts());
    let (title, day, translated) = if facts.is_proposal() {
        let translated = texts.translated_proposal;
        (texts.proposal, texts.day_of_proposal, translated)
    } else {
        let translated = texts.translated_decision;
        (texts.decision, texts.day_of_decision, translated)
    };
    say!(
        out,
        "{}\n{}\n\n{title}\n  {day}: {}\n  {}: {}\n  {}: {}\n\n",
        authority.municipality,
        authority.committee,
        words.date(facts.decided_on),
        texts.case_number,
        facts.application.case_number,
        texts.month,
        words.month(facts.application.month),
    );
    if let Some(translated) = translated {
        say!(out, "{translated}\n\n");
    }
}

fn write_result(out: &mut String, facts: &LetterFacts<'_>, words: &dyn Sentences, amount: Kronor) {
    let (both, month) = (facts.both(), facts.application.month);
    if facts.outcome == Outcome::Rejected {
        words.rejected(out, both, month);
    } else {
        words.granted(out, both, amount, month);
        if facts.outcome == Outcome::PartlyGranted {
            out.push(' ');
            words.partly_rejected(out, both);
        }
        out.push(' ');
        words.paid_out(out, both);
    }
    out.push('\n');
    if both {
        say!(out, "{}\n", words.texts().both);
    }
}

fn write_after_checks(out: &mut String, facts: &LetterFacts<'_>, words: &dyn Sentences) {
    let checks = &facts.assessment.after_checks;
    if !checks.is_empty() {
        say!(out, "\n{}\n", words.texts().after_checks);
        words.salary_to_check(out, facts.both());
        out.push('\n');
    }
    for check in checks {
        say!(out, "  {}: ", words.date(check.on));
        words.salary_of(out, Member::of(check.person, facts.application));
        out.push('\n');
    }
    say!(out, "\n{}\n", words.texts().if_wrong);
    words.tell_us(out, facts.both());
    out.push('\n');
}

fn write_who_decided(out: &mut String, facts: &LetterFacts<'_>, words: &dyn Sentences) {
    let (texts, month) = (words.texts(), facts.application.month);
    if facts.is_proposal() {
        say!(
            out,
            "\n{}\n{}\n",
            texts.who_decides,
            texts.proposed_by_robot
        );
    } else {
        say!(
            out,
            "\n{}\n{}\n  {rule}: {}\n{}\n  {rule}: {}\n  {}: {}\n",
            texts.who_decided,
            texts.decided_by_robot,
            Provision::AutomatedDecision.citation(month),
            texts.robot_may_decide,
            Provision::AutomatedDelegation.citation(month),
            texts.delegation,
            facts.policy.delegation.reference,
            rule = texts.rule,
        );
    }
    say!(
        out,
        "\n{}\n{}\n  {}\n",
        texts.contact,
        texts.ask_a_person,
        facts.policy.authority.contact
    );
}

/// FL 33 § second paragraph, 43 and 44 §§: form, content, where and when.
fn write_appeal(out: &mut String, facts: &LetterFacts<'_>, words: &dyn Sentences) {
    let (authority, texts) = (&facts.policy.authority, words.texts());
    let decided_on = (!facts.is_proposal()).then_some(facts.decided_on);
    say!(out, "\n{}\n", texts.appeal);
    words.appeal(out, facts.both(), &authority.court, &authority.committee);
    say!(out, "\n  {}\n{}\n  – ", authority.address, texts.write_this);
    words.which_decision(out, decided_on, &facts.application.case_number);
    for item in texts.appeal_items {
        say!(out, "\n  – {item}");
    }
    say!(out, "\n{}\n", texts.appeal_help);
}

/// What FL 31 § and HANDBOOK section 4 ask for, whole: with the hashes anyone
/// can find the very rules and policy that were used.
fn write_record(out: &mut String, facts: &LetterFacts<'_>, words: &dyn Sentences) {
    let (texts, policy) = (words.texts(), facts.policy);
    let title = if facts.is_proposal() {
        texts.about_proposal
    } else {
        texts.about_decision
    };
    say!(
        out,
        "\n{title}\n  {}: {}\n",
        texts.day,
        words.date(facts.decided_on)
    );
    let delegation = &policy.delegation;
    for (label, value) in [
        (texts.case_number, &*facts.application.case_number),
        (texts.municipality, &policy.authority.municipality),
        (texts.committee, &policy.authority.committee),
        (texts.function, &delegation.function_id),
        (texts.program_version, facts.program_version),
        (texts.rules, &facts.assessment.rules_hash),
        (texts.policy, &facts.assessment.policy_hash),
    ] {
        say!(out, "  {label}: {value}\n");
    }
    say!(out, "  {}: ", texts.delegation);
    let (reference, decided_on) = (&delegation.reference, delegation.decided_on);
    words.delegated(out, reference, decided_on, &delegation.committee);
    say!(
        out,
        "\n  {}: {}\n",
        texts.delegation_covers,
        delegation.scope
    );
}
