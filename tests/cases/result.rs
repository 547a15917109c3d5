//! What an assessment says of itself.

use handlaggarrobot::assessment::trace::{Part, Role};
use handlaggarrobot::assessment::{Assessment, Outcome};
use handlaggarrobot::bundle::assess_bundle;
use handlaggarrobot::vocabulary::{Kronor, Reason};

use crate::form::Case;
use crate::judging::{POLICY, RULES};
use crate::mostly_clean::set;
use crate::words;

fn assess(case: &Case) -> Assessment {
    let bundle = words::bundle(case).to_string();
    assess_bundle(&bundle, &RULES, &POLICY).expect("a bundle")
}

fn single() -> Case {
    Case {
        household: "single".into(),
        declared: vec!["applicant: swish 0.25 on 2026-10-10".into()],
        ..Case::default()
    }
}

#[test]
fn outcomes_have_words_that_read_back() {
    for (outcome, code, swedish, decision) in [
        (Outcome::Granted, "granted", "bifall", true),
        (
            Outcome::PartlyGranted,
            "partly_granted",
            "delvis avslag",
            true,
        ),
        (Outcome::Rejected, "rejected", "avslag", true),
        (
            Outcome::HandedOver,
            "handed_over",
            "till handläggare",
            false,
        ),
        (Outcome::Waiting, "waiting", "väntar", false),
    ] {
        assert_eq!((outcome.code(), outcome.in_swedish()), (code, swedish));
        assert_eq!(Outcome::from_code(code), Some(outcome));
        assert_eq!(outcome.is_decision(), decision);
    }
    assert_eq!(Outcome::from_code("shadowed"), None);
}

#[test]
fn roles_have_words() {
    for (role, code, swedish) in [
        (Role::Applicant, "applicant", "sökande"),
        (Role::CoApplicant, "co_applicant", "medsökande"),
        (Role::Child(2), "child_2", "barn 2"),
    ] {
        assert_eq!(
            (role.to_string(), role.in_swedish().into_owned()),
            (code.into(), swedish.into())
        );
    }
}

#[test]
fn an_assessment_checks_its_own_sum() {
    let mut assessment = assess(&single());
    assert_eq!(assessment.amount, Some(Kronor::whole(10_720)));
    assert_eq!(assessment.unrounded_sum(), Kronor::from_ore(1_071_975));
    assert!(assessment.lines_add_up());
    assert!(
        assessment
            .lines
            .iter()
            .any(|line| line.part == Part::Rounding)
    );
    assessment.amount = Some(Kronor::whole(10_721));
    assert!(!assessment.lines_add_up());
    assessment.amount = None;
    assert!(
        assessment.lines_add_up(),
        "without an amount there is nothing to add up to"
    );
}

#[test]
fn only_protection_is_restricted() {
    let mut case = single();
    assert!(!assess(&case).is_restricted());
    set(&mut case, "automated_decision_accepted", false);
    assert!(!assess(&case).is_restricted());
    let mark = "skv.applicant.svar.folkbokforing.svar.sekretessmarkering.satt";
    set(&mut case, mark, true);
    assert!(assess(&case).is_restricted());
}

#[test]
fn every_assessment_names_its_rules_and_policy_and_when_its_evidence_was_fetched() {
    let mut case = single();
    case.fk
        .push("applicant: FK:BOB 100.00 on 2026-10-10".into());
    let assessment = assess(&case);
    assert_eq!(
        (&assessment.rules_hash, &assessment.policy_hash),
        (&RULES.hash, &POLICY.hash)
    );
    let written = serde_json::to_value(&assessment).expect("plain data");
    let lines = written["lines"].as_array().expect("lines");
    let benefit = lines
        .iter()
        .find(|line| line["id"] == "income.FK:BOB")
        .expect("a line");
    assert_eq!(
        benefit["evidence"][0]["fetched"],
        "2026-11-02T08:15:02+01:00"
    );
    assert_eq!(benefit["person"], "applicant");
    case.persons_in_dwelling = Some(0);
    let unreadable = assess(&case);
    assert_eq!(unreadable.reasons, [Reason::InvalidApplication]);
    assert_eq!(
        (&unreadable.rules_hash, &unreadable.policy_hash),
        (&RULES.hash, &POLICY.hash)
    );
    assert_eq!(unreadable.application_id, "01KA3V5W9M7R2C8X4N6T0BQZJD");
}
