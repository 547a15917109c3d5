//! The only place that prints.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, bail};
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{ColumnConstraint, ContentArrangement, Table};
use serde::Serialize;

use super::private_file::write_private;

/// Prints a line.
///
/// # Errors
/// When standard output is gone.
pub fn line(text: impl AsRef<str>) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{}", text.as_ref())
}

/// Writes a text to a file, or prints it.
///
/// # Errors
/// When the file cannot be written, or standard output is gone.
pub fn text(text: &str, file: Option<&Path>) -> anyhow::Result<()> {
    match file {
        None => Ok(line(text)?),
        Some(file) => fs::write(file, format!("{text}\n"))
            .with_context(|| format!("{} cannot be written", file.display())),
    }
}

/// As [`text`], of a person: a new file is its owner's alone.
///
/// # Errors
/// As [`text`].
pub fn private(text: &str, file: Option<&Path>) -> anyhow::Result<()> {
    match file {
        None => Ok(line(text)?),
        Some(file) => write_private(file, format!("{text}\n").as_bytes()),
    }
}

/// Writes a PDF file about a person, to standard output unless a file is named.
///
/// # Errors
/// When the file cannot be written; when standard output is a terminal, or gone.
pub fn pdf(bytes: &[u8], file: Option<&Path>) -> anyhow::Result<()> {
    if let Some(file) = file {
        return write_private(file, bytes);
    }
    let mut out = io::stdout().lock();
    if out.is_terminal() {
        bail!("a PDF file cannot be read at a terminal: name a file with --output FILE");
    }
    Ok(out.write_all(bytes)?)
}

/// Prints a value as one line of JSON.
///
/// # Errors
/// When standard output is gone.
pub fn json(value: &impl Serialize) -> io::Result<()> {
    line(serde_json::to_string(value)?)
}

/// Prints a table; a list of headings, then rows of as many cells.
///
/// # Errors
/// When standard output is gone.
pub fn table(headings: &[&str], rows: Vec<Vec<String>>) -> io::Result<()> {
    let mut table = Table::new();
    table
        .load_style(UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(headings.to_vec());
    // Not at a terminal there is no width to fit into.
    if !io::stdout().is_terminal() {
        table.set_width(120);
    }
    for row in rows {
        table.add_row(row);
    }
    // An id is for copying: it stays in one piece, and the others make room.
    for (column, heading) in table.column_iter_mut().zip(headings) {
        if *heading == "Id" {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    line(table.to_string())
}

/// Prints to standard error what a person may want to know beside the result.
pub fn note(text: impl AsRef<str>) {
    let _ = writeln!(io::stderr().lock(), "{}", text.as_ref());
}

/// Prints an error as one line of causes.
pub fn error(error: &anyhow::Error) {
    note(format!("error: {error:#}"));
}

/// Whether somebody downstream has closed the pipe: `… | head` is no fault.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
