//! What the application says besides: costs, other incomes, assets, message.

use super::{Block, Cell, DossierFacts, Row, Section, Table};
use crate::explanation::journal::{channel, income_label, kind};
use crate::explanation::words::{self, capitalised, date, date_and_time, member, role_of};
use crate::vocabulary::Application;

pub(super) fn section(facts: &DossierFacts<'_>, application: &Application) -> Section {
    let mut blocks = vec![Block::Table(table(
        "about",
        "Om ansökan",
        vec!["Vad", "Uppgift"],
        about(application),
    ))];
    if !application.message_to_caseworker.trim().is_empty() {
        blocks.push(Block::Heading("Meddelande från den sökande".into()));
        blocks.push(Block::Verbatim(application.message_to_caseworker.clone()));
    }
    let tables = [
        table(
            "costs",
            "Sökta kostnader",
            vec!["Kostnad", "Sökt", "Underlag", "Så räknade roboten"],
            costs(facts, application),
        ),
        table(
            "incomes",
            "Uppgivna inkomster",
            vec!["Inkomst", "Vem", "Belopp", "Betald", "Underlag"],
            incomes(facts, application),
        ),
        table(
            "assets",
            "Uppgivna tillgångar",
            vec!["Tillgång", "Belopp", "Underlag"],
            assets(application),
        ),
    ];
    let with_rows = tables.into_iter().filter(|table| !table.rows.is_empty());
    blocks.extend(with_rows.map(Block::Table));
    Section {
        id: "ansokan",
        title: "Ansökan",
        blocks,
    }
}

/// Of an application that makes no sense: the fields at fault.
pub(super) fn unreadable(facts: &DossierFacts<'_>) -> Section {
    let mut blocks = vec![Block::Text(
        "Ansökan gick inte att läsa. Läs den i ärendesystemet.".into(),
    )];
    if !facts.faults.is_empty() {
        blocks.push(Block::Text("De här fälten behöver rättas:".into()));
        blocks.push(Block::List(facts.faults.to_vec()));
    }
    Section {
        id: "ansokan",
        title: "Ansökan",
        blocks,
    }
}

fn table(id: &str, caption: &str, headings: Vec<&'static str>, rows: Vec<Row>) -> Table {
    Table {
        id: id.into(),
        caption: caption.into(),
        headings,
        rows,
    }
}

fn about(application: &Application) -> Vec<Row> {
    let yes = |is_so: bool| if is_so { "ja" } else { "nej" };
    let context = &application.case_context;
    let signed = application.adults().filter_map(|adult| {
        let role = role_of(adult.personnummer, application)?;
        let when = adult.signed_at.as_ref().map_or("nej".into(), date_and_time);
        Some((format!("Underskrift, {}", member(role, application)), when))
    });
    let assessed = context.adults.iter().filter_map(|adult| {
        let role = role_of(adult.personnummer, application)?;
        let held = adult.individual_assessment.as_ref()?;
        let followed = if held.plan_followed {
            "följs"
        } else {
            "följs inte"
        };
        Some((
            format!("Individuell bedömning, {}", member(role, application)),
            format!("gäller till {}, planen {followed}", date(held.valid_until)),
        ))
    });
    let mut facts = vec![
        ("Slag".to_owned(), kind(application.kind).to_lowercase()),
        ("Månad".to_owned(), application.month.in_swedish()),
        (
            "Kom in".to_owned(),
            format!(
                "{} via {}",
                date_and_time(&application.received_at),
                channel(application.channel)
            ),
        ),
        (
            "Bor i bostaden".to_owned(),
            application.persons_in_dwelling.to_string(),
        ),
        (
            "Något har ändrats".to_owned(),
            yes(application.circumstances_changed).to_owned(),
        ),
    ];
    facts.extend(signed);
    facts.extend(assessed);
    if !context.flags.is_empty() {
        facts.push((
            "Markeringar i ärendesystemet".to_owned(),
            context.flags.join(", "),
        ));
    }
    facts
        .into_iter()
        .map(|(what, value)| Row::new(what.clone(), [Cell::from(what), value.into()]))
        .collect()
}

fn document(application: &Application, ids: &[String]) -> Cell {
    match application.has_document(ids) {
        true => "finns".into(),
        false => "saknas".into(),
    }
}

fn costs(facts: &DossierFacts<'_>, application: &Application) -> Vec<Row> {
    let costs = application.costs.iter().map(|cost| {
        let label = facts.policy.costs.get(&cost.kind);
        let label = label.map_or(cost.kind.as_str(), |row| row.label.as_str());
        let id = format!("cost.{}", cost.kind);
        let mut lines = facts.assessment.lines.iter();
        let approved = lines.find(|line| line.id == id);
        let approved = approved.map_or("en handläggare bedömer".to_owned(), |line| {
            format!("{}: {}", line.amount.in_swedish(), line.arithmetic)
        });
        let document = document(application, &cost.document_ids);
        Row::new(
            id,
            [label.into(), cost.amount.into(), document, approved.into()],
        )
    });
    costs.collect()
}

fn incomes(facts: &DossierFacts<'_>, application: &Application) -> Vec<Row> {
    let incomes = application.incomes.iter().map(|income| {
        let person = role_of(income.person, application);
        let person = person.map_or("Någon utanför hushållet".into(), |role| {
            capitalised(&member(role, application))
        });
        Row::new(
            income.kind.as_str(),
            [
                income_label(income, facts.policy).into(),
                person.into(),
                income.amount_net.into(),
                date(income.paid_on).into(),
                document(application, &income.document_ids),
            ],
        )
    });
    incomes.collect()
}

fn assets(application: &Application) -> Vec<Row> {
    let assets = application.assets.iter().map(|asset| {
        let document = document(application, &asset.document_ids);
        let label = words::asset(&asset.kind);
        Row::new(
            asset.kind.as_str(),
            [label.into(), asset.amount.into(), document],
        )
    });
    assets.collect()
}
