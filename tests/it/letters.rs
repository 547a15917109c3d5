//! `letters verify` and `rules provenance`, as they are called.

use std::process::Output;

use serde_json::Value;

use crate::installation::{Installation, errors, printed};

const BUNDLE: &str = include_str!("../../fixtures/bundles/worked-example.jsonl");

/// An installation with the worked example's letter and the book of its month.
fn with_letter() -> (Installation, String) {
    let installation = Installation::new("http://127.0.0.1:9");
    let book = ["rules", "book", "--month", "2026-11", "--format", "json"];
    let written = installation.run(&[&book[..], &["--out", "book.json"]].concat());
    assert!(written.status.success(), "{}", errors(&written));
    let october = ["rules", "book", "--month", "2026-10", "--format", "json"];
    installation.run(&[&october[..], &["--out", "october.json"]].concat());
    let letter = crate::letter::on_input(&installation, BUNDLE, &[]);
    let letter = printed(&letter);
    write(&installation, "letter.txt", &letter);
    (installation, letter)
}

fn write(installation: &Installation, name: &str, text: &str) {
    std::fs::write(installation.folder.path().join(name), text).expect("written");
}

fn verify(installation: &Installation, book: &str, arguments: &[&str]) -> Output {
    let command = ["letters", "verify", "--rule-book", book];
    installation.run(&[&command[..], arguments].concat())
}

#[test]
fn a_true_letter_ends_with_0_a_forged_one_with_1_and_what_cannot_be_judged_with_2() {
    let (installation, letter) = with_letter();
    let held = verify(&installation, "book.json", &["letter.txt"]);
    assert_eq!(held.status.code(), Some(0), "{}", printed(&held));
    let table = printed(&held);
    assert!(
        table.contains("Riksnormen") && table.contains("1 stämmer, 0 stämmer inte"),
        "{table}"
    );
    assert!(table.contains("registren verkligen sade"), "{table}");

    let forged = letter.replacen("Du får 10\u{a0}359", "Du får 11\u{a0}359", 1);
    write(&installation, "forged.txt", &forged);
    let found = verify(&installation, "book.json", &["letter.txt", "forged.txt"]);
    assert_eq!(found.status.code(), Some(1));
    let table = printed(&found);
    assert!(
        table.contains("Brev: forged.txt") && !table.contains("Brev: letter.txt"),
        "{table}"
    );
    assert!(
        table.contains("2 brev: 1 stämmer, 1 stämmer inte"),
        "{table}"
    );

    let json = verify(&installation, "book.json", &["forged.txt", "--json"]);
    let json: Value = serde_json::from_str(&printed(&json)).expect("JSON");
    assert_eq!(json["verdict"], "false");
    let checks = json["checks"].as_array().expect("checks").iter();
    let wrong: Vec<_> = checks.filter(|check| check["holds"] == false).collect();
    assert_eq!(wrong.len(), 2, "{json}");
    assert_eq!(wrong[0]["check"], "control_code");
    assert_eq!(wrong[1]["check"], "outcome");
    let found = wrong[1]["faults"][0]["found"]
        .as_str()
        .expect("what is found");
    assert!(found.starts_with("Du får 11\u{a0}359 kr"), "{found}");

    let other_month = verify(&installation, "october.json", &["letter.txt"]);
    assert_eq!(other_month.status.code(), Some(2));
    let told = printed(&other_month);
    assert!(
        told.contains("brevet gäller november 2026: hämta regelboken"),
        "{told}"
    );
    for (name, why) in [
        ("missing.txt", "filen kan inte läsas"),
        (".", "det är en mapp"),
    ] {
        let unread = verify(&installation, "book.json", &[name]);
        assert_eq!(unread.status.code(), Some(2), "{name}");
        assert!(printed(&unread).contains(why), "{}", printed(&unread));
    }
}

#[test]
fn without_a_rule_book_nothing_is_judged() {
    let (installation, _) = with_letter();
    for (book, why) in [
        ("letter.txt", "filen är ingen regelbok"),
        ("none.json", "filen kan inte läsas"),
    ] {
        let refused = verify(&installation, book, &["letter.txt"]);
        assert_eq!(refused.status.code(), Some(2), "{}", errors(&refused));
        assert!(errors(&refused).contains(why), "{}", errors(&refused));
    }
}

#[test]
fn every_figure_has_an_origin_and_nothing_is_proved_without_letters() {
    let installation = Installation::new("http://127.0.0.1:9");
    let proof = installation.run(&["rules", "provenance", "--cases", "90", "--json"]);
    assert_eq!(proof.status.code(), Some(0), "{}", errors(&proof));
    let proof: Value = serde_json::from_str(&printed(&proof)).expect("JSON");
    assert_eq!(proof["cases"], 90);
    assert!(proof["letters"].as_u64() > Some(30), "{proof}");
    for texts in ["figures_in_letters", "figures_in_rule_books"] {
        assert_eq!(proof[texts]["orphans"], serde_json::json!([]));
        assert!(
            proof[texts]["by_origin"]["citation"].as_u64() > Some(100),
            "{proof}"
        );
    }
    let nothing = installation.run(&["rules", "provenance", "--cases", "0"]);
    assert_eq!(nothing.status.code(), Some(1));
}
