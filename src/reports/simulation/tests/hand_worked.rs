//! A simulation small enough to be worked out by hand.
//!
//! The new rules: riksnormen for a single adult is 4 000 kr instead of 3 940
//! (60 kr more), and rent is approved up to 7 200 kr for two persons instead of
//! 7 300.
//!
//! | households | rent | before | after | change |
//! |---|---|---|---|---|
//! | 7 single, one child | 6 450 | 10 359 | + 60 | + 60 |
//! | 6 single, one child | 7 300 | 10 359 + 850 = 11 209 | + 60 − 100 | − 40; goes to a person |
//! | 5 single, one child, first application | 6 450 | 10 359 | + 60 | + 60; a person has it anyway |
//! | 5 couples, three children | 10 500 | 28 640 | the same | 0 |
//! | 5 with protected identity | | | | counted as restricted |

use serde_json::{Value, json};

use super::{Rulings, bundle, simulated};
use crate::reports::simulation::html::html;
use crate::reports::simulation::text::text;
use crate::vocabulary::Kronor;

pub fn present() -> Rulings {
    Rulings::changed(&[], &[])
}

pub fn new() -> Rulings {
    Rulings::changed(
        &[("single = 3940", "single = 4000")],
        &[("[5800, 7300,", "[5800, 7200,")],
    )
}

pub fn bundles() -> Vec<Value> {
    let kinds = [
        ("worked-example", 18),
        ("couple-with-three-children", 5),
        ("protected-identity-child", 5),
    ];
    let fixtures = kinds
        .into_iter()
        .flat_map(|(name, count)| std::iter::repeat_n(name, count));
    let mut bundles: Vec<_> = (1..)
        .zip(fixtures)
        .map(|(number, name)| bundle(name, number))
        .collect();
    for bundle in &mut bundles[7..13] {
        bundle["application"]["costs"][0]["amount"] = "7300.00".into();
    }
    for bundle in &mut bundles[13..18] {
        bundle["application"]["kind"] = "first".into();
    }
    bundles
}

#[test]
fn every_count_and_sum_is_as_worked_out_by_hand() {
    let report = simulated(&bundles(), &present(), &new());
    let report = serde_json::to_value(report).expect("plain data");
    let group =
        |cases: u64, sum: &str, median| json!({ "cases": cases, "sum": sum, "median": median });
    assert_eq!(report["cases"]["compared"], 23);
    assert_eq!(report["cases"]["restricted"], 5);
    assert_eq!(report["cases"]["first_month"], "2026-11");
    let amounts = &report["amounts"];
    // 7 + 5 of 60 kr; 6 of 40 kr.
    assert_eq!(amounts["more"], group(12, "720.00", "60.00".into()));
    assert_eq!(amounts["less"], group(6, "240.00", Value::from("40.00")));
    assert_eq!(amounts["same"], 5);
    assert_eq!(amounts["largest_gain"]["amount"], "60.00");
    let loss = json!({
        "amount": "40.00", "household": "single_1",
        "household_name": "Ensamstående med ett barn", "line": "Hyra",
    });
    assert_eq!(amounts["largest_loss"], loss);
    let household = |code: &str| {
        let households = report["households"].as_array().expect("households");
        households
            .iter()
            .find(|household| household["household"] == code)
            .expect("it")
            .clone()
    };
    assert_eq!(
        household("single_1")["more"],
        group(12, "720.00", "60.00".into())
    );
    assert_eq!(household("couple_3")["same"], 5);
    // 7 + 5 couples stay with the robot, 6 leave it, 5 never were.
    let automation = json!({
        "stays_automatic": 12, "becomes_manual": 6, "becomes_automatic": 0, "stays_manual": 5,
        // 18 of 23, and 12 of 23.
        "share_before_per_mille": 782, "share_after_per_mille": 521,
    });
    assert_eq!(report["automation"], automation);
    let outcomes = report["outcomes"].as_array().expect("outcomes");
    let flipped: Vec<_> = outcomes
        .iter()
        .filter(|change| change["from"] != change["to"] && change["cases"] != 0)
        .collect();
    // Six, to the nearest five.
    let reasons = json!({ "outcome_needs_human": 5, "rent_over_ceiling": 5 });
    let expected = json!({
        "from": "granted", "to": "handed_over", "cases": 6, "appeared": reasons, "gone": {},
    });
    assert_eq!(flipped, [&expected]);
    // 18 of 60 kr and 6 of −100 kr, to the nearest five and hundred.
    let lines = json!([
        { "id": "cost.rent", "label": "Hyra", "about_cases": 5, "about_sum": "-600.00" },
        { "id": "norm.adult.single", "label": "Riksnorm, ensamstående", "about_cases": 20,
          "about_sum": "1100.00" },
    ]);
    assert_eq!(report["lines"], lines);
    let bars = report["histogram"].as_array().expect("bars");
    let bars: Vec<_> = bars
        .iter()
        .map(|bar| bar["cases"].as_u64().expect("a count"))
        .collect();
    assert_eq!(bars, [0, 0, 0, 0, 0, 6, 12, 0, 0, 0, 0, 0]);
}

#[test]
fn what_differs_between_the_rules_is_told() {
    let report = simulated(&bundles(), &present(), &new());
    let told: Vec<_> = report
        .rule_differences
        .iter()
        .map(|difference| (difference.before.as_deref(), difference.after.as_deref()))
        .collect();
    let kronor = |amount| Kronor::whole(amount).in_swedish();
    assert_eq!(
        told,
        [
            (Some(kronor(3940).as_str()), Some(kronor(4000).as_str())),
            (Some(kronor(7300).as_str()), Some(kronor(7200).as_str())),
        ]
    );
    assert!(text(&report).contains("OBS: den nya versionen har ingen ny anteckning"));
    assert_ne!(report.present.rules_hash, report.new.rules_hash);
    assert_ne!(report.present.policy_hash, report.new.policy_hash);
}

#[test]
fn the_same_rules_make_no_difference() {
    let report = simulated(&bundles(), &present(), &present());
    assert!(report.no_difference);
    let text = text(&report);
    assert!(text.contains("Ingen skillnad."), "{text}");
    assert!(
        text.contains("Inga belopp, gränser eller koder skiljer sig."),
        "{text}"
    );
}

#[test]
fn the_order_of_the_cases_does_not_matter() {
    let mut bundles = bundles();
    let pages = [0, 9, 20].map(|turn| {
        bundles.rotate_left(turn);
        let report = simulated(&bundles, &present(), &new());
        (
            html(&report).expect("a page"),
            serde_json::to_string(&report).expect("JSON"),
        )
    });
    assert!(pages.iter().all(|page| *page == pages[0]));
}

#[test]
fn four_who_lose_are_hidden_and_cannot_be_subtracted() {
    let mut bundles = bundles();
    bundles.drain(7..9);
    let report = simulated(&bundles, &present(), &new());
    assert_eq!(report.amounts.less.cases, None);
    assert_eq!(report.amounts.less.sum, None);
    // The smallest of the others is hidden too: 5 of no change.
    assert_eq!(
        (report.amounts.same, report.amounts.more.cases),
        (None, Some(12))
    );
    assert!(report.amounts.largest_loss.is_none());
    assert_eq!(report.automation.share_after_per_mille, None);
    let text = text(&report);
    assert!(text.contains("| Får mindre | döljs |"), "{text}");
}

#[test]
fn of_restricted_cases_only_their_number_is_told() {
    let restricted = vec![bundle("protected-identity-child", 1); 7];
    let report = simulated(&restricted, &present(), &new());
    assert_eq!(
        (report.cases.restricted, report.cases.compared),
        (Some(7), Some(0))
    );
    assert!(report.no_difference && report.cases.first_month.is_none());
    let two = simulated(&restricted[..2], &present(), &new());
    assert_eq!(two.cases.restricted, None);
}
