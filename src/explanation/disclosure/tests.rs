//! Drafts over the sample case: marks, names and plain words.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::fields::APPLICATION;
use super::leaves::{Members, Whose};
use super::reason_kinds::kind;
use super::*;
use crate::explanation::{readability, sample};
use crate::vocabulary::Reason;

fn draft(recipient: Recipient) -> Disclosure {
    let application = serde_json::to_value(sample::couple_application()).expect("JSON");
    let answer = |person: &str, field: Value| {
        json!({ "came_at": "2026-11-02T07:15:02Z", "answer": {
            "kalla": "SKV", "hamtad": "2026-11-02T08:15:02+01:00",
            "fraga": { "personidentitet": person },
            "svar": { "folkbokforing": { "status": "OK", "svar": field } } } })
    };
    let relation = json!({ "relationer": [{ "typ": "BARN", "idNummer": sample::STRANGER }] });
    let content = json!({
        "application": application,
        "evidence": [
            answer("199004129806", relation),
            answer(sample::CO_APPLICANT, json!({ "civilstand": { "kod": "OG" } })),
            answer("201706159827", json!({ "civilstand": { "kod": "OG" } })),
        ],
        "assessed_on": "2026-11-02",
        "assessment": serde_json::to_value(sample::granted()).expect("JSON"),
    });
    party(&PartyFacts {
        recipient,
        overview: &[],
        content: &content,
        messages: &[],
        events: &[Event {
            what: "väntar".into(),
            statement: json!({ "at": "2026-11-02T08:15:02+01:00", "comment": "sagt i telefon" }),
        }],
        policy: None,
        program_version: "0",
    })
}

/// What a fact whose value is `value` must be tested for, in a part.
fn tests_of(draft: &Disclosure, part: &str, value: &str) -> Vec<Option<&'static str>> {
    let part = draft
        .parts
        .iter()
        .find(|known| known.id == part)
        .expect("a part");
    let facts = part.groups.iter().flat_map(|group| &group.facts);
    facts
        .filter_map(|fact| match &fact.content {
            Content::Shown { value: shown } if shown == value => Some(None),
            Content::ToBeTested {
                value: shown,
                ground,
            } if shown == value => Some(Some(ground.provision)),
            _ => None,
        })
        .collect()
}

#[test]
fn what_is_about_somebody_else_is_marked_for_the_officer() {
    let (own, other) = ("199004129806", sample::CO_APPLICANT);
    for (recipient, own, other) in [
        (Recipient::Applicant, own, other),
        (Recipient::CoApplicant, other, own),
    ] {
        let draft = draft(recipient);
        for part in ["ansokan", "register"] {
            let shown = tests_of(&draft, part, own);
            assert!(
                !shown.is_empty() && shown.iter().all(Option::is_none),
                "{shown:?}"
            );
            let marked = tests_of(&draft, part, other);
            let is_marked =
                |test: &Option<&str>| test.is_some_and(|test| test.contains("10 kap. 3 §"));
            assert!(
                !marked.is_empty() && marked.iter().all(is_marked),
                "{marked:?}"
            );
        }
        let child = tests_of(&draft, "register", "201706159827");
        assert!(
            child
                .iter()
                .all(|test| test.is_some_and(|test| test.contains("12 kap. 3 §")))
        );
        let stranger = tests_of(&draft, "register", sample::STRANGER);
        assert!(stranger.len() == 1 && stranger[0].is_some(), "{stranger:?}");
        let comment = tests_of(&draft, "handelser", "sagt i telefon");
        assert_eq!(comment, [Some("10 kap. 3 § OSL (2009:400)")]);
    }
}

#[test]
fn every_line_of_the_calculation_stands_in_the_partys_draft() {
    let draft = text::text(&draft(Recipient::Applicant));
    for line in sample::granted().lines {
        assert!(draft.contains(&*line.label), "{}", line.label);
        assert!(draft.contains(&line.amount.in_swedish()) && draft.contains(line.legal_basis()));
    }
}

#[test]
fn every_field_of_an_application_has_a_swedish_name_of_its_own() {
    let application = serde_json::to_value(sample::couple_application()).expect("JSON");
    let leaves = Members::of(&application).leaves(&application, Whose::Household);
    for leaf in &leaves {
        let known = APPLICATION.iter().any(|(path, _)| *path == leaf.path);
        assert!(known, "{} has no name", leaf.path);
    }
    assert!(leaves.len() > 40, "{}", leaves.len());
}

/// A kind with few codes would tell which.
#[test]
fn every_kind_of_reason_stands_for_several() {
    let mut kinds: BTreeMap<_, usize> = BTreeMap::new();
    for reason in Reason::ALL {
        *kinds.entry(kind(*reason)).or_default() += 1;
    }
    assert!(kinds.values().all(|codes| *codes >= 3), "{kinds:?}");
}

#[test]
fn a_masked_fact_has_no_value_in_any_form() {
    let fact = Fact::masked("Lön", grounds::PERSONAL);
    let json = serde_json::to_value(&fact).expect("JSON");
    assert_eq!(json["status"], "masked");
    assert_eq!(json.get("value"), None);
    assert_eq!(json["ground"]["provision"], "26 kap. 1 § OSL (2009:400)");
}

#[test]
fn the_running_text_is_plain() {
    let policy = sample::policy();
    let month = "2026-11".parse().expect("a month");
    let public = public(&PublicFacts {
        month: Some(month),
        outcome: None,
        reasons: &[Reason::Student],
        received: month,
        moved: month,
        days: 3,
        policy: Some(&policy),
        policy_hash: "sha256:p",
        rules_hash: "sha256:r",
        program_version: "0",
    });
    for draft in [public, draft(Recipient::Applicant)] {
        let parts = draft.parts.iter().map(|part| part.preface.clone());
        let text: Vec<_> = draft.preface.iter().cloned().chain(parts).collect();
        readability::hold(&text.join("\n"));
    }
}
