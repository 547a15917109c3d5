//! The report as one self-contained page: no script, nothing fetched.

use askama::Template;

use super::report::Report;
use super::sections::Page;
use crate::explanation::rule_book::Block;

#[derive(Template)]
#[template(path = "simulation.html")]
struct Filled<'a> {
    page: &'a Page,
    program_version: &'a str,
}

/// Writes the report.
///
/// # Errors
/// When the template cannot be filled in, which no report makes happen.
pub fn html(report: &Report) -> Result<String, askama::Error> {
    Filled {
        page: &Page::of(report),
        program_version: report.program_version,
    }
    .render()
}
