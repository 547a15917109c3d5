//! No rule changes in silence: change notes that are missing or wrong are
//! refused, and the shipped files do not change without one.

use handlaggarrobot::rules::changes::newest_first;
use handlaggarrobot::rules::{COMPILED_IN, EXAMPLE_POLICY, Policy, RULE_FILES, Rules};
use handlaggarrobot::vocabulary::identity::{digest, hash_text};

/// What stands in each shipped file beside its notes, and how many notes there
/// are. Whoever changes the first writes a note and then the new line here.
const SHIPPED: [(&str, usize, &str); 4] = [
    (
        RULE_FILES[0],
        1,
        "sha256:2ccd46b4a5277133634e0d2e464ccf5ee8b945e353f747bb3f9154e32fd802eb",
    ),
    (
        RULE_FILES[1],
        1,
        "sha256:df332c8678a8ac9dec5804900e084cf8521776f82c74dcced4c0750513c2dc44",
    ),
    (
        RULE_FILES[2],
        1,
        "sha256:332dc4640f0d4d727753e2398251344ab66ee940b79d730b62e012e263845bed",
    ),
    (
        "policy.toml",
        1,
        "sha256:efe3334bc14f1ba7fe7ffed2300f14c1a3e64307704c6588f6da73fbc899eb0f",
    ),
];

fn texts() -> [&'static str; 4] {
    let [norm, base, stimulus] = COMPILED_IN;
    [norm, base, stimulus, EXAMPLE_POLICY]
}

/// The notes of a shipped file, as a text.
fn notes(text: &str) -> &str {
    let from = text.find("[[changes]]").expect("notes");
    let rest = &text[from..];
    let end = rest.find("\n\n").expect("something after the notes");
    &rest[..end]
}

fn refused(file: usize, from: &str, to: &str) -> String {
    let mut texts = texts();
    assert!(texts[file].contains(from), "{from} does not stand there");
    let changed = texts[file].replacen(from, to, 1);
    texts[file] = &changed;
    let [norm, base, stimulus, policy] = texts;
    let rules = Rules::read([norm, base, stimulus]).err();
    let policy = Policy::load("policy.toml", policy).err();
    let all = [rules, policy].into_iter().flatten();
    all.map(|refused| refused.to_string()).collect()
}

#[test]
fn a_file_without_a_change_note_is_refused_with_file_key_and_line() {
    let names = [RULE_FILES[0], RULE_FILES[1], RULE_FILES[2], "policy.toml"];
    for (file, name) in names.into_iter().enumerate() {
        let text = refused(file, notes(texts()[file]), "");
        let wanted = format!("{name}:1: changes: is missing");
        assert!(text.contains(&wanted), "{wanted} not in: {text}");
    }
}

#[test]
fn a_note_must_say_when_why_and_for_a_policy_who() {
    for (file, from, to, wanted) in [
        (0, "on = \"", "day = \"", "changes[0].on: is missing"),
        (
            0,
            "note = \"",
            "note = \"\" # ",
            "changes[0].note: must be a text",
        ),
        (
            2,
            "note = ",
            "decided_by = \"X\"\nnote = ",
            "changes[0].decided_by: is no known key",
        ),
        (
            3,
            "decided_by = ",
            "note2 = ",
            "changes[0].decided_by: is missing",
        ),
        (
            3,
            "[[changes]]\n",
            "[[changes]]\n[[changes]]\n",
            "changes[0].on: is missing",
        ),
    ] {
        let text = refused(file, from, to);
        assert!(text.contains(wanted), "{wanted} not in: {text}");
    }
    let text = refused(1, notes(texts()[1]), "changes = []");
    assert!(text.contains("changes: must hold what changed"), "{text}");
}

#[test]
fn the_newest_note_stands_first() {
    let older_first = "[[changes]]\non = \"2020-01-01\"\nnote = \"Den första.\"\n\n[[changes]]";
    let text = refused(0, "[[changes]]", older_first);
    assert!(
        text.contains("changes[1].on: lies after the change above it"),
        "{text}"
    );
    // The line is that of the faulty day, not of the file's start.
    let line = 1 + COMPILED_IN[0]
        .lines()
        .position(|line| line.starts_with("on = "))
        .expect("a day");
    assert!(
        text.contains(&format!("riksnorm.toml:{}:", line + 4)),
        "{text}"
    );
}

#[test]
fn all_files_together_are_told_newest_first() {
    let newer = "[[changes]]\non = \"2030-01-01\"\nnote = \"Nyare.\"\ndecided_by = \"Nämnden\"\n\n[[changes]]";
    let policy = EXAMPLE_POLICY.replacen("[[changes]]", newer, 1);
    let policy = Policy::load("policy.toml", &policy).expect("a policy");
    let rules = Rules::read(COMPILED_IN).expect("the shipped rules");
    let told = newest_first(rules.changes.iter().chain(&policy.changes));
    let files: Vec<_> = told.iter().map(|change| change.file.as_str()).collect();
    assert_eq!(
        files,
        [
            "policy.toml",
            RULE_FILES[0],
            RULE_FILES[1],
            RULE_FILES[2],
            "policy.toml"
        ]
    );
    assert_eq!(told[0].decided_by.as_deref(), Some("Nämnden"));
    assert_eq!(told[1].decided_by, None);
}

/// A file's text without its notes, its comments and its empty lines.
fn content_of(text: &str) -> String {
    let mut in_notes = false;
    let kept = text.lines().filter(|line| {
        if line.starts_with('[') {
            in_notes = *line == "[[changes]]";
        }
        !in_notes && !line.starts_with('#') && !line.is_empty()
    });
    kept.collect::<Vec<_>>().join("\n")
}

#[test]
fn no_shipped_file_changes_without_a_note() {
    for (text, (file, count, content)) in texts().into_iter().zip(SHIPPED) {
        let (notes, content_now) = (text.matches("[[changes]]").count(), content_of(text));
        let now = hash_text(&digest(&[content_now.as_bytes()]));
        assert_eq!(
            (notes, now.as_str()),
            (count, content),
            "{file} changed: write a change note, then the two figures here"
        );
    }
}
