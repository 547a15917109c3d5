//! Every figure of a letter and of a rule book has an origin, and one that has
//! none is found.

use handlaggarrobot::bundle::read_and_assess;
use handlaggarrobot::explanation::provenance::{Account, Orphan, of_book, of_letter};
use handlaggarrobot::explanation::rule_book::markdown::markdown;
use handlaggarrobot::explanation::rule_book::{BookFacts, Example, rule_book};
use handlaggarrobot::explanation::{LetterFacts, decision_letter};

use crate::judging::{POLICY, RULES};
use crate::verification::{WORKED_EXAMPLE, bundles};

/// What a bundle's letter accounts for, after a change of its text; `None`
/// when there is no letter.
fn account(bundle: &str, change: impl FnOnce(String) -> String) -> Option<Account> {
    let assessed = read_and_assess(bundle, &RULES, &POLICY).expect("a bundle");
    assessed.assessment.amount?;
    let facts = LetterFacts {
        application: &assessed.application?,
        assessment: &assessed.assessment,
        outcome: assessed.assessment.proposed?,
        policy: &POLICY,
        decided_on: assessed.assessed_on,
        program_version: "1.2.3",
    };
    Some(of_letter(&facts, &change(decision_letter(&facts))))
}

#[test]
fn no_figure_of_a_letter_is_without_origin() {
    let (mut letters, mut figures) = (0, 0);
    for month in ["2019-12", "2023-03", "2025-06", "2026-01", "2026-11"] {
        for bundle in bundles(month, 60) {
            let Some(account) = account(&bundle, |text| text) else {
                continue;
            };
            assert_eq!(account.orphans, [], "{month}");
            letters += 1;
            figures += account.figures.values().sum::<u64>();
        }
    }
    assert!(letters > 300 && figures > 10_000, "{letters} {figures}");
}

#[test]
fn a_figure_that_nobody_computed_is_found_with_its_line() {
    let wrong = |change: fn(String) -> String| {
        let account = account(WORKED_EXAMPLE, change).expect("a letter");
        let orphans = account.orphans.into_iter();
        orphans
            .map(|Orphan { line, figure }| (line, figure))
            .collect::<Vec<_>>()
    };
    assert_eq!(wrong(|text| text), []);
    let with = |line, figure: &str| vec![(line, figure.to_owned())];
    let injected = wrong(|text| text.replacen("Du får 10\u{a0}359 kr", "Du får 10\u{a0}358 kr", 1));
    // The control code is another one too.
    assert_eq!(injected[..1], with(9, "10\u{a0}358"));
    let hidden = wrong(|text| text.replacen("Hyra", "Hyra (5 veckor)", 1));
    assert_eq!(hidden[..1], with(22, "5"));
    let other_percent = wrong(|text| text.replacen("25 procent av", "26 procent av", 1));
    assert_eq!(other_percent[0].1, "26");
}

#[test]
fn no_figure_of_a_rule_book_is_without_origin_and_an_injected_one_is_found() {
    for month in [
        "2019-01", "2021-08", "2025-06", "2025-07", "2026-01", "2026-11", "2027-01",
    ] {
        let example = Example {
            shows: "Ett exempel.".into(),
            month: "2026-11".parse().expect("a month"),
            assessment: read_and_assess(WORKED_EXAMPLE, &RULES, &POLICY)
                .expect("a bundle")
                .assessment,
        };
        let facts = BookFacts {
            rules: &RULES,
            policy: &POLICY,
            month: month.parse().expect("a month"),
            program_version: "1.2.3",
            examples: &[example],
        };
        let text = markdown(&rule_book(&facts));
        assert_eq!(of_book(&facts, &text).orphans, [], "{month}");
        let injected = text.replacen("Kostnader\n", "Kostnader\nHögst 4\u{a0}711 kr.\n", 1);
        let orphans = of_book(&facts, &injected).orphans;
        assert_eq!(orphans.len(), 1, "{orphans:?}");
        assert_eq!(orphans[0].figure, "4\u{a0}711");
    }
}
