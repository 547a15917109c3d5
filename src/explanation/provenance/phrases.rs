//! Phrases with figures in them, and a text read by them.

use std::collections::BTreeMap;

use super::{Account, Origin, Orphan};
use crate::vocabulary::Kronor;

/// Phrases by their text; of two alike the first one told holds.
#[derive(Default)]
pub struct Phrases(BTreeMap<String, Origin>);

/// Stands where a figure has been accounted for: no figure and no letter.
const DONE: &str = "\u{1}";

impl Phrases {
    /// A phrase; one without a figure is none.
    pub fn add(&mut self, origin: Origin, text: impl Into<String>) {
        let text = text.into();
        if text.contains(|letter: char| letter.is_ascii_digit()) {
            self.0.entry(text).or_insert(origin);
        }
    }

    /// An amount, as a sentence and a column write it, without its sign.
    pub fn add_amount(&mut self, origin: Origin, amount: Kronor) {
        let digits = amount.abs().digits_in_swedish();
        if !digits.contains(',') {
            self.add(origin, format!("{digits},00 kr"));
        }
        self.add(origin, digits + " kr");
    }

    /// Accounts for every figure of a text: the longest phrase first.
    pub fn account(&self, text: &str) -> Account {
        let mut phrases: Vec<_> = self.0.iter().collect();
        phrases.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
        let mut account = Account::default();
        for (number, line) in (1..).zip(text.lines()) {
            let mut rest = line.to_owned();
            for (phrase, origin) in &phrases {
                if !rest.contains(|letter: char| letter.is_ascii_digit()) {
                    break;
                }
                let found = take(&mut rest, phrase);
                if found > 0 {
                    *account.figures.entry(**origin).or_default() +=
                        found * figures(phrase).count() as u64;
                }
            }
            account.orphans.extend(figures(&rest).map(|figure| Orphan {
                line: number,
                figure: figure.to_owned(),
            }));
        }
        account
    }
}

/// Takes every occurrence of a phrase that is no part of a longer figure out
/// of a line; returns how many there were.
fn take(line: &mut String, phrase: &str) -> u64 {
    let (mut found, mut from) = (0, 0);
    while let Some((before, after)) = line.get(from..).and_then(|rest| {
        let start = from + rest.find(phrase)?;
        Some((start, start + phrase.len()))
    }) {
        let is_whole =
            is_edge(&line[..before], phrase, false) && is_edge(&line[after..], phrase, true);
        if is_whole {
            line.replace_range(before..after, DONE);
            found += 1;
            from = before + DONE.len();
        } else {
            from = after;
        }
    }
    found
}

/// Whether a figure at an end of the phrase ends there.
fn is_edge(beside: &str, phrase: &str, is_after: bool) -> bool {
    let (inner, mut outer): (_, Vec<char>) = match is_after {
        true => (phrase.chars().next_back(), beside.chars().take(2).collect()),
        false => (
            phrase.chars().next(),
            beside.chars().rev().take(2).collect(),
        ),
    };
    outer.resize(2, ' ');
    let is_digit = |letter: &char| letter.is_ascii_digit();
    let goes_on = match outer.as_slice() {
        [next, beyond] => is_digit(next) || "\u{a0},".contains(*next) && is_digit(beyond),
        _ => false,
    };
    !(inner.as_ref().is_some_and(is_digit) && goes_on)
}

/// The figures of a text: `2 870,50` is one.
fn figures(text: &str) -> impl Iterator<Item = &str> {
    let part = |letter: char| letter.is_ascii_digit() || "\u{a0},".contains(letter);
    let runs = text.split(move |letter| !part(letter));
    let runs = runs.map(|run| run.trim_matches(['\u{a0}', ',']));
    runs.filter(|run| !run.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_accounted_for_only_as_a_whole_and_by_the_longest_phrase() {
        let mut phrases = Phrases::default();
        phrases.add_amount(Origin::Trace, Kronor::whole(870));
        phrases.add(Origin::Date, "2 november 2026");
        phrases.add(Origin::Parameter, "25 procent");
        phrases.add(Origin::Arithmetic, "25 procent av 870 kr");
        let account =
            phrases.account("870 kr den 2 november 2026.\n25 procent av 870 kr, 25 procent");
        let wanted = [
            (Origin::Trace, 1),
            (Origin::Arithmetic, 2),
            (Origin::Parameter, 1),
            (Origin::Date, 2),
        ];
        assert_eq!(account.figures, wanted.into());
        assert_eq!(account.orphans, []);
        let account = phrases.account("2\u{a0}870 kr\n125 procent, 870,50 kr");
        let figures: Vec<_> = account
            .orphans
            .iter()
            .map(|orphan| orphan.figure.as_str())
            .collect();
        assert_eq!(figures, ["2\u{a0}870", "125", "870,50"]);
    }
}
