//! The rule book as Markdown.

use std::fmt::Write as _;

use super::{Block, Cell, RuleBook, Table};

/// Writes the book.
pub fn markdown(book: &RuleBook) -> String {
    let mut out = format!("# {}\n", book.title);
    for section in &book.sections {
        // Writing to a String cannot fail.
        let _ = write!(out, "\n## {}\n", section.title);
        for block in &section.blocks {
            out.push('\n');
            match block {
                Block::Heading(text) => {
                    let _ = writeln!(out, "### {text}");
                }
                Block::Text(text) => {
                    let _ = writeln!(out, "{text}");
                }
                Block::List(items) => {
                    for item in items {
                        let _ = writeln!(out, "- {item}");
                    }
                }
                Block::Verbatim(text) => {
                    let _ = writeln!(out, "```\n{}\n```", text.trim_end());
                }
                Block::Table(table) => write_table(&mut out, table),
            }
        }
    }
    out
}

fn write_table(out: &mut String, table: &Table) {
    let _ = write!(out, "**{}**\n\n", table.caption);
    let _ = writeln!(out, "| {} |", table.headings.join(" | "));
    let _ = writeln!(out, "|{}", "---|".repeat(table.headings.len()));
    for row in &table.rows {
        let cells: Vec<_> = row.cells.iter().map(cell).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
}

/// A bar within a cell would end it.
fn cell(cell: &Cell) -> String {
    let text = cell.in_words().replace('|', "\\|");
    if cell.is_code() {
        format!("`{text}`")
    } else {
        text
    }
}
