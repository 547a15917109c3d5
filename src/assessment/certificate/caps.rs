//! Caps and ceilings: what is approved of a cost, öre by öre around its cap.

use super::findings::{Check, Notebook};
use super::household::{DOCUMENT, Household};
use super::model::{Need, aid, says, told};
use super::setting::{ChildKind, MOST_CHILDREN, Setting};
use crate::assessment::trace::Part;
use crate::rules::Cap;
use crate::rules::policy_costs::Approval;
use crate::vocabulary::application::Cost;
use crate::vocabulary::{Kronor, Reason};

/// Tries every cost of the policy for every size of household.
pub fn walk(setting: &Setting<'_>, notebook: &mut Notebook) {
    for adults in [1_u32, 2] {
        for children in 0..=MOST_CHILDREN {
            // Part-time children count among the members a cap is for.
            let child = |place: u32| ChildKind {
                age: 7,
                lunch: false,
                days: if place.is_multiple_of(2) { 30 } else { 1 },
            };
            let kinds: Vec<_> = (0..children).map(child).collect();
            let members = adults.saturating_add(children);
            for (kind, rule) in &setting.policy.costs {
                match &rule.approval {
                    Some(approval) => {
                        capped(setting, (kind, approval), adults, &kinds, notebook);
                        growing(kind, approval, members, notebook);
                    }
                    None => left_to_person(setting, kind, adults, &kinds, notebook),
                }
            }
        }
    }
}

fn claim(kind: &str, amount: Kronor) -> Cost {
    Cost {
        kind: kind.to_owned(),
        amount,
        document_ids: vec![DOCUMENT.to_owned()],
    }
}

/// One öre below the cap, at it and above it; as one claim and as two.
fn capped(
    setting: &Setting<'_>,
    (kind, approval): (&str, &Approval),
    adults: u32,
    kinds: &[ChildKind],
    notebook: &mut Notebook,
) {
    let members = u32::try_from(kinds.len()).unwrap_or(u32::MAX);
    let members = members.saturating_add(adults);
    let cap = cap(&approval.cap, members);
    let (one_ore, one_krona) = (Kronor::from_ore(1), Kronor::whole(1));
    let at = cap.unwrap_or(Kronor::whole(1000));
    for claimed in [at - one_krona, at - one_ore, at, at + one_ore, at + at] {
        if claimed.is_negative() {
            continue;
        }
        for claims in [vec![claimed], vec![claimed - one_ore, one_ore]] {
            if claims.iter().any(|claim| claim.is_negative()) {
                continue;
            }
            let mut household = Household::with(setting, adults, kinds);
            let claims = claims.into_iter().map(|amount| claim(kind, amount));
            household.application.costs = claims.collect();
            let assessment = household.assess(notebook);
            let approved = cap.map_or(claimed, |cap| claimed.min(cap));
            let cut = approved < claimed;
            let over = match kind {
                "rent" => Reason::RentOverCeiling,
                _ => Reason::CostOverCap,
            };
            let beside = Some(over).filter(|_| cut && approval.over_cap_needs_person);
            let beside: Vec<_> = beside.into_iter().collect();
            let need = Need::of_table(setting, adults, kinds);
            let need = need.map(|need| need.total() + approved);
            let amount = need.and_then(|need| aid(need, Kronor::ZERO));
            let holds = says(&assessment, setting, kinds, amount, cut, &beside);
            notebook.expect(Check::Caps, holds, || {
                let told = told(&assessment);
                let cap = cap.map_or_else(|| "no cap".to_owned(), |cap| format!("cap {cap} kr"));
                format!("{kind} of {claimed} kr, {members} members, {cap}: {told}")
            });
        }
    }
}

/// The cap, read without the rules' code: listed amounts, then a step.
fn cap(cap: &Cap, members: u32) -> Option<Kronor> {
    match cap {
        Cap::None => None,
        Cap::Amount(amount) => Some(*amount),
        Cap::ByMembers { amounts, further } => {
            let listed = amounts.iter().copied();
            let steps =
                std::iter::successors(amounts.last().copied(), |last| Some(*last + *further));
            let place = usize::try_from(members.checked_sub(1)?).ok()?;
            listed.chain(steps.skip(1)).nth(place)
        }
    }
}

/// A further member never lowers a cap.
fn growing(kind: &str, approval: &Approval, members: u32, notebook: &mut Notebook) {
    let more = cap(&approval.cap, members.saturating_add(1));
    let holds = cap(&approval.cap, members) <= more;
    notebook.expect(Check::FurtherMember, holds, || {
        format!("the cap of {kind} falls after {members} members")
    });
}

/// A cost a person judges: nothing is approved, whatever is claimed.
fn left_to_person(
    setting: &Setting<'_>,
    kind: &str,
    adults: u32,
    kinds: &[ChildKind],
    notebook: &mut Notebook,
) {
    for claimed in [Kronor::ZERO, Kronor::from_ore(1), Kronor::whole(1000)] {
        let mut household = Household::with(setting, adults, kinds);
        household.application.costs = vec![claim(kind, claimed)];
        let assessment = household.assess(notebook);
        let need = Need::of_table(setting, adults, kinds);
        let amount = need.and_then(|need| aid(need.total(), Kronor::ZERO));
        let cut = claimed.is_positive();
        let beside = [Reason::CostNeedsAssessment];
        let approved: Kronor = assessment
            .lines
            .iter()
            .filter(|line| line.part == Part::Cost)
            .map(|line| line.amount)
            .sum();
        let holds =
            approved == Kronor::ZERO && says(&assessment, setting, kinds, amount, cut, &beside);
        notebook.expect(Check::Caps, holds, || {
            format!("{kind} of {claimed} kr: {}", told(&assessment))
        });
    }
}
