//! What the report stands on.

use super::{HIDDEN, Part, amount, number, row, table};
use crate::explanation::rule_book::{Block, Cell, Section};
use crate::reports::simulation::report::{Report, Source};
use crate::reports::simulation::suppression::FEWEST;

/// What differs between the rules, and what their files say of it.
pub fn rules(report: &Report) -> Part {
    let mut blocks = Vec::new();
    if report.rule_differences.is_empty() {
        blocks.push(Block::Text(
            "Inga belopp, gränser eller koder skiljer sig.".into(),
        ));
    } else {
        let rows = report.rule_differences.iter().map(|difference| {
            let side = |text: &Option<String>, none: &str| {
                Cell::from(text.clone().unwrap_or_else(|| none.to_owned()))
            };
            let cells = vec![
                Cell::from(difference.what.as_str()),
                Cell::from(difference.table.as_str()),
                side(&difference.before, "fanns inte"),
                side(&difference.after, "finns inte längre"),
            ];
            row(difference.what.as_str(), cells)
        });
        let headings = vec!["Vad", "Tabell", "I dag", "Nytt"];
        blocks.push(table("rules", "Belopp, gränser och koder", headings, rows));
    }
    for note in &report.change_notes {
        let by = note
            .decided_by
            .as_ref()
            .map(|by| format!(" Beslutat av: {by}"));
        let by = by.unwrap_or_default();
        blocks.push(Block::Text(format!(
            "Ändrat {}: {}{by}",
            note.on, note.note
        )));
    }
    if report.change_notes.is_empty() && !report.rule_differences.is_empty() {
        let text = "OBS: den nya versionen har ingen ny anteckning om ändringen.";
        blocks.push(Block::Text(text.into()));
    }
    Part::new(Section {
        id: "regler",
        title: "Vad som skiljer i reglerna",
        blocks,
    })
}

/// The cases, and what the numbers cannot say.
pub fn cases(report: &Report) -> Part {
    let cases = &report.cases;
    let mut items = vec![match &cases.source {
        Source::File { name } => format!("Ärendena kommer från filen {name}."),
        Source::Ledger { since, month } => {
            let since = since
                .as_ref()
                .map(|since| format!(", ändrade {since} eller senare"));
            let month = month.map(|month| format!(", för {}", month.in_swedish()));
            let (since, month) = (since.unwrap_or_default(), month.unwrap_or_default());
            format!("Ärendena kommer från robotens liggare{month}{since}.")
        }
    }];
    if let Some((first, last)) = cases.first_month.zip(cases.last_month) {
        items.push(match first == last {
            true => format!("De gäller {}.", first.in_swedish()),
            false => format!(
                "De gäller {} till {}.",
                first.in_swedish(),
                last.in_swedish()
            ),
        });
    }
    items.push(match cases.restricted {
        Some(0) => "Inget ärende är skyddat.".to_owned(),
        Some(restricted) => format!(
            "{} ärenden är skyddade och räknas inte på något annat ställe.",
            number(restricted)
        ),
        None => {
            format!("Färre än {FEWEST} ärenden är skyddade. De räknas inte på något annat ställe.")
        }
    });
    if cases.unreadable > 0 {
        items.push(format!(
            "OBS: {} ärenden gick inte att läsa och är inte med.",
            number(cases.unreadable)
        ));
    }
    items.extend([
        "Svaren från myndigheternas register är de som sparades när ärendet räknades.".to_owned(),
        "Samma ärenden räknas med båda reglerna. Rapporten räknar inte med att någon ändrar sin inkomst, sin bostad eller sin ansökan.".to_owned(),
        format!("Grupper med färre än {FEWEST} ärenden döljs, så att ingen kan kännas igen. Där döljs också tomma grupper och en grupp till. Annars kunde den lilla räknas ut."),
        format!("Där det står ”{HIDDEN}” kan det finnas noll, få eller många ärenden."),
    ]);
    for (when, hashes) in [
        ("i dag", &report.present),
        ("i den nya versionen", &report.new),
    ] {
        items.push(format!("Regler {when}: {}", hashes.rules_hash));
        items.push(format!(
            "Kommunens riktlinjer {when}: {}",
            hashes.policy_hash
        ));
    }
    Part::new(Section {
        id: "grund",
        title: "Vad rapporten bygger på",
        blocks: vec![Block::List(items)],
    })
}

/// The cases with the largest changes, when operators ask for them.
pub fn case_ids(report: &Report) -> Option<Part> {
    let ids = report.case_ids.as_ref()?;
    let kinds = [("mer", &ids.largest_gains), ("mindre", &ids.largest_losses)];
    let rows = kinds.into_iter().flat_map(|(direction, changes)| {
        changes.iter().map(move |change| {
            let cells = vec![
                Cell::Code(change.application_id.clone()),
                amount(Some(change.amount)),
                direction.into(),
            ];
            row(change.application_id.as_str(), cells)
        })
    });
    let headings = vec!["Ansökan", "Ändring i månaden", "Mer eller mindre"];
    let text = "De här ansökningarna ändras mest. Ta bort avsnittet innan rapporten lämnas ut.";
    Some(Part::new(Section {
        id: "arenden",
        title: "Ärenden för den som driver roboten",
        blocks: vec![
            Block::Text(text.into()),
            table("case_ids", "Största ändringarna", headings, rows),
        ],
    }))
}
