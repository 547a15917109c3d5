//! Policies that are refused, each with the fault it must name, and beside them
//! what is still accepted.

use handlaggarrobot::rules::{EXAMPLE_POLICY, Policy};

/// A shipped text with the first such place replaced.
pub fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from} does not stand there");
    text.replacen(from, to, 1)
}

fn policy(from: &str, to: &str) -> Result<Policy, String> {
    let text = replaced(EXAMPLE_POLICY, from, to);
    Policy::load("policy.toml", &text).map_err(|refused| refused.to_string())
}

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
            "Första versionen: exempelvärden för en påhittad kommun.",
            " ",
            "changes[0].note: must be a text",
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
