//! Salaries: what was declared beside what the employers reported.

use std::collections::BTreeSet;

use super::evidence::{UNCHECKED, said, unchecked_row};
use super::people::{Person, sum};
use super::{Row, amount_or_dash, dash};
use crate::assessment::trace::Role;
use crate::assessment::{declarations_in_force, labels};
use crate::vocabulary::evidence::EmployerDeclaration;
use crate::vocabulary::{Answer, Kronor, Source};

/// A row for each employer, who has a number here and no name, and one for
/// what counts. Of a child it is the pay of the year.
pub(super) fn rows(person: &Person<'_>) -> Vec<Row> {
    let is_child = matches!(person.role, Role::Child(_));
    let answer = person.tax_agency().map(|answer| &answer.declarations);
    let reported = answer.and_then(|answer| answer.data());
    let reported = reported.map_or_else(Vec::new, |rows| declarations_in_force(rows));
    let control = person.control();
    let (id, first) = match is_child {
        true => ("income.child_earnings", control.january()),
        // Who reported the month before and not now is missed.
        false => ("income.salary", control.plus(-1)),
    };
    let of_time = reported
        .iter()
        .filter(|row| first <= row.period && row.period <= control);
    let mut employers: BTreeSet<&str> = of_time.map(|row| row.employer.as_str()).collect();
    if !is_child {
        let salaries = person.declared("salary");
        employers.extend(salaries.map(|income| income.payer.as_str()));
    }
    let mut rows: Vec<_> = (1..)
        .zip(employers)
        .map(|(place, employer)| {
            let counts = |row: &&&EmployerDeclaration| {
                let in_time = row.period == control || (is_child && first <= row.period);
                row.employer == employer && in_time && row.period <= control
            };
            let reported: Vec<_> = reported.iter().filter(counts).copied().collect();
            let of_employer = Employer {
                answer,
                pay: reported.iter().map(|row| row.pay).sum(),
                tax: reported.iter().map(|row| row.tax).sum(),
                has_reported: !reported.is_empty(),
                declared: sum(person
                    .declared("salary")
                    .filter(|income| income.payer == employer && !is_child)),
            };
            of_employer.row(format!("{id}.{place}"), place, is_child)
        })
        .collect();
    if rows.is_empty() {
        rows.extend(unchecked_row(
            person,
            Source::Skatteverket,
            "individuppgifter",
            labels::SALARY,
        ));
        return rows;
    }
    let judged = match person.counted(id) {
        Some(counted) if counted == Kronor::ZERO => "räknas inte".to_owned(),
        Some(counted) => format!("räknas: {}", counted.in_swedish()),
        None if !answer.is_some_and(|answer| answer.was_checked()) => UNCHECKED.to_owned(),
        None if person.facts.assessment.amount.is_none() => "en handläggare räknar".to_owned(),
        None => "inget räknas".to_owned(),
    };
    let cells = ["Lön, sammanlagt".into(), dash(), dash(), judged.into()];
    rows.push(Row::new(id, cells));
    rows
}

/// What one employer reported, and what was declared of it.
struct Employer<'a> {
    answer: Option<&'a Answer<Vec<EmployerDeclaration>>>,
    pay: Kronor,
    tax: Kronor,
    has_reported: bool,
    declared: Option<Kronor>,
}

impl Employer<'_> {
    fn row(&self, id: String, place: u32, is_child: bool) -> Row {
        let registry = said(self.answer, |_| match self.has_reported {
            true => format!(
                "lön {}, skatt {}",
                self.pay.in_swedish(),
                self.tax.in_swedish()
            ),
            false => "ingen uppgift för kontrollmånaden".to_owned(),
        });
        let judged = match self.declared {
            _ if !self.answer.is_some_and(|answer| answer.was_checked()) => UNCHECKED.to_owned(),
            _ if !self.has_reported => "arbetsgivarens uppgift saknas".to_owned(),
            _ if is_child => "årets lön före skatt".to_owned(),
            None => "inte i ansökan".to_owned(),
            Some(declared) => {
                let net = self.pay - self.tax;
                format!("skillnad {}", (declared - net).abs().in_swedish())
            }
        };
        let what = format!("Lön, arbetsgivare {place}");
        let declared = amount_or_dash(self.declared);
        Row::new(id, [what.into(), declared, registry.into(), judged.into()])
    }
}
