//! The phrases of a letter: what the assessment, the policy and the case say.

use super::phrases::Phrases;
use super::{Account, Origin};
use crate::assessment::trace::{Arithmetic, EvidenceRef, Line};
use crate::explanation::control_code::control_code;
use crate::explanation::counterfactual::{Edge, counterfactuals};
use crate::explanation::letter::LetterFacts;
use crate::explanation::words::{capitalised, children, date, member};
use crate::vocabulary::{Provision, stockholm_day};

/// Accounts for every figure of a letter.
pub fn of_letter(facts: &LetterFacts<'_>, text: &str) -> Account {
    let mut phrases = Phrases::default();
    case(facts, &mut phrases);
    for line in &facts.assessment.lines {
        self::line(facts, line, &mut phrases);
    }
    let sum = facts.assessment.unrounded_sum();
    phrases.add_amount(Origin::Trace, sum);
    if let Some(total) = facts.assessment.amount {
        phrases.add_amount(Origin::Trace, total);
    }
    limits(facts, &mut phrases);
    authority(facts, &mut phrases);
    let text_above = text.trim_end().rfind('\n').map_or("", |end| &text[..=end]);
    phrases.add(
        Origin::ControlCode,
        format!("Kontrollkod: {}", control_code(text_above)),
    );
    phrases.account(text)
}

fn case(facts: &LetterFacts<'_>, phrases: &mut Phrases) {
    let (application, assessment) = (facts.application, facts.assessment);
    phrases.add(Origin::CaseNumber, &*application.case_number);
    phrases.add(Origin::Date, date(facts.decided_on));
    for month in [application.month, facts.control_month()] {
        phrases.add(Origin::Date, month.in_swedish());
    }
    for check in &assessment.after_checks {
        phrases.add(Origin::Date, date(check.on));
    }
    for hash in [&assessment.rules_hash, &assessment.policy_hash] {
        phrases.add(Origin::Hash, &**hash);
    }
    phrases.add(Origin::Version, facts.program_version);
    phrases.add(Origin::Member, children(application.children.len()));
    for provision in [
        Provision::RightToAid,
        Provision::LabourMarket,
        Provision::BestInterestsOfChild,
        Provision::AutomatedDecision,
        Provision::AutomatedDelegation,
    ] {
        phrases.add(Origin::Citation, provision.citation(application.month));
    }
}

fn line(facts: &LetterFacts<'_>, line: &Line, phrases: &mut Phrases) {
    phrases.add_amount(Origin::Trace, line.amount);
    phrases.add(Origin::Citation, line.legal_basis());
    phrases.add(
        Origin::Arithmetic,
        capitalised(&line.arithmetic.to_string()),
    );
    if let Arithmetic::Claim { claimed, .. } | Arithmetic::LeftToPerson { claimed } =
        line.arithmetic
    {
        phrases.add_amount(Origin::Arithmetic, claimed);
    }
    // A long label takes several rows, so that a figure is known by the word
    // before it and the one after.
    let words: Vec<&str> = line.label.split(' ').collect();
    phrases.add(Origin::Label, &*line.label);
    for beside in words.windows(3) {
        phrases.add(Origin::Label, beside.join(" "));
    }
    if let Some(role) = line.person {
        phrases.add(Origin::Member, member(role, facts.application));
    }
    if let Some(parameter) = &line.parameter {
        phrases.add(Origin::Date, date(parameter.valid_from));
    }
    for evidence in &line.evidence {
        if let EvidenceRef::Registry { fetched, .. } = evidence {
            phrases.add(Origin::Date, date(stockholm_day(fetched)));
        }
    }
}

fn limits(facts: &LetterFacts<'_>, phrases: &mut Phrases) {
    for one in counterfactuals(facts.application, facts.assessment, facts.policy) {
        let edges =
            [&one.least, &one.most].map(|edge: &Option<Edge>| edge.as_ref().map(|edge| edge.at));
        let aid = [one.aid_below, one.aid_without, one.aid_without_cap];
        for amount in edges.into_iter().chain(aid).flatten() {
            phrases.add_amount(Origin::Counterfactual, amount);
        }
        if let Some(cap) = one.paid_up_to {
            phrases.add_amount(Origin::Policy, cap);
        }
    }
}

fn authority(facts: &LetterFacts<'_>, phrases: &mut Phrases) {
    let (authority, delegation) = (&facts.policy.authority, &facts.policy.delegation);
    for text in [
        &authority.municipality,
        &authority.committee,
        &authority.court,
        &authority.contact,
        &authority.address,
        &delegation.reference,
        &delegation.committee,
        &delegation.scope,
        &delegation.function_id,
    ] {
        phrases.add(Origin::Policy, &**text);
    }
    phrases.add(Origin::Policy, date(delegation.decided_on));
}
