//! The application beside the registries: for each member what was declared,
//! what the registry said and how it was judged.

use super::evidence::{UNCHECKED, in_words, said};
use super::people::Person;
use super::{Block, DossierFacts, Row, Section, Table, dash, incomes, salaries};
use crate::assessment::trace::Role;
use crate::assessment::{labels, roles};
use crate::vocabulary::Application;

pub(super) fn section(facts: &DossierFacts<'_>, application: &Application) -> Section {
    let control = application.month.plus(-1);
    let begun = facts.on >= application.month.first_day();
    let intro = if begun {
        format!(
            "Inkomster räknas om de kom in i {}. Beloppen är efter skatt om inget annat står.",
            control.in_swedish()
        )
    } else {
        "Månaden har inte börjat. Därför har roboten inte tittat på inkomsterna.".into()
    };
    let mut blocks = vec![Block::Text(intro)];
    for (role, number) in roles(application) {
        let person = Person {
            facts,
            application,
            role,
            number,
        };
        let mut rows = vec![registration(&person)];
        rows.extend(company(&person));
        if begun {
            rows.extend(incomes::benefits(&person));
            rows.extend(incomes::study_support(&person));
            rows.extend(salaries::rows(&person));
            rows.extend(tax_refund(&person));
        }
        blocks.push(Block::Table(Table {
            id: format!("person.{role}"),
            caption: person.name(),
            headings: vec!["Vad", "Ansökan", "Registret", "Så bedömde roboten"],
            rows,
        }));
    }
    Section {
        id: "jamforelse",
        title: "Ansökan och register sida vid sida",
        blocks,
    }
}

fn registration(person: &Person<'_>) -> Row {
    let ours = &person.facts.policy.municipality_code;
    let answer = person.tax_agency().map(|answer| &answer.registration);
    let data = answer.and_then(|answer| answer.data());
    let judged = match data {
        None => "en handläggare tittar".to_owned(),
        Some(person) if person.deregistered.is_some() => "avregistrerad".to_owned(),
        Some(person) if person.municipality.as_ref() == Some(ours) => "samma kommun".to_owned(),
        Some(_) => format!("en annan kommun än {ours}"),
    };
    let registry = said(answer, |person| {
        let place = person.municipality.as_deref().unwrap_or("ingen");
        let children = person.children.len();
        let mut text = format!("kommun {place}, {}", civil_status(&person.civil_status));
        if children > 0 {
            text.push_str(&format!(", barn: {children}"));
        }
        text
    });
    let declared = match person.role {
        Role::Child(_) => {
            let mut children = person.application.children.iter();
            let child = children.find(|child| child.personnummer == person.number);
            child.map_or_else(dash, |child| {
                format!("bor här {} dagar av 30", child.days_per_month).into()
            })
        }
        Role::Applicant | Role::CoApplicant => {
            format!("kommun {}", person.application.municipality_code).into()
        }
    };
    Row::new(
        "folkbokforing",
        [
            "Folkbokföring".into(),
            declared,
            registry.into(),
            judged.into(),
        ],
    )
}

/// Civilstånd in words; a code that is not known is shown as it is.
fn civil_status(code: &str) -> String {
    let word = match code {
        "OG" => "ogift",
        "G" => "gift",
        "S" => "skild",
        "Ä" => "änka eller änkling",
        "RP" => "registrerad partner",
        "SP" => "skild partner",
        "EP" => "efterlevande partner",
        other => return format!("civilstånd {other}"),
    };
    word.to_owned()
}

/// An adult's company; of a child it is not used.
fn company(person: &Person<'_>) -> Option<Row> {
    if matches!(person.role, Role::Child(_)) {
        return None;
    }
    let answer = person.tax_agency().map(|answer| &answer.company);
    let is_active = answer
        .and_then(|answer| answer.data())
        .map(|company| company.f_tax || company.vat_registered);
    let registry = said(answer, |company| {
        let yes = |is_so| if is_so { "ja" } else { "nej" };
        format!(
            "F-skatt: {}, moms: {}",
            yes(company.f_tax),
            yes(company.vat_registered)
        )
    });
    let checked = answer.is_some_and(|answer| answer.was_checked());
    let judged = match is_active {
        Some(true) => "har företag",
        _ if checked => "inget företag",
        _ => "en handläggare tittar",
    };
    Some(Row::new(
        "foretag",
        ["Företag".into(), dash(), registry.into(), judged.into()],
    ))
}

fn tax_refund(person: &Person<'_>) -> Option<Row> {
    if matches!(person.role, Role::Child(_)) {
        return None;
    }
    let answer = &person.tax_agency()?.tax_account;
    let counted = person.counted("income.tax_refund");
    if counted.is_none() && answer.was_checked() {
        return None;
    }
    let judged = counted.map_or(UNCHECKED.to_owned(), |counted| {
        format!("räknas: {}", counted.in_swedish())
    });
    let registry = in_words(answer, |account| account.paid_out.in_swedish());
    Some(Row::new(
        "income.tax_refund",
        [
            labels::TAX_REFUND.into(),
            dash(),
            registry.into(),
            judged.into(),
        ],
    ))
}
