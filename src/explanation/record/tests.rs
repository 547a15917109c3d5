//! The record holds every field of both standards, and makes nothing up.

use std::collections::BTreeSet;

use serde_json::Value;

use super::*;
use crate::explanation::{readability, sample};
use crate::rules::COMPILED_IN;

/// The keys of the Dutch standard's JSON schema, version 1.0.
const DUTCH: [&str; 30] = [
    "name",
    "description_short",
    "organization",
    "category",
    "status",
    "begin_date",
    "end_date",
    "contact_email",
    "website",
    "publication_category",
    "url",
    "goal",
    "proportionality",
    "human_intervention",
    "risks",
    "lawful_basis",
    "lawful_basis_grouping",
    "process_index_url",
    "impacttoetsen_grouping",
    "impacttoetsen",
    "source_data",
    "source_data_grouping",
    "methods_and_models",
    "provider",
    "publiccode",
    "lang",
    "standard_version",
    "source_id",
    "tags",
    "lars",
];

/// The longest texts that it takes.
const LONGEST: [(&str, usize); 8] = [
    ("name", 100),
    ("description_short", 350),
    ("organization", 100),
    ("goal", 2_500),
    ("human_intervention", 2_500),
    ("risks", 2_500),
    ("source_data", 2_500),
    ("methods_and_models", 5_000),
];

fn made<T>(own_words: &str, make: impl FnOnce(&RecordFacts<'_>, Record) -> T) -> T {
    let rules = Rules::read(COMPILED_IN).expect("the rules");
    let counted = Counted {
        cases: vec![
            ("granted", "Bifall", 100),
            ("handed_over", "Till handläggare", 50),
        ],
        decided: 100,
        ended: 150,
        sampled: 4,
        restricted: 3,
        ..Counted::default()
    };
    let facts = RecordFacts {
        rules: &rules,
        policy: &sample::policy(),
        month: "2026-11".parse().expect("a month"),
        program_version: "0",
        own_words: &OwnWords::read(own_words).expect("own words"),
        statistics: Some(&Statistics::of(&counted)),
    };
    make(&facts, record(&facts))
}

fn as_json(own_words: &str) -> Value {
    made(own_words, |_, record| json::json(&record))
}

#[test]
fn it_has_every_field_of_the_dutch_standard_and_no_other() {
    let record = as_json("");
    let fields = record["dutch"]["fields"].as_object().expect("fields");
    let keys: BTreeSet<_> = fields.keys().map(String::as_str).collect();
    assert_eq!(keys, BTreeSet::from(DUTCH));
    for (key, longest) in LONGEST {
        let text = match &fields[key] {
            Value::String(text) => text.clone(),
            Value::Array(items) => items.iter().map(ToString::to_string).collect(),
            other => panic!("{key}: {other}"),
        };
        assert!(
            text.chars().count() <= longest,
            "{key}: {}",
            text.chars().count()
        );
    }
}

#[test]
fn what_only_the_municipality_can_say_is_never_made_up() {
    let record = as_json("");
    let missing = record["filled_in_by_the_municipality"]
        .as_array()
        .expect("a list");
    let missing: BTreeSet<_> = missing
        .iter()
        .filter_map(|field| field["field"].as_str())
        .collect();
    for field in [
        "contact_email",
        "proportionality",
        "impacttoetsen_grouping",
        "publiccode",
        "tier_2.owner.senior_responsible_owner",
        "tier_2.owner.procurement_procedure_type",
        "tier_2.owner.budget",
        "tier_2.risks.impact_assessments",
    ] {
        assert!(missing.contains(field), "{field}");
    }
    assert_eq!(record["dutch"]["fields"]["contact_email"], Value::Null);

    let told = as_json(
        "contact = \"fraga@exempelstad.example\"\ndpia_url = \"https://exempelstad.example/dpia\"",
    );
    let fields = &told["dutch"]["fields"];
    assert_eq!(fields["contact_email"], "fraga@exempelstad.example");
    assert_eq!(
        fields["impacttoetsen_grouping"][0]["link"],
        "https://exempelstad.example/dpia"
    );
    let tier_1 = &told["british"]["fields"]["tier_1.contact_email"];
    assert_eq!(tier_1, "fraga@exempelstad.example");
}

#[test]
fn an_unknown_key_is_refused_with_those_there_are() {
    let fault = OwnWords::read("kontakt = \"x\"")
        .expect_err("refused")
        .to_string();
    assert!(
        fault.contains("kontakt") && fault.contains("`contact`"),
        "{fault}"
    );
}

#[test]
fn keys_are_told_once() {
    made("", |_, record| {
        for standard in &record.standards {
            let keys: BTreeSet<_> = standard.fields.iter().map(|field| field.key).collect();
            assert_eq!(keys.len(), standard.fields.len(), "{}", standard.name);
        }
    });
}

#[test]
fn few_are_not_told() {
    let record = as_json("");
    let statistics = &record["statistics"];
    assert_eq!(statistics["total"], 150);
    assert_eq!(statistics["automated_percent"], 66);
    assert_eq!(statistics["checks"][0]["count"], Value::Null);
    assert!(
        !statistics.to_string().contains("restricted"),
        "{statistics}"
    );
}

#[cfg(feature = "service")]
#[test]
fn the_page_needs_nothing_else_and_says_what_is_missing() {
    use crate::explanation::sections::html::Page;

    let page = made("", |facts, record| {
        let page = Page {
            title: "Algoritmregister",
            sections: &sections(&record, facts),
            program_version: "0",
            rules_hash: "",
            policy_hash: "",
        };
        askama::Template::render(&page).expect("a page")
    });
    for fetched in ["<script", "<link", "<img", "src=", "url(", "@import"] {
        assert!(!page.contains(fetched), "{fetched}");
    }
    assert!(page.contains("fylls i av kommunen (contact)"));
    assert!(page.contains("utbetalningar.<wbr>nettobelopp"));
}

#[test]
fn the_running_text_is_plain() {
    made("", |facts, _| {
        let mut text = vec![sentences::short(facts), sentences::goal()];
        text.extend(sentences::human_intervention(facts));
        text.extend(sentences::risks());
        readability::hold(&text.join("\n"));
    });
}
