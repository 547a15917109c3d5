//! Benefits and study support: what was declared beside what was paid.

use std::collections::BTreeSet;

use super::evidence::{UNCHECKED, said, unchecked_row};
use super::people::{Person, sum};
use super::{Row, amount_or_dash};
use crate::explanation::words::date;
use crate::rules::Treatment;
use crate::vocabulary::evidence::BenefitPayment;
use crate::vocabulary::{Kronor, Month, Source};

/// The code of declared study support, which CSN answers for.
const CSN: &str = "CSN";

/// Every benefit that was declared, or paid in one of the two months.
pub(super) fn benefits(person: &Person<'_>) -> Vec<Row> {
    let answer = person.benefits();
    let payments = answer.and_then(|answer| answer.data());
    let payments = payments.map_or(&[][..], Vec::as_slice);
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
    let mut codes: BTreeSet<&str> = declared_codes.filter(|code| *code != CSN).collect();
    let in_two_months = payments
        .iter()
        .filter(|payment| control.contains(payment.paid_on) || earlier.contains(payment.paid_on));
    codes.extend(in_two_months.map(|payment| payment.code.as_str()));
    let rows = codes.into_iter().map(|code| {
        let now = paid(code, control);
        let registry = said(answer, |_| {
            let before = sum_in_words(&paid(code, earlier));
            format!("{}, månaden före: {before}", sum_in_words(&now))
        });
        let rule = person.facts.policy.benefits.get(code);
        let label = rule.map_or(code, |rule| rule.label.as_str());
        let is_exempt = rule.is_some_and(|rule| rule.treatment == Treatment::Exempt);
        let mut judged = match person.counted(&format!("income.{code}")) {
            Some(counted) => format!("räknas: {}", counted.in_swedish()),
            None if !answer.is_some_and(|answer| answer.was_checked()) => UNCHECKED.to_owned(),
            None if now.is_empty() => "kom inte i kontrollmånaden".to_owned(),
            None if is_exempt => "räknas inte".to_owned(),
            None => "en handläggare bedömer".to_owned(),
        };
        if now.iter().any(|payment| payment.set_off) {
            judged.push_str(", minskad för en skuld");
        }
        if now.iter().any(|payment| payment.retroactive) {
            judged.push_str(", betald i efterhand");
        }
        let declared = amount_or_dash(declared(person, code));
        let cells = [label.into(), declared, registry.into(), judged.into()];
        Row::new(code, cells)
    });
    let mut rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        rows.extend(unchecked_row(
            person,
            Source::Forsakringskassan,
            "",
            "Förmåner",
        ));
    }
    rows
}

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

/// What CSN paid in the control month, and when the person studies.
pub(super) fn study_support(person: &Person<'_>) -> Option<Row> {
    let label = person.facts.policy.study_support.label.as_str();
    let (answer, declared) = (person.study_support(), declared(person, CSN));
    let support = answer.and_then(|answer| answer.data());
    if declared.is_none() && support.is_none_or(|support| *support == Default::default()) {
        return unchecked_row(person, Source::Csn, "", label);
    }
    let control = person.control();
    let registry = said(answer, |support| {
        let payments = support.payments.iter();
        let in_control = payments.filter(|payment| control.contains(payment.paid_on));
        let amounts = in_control.flat_map(|payment| &payment.amounts);
        let mut parts: Vec<_> = amounts
            .map(|(kind, amount)| format!("{kind} {}", amount.in_swedish()))
            .collect();
        if parts.is_empty() {
            parts.push("inget i kontrollmånaden".to_owned());
        }
        let periods = support.study_periods.iter();
        parts.extend(periods.map(|(from, to)| format!("studier {}–{}", date(*from), date(*to))));
        parts.join(", ")
    });
    let judged = match person.counted("income.CSN") {
        Some(counted) => format!("räknas: {}", counted.in_swedish()),
        None if answer.is_some_and(|answer| answer.was_checked()) => "inget räknas".to_owned(),
        None => UNCHECKED.to_owned(),
    };
    let declared = amount_or_dash(declared);
    let cells = [label.into(), declared, registry.into(), judged.into()];
    Some(Row::new(CSN, cells))
}
