//! Incomes: which count, and from where the robot knows them.

use super::{Block, BookFacts, Cell, Row, Section, Table};
use crate::assessment::{agi_due_day, fixed, labels};
use crate::explanation::words::date;
use crate::rules::{Policy, Treatment};
use crate::vocabulary::Provision;

pub(super) fn section(facts: &BookFacts<'_>) -> Section {
    let (policy, month) = (facts.policy, facts.month);
    let mut blocks = vec![
        Block::Text(format!(
            "Inkomster räknas efter skatt, för var och en. Regel: {}, i kraft sedan {}.",
            Provision::RightToAid.citation(month),
            date(Provision::RightToAid.in_force_since(month)),
        )),
        Block::Text(format!(
            "Förmåner och studiestöd hämtas för vuxna. De hämtas också för barn som är {} år \
             eller äldre.",
            fixed::ASKED_FROM_AGE
        )),
        Block::Heading("Lön".into()),
        Block::List(vec![
            "Roboten jämför lönen i ansökan med arbetsgivarens uppgift till Skatteverket. \
             Den räknar lön minus skatt."
                .into(),
            format!(
                "Skillnaden får vara högst {} eller {} procent, det som är mest. Då räknas \
                 lönen i ansökan.",
                policy.salary_tolerance.in_swedish(),
                policy.salary_tolerance_percent
            ),
            format!(
                "Arbetsgivarens uppgift för {} ska finnas senast {}.",
                month.plus(-1).in_swedish(),
                date(agi_due_day(month))
            ),
            "Har uppgiften inte kommit i tid tar en handläggare över.".into(),
            "Före den dagen kan lönen i ansökan räcka. Då ska det finnas underlag, och \
             arbetsgivaren ska ha lämnat uppgift månaden innan. Roboten gör sedan en efterkontroll."
                .into(),
            format!(
                "Annars väntar ärendet, om det är högst {} dagar kvar.",
                policy.max_wait_days
            ),
        ]),
        Block::Heading("Tillgångar".into()),
        Block::Text(format!(
            "Pengar och fonder får vara högst {} tillsammans. Är de mer tar en handläggare över. \
             Det gäller också alla andra tillgångar.",
            policy.liquid_assets_threshold.in_swedish()
        )),
    ];
    blocks.extend(tables(policy).into_iter().map(Block::Table));
    Section {
        id: "inkomster",
        title: "Inkomster och tillgångar",
        blocks,
    }
}

pub(super) fn tables(policy: &Policy) -> Vec<Table> {
    vec![
        benefits(policy),
        study_support(policy),
        other_incomes(policy),
    ]
}

fn treatment(treatment: Treatment) -> Cell {
    Cell::from(match treatment {
        Treatment::Counts => "räknas",
        Treatment::Exempt => "räknas inte",
        Treatment::HandOver => "en handläggare bedömer",
    })
}

/// Whether the applicant must declare it too.
fn declare(fetched_automatically: bool) -> Cell {
    Cell::yes_or_no(!fetched_automatically)
}

fn benefits(policy: &Policy) -> Table {
    let rows = policy.benefits.iter().map(|(code, rule)| {
        Row::new(
            format!("benefits.{code}"),
            [
                rule.label.as_str().into(),
                Cell::Code(code.clone()),
                treatment(rule.treatment),
                declare(rule.fetched_automatically),
            ],
        )
    });
    Table {
        id: "benefits".into(),
        caption: "Förmåner. Andra förmåner bedömer en handläggare".into(),
        headings: vec!["Förmån", "Kod", "Så räknas den", "Du måste uppge den"],
        rows: rows.collect(),
    }
}

fn study_support(policy: &Policy) -> Table {
    let rule = &policy.study_support;
    let counting = fixed::STUDY_AMOUNTS_THAT_COUNT
        .into_iter()
        .map(|code| (code, Treatment::Counts));
    let by_policy = [("TILB", rule.extra_child), ("EXTRA", rule.extra_lodging)];
    let rows = counting.chain(by_policy).map(|(code, treated)| {
        Row::new(
            format!("study_support.{code}"),
            [
                rule.label.as_str().into(),
                Cell::Code(code.to_owned()),
                treatment(treated),
                declare(rule.fetched_automatically),
            ],
        )
    });
    Table {
        id: "study_support".into(),
        caption: "Studiestöd, både bidrag och lån".into(),
        headings: vec!["Stöd", "Kod", "Så räknas det", "Du måste uppge det"],
        rows: rows.collect(),
    }
}

fn other_incomes(policy: &Policy) -> Table {
    let row = |id: &str, label: &str, how: &str| {
        let code = Cell::Code(id.to_owned());
        Row::new(format!("incomes.{id}"), [label.into(), code, how.into()])
    };
    let mut rows = vec![
        row("salary", labels::SALARY, "räknas"),
        row("job_stimulus", labels::JOB_STIMULUS, "räknas inte"),
        row(
            "child_earnings",
            labels::CHILD_EARNINGS,
            "upp till ett prisbasbelopp",
        ),
        row("tax_refund", labels::TAX_REFUND, "räknas för vuxna"),
    ];
    let declared = policy.declared_incomes.iter();
    rows.extend(declared.map(|(kind, label)| row(kind, label, "räknas när du uppger den")));
    Table {
        id: "incomes".into(),
        caption: "Andra inkomster. Övriga slag bedömer en handläggare".into(),
        headings: vec!["Inkomst", "Kod", "Så räknas den"],
        rows,
    }
}
