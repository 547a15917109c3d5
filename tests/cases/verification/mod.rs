//! A letter is proof of itself: read by a program that knows neither the rules'
//! code nor the letter's, true ones hold and forged ones do not.

mod forged;

use handlaggarrobot::bundle::{AssessedBundle, read_and_assess};
use handlaggarrobot::explanation::rule_book::{BookFacts, rule_book};
use handlaggarrobot::explanation::{LetterFacts, decision_letter};
use handlaggarrobot::population::Population;
use handlaggarrobot::rules::{EXAMPLE_POLICY, Policy};
use handlaggarrobot::verification::{Book, NotJudged, verify};
use handlaggarrobot::vocabulary::Month;

use crate::judging::RULES;
use crate::refused_policy::replaced;

pub const WORKED_EXAMPLE: &str = include_str!("../../../fixtures/bundles/worked-example.jsonl");
const PROGRAM: &str = "1.2.3";

/// The example policy; with `decides_all`, one under which the robot decides
/// everything it can, in every month.
pub fn policy(decides_all: bool) -> Policy {
    let mut text = EXAMPLE_POLICY.to_owned();
    if decides_all {
        let all = "may_decide = [\"granted\", \"partly_granted\", \"rejected\"]";
        text = replaced(&text, "may_decide = [\"granted\"]", all);
        text = replaced(
            &text,
            "valid_from = \"2025-01-01\"",
            "valid_from = \"2018-01-01\"",
        );
    }
    Policy::load("policy.toml", &text).expect("a policy")
}

/// The published book of a month, as programs read it.
pub fn book(policy: &Policy, month: &str) -> Book {
    let written = rule_book(&BookFacts {
        rules: &RULES,
        policy,
        month: month.parse().expect("a month"),
        program_version: PROGRAM,
        examples: &[],
    });
    Book::read(&serde_json::to_string(&written).expect("plain data")).expect("a rule book")
}

/// The letter of a bundle: decided or proposed; `None` when there is none.
pub fn letter(bundle: &str, policy: &Policy) -> Option<String> {
    let assessed = read_and_assess(bundle, &RULES, policy).expect("a bundle");
    let AssessedBundle {
        application,
        assessed_on,
        assessment,
        ..
    } = assessed;
    assessment.amount?;
    Some(decision_letter(&LetterFacts {
        application: &application?,
        assessment: &assessment,
        outcome: assessment.proposed?,
        policy,
        decided_on: assessed_on,
        program_version: PROGRAM,
    }))
}

/// The bundles of a month's population.
pub fn bundles(month: &str, count: u32) -> Vec<String> {
    let first: Month = month.parse().expect("a month");
    let mut bundles = Vec::new();
    // Early enough for some to count what employers have not declared yet, and
    // late enough for all to have.
    for day in [10, 20] {
        let day = first.day(day);
        // Another seed every month, so that the kinds of households differ.
        let months = first.year().unsigned_abs() * 12 + first.month();
        let population = Population::new(count, u64::from(months), day, month);
        for household in population.expect("a population").households() {
            let answers = household.answers.into_iter().map(|(_, answer)| answer);
            let answers: Vec<_> = answers.collect();
            bundles.push(format!(
                "{{\"application\": {}, \"evidence\": [{}], \"assessed_on\": \"{day}\"}}",
                household.application,
                answers.join(",")
            ));
        }
    }
    bundles
}

#[test]
fn every_true_letter_of_the_population_holds() {
    let mut verified = 0;
    let mut wrong = Vec::new();
    for decides_all in [false, true] {
        let policy = policy(decides_all);
        for month in [
            "2019-01", "2019-12", "2020-05", "2021-08", "2022-01", "2022-12", "2023-03", "2024-06",
            "2025-01", "2025-06", "2025-07", "2026-01", "2026-08", "2026-10", "2026-11", "2026-12",
        ] {
            let book = book(&policy, month);
            let bundles = bundles(month, 70);
            for letter in bundles.iter().filter_map(|bundle| letter(bundle, &policy)) {
                verified += 1;
                match verify(&letter, &book) {
                    Ok(faults) if faults.is_empty() => {}
                    other => wrong.push(format!("{month}: {other:#?}\n{letter}")),
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong, such as {}",
        wrong.len(),
        wrong[0]
    );
    assert!(verified > 2_000, "only {verified} letters");
}

#[test]
fn every_letter_of_a_fixture_holds() {
    let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let policy = policy(false);
    let mut verified = 0;
    for entry in std::fs::read_dir(fixtures.join("scenarios")).expect("the scenarios") {
        let path = entry.expect("a scenario").path();
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let read = |folder: &str, ending: &str| {
            std::fs::read_to_string(fixtures.join(folder).join(format!("{name}{ending}")))
                .expect("a fixture")
        };
        let situation: toml::Table = read("scenarios", ".toml").parse().expect("a scenario");
        let application = read("applications", ".json");
        let json: serde_json::Value = serde_json::from_str(&application).expect("JSON");
        let bundle = format!(
            "{{\"application\": {application}, \"evidence\": {}, \"assessed_on\": {}}}",
            read("registries", ".json"),
            situation["assessed_on"],
        );
        let Some(letter) = letter(&bundle, &policy) else {
            continue;
        };
        let book = book(&policy, json["month"].as_str().expect("a month"));
        assert_eq!(verify(&letter, &book), Ok(Vec::new()), "{name}:\n{letter}");
        verified += 1;
    }
    assert!(verified > 50, "only {verified} letters");
}

#[test]
fn what_needs_another_book_is_told_and_not_judged() {
    let policy = policy(false);
    let letter = letter(WORKED_EXAMPLE, &policy).expect("a letter");
    let october = verify(&letter, &book(&policy, "2026-10"));
    assert_eq!(
        october,
        Err(NotJudged::OtherMonth("november 2026".to_owned()))
    );
    let november = book(&policy, "2026-11");
    let other = letter.replace("Programversion: 1.2.3", "Programversion: 1.2.4");
    let other = verify(&other, &november);
    assert_eq!(other, Err(NotJudged::OtherVersion("1.2.4".to_owned())));
    for text in ["", "\n", "Hej!", "Du får 10 kr.\n\n\n\n", "\u{feff}"] {
        assert_eq!(
            verify(text, &november),
            Err(NotJudged::NoLetter),
            "{text:?}"
        );
    }
}
