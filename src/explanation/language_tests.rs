//! A letter says the same in every language: the same figures, days and
//! citations in the same order, and no word of another language.

use std::collections::BTreeSet;

use super::control_code::control_code;
use super::language::Language;
use super::letter_samples::every_assessment;
use super::sample::{self, facts};
use super::{LetterFacts, decision_letter_in, notice_in, readability};
use crate::bundle::read_and_assess;
use crate::population::Population;
use crate::rules::{COMPILED_IN, EXAMPLE_POLICY, Policy, Rules};

/// The Swedish letter and the English one.
struct Pair {
    swedish: String,
    english: String,
}

fn pair(facts: &LetterFacts<'_>) -> Pair {
    Pair {
        swedish: decision_letter_in(Language::Swedish, facts),
        english: decision_letter_in(Language::English, facts),
    }
}

/// One of every kind, for one and for two.
fn samples() -> Vec<Pair> {
    let policy = sample::policy();
    let mut pairs = Vec::new();
    for application in [sample::application(), sample::couple_application()] {
        for assessment in every_assessment() {
            pairs.push(pair(&facts(&application, &assessment, &policy)));
        }
    }
    pairs
}

/// Of every household of a small town, letter or notice.
fn town() -> Vec<Pair> {
    let rules = Rules::read(COMPILED_IN).expect("the shipped rules");
    let policy = Policy::load("policy.toml", EXAMPLE_POLICY).expect("the shipped policy");
    let day = "2026-11-16".parse().expect("a day");
    let population = Population::new(300, 7, day, "2026-11").expect("a population");
    let mut pairs = Vec::new();
    for household in population.households() {
        let answers: Vec<_> = household
            .answers
            .into_iter()
            .map(|(_, json)| json)
            .collect();
        let bundle = format!(
            r#"{{"application":{},"evidence":[{}],"assessed_on":"{day}"}}"#,
            household.application,
            answers.join(",")
        );
        let assessed = read_and_assess(&bundle, &rules, &policy).expect("a bundle");
        let assessment = &assessed.assessment;
        if let Some(application) = &assessed.application {
            pairs.push(pair(&LetterFacts {
                application,
                assessment,
                outcome: assessment.proposed.unwrap_or(assessment.outcome),
                policy: &policy,
                decided_on: day,
                program_version: "1.0.0",
            }));
        }
    }
    pairs
}

fn all() -> Vec<Pair> {
    let mut pairs = samples();
    let town = town();
    let letters = town.iter().filter(|pair| pair.english.contains("\nWhy\n"));
    assert!(letters.count() > 150, "too few letters among the notices");
    pairs.extend(town);
    pairs
}

/// The text without its last line, when that is the control code.
fn above_code<'t>(text: &'t str, label: &str) -> &'t str {
    let text = text.trim_end_matches('\n');
    match text.rsplit_once('\n') {
        Some((above, last)) if last.trim_start().starts_with(label) => above,
        _ => text,
    }
}

/// Every figure in order: amounts with their unit, and the numbers of days,
/// years, ages, sections and laws; months as their number.
fn figures(text: &str, months: [&str; 12]) -> Vec<String> {
    let is_part = |letter: char| letter.is_alphanumeric() || [',', '\u{a0}', '−'].contains(&letter);
    text.split(|letter: char| !is_part(letter))
        .map(|word| word.trim_matches(','))
        .filter_map(|word| {
            let month = months.iter().position(|month| *month == word);
            let number = word.contains(|letter: char| letter.is_ascii_digit());
            let kronor = word == "kr";
            month
                .map(|place| format!("month {place}"))
                .or_else(|| (number || kronor).then(|| word.to_owned()))
        })
        .collect()
}

fn rules_in(text: &str, label: &str) -> Vec<String> {
    let rules = text.lines().filter_map(|line| line.strip_prefix(label));
    rules.map(str::to_owned).collect()
}

#[test]
fn every_figure_day_and_citation_is_the_same_in_the_same_order() {
    let months = |language: Language| language.sentences().texts().months;
    for Pair { swedish, english } in all() {
        let swedish = above_code(&swedish, "Kontrollkod: ");
        let introduced = above_code(&english, "Control code: ");
        // The explanation of kr is the translation's own.
        let english = introduced.replacen("kronor (kr)", "kronor", 1);
        assert_eq!(
            figures(swedish, months(Language::Swedish)),
            figures(&english, months(Language::English)),
            "{swedish}\n{english}"
        );
        assert_eq!(
            rules_in(swedish, "  Regel: "),
            rules_in(&english, "  Rule: ")
        );
        assert_eq!(layout(swedish), layout(&without_preface(&english)));
    }
}

/// How far each line is indented; a label may take more rows in one language.
fn layout(text: &str) -> Vec<usize> {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let mut indents: Vec<_> = text.lines().map(indent).collect();
    indents.dedup();
    indents
}

fn without_preface(text: &str) -> String {
    let (before, after) = text
        .split_once("This is a translation.")
        .expect("a preface");
    let (_, after) = after.split_once("\n\n").expect("its end");
    format!("{before}{after}")
}

/// Words that are spelled alike in both languages, and `moving`: a kind of cost
/// that no policy has is named by its code in both.
const ALIKE: &[&str] = &[
    "a",
    "april",
    "be",
    "csn",
    "december",
    "delegation",
    "fl",
    "fs",
    "försäkringskassan",
    "hand",
    "in",
    "kap",
    "kr",
    "krona",
    "kronor",
    "lunch",
    "minus",
    "moving",
    "november",
    "pension",
    "person",
    "plan",
    "program",
    "september",
    "skatteverket",
    "sol",
    "swish",
    "under",
    "öre",
];

/// The words of a text, without what is a name or a quotation in every language.
fn words(text: &str, policy: &Policy) -> BTreeSet<String> {
    let (authority, delegation) = (&policy.authority, &policy.delegation);
    let mut text = text.replace("(ekonomiskt bistånd)", "");
    for name in [
        &authority.municipality,
        &authority.court,
        &authority.contact,
        &authority.address,
        &authority.committee,
        &delegation.reference,
        &delegation.scope,
        &delegation.function_id,
    ] {
        text = text.replace(name.as_str(), "");
    }
    text.lines()
        .filter(|line| !line.contains(" § ") && !line.contains(" §§ "))
        .flat_map(|line| line.split(|letter: char| !letter.is_alphanumeric()))
        .filter(|word| !word.is_empty() && word.chars().all(char::is_alphabetic))
        .map(str::to_lowercase)
        .collect()
}

#[test]
fn no_swedish_word_stands_in_an_english_text() {
    let policy = sample::policy();
    let pairs = all();
    let mut swedish = BTreeSet::new();
    for pair in &pairs {
        swedish.extend(words(above_code(&pair.swedish, "Kontrollkod: "), &policy));
    }
    assert!(swedish.contains("hyra") && swedish.contains("därför"));
    for Pair { english, .. } in &pairs {
        let words = words(above_code(english, "Control code: "), &policy);
        let leaked: Vec<_> = words
            .intersection(&swedish)
            .filter(|word| !ALIKE.contains(&word.as_str()))
            .collect();
        assert!(leaked.is_empty(), "{leaked:?} in:\n{english}");
    }
}

#[test]
fn an_english_text_begins_by_saying_what_it_is_and_has_short_sentences() {
    for Pair { english, .. } in all() {
        let measure = readability::measure(&english);
        let (longest, sentence) = (measure.longest, measure.longest_sentence);
        assert!(longest <= 25, "{longest} words: {sentence}");
        let first = english
            .lines()
            .find(|line| line.ends_with('.') && !line.starts_with(' '));
        let first = first.unwrap_or_default();
        assert!(first.starts_with("This is a translation. "), "{english}");
        assert!(first.contains(" in Swedish is "), "{english}");
    }
}

#[test]
fn each_language_has_the_control_code_of_its_own_text() {
    for Pair { swedish, english } in samples() {
        for (text, label) in [(swedish, "  Kontrollkod: "), (english, "  Control code: ")] {
            let (above, code) = text.rsplit_once(label).expect("a code");
            assert_eq!(code, format!("{}\n", control_code(above)));
        }
    }
}

#[test]
fn the_worked_example_reads_as_english() {
    let (application, policy) = (sample::application(), sample::policy());
    let assessment = sample::granted();
    let Pair { english, .. } = pair(&facts(&application, &assessment, &policy));
    let mut rest = english.as_str();
    for wanted in [
        "Day of decision: 2 November 2026",
        "The letter in Swedish is the decision.",
        "You get 10\u{a0}359 kr in financial assistance for November 2026.",
        "National norm, child aged 9",
        "For child 1 (born 2017). Source: the national norm from 1 January 2026 and your application.",
        "Shared household costs, 2 people",
        "Household electricity",
        "Child allowance",
        "25 per cent of 2\u{a0}870 kr, rounded up to whole öre.",
        "In the household we count you and one child.",
        "Rule: 12 kap. 8 § SoL (2025:400)",
        "An automated decision function has made the decision.",
        "within three weeks from the day you got the decision",
        "Program version: 1.0.0",
    ] {
        let place = rest.find(wanted);
        rest = &rest[place.unwrap_or_else(|| panic!("{wanted} is not next in:\n{english}"))..];
    }
}

#[test]
fn a_cost_that_only_the_municipality_knows_keeps_its_name() {
    let (application, policy) = (sample::application(), sample::policy());
    let mut assessment = sample::granted();
    assessment.lines[4] = sample::claim("parking", "Parkeringsplats", "100", "412", Some("100"));
    assessment.lines[5] = sample::claim("left_to_person", "Annan kostnad (sauna)", "0", "9", None);
    let Pair { english, .. } = pair(&facts(&application, &assessment, &policy));
    assert!(
        english.contains("Parkeringsplats: you applied for 412 kr."),
        "{english}"
    );
    assert!(
        english.contains("Other cost (sauna): you applied for 9 kr."),
        "{english}"
    );
}

#[test]
fn two_english_notices_differ_in_nothing_but_their_number() {
    let policy = sample::policy();
    let notice = |number: &str| notice_in(Language::English, &policy, number);
    assert_eq!(notice("FS-1").replace("FS-1", "FS-2"), notice("FS-2"));
    assert!(notice("FS-1").contains("A caseworker takes care of it."));
}
