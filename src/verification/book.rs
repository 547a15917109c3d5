//! The published rule book, read from its JSON: tables of rows with names.

use serde::Deserialize;

use super::figures::Ore;
use crate::vocabulary::{Kronor, Month};

/// Why a text is no rule book. It never quotes the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoBook {
    /// Not the JSON of a rule book.
    #[error("filen är ingen regelbok. Skriv den så här: handlaggarrobot rules book --format json")]
    Unreadable,
    /// Written by a program that did not tell enough.
    #[error("regelboken saknar tabellen letter.citations. Be kommunen om en nyare bok")]
    TooOld,
}

/// The rule book of a month.
#[derive(Debug, Deserialize)]
pub struct Book {
    /// The month it is about.
    pub month: Month,
    /// The version of the program that wrote it.
    pub program_version: String,
    /// The content hash of the rules.
    pub rules_hash: String,
    /// The content hash of the policy.
    pub policy_hash: String,
    sections: Vec<Section>,
}

#[derive(Debug, Deserialize)]
struct Section {
    blocks: Vec<Block>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Block {
    Table(Table),
    #[serde(untagged)]
    Other(#[allow(dead_code)] serde::de::IgnoredAny),
}

#[derive(Debug, Deserialize)]
pub(super) struct Table {
    id: String,
    pub rows: Vec<Row>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Row {
    pub id: String,
    cells: Vec<Cell>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Cell {
    Text(String),
    Amount(Kronor),
    Code(String),
}

impl Row {
    /// The words of a cell; empty when there are none.
    pub fn text(&self, column: usize) -> &str {
        match self.cells.get(column) {
            Some(Cell::Text(text) | Cell::Code(text)) => text,
            Some(Cell::Amount(_)) | None => "",
        }
    }

    /// The amount of a cell.
    pub fn amount(&self, column: usize) -> Option<Ore> {
        match self.cells.get(column)? {
            Cell::Amount(amount) => amount.ore().map(Ore::from),
            Cell::Text(_) | Cell::Code(_) => None,
        }
    }

    /// The whole number that a cell begins with, such as `15 dagar`.
    pub fn number(&self, column: usize) -> Option<Ore> {
        self.text(column).split(' ').next()?.parse().ok()
    }

    /// The last part of its name, such as `7-10` of `riksnorm.2026.children.7-10`.
    pub fn last_name(&self) -> &str {
        self.id.rsplit('.').next().unwrap_or_default()
    }
}

impl Book {
    /// Reads what `rules book --format json` writes.
    ///
    /// # Errors
    /// [`NoBook`] for anything else.
    pub fn read(text: &str) -> Result<Self, NoBook> {
        let book: Self = serde_json::from_str(text).map_err(|_| NoBook::Unreadable)?;
        match book.rows("letter.citations") {
            [] => Err(NoBook::TooOld),
            _ => Ok(book),
        }
    }

    fn tables(&self) -> impl Iterator<Item = &Table> {
        let blocks = self.sections.iter().flat_map(|section| &section.blocks);
        blocks.filter_map(|block| match block {
            Block::Table(table) => Some(table),
            Block::Other(_) => None,
        })
    }

    /// The rows of a table; none when it is missing.
    pub(super) fn rows(&self, table: &str) -> &[Row] {
        let mut tables = self.tables();
        tables
            .find(|found| found.id == table)
            .map_or(&[], |table| &table.rows)
    }

    /// The rows of a table of the riksnorm of the month: `adults`, `children`
    /// or `shared`.
    pub(super) fn norm(&self, rest: &str) -> &[Row] {
        let is_it = |table: &&Table| {
            let mut names = table.id.split('.');
            names.next() == Some("riksnorm") && names.next_back() == Some(rest)
        };
        self.tables().find(is_it).map_or(&[], |table| &table.rows)
    }

    /// The rows of a table with one value, by the first part of its name.
    pub(super) fn one_value(&self, name: &str) -> &[Row] {
        let is_it = |table: &&Table| table.id.split('.').next() == Some(name);
        self.tables().find(is_it).map_or(&[], |table| &table.rows)
    }

    /// What stands in the second column of a row; empty when it is missing.
    pub(super) fn value(&self, table: &str, row: &str) -> &str {
        let mut rows = self.rows(table).iter();
        rows.find(|found| found.id == row)
            .map_or("", |row| row.text(1))
    }

    /// The rule that a letter of the month cites for something.
    pub(super) fn citation(&self, what: &str) -> &str {
        self.value("letter.citations", &format!("letter.{what}"))
    }

    /// What the authority is called, and its other facts.
    pub(super) fn authority(&self, what: &str) -> &str {
        self.value("authority", what)
    }

    /// A limit of the municipality.
    pub(super) fn limit(&self, key: &str) -> Option<&Row> {
        self.rows("limits").iter().find(|row| row.id == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_rule_book_is_refused() {
        assert_eq!(Book::read("<html>").err(), Some(NoBook::Unreadable));
        let old = r#"{"month": "2026-11", "program_version": "0", "rules_hash": "",
            "policy_hash": "", "sections": [{"blocks": [{"text": "x"}]}]}"#;
        assert_eq!(Book::read(old).err(), Some(NoBook::TooOld));
    }
}
