//! Study support from CSN (HANDBOOK 3.3.2, 3.3.3, 3.3.4).

use std::borrow::Cow;

use super::benefits::CSN;
use super::{Counted, compare, count, has_declared_benefit, summed, total};
use crate::assessment::case::{Case, Member};
use crate::assessment::findings::Findings;
use crate::rules::{Policy, Treatment};
use crate::vocabulary::evidence::{StudyPayment, StudySupport};
use crate::vocabulary::{Answer, Kronor, Month, Reason, Source};

/// Judges what CSN paid a member, and whether an adult studies.
pub fn assess(case: &Case<'_>, member: &Member<'_>, findings: &mut Findings) {
    let nothing = StudySupport::default();
    let support = match member.study_support() {
        Answer::Data(support) => support,
        Answer::NothingWithUs => &nothing,
        Answer::CouldNotBeChecked(cause) => {
            findings.unchecked_figure(member, Source::Csn, "", cause);
            return;
        }
    };
    let paid_in = |month: Month| {
        support
            .payments
            .iter()
            .filter(move |payment| month.contains(payment.paid_on))
    };
    let has_unknown = |payment: &StudyPayment| {
        payment
            .amounts
            .iter()
            .any(|(kind, _)| treatment(case.policy, kind) == Treatment::HandOver)
    };
    if paid_in(case.control).any(has_unknown) {
        findings.report_without_amount(Reason::UnknownBenefit);
    }
    let counted_in =
        |month| total(paid_in(month).filter_map(|payment| counted(case.policy, payment)));
    let (earlier, now) = (counted_in(case.comparison), counted_in(case.control));
    compare(
        case,
        earlier.map(|(sum, _)| sum),
        now.map(|(sum, _)| sum),
        findings,
    );
    let declared = has_declared_benefit(case, member, CSN);
    findings.report_if(
        declared && paid_in(case.control).next().is_none(),
        Reason::DeclaredNotInRegistry,
    );
    findings.report_if(
        now.is_some() && !declared && !case.policy.study_support.fetched_automatically,
        Reason::UndeclaredIncome,
    );
    let (first, last) = (case.month.first_day(), case.month.last_day());
    let overlaps = |(from, to): &(_, _)| *from <= last && *to >= first;
    findings.report_if(
        member.is_adult() && support.study_periods.iter().any(overlaps),
        Reason::Student,
    );
    if let Some((sum, payments)) = now {
        let income = Counted {
            id: Cow::Borrowed("income.CSN"),
            label: Cow::Owned(case.policy.study_support.label.clone()),
            amount: sum,
            arithmetic: summed(payments),
            evidence: vec![member.evidence(Source::Csn, "arenden.utbetalningsplan.belopp")],
        };
        count(member, income, findings);
    }
}

/// What of a payment counts; `None` when none of its amounts is of a kind
/// that does.
fn counted(policy: &Policy, payment: &StudyPayment) -> Option<Kronor> {
    let counting = payment
        .amounts
        .iter()
        .filter(|(kind, _)| treatment(policy, kind) == Treatment::Counts)
        .map(|(_, amount)| *amount);
    total(counting).map(|(sum, _)| sum)
}

/// Amount types that always count: grant and loan.
pub const STUDY_AMOUNTS_THAT_COUNT: [&str; 4] = ["GRUNDB", "GRUNDF", "GRUNDL", "MERKL"];

/// Grant and loan count; the two extras are the policy's to say; an unknown
/// kind is a person's.
fn treatment(policy: &Policy, kind: &str) -> Treatment {
    match kind {
        kind if STUDY_AMOUNTS_THAT_COUNT.contains(&kind) => Treatment::Counts,
        "TILB" => policy.study_support.extra_child,
        "EXTRA" => policy.study_support.extra_lodging,
        _ => Treatment::HandOver,
    }
}
