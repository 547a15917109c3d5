//! Why: the decisive circumstances and the provisions (FL 32 §), and what was
//! not approved.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::letter::LetterFacts;
use super::words::{Address, children, list, person_in_letter};
use crate::assessment::result::Outcome;
use crate::assessment::trace::{Arithmetic, Line, Part};
use crate::vocabulary::application::Adult;
use crate::vocabulary::{Kronor, Provision};

/// Writes the sections that say why.
pub(super) fn write(out: &mut String, facts: &LetterFacts<'_>, address: &Address) {
    write_grounds(out, facts, address);
    write_not_approved(out, facts, address);
}

/// A provision's sentences and the citation after them. Two provisions may be
/// cited alike, as many were before July 2025; they then share the citation.
struct Ground {
    citation: &'static str,
    sentences: String,
}

fn write_grounds(out: &mut String, facts: &LetterFacts<'_>, address: &Address) {
    let mut grounds = vec![Ground {
        citation: Provision::RightToAid.citation(facts.application.month),
        sentences: right_to_aid(facts, address),
    }];
    let mut seen = vec![Provision::RightToAid];
    for line in &facts.assessment.lines {
        // What the rounding rests on is said by the right to aid.
        if line.part == Part::Rounding || seen.contains(&line.provision) {
            continue;
        }
        seen.push(line.provision);
        let sentences = sentences(line, facts, address);
        let citation = line.legal_basis();
        match grounds
            .iter_mut()
            .find(|ground| ground.citation == citation)
        {
            Some(ground) => {
                ground.sentences.push(' ');
                ground.sentences.push_str(&sentences);
            }
            None => grounds.push(Ground {
                citation,
                sentences,
            }),
        }
    }
    grounds.extend(conditions(facts, address));
    out.push_str("\nVarför\n");
    for Ground {
        citation,
        sentences,
    } in grounds
    {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{sentences}\n  Regel: {citation}");
    }
}

/// Need against income, and which month's incomes.
fn right_to_aid(facts: &LetterFacts<'_>, address: &Address) -> String {
    let (you, sum) = (address.you, facts.assessment.unrounded_sum());
    let has_income = |line: &Line| line.part == Part::Income && line.amount != Kronor::ZERO;
    let any_income = facts.assessment.lines.iter().any(has_income);
    let control_month = facts.control_month().in_swedish();
    let months = if any_income {
        format!("Vi har räknat de inkomster som kom in i {control_month}.")
    } else {
        format!("Vi har inte hittat några inkomster att räkna i {control_month}.")
    };
    let result = if facts.outcome != Outcome::Rejected {
        format!(
            "{you_first} behöver mer pengar än {you} har fått in. Därför har {you} rätt till bistånd.",
            you_first = address.you_first
        )
    } else if sum.is_negative() {
        format!(
            "{your} inkomster är högre än det {you} behöver. Skillnaden är {difference}. \
             Därför har {you} inte rätt till bistånd den här månaden.",
            your = address.your_many_first,
            difference = (-sum).in_swedish()
        )
    } else {
        format!(
            "{your} inkomster räcker precis till det {you} behöver. \
             Därför har {you} inte rätt till bistånd den här månaden.",
            your = address.your_many_first
        )
    };
    format!("{result} {months}")
}

/// The conditions beside the sum that a person has judged for every adult, as
/// the case system tells: said when aid is given and they are met.
fn conditions(facts: &LetterFacts<'_>, address: &Address) -> Vec<Ground> {
    let application = facts.application;
    let context = &application.case_context;
    let follows_plan = |adult: &Adult| {
        context
            .adults
            .iter()
            .find(|entry| entry.personnummer == adult.personnummer)
            .and_then(|entry| entry.individual_assessment.as_ref())
            .is_some_and(|held| held.plan_followed && held.valid_until >= facts.decided_on)
    };
    let mut grounds = Vec::new();
    if facts.outcome == Outcome::Rejected {
        return grounds;
    }
    if application.adults().all(follows_plan) {
        grounds.push(Ground {
            citation: Provision::LabourMarket.citation(application.month),
            sentences: format!(
                "{} har träffat en handläggare och följer den plan som ni har gjort.",
                address.you_first
            ),
        });
    }
    if !application.children.is_empty() && context.child_perspective_considered == Some(true) {
        grounds.push(Ground {
            citation: Provision::BestInterestsOfChild.citation(application.month),
            sentences: "En handläggare har tittat på hur barnen har det.".into(),
        });
    }
    grounds
}

/// What a provision means here, in plain words. The line is the first one that
/// rests on it.
fn sentences(line: &Line, facts: &LetterFacts<'_>, address: &Address) -> String {
    match line.provision {
        Provision::Riksnorm => household(facts),
        Provision::SharedCosts => match line.arithmetic {
            Arithmetic::Share { .. } => format!(
                "{} delar bostad med andra. \
                 Därför räknar vi bara {} del av de gemensamma kostnaderna.",
                address.you_first, address.your
            ),
            _ => "Hushållet är stort. \
                  Därför lägger vi till ett belopp för var och en utöver sju personer."
                .into(),
        },
        Provision::ReasonableCosts => "Utöver riksnormen räknar vi vissa skäliga kostnader.".into(),
        Provision::OtherCosts => {
            "Vi kan också räkna annat som behövs, till exempel medicin.".into()
        }
        Provision::JobStimulus => job_stimulus(facts),
        Provision::ChildEarnings => {
            "Barns egen lön räknas inte förrän den går över en viss gräns.".into()
        }
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
        | Provision::Reasons => format!(
            "Den här regeln gäller för raden {}.",
            line.label.to_lowercase()
        ),
    }
}

/// Who is in the household: what the riksnorm depends on.
fn household(facts: &LetterFacts<'_>) -> String {
    let application = facts.application;
    let mut members = vec![Cow::Borrowed("du")];
    if application.co_applicant.is_some() {
        members.push(Cow::Borrowed("medsökande"));
    }
    if !application.children.is_empty() {
        members.push(children(application.children.len()));
    }
    let members = match members.as_slice() {
        [_] => "bara du".to_owned(),
        members => list(members),
    };
    let depends_on = if application.children.is_empty() {
        "Riksnormen beror på hur många som bor ihop."
    } else {
        "Riksnormen beror på hur många som bor ihop och hur gamla barnen är."
    };
    format!("I hushållet räknas {members}. {depends_on}")
}

fn job_stimulus(facts: &LetterFacts<'_>) -> String {
    let mut people: Vec<Cow<'_, str>> = Vec::new();
    for line in &facts.assessment.lines {
        if line.provision == Provision::JobStimulus
            && let Some(role) = line.person
        {
            let person = person_in_letter(role, facts.application);
            if !people.contains(&person) {
                people.push(person);
            }
        }
    }
    let whom = if people.is_empty() {
        String::new()
    } else {
        format!(" för {}", list(&people))
    };
    format!("Jobbstimulans gäller{whom}. Därför räknar vi inte hela lönen.")
}

/// Claims approved below what was applied for, each with the reason.
fn write_not_approved(out: &mut String, facts: &LetterFacts<'_>, address: &Address) {
    let mut heading_written = false;
    for line in &facts.assessment.lines {
        let (claimed, why) = match line.arithmetic {
            Arithmetic::Claim { claimed, .. } => {
                (claimed, "Det är kommunens gräns för vad som är skäligt.")
            }
            Arithmetic::LeftToPerson { claimed } => {
                (claimed, "En handläggare behöver bedöma den kostnaden.")
            }
            _ => continue,
        };
        if line.amount >= claimed {
            continue;
        }
        if !heading_written {
            let _ = writeln!(
                out,
                "\nDet här räknar vi inte\nVi har räknat lägre än {} sökte för.",
                address.you
            );
            heading_written = true;
        }
        let _ = writeln!(
            out,
            "{}: {} sökte {}. Vi räknar {}. {why}",
            line.label,
            address.you,
            claimed.in_swedish(),
            line.amount.in_swedish()
        );
    }
}
