//! Incomes and assets (HANDBOOK 3.3): one file a source.
//!
//! Counted by payment date in the control month, per person, net. Judged only
//! when the month applied for has begun; before that nothing here is judged,
//! not even whether the registries could be read.

mod assets;
mod benefits;
mod child_earnings;
mod declarations;
mod declared;
mod salary;
mod study_support;
mod tax_refund;

use std::borrow::Cow;

pub use declarations::in_force as declarations_in_force;
pub use salary::due_day as agi_due_day;
pub use study_support::STUDY_AMOUNTS_THAT_COUNT;

use super::case::{Case, Member};
use super::findings::{Findings, NewLine};
use super::trace::{Arithmetic, Comparison, EvidenceRef, Part};
use crate::vocabulary::application::Income;
use crate::vocabulary::{Kronor, Provision, Reason};

/// Adds the incomes' lines and everything there is to say against them.
pub fn assess(case: &Case<'_>, findings: &mut Findings) {
    if !case.begun {
        return;
    }
    for member in case.asked_about_benefits() {
        benefits::assess(case, member, findings);
        study_support::assess(case, member, findings);
    }
    for member in case.adults() {
        salary::assess(case, member, findings);
        tax_refund::assess(case, member, findings);
    }
    for member in case.children() {
        child_earnings::assess(case, member, findings);
    }
    declared::assess(case, findings);
    assets::assess(case, findings);
}

/// The kind of a declared salary.
const SALARY: &str = "salary";
/// The kind of a declared benefit.
const BENEFIT: &str = "benefit";

/// The incomes of one kind that a member has declared as paid in the control
/// month.
fn declared_by<'c>(
    case: &'c Case<'_>,
    member: &'c Member<'_>,
    kind: &'static str,
) -> impl Iterator<Item = &'c Income> {
    case.application.incomes.iter().filter(move |income| {
        income.kind == kind
            && income.person == member.number
            && case.control.contains(income.paid_on)
    })
}

/// Whether a member has declared a benefit code as paid in the control month.
fn has_declared_benefit(case: &Case<'_>, member: &Member<'_>, code: &str) -> bool {
    declared_by(case, member, BENEFIT).any(|income| income.benefit_code.as_deref() == Some(code))
}

/// What two months of one benefit say beside each other (HANDBOOK 3.3.4):
/// `None` for a month without a payment.
fn compare(case: &Case<'_>, earlier: Option<Kronor>, now: Option<Kronor>, findings: &mut Findings) {
    match (earlier, now) {
        (Some(_), None) => findings.report(Reason::BenefitMissing),
        (Some(earlier), Some(now)) => {
            let limit = earlier.percent(case.policy.change_threshold_percent);
            findings.report_if((now - earlier).abs() > limit, Reason::IncomeChanged);
        }
        (None, _) => {}
    }
}

/// Sums amounts, and says how many there are; `None` when there are none.
fn total(amounts: impl Iterator<Item = Kronor>) -> Option<(Kronor, u32)> {
    amounts.fold(None, |sum, amount| {
        let (sum, count) = sum.unwrap_or((Kronor::ZERO, 0_u32));
        Some((sum + amount, count.saturating_add(1)))
    })
}

/// How a sum of so many amounts came about.
fn summed(count: u32) -> Arithmetic {
    if count > 1 {
        Arithmetic::SumOf(count)
    } else {
        Arithmetic::AsIs
    }
}

/// An income that counts; `amount` is what was received, not below zero.
struct Counted {
    id: Cow<'static, str>,
    label: Cow<'static, str>,
    amount: Kronor,
    arithmetic: Arithmetic,
    evidence: Vec<EvidenceRef>,
    comparison: Option<Comparison>,
}

fn count(member: &Member<'_>, income: Counted, findings: &mut Findings) {
    let line = NewLine {
        id: income.id,
        label: income.label,
        part: Part::Income,
        person: Some(member.role),
        amount: -income.amount,
        arithmetic: income.arithmetic,
        provision: Provision::RightToAid,
        parameter: None,
        evidence: income.evidence,
    };
    findings.add_income(line, income.comparison);
}
