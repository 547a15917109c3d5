//! The rule book holds everything the robot computes by, and nothing else.

use std::collections::BTreeSet;

use handlaggarrobot::assessment::agi_due_day;
use handlaggarrobot::assessment::fixed;
use handlaggarrobot::bundle::assess_bundle;
use handlaggarrobot::explanation::rule_book::difference::differences;
use handlaggarrobot::explanation::rule_book::markdown::markdown;
use handlaggarrobot::explanation::rule_book::{
    Block, BookFacts, Example, Row, RuleBook, municipal_tables, national_tables, rule_book,
};
use handlaggarrobot::rules::{COMPILED_IN, EXAMPLE_POLICY, Policy, Rules};
use handlaggarrobot::vocabulary::{Month, Provision, Reason};

use crate::refused_policy::replaced;

const WORKED_EXAMPLE: &str = include_str!("../../fixtures/bundles/worked-example.jsonl");

struct Sources {
    rules: [String; 3],
    policy: String,
}

impl Sources {
    fn shipped() -> Self {
        Self {
            rules: COMPILED_IN.map(str::to_owned),
            policy: EXAMPLE_POLICY.to_owned(),
        }
    }

    /// Every amount of three digits or more is another one, so that a figure
    /// which is not read from here shows.
    fn with_other_amounts() -> Self {
        Self {
            rules: COMPILED_IN.map(other_amounts),
            policy: other_amounts(EXAMPLE_POLICY),
        }
    }

    fn book(&self, month: Month) -> (RuleBook, Example) {
        let rules = Rules::read(self.rules.each_ref().map(String::as_str)).expect("rules");
        let policy = Policy::load("policy.toml", &self.policy).expect("a policy");
        let example = || Example {
            shows: "Ett exempel.".into(),
            month: "2026-11".parse().expect("a month"),
            assessment: assess_bundle(WORKED_EXAMPLE, &rules, &policy).expect("a bundle"),
        };
        let book = rule_book(&BookFacts {
            rules: &rules,
            policy: &policy,
            month,
            program_version: "0",
            examples: &[example()],
        });
        (book, example())
    }
}

fn november() -> Month {
    "2026-11".parse().expect("a month")
}

fn other_amounts(text: &str) -> String {
    let mut in_quotes = false;
    let mut out = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut digits = String::new();
        for letter in line.chars().chain(['\n']) {
            if letter.is_ascii_digit() && !in_quotes {
                digits.push(letter);
                continue;
            }
            if digits.len() > 2 {
                let amount: i64 = digits.parse().expect("digits");
                digits = (amount + 7).to_string();
            }
            out.push_str(&std::mem::take(&mut digits));
            in_quotes ^= letter == '"';
            out.push(letter);
        }
    }
    out
}

fn rows(book: &RuleBook) -> Vec<&Row> {
    let blocks = book.sections.iter().flat_map(|section| &section.blocks);
    let tables = blocks.filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    tables.flat_map(|table| &table.rows).collect()
}

#[test]
fn every_reason_is_in_the_book_with_its_texts_and_its_provision() {
    let text = markdown(&Sources::shipped().book(november()).0);
    for reason in Reason::ALL {
        let (first, code) = (
            format!("| {} |", reason.for_caseworker()),
            format!("`{reason}`"),
        );
        let is_row = |line: &&str| line.starts_with(&first) && line.contains(&code);
        let row = text.lines().find(is_row);
        let row = row.unwrap_or_else(|| panic!("{reason} is not in the book"));
        for wanted in [reason.for_applicant(), reason.legal_basis(november())] {
            assert!(row.contains(wanted), "{wanted} not in: {row}");
        }
    }
}

#[test]
fn every_row_of_the_policy_is_in_the_book() {
    let (book, _) = Sources::shipped().book(november());
    let ids: BTreeSet<_> = rows(&book).into_iter().map(|row| row.id.clone()).collect();
    let policy: toml::Table = EXAMPLE_POLICY.parse().expect("TOML");
    let mut wanted = Vec::new();
    for (key, value) in &policy {
        match (key.as_str(), value) {
            ("changes", _) => wanted.push("change.1".to_owned()),
            ("study_support", _) => wanted
                .extend(["GRUNDB", "TILB", "EXTRA"].map(|code| format!("study_support.{code}"))),
            ("declared_incomes", toml::Value::Table(kinds)) => {
                wanted.extend(kinds.keys().map(|kind| format!("incomes.{kind}")));
            }
            (_, toml::Value::Table(table)) => {
                for (name, value) in table {
                    match value {
                        toml::Value::Table(inner) if key == "units" => {
                            wanted.extend(inner.keys().map(|flag| format!("units.{name}.{flag}")));
                        }
                        _ => wanted.push(format!("{key}.{name}")),
                    }
                }
            }
            _ => wanted.push(key.clone()),
        }
    }
    assert!(wanted.len() > 70, "only {} rows were found", wanted.len());
    let missing: Vec<_> = wanted.iter().filter(|id| !ids.contains(*id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_amount_of_the_month_is_in_the_book() {
    let (book, _) = Sources::shipped().book(november());
    let text = markdown(&book);
    let norm = COMPILED_IN[0]
        .rsplit("[[riksnorm]]")
        .next()
        .expect("the last table");
    let lines = norm.lines().filter(|line| !line.contains('"'));
    let amounts: BTreeSet<_> = lines
        .flat_map(|line| line.split(|letter: char| !letter.is_ascii_digit()))
        .filter(|digits| digits.len() > 2)
        .collect();
    assert!(amounts.len() > 15, "{amounts:?}");
    for digits in amounts {
        let (thousands, rest) = digits.split_at(digits.len() - 3);
        let amount = format!("{thousands}\u{a0}{rest} kr");
        assert!(text.contains(&amount), "{amount}");
    }
}

#[test]
fn every_figure_of_the_book_stems_from_the_parameters() {
    for sources in [Sources::shipped(), Sources::with_other_amounts()] {
        for month in ["2026-11", "2026-01", "2025-03", "2021-06", "2018-01"] {
            let month: Month = month.parse().expect("a month");
            let (book, example) = sources.book(month);
            let text = markdown(&book);
            let known = known(&sources, month, &example);
            let orphans: Vec<_> = figures(&text)
                .into_iter()
                .filter(|figure| !known.is(figure))
                .map(|figure| format!("{} in: {}", figure.digits, figure.line))
                .collect();
            assert!(orphans.is_empty(), "{month}: {}", orphans.join("\n"));
        }
    }
}

/// A figure of the book, and the line it stands in.
struct Figure {
    digits: String,
    is_amount: bool,
    line: String,
}

/// Every figure outside names that machines use: `3940` of `3 940 kr`,
/// `717.50` of `717,50 kr`.
fn figures(text: &str) -> Vec<Figure> {
    let mut figures = Vec::new();
    for line in text.lines() {
        let words: String = line.split('`').step_by(2).collect();
        let mut rest = words.as_str();
        while let Some(start) = rest.find(|letter: char| letter.is_ascii_digit()) {
            rest = &rest[start..];
            let inside = |(at, letter): (usize, char)| {
                let next = rest[at + letter.len_utf8()..].chars().next();
                letter.is_ascii_digit()
                    || matches!(letter, '\u{a0}' | ',') && next.is_some_and(|n| n.is_ascii_digit())
            };
            let end = rest
                .char_indices()
                .find(|found| !inside(*found))
                .map_or(rest.len(), |(at, _)| at);
            let digits = rest[..end].replace('\u{a0}', "").replace(',', ".");
            rest = &rest[end..];
            figures.push(Figure {
                digits,
                is_amount: rest.starts_with(" kr"),
                line: line.to_owned(),
            });
        }
    }
    assert!(figures.len() > 200, "only {} figures", figures.len());
    figures
}

/// What a figure may be.
struct Known {
    amounts: BTreeSet<String>,
    others: BTreeSet<String>,
}

impl Known {
    fn is(&self, figure: &Figure) -> bool {
        self.amounts.contains(&figure.digits)
            || !figure.is_amount && self.others.contains(&figure.digits)
    }
}

fn known(sources: &Sources, month: Month, example: &Example) -> Known {
    let digits_of = |text: &str| -> BTreeSet<String> {
        text.split(|letter: char| !letter.is_ascii_digit() && letter != '.')
            .map(|digits| digits.trim_matches('.'))
            .filter(|digits| !digits.is_empty())
            .map(|digits| digits.strip_suffix(".00").unwrap_or(digits).to_owned())
            .collect()
    };
    let is_value = |line: &&str| !line.starts_with('#');
    let mut files = sources.rules.join("\n") + &sources.policy;
    files = files
        .lines()
        .filter(is_value)
        .collect::<Vec<_>>()
        .join("\n");
    let trace = serde_json::to_string(&example.assessment).expect("plain data");
    let mut amounts = digits_of(&files.replace(['"', '-'], " "));
    amounts.extend(digits_of(&trace.replace('\u{a0}', "").replace(',', ".")));
    amounts.extend(digits_of(&trace));
    // What the law and the calendar say, and the household sizes of the tables.
    let mut words = format!("{month} {} {} ", month.plus(-1), agi_due_day(month)).replace('-', " ");
    for reason in Reason::ALL {
        let provision = reason.provision();
        words += provision.citation(month);
        words += &format!(" {} ", provision.in_force_since(month)).replace('-', " ");
    }
    for provision in [
        Provision::JobStimulus,
        Provision::OtherAid,
        Provision::Recovery,
        Provision::Appeal,
        Provision::EmploymentServiceAccess,
    ] {
        words += provision.citation(month);
        words.push(' ');
    }
    let mut others = digits_of(&words);
    others.extend(digits_of(&words.replace('0', "")));
    let fixed = [
        fixed::ADULT_FROM,
        fixed::ASKED_FROM_AGE,
        fixed::FULL_TIME_DAYS,
        fixed::LARGEST_IN_TABLE,
        fixed::OF_AGE,
        fixed::SCHOOL_YOUTH_FROM,
        fixed::ACTIVITY_MONTHS_IN_A_ROW,
    ];
    others.extend(fixed.into_iter().map(|figure| figure.to_string()));
    others.extend((1..=fixed::LARGEST_IN_TABLE).map(|members| members.to_string()));
    let (year, _) = fixed::ACTIVITY_FIRST_MONTH;
    others.insert(year.to_string());
    // A day is written without its leading zero.
    let days: Vec<_> = amounts
        .iter()
        .filter_map(|day| day.strip_prefix('0'))
        .collect();
    others.extend(days.into_iter().map(str::to_owned));
    Known { amounts, others }
}

#[test]
fn a_month_without_riksnorm_says_that_a_person_takes_over() {
    let (book, _) = Sources::shipped().book("2027-01".parse().expect("a month"));
    let text = markdown(&book);
    assert!(text.contains("ingen riksnorm för januari 2027"), "{text}");
    assert!(!text.contains("Vuxnas personliga kostnader"));
}

fn policy(from: &str, to: &str) -> Policy {
    let text = replaced(EXAMPLE_POLICY, from, to);
    Policy::load("policy.toml", &text).expect("a policy")
}

fn told(before: &Policy, after: &Policy) -> Vec<[String; 3]> {
    let tables = |policy| municipal_tables(policy, november());
    let found = differences(&tables(before), &tables(after));
    let words = |side: Option<String>| side.unwrap_or_else(|| "–".into()).replace('\u{a0}', " ");
    let found = found.into_iter();
    found
        .map(|one| [one.what, words(one.before), words(one.after)])
        .collect()
}

#[test]
fn a_changed_policy_is_told_value_by_value() {
    let shipped = policy("5800", "5800");
    assert_eq!(told(&shipped, &shipped), Vec::<[String; 3]>::new());
    for (from, to, wanted) in [
        (
            "[5800,",
            "[5900,",
            ["Hyra, 1 person, högst", "5 800 kr", "5 900 kr"],
        ),
        (
            "cap = 500",
            "cap = 550",
            ["Fackavgift, högst", "500 kr", "550 kr"],
        ),
        (
            "change_threshold_percent = 12",
            "change_threshold_percent = 10",
            [
                "En förmån får ändras, högst, värde",
                "12 procent",
                "10 procent",
            ],
        ),
        (
            "\"Merkostnadsersättning\", treatment = \"exempt\"",
            "\"Merkostnadsersättning\", treatment = \"counts\"",
            [
                "Merkostnadsersättning, så räknas den",
                "räknas inte",
                "räknas",
            ],
        ),
        (
            "swish = \"Swish\"\n",
            "",
            ["Swish", "swish; räknas när du uppger den", "–"],
        ),
    ] {
        let changed = policy(from, to);
        assert_eq!(
            told(&shipped, &changed),
            [wanted.map(str::to_owned)],
            "{from}"
        );
    }
    let without = policy("swish = \"Swish\"\n", "");
    let new = ["Swish", "–", "swish; räknas när du uppger den"].map(str::to_owned);
    assert_eq!(told(&without, &shipped), [new]);
}

#[test]
fn changed_rules_are_told_with_the_period_they_hold_for() {
    let read = |norm: &str| Rules::read([norm, COMPILED_IN[1], COMPILED_IN[2]]).expect("rules");
    let before = read(COMPILED_IN[0]);
    let after = read(&replaced(COMPILED_IN[0], "single = 3940", "single = 4000"));
    let found = differences(&national_tables(&before), &national_tables(&after));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0]
            .table
            .ends_with("1 januari 2026 till 31 december 2026")
    );
    assert_eq!(found[0].after.as_deref(), Some("4\u{a0}000 kr"));
}
