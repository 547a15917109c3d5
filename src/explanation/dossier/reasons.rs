//! Why a person has the case, and what to look at.

use super::what_to_do::what_to_do;
use super::{Block, Cell, DossierFacts, Row, Section, Table};

pub(super) fn section(facts: &DossierFacts<'_>) -> Section {
    let month = facts.month();
    let rows = facts.assessment.reasons.iter().map(|reason| {
        let cells = [
            reason.for_caseworker().into(),
            what_to_do(*reason).into(),
            reason.legal_basis(month).into(),
            Cell::Code(reason.code().to_owned()),
        ];
        Row::new(reason.code(), cells)
    });
    let rows: Vec<_> = rows.collect();
    let mut blocks = match rows.len() {
        0 => vec![Block::Text(
            "Roboten har inget skäl att lämna över. Beslutet kan ha gått ut.".into(),
        )],
        _ => vec![Block::Table(Table {
            id: "reasons".into(),
            caption: "Skäl, och vad du behöver titta på".into(),
            headings: vec!["Skäl", "Gör så här", "Stöd", "Kod"],
            rows,
        })],
    };
    let assessment = facts.assessment;
    if let (Some(amount), Some(outcome)) = (assessment.amount, assessment.proposed) {
        blocks.push(Block::Text(format!(
            "Robotens förslag: {}, {}.",
            outcome.in_swedish(),
            amount.in_swedish()
        )));
    }
    Section {
        id: "skal",
        title: "Därför behöver en handläggare titta",
        blocks,
    }
}
