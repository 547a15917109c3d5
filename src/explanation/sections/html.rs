//! Sections as one self-contained page: no script, nothing fetched.

use askama::Template;

use super::{Block, Cell, Row, Section, Table};

/// What stands on a page.
#[derive(Template)]
#[template(path = "sections.html")]
pub struct Page<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its sections, in reading order.
    pub sections: &'a [Section],
    /// The program's version.
    pub program_version: &'a str,
    /// The content hash of the rules.
    pub rules_hash: &'a str,
    /// The content hash of the policy.
    pub policy_hash: &'a str,
}

impl Page<'_> {
    /// Writes the page.
    ///
    /// # Errors
    /// When the template cannot be filled in, which no section makes happen.
    pub fn html(&self) -> Result<String, askama::Error> {
        self.render()
    }
}

/// A table with more columns is shown as cards where the page is narrow, and
/// so is one with as many whose cells hold more than a few words.
const MOST_COLUMNS_SIDE_BY_SIDE: usize = 3;
const MOST_LETTERS_SIDE_BY_SIDE: usize = 60;

impl Table {
    pub(crate) fn is_wide(&self) -> bool {
        let cells = || self.rows.iter().flat_map(|row| &row.cells);
        let is_long = |cell: &Cell| cell.in_words().len() > MOST_LETTERS_SIDE_BY_SIDE;
        self.headings.len() > MOST_COLUMNS_SIDE_BY_SIDE
            || self.headings.len() == MOST_COLUMNS_SIDE_BY_SIDE && cells().any(is_long)
    }

    pub(crate) fn columns<'t>(
        &'t self,
        row: &'t Row,
    ) -> impl Iterator<Item = (&'t &'static str, &'t Cell)> {
        self.headings.iter().zip(&row.cells)
    }
}

impl Cell {
    /// Where a long name may be broken over lines.
    pub(crate) fn parts(&self) -> Vec<String> {
        let text = self.in_words();
        text.split_inclusive(['_', '.', '-'])
            .map(str::to_owned)
            .collect()
    }
}
