//! The messages have the contract's shapes, and repeat byte for byte.

use std::collections::BTreeSet;

use serde_json::Value;

use super::postings::*;
use super::sample::{self, CASE_ID, facts};
use super::{decision_letter, notice};
use crate::assessment::result::{AfterCheck, Assessment};
use crate::assessment::trace::Role;
use crate::vocabulary::{Destination, Posting, Reason};

/// The contract's `decision.json`.
const DECISION: &str = r#"{"schema_version": 1, "message_id": "01KA3V70…", "case_id": "01KA3V5X…",
  "application_id": "01KA3V5W9M7R2C8X4N6T0BQZJD", "case_number": "FS-2026-004711",
  "month": "2026-11", "outcome": "granted", "amount": "10359.00", "decided_on": "2026-11-02",
  "payment": {"method": "account", "clearing_number": "8327", "account_number": "9912345678"},
  "decided_by": {"function_id": "handlaggarrobot", "program_version": "1.0.0",
    "rules_hash": "sha256:…", "policy_hash": "sha256:…", "delegation": "AMN 2025-01-15 § 12"},
  "lines": [{"id": "norm.adult.single", "label": "Riksnorm, ensamstående", "amount": "3940.00",
    "legal_basis": "12 kap. 7 § SoL (2025:400); 12 kap. 2 § SoF (2025:468)"}],
  "letter": {"format": "text/plain", "text": "…"},
  "journal_note": "…", "after_checks": [], "quality_sample": false}"#;

/// The contract's `handover.json`, its lines written out as a decision's are.
const HANDOVER: &str = r#"{"schema_version": 1, "message_id": "01KA3V71…", "case_id": "01KA3V5Y…",
  "application_id": "01KA3V5W…", "case_number": "FS-2026-004712", "month": "2026-11",
  "unit": "caseworkers",
  "reasons": [{"code": "rent_over_ceiling",
    "text": "Hyran är högre än kommunens gräns för hushållet.",
    "legal_basis": "12 kap. 7 § SoL (2025:400)"}],
  "proposal": {"outcome": "partly_granted", "amount": "8120.00",
    "lines": [{"id": "…", "label": "…", "amount": "…", "legal_basis": "…"}], "letter": "…"},
  "dossier_url": null, "journal_note": "…", "received_at": "2026-11-02T08:14:31+01:00"}"#;

/// The contract's `restricted.json`.
const RESTRICTED: &str =
    r#"{"schema_version": 1, "message_id": "01KA3V72…", "case_number": "FS-2026-004713"}"#;

const NOTICE: &str = r#"{"schema_version": 1, "message_id": "…", "case_number": "…",
  "letter": {"format": "text/plain", "text": "…"}}"#;

fn value(posting: &Posting) -> Value {
    serde_json::from_slice(&posting.body).expect("JSON")
}

/// The paths of every key with the type of its value; all items of a list are
/// held to stand for one.
fn shape(value: &Value) -> BTreeSet<String> {
    fn walk(value: &Value, path: &str, shape: &mut BTreeSet<String>) {
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "bool",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "list",
            Value::Object(_) => "object",
        };
        shape.insert(format!("{path}: {kind}"));
        match value {
            Value::Array(items) => items
                .iter()
                .for_each(|item| walk(item, &format!("{path}[]"), shape)),
            Value::Object(entries) => entries
                .iter()
                .for_each(|(key, entry)| walk(entry, &format!("{path}.{key}"), shape)),
            _ => {}
        }
    }
    let mut shape_of = BTreeSet::new();
    walk(value, "", &mut shape_of);
    shape_of
}

fn shape_of_text(text: &str) -> BTreeSet<String> {
    shape(&serde_json::from_str(text).expect("JSON"))
}

fn decision(assessment: &Assessment, quality_sample: bool) -> Posting {
    let (application, policy) = (sample::application(), sample::policy());
    decision_message(
        CASE_ID,
        &facts(&application, assessment, &policy),
        quality_sample,
    )
}

fn handover(assessment: &Assessment) -> Posting {
    let (application, policy) = (sample::application(), sample::policy());
    handover_message(&Handover {
        case_id: CASE_ID,
        unit: "caseworkers",
        application: &application,
        assessment,
        policy: &policy,
        on: "2026-11-02".parse().expect("a day"),
        program_version: "1.0.0",
    })
}

fn invalid() -> Posting {
    invalid_handover_message(&UnreadableApplication {
        case_id: CASE_ID,
        unit: "caseworkers",
        application_id: "01KA3V5W9M7R2C8X4N6T0BQZJD",
        case_number: "FS-2026-004711",
        faults: &["applicant.personnummer".into(), "costs[0].amount".into()],
        received_at: "2026-11-02T08:14:31+01:00".parse().expect("an instant"),
    })
}

#[test]
fn a_decision_has_the_contract_s_shape_and_values() {
    let posting = decision(&sample::granted(), false);
    let message = value(&posting);
    assert_eq!(shape(&message), shape_of_text(DECISION));
    let example: Value = serde_json::from_str(DECISION).expect("JSON");
    for key in [
        "schema_version",
        "application_id",
        "case_number",
        "month",
        "outcome",
        "amount",
        "decided_on",
        "payment",
        "after_checks",
        "quality_sample",
    ] {
        assert_eq!(message[key], example[key], "{key}");
    }
    assert_eq!(message["lines"][0], example["lines"][0]);
    assert_eq!(message["decided_by"]["delegation"], "AMN 2025-01-15 § 12");
    assert_eq!(message["message_id"], posting.message_id.as_str());
    assert_eq!(posting.destination, Destination::Decisions);
    let lines = message["lines"].as_array().expect("lines");
    assert_eq!(lines.len(), sample::granted().lines.len());
}

#[test]
fn a_decision_carries_its_letter_and_its_after_checks() {
    let (application, policy, mut assessment) =
        (sample::application(), sample::policy(), sample::granted());
    assessment.after_checks = vec![AfterCheck {
        on: "2026-11-13".parse().expect("a day"),
        person: Role::Child(1),
        employer: "165560360793".into(),
    }];
    let message = value(&decision(&assessment, true));
    let letter = decision_letter(&facts(&application, &assessment, &policy));
    assert_eq!(message["letter"]["text"], letter.as_str());
    assert_eq!(
        message["after_checks"],
        serde_json::json!([{"on": "2026-11-13", "person": "child_1"}])
    );
    assert_eq!(message["quality_sample"], true);
}

#[test]
fn a_handover_has_the_contract_s_shape_and_its_proposal() {
    let assessment = sample::partly_granted();
    let posting = handover(&assessment);
    let message = value(&posting);
    assert_eq!(shape(&message), shape_of_text(HANDOVER));
    assert_eq!(message["unit"], "caseworkers");
    assert_eq!(message["received_at"], "2026-11-02T08:14:31+01:00");
    assert_eq!(message["reasons"][0]["code"], "cost_needs_assessment");
    assert_eq!(message["reasons"][1]["code"], "outcome_needs_human");
    assert_eq!(message["proposal"]["outcome"], "partly_granted");
    assert_eq!(message["proposal"]["amount"], "10418.00");
    let letter = message["proposal"]["letter"].as_str().expect("a letter");
    assert!(letter.contains("Förslag till beslut"));
    let unit = "caseworkers".into();
    assert_eq!(posting.destination, Destination::HumanReview { unit });
}

#[test]
fn a_handover_without_an_amount_proposes_nothing() {
    let mut assessment = sample::partly_granted();
    assessment.amount = None;
    assert_eq!(value(&handover(&assessment))["proposal"], Value::Null);
}

#[test]
fn a_restricted_case_is_a_number_and_nothing_else() {
    let mut assessment = sample::partly_granted();
    assessment.reasons.push(Reason::ProtectionUnknown);
    let application = sample::application();
    let (id, number) = (&application.application_id, &application.case_number);
    let restricted = restricted_message(CASE_ID, id, number);
    assert_eq!(shape(&value(&restricted)), shape_of_text(RESTRICTED));
    assert_eq!(restricted.destination, Destination::Restricted);
    // Every other message about such a case fails closed.
    assert!(handover(&assessment) == restricted);
    assert!(decision(&assessment, false) == restricted);
    let policy = sample::policy();
    let facts = facts(&application, &assessment, &policy);
    assert!(quality_sample_message(CASE_ID, &facts) == restricted);
}

#[test]
fn a_notice_carries_the_one_text() {
    let policy = sample::policy();
    let posting = notice_message(
        CASE_ID,
        "01KA3V5W9M7R2C8X4N6T0BQZJD",
        "FS-2026-004711",
        &policy,
    );
    let message = value(&posting);
    assert_eq!(shape(&message), shape_of_text(NOTICE));
    assert_eq!(
        message["letter"]["text"],
        notice(&policy, "FS-2026-004711").as_str()
    );
    assert_eq!(posting.destination, Destination::Notices);
}

#[test]
fn a_quality_sample_is_a_handover_without_reasons() {
    let (application, policy, assessment) =
        (sample::application(), sample::policy(), sample::granted());
    let posting = quality_sample_message(CASE_ID, &facts(&application, &assessment, &policy));
    let message = value(&posting);
    let mut wanted = shape_of_text(HANDOVER);
    wanted.retain(|path| !path.starts_with(".reasons[]"));
    wanted.insert(".quality_sample: bool".into());
    assert_eq!(shape(&message), wanted);
    assert_eq!(message["quality_sample"], true);
    assert_eq!(message["proposal"]["outcome"], "granted");
    let unit = policy.units.quality_sample.clone();
    assert_eq!(posting.destination, Destination::HumanReview { unit });
}

#[test]
fn an_unreadable_application_names_fields_and_never_values() {
    let message = value(&invalid());
    let keys = |value: &Value| -> BTreeSet<String> {
        value
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect()
    };
    let example: Value = serde_json::from_str(HANDOVER).expect("JSON");
    assert_eq!(keys(&message), keys(&example));
    assert_eq!(message["received_at"], example["received_at"]);
    assert_eq!(message["month"], Value::Null);
    assert_eq!(message["proposal"], Value::Null);
    assert_eq!(message["reasons"][0]["code"], "invalid_application");
    let note = message["journal_note"].as_str().expect("a note");
    assert!(
        note.contains("- applicant.personnummer\n- costs[0].amount\n"),
        "{note}"
    );
}

#[test]
fn ids_differ_by_kind_outcome_and_case_and_repeat_with_their_bytes() {
    let (granted, partly, rejected) = (
        sample::granted(),
        sample::partly_granted(),
        sample::rejected(),
    );
    let (application, policy) = (sample::application(), sample::policy());
    let (id, number) = (&application.application_id, &application.case_number);
    let all = || {
        vec![
            decision(&granted, false),
            decision(&rejected, false),
            handover(&partly),
            restricted_message(CASE_ID, id, number),
            restricted_message("another case", id, number),
            notice_message(CASE_ID, id, number, &policy),
            quality_sample_message(CASE_ID, &facts(&application, &granted, &policy)),
        ]
    };
    let ids: BTreeSet<_> = all()
        .into_iter()
        .map(|posting| posting.message_id)
        .collect();
    assert_eq!(ids.len(), all().len(), "{ids:?}");
    assert!(ids.iter().all(|message_id| message_id.len() == 26));
    assert!(all() == all());
    // A handover is one outcome of a case, read whole or not.
    assert_eq!(invalid().message_id, handover(&partly).message_id);
}

#[test]
fn only_the_decision_carries_the_account_and_none_a_personnummer() {
    let (application, policy) = (sample::application(), sample::policy());
    let granted = sample::granted();
    let account = &application.payment.account_number;
    let sample_message = quality_sample_message(CASE_ID, &facts(&application, &granted, &policy));
    let messages = [
        (decision(&granted, false), true),
        (handover(&sample::partly_granted()), false),
        (sample_message, false),
        (invalid(), false),
    ];
    for (posting, pays) in messages {
        let text = String::from_utf8(posting.body).expect("UTF-8");
        assert_eq!(text.contains(account.as_str()), pays);
        for person in application.members() {
            assert!(!text.contains(person.digits()));
        }
    }
}
