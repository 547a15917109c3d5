//! Costs beside the riksnorm: what the municipality accepts, and up to how much.

use super::{Block, BookFacts, Cell, Row, Section, Table, basis};
use crate::rules::{Cap, CostRule, Policy};
use crate::vocabulary::Month;

pub(super) fn section(facts: &BookFacts<'_>) -> Section {
    Section {
        id: "kostnader",
        title: "Kostnader",
        blocks: vec![
            Block::Text(
                "Utöver riksnormen räknas vissa kostnader. Kommunen har bestämt vilka, och hur \
                 mycket som högst godkänns. Flera kostnader av samma slag läggs ihop."
                    .into(),
            ),
            Block::Text(
                "Andra kostnader än de här bedömer en handläggare. Saknas underlag tar en \
                 handläggare över."
                    .into(),
            ),
            Block::Table(table(facts.policy, facts.month)),
            Block::Table(caps(facts.policy)),
        ],
    }
}

pub(super) fn table(policy: &Policy, month: Month) -> Table {
    let rows = policy.costs.iter().map(|(kind, rule)| {
        let [citation, since] = basis(rule.provision, month);
        let [cap, over, document] = approval(rule);
        let label = rule.label.as_str().into();
        Row::new(
            format!("costs.{kind}"),
            [
                label,
                Cell::Code(kind.clone()),
                cap,
                over,
                document,
                citation,
                since,
            ],
        )
    });
    Table {
        id: "costs".into(),
        caption: "Kostnader som kommunen har tagit ställning till".into(),
        headings: vec![
            "Kostnad",
            "Kod",
            "Högst",
            "Om kostnaden är högre",
            "Kräver underlag",
            "Stöd",
            "Lagen gäller från",
        ],
        rows: rows.collect(),
    }
}

fn approval(rule: &CostRule) -> [Cell; 3] {
    let Some(approval) = &rule.approval else {
        return ["en handläggare bedömer", "–", "–"].map(Cell::from);
    };
    let cap = match &approval.cap {
        Cap::None => "ingen gräns".into(),
        Cap::Amount(amount) => Cell::Amount(*amount),
        Cap::ByMembers { .. } => "efter hushållets storlek, se nästa tabell".into(),
    };
    let over = if approval.over_cap_needs_person {
        "en handläggare tar över"
    } else {
        "den godkänns upp till gränsen"
    };
    [cap, over.into(), Cell::yes_or_no(approval.needs_document)]
}

/// Caps by the number of members: one row a cost and size.
pub(super) fn caps(policy: &Policy) -> Table {
    let mut rows = Vec::new();
    for (kind, rule) in &policy.costs {
        let Some(Cap::ByMembers { amounts, further }) = rule.approval.as_ref().map(|a| &a.cap)
        else {
            continue;
        };
        let mut row = |rest: String, who: String, amount| {
            let label = format!("{}, {who}", rule.label);
            rows.push(Row::new(
                format!("costs.{kind}.{rest}"),
                [label.into(), amount],
            ));
        };
        for (members, amount) in (1..).zip(amounts) {
            let persons = if members == 1 { "person" } else { "personer" };
            row(
                members.to_string(),
                format!("{members} {persons}"),
                Cell::Amount(*amount),
            );
        }
        row(
            "further".into(),
            "för varje person till".into(),
            Cell::Amount(*further),
        );
    }
    Table {
        id: "costs.by_members".into(),
        caption: "Kostnader som högst, efter antal i hushållet".into(),
        headings: vec!["Kostnad och hushåll", "Högst"],
        rows,
    }
}
