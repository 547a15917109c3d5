//! The table of a letter: every line of the trace, the sum and the rounding.
//!
//! Rows are indented, so that running text and table can be told apart. There
//! are no subtotals: each figure is one of the trace.

use std::fmt::Write as _;
use std::iter;

use super::letter::LetterFacts;
use super::words::{Address, capitalised, date, person_in_letter};
use crate::assessment::trace::{Arithmetic, EvidenceRef, Line, Part};
use crate::rules::Parameter;
use crate::vocabulary::{Kronor, stockholm_day};

const GROUPS: [(Part, &str); 4] = [
    (Part::Norm, "Riksnorm"),
    (Part::Cost, "Kostnader"),
    (Part::Income, "Inkomster"),
    (Part::Disregarded, "Avdrag på inkomster"),
];
const LABEL_WIDTH: usize = 50;
const AMOUNT_WIDTH: usize = 20;

/// Writes the table. `total` is the entitlement.
pub(super) fn write(out: &mut String, facts: &LetterFacts<'_>, address: &Address, total: Kronor) {
    let lines = &facts.assessment.lines;
    for (part, heading) in GROUPS {
        let mut of_part = lines.iter().filter(|line| line.part == part).peekable();
        if of_part.peek().is_none() {
            if part == Part::Income {
                // An absent group could be read as forgotten; incomes matter too much.
                out.push_str("\nInkomster\n  Inga inkomster att räkna.\n");
            }
            continue;
        }
        out.push('\n');
        out.push_str(heading);
        out.push('\n');
        for line in of_part {
            row(out, &line.label, line.amount);
            detail(out, line, facts, address);
        }
    }
    out.push_str("\nResultat\n");
    row(out, "Summa", facts.assessment.unrounded_sum());
    for line in lines.iter().filter(|line| line.part == Part::Rounding) {
        row(out, &line.label, line.amount);
    }
    row(out, "Ekonomiskt bistånd", total);
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
    let amount = amount_in_column(amount);
    let right_of_label = LABEL_WIDTH.saturating_sub(width);
    let left_of_amount = AMOUNT_WIDTH.saturating_sub(amount.chars().count());
    out.extend(iter::repeat_n(
        " ",
        right_of_label.saturating_add(left_of_amount),
    ));
    out.push_str(&amount);
    out.push('\n');
}

/// With öre always, so that the columns of a table stand under each other.
fn amount_in_column(amount: Kronor) -> String {
    let mut text = amount.digits_in_swedish();
    if !text.contains(',') {
        text.push_str(",00");
    }
    text.push_str(" kr");
    text
}

/// Under a row: for whom, how it was computed, and from where it comes.
fn detail(out: &mut String, line: &Line, facts: &LetterFacts<'_>, address: &Address) {
    let before = out.len();
    // Writing to a String cannot fail.
    if let Some(role) = line.person {
        let person = person_in_letter(role, facts.application);
        let _ = write!(out, " Gäller {person}.");
    }
    if says_more_than_the_amount(&line.arithmetic, line.amount) {
        let arithmetic = capitalised(&line.arithmetic.to_string());
        let _ = write!(out, " {arithmetic}.");
    }
    let sources = sources(line, address);
    if !sources.is_empty() {
        let _ = write!(out, " Källa: {}.", sources.join(" och "));
    }
    if out.len() > before {
        // With the space that every part begins with: four.
        out.insert_str(before, "   ");
        out.push('\n');
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

/// Where a line's amount comes from, each source once.
fn sources(line: &Line, address: &Address) -> Vec<String> {
    let mut sources = Vec::new();
    sources.extend(line.parameter.as_ref().and_then(table_in_words));
    for evidence in &line.evidence {
        let source = match evidence {
            // What the case system knows came with the application, but the
            // applicant did not write it.
            EvidenceRef::Application(field) if field.starts_with("case_context") => {
                "vårt ärendesystem".to_owned()
            }
            EvidenceRef::Application(_) => format!("{} ansökan", address.your),
            EvidenceRef::Registry {
                source, fetched, ..
            } => format!(
                "{}, hämtat {}",
                source.in_swedish(),
                date(stockholm_day(fetched))
            ),
        };
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    sources
}

/// The national table a parameter stands in. A municipality's own limits are
/// said in the arithmetic.
fn table_in_words(parameter: &Parameter) -> Option<String> {
    let table = match parameter.id.split('.').next()? {
        "riksnorm" => "riksnormen",
        "prisbasbelopp" => "prisbasbeloppet",
        // The share stands in the law itself, which the letter cites.
        "jobbstimulans" => return Some("lagens regel om jobbstimulans".into()),
        _ => return None,
    };
    Some(format!("{table} från {}", date(parameter.valid_from)))
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
