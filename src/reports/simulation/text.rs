//! The report as text that reads well as it is.

use super::report::Report;
use super::sections::Page;
use crate::explanation::rule_book::markdown;

/// Writes the report.
pub fn text(report: &Report) -> String {
    let page = Page::of(report);
    let sections = page.parts.iter().map(|part| &part.section);
    markdown::document(page.title, sections)
}
