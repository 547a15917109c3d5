//! What would have changed the decision: the most telling limits, in words.

use std::cmp::Reverse;

use super::counterfactual::{Counterfactual, Edge, What, counterfactuals};
use super::language::{Sentences, say};
use super::letter::LetterFacts;
use super::words::Member;
use crate::assessment::result::Outcome;
use crate::vocabulary::{Kronor, Reason};

/// So many incomes, and so many costs, are told of; more would hide what matters.
const MOST_OF_EACH: usize = 2;

/// Writes the section; nothing when there is nothing exact to tell.
pub(super) fn write(out: &mut String, facts: &LetterFacts<'_>, words: &dyn Sentences) {
    let all = counterfactuals(facts.application, facts.assessment, facts.policy);
    let (before, texts) = (out.len(), words.texts());
    say!(out, "\n{}\n{}\n", texts.changes, texts.one_change_at_a_time);
    let nothing = out.len();
    write_incomes(out, &all, facts, words);
    write_costs(out, &all, facts, words);
    if out.len() == nothing {
        out.truncate(before);
    }
}

/// The incomes that weigh most. Of a rejection only those that are enough to
/// change it.
fn write_incomes(
    out: &mut String,
    all: &[Counterfactual<'_>],
    facts: &LetterFacts<'_>,
    words: &dyn Sentences,
) {
    let mut incomes: Vec<_> = all
        .iter()
        .filter(|one| one.what == What::Income && one.aid_below.is_some())
        .collect();
    // The sort is stable: of two alike the first in the letter comes first.
    incomes.sort_by_key(|income| Reverse(income.now));
    let any = all.iter().any(|one| one.what == What::Income);
    if incomes.is_empty() && any && facts.outcome == Outcome::Rejected {
        say!(out, "{}\n", words.texts().no_income_is_enough);
    }
    for income in incomes.into_iter().take(MOST_OF_EACH) {
        write_income(out, income, facts, words);
        out.push('\n');
    }
}

fn write_income(
    out: &mut String,
    income: &Counterfactual<'_>,
    facts: &LetterFacts<'_>,
    words: &dyn Sentences,
) {
    let member = income
        .person
        .map(|role| Member::of(role, facts.application));
    out.push_str(words.name(income.id, income.label));
    words.income(out, member, income.now, facts.control_month());
    out.push(' ');
    let limit = income.aid_below.unwrap_or_default();
    if facts.outcome == Outcome::Rejected {
        words.aid_if_lower(out, facts.both(), limit);
    } else {
        if let Some(aid) = income.aid_without {
            words.aid_without(out, facts.both(), aid);
            out.push(' ');
        }
        words.aid_while_lower(out, facts.both(), limit);
    }
    say!(out, " {}", words.texts().limit_of_amount);
    write_automatic_path(out, income, limit, words);
}

/// Where a person would have decided, when that is not told by the limit of
/// the amount.
fn write_automatic_path(
    out: &mut String,
    income: &Counterfactual<'_>,
    limit: Kronor,
    words: &dyn Sentences,
) {
    let ends_with_aid = |edge: &Edge| {
        edge.beyond == [Reason::OutcomeNeedsHuman]
            && (edge.at == limit || edge.at + Kronor::from_ore(1) == limit)
    };
    let apart = |edge: &Option<Edge>| {
        let edge = edge.as_ref().filter(|edge| !ends_with_aid(edge));
        edge.map(|edge| edge.at)
    };
    let (least, most) = (apart(&income.least), apart(&income.most));
    if least.is_some() || most.is_some() {
        out.push(' ');
        words.person_beyond(out, least, most);
        say!(out, " {}", words.texts().limit_of_decider);
    } else if income.least.is_some() || income.most.is_some() {
        say!(out, " {}", words.texts().person_at_limit);
    }
}

/// Claims above their cap; if there are none, the first cost whose cap is also
/// where a person would have decided.
fn write_costs(
    out: &mut String,
    all: &[Counterfactual<'_>],
    facts: &LetterFacts<'_>,
    words: &dyn Sentences,
) {
    let texts = words.texts();
    let claims = || all.iter().filter(|one| one.what == What::Claims);
    let start = |out: &mut String, claim: &Counterfactual<'_>, limit| {
        say!(out, "{}: ", words.name(claim.id, claim.label));
        words.limit_of_municipality(out, limit);
    };
    let mut above_cap = claims()
        .filter_map(|claim| Some((claim, claim.paid_up_to?, claim.aid_without_cap?)))
        .take(MOST_OF_EACH)
        .peekable();
    if above_cap.peek().is_none() {
        let at_cap = |claim: &&Counterfactual<'_>| {
            let most = claim.most.as_ref();
            claim
                .paid_up_to
                .filter(|cap| most.is_some_and(|most| most.at == *cap))
        };
        if let Some((claim, cap)) = claims().find_map(|claim| Some((claim, at_cap(&claim)?))) {
            start(out, claim, cap);
            say!(
                out,
                " {} {}\n",
                texts.person_if_higher,
                texts.limit_of_decider
            );
        }
    }
    for (claim, cap, aid) in above_cap {
        start(out, claim, cap);
        say!(out, " {} ", texts.nothing_above);
        words.aid_without_limit(out, facts.both(), aid);
        say!(out, " {}\n", texts.limit_of_amount);
    }
}
