//! From lines and reasons to an outcome (HANDBOOK 3, 3.5 and 7).

use std::borrow::Cow;

use super::case::Case;
use super::findings::{Findings, NewLine};
use super::labels;
use super::result::{Assessment, Outcome};
use super::trace::{Arithmetic, Part};
use crate::vocabulary::{Kronor, Provision, Reason};

/// Closes the calculation.
pub fn conclude(case: &Case<'_>, mut findings: Findings) -> Assessment {
    // Before the month has begun no income is known, and so no amount.
    let amount = (case.begun && !findings.amount_unknown).then(|| entitlement(&mut findings));
    let proposed = amount.map(|amount| {
        let proposed = proposal(amount, findings.claim_cut);
        judge_amount(case, amount, proposed, &mut findings);
        proposed
    });
    let (waiting, obstacles): (Vec<_>, Vec<_>) = findings
        .reasons
        .iter()
        .partition(|reason| reason.is_waiting());
    let (outcome, reasons) = match (waiting.is_empty(), obstacles.is_empty(), proposed) {
        (_, false, _) => (Outcome::HandedOver, obstacles),
        (false, true, _) => (Outcome::Waiting, waiting),
        (true, true, Some(proposed)) => (proposed, Vec::new()),
        // No rule leaves an amount unknown without a reason; if one ever did,
        // a person decides.
        (true, true, None) => (Outcome::HandedOver, vec![Reason::OutcomeNeedsHuman]),
    };
    findings.after_checks.sort();
    Assessment {
        application_id: case.application.application_id.clone(),
        outcome,
        proposed,
        amount,
        reasons,
        waits_until: findings.waits_until.filter(|_| outcome == Outcome::Waiting),
        lines: findings.lines,
        after_checks: findings.after_checks,
        unchecked: findings.unchecked.into_iter().collect(),
        rules_hash: case.rules.hash.clone(),
        policy_hash: case.policy.hash.clone(),
    }
}

/// The entitlement: no aid below zero, rounded up to a whole krona once. Both
/// steps are lines, so that the lines add up to the amount.
fn entitlement(findings: &mut Findings) -> Kronor {
    let sum = findings.sum();
    let (id, label, amount) = if sum.is_negative() {
        let label = labels::SURPLUS;
        ("rounding.surplus", label, -sum)
    } else {
        let label = labels::ROUNDING;
        (
            "rounding.up_to_krona",
            label,
            sum.rounded_up_to_krona() - sum,
        )
    };
    if amount.is_positive() {
        findings.add(NewLine {
            id: Cow::Borrowed(id),
            label: Cow::Borrowed(label),
            part: Part::Rounding,
            person: None,
            amount,
            arithmetic: Arithmetic::FromSum(sum),
            provision: Provision::RightToAid,
            parameter: None,
            evidence: Vec::new(),
        });
    }
    findings.sum()
}

fn proposal(amount: Kronor, claim_cut: bool) -> Outcome {
    match (amount.is_positive(), claim_cut) {
        (false, _) => Outcome::Rejected,
        (true, true) => Outcome::PartlyGranted,
        (true, false) => Outcome::Granted,
    }
}

/// The conditions that rest on the computed amount.
fn judge_amount(case: &Case<'_>, amount: Kronor, proposed: Outcome, findings: &mut Findings) {
    let policy = case.policy;
    findings.report_if(amount > policy.large_amount, Reason::LargeAmount);
    let approved = case.application.case_context.approved_last_month.as_ref();
    let last = approved
        .and_then(|month| month.amount)
        .filter(|last| last.is_positive());
    let differs = last.is_some_and(|last| {
        (amount - last).abs() > last.percent(policy.differs_from_last_month_percent)
    });
    findings.report_if(differs, Reason::DiffersFromLastMonth);
    let may_decide = match proposed {
        Outcome::Granted => policy.may_decide.granted,
        Outcome::PartlyGranted => policy.may_decide.partly_granted,
        Outcome::Rejected => policy.may_decide.rejected,
        Outcome::HandedOver | Outcome::Waiting => false,
    };
    findings.report_if(!may_decide, Reason::OutcomeNeedsHuman);
}
