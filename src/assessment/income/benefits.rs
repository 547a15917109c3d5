//! Benefits of Försäkringskassan and Pensionsmyndigheten (HANDBOOK 3.3.1,
//! 3.3.3, 3.3.4).

use std::borrow::Cow;

use super::{BENEFIT, Counted, compare, count, declared_by, has_declared_benefit, summed, total};
use crate::assessment::case::{Case, Member};
use crate::assessment::findings::Findings;
use crate::rules::Treatment;
use crate::vocabulary::evidence::BenefitPayment;
use crate::vocabulary::{Answer, Reason, Source};

/// The code of declared study support, which CSN answers for.
pub const CSN: &str = "CSN";

/// Judges what Försäkringskassan paid a member.
pub fn assess(case: &Case<'_>, member: &Member<'_>, findings: &mut Findings) {
    let source = Source::Forsakringskassan;
    let payments = match member.benefits() {
        Answer::Data(payments) => payments.as_slice(),
        Answer::NothingWithUs => &[],
        Answer::CouldNotBeChecked(cause) => {
            findings.unchecked_figure(member, source, "", cause);
            return;
        }
    };
    let mut by_code: Vec<&BenefitPayment> = payments.iter().collect();
    by_code.sort_by_key(|payment| payment.code.as_str());
    for payments in by_code.chunk_by(|one, next| one.code == next.code) {
        one_code(case, member, payments, findings);
    }
    for declared in declared_by(case, member, BENEFIT) {
        let code = declared.benefit_code.as_deref().unwrap_or_default();
        let paid = payments
            .iter()
            .any(|payment| payment.code == code && case.control.contains(payment.paid_on));
        findings.report_if(code != CSN && !paid, Reason::DeclaredNotInRegistry);
    }
}

fn one_code(
    case: &Case<'_>,
    member: &Member<'_>,
    payments: &[&BenefitPayment],
    findings: &mut Findings,
) {
    let Some(code) = payments.first().map(|payment| payment.code.as_str()) else {
        return;
    };
    let in_month = |month: crate::vocabulary::Month| {
        payments
            .iter()
            .filter(move |payment| month.contains(payment.paid_on))
    };
    let paid = total(in_month(case.control).map(|payment| payment.net));
    let rule = case.policy.benefits.get(code);
    let treatment = rule.map_or(Treatment::HandOver, |rule| rule.treatment);
    let (Some(rule), Treatment::Counts) = (rule, treatment) else {
        if paid.is_some() && treatment == Treatment::HandOver {
            findings.report_without_amount(Reason::UnknownBenefit);
        }
        return;
    };
    let earlier = total(in_month(case.comparison).map(|payment| payment.net));
    compare(
        case,
        earlier.map(|(sum, _)| sum),
        paid.map(|(sum, _)| sum),
        findings,
    );
    let Some((sum, payments_counted)) = paid else {
        return;
    };
    findings.report_if(
        in_month(case.control).any(|payment| payment.set_off),
        Reason::SetOff,
    );
    findings.report_if(
        in_month(case.control).any(|payment| payment.retroactive),
        Reason::RetroactivePayment,
    );
    findings.report_if(
        !rule.fetched_automatically && !has_declared_benefit(case, member, code),
        Reason::UndeclaredIncome,
    );
    let income = Counted {
        id: Cow::Owned(["income.", code].concat()),
        label: Cow::Owned(rule.label.clone()),
        amount: sum,
        arithmetic: summed(payments_counted),
        evidence: vec![member.evidence(Source::Forsakringskassan, "utbetalningar.nettobelopp")],
    };
    count(member, income, findings);
}
