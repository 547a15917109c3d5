//! Rules and policies that are refused, each with the fault it must name, and
//! beside them what is still accepted.

use handlaggarrobot::rules::{COMPILED_IN, EXAMPLE_POLICY, Policy, Rules};
use handlaggarrobot::vocabulary::Month;

/// The shipped text with one place replaced; every place of it is.
fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from} does not stand there");
    text.replacen(from, to, 1)
}

fn policy(from: &str, to: &str) -> Result<Policy, String> {
    let text = replaced(EXAMPLE_POLICY, from, to);
    Policy::load("policy.toml", &text).map_err(|refused| refused.to_string())
}

fn rules(file: usize, from: &str, to: &str) -> Result<Rules, String> {
    let text = replaced(COMPILED_IN[file], from, to);
    let mut texts = COMPILED_IN;
    texts[file] = &text;
    Rules::read(texts).map_err(|refused| refused.to_string())
}

const RIKSNORM: usize = 0;
const PRISBASBELOPP: usize = 1;
const JOBBSTIMULANS: usize = 2;

#[test]
fn a_faulty_policy_is_refused_with_its_key() {
    let sixty_one = format!("default = \"{}\"", "a".repeat(61));
    for (from, to, wanted) in [
        (
            "\"1287\"",
            "\"128\"",
            "municipality_code: must be four digits",
        ),
        (
            "\"1287\"",
            "\"12a7\"",
            "municipality_code: must be four digits",
        ),
        (
            "First version of the example policy.",
            " ",
            "change_note: must be a text",
        ),
        (
            "max_early_days = 20",
            "max_early_days = 61",
            "max_early_days: must be a whole number from 0 to 60",
        ),
        (
            "max_early_days = 20",
            "max_early_days = -1",
            "max_early_days: must be a whole number",
        ),
        (
            "salary_tolerance = 200",
            "salary_tolerance = -1",
            "salary_tolerance: must be whole kronor",
        ),
        (
            "salary_tolerance = 200",
            "salary_tolerance = 1000000000",
            "salary_tolerance: must be whole kronor",
        ),
        (
            "salary_tolerance = 200",
            "salary_tolerance = 200.5",
            "salary_tolerance: must be whole kronor",
        ),
        (
            "liquid_assets = [\"bank_balance\"",
            "liquid_assets = [1",
            "liquid_assets: must be a list of texts",
        ),
        (
            "may_decide = [\"granted\"]",
            "may_decide = \"granted\"",
            "may_decide: must be a list of texts",
        ),
        (
            "may_decide = [\"granted\"]",
            "may_decide = [\"waiting\"]",
            "may_decide: may hold",
        ),
        (
            "part_time_children = \"compute\"",
            "part_time_children = \"cap\"",
            "must be one of \"compute\", \"hand_over\"",
        ),
        (
            "valid_to = \"2027-12-31\"",
            "valid_to = \"2024-12-31\"",
            "delegation.valid_to: lies before",
        ),
        (
            "valid_to = \"2027-12-31\"",
            "valid_to = \"2027-02-29\"",
            "delegation.valid_to: must be a date",
        ),
        (
            "default = \"caseworkers\"",
            "default = \"Caseworkers\"",
            "units: units are routing keys",
        ),
        (
            "default = \"caseworkers\"",
            "default = \"case workers\"",
            "units: units are routing keys",
        ),
        (
            "default = \"caseworkers\"",
            &sixty_one,
            "units: units are routing keys",
        ),
        (
            "violence = \"violence-team\"",
            "violence = \"\"",
            "units: units are routing keys",
        ),
        (
            "violence = \"violence-team\"",
            "violence = 7",
            "units.by_flag.violence: must be a text",
        ),
        (
            "swish = \"Swish\"",
            "swish = 7",
            "declared_incomes.swish: must be a text",
        ),
        (
            "cap = 200\nover_cap = \"cap\"",
            "cap = 200\nover_cap = \"cut\"",
            "costs.home_insurance.over_cap: must be one of",
        ),
        (
            "over_cap = \"hand_over\"\nneeds_document = true",
            "over_cap = \"hand_over\"\nneeds_document = \"yes\"",
            "costs.rent.needs_document: must be true or false",
        ),
        (
            "cap_by_members = [5800",
            "cap_by_members = []\nx = [5800",
            "costs.rent.cap_by_members: must be a list of whole kronor",
        ),
        (
            "cap_by_members = [5800",
            "cap_by_members = [-5800",
            "costs.rent.cap_by_members: must be a list of whole kronor",
        ),
        (
            "cap_further = 900\n",
            "",
            "costs.rent.cap_further: is missing",
        ),
        (
            "cap_further = 900\n",
            "cap_further = 900\ncap_furthest = 1\n",
            "costs.rent.cap_furthest: is no known key",
        ),
        ("label = \"Hyra\"\n", "", "costs.rent.label: is missing"),
        (
            "label = \"Glasögon\"\naccept = \"hand_over\"",
            "label = \"Glasögon\"\naccept = \"hand_over\"\ncap = 1",
            "costs.glasses.cap: is no known key",
        ),
        (
            "\"FK:ABB\" = { label = \"Barnbidrag\", treatment = \"counts\", fetched_automatically = true }",
            "\"FK:ABB\" = 7",
            "benefits.FK:ABB: must be a table",
        ),
        (
            "[study_support]",
            "[study_supports]",
            "study_support: is missing; it must be a table",
        ),
        (
            "[declared_incomes]",
            "[declared_income]",
            "declared_incomes: is missing; it must be a table of texts",
        ),
        (
            "[benefits]",
            "[benefit]",
            "benefits: is missing; it must be a table",
        ),
        ("mode = \"decide\"", "mode = ", "(file): "),
    ] {
        let refused = policy(from, to).err().unwrap_or_default();
        assert!(refused.contains(wanted), "{wanted} not in: {refused}");
    }
}

#[test]
fn a_fault_names_the_line_it_stands_on() {
    let line_of = |text: &str, key: &str| {
        let place = text.find(key).expect("the key");
        text[..place].lines().count() + 1
    };
    let refused = policy("max_wait_days = 3", "max_wait_days = 300").err();
    let line = line_of(EXAMPLE_POLICY, "max_wait_days =");
    let wanted = format!("policy.toml:{line}: max_wait_days: must be a whole number from 0 to 60");
    let whole = format!("the rules cannot be used:\n  {wanted}");
    assert_eq!(refused.as_deref(), Some(whole.as_str()));

    let refused = policy(
        "needs_document = true",
        "needs_document = true\nneedless = 1",
    )
    .err();
    let line = line_of(EXAMPLE_POLICY, "needs_document = true") + 1;
    let wanted = format!("policy.toml:{line}: costs.rent.needless: is no known key");
    assert!(
        refused
            .as_ref()
            .is_some_and(|refused| refused.contains(&wanted)),
        "{refused:?}"
    );
}

#[test]
fn what_is_just_within_the_bounds_of_a_policy_is_accepted() {
    let sixty = format!("default = \"{}\"", "a".repeat(60));
    for (from, to) in [
        ("max_early_days = 20", "max_early_days = 60"),
        ("max_early_days = 20", "max_early_days = 0"),
        ("salary_tolerance = 200", "salary_tolerance = 999999999"),
        ("salary_tolerance = 200", "salary_tolerance = 0"),
        ("may_decide = [\"granted\"]", "may_decide = []"),
        ("valid_to = \"2027-12-31\"", "valid_to = \"2025-01-01\""),
        ("default = \"caseworkers\"", &sixty),
        ("default = \"caseworkers\"", "default = \"team-7\""),
    ] {
        assert_eq!(policy(from, to).err(), None, "{to}");
    }
    let sixteen = policy("salary_tolerance = 200", "salary_tolerance = 0x10").expect("a policy");
    assert_eq!(sixteen.salary_tolerance.to_string(), "16.00");
    let may = policy("[\"granted\"]", "[\"partly_granted\", \"rejected\"]").expect("a policy");
    let may = may.may_decide;
    assert!(!may.granted && may.partly_granted && may.rejected);
}

#[test]
fn a_policy_says_what_its_text_says() {
    let policy = Policy::load("policy.toml", EXAMPLE_POLICY).expect("the shipped policy");
    let units = [
        "caseworkers",
        "child-team",
        "housing-team",
        "quality-sample",
        "violence-team",
    ];
    assert_eq!(policy.units.all(), units);
    assert_eq!(policy.authority.organisation_number, "162120000000");
    assert_eq!(policy.delegation.function_id, "handlaggarrobot");
    assert_eq!(policy.text, EXAMPLE_POLICY);
    let other = Policy::load("policy.toml", &format!("{EXAMPLE_POLICY}\n")).expect("a policy");
    assert_ne!(policy.hash, other.hash);
    let numbers = [
        policy.quality_sample_percent,
        policy.max_attempts,
        policy.hand_over_after_hours,
    ];
    assert_eq!(numbers, [5, 6, 24]);
}

#[test]
fn faulty_rules_are_refused_with_their_key() {
    for (file, from, to, wanted) in [
        (
            RIKSNORM,
            "[990, 1100, 1380, 1570, 1810, 2050, 2220]",
            "[990, 1100, 1380, 1570, 1810, 2050]",
            "riksnorm[0].shared_household: must have seven amounts",
        ),
        (
            RIKSNORM,
            "from_age = 1, to_age = 2",
            "from_age = 1, to_age = 0",
            "riksnorm[0].children: the ages must follow each other; 1 is",
        ),
        (
            RIKSNORM,
            "from_age = 3, to_age = 3",
            "from_age = 2, to_age = 3",
            "riksnorm[0].children: the ages must follow each other; 3 is",
        ),
        (
            RIKSNORM,
            "from_age = 19, to_age = 20",
            "from_age = 19, to_age = 19",
            "riksnorm[0].children: the ages must reach to 20",
        ),
        (
            RIKSNORM,
            "from_age = 19, to_age = 20",
            "from_age = 19, to_age = 21",
            "riksnorm[0].children[7].to_age: must be a whole number from 0 to 20",
        ),
        (
            RIKSNORM,
            "lunch_outside_home = 2000",
            "lunch_outside_home = \"2000\"",
            "riksnorm[0].children[0].lunch_outside_home: must be whole kronor",
        ),
        (
            RIKSNORM,
            "sfs = \"2018:1787\"",
            "sfs = \"\"",
            "riksnorm[0].sfs: must be a text",
        ),
        (
            RIKSNORM,
            "valid_to = \"2019-12-31\"",
            "valid_to = \"2020-01-01\"",
            "riksnorm: the row from 2020-01-01 overlaps the row from 2019-01-01",
        ),
        (
            PRISBASBELOPP,
            "valid_to = \"2022-12-31\"",
            "valid_to = \"2022-12-30\"",
            "prisbasbelopp: there is a gap between 2022-12-30 and 2023-01-01",
        ),
        (
            PRISBASBELOPP,
            "[[prisbasbelopp]]",
            "[[prisbasbelop]]",
            "prisbasbelop: is no known key",
        ),
        (
            PRISBASBELOPP,
            "amount = 48300",
            "amount = 48300.0",
            "prisbasbelopp[0].amount: must be whole kronor",
        ),
        (
            PRISBASBELOPP,
            "change_note = ",
            "note = ",
            "change_note: is missing",
        ),
        (
            JOBBSTIMULANS,
            "percent = 25",
            "percent = 101",
            "jobbstimulans[0].percent: must be a whole number from 0 to 100",
        ),
        (
            JOBBSTIMULANS,
            "valid_to = \"2026-12-31\"",
            "valid_to = \"2018-12-31\"",
            "jobbstimulans[0].valid_to: lies before valid_from",
        ),
        (
            JOBBSTIMULANS,
            "[[jobbstimulans]]",
            "[jobbstimulans]",
            "jobbstimulans: must be a list of tables",
        ),
    ] {
        let refused = rules(file, from, to).err().unwrap_or_default();
        assert!(refused.contains(wanted), "{wanted} not in: {refused}");
    }
}

#[test]
fn rules_hold_for_whole_months_and_say_where_they_come_from() {
    let month = |text: &str| text.parse::<Month>().expect("a month");
    let one_day = rules(
        JOBBSTIMULANS,
        "valid_from = \"2019-01-01\"",
        "valid_from = \"2026-12-31\"",
    );
    let one_day = one_day.expect("a row of one day");
    assert!(
        one_day.job_stimulus(month("2026-12")).is_none(),
        "not the whole month"
    );
    let late = rules(
        JOBBSTIMULANS,
        "valid_from = \"2019-01-01\"",
        "valid_from = \"2019-01-02\"",
    );
    let late = late.expect("a row from the second");
    assert!(late.job_stimulus(month("2019-01")).is_none());
    assert!(late.job_stimulus(month("2019-02")).is_some());
    let early = rules(
        JOBBSTIMULANS,
        "valid_to = \"2026-12-31\"",
        "valid_to = \"2026-12-30\"",
    );
    let early = early.expect("a row to the thirtieth");
    assert!(early.job_stimulus(month("2026-12")).is_none());

    let shipped = Rules::read(COMPILED_IN).expect("the shipped rules");
    assert_ne!(shipped.hash, early.hash);
    assert_eq!(shipped.text, COMPILED_IN.concat());
    let norm = shipped.norm(month("2026-11")).expect("a norm");
    assert_eq!(
        norm.shared_for_seven()
            .map(|amount| amount.value.to_string()),
        Some("2830.00".into())
    );
    assert_eq!(norm.shared(7), norm.shared_for_seven());
    assert!(norm.shared(0).is_none() && norm.shared(8).is_none());
    assert!(norm.child(20).is_some() && norm.child(21).is_none());
    assert_eq!(norm.period.sfs, "2025:1046");
    let base = shipped
        .price_base_amount(month("2026-12"))
        .expect("a prisbasbelopp");
    assert_eq!(
        serde_json::to_value(&base.amount.parameter).expect("plain data"),
        serde_json::json!({
            "id": "prisbasbelopp.2026", "valid_from": "2026-01-01", "valid_to": "2026-12-31",
        })
    );
}
