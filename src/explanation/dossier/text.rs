//! The dossier as plain text: each row of a table stands as a small card, which
//! reads well in a narrow window and aloud.

use std::fmt::Write as _;

use super::{Block, Dossier, Table};

/// Writes the dossier.
pub fn text(dossier: &Dossier) -> String {
    let mut out = format!("{}\n", dossier.title);
    for section in &dossier.sections {
        // Writing to a String cannot fail, here and below.
        let _ = write!(out, "\n\n{}\n", section.title.to_uppercase());
        for block in &section.blocks {
            out.push('\n');
            match block {
                Block::Heading(text) | Block::Text(text) => {
                    let _ = writeln!(out, "{text}");
                }
                Block::List(items) => items.iter().for_each(|item| {
                    let _ = writeln!(out, "- {item}");
                }),
                Block::Verbatim(text) => text.lines().for_each(|line| {
                    let _ = writeln!(out, "{}", format!("    {line}").trim_end());
                }),
                Block::Table(table) => write_table(&mut out, table),
            }
        }
    }
    // What an applicant wrote must not steer the terminal that shows it.
    let shown = |letter: char| match letter {
        '\n' => letter,
        control if control.is_control() => char::REPLACEMENT_CHARACTER,
        letter => letter,
    };
    out.chars().map(shown).collect()
}

fn write_table(out: &mut String, table: &Table) {
    let _ = writeln!(out, "{}", table.caption);
    for row in &table.rows {
        if let [what, value] = row.cells.as_slice() {
            let _ = writeln!(out, "  {}: {}", what.in_words(), value.in_words());
            continue;
        }
        let mut cells = table.headings.iter().zip(&row.cells);
        if let Some((_, about)) = cells.next() {
            let _ = writeln!(out, "  {}", about.in_words());
        }
        for (heading, cell) in cells {
            let _ = writeln!(out, "    {heading}: {}", cell.in_words());
        }
    }
}
