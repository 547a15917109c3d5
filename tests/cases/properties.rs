//! What must hold of every assessment, whatever the household.

use handlaggarrobot::assessment::{Assessment, Outcome};
use handlaggarrobot::bundle::assess_bundle;
use handlaggarrobot::vocabulary::{Kronor, Reason};
use proptest::prelude::*;
use serde_json::Value;

use crate::form::Case;
use crate::judging::{POLICY, RULES};
use crate::mostly_clean::{amount, case, set};
use crate::words;

fn assess(bundle: &Value) -> Assessment {
    assess_bundle(&bundle.to_string(), &RULES, &POLICY).expect("every bundle has an outcome")
}

fn bytes(bundle: &Value) -> String {
    assess(bundle).to_json()
}

fn assessed(case: &Case) -> Assessment {
    assess(&words::bundle(case))
}

fn names(case: &Case) -> Vec<String> {
    let children = case.children.as_ref().map_or(0, Vec::len);
    let mut names = vec!["applicant".to_owned()];
    names.extend((case.household == "couple").then(|| "co_applicant".to_owned()));
    names.extend((1..=children).map(|place| format!("child_{place}")));
    names
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn its_json_is_what_serde_json_writes(case in case()) {
        let assessment = assessed(&case);
        let expected = serde_json::to_string(&assessment).expect("plain data");
        prop_assert!(assessment.to_json() == expected, "the shape differs");
    }

    #[test]
    fn the_lines_add_up_to_the_amount(case in case()) {
        let written = serde_json::to_value(assessed(&case)).expect("plain data");
        if let Some(amount) = written["amount"].as_str() {
            let lines = written["lines"].as_array().expect("lines");
            let in_ore = |text: &str| Kronor::parse(text).ok().and_then(Kronor::ore).expect("an amount");
            let sum: i64 = lines.iter().map(|line| in_ore(line["amount"].as_str().expect("text"))).sum();
            prop_assert_eq!(sum, in_ore(amount));
            prop_assert!(sum >= 0 && sum % 100 == 0, "whole kronor, never below zero");
        }
    }

    // The order is drawn apart from the bundle, so that a failure prints no personnummer.
    #[test]
    fn neither_the_order_of_the_evidence_nor_a_second_time_matters(
        case in case(), order in Just((0..24_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let bundle = words::bundle(&case);
        let evidence = bundle["evidence"].as_array().expect("a list");
        prop_assert!(evidence.len() <= order.len());
        let shuffled: Vec<Value> = order.iter().filter_map(|place| evidence.get(*place).cloned()).collect();
        let mut other = bundle.clone();
        other["evidence"] = shuffled.into();
        prop_assert!(bytes(&bundle) == bytes(&other), "the order matters");
        prop_assert!(bytes(&bundle) == bytes(&bundle), "the second time is another");
    }

    #[test]
    fn more_declared_income_never_raises_the_aid(mut case in case(), more in amount(20_000)) {
        let before = assessed(&case).amount;
        case.declared.push(format!("applicant: swish {more} on 2026-10-31"));
        let after = assessed(&case).amount;
        prop_assert_eq!(before.is_some(), after.is_some());
        prop_assert!(after <= before);
    }

    #[test]
    fn a_higher_benefit_salary_or_refund_never_raises_the_aid(
        case in case(), less in amount(9_000), more in amount(9_000), kind in 0..3,
    ) {
        let mut sums = [less, more];
        sums.sort_by_key(|sum| Kronor::parse(sum).expect("an amount"));
        let amounts = sums.map(|sum| {
            let mut case = case.clone();
            match kind {
                0 => case.fk.push(format!("applicant: FK:BTI {sum} on 2026-10-31")),
                1 => {
                    case.agi.push(format!("applicant: 165560360801 2026-10 pay {sum} tax 0.00"));
                    let words = format!("applicant: salary {sum} on 2026-10-31 from 165560360801");
                    case.declared.push(words);
                }
                _ => {
                    let account = "skv.applicant.svar.skattekonto.svar";
                    set(&mut case, &format!("{account}.utbetaltBelopp"), sum);
                    set(&mut case, &format!("{account}.bokforingsdag"), "2026-10-31");
                }
            }
            assessed(&case).amount
        });
        prop_assert_eq!(amounts[0].is_some(), amounts[1].is_some());
        prop_assert!(amounts[1] <= amounts[0]);
    }

    #[test]
    fn an_outcome_and_its_reasons_fit_each_other(case in case()) {
        let assessment = assessed(&case);
        let waiting = |reason: &Reason| reason.is_waiting();
        let reasons = &assessment.reasons;
        prop_assert!(reasons.is_sorted() && reasons.windows(2).all(|pair| pair[0] != pair[1]));
        match assessment.outcome {
            Outcome::Granted | Outcome::PartlyGranted | Outcome::Rejected => {
                prop_assert!(reasons.is_empty());
                prop_assert_eq!(assessment.proposed, Some(assessment.outcome));
                prop_assert!(assessment.unchecked.is_empty());
                prop_assert!(POLICY.may_decide.granted && assessment.outcome == Outcome::Granted);
                prop_assert!(assessment.amount.is_some_and(Kronor::is_positive));
            }
            Outcome::Waiting => {
                prop_assert!(!reasons.is_empty() && reasons.iter().all(waiting));
                prop_assert!(assessment.waits_until.is_some());
                prop_assert_eq!(assessment.amount, None);
            }
            Outcome::HandedOver => {
                prop_assert!(!reasons.is_empty() && !reasons.iter().any(waiting));
                prop_assert_eq!(assessment.waits_until, None);
            }
        }
        prop_assert_eq!(assessment.amount.is_some(), assessment.proposed.is_some());
    }

    #[test]
    fn nothing_is_decided_while_a_needed_answer_is_missing(
        mut case in case(), which in any::<prop::sample::Index>(),
    ) {
        // Of two answers to one question, one is not needed.
        case.copy.clear();
        let mut bundle = words::bundle(&case);
        let evidence = bundle["evidence"].as_array_mut().expect("a list");
        evidence.remove(which.index(evidence.len()));
        prop_assert!(!assess(&bundle).outcome.is_decision());
    }

    #[test]
    fn nothing_is_decided_when_the_worker_has_found_something(
        mut case in case(), reason in prop::sample::select(Reason::ALL),
    ) {
        prop_assume!(!reason.is_waiting());
        case.findings.push(reason.code().to_owned());
        let assessment = assessed(&case);
        prop_assert_eq!(assessment.outcome, Outcome::HandedOver);
        prop_assert!(assessment.reasons.contains(&reason));
    }

    #[test]
    fn protection_is_always_reported(
        mut case in case(), who in any::<prop::sample::Index>(), how in 0..4_usize,
    ) {
        let names = names(&case);
        let registration = format!("skv.{}.svar.folkbokforing", names[who.index(names.len())]);
        // An answer that fails as a whole hides its parts, and is unknown all the same.
        case.set.remove("skv.applicant.status");
        let ways: [(&str, toml::Value); 4] = [
            ("svar.sekretessmarkering.satt", true.into()),
            ("svar.skyddadFolkbokforing.satt", true.into()),
            ("status", "FEL".into()),
            ("status", "INGA_UPPGIFTER".into()),
        ];
        let (path, value) = ways[how].clone();
        set(&mut case, &format!("{registration}.{path}"), value);
        let assessment = assessed(&case);
        let wanted = if how < 2 { Reason::ProtectedIdentity } else { Reason::ProtectionUnknown };
        prop_assert!(assessment.reasons.contains(&wanted));
        prop_assert!(assessment.is_restricted());
        prop_assert_eq!(assessment.outcome, Outcome::HandedOver);
    }

    /// One value anywhere in the answers is something else than it should be.
    #[test]
    fn an_answer_of_another_shape_still_gives_an_outcome(
        case in case(), which in any::<prop::sample::Index>(), what in 0..6_usize,
    ) {
        let mut bundle = words::bundle(&case);
        let others: [Value; 6] =
            [Value::Null, 1.into(), true.into(), "".into(), "9".into(), Value::Array(Vec::new())];
        let mut paths = Vec::new();
        leaves(&bundle["evidence"], "/evidence", &mut paths);
        let path = &paths[which.index(paths.len())];
        *bundle.pointer_mut(path).expect("a leaf") = others[what].clone();
        let assessment = assess(&bundle);
        prop_assert!(assessment.lines_add_up());
        prop_assert_eq!(assessment.outcome.is_decision(), assessment.reasons.is_empty());
    }
}

/// The paths of every value that holds no others.
fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Array(list) if !list.is_empty() => {
            for (place, value) in list.iter().enumerate() {
                leaves(value, &format!("{path}/{place}"), found);
            }
        }
        Value::Object(fields) if !fields.is_empty() => {
            for (key, value) in fields {
                leaves(value, &format!("{path}/{key}"), found);
            }
        }
        _ => found.push(path.to_owned()),
    }
}

/// The properties say something only when most households are clean.
#[test]
fn most_random_households_are_granted_and_some_are_not() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut count = [0; 3];
    for _ in 0..300 {
        let case = case().new_tree(&mut runner).expect("a household").current();
        count[match assessed(&case).outcome {
            Outcome::HandedOver => 1,
            Outcome::Waiting => 2,
            _ => 0,
        }] += 1;
    }
    assert!(count[0] > 90 && count[1] > 60 && count[2] > 3, "{count:?}");
}
