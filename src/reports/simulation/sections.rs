//! The report in plain Swedish: the same sections for page and text.

mod amounts;
mod basis;
mod deciding;

use super::chart::Chart;
use super::report::Report;
use crate::explanation::rule_book::{Block, Cell, Row, Section, Table};
use crate::vocabulary::Kronor;

/// What stands where a number is hidden.
pub const HIDDEN: &str = "döljs";

/// The whole report.
pub struct Page {
    /// Its title.
    pub title: &'static str,
    /// Its sections, in reading order.
    pub parts: Vec<Part>,
}

/// A section, with a drawing above its tables.
pub struct Part {
    /// Its words and tables.
    pub section: Section,
    /// The drawing.
    pub chart: Option<Chart>,
}

impl Page {
    /// Writes a report.
    pub fn of(report: &Report) -> Self {
        let mut parts = vec![amounts::summary(report)];
        if !report.no_difference {
            parts.extend([
                amounts::by_size(report),
                amounts::by_household(report),
                deciding::who_decides(report),
                deciding::outcomes(report),
                amounts::lines(report),
            ]);
        }
        parts.extend([basis::rules(report), basis::cases(report)]);
        parts.extend(basis::case_ids(report));
        Self {
            title: "Vad nya regler hade ändrat",
            parts,
        }
    }
}

impl Part {
    fn new(section: Section) -> Self {
        Self {
            section,
            chart: None,
        }
    }
}

/// A number in groups of three, as amounts are.
pub fn number(count: u64) -> String {
    Kronor::whole(i64::try_from(count).unwrap_or(i64::MAX)).digits_in_swedish()
}

/// A number, or that it is hidden.
fn count(count: Option<u64>) -> Cell {
    Cell::from(count.map_or_else(|| HIDDEN.to_owned(), number))
}

/// An amount of a group, or that it is hidden.
fn amount(amount: Option<Kronor>) -> Cell {
    amount.map_or_else(|| Cell::from(HIDDEN), Cell::from)
}

/// A table of these rows.
fn table(
    id: &str,
    caption: &str,
    headings: Vec<&'static str>,
    rows: impl IntoIterator<Item = Row>,
) -> Block {
    Block::Table(Table {
        id: id.to_owned(),
        caption: caption.to_owned(),
        headings,
        rows: rows.into_iter().collect(),
    })
}

fn row(id: impl Into<String>, cells: Vec<Cell>) -> Row {
    Row {
        id: id.into(),
        cells,
    }
}
