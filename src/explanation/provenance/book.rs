//! The phrases of a rule book: the texts of rules and policy, value by value,
//! the law, the constants that the code names, and the examples' traces.

use chrono::NaiveDate;

use super::phrases::Phrases;
use super::{Account, Origin};
use crate::assessment::{agi_due_day, fixed};
use crate::explanation::rule_book::registry_fields::EMPLOYER_DECLARATIONS_FROM;
use crate::explanation::rule_book::{BookFacts, Example};
use crate::explanation::words::date;
use crate::vocabulary::{Kronor, Month, Provision, Reason};

/// Provisions that the book cites though no reason rests on them.
const CITED: [Provision; 11] = [
    Provision::Riksnorm,
    Provision::SharedCosts,
    Provision::JobStimulus,
    Provision::ChildEarnings,
    Provision::OtherAid,
    Provision::Recovery,
    Provision::Appeal,
    Provision::EmploymentServiceAccess,
    Provision::AutomatedDelegation,
    Provision::AutomatedDecision,
    Provision::TaxAgencyAccess,
];

/// Accounts for every figure of a book as Markdown.
pub fn of_book(facts: &BookFacts<'_>, text: &str) -> Account {
    let mut phrases = Phrases::default();
    values(Origin::Parameter, &facts.rules.text, &mut phrases);
    values(Origin::Policy, &facts.policy.text, &mut phrases);
    law(facts.month, &mut phrases);
    constants(&mut phrases);
    for hash in [&facts.rules.hash, &facts.policy.hash] {
        phrases.add(Origin::Hash, &**hash);
    }
    phrases.add(Origin::Version, format!("`{}`", facts.program_version));
    for month in [facts.month, facts.month.plus(-1)] {
        phrases.add(Origin::Date, month.in_swedish());
    }
    phrases.add(Origin::Date, date(agi_due_day(facts.month)));
    for (number, example) in (1_u32..).zip(facts.examples) {
        phrases.add(Origin::Constant, format!("xempel {number}"));
        self::example(example, &mut phrases);
    }
    // What machines use too stands between backticks.
    for code in text
        .lines()
        .flat_map(|line| line.split('`').skip(1).step_by(2))
    {
        phrases.add(Origin::Code, format!("`{code}`"));
    }
    phrases.account(text)
}

/// Every value of a TOML text, as the book may write it: texts and days as
/// they are, numbers with what they count.
fn values(origin: Origin, toml: &str, phrases: &mut Phrases) {
    for line in toml.lines().filter(|line| !line.starts_with('#')) {
        for (place, part) in line.split('"').enumerate() {
            let is_text = place % 2 == 1;
            match part.parse::<NaiveDate>() {
                Ok(day) if is_text => phrases.add(origin, date(day)),
                _ if is_text => phrases.add(origin, part),
                _ => numbers(origin, part, phrases),
            }
        }
    }
}

fn numbers(origin: Origin, part: &str, phrases: &mut Phrases) {
    let digits = part.split(|letter: char| !letter.is_ascii_digit());
    for number in digits.filter_map(|digits| digits.parse::<i64>().ok()) {
        phrases.add_amount(origin, Kronor::whole(number));
        for counted in ["procent", "dagar", "månader", "timmar", "försök", "år"] {
            phrases.add(origin, format!("{number} {counted}"));
        }
        // From one age to another.
        phrases.add(origin, format!("{number}–"));
    }
}

fn law(month: Month, phrases: &mut Phrases) {
    let reasons = Reason::ALL.iter().map(|reason| reason.provision());
    for provision in reasons.chain(CITED) {
        phrases.add(Origin::Citation, provision.citation(month));
        phrases.add(Origin::Citation, date(provision.in_force_since(month)));
    }
    let (year, month) = EMPLOYER_DECLARATIONS_FROM;
    if let Ok(since) = Month::new(year, month) {
        phrases.add(Origin::Citation, date(since.first_day()));
    }
}

fn constants(phrases: &mut Phrases) {
    for age in [
        fixed::ADULT_FROM,
        fixed::ASKED_FROM_AGE,
        fixed::OF_AGE,
        fixed::SCHOOL_YOUTH_FROM,
    ] {
        phrases.add(Origin::Constant, format!("{age} år"));
    }
    phrases.add(Origin::Constant, format!("{} dagar", fixed::FULL_TIME_DAYS));
    phrases.add(
        Origin::Constant,
        format!("fler än {}", fixed::LARGEST_IN_TABLE),
    );
    let in_a_row = fixed::ACTIVITY_MONTHS_IN_A_ROW;
    phrases.add(Origin::Constant, format!("{in_a_row} månader"));
    let (year, month) = fixed::ACTIVITY_FIRST_MONTH;
    if let Ok(first) = Month::new(year, month) {
        phrases.add(Origin::Constant, first.in_swedish());
    }
    phrases.add(Origin::Constant, "1 person");
    for members in 2..=fixed::LARGEST_IN_TABLE {
        phrases.add(Origin::Constant, format!("{members} personer"));
    }
    phrases.add(Origin::Constant, "under 1 år");
}

fn example(example: &Example, phrases: &mut Phrases) {
    phrases.add(Origin::Date, example.month.in_swedish());
    phrases.add(Origin::Label, &*example.shows);
    if let Some(amount) = example.assessment.amount {
        phrases.add_amount(Origin::Trace, amount);
    }
    for line in &example.assessment.lines {
        phrases.add_amount(Origin::Trace, line.amount);
        phrases.add(Origin::Label, &*line.label);
        phrases.add(Origin::Arithmetic, line.arithmetic.to_string());
        phrases.add(Origin::Citation, line.legal_basis());
        if let Some(role) = line.person {
            phrases.add(Origin::Member, role.in_swedish());
        }
    }
}
