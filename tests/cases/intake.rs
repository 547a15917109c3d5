//! From a message's bytes to an application, at the edges, and the questions
//! it gives.

use handlaggarrobot::assessment::{questions, roles};
use handlaggarrobot::vocabulary::Application;
use handlaggarrobot::vocabulary::identity::Hash;
use handlaggarrobot::vocabulary::intake::{Intake, MAX_BYTES, read_application};
use serde_json::{Value, json};

use crate::form::{Case, Child};
use crate::words;

fn application(household: &str) -> Value {
    let case = Case {
        household: household.into(),
        ..Case::default()
    };
    words::bundle(&case)["application"].clone()
}

fn faults(application: &Value) -> Vec<String> {
    match read_application(application.to_string().as_bytes()) {
        Intake::Accepted(_) => Vec::new(),
        Intake::Invalid(invalid) => invalid.faults,
        Intake::Unreadable(why) => vec![format!("unreadable: {why}")],
    }
}

fn accepted_hash(text: &str) -> Hash {
    match read_application(text.as_bytes()) {
        Intake::Accepted(accepted) => accepted.content_hash,
        _ => panic!("not accepted"),
    }
}

#[test]
fn a_fault_is_named_by_its_path() {
    assert_eq!(faults(&application("family")), Vec::<String>::new());
    for (path, value, wanted) in [
        ("/schema_version", json!(0), "schema_version"),
        (
            "/application_id",
            json!("01KA3V5W9M7R2C8X4N6T0BQZJ"),
            "application_id",
        ),
        ("/application_id", json!("x".repeat(64)), "application_id"),
        (
            "/application_id",
            json!("x".repeat(65)),
            "unreadable: no_identity",
        ),
        ("/application_id", json!(" "), "unreadable: no_identity"),
        ("/case_number", json!(""), "unreadable: no_identity"),
        ("/case_number", json!(7), "unreadable: no_identity"),
        ("/municipality_code", json!("12 7"), "municipality_code"),
        ("/received_at", json!("2200-01-01T00:00:00Z"), "received_at"),
        ("/received_at", json!("2026-11-02"), "received_at"),
        ("/persons_in_dwelling", json!(0), "persons_in_dwelling"),
        ("/persons_in_dwelling", json!("2"), "persons_in_dwelling"),
        (
            "/children/0/days_per_month",
            json!(31),
            "children[0].days_per_month",
        ),
        (
            "/children/0/personnummer",
            json!("199004129807"),
            "children[0].personnummer",
        ),
        ("/costs/0/amount", json!("-1"), "costs[0].amount"),
        ("/costs/0/amount", json!(1), "costs[0].amount"),
        ("/month", json!("2026-13"), "month"),
        ("/applicant", json!(null), "applicant"),
        ("/case_context/flags", json!("none"), "case_context.flags"),
    ] {
        let mut application = application("family");
        *application.pointer_mut(path).expect("a field") = value;
        assert_eq!(faults(&application), [wanted], "{path}");
    }
    let mut several = application("family");
    several["schema_version"] = json!(2);
    several["persons_in_dwelling"] = json!(0);
    assert_eq!(faults(&several), ["persons_in_dwelling", "schema_version"]);
    several
        .as_object_mut()
        .expect("an object")
        .remove("co_applicant");
    assert_eq!(
        faults(&several).len(),
        1,
        "what may be null must still be there"
    );
}

#[test]
fn bytes_that_are_no_application_are_unreadable() {
    let why = |bytes: &[u8]| match read_application(bytes) {
        Intake::Unreadable(why) => why,
        _ => "readable",
    };
    assert_eq!(why(b"\xff"), "not_utf8");
    assert_eq!(why(b"{"), "not_json");
    assert_eq!(why(b"{}"), "no_identity");
    let text = application("single").to_string();
    assert_eq!(why(format!("{text}{text}").as_bytes()), "not_json");
    assert_eq!(MAX_BYTES, 1_048_576);
    let longest = format!("{text}{}", " ".repeat(MAX_BYTES - text.len()));
    assert_eq!(why(longest.as_bytes()), "readable");
    assert_eq!(why(format!("{longest} ").as_bytes()), "too_large");
}

#[test]
fn the_hash_is_of_what_is_said_and_not_how() {
    let whole = application("family");
    let plain = accepted_hash(&whole.to_string());
    let spaced = serde_json::to_string_pretty(&whole).expect("JSON");
    assert_eq!(plain, accepted_hash(&spaced));
    let mut other = whole.clone();
    other["persons_in_dwelling"] = json!(4);
    assert_ne!(plain, accepted_hash(&other.to_string()));
    let mut unknown = whole.clone();
    unknown["something_new"] = json!(1);
    let first = accepted_hash(&unknown.to_string());
    unknown["something_new"] = json!(2);
    assert_ne!(plain, first);
    assert_ne!(
        first,
        accepted_hash(&unknown.to_string()),
        "unknown fields count"
    );
    let invalid = |value: Value| {
        let mut application = whole.clone();
        application["month"] = value;
        match read_application(application.to_string().as_bytes()) {
            Intake::Invalid(invalid) => (invalid.content_hash, invalid.received_at.is_some()),
            _ => panic!("not invalid"),
        }
    };
    assert_ne!(invalid(json!("2026-13")).0, invalid(json!("2026-14")).0);
    assert!(
        invalid(json!(0)).1,
        "when it was received can be read all the same"
    );
}

/// Skatteverket for all; Försäkringskassan and CSN from the age of sixteen.
#[test]
fn the_questions_are_those_of_the_handbook() {
    let child = |born: &str| Child {
        born: born.into(),
        days: 30,
        lunch: false,
        in_school: true,
    };
    let case = Case {
        household: "couple".into(),
        children: Some(vec![child("2010-11-01"), child("2010-11-02")]),
        ..Case::default()
    };
    let application: Application =
        serde_json::from_value(words::bundle(&case)["application"].clone())
            .expect("an application");
    let role_of = |person| {
        let mut roles = roles(&application).filter(|(_, number)| *number == person);
        roles.next().expect("a member").0.to_string()
    };
    let asked: Vec<String> = questions(&application)
        .into_iter()
        .map(|question| {
            let (source, from, to) = (question.source, question.from, question.to);
            format!("{} {source} {from} {to}", role_of(question.person))
        })
        .collect();
    assert_eq!(
        asked,
        [
            "applicant FK 2026-09-01 2026-11-30",
            "applicant CSN 2026-09-01 2026-11-30",
            "applicant SKV 2026-09-01 2026-11-30",
            "co_applicant FK 2026-09-01 2026-11-30",
            "co_applicant CSN 2026-09-01 2026-11-30",
            "co_applicant SKV 2026-09-01 2026-11-30",
            "child_1 FK 2026-09-01 2026-11-30",
            "child_1 CSN 2026-09-01 2026-11-30",
            "child_1 SKV 2026-01-01 2026-11-30",
            "child_2 SKV 2026-01-01 2026-11-30",
        ]
    );
}
