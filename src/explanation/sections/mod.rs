//! What is written in sections: the rule book and the dossier. Each way of
//! writing them says the same.

#[cfg(feature = "service")]
pub mod html;

use serde::Serialize;

use crate::vocabulary::Kronor;

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
    /// A text that stands as it was written.
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

    pub(in crate::explanation) fn yes_or_no(is_so: bool) -> Self {
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
    pub(crate) fn new<const N: usize>(id: impl Into<String>, cells: [Cell; N]) -> Self {
        Self {
            id: id.into(),
            cells: cells.into(),
        }
    }
}
