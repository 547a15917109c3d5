//! Costs beside the norm (HANDBOOK 3.2; 12 kap. 7 § 2 p. and 1 § SoL).

use std::borrow::Cow;

use super::case::Case;
use super::findings::{Findings, NewLine};
use super::trace::{Arithmetic, EvidenceRef, Part};
use crate::rules::CostRule;
use crate::vocabulary::application::Cost;
use crate::vocabulary::{Kronor, Provision, Reason};

/// The kind whose ceiling has a reason of its own: the person is owed time to
/// find another dwelling.
const RENT: &str = "rent";

/// Adds the costs' lines: claims of one kind are summed, then approved up to
/// the cap.
pub fn assess(case: &Case<'_>, findings: &mut Findings) {
    let claims = &case.application.costs;
    for (place, claim) in claims.iter().enumerate() {
        let is_first = claims.iter().position(|other| other.kind == claim.kind) == Some(place);
        if is_first {
            kind(case, &claim.kind, findings);
        }
    }
}

fn kind(case: &Case<'_>, kind: &str, findings: &mut Findings) {
    let claims = || {
        case.application
            .costs
            .iter()
            .filter(|claim| claim.kind == kind)
    };
    let claimed: Kronor = claims().map(|claim| claim.amount).sum();
    let rule = case.policy.costs.get(kind);
    let Some((rule, approval)) = rule.and_then(|rule| Some((rule, rule.approval.as_ref()?))) else {
        findings.report(Reason::CostNeedsAssessment);
        findings.claim_cut |= claimed.is_positive();
        left_to_person(rule, kind, claimed, findings);
        return;
    };
    let has_document = |claim: &Cost| case.application.has_document(&claim.document_ids);
    findings.report_if(
        approval.needs_document && !claims().all(has_document),
        Reason::DocumentMissing,
    );
    let cap = approval.cap.for_members(case.application.member_count());
    let cut_to = cap.filter(|cap| claimed > *cap);
    if cut_to.is_some() {
        findings.claim_cut = true;
        let reason = if kind == RENT {
            Reason::RentOverCeiling
        } else {
            Reason::CostOverCap
        };
        findings.report_if(approval.over_cap_needs_person, reason);
    }
    findings.add(NewLine {
        id: Cow::Owned(["cost.", kind].concat()),
        label: Cow::Owned(rule.label.clone()),
        part: Part::Cost,
        person: None,
        amount: cut_to.unwrap_or(claimed),
        arithmetic: Arithmetic::Claim {
            claimed,
            cap: cut_to,
        },
        provision: rule.provision,
        parameter: None,
        evidence: vec![EvidenceRef::Application("costs")],
    });
}

/// A kind the policy does not let the robot approve: nothing is approved.
fn left_to_person(rule: Option<&CostRule>, kind: &str, claimed: Kronor, findings: &mut Findings) {
    let (label, provision) = match rule {
        Some(rule) => (rule.label.clone(), rule.provision),
        None => (format!("Annan kostnad ({kind})"), Provision::OtherCosts),
    };
    findings.add(NewLine {
        id: Cow::Borrowed("cost.left_to_person"),
        label: Cow::Owned(label),
        part: Part::Cost,
        person: None,
        amount: Kronor::ZERO,
        arithmetic: Arithmetic::LeftToPerson { claimed },
        provision,
        parameter: None,
        evidence: vec![EvidenceRef::Application("costs")],
    });
}
