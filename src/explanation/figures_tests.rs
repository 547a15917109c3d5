//! Every figure of a letter exists in the trace or is a limit that follows from
//! it, and every figure of the trace is in the letter.

use std::collections::BTreeSet;

use super::counterfactuals;
use super::letter_samples::{everything, letter};
use super::sample::{self, kronor};
use crate::assessment::result::Assessment;
use crate::assessment::trace::Arithmetic;
use crate::vocabulary::Kronor;

#[test]
fn every_amount_of_a_letter_is_one_of_the_trace_or_a_limit() {
    let application = sample::application();
    for assessment in [
        sample::granted(),
        sample::partly_granted(),
        sample::rejected(),
        everything(),
    ] {
        let text = letter(&application, &assessment);
        let mut known = amounts_of(&assessment);
        known.extend(limits_of(&assessment));
        let printed = amounts_in(&text);
        // Each line, the sum, the total and the result at least.
        assert!(printed.len() > assessment.lines.len() + 2, "{printed:?}");
        for amount in printed {
            assert!(
                known.contains(&amount),
                "{amount:?} is neither in the trace nor a limit:\n{text}"
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
    let missing: Vec<_> = known.difference(&printed).collect();
    assert!(missing.is_empty(), "{missing:?} not in:\n{text}");
}

/// Every limit that follows from an assessment.
fn limits_of(assessment: &Assessment) -> BTreeSet<Kronor> {
    let (application, policy) = (sample::application(), sample::policy());
    let mut limits = BTreeSet::new();
    for one in counterfactuals(&application, assessment, &policy) {
        limits.extend(
            [one.aid_below, one.aid_without, one.paid_up_to]
                .into_iter()
                .flatten(),
        );
        limits.extend(one.aid_without_cap);
        limits.extend(
            [one.least, one.most]
                .into_iter()
                .flatten()
                .map(|edge| edge.at),
        );
    }
    limits
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
