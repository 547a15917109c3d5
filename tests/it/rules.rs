//! `rules book`, `rules diff` and `rules history`, as they are called.

use std::process::Output;

use serde_json::Value;

use crate::installation::Installation;

fn nobody() -> Installation {
    Installation::new("http://127.0.0.1:9")
}

fn printed(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

#[test]
fn the_rule_book_is_written_for_people_and_for_programs() {
    let installation = nobody();
    let book = ["rules", "book", "--month", "2026-11"];
    let with = |more: &[&str]| installation.run(&[&book[..], more].concat());
    let markdown = printed(&with(&["--format", "markdown"]));
    // The worked example is computed, not told.
    assert!(
        markdown.contains("Utfall: bifall. Belopp: 10\u{a0}359 kr."),
        "{markdown}"
    );
    let json: Value = serde_json::from_str(&printed(&with(&["--format", "json"]))).expect("JSON");
    assert_eq!(json["month"], "2026-11");
    assert_eq!(printed(&with(&["--out", "book.html"])), "");
    let page = std::fs::read_to_string(installation.folder.path().join("book.html"));
    let page = page.expect("a page");
    for section in json["sections"].as_array().expect("sections") {
        let title = section["title"].as_str().expect("a title");
        assert!(page.contains(title) && markdown.contains(title), "{title}");
    }
}

#[test]
fn the_examples_show_another_municipalitys_rules() {
    let mut installation = nobody();
    installation.change_policy(&[("\"1287\"", "\"0180\""), ("cap = 200\n", "cap = 100\n")]);
    let book = [
        "rules", "book", "--month", "2026-11", "--format", "markdown",
    ];
    let markdown = printed(&installation.run(&book));
    // The insurance of 129 kr is approved up to 100 kr, and nobody lives elsewhere.
    assert!(markdown.contains("Belopp: 10\u{a0}330 kr."), "{markdown}");
    assert!(!markdown.contains("Skäl: En annan kommun"), "{markdown}");
}

#[test]
fn a_change_without_a_note_is_told() {
    let installation = nobody();
    let policy = handlaggarrobot::rules::EXAMPLE_POLICY;
    let write = |name: &str, text: &str| {
        std::fs::write(installation.folder.path().join(name), text).expect("written");
    };
    write("a.toml", policy);
    let changed = policy.replace("cap = 200\n", "cap = 250\n");
    write("b.toml", &changed);
    let note = "[[changes]]\non = \"2027-01-01\"\nnote = \"Dyrare.\"\ndecided_by = \"Nämnden\"\n";
    write(
        "c.toml",
        &changed.replace("[[changes]]\n", &format!("{note}\n[[changes]]\n")),
    );
    let diff = |one, other| printed(&installation.run(&["rules", "diff", one, other]));
    assert_eq!(
        diff("a.toml", "a.toml"),
        "Inga belopp, gränser eller koder skiljer sig.\n"
    );
    let silent = diff("a.toml", "b.toml");
    assert!(
        silent.contains("Hemförsäkring, högst") && silent.contains("OBS:"),
        "{silent}"
    );
    let told = diff("a.toml", "c.toml");
    let wanted = "Ändrat 2027-01-01: Dyrare. Beslutat av: Nämnden";
    assert!(told.contains(wanted) && !told.contains("OBS:"), "{told}");
}

#[test]
fn the_history_has_every_shipped_note() {
    let text = printed(&nobody().run(&["rules", "history"]));
    for file in [
        "riksnorm.toml",
        "prisbasbelopp.toml",
        "jobbstimulans.toml",
        "policy.toml",
    ] {
        assert!(text.contains(file), "{text}");
    }
}
