//! The application beside the registries: for each member what was declared,
//! what the registry said and how it was judged.

use std::collections::BTreeSet;

use super::evidence::{in_words, said};
use super::people::{Person, sum};
use super::{Block, Cell, DossierFacts, Row, Section, Table, amount_or_dash, dash};
use crate::assessment::trace::Role;
use crate::assessment::{declarations_in_force, labels, roles};
use crate::explanation::words::date;
use crate::rules::Treatment;
use crate::vocabulary::evidence::{BenefitPayment, EmployerDeclaration};
use crate::vocabulary::{Application, Kronor, Month};

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
            rows.extend(benefits(&person));
            rows.extend(study_support(&person));
            rows.extend(salaries(&person));
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
        let mut text = format!("kommun {place}, civilstånd {}", person.civil_status);
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

fn benefits(person: &Person<'_>) -> Vec<Row> {
    let Some(answer) = person.benefits() else {
        return Vec::new();
    };
    let payments = answer.data().map_or(&[][..], Vec::as_slice);
    let (control, earlier) = (person.control(), person.control().plus(-1));
    let paid = |code: &str, month: Month| -> Vec<&BenefitPayment> {
        let of_code = payments.iter().filter(|payment| payment.code == code);
        of_code
            .filter(|payment| month.contains(payment.paid_on))
            .collect()
    };
    let declared_codes = person
        .declared("benefit")
        .filter_map(|income| income.benefit_code.as_deref());
    let mut codes: BTreeSet<&str> = declared_codes.filter(|code| *code != "CSN").collect();
    codes.extend(payments.iter().map(|payment| payment.code.as_str()));
    codes.retain(|code| {
        declared(person, code).is_some()
            || !paid(code, control).is_empty()
            || !paid(code, earlier).is_empty()
    });
    if codes.is_empty() && !answer.was_checked() {
        let why = said(Some(answer), |_| String::new());
        let cells = ["Förmåner".into(), dash(), why.into(), UNCHECKED.into()];
        return vec![Row::new("benefits", cells)];
    }
    let rows = codes.into_iter().map(|code| {
        let (now, before) = (paid(code, control), paid(code, earlier));
        let registry = if answer.was_checked() {
            format!(
                "{}, månaden före: {}",
                sum_in_words(&now),
                sum_in_words(&before)
            )
        } else {
            said(Some(answer), |_| String::new())
        };
        let rule = person.facts.policy.benefits.get(code);
        let label = rule.map_or(code, |rule| rule.label.as_str());
        let mut judged = match (person.counted(&format!("income.{code}")), rule) {
            (Some(counted), _) => format!("räknas: {}", counted.in_swedish()),
            (None, _) if !answer.was_checked() => UNCHECKED.to_owned(),
            (None, _) if now.is_empty() => "kom inte i kontrollmånaden".to_owned(),
            (None, Some(rule)) if rule.treatment == Treatment::Exempt => "räknas inte".to_owned(),
            (None, _) => "en handläggare bedömer".to_owned(),
        };
        if now.iter().any(|payment| payment.set_off) {
            judged.push_str(", minskad för en skuld");
        }
        if now.iter().any(|payment| payment.retroactive) {
            judged.push_str(", betald i efterhand");
        }
        let declared = amount_or_dash(declared(person, code));
        Row::new(
            code,
            [label.into(), declared, registry.into(), judged.into()],
        )
    });
    rows.collect()
}

const UNCHECKED: &str = "kunde inte kontrolleras";

/// The benefits a person declared by a code; `None` without any.
fn declared(person: &Person<'_>, code: &str) -> Option<Kronor> {
    let benefits = person.declared("benefit");
    sum(benefits.filter(|income| income.benefit_code.as_deref() == Some(code)))
}

fn sum_in_words(payments: &[&BenefitPayment]) -> String {
    let Some(last) = payments.iter().map(|payment| payment.paid_on).max() else {
        return "inget".to_owned();
    };
    let sum: Kronor = payments.iter().map(|payment| payment.net).sum();
    format!("{} ({})", sum.in_swedish(), date(last))
}

fn study_support(person: &Person<'_>) -> Option<Row> {
    let answer = person.study_support()?;
    let declared = declared(person, "CSN");
    let control = person.control();
    let registry = said(Some(answer), |support| {
        let payments = support.payments.iter();
        let in_control = payments.filter(|payment| control.contains(payment.paid_on));
        let amounts = in_control.flat_map(|payment| &payment.amounts);
        let mut parts: Vec<_> = amounts
            .map(|(kind, amount)| format!("{kind} {}", amount.in_swedish()))
            .collect();
        let periods = support.study_periods.iter();
        parts.extend(periods.map(|(from, to)| format!("studier {}–{}", date(*from), date(*to))));
        match parts.is_empty() {
            true => "inget i kontrollmånaden".to_owned(),
            false => parts.join(", "),
        }
    });
    let has_data = answer
        .data()
        .is_some_and(|support| *support != Default::default());
    if declared.is_none() && !has_data && answer.was_checked() {
        return None;
    }
    let judged = match person.counted("income.CSN") {
        Some(counted) => format!("räknas: {}", counted.in_swedish()),
        None if answer.was_checked() => "inget räknas".to_owned(),
        None => UNCHECKED.to_owned(),
    };
    let label = person.facts.policy.study_support.label.as_str();
    Some(Row::new(
        "CSN",
        [
            label.into(),
            amount_or_dash(declared),
            registry.into(),
            judged.into(),
        ],
    ))
}

/// Salaries by employer, who has a number here and no name.
fn salaries(person: &Person<'_>) -> Vec<Row> {
    let Some(answer) = person.tax_agency().map(|answer| &answer.declarations) else {
        return Vec::new();
    };
    let in_force = answer
        .data()
        .map_or_else(Vec::new, |rows| declarations_in_force(rows));
    let is_child = matches!(person.role, Role::Child(_));
    let control = person.control();
    let first = if is_child { control.january() } else { control };
    let rows: Vec<_> = in_force
        .into_iter()
        .filter(|row| first <= row.period && row.period <= control)
        .collect();
    let mut employers: BTreeSet<&str> = rows.iter().map(|row| row.employer.as_str()).collect();
    if !is_child {
        employers.extend(
            person
                .declared("salary")
                .map(|income| income.payer.as_str()),
        );
    }
    let (id, label) = match is_child {
        true => ("income.child_earnings", "Barnets lön före skatt i år"),
        false => ("income.salary", labels::SALARY),
    };
    let mut written: Vec<_> = (1..)
        .zip(employers)
        .map(|(place, employer)| {
            let of_employer = |row: &&&EmployerDeclaration| row.employer == employer;
            let reported: Vec<_> = rows.iter().filter(of_employer).collect();
            let pay: Kronor = reported.iter().map(|row| row.pay).sum();
            let tax: Kronor = reported.iter().map(|row| row.tax).sum();
            let from = person.declared("salary");
            let declared = sum(from.filter(|income| income.payer == employer));
            let registry = if !reported.is_empty() {
                format!("lön {}, skatt {}", pay.in_swedish(), tax.in_swedish())
            } else {
                said(Some(answer), |_| "ingen uppgift".into())
            };
            let judged = match declared {
                _ if is_child => "se raden under".to_owned(),
                None => "inte i ansökan".to_owned(),
                Some(_) if reported.is_empty() => "arbetsgivarens uppgift saknas".to_owned(),
                Some(declared) => {
                    format!("skillnad {}", (declared - (pay - tax)).abs().in_swedish())
                }
            };
            let what = format!("{label}, arbetsgivare {place}");
            Row::new(
                format!("{id}.{place}"),
                [
                    what.into(),
                    amount_or_dash(declared),
                    registry.into(),
                    judged.into(),
                ],
            )
        })
        .collect();
    if written.is_empty() && answer.was_checked() {
        return written;
    }
    let judged = match person.counted(id) {
        Some(counted) => format!("räknas: {}", counted.in_swedish()),
        None if answer.was_checked() => "inget räknas".to_owned(),
        None => UNCHECKED.to_owned(),
    };
    let registry: Cell = match written.is_empty() {
        true => said(Some(answer), |_| String::new()).into(),
        false => dash(),
    };
    written.push(Row::new(
        id,
        ["Lön, sammanlagt".into(), dash(), registry, judged.into()],
    ));
    written
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
