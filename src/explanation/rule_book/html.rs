//! The rule book as one self-contained page: no script, nothing fetched.

use askama::Template;

use super::{Block, Cell, Row, RuleBook, Table};

#[derive(Template)]
#[template(path = "rule_book.html")]
struct Page<'a> {
    book: &'a RuleBook,
}

/// A table with more columns is shown as cards where the page is narrow.
const MOST_COLUMNS_SIDE_BY_SIDE: usize = 3;

impl Table {
    fn is_wide(&self) -> bool {
        self.headings.len() > MOST_COLUMNS_SIDE_BY_SIDE
    }

    fn columns<'t>(&'t self, row: &'t Row) -> impl Iterator<Item = (&'t &'static str, &'t Cell)> {
        self.headings.iter().zip(&row.cells)
    }
}

/// Writes the book.
///
/// # Errors
/// When the template cannot be filled in, which no book makes happen.
pub fn html(book: &RuleBook) -> Result<String, askama::Error> {
    Page { book }.render()
}
