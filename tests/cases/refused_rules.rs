//! Rules that are refused, each with the fault it must name, and beside them
//! what holds of those that are accepted.

use handlaggarrobot::rules::{COMPILED_IN, Rules};
use handlaggarrobot::vocabulary::Month;

use crate::refused_policy::replaced;

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
            "note = ",
            "change_note = ",
            "changes[0].note: is missing",
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
