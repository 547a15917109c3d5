//! The table of a letter: every line of the trace, the sum and the rounding.
//!
//! Rows are indented, so that running text and table can be told apart. There
//! are no subtotals: each figure is one of the trace.

use std::iter;

use super::language::{Origin, Sentences, say};
use super::letter::LetterFacts;
use super::words::Member;
use crate::assessment::trace::{Arithmetic, EvidenceRef, Line, Part};
use crate::rules::Parameter;
use crate::vocabulary::{Kronor, stockholm_day};

const LABEL_WIDTH: usize = 50;
const AMOUNT_WIDTH: usize = 20;

/// Writes the table. `total` is the entitlement.
pub(super) fn write(
    out: &mut String,
    facts: &LetterFacts<'_>,
    words: &dyn Sentences,
    total: Kronor,
) {
    let (texts, lines) = (words.texts(), &facts.assessment.lines);
    say!(out, "\n{}\n", texts.calculation);
    for (part, heading) in [
        (Part::Norm, texts.norm),
        (Part::Cost, texts.costs),
        (Part::Income, texts.incomes),
        (Part::Disregarded, texts.disregarded),
    ] {
        let mut of_part = lines.iter().filter(|line| line.part == part).peekable();
        if of_part.peek().is_some() {
            say!(out, "\n{heading}\n");
        } else if part == Part::Income {
            // An absent group could be read as forgotten; incomes matter too much.
            say!(out, "\n{heading}\n  {}\n", texts.no_incomes);
        }
        for line in of_part {
            row_of(out, line, facts, words);
            detail(out, line, facts, words);
        }
    }
    say!(out, "\n{}\n", texts.result);
    row(out, texts.sum, facts.assessment.unrounded_sum());
    for line in lines.iter().filter(|line| line.part == Part::Rounding) {
        row_of(out, line, facts, words);
    }
    row(out, texts.aid, total);
}

fn row_of(out: &mut String, line: &Line, facts: &LetterFacts<'_>, words: &dyn Sentences) {
    let label = words.line(line, facts.application, facts.policy);
    row(out, &label, line.amount);
}

/// A label to the left and an amount to the right. A long label takes several
/// rows, with the amount on the last.
fn row(out: &mut String, label: &str, amount: Kronor) {
    out.push_str("  ");
    let mut width = 0_usize;
    for word in label.split_whitespace() {
        let length = word.chars().count();
        if width > 0 && width.saturating_add(length) >= LABEL_WIDTH {
            out.push_str("\n  ");
            width = 0;
        }
        if width > 0 {
            out.push(' ');
            width = width.saturating_add(1);
        }
        out.push_str(word);
        width = width.saturating_add(length);
    }
    let amount = amount.swedish_with_ore();
    let right_of_label = LABEL_WIDTH.saturating_sub(width);
    let left_of_amount = AMOUNT_WIDTH.saturating_sub(amount.as_str().chars().count());
    let between = right_of_label.saturating_add(left_of_amount);
    out.extend(iter::repeat_n(' ', between));
    out.push_str(amount.as_str());
    out.push('\n');
}

/// Under a row: for whom, how it was computed, and from where it comes.
fn detail(out: &mut String, line: &Line, facts: &LetterFacts<'_>, words: &dyn Sentences) {
    let before = out.len();
    out.push_str("   ");
    let nothing = out.len();
    if let Some(role) = line.person {
        out.push(' ');
        words.concerns(out, Member::of(role, facts.application));
    }
    if says_more_than_the_amount(&line.arithmetic, line.amount) {
        out.push(' ');
        words.arithmetic(out, &line.arithmetic);
    }
    if let [first, others @ ..] = &*origins(line) {
        say!(out, " {}: ", words.texts().source);
        words.origin(out, facts.both(), *first);
        for origin in others {
            out.push_str(words.texts().and);
            words.origin(out, facts.both(), *origin);
        }
        out.push('.');
    }
    if out.len() > nothing {
        out.push('\n');
    } else {
        out.truncate(before);
    }
}

/// Whether the arithmetic tells anything that the amount does not.
pub(super) fn says_more_than_the_amount(arithmetic: &Arithmetic, amount: Kronor) -> bool {
    match arithmetic {
        Arithmetic::AsIs => false,
        Arithmetic::Claim { claimed, cap } => cap.is_some() || *claimed != amount,
        Arithmetic::Days { .. }
        | Arithmetic::BeyondSeven { .. }
        | Arithmetic::Share { .. }
        | Arithmetic::LeftToPerson { .. }
        | Arithmetic::SumOf(_)
        | Arithmetic::Percent { .. }
        | Arithmetic::PayLessTax { .. }
        | Arithmetic::WithinLimit { .. }
        | Arithmetic::FromSum(_) => true,
    }
}

/// Where a line's amount comes from, each origin once.
fn origins(line: &Line) -> Vec<Origin> {
    let mut origins = Vec::with_capacity(line.evidence.len().saturating_add(1));
    origins.extend(line.parameter.as_ref().and_then(table));
    for evidence in &line.evidence {
        let origin = match evidence {
            EvidenceRef::Application(field) if field.starts_with("case_context") => {
                Origin::CaseSystem
            }
            EvidenceRef::Application(_) => Origin::Application,
            EvidenceRef::Registry {
                source, fetched, ..
            } => Origin::Registry(*source, stockholm_day(fetched)),
        };
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }
    origins
}

/// The national table a parameter stands in. A municipality's own limits are
/// said in the arithmetic.
fn table(parameter: &Parameter) -> Option<Origin> {
    match parameter.id.split('.').next()? {
        "riksnorm" => Some(Origin::Riksnorm(parameter.valid_from)),
        "prisbasbelopp" => Some(Origin::Prisbasbelopp(parameter.valid_from)),
        "jobbstimulans" => Some(Origin::JobStimulus),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_stand_right_aligned_under_each_other() {
        let mut out = String::new();
        row(&mut out, "Hyra", Kronor::whole(6450));
        row(&mut out, "Barnbidrag", Kronor::from_ore(-125_050));
        row(
            &mut out,
            "Bostadstillägg från Pensionsmyndigheten för en annan månad än den vanliga",
            Kronor::whole(12),
        );
        let rows: Vec<_> = out.lines().collect();
        let amounts = [rows[0], rows[1], rows[3]];
        assert!(
            amounts
                .iter()
                .all(|row| row.ends_with(" kr") && row.chars().count() == 72),
            "{out}"
        );
        assert!(rows[0].ends_with("6\u{a0}450,00 kr"));
        assert!(rows[1].ends_with(" −1\u{a0}250,50 kr"));
        assert!(
            !rows[2].contains("kr") && rows[2].chars().count() <= 52,
            "{out}"
        );
    }

    #[test]
    fn a_claim_is_explained_when_it_has_a_limit_or_was_not_approved_whole() {
        let claim = |cap| Arithmetic::Claim {
            claimed: Kronor::whole(400),
            cap,
        };
        let approved = Kronor::whole(400);
        assert!(!says_more_than_the_amount(&claim(None), approved));
        assert!(says_more_than_the_amount(&claim(None), Kronor::ZERO));
        assert!(says_more_than_the_amount(
            &claim(Some(Kronor::whole(600))),
            approved
        ));
    }
}
