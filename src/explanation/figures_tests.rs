//! Every figure of a letter exists in the trace, and the other way round.

use std::collections::BTreeSet;

use super::letter_samples::{everything, letter};
use super::sample::{self, kronor};
use crate::assessment::result::Assessment;
use crate::assessment::trace::Arithmetic;
use crate::vocabulary::Kronor;

#[test]
fn every_amount_of_a_letter_is_one_of_the_trace() {
    let application = sample::application();
    for assessment in [
        sample::granted(),
        sample::partly_granted(),
        sample::rejected(),
        everything(),
    ] {
        let text = letter(&application, &assessment);
        let known = amounts_of(&assessment);
        let printed = amounts_in(&text);
        // Each line, the sum, the total and the result at least.
        assert!(printed.len() > assessment.lines.len() + 2, "{printed:?}");
        for amount in printed {
            assert!(
                known.contains(&amount),
                "{amount:?} is not in the trace:\n{text}"
            );
        }
    }
}

#[test]
fn every_amount_of_the_trace_is_in_the_letter() {
    let assessment = everything();
    let text = letter(&sample::application(), &assessment);
    let printed: BTreeSet<_> = amounts_in(&text).into_iter().collect();
    let mut known = amounts_of(&assessment);
    // What the rounding starts from is printed as the sum, which here is of
    // more lines than the amount that the assessment still carries.
    known.remove(&kronor("10417.50"));
    assert_eq!(printed, known);
}

/// Every figure followed by ` kr`, without its sign.
fn amounts_in(text: &str) -> Vec<Kronor> {
    let part_of_amount =
        |letter: &char| letter.is_ascii_digit() || [',', '\u{a0}'].contains(letter);
    text.match_indices(" kr")
        .filter_map(|(end, _)| {
            let digits: Vec<char> = text[..end]
                .chars()
                .rev()
                .take_while(part_of_amount)
                .collect();
            let digits: String = digits.into_iter().rev().collect();
            let plain = digits.replace('\u{a0}', "").replace(',', ".");
            (!plain.is_empty()).then(|| kronor(&plain))
        })
        .collect()
}

/// Every amount of the trace, without its sign.
fn amounts_of(assessment: &Assessment) -> BTreeSet<Kronor> {
    let mut amounts: BTreeSet<_> = assessment.amount.into_iter().collect();
    amounts.insert(assessment.unrounded_sum());
    for line in &assessment.lines {
        amounts.insert(line.amount);
        match line.arithmetic {
            Arithmetic::AsIs | Arithmetic::SumOf(_) => {}
            Arithmetic::Days { full: amount, .. }
            | Arithmetic::Share { whole: amount, .. }
            | Arithmetic::Percent { of: amount, .. }
            | Arithmetic::FromSum(amount) => {
                amounts.insert(amount);
            }
            Arithmetic::BeyondSeven {
                seven: one,
                step: other,
                ..
            }
            | Arithmetic::PayLessTax {
                pay: one,
                tax: other,
            }
            | Arithmetic::WithinLimit {
                earned: one,
                limit: other,
            } => amounts.extend([one, other]),
            Arithmetic::LeftToPerson { claimed } => {
                amounts.insert(claimed);
            }
            Arithmetic::Claim { claimed, cap } => {
                amounts.insert(claimed);
                amounts.extend(cap);
            }
        }
    }
    let positive = |amount: Kronor| {
        if amount.is_negative() {
            -amount
        } else {
            amount
        }
    };
    amounts.into_iter().map(positive).collect()
}
