//! Every change of rules and policy, and which versions the book is made of.

use super::{Block, BookFacts, Cell, Row, Section, Table};
use crate::explanation::words::date;
use crate::rules::changes::newest_first;

pub(super) fn section(facts: &BookFacts<'_>) -> Section {
    let changes = newest_first(facts.rules.changes.iter().chain(&facts.policy.changes));
    let rows = changes.into_iter().zip(1..).map(|(change, number)| {
        let decided_by = change
            .decided_by
            .as_deref()
            .unwrap_or("lag eller förordning");
        Row::new(
            format!("change.{number}"),
            [
                date(change.on).into(),
                Cell::Code(change.file.clone()),
                change.note.as_str().into(),
                decided_by.into(),
            ],
        )
    });
    let version = |id: &str, what: &str, value: &str| {
        Row::new(id, [what.into(), Cell::Code(value.to_owned())])
    };
    Section {
        id: "andringar",
        title: "Ändringar och versioner",
        blocks: vec![
            Block::Text(
                "Ingen regel ändras i tysthet. Varje ändring har en anteckning, annars används \
                 inte filen."
                    .into(),
            ),
            Block::Table(Table {
                id: "changes".into(),
                caption: "Ändringar, den senaste först".into(),
                headings: vec!["Datum", "Fil", "Ändring", "Beslutat av"],
                rows: rows.collect(),
            }),
            Block::Table(Table {
                id: "versions".into(),
                caption: "Versioner som boken är skriven av".into(),
                headings: vec!["Vad", "Version"],
                rows: vec![
                    version("program", "Program", facts.program_version),
                    version("rules", "Regler", &facts.rules.hash),
                    version("policy", "Kommunens riktlinjer", &facts.policy.hash),
                ],
            }),
        ],
    }
}
