//! The finished proposal with its calculation and letter, and a journal note.

use super::{Block, Cell, DossierFacts, Row, Section, Table};
use crate::explanation::words::member;
use crate::explanation::{LetterFacts, decision_letter, handover_note, journal_note};
use crate::vocabulary::Application;

pub(super) fn section(facts: &DossierFacts<'_>, application: &Application) -> Section {
    let assessment = facts.assessment;
    let blocks = match (assessment.amount, assessment.proposed) {
        (Some(amount), Some(outcome)) => {
            let letter = decision_letter(&letter_facts(facts, application, outcome));
            vec![
                Block::Text(format!(
                    "Utfall: {}. Belopp: {}.",
                    outcome.in_swedish(),
                    amount.in_swedish()
                )),
                Block::Table(calculation(facts, application)),
                Block::Heading("Brev till den sökande".into()),
                Block::Verbatim(letter),
            ]
        }
        _ => vec![Block::Text(
            "Roboten har inget förslag. Beloppet gick inte att räkna ut.".into(),
        )],
    };
    Section {
        id: "forslag",
        title: "Förslag",
        blocks,
    }
}

fn letter_facts<'a>(
    facts: &DossierFacts<'a>,
    application: &'a Application,
    outcome: crate::assessment::Outcome,
) -> LetterFacts<'a> {
    LetterFacts {
        application,
        assessment: facts.assessment,
        outcome,
        policy: facts.policy,
        decided_on: facts.on,
        program_version: facts.program_version,
    }
}

fn calculation(facts: &DossierFacts<'_>, application: &Application) -> Table {
    let lines = facts.assessment.lines.iter().map(|line| {
        let whom = line
            .person
            .map_or("hushållet".into(), |role| member(role, application));
        Row::new(
            line.id.to_string(),
            [
                Cell::from(&*line.label),
                Cell::from(&*whom),
                line.amount.into(),
                line.arithmetic.to_string().into(),
                line.legal_basis().into(),
            ],
        )
    });
    Table {
        id: "lines".into(),
        caption: "Beräkning".into(),
        headings: vec!["Rad", "För vem", "Belopp", "Så räknade roboten", "Stöd"],
        rows: lines.collect(),
    }
}

pub(super) fn journal(facts: &DossierFacts<'_>, application: &Application) -> Section {
    let assessment = facts.assessment;
    let note = if assessment.outcome.is_decision() {
        journal_note(&letter_facts(facts, application, assessment.outcome))
    } else {
        handover_note(application, assessment, facts.policy, facts.on)
    };
    Section {
        id: "journal",
        title: "Anteckning för journalen",
        blocks: vec![Block::Verbatim(note)],
    }
}
