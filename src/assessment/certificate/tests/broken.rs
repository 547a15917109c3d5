//! Rules and policies broken on purpose: the certificate finds each.

use super::{Check, broken, certificate, with};
use crate::rules::{COMPILED_IN, EXAMPLE_POLICY};

/// 2026, so that nothing follows the table and could fall.
fn broken_by(old: &str, new: &str) -> Vec<Check> {
    let riksnorm = row(COMPILED_IN[0], 2026, old, new);
    let certificate = certificate(&riksnorm, EXAMPLE_POLICY, &["2026-12"]);
    assert!(!certificate.holds);
    broken(&certificate)
        .into_iter()
        .map(|(check, _)| check)
        .collect()
}

#[test]
fn a_lowered_amount_is_found() {
    // Below 2025, where it was 3 790; every step still goes the same way.
    let found = broken_by("to_age = 10, amount = 3820", "to_age = 10, amount = 3720");
    assert_eq!(found, [Check::YearToYear]);
    // Below the row before it: a new oddity, and a named one that is gone.
    let found = broken_by("amount = 4390", "amount = 3800");
    assert_eq!(found, [Check::YearToYear, Check::Oddities]);
}

#[test]
fn a_wrong_step_of_ages_is_found() {
    let riksnorm = row(COMPILED_IN[0], 2026, "to_age = 10,", "to_age = 9,");
    let riksnorm = row(&riksnorm, 2026, "from_age = 11,", "from_age = 10,");
    let certificate = certificate(&riksnorm, EXAMPLE_POLICY, &["2026-12"]);
    let oddities = certificate.checks.last().expect("the last promise");
    let problems = oddities.tally.first.iter();
    let problems: Vec<_> = problems.map(|one| one.problem.as_str()).collect();
    let expected = [
        "gone: turning 11 no longer raises the need",
        "new, without a name: turning 10 changes the need by 570.00 kr",
    ];
    assert_eq!(problems, expected);
    assert_eq!(broken(&certificate).len(), 1);
}

#[test]
fn a_wrong_step_of_shared_costs_is_found() {
    // The sixth member adds 300 as the fifth does, and no longer more.
    let found = broken_by("2330, 2640, 2830", "2330, 2630, 2830");
    assert_eq!(found, [Check::Oddities]);
    // The third member lowers the shared costs by 10.
    let found = broken_by("1410, 1790, 2030", "1410, 1400, 2030");
    assert_eq!(found, [Check::YearToYear, Check::Oddities]);
}

#[test]
fn a_member_who_lowers_the_need_is_found() {
    // A couple below one adult.
    let found = broken_by("total = 7100", "total = 3000");
    assert_eq!(found, [Check::FurtherMember, Check::YearToYear]);
    // A child of three who needs 5 kr and lowers the shared costs by 10.
    let riksnorm = row(
        COMPILED_IN[0],
        2026,
        "amount = 2720, lunch_outside_home = 2500",
        "amount = 5, lunch_outside_home = 5",
    );
    let riksnorm = row(&riksnorm, 2026, "1410, 1790, 2030", "1410, 1400, 2030");
    let certificate = certificate(&riksnorm, EXAMPLE_POLICY, &["2026-12"]);
    let found = broken(&certificate);
    assert_eq!(
        found.first().map(|(check, _)| *check),
        Some(Check::FurtherMember)
    );
}

#[test]
fn a_cap_that_falls_with_a_further_member_is_found() {
    let policy_text = with(EXAMPLE_POLICY, "[5800, 7300, 8500,", "[5800, 7300, 7200,");
    let certificate = certificate(COMPILED_IN[0], &policy_text, &["2026-12"]);
    let expected = [(
        Check::FurtherMember,
        "the cap of rent falls after 2 members",
    )];
    let expected = expected.map(|(check, problem)| (check, problem.to_owned()));
    assert_eq!(broken(&certificate), expected);
}

/// Replaces a text that stands in a year's table exactly once.
fn row(riksnorm: &str, year: u32, old: &str, new: &str) -> String {
    let start = format!("valid_from = \"{year}-01-01\"");
    let (before, rest) = riksnorm.split_once(&start).expect("the year's table");
    let (table, after) = rest.split_once("[[riksnorm]]").unwrap_or((rest, ""));
    let join = if after.is_empty() { "" } else { "[[riksnorm]]" };
    format!("{before}{start}{}{join}{after}", with(table, old, new))
}
