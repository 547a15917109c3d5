//! The certificate of the shipped rules, and of rules broken on purpose; the
//! oddities of every year worked out by hand from `config/rules/riksnorm.toml`.

mod broken;

use super::findings::{Check, Notebook};
use super::oddity::{Effect, OddityName};
use super::setting::Setting;
use super::{Certificate, Extent, certify, months, probes, steps};
use crate::rules::{COMPILED_IN, EXAMPLE_POLICY, Policy, Rules};
use crate::vocabulary::{Kronor, Month};

/// A walk small enough for an unoptimised build; the whole walk is the
/// command's.
const SMALL: Extent = Extent {
    full_time_children: 2,
    mixed_children: 1,
    pair_age_step: 5,
};

fn rules(riksnorm: &str) -> Rules {
    let [_, prisbasbelopp, jobbstimulans] = COMPILED_IN;
    Rules::read([riksnorm, prisbasbelopp, jobbstimulans]).expect("rules that load")
}

fn policy(text: &str) -> Policy {
    Policy::load("policy.toml", text).expect("a policy that loads")
}

fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

fn certificate(riksnorm: &str, policy_text: &str, months: &[&str]) -> Certificate {
    let months: Vec<_> = months.iter().map(|text| month(text)).collect();
    let (rules, policy) = (rules(riksnorm), policy(policy_text));
    certify(&rules, &policy, &months, SMALL, &mut |_| {})
}

/// The promises that are broken, each with its first violation.
fn broken(certificate: &Certificate) -> Vec<(Check, String)> {
    let broken = certificate.checks.iter().filter(|result| !result.holds);
    let first = |tally: &super::Tally| {
        let first = tally.first.first();
        first.map_or_else(|| "not tested".to_owned(), |one| one.problem.clone())
    };
    broken
        .map(|result| (result.check, first(&result.tally)))
        .collect()
}

/// Replaces a text that stands in the rules exactly once.
fn with(text: &str, old: &str, new: &str) -> String {
    assert_eq!(text.matches(old).count(), 1, "{old}");
    text.replace(old, new)
}

#[test]
fn the_shipped_rules_hold_and_every_promise_is_tested() {
    let (rules, policy) = (rules(COMPILED_IN[0]), policy(EXAMPLE_POLICY));
    let mut walked = 0;
    let ends = [month("2019-12"), month("2025-01"), month("2026-12")];
    let mut count = |done: u64| walked = done.saturating_add(walked);
    let certificate = certify(&rules, &policy, &ends, SMALL, &mut count);
    assert_eq!(broken(&certificate), []);
    assert!(certificate.holds);
    assert_eq!(certificate.checks.len(), Check::ALL.len());
    assert_eq!(walked, steps(&rules, &policy, &ends, SMALL));
}

#[test]
fn one_month_of_every_table_and_both_laws_of_2025_are_certified() {
    let months: Vec<_> = months(&rules(COMPILED_IN[0]))
        .iter()
        .map(Month::to_string)
        .collect();
    let expected = [
        "2019-12", "2020-12", "2021-12", "2022-12", "2023-12", "2024-12", "2025-01", "2025-12",
        "2026-12",
    ];
    assert_eq!(months, expected);
}

/// Changes by hand, 2019 to 2026, in kronor a month.
///
/// Turning three, 2026: 2 720 − 3 060 = −340; with lunch away 2 500 − 2 800 =
/// −300. Member three, 2026: (1 790 − 1 410) − (1 410 − 1 280) = 250.
#[test]
fn the_oddities_of_every_year_are_those_worked_out_by_hand() {
    let birthday = |turning, lunch| Effect::Birthday { turning, lunch };
    let below = |younger, older, lunch| Effect::OlderBelowYounger {
        younger,
        older,
        lunch,
    };
    let lunch = |age| Effect::Lunch { age };
    let more = |member| Effect::AddsMore { member };
    let by_hand: [(Effect, [i64; 8]); 32] = [
        (birthday(1, false), [250, 260, 260, 260, 280, 300, 310, 320]),
        (birthday(1, true), [190, 190, 190, 190, 210, 230, 240, 240]),
        (
            birthday(3, false),
            [-260, -270, -270, -270, -290, -320, -330, -340],
        ),
        (
            birthday(3, true),
            [-250, -250, -250, -250, -270, -290, -300, -300],
        ),
        (birthday(4, false), [260, 270, 270, 270, 290, 320, 330, 340]),
        (birthday(4, true), [180, 180, 180, 180, 200, 210, 220, 220]),
        (birthday(7, false), [610, 620, 620, 630, 680, 740, 760, 760]),
        (
            birthday(7, true),
            [870, 890, 890, 900, 970, 1060, 1090, 1100],
        ),
        (
            birthday(11, false),
            [450, 460, 460, 470, 510, 550, 560, 570],
        ),
        (
            birthday(15, false),
            [440, 440, 450, 460, 500, 550, 570, 570],
        ),
        (birthday(19, false), [30, 30, 30, 30, 40, 40, 40, 40]),
        (below(0, 3, false), [-10, -10, -10, -10, -10, -20, -20, -20]),
        (
            below(1, 3, false),
            [-260, -270, -270, -270, -290, -320, -330, -340],
        ),
        (below(0, 3, true), [-60, -60, -60, -60, -60, -60, -60, -60]),
        (
            below(1, 3, true),
            [-250, -250, -250, -250, -270, -290, -300, -300],
        ),
        (below(1, 4, true), [-70, -70, -70, -70, -70, -80, -80, -80]),
        (below(2, 6, true), [-70, -70, -70, -70, -70, -80, -80, -80]),
        (lunch(0), [-130, -130, -130, -130, -150, -170, -180, -180]),
        (lunch(1), [-190, -200, -200, -200, -220, -240, -250, -260]),
        (lunch(2), [-190, -200, -200, -200, -220, -240, -250, -260]),
        (lunch(3), [-180, -180, -180, -180, -200, -210, -220, -220]),
        (lunch(4), [-260, -270, -270, -270, -290, -320, -330, -340]),
        (lunch(6), [-260, -270, -270, -270, -290, -320, -330, -340]),
        (
            Effect::LunchEnds { turning: 7 },
            [260, 270, 270, 270, 290, 320, 330, 340],
        ),
        (more(3), [170, 180, 180, 190, 210, 230, 240, 250]),
        (more(5), [50, 60, 60, 60, 60, 60, 60, 60]),
        // 2019, 2022 and 2023: as much as the fifth. 2020 and 2021: 240 after
        // 250, which is no oddity. From 2024 more: 300 after 290.
        (more(6), [0, 0, 0, 0, 0, 10, 10, 10]),
        // The second member's share: 110 in 2019, 130 in 2026.
        (
            Effect::Day { days: 15 },
            [110, 110, 110, 110, 120, 130, 130, 130],
        ),
        (
            Effect::TwoHomes { days: 15 },
            [110, 110, 110, 110, 120, 130, 130, 130],
        ),
        // Half of what two share, less what one has: 1 100 ÷ 2 − 990.
        (
            Effect::Dwelling { persons: 2 },
            [-440, -450, -455, -465, -505, -550, -570, -575],
        ),
        // 5 570 + 1 100 − 2 × (3 090 + 990) = −1 490.
        (
            Effect::Together,
            [-1490, -1520, -1530, -1550, -1690, -1850, -1910, -1930],
        ),
        (birthday(8, false), [0; 8]),
    ];
    let years: Vec<_> = (2019..=2026).map(|year| format!("{year}-12")).collect();
    let years: Vec<_> = years.iter().map(String::as_str).collect();
    let (rules, policy) = (rules(COMPILED_IN[0]), policy(EXAMPLE_POLICY));
    let mut notebook = Notebook::new(month("2019-12"));
    for year in &years {
        let setting = Setting::new(&rules, &policy, month(year)).expect("a riksnorm");
        probes::walk(&setting, &mut notebook);
    }
    assert_eq!(notebook.tallies[&Check::Oddities].broken, 0);
    let change = |effect: Effect, year: &str| {
        let found = notebook.oddities.iter();
        let mut found = found.filter(|found| found.effect == effect && found.month == month(year));
        found.next().map_or(Kronor::ZERO, |found| found.change)
    };
    for (effect, changes) in by_hand {
        for (year, expected) in years.iter().zip(changes) {
            assert_eq!(
                change(effect, year),
                Kronor::whole(expected),
                "{effect} {year}"
            );
        }
    }
    // A share has öre: 1 810 ÷ 5 − 1 570 ÷ 4 = 362 − 392.50.
    let fifth = change(Effect::Dwelling { persons: 5 }, "2019-12");
    assert_eq!(fifth, Kronor::from_ore(-3050));
    // 11 birthdays, 4 + 6 comparisons of ages, 7 of lunch and its end, two
    // members (from 2024 three), a day, two homes, 9 dwellings, a couple.
    for (year, expected) in years.iter().zip([43, 43, 43, 43, 43, 44, 44, 44]) {
        let found = notebook.oddities.iter();
        let found = found.filter(|found| found.month == month(year)).count();
        assert_eq!(found, expected, "{year}");
    }
}

#[test]
fn every_name_is_found_or_follows_from_another_policy() {
    let of = |policy_text: &str| {
        let certificate = certificate(COMPILED_IN[0], policy_text, &["2026-12"]);
        assert_eq!(broken(&certificate), []);
        certificate.oddities.into_iter().map(|found| found.name)
    };
    let days = "shared_costs_child_min_days = 15";
    let later = with(EXAMPLE_POLICY, days, "shared_costs_child_min_days = 17");
    let mut names: Vec<_> = of(EXAMPLE_POLICY).chain(of(&later)).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names, OddityName::ALL);
    assert!(!of(EXAMPLE_POLICY).any(|name| name == OddityName::CountedInNeitherHome));
    assert!(!of(&later).any(|name| name == OddityName::CountedInBothHomes));
    let mut codes: Vec<_> = names.iter().map(|name| name.code()).collect();
    codes.dedup();
    assert_eq!(codes.len(), OddityName::ALL.len());
    assert!(names.iter().all(|name| name.in_swedish().ends_with('.')));
}

#[test]
fn other_policies_hold_too() {
    let replacements = [
        (
            "part_time_children = \"compute\"",
            "part_time_children = \"hand_over\"",
        ),
        ("min_days = 15", "min_days = 1"),
        (
            "may_decide = [\"granted\"]",
            "may_decide = [\"partly_granted\", \"rejected\"]",
        ),
        ("large_amount = 40000", "large_amount = 1000000"),
        (
            "salary_tolerance_percent = 5",
            "salary_tolerance_percent = 0",
        ),
        (
            "differs_from_last_month_percent = 40",
            "differs_from_last_month_percent = 133",
        ),
    ];
    let text = replacements
        .into_iter()
        .fold(EXAMPLE_POLICY.to_owned(), |text, (old, new)| {
            with(&text, old, new)
        });
    assert_eq!(
        broken(&certificate(COMPILED_IN[0], &text, &["2025-01"])),
        []
    );
}

#[test]
fn a_month_without_a_table_has_no_certificate() {
    let certificate = certificate(COMPILED_IN[0], EXAMPLE_POLICY, &["2027-01"]);
    assert!(!certificate.holds);
    assert!(
        broken(&certificate)
            .iter()
            .any(|(check, _)| *check == Check::Calendar)
    );
}
