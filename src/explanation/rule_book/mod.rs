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

use crate::assessment::Assessment;
use crate::rules::{Policy, Rules};
use crate::vocabulary::{Kronor, Month, Provision};

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

/// A section with a heading.
#[derive(Debug, Serialize)]
pub struct Section {
    /// A stable word to link to.
    pub id: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A heading within the section.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A list.
    List(Vec<String>),
    /// A text of several lines, exactly as it stands.
    Verbatim(String),
    /// A table.
    Table(Table),
}

/// A table; the first cell of each row says what the row is about.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// A stable name, such as `riksnorm.2026.adults`.
    pub id: String,
    /// What it shows.
    pub caption: String,
    /// The columns' headings.
    pub headings: Vec<&'static str>,
    /// As many cells a row as there are headings.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// A stable name: a parameter, a policy key or a code.
    pub id: String,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Words.
    Text(String),
    /// An amount of money.
    Amount(Kronor),
    /// A name that machines use too.
    Code(String),
}

impl Cell {
    /// As people read it.
    pub fn in_words(&self) -> String {
        match self {
            Self::Text(text) | Self::Code(text) => text.clone(),
            Self::Amount(amount) => amount.in_swedish(),
        }
    }

    /// Whether it is an amount, which stands to the right.
    pub fn is_amount(&self) -> bool {
        matches!(self, Self::Amount(_))
    }

    /// Whether it is a name that machines use too.
    pub fn is_code(&self) -> bool {
        matches!(self, Self::Code(_))
    }

    fn yes_or_no(is_so: bool) -> Self {
        Self::from(if is_so { "ja" } else { "nej" })
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Kronor> for Cell {
    fn from(amount: Kronor) -> Self {
        Self::Amount(amount)
    }
}

impl Row {
    fn new<const N: usize>(id: impl Into<String>, cells: [Cell; N]) -> Self {
        Self {
            id: id.into(),
            cells: cells.into(),
        }
    }
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
