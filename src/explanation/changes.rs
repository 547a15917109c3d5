//! What would have changed the decision: the most telling limits, in words.

use std::cmp::Reverse;
use std::fmt::Write as _;

use super::counterfactual::{Counterfactual, Edge, What, counterfactuals};
use super::letter::LetterFacts;
use super::words::{Address, person_in_letter};
use crate::assessment::result::Outcome;
use crate::vocabulary::{Kronor, Reason};

/// So many incomes, and so many costs, are told of; more would hide what matters.
const MOST_OF_EACH: usize = 2;

/// Writes the section; nothing when there is nothing exact to tell.
pub(super) fn write(out: &mut String, facts: &LetterFacts<'_>, address: &Address) {
    let all = counterfactuals(facts.application, facts.assessment, facts.policy);
    let mut paragraphs = incomes(&all, facts, address);
    paragraphs.extend(costs(&all, address));
    if paragraphs.is_empty() {
        return;
    }
    out.push_str(
        "\nVad som hade ändrat beslutet\n\
         Här ändrar vi en sak i taget. Allt annat är som i beslutet.\n",
    );
    for paragraph in paragraphs {
        out.push_str(&paragraph);
        out.push('\n');
    }
}

/// The incomes that weigh most. Of a rejection only those that are enough to
/// change it.
fn incomes(all: &[Counterfactual<'_>], facts: &LetterFacts<'_>, address: &Address) -> Vec<String> {
    let mut incomes: Vec<_> = all
        .iter()
        .filter(|one| one.what == What::Income && one.aid_below.is_some())
        .collect();
    // The sort is stable: of two alike the first in the letter comes first.
    incomes.sort_by_key(|income| Reverse(income.now));
    let any = all.iter().any(|one| one.what == What::Income);
    if incomes.is_empty() && any && facts.outcome == Outcome::Rejected {
        return vec!["Ingen av inkomsterna räcker ensam till för att ändra beslutet.".into()];
    }
    incomes
        .into_iter()
        .take(MOST_OF_EACH)
        .map(|income| self::income(income, facts, address))
        .collect()
}

fn income(income: &Counterfactual<'_>, facts: &LetterFacts<'_>, address: &Address) -> String {
    let whom = income.person.map_or(String::new(), |role| {
        format!(" för {}", person_in_letter(role, facts.application))
    });
    let mut text = format!(
        "{}{whom} var {} i {}.",
        income.label,
        income.now.in_swedish(),
        facts.control_month().in_swedish()
    );
    let (you, you_first) = (address.you, address.you_first);
    let limit = income.aid_below.unwrap_or_default();
    // Writing to a String cannot fail, here and below.
    if facts.outcome == Outcome::Rejected {
        let _ = write!(
            text,
            " {you_first} hade fått bistånd om inkomsten var lägre än {}.",
            limit.in_swedish()
        );
    } else {
        if let Some(aid) = income.aid_without {
            let _ = write!(
                text,
                " Utan den inkomsten hade {you} fått {}.",
                aid.in_swedish()
            );
        }
        let _ = write!(
            text,
            " {you_first} får något bistånd så länge inkomsten är lägre än {}.",
            limit.in_swedish()
        );
    }
    text.push_str(" Det är en gräns för beloppet.");
    automatic_path(&mut text, income, limit);
    text
}

/// Where a person would have decided, when that is not told by the limit of
/// the amount.
fn automatic_path(text: &mut String, income: &Counterfactual<'_>, limit: Kronor) {
    let ends_with_aid = |edge: &Edge| {
        edge.beyond == [Reason::OutcomeNeedsHuman]
            && (edge.at == limit || edge.at + Kronor::from_ore(1) == limit)
    };
    let apart = |edge: &Option<Edge>| edge.as_ref().filter(|edge| !ends_with_aid(edge)).cloned();
    let if_it_was = match (apart(&income.least), apart(&income.most)) {
        (None, None) => {
            if income.least.is_some() || income.most.is_some() {
                text.push_str(" Vid den gränsen beslutar en handläggare.");
            }
            return;
        }
        (Some(least), None) => format!("lägre än {}", least.at.in_swedish()),
        (None, Some(most)) => format!("högre än {}", most.at.in_swedish()),
        (Some(least), Some(most)) => format!(
            "lägre än {} eller högre än {}",
            least.at.in_swedish(),
            most.at.in_swedish()
        ),
    };
    let _ = write!(
        text,
        " Om inkomsten var {if_it_was} hade en handläggare beslutat i stället. \
         Det är en gräns för vem som beslutar."
    );
}

/// Claims above their cap; if there are none, the first cost whose cap is also
/// where a person would have decided.
fn costs(all: &[Counterfactual<'_>], address: &Address) -> Vec<String> {
    let claims = || all.iter().filter(|one| one.what == What::Claims);
    let capped: Vec<_> = claims()
        .filter_map(|claim| above_cap(claim, address))
        .take(MOST_OF_EACH)
        .collect();
    match capped.is_empty() {
        true => claims().find_map(below_cap).into_iter().collect(),
        false => capped,
    }
}

fn above_cap(claim: &Counterfactual<'_>, address: &Address) -> Option<String> {
    Some(format!(
        "{}: Kommunens gräns är {}. Över den gränsen räknar vi inget mer. \
         Utan gränsen hade {} fått {}. Det är en gräns för beloppet.",
        claim.label,
        claim.paid_up_to?.in_swedish(),
        address.you,
        claim.aid_without_cap?.in_swedish(),
    ))
}

fn below_cap(claim: &Counterfactual<'_>) -> Option<String> {
    let cap = claim.paid_up_to?;
    let most = claim.most.as_ref().filter(|most| most.at == cap)?;
    Some(format!(
        "{}: Kommunens gräns är {}. Om kostnaden var högre hade en handläggare beslutat i stället. \
         Det är en gräns för vem som beslutar.",
        claim.label,
        most.at.in_swedish()
    ))
}
