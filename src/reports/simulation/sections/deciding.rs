//! Who decides, and what the outcome is.

use super::{Part, count, row, table};
use crate::assessment::Outcome;
use crate::explanation::capitalised;
use crate::explanation::rule_book::{Block, Cell, Section};
use crate::reports::simulation::report::Report;

/// The robot or a person.
pub fn who_decides(report: &Report) -> Part {
    let automation = &report.automation;
    let shares = [
        automation.share_before_per_mille,
        automation.share_after_per_mille,
    ];
    let text = match shares {
        [Some(before), Some(after)] => format!(
            "Roboten beslutar i {} av ärendena med dagens regler. Med de nya beslutar den i {}.",
            per_cent(before),
            per_cent(after)
        ),
        _ => "Andelen visas inte, för då skulle en liten grupp kunna räknas ut.".to_owned(),
    };
    let rows = [
        (
            "stays_automatic",
            "Roboten beslutar med båda reglerna",
            automation.stays_automatic,
        ),
        (
            "becomes_manual",
            "Går från roboten till en handläggare",
            automation.becomes_manual,
        ),
        (
            "becomes_automatic",
            "Går från en handläggare till roboten",
            automation.becomes_automatic,
        ),
        (
            "stays_manual",
            "Går till en handläggare eller väntar med båda",
            automation.stays_manual,
        ),
    ];
    let rows = rows.map(|(id, name, cases)| row(id, vec![name.into(), count(cases)]));
    Part::new(Section {
        id: "beslutar",
        title: "Vem som beslutar",
        blocks: vec![
            Block::Text(text),
            table(
                "automation",
                "Robot eller handläggare",
                vec!["Vem", "Ärenden"],
                rows,
            ),
        ],
    })
}

fn per_cent(per_mille: u64) -> String {
    format!("{},{} procent", per_mille / 10, per_mille % 10)
}

/// From each outcome to each, and the reasons behind.
pub fn outcomes(report: &Report) -> Part {
    let mut headings = vec!["Med dagens regler"];
    headings.extend(Outcome::ALL.map(Outcome::in_swedish));
    let rows = Outcome::ALL.map(|from| {
        let to = report.outcomes.iter().filter(|change| change.from == from);
        let mut cells = vec![Cell::from(capitalised(from.in_swedish()))];
        cells.extend(to.map(|change| count(change.cases)));
        row(from.code(), cells)
    });
    let reasons: Vec<_> = report
        .outcomes
        .iter()
        .filter(|change| change.from != change.to)
        .flat_map(|change| {
            let way = format!("{} → {}", change.from.in_swedish(), change.to.in_swedish());
            let kinds = [
                ("tillkommer", &change.appeared),
                ("försvinner", &change.gone),
            ];
            kinds.into_iter().flat_map(move |(kind, reasons)| {
                let way = way.clone();
                reasons.iter().map(move |(reason, cases)| {
                    let cells = vec![
                        way.as_str().into(),
                        reason.for_caseworker().into(),
                        kind.into(),
                        count(Some(*cases)),
                    ];
                    row(format!("{way}_{kind}_{reason}"), cells)
                })
            })
        })
        .collect();
    let mut blocks = vec![
        Block::Text(
            "Varje rad är ett utfall med dagens regler. Kolumnerna visar utfallet med de nya."
                .into(),
        ),
        table("outcomes", "Utfall före och efter", headings, rows),
    ];
    if !reasons.is_empty() {
        let headings = vec!["Ändring", "Skäl", "Hur", "Ärenden, ungefär"];
        blocks.push(Block::Text(
            "Ett ärende kan ha flera skäl. Därför är antalen avrundade till närmaste fem.".into(),
        ));
        blocks.push(table(
            "reasons",
            "Skäl bakom ändrade utfall",
            headings,
            reasons,
        ));
    }
    Part::new(Section {
        id: "utfall",
        title: "Utfall som ändras",
        blocks,
    })
}
