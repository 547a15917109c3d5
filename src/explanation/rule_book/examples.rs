//! Worked examples, as the robot computed them.

use super::{Block, BookFacts, Cell, Example, Row, Section, Table};

pub(super) fn section(facts: &BookFacts<'_>) -> Section {
    let mut blocks = vec![Block::Text(
        "Personerna är påhittade. Roboten har räknat själv, med reglerna i den här boken.".into(),
    )];
    for (number, example) in (1..).zip(facts.examples) {
        blocks.extend(example_blocks(number, example));
    }
    Section {
        id: "exempel",
        title: "Räkneexempel",
        blocks,
    }
}

fn example_blocks(number: u32, example: &Example) -> Vec<Block> {
    let assessment = &example.assessment;
    let outcome = assessment.outcome.in_swedish();
    let result = match assessment.amount {
        Some(amount) => format!("Utfall: {outcome}. Belopp: {}.", amount.in_swedish()),
        None => format!("Utfall: {outcome}. Roboten räknade inget belopp."),
    };
    let mut blocks = vec![
        Block::Heading(format!("Exempel {number}, {}", example.month.in_swedish())),
        Block::Text(format!("{} {result}", example.shows)),
    ];
    if !assessment.reasons.is_empty() {
        let reasons = assessment.reasons.iter();
        blocks.push(Block::List(
            reasons
                .map(|reason| format!("Skäl: {}", reason.for_caseworker()))
                .collect(),
        ));
    }
    let rows = assessment.lines.iter().map(|line| {
        let person = line
            .person
            .map_or("hushållet".into(), |role| role.in_swedish());
        Row::new(
            line.id.to_string(),
            [
                Cell::from(&*line.label),
                Cell::from(&*person),
                line.amount.into(),
                line.arithmetic.to_string().into(),
                line.legal_basis().into(),
            ],
        )
    });
    let mut rows: Vec<_> = rows.collect();
    if let Some(amount) = assessment.amount {
        let cells = [
            "Ekonomiskt bistånd".into(),
            "hushållet".into(),
            amount.into(),
            "summan av alla rader".into(),
            "–".into(),
        ];
        rows.push(Row::new("amount", cells));
    }
    blocks.push(Block::Table(Table {
        id: format!("example.{number}"),
        caption: format!("Beräkningsspår för exempel {number}"),
        headings: vec!["Rad", "För vem", "Belopp", "Så räknade roboten", "Stöd"],
        rows,
    }));
    blocks
}
