//! Reading a letter's text by its layout alone.
//!
//! Parts are set apart by empty lines. A line at the margin is running text
//! when it holds the end of a sentence, and a heading otherwise. Indented by
//! two stand rows, lists and notes; by four what explains the row above.

use super::{Block, Document, Fact, Group, Row, Section};

/// What a letter's case number is called, by language.
const CASE_NUMBER: [(&str, &str); 2] = [("sv", "Ärendenummer"), ("en", "Case number")];

/// Reads a text; `None` when it has not a letter's parts.
pub(super) fn read(text: &str) -> Option<Document> {
    let mut parts = text.strip_suffix('\n')?.split("\n\n");
    let sender = parts.next()?.split('\n').map(str::to_owned).collect();
    let (title, facts) = parts.next().map(part)?;
    let (language, case_number) = language_and_number(&facts)?;
    let case_number = case_number.to_owned();
    let (mut remarks, mut sections) = (Vec::new(), Vec::new());
    for (heading, blocks) in parts.map(part) {
        match heading {
            Some(heading) => add(&mut sections, heading, blocks),
            None if sections.is_empty() => remarks.push(blocks),
            None => return None,
        }
    }
    let mut on_the_result = remarks.pop().filter(|blocks| !blocks.is_empty())?;
    let Block::Paragraph(result) = on_the_result.remove(0) else {
        return None;
    };
    Some(Document {
        language,
        case_number,
        sender,
        title: title?,
        facts,
        remarks,
        result,
        on_the_result,
        sections,
    })
}

/// A heading with nothing under it is the heading of the parts after it, as
/// long as they hold rows and notes only.
fn add(sections: &mut Vec<Section>, heading: String, blocks: Vec<Block>) {
    let is_row_or_note = |block: &Block| matches!(block, Block::Table(_) | Block::Note(_));
    match sections.last_mut() {
        Some(section)
            if section.blocks.is_empty()
                && !blocks.is_empty()
                && blocks.iter().all(is_row_or_note) =>
        {
            section.groups.push(group(heading, blocks));
        }
        _ => sections.push(Section {
            heading,
            blocks,
            groups: Vec::new(),
        }),
    }
}

fn group(heading: String, blocks: Vec<Block>) -> Group {
    let (mut rows, mut notes) = (Vec::new(), Vec::new());
    for block in blocks {
        match block {
            Block::Table(more) => rows.extend(more),
            Block::Note(note) => notes.push(note),
            Block::Paragraph(_) | Block::List(_) | Block::Facts(_) => {}
        }
    }
    Group {
        heading,
        rows,
        notes,
    }
}

fn language_and_number(facts: &[Block]) -> Option<(&'static str, &str)> {
    let facts = facts.iter().flat_map(|block| match block {
        Block::Facts(facts) => facts.as_slice(),
        _ => &[],
    });
    facts
        .filter_map(|fact| {
            let (language, _) = CASE_NUMBER.iter().find(|(_, word)| *word == fact.label)?;
            Some((*language, fact.value.as_str()))
        })
        .next()
}

/// A part's heading, if it has one, and its blocks.
fn part(text: &str) -> (Option<String>, Vec<Block>) {
    let lines: Vec<_> = text.split('\n').collect();
    match lines.split_first() {
        Some((first, rest)) if !first.starts_with(' ') && !is_running_text(first) => {
            (Some((*first).to_owned()), blocks(rest))
        }
        _ => (None, blocks(&lines)),
    }
}

/// Whether a line starts at the margin and holds the end of a sentence.
pub(in crate::explanation) fn is_running_text(line: &str) -> bool {
    let ends = |text: &str| text.ends_with(['.', '?', '!', ':']);
    !line.starts_with(' ') && (ends(line) || line.split(' ').any(ends))
}

fn has_paragraph(blocks: &[Block]) -> bool {
    blocks
        .iter()
        .any(|block| matches!(block, Block::Paragraph(_)))
}

fn blocks(lines: &[&str]) -> Vec<Block> {
    let in_table = lines.iter().any(|line| row(line).is_some());
    let mut blocks = Vec::new();
    let mut label = Vec::new();
    for line in lines {
        if let Some((rest_of_label, amount)) = row(line) {
            label.push(rest_of_label.to_owned());
            let row = Row {
                label: std::mem::take(&mut label),
                amount: amount.to_owned(),
                details: Vec::new(),
            };
            add_row(&mut blocks, row);
        } else if let Some(detail) = line.strip_prefix("    ") {
            if let Some(Block::Table(rows)) = blocks.last_mut()
                && let Some(row) = rows.last_mut()
            {
                row.details.push(detail.to_owned());
            }
        } else if let Some(indented) = line.strip_prefix("  ") {
            // A long label takes several lines, with the amount on the last.
            match in_table {
                true => label.push(indented.to_owned()),
                false => add_indented(&mut blocks, indented),
            }
        } else {
            blocks.push(Block::Paragraph((*line).to_owned()));
        }
    }
    blocks
}

/// The label and the amount of a row: no label holds two spaces in a row.
fn row(line: &str) -> Option<(&str, &str)> {
    let line = line
        .strip_prefix("  ")
        .filter(|row| !row.starts_with(' '))?;
    let (label, amount) = line.split_once("  ")?;
    Some((label, amount.trim_start_matches(' ')))
}

fn add_row(blocks: &mut Vec<Block>, row: Row) {
    match blocks.last_mut() {
        Some(Block::Table(rows)) => rows.push(row),
        _ => blocks.push(Block::Table(vec![row])),
    }
}

fn add_indented(blocks: &mut Vec<Block>, text: &str) {
    let after_words = has_paragraph(blocks);
    if let Some(item) = text.strip_prefix("– ") {
        match blocks.last_mut() {
            Some(Block::List(items)) => items.push(item.to_owned()),
            _ => blocks.push(Block::List(vec![item.to_owned()])),
        }
    } else if let Some((label, value)) = text.split_once(": ").filter(|_| !after_words) {
        let fact = Fact {
            label: label.to_owned(),
            value: value.to_owned(),
        };
        match blocks.last_mut() {
            Some(Block::Facts(facts)) => facts.push(fact),
            _ => blocks.push(Block::Facts(vec![fact])),
        }
    } else {
        blocks.push(Block::Note(text.to_owned()));
    }
}
