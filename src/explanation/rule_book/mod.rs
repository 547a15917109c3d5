//! The rule book: everything the robot computes by, for everybody.
//!
//! It is made of the tables, labels and texts that compute, so it cannot say
//! anything else than the robot does. This is its content; `markdown` and
//! `html` write it, and [`difference`] compares the tables of two.

mod choices;
mod conditions;
mod costs;
pub mod difference;
mod examples;
mod history;
#[cfg(feature = "service")]
pub mod html;
mod incomes;
mod left_out;
mod letters;
mod limits;
pub mod markdown;
mod national;
pub mod registry_fields;
mod summary;

use serde::Serialize;

pub use super::sections::{Block, Cell, Row, Section, Table};
use crate::assessment::Assessment;
use crate::rules::{Policy, Rules};
use crate::vocabulary::{Month, Provision};

/// What a rule book is made from.
#[derive(Clone, Copy)]
pub struct BookFacts<'a> {
    /// The national parameters.
    pub rules: &'a Rules,
    /// What the municipality has decided.
    pub policy: &'a Policy,
    /// The month applied for that the book is about.
    pub month: Month,
    /// The program's version.
    pub program_version: &'a str,
    /// Examples, as the robot computed them.
    pub examples: &'a [Example],
}

/// A worked example: what the robot made of an invented application.
pub struct Example {
    /// What it shows, in Swedish.
    pub shows: String,
    /// The month applied for.
    pub month: Month,
    /// What the robot computed.
    pub assessment: Assessment,
}

/// The rule book of a month.
#[derive(Debug, Serialize)]
pub struct RuleBook {
    /// Its title.
    pub title: String,
    /// The month it is about.
    pub month: Month,
    /// The program's version.
    pub program_version: String,
    /// The content hash of the rules.
    pub rules_hash: String,
    /// The content hash of the policy.
    pub policy_hash: String,
    /// Its sections, in reading order.
    pub sections: Vec<Section>,
}

/// Writes the rule book of a month.
pub fn rule_book(facts: &BookFacts<'_>) -> RuleBook {
    RuleBook {
        title: format!(
            "Regelbok för ekonomiskt bistånd, {}",
            facts.month.in_swedish()
        ),
        month: facts.month,
        program_version: facts.program_version.to_owned(),
        rules_hash: facts.rules.hash.clone(),
        policy_hash: facts.policy.hash.clone(),
        sections: vec![
            summary::section(facts),
            national::section(facts),
            costs::section(facts),
            incomes::section(facts),
            limits::section(facts),
            conditions::section(facts),
            left_out::section(facts),
            registry_fields::section(facts),
            choices::section(),
            letters::section(facts),
            examples::section(facts),
            history::section(facts),
        ],
    }
}

/// Every table of the national rules, of every period they hold.
pub fn national_tables(rules: &Rules) -> Vec<Table> {
    national::tables(rules)
}

/// Every table of what a municipality has decided.
pub fn municipal_tables(policy: &Policy, month: Month) -> Vec<Table> {
    let mut tables = vec![costs::table(policy, month), costs::caps(policy)];
    tables.extend(incomes::tables(policy));
    tables.extend(limits::tables(policy, month));
    tables
}

/// The legal basis as it stood in the month, and since when it is in force.
fn basis(provision: Provision, month: Month) -> [Cell; 2] {
    let since = super::words::date(provision.in_force_since(month));
    [Cell::from(provision.citation(month)), Cell::from(since)]
}
