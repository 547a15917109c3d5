//! Declared incomes that no registry has (HANDBOOK 3.3.10).

use std::borrow::Cow;

use super::{BENEFIT, Counted, SALARY, count, summed, total};
use crate::assessment::case::Case;
use crate::assessment::findings::Findings;
use crate::assessment::trace::EvidenceRef;
use crate::vocabulary::Reason;

/// Counts the kinds the policy counts, and reports the others.
pub fn assess(case: &Case<'_>, findings: &mut Findings) {
    for income in &case.application.incomes {
        let is_member = case.member(income.person).is_some();
        if !is_member {
            findings.report_without_amount(Reason::IncomePersonUnknown);
            continue;
        }
        let kind = income.kind.as_str();
        let judged_here =
            ![SALARY, BENEFIT].contains(&kind) && case.control.contains(income.paid_on);
        if judged_here && !case.policy.declared_incomes.contains_key(kind) {
            findings.report_without_amount(Reason::UnknownBenefit);
        }
    }
    for member in &case.members {
        for (kind, label) in &case.policy.declared_incomes {
            let amounts = case
                .application
                .incomes
                .iter()
                .filter(|income| income.kind == *kind && income.person == member.number)
                .filter(|income| case.control.contains(income.paid_on))
                .map(|income| income.amount_net);
            if let Some((sum, amounts)) = total(amounts) {
                let income = Counted {
                    id: Cow::Owned(format!("income.declared.{kind}")),
                    label: Cow::Owned(label.clone()),
                    amount: sum,
                    arithmetic: summed(amounts),
                    evidence: vec![EvidenceRef::Application("incomes")],
                    comparison: None,
                };
                count(member, income, findings);
            }
        }
    }
}
