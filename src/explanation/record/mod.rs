//! The algorithm record (algoritmregister): what the robot is, in the fields
//! of two public standards, filled in from what computes and counts.
//!
//! What only the municipality can say is never made up: it comes from
//! [`OwnWords`], and is else marked as the municipality's to fill in.

mod british;
mod dutch;
pub mod json;
mod own_words;
mod pages;
mod sentences;
mod statistics;
#[cfg(test)]
mod tests;

pub use own_words::OwnWords;
pub use pages::sections;
pub use statistics::{Cell, Counted, Statistics};

use crate::rules::{Policy, Rules};
use crate::vocabulary::Month;

/// What a record is made from.
#[derive(Clone, Copy)]
pub struct RecordFacts<'a> {
    /// The national parameters.
    pub rules: &'a Rules,
    /// What the municipality has decided.
    pub policy: &'a Policy,
    /// The month it is written in, whose wording of the law is cited.
    pub month: Month,
    /// The program's version.
    pub program_version: &'a str,
    /// What the municipality says itself.
    pub own_words: &'a OwnWords,
    /// What the ledger has counted; `None` without a ledger.
    pub statistics: Option<&'a Statistics>,
}

/// A record.
pub struct Record {
    /// Each standard with its fields, in its own order.
    pub standards: [Standard; 2],
    /// What was counted.
    pub statistics: Option<Statistics>,
}

/// A standard for such records.
pub struct Standard {
    /// A stable word.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// A field of a standard.
pub struct Field {
    /// Its stable key: the standard's own where it has one.
    pub key: &'static str,
    /// Its name in the standard.
    pub name: &'static str,
    /// Its name in Swedish.
    pub label: &'static str,
    /// What stands in it.
    pub content: FieldContent,
}

/// What stands in a field.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldContent {
    /// A text.
    Text(String),
    /// One of the standard's own words, and what it means in Swedish.
    Coded(serde_json::Value, &'static str),
    /// A list.
    List(Vec<String>),
    /// Names with links, as the Dutch standard groups them.
    Links(Vec<(String, Option<String>)>),
    /// It is left empty on purpose: why, in Swedish.
    NotApplicable(&'static str),
    /// Only the municipality can say it, and has not: the key of the file in
    /// which it says so.
    ByMunicipality(&'static str),
}

impl From<String> for FieldContent {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for FieldContent {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Vec<String>> for FieldContent {
    fn from(items: Vec<String>) -> Self {
        Self::List(items)
    }
}

/// What the municipality says, or that it has not.
fn said(said: Option<&String>, key: &'static str) -> FieldContent {
    said.map_or(FieldContent::ByMunicipality(key), |text| {
        FieldContent::Text(text.clone())
    })
}

fn field(
    key: &'static str,
    name: &'static str,
    label: &'static str,
    content: impl Into<FieldContent>,
) -> Field {
    Field {
        key,
        name,
        label,
        content: content.into(),
    }
}

/// Fills in both standards.
pub fn record(facts: &RecordFacts<'_>) -> Record {
    Record {
        standards: [dutch::standard(facts), british::standard(facts)],
        statistics: facts.statistics.cloned(),
    }
}
