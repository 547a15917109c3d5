//! A draft as sections of a page.

use super::text::in_words;
use super::values::readable;
use super::{Content, Disclosure, Fact, Group};
use crate::explanation::rule_book::{Block, Cell, Row, Section, Table};

/// The sections of a draft, the preface first.
pub fn sections(disclosure: &Disclosure) -> Vec<Section> {
    let preface = Section {
        id: "om",
        title: "Om det här förslaget",
        blocks: disclosure
            .preface
            .iter()
            .cloned()
            .map(Block::Text)
            .collect(),
    };
    let parts = disclosure.parts.iter().map(|part| {
        let mut blocks = vec![Block::Text(part.preface.clone())];
        let groups = (1..).zip(&part.groups);
        blocks.extend(groups.flat_map(|(place, group)| {
            self::blocks(format!("{}.{place}", part.id), part.title, group)
        }));
        Section {
            id: part.id,
            title: part.title,
            blocks,
        }
    });
    std::iter::once(preface).chain(parts).collect()
}

/// A table of the short facts, then each text of several lines by itself.
fn blocks(id: String, title: &str, group: &Group) -> Vec<Block> {
    if group.facts.is_empty() {
        return vec![Block::Text("Det finns inga.".into())];
    }
    let caption = match group.title.is_empty() {
        true => title.to_owned(),
        false => group.title.clone(),
    };
    let (long, short): (Vec<_>, Vec<_>) = group.facts.iter().partition(|fact| is_long(fact));
    let mut blocks = Vec::new();
    if !short.is_empty() {
        let is_used = short.iter().any(|fact| fact.used_for.is_some());
        let mut headings = vec!["Uppgift", "Innehåll", "Prövning"];
        if is_used {
            headings.insert(2, "Roboten");
        }
        let rows = (1..)
            .zip(short)
            .map(|(place, fact)| row(place, fact, is_used));
        blocks.push(Block::Table(Table {
            id,
            caption,
            headings,
            rows: rows.collect(),
        }));
    }
    for fact in long {
        blocks.push(Block::Heading(match in_words(&fact.content) {
            Some(test) => format!("{} ({test})", fact.what),
            None => fact.what.clone(),
        }));
        blocks.push(Block::Verbatim(value(&fact.content)));
    }
    blocks
}

fn row(place: u32, fact: &Fact, is_used: bool) -> Row {
    let mut cells = vec![
        Cell::from(fact.what.as_str()),
        Cell::Text(value(&fact.content)),
        Cell::Text(in_words(&fact.content).unwrap_or("visas".into())),
    ];
    if is_used {
        cells.insert(2, Cell::from(fact.used_for.unwrap_or("läser den inte")));
    }
    Row {
        id: place.to_string(),
        cells,
    }
}

fn is_long(fact: &Fact) -> bool {
    match &fact.content {
        Content::Shown { value } | Content::ToBeTested { value, .. } => value.contains('\n'),
        Content::Masked { .. } => false,
    }
}

fn value(content: &Content) -> String {
    match content {
        Content::Shown { value } | Content::ToBeTested { value, .. } => readable(value),
        Content::Masked { .. } => "maskat".into(),
    }
}
