//! When things happen, and the commands for what one can do.

use chrono::Months;

use super::{Block, Cell, DossierFacts, Row, Section, Table};
use crate::explanation::words::{date, date_and_time};
use crate::vocabulary::stockholm_day;

/// Months after which an applicant may ask for a decision (FL 12 §).
const MONTHS_TO_DECIDE: Months = Months::new(6);

/// The days that matter.
pub(super) fn times(facts: &DossierFacts<'_>) -> Section {
    let mut rows = vec![("Roboten räknade", date(facts.on))];
    if let Some(application) = facts.application {
        let received = &application.received_at;
        rows.insert(0, ("Ansökan kom in", date_and_time(received)));
        let ask = stockholm_day(received).checked_add_months(MONTHS_TO_DECIDE);
        if let Some(day) = ask {
            rows.push(("Då kan den sökande begära beslut (12 § FL)", date(day)));
        }
    }
    let checks = facts.assessment.after_checks.iter();
    rows.extend(checks.map(|check| ("Efterkontroll av lön", date(check.on))));
    let rows = rows.into_iter();
    Section {
        id: "tider",
        title: "Tider",
        blocks: vec![Block::Table(Table {
            id: "times".into(),
            caption: "Dagar i ärendet".into(),
            headings: vec!["Vad", "När"],
            rows: rows
                .map(|(what, when)| Row::new(what, [what.into(), when.into()]))
                .collect(),
        })],
    }
}

/// What one can do, with the command for it.
pub(super) fn section(facts: &DossierFacts<'_>) -> Section {
    let id = facts.id;
    let month = facts.month();
    let has_proposal = facts.assessment.amount.is_some() && facts.assessment.proposed.is_some();
    let decided = facts.assessment.outcome.is_decision();
    let resolve = format!(
        "cases resolve {id} --outcome granted|partly_granted|rejected|withdrawn|other \
         --agreed yes|no --comment TEXT"
    );
    let mut commands = vec![("Avsluta ärendet när du har beslutat", resolve)];
    if has_proposal && !decided {
        commands.push(("Läs förslagets brev", format!("letter {id} --proposal")));
        commands.push((
            "Skriv ut förslagets brev",
            format!("letter {id} --proposal --format pdf --output forslag.pdf"),
        ));
    }
    commands.extend([
        ("Läs brevet som den sökande fick", format!("letter {id}")),
        ("Se historik och utskick", format!("cases show {id}")),
        (
            "Räkna om och jämför med det som sparades",
            format!("cases replay {id} --verify"),
        ),
        (
            "Läs reglerna för månaden",
            format!("rules book --month {month}"),
        ),
    ]);
    let rows = commands.into_iter().map(|(what, command)| {
        let command = Cell::Code(format!("handlaggarrobot {command}"));
        Row::new(what, [what.into(), command])
    });
    Section {
        id: "gora",
        title: "Det här kan du göra",
        blocks: vec![Block::Table(Table {
            id: "commands".into(),
            caption: "Kommandon".into(),
            headings: vec!["Vad", "Kommando"],
            rows: rows.collect(),
        })],
    }
}
