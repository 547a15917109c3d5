//! Why: the decisive circumstances and the provisions (FL 32 §), and what was
//! not approved.

use super::language::{Sentences, say};
use super::letter::LetterFacts;
use super::words::Member;
use crate::assessment::result::Outcome;
use crate::assessment::trace::{Arithmetic, Line, Part};
use crate::vocabulary::application::Adult;
use crate::vocabulary::{Kronor, Provision};

/// Writes the sections that say why.
pub(super) fn write(out: &mut String, facts: &LetterFacts<'_>, words: &dyn Sentences) {
    write_grounds(out, facts, words);
    write_not_approved(out, facts, words);
}

/// A provision's sentences and the citation after them. Two provisions may be
/// cited alike, as many were before July 2025; they then share the citation.
struct Ground {
    citation: &'static str,
    sentences: String,
}

fn write_grounds(out: &mut String, facts: &LetterFacts<'_>, words: &dyn Sentences) {
    let mut grounds = vec![Ground {
        citation: Provision::RightToAid.citation(facts.application.month),
        sentences: right_to_aid(facts, words),
    }];
    let mut seen = vec![Provision::RightToAid];
    for line in &facts.assessment.lines {
        // What the rounding rests on is said by the right to aid.
        if line.part == Part::Rounding || seen.contains(&line.provision) {
            continue;
        }
        seen.push(line.provision);
        let citation = line.legal_basis();
        match grounds
            .iter_mut()
            .find(|ground| ground.citation == citation)
        {
            Some(ground) => {
                ground.sentences.push(' ');
                write_sentences(&mut ground.sentences, line, facts, words);
            }
            None => {
                let mut sentences = String::with_capacity(128);
                write_sentences(&mut sentences, line, facts, words);
                grounds.push(Ground {
                    citation,
                    sentences,
                });
            }
        }
    }
    say!(out, "\n{}\n", words.texts().why);
    for ground in grounds {
        out.push_str(&ground.sentences);
        write_rule(out, ground.citation, words);
    }
    write_conditions(out, facts, words);
}

/// The citation under a ground.
fn write_rule(out: &mut String, citation: &str, words: &dyn Sentences) {
    say!(out, "\n  {}: {citation}\n", words.texts().rule);
}

/// Need against income, and which month's incomes.
fn right_to_aid(facts: &LetterFacts<'_>, words: &dyn Sentences) -> String {
    let mut out = String::with_capacity(256);
    let (both, sum) = (facts.both(), facts.assessment.unrounded_sum());
    if facts.outcome != Outcome::Rejected {
        words.needs_more(&mut out, both);
    } else if sum.is_negative() {
        words.has_more(&mut out, both, -sum);
    } else {
        words.has_enough(&mut out, both);
    }
    out.push(' ');
    let has_income = |line: &Line| line.part == Part::Income && line.amount != Kronor::ZERO;
    if facts.assessment.lines.iter().any(has_income) {
        words.counted_incomes(&mut out, facts.control_month());
    } else {
        words.no_incomes(&mut out, facts.control_month());
    }
    out
}

/// The conditions beside the sum that a person has judged for every adult, as
/// the case system tells: said when aid is given and they are met.
fn write_conditions(out: &mut String, facts: &LetterFacts<'_>, words: &dyn Sentences) {
    let application = facts.application;
    let (context, month) = (&application.case_context, application.month);
    let follows_plan = |adult: &Adult| {
        context
            .adults
            .iter()
            .find(|entry| entry.personnummer == adult.personnummer)
            .and_then(|entry| entry.individual_assessment.as_ref())
            .is_some_and(|held| held.plan_followed && held.valid_until >= facts.decided_on)
    };
    if facts.outcome == Outcome::Rejected {
        return;
    }
    if application.adults().all(follows_plan) {
        words.follows_plan(out, facts.both());
        write_rule(out, Provision::LabourMarket.citation(month), words);
    }
    if !application.children.is_empty() && context.child_perspective_considered == Some(true) {
        out.push_str(words.texts().children_seen_to);
        write_rule(out, Provision::BestInterestsOfChild.citation(month), words);
    }
}

/// What a provision means here, in plain words. The line is the first one that
/// rests on it.
fn write_sentences(out: &mut String, line: &Line, facts: &LetterFacts<'_>, words: &dyn Sentences) {
    let (application, texts) = (facts.application, words.texts());
    match line.provision {
        Provision::Riksnorm => words.household(out, facts.both(), application.children.len()),
        Provision::SharedCosts => match line.arithmetic {
            Arithmetic::Share { .. } => words.shares_dwelling(out, facts.both()),
            _ => out.push_str(texts.large_household),
        },
        Provision::ReasonableCosts => out.push_str(texts.reasonable_costs),
        Provision::OtherCosts => out.push_str(texts.other_costs),
        Provision::JobStimulus => words.job_stimulus(out, &with_job_stimulus(facts)),
        Provision::ChildEarnings => out.push_str(texts.child_earnings),
        Provision::RightToAid
        | Provision::LabourMarket
        | Provision::ActivityRequirement
        | Provision::BestInterestsOfChild
        | Provision::RegistryAccess
        | Provision::TaxAgencyAccess
        | Provision::ProtectedIdentity
        | Provision::AutomatedDelegation
        | Provision::AutomatedDecision
        | Provision::DutyToInvestigate
        | Provision::RightToBeHeard
        | Provision::HelpToComplete
        | Provision::ResponsibleMunicipality
        | Provision::OtherAid
        | Provision::Recovery
        | Provision::Appeal
        | Provision::EmploymentServiceAccess
        | Provision::Reasons => {
            words.rule_of_row(out, &words.line(line, application, facts.policy));
        }
    }
}

/// Those whose jobbstimulans lowered the income, each once.
fn with_job_stimulus(facts: &LetterFacts<'_>) -> Vec<Member> {
    let mut members = Vec::new();
    for line in &facts.assessment.lines {
        if line.provision == Provision::JobStimulus
            && let Some(role) = line.person
        {
            let member = Member::of(role, facts.application);
            if !members.contains(&member) {
                members.push(member);
            }
        }
    }
    members
}

/// Claims approved below what was applied for, each with the reason.
fn write_not_approved(out: &mut String, facts: &LetterFacts<'_>, words: &dyn Sentences) {
    let texts = words.texts();
    let mut heading_written = false;
    for line in &facts.assessment.lines {
        let (claimed, why) = match line.arithmetic {
            Arithmetic::Claim { claimed, .. } => (claimed, texts.limit_of_reasonable),
            Arithmetic::LeftToPerson { claimed } => (claimed, texts.person_assesses),
            _ => continue,
        };
        if line.amount >= claimed {
            continue;
        }
        if !heading_written {
            say!(out, "\n{}\n", texts.not_approved);
            words.counted_lower(out, facts.both());
            out.push('\n');
            heading_written = true;
        }
        let label = words.line(line, facts.application, facts.policy);
        say!(out, "{label}: ");
        words.not_approved(out, facts.both(), claimed, line.amount);
        say!(out, " {why}\n");
    }
}
