//! A record as sections of a page.

use super::{FieldContent, Record, RecordFacts, Statistics};
use crate::explanation::rule_book::{Block, BookFacts, Cell, Row, Section, Table, registry_fields};

/// The sections of a record.
pub fn sections(record: &Record, facts: &RecordFacts<'_>) -> Vec<Section> {
    let [dutch, british] = &record.standards;
    let titles = [
        (dutch, "nederlandsk", "Enligt den nederländska standarden"),
        (british, "brittisk", "Enligt den brittiska standarden"),
    ];
    let mut sections = vec![about()];
    sections.extend(titles.map(|(standard, id, title)| Section {
        id,
        title,
        blocks: vec![Block::Table(Table {
            id: standard.id.into(),
            caption: standard.name.into(),
            headings: vec!["Uppgift", "Innehåll", "Fält i standarden"],
            rows: standard.fields.iter().map(row).collect(),
        })],
    }));
    sections.push(statistics(record.statistics.as_ref()));
    sections.push(registry_fields::section(&BookFacts {
        rules: facts.rules,
        policy: facts.policy,
        month: facts.month,
        program_version: facts.program_version,
        examples: &[],
    }));
    sections
}

fn about() -> Section {
    let texts = [
        "Den här sidan beskriver roboten för alla som vill veta. Den följer två standarder för \
         öppna register över algoritmer.",
        "Programmet skriver sidan själv. Den bygger på reglerna, kommunens riktlinjer och \
         loggboken.",
        "Det som bara kommunen kan säga är märkt ”fylls i av kommunen”.",
    ];
    Section {
        id: "om",
        title: "Om registret",
        blocks: texts.map(|text| Block::Text(text.into())).into(),
    }
}

fn row(field: &super::Field) -> Row {
    let content = match &field.content {
        FieldContent::Text(text) => text.clone(),
        FieldContent::Coded(_, swedish) => (*swedish).to_owned(),
        FieldContent::List(items) => items.join(" "),
        FieldContent::Links(links) => {
            let links = links.iter().map(|(title, link)| match link {
                Some(link) => format!("{title}: {link}"),
                None => title.clone(),
            });
            links.collect::<Vec<_>>().join("; ")
        }
        FieldContent::NotApplicable(why) => (*why).to_owned(),
        FieldContent::ByMunicipality(key) => format!("fylls i av kommunen ({key})"),
    };
    Row {
        id: field.key.into(),
        cells: vec![
            Cell::from(field.label),
            Cell::Text(content),
            Cell::from(field.name),
        ],
    }
}

fn statistics(statistics: Option<&Statistics>) -> Section {
    let blocks = match statistics {
        None => vec![Block::Text("Det finns ingen loggbok att räkna i.".into())],
        Some(statistics) => {
            let mut blocks = vec![Block::Text(statistics.in_words().join(" "))];
            let tables = [
                ("cases", "Ärenden", &statistics.cases),
                ("checks", "Kontroller", &statistics.checks),
            ];
            blocks.extend(tables.map(|(id, caption, cells)| {
                let rows = cells.iter().map(|cell| Row {
                    id: cell.code.into(),
                    cells: vec![
                        Cell::from(cell.label),
                        Cell::Text(
                            cell.count
                                .map_or("visas inte".into(), |count| count.to_string()),
                        ),
                    ],
                });
                Block::Table(Table {
                    id: id.into(),
                    caption: caption.into(),
                    headings: vec!["Vad", "Antal"],
                    rows: rows.collect(),
                })
            }));
            blocks
        }
    };
    Section {
        id: "statistik",
        title: "Hur den används",
        blocks,
    }
}
