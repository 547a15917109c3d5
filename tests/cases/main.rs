//! Readable cases of the assessment: one file a section of the handbook, each
//! outcome worked out by hand (README.md beside this file).
//!
//! The binary needs no service, so that mutation tests of the pure core can
//! count on it.

mod change_notes;
mod counterfactual;
mod documents;
mod form;
mod household;
mod intake;
mod judging;
mod mostly_clean;
mod properties;
mod provenance;
mod refused_policy;
mod refused_rules;
mod registry_fields;
mod result;
mod rule_book;
mod scenarios;
mod time_zone;
mod verification;
mod vocabulary;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use handlaggarrobot::vocabulary::Reason;

#[test]
fn every_case_comes_out_as_worked_out_by_hand() {
    let wrong: Vec<String> = form::all_cases()
        .iter()
        .filter_map(|(file, case)| judging::fault(case).map(|fault| format!("{file}: {fault}")))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} cases:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_reason_has_a_case_that_fires_and_one_that_just_does_not() {
    let cases = form::all_cases();
    let claimed = |pick: fn(&form::Case) -> &Vec<String>| -> BTreeSet<String> {
        cases
            .iter()
            .flat_map(|(_, case)| pick(case).clone())
            .collect()
    };
    let (fires, just_not) = (claimed(|case| &case.fires), claimed(|case| &case.near_miss));
    let mut missing = Vec::new();
    for reason in Reason::ALL {
        for (what, codes) in [("fires", &fires), ("near_miss", &just_not)] {
            if !codes.contains(reason.code()) {
                missing.push(format!("{reason} has no case with {what}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    for code in fires.union(&just_not) {
        assert!(Reason::from_code(code).is_some(), "no such code: {code}");
    }
}

#[test]
fn every_case_has_a_name_of_its_own_and_says_how_it_was_worked_out() {
    let mut seen = BTreeMap::new();
    for (file, case) in form::all_cases() {
        assert!(case.sum.len() > 5, "{} does not say how", case.name);
        let earlier = seen.insert(case.name.clone(), file.clone());
        assert_eq!(earlier, None, "{}", case.name);
    }
    assert!(seen.len() > 200, "only {} cases were found", seen.len());
}

#[test]
fn every_fixture_comes_out_as_worked_out_by_hand() {
    let (count, wrong) = scenarios::judge_all();
    assert!(
        wrong.is_empty(),
        "{} fixtures:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(count > 100, "only {count} fixtures were found");
}
