//! Children's own earnings (HANDBOOK 3.3.8; 12 kap. 9 § SoL).

use std::borrow::Cow;

use super::declarations::in_force;
use super::salary::{PART, pay};
use crate::assessment::case::{Case, Member};
use crate::assessment::findings::{Findings, NewLine};
use crate::assessment::labels;
use crate::assessment::trace::{Arithmetic, Part};
use crate::vocabulary::evidence::EmployerDeclaration;
use crate::vocabulary::{Answer, Kronor, Provision, Reason, Source};

/// Judges what a child has earned since January of the control month's year.
/// Up to a prisbasbelopp it is not counted; above, a person decides.
pub fn assess(case: &Case<'_>, member: &Member<'_>, findings: &mut Findings) {
    let rows = match member.tax_agency(|answer| &answer.declarations) {
        Answer::Data(rows) => in_force(rows),
        Answer::NothingWithUs => return,
        Answer::CouldNotBeChecked(cause) => {
            findings.unchecked_figure(member, Source::Skatteverket, PART, cause);
            return;
        }
    };
    let year = case.control.january()..=case.control;
    let in_year = |row: &&EmployerDeclaration| year.contains(&row.period);
    let this_year: Vec<_> = rows.into_iter().filter(in_year).collect();
    let Some((earned, _)) = pay(&this_year).filter(|(earned, _)| earned.is_positive()) else {
        return;
    };
    let Some(limit) = case.rules.price_base_amount(case.control) else {
        findings.report_without_amount(Reason::NormTableMissing);
        return;
    };
    let limit = &limit.amount;
    if earned > limit.value {
        findings.report(Reason::ChildEarnings);
        return;
    }
    findings.add(NewLine {
        id: Cow::Borrowed("income.child_earnings"),
        label: Cow::Borrowed(labels::CHILD_EARNINGS),
        part: Part::Income,
        person: Some(member.role),
        amount: Kronor::ZERO,
        arithmetic: Arithmetic::WithinLimit {
            earned,
            limit: limit.value,
        },
        provision: Provision::ChildEarnings,
        parameter: Some(limit.parameter.clone()),
        evidence: vec![member.evidence(Source::Skatteverket, "individuppgifter.kontantErsattning")],
    });
}
