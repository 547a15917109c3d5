//! The table read a second time, in whole öre and without the rules' code, to
//! hold the rules against.

use super::setting::{ChildKind, FULL_TIME, Setting};
use crate::assessment::trace::{Part, Role};
use crate::assessment::{Assessment, Outcome};
use crate::vocabulary::{Kronor, Reason};

/// What the norm says of a household, line by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    pub adults: Kronor,
    pub children: Vec<Kronor>,
    pub shared: Kronor,
}

impl Need {
    pub fn total(&self) -> Kronor {
        let children: Kronor = self.children.iter().copied().sum();
        self.adults + children + self.shared
    }

    /// The need as the trace has it: exactly one line for the adults, one for
    /// each child in its place, one of shared costs. `None` when a line is
    /// missing, stands twice or belongs to somebody else.
    pub fn of_trace(assessment: &Assessment) -> Option<Self> {
        let mut lines = assessment
            .lines
            .iter()
            .filter(|line| line.part == Part::Norm);
        let first = lines.next()?;
        first.id.starts_with("norm.adult.").then_some(())?;
        let mut children = Vec::with_capacity(8);
        for (line, place) in lines.by_ref().zip(1..) {
            if line.id == "norm.shared" {
                return lines.next().is_none().then_some(Self {
                    adults: first.amount,
                    children,
                    shared: line.amount,
                });
            }
            let is_next_child = line.id == "norm.child" && line.person == Some(Role::Child(place));
            is_next_child.then_some(())?;
            children.push(line.amount);
        }
        None
    }

    /// The need as the table has it; `None` when the table has no answer.
    pub fn of_table(setting: &Setting<'_>, adults: u32, kinds: &[ChildKind]) -> Option<Self> {
        let children: Option<_> = kinds.iter().map(|kind| personal(setting, *kind)).collect();
        let min_days = setting.policy.shared_costs_child_min_days;
        let sharing = kinds.iter().filter(|kind| kind.days >= min_days).count();
        let amount = if adults > 1 {
            &setting.norm.cohabiting_couple_total
        } else {
            &setting.norm.single
        };
        Some(Self {
            adults: amount.value,
            children: children?,
            shared: shared(setting, adults.checked_add(u32::try_from(sharing).ok()?)?)?,
        })
    }
}

/// A need in words, for a violation.
pub fn in_words(need: Option<&Need>) -> String {
    let Some(need) = need else {
        return "no need, or lines that are not those of the household".to_owned();
    };
    let Need {
        adults,
        children,
        shared,
    } = need;
    let children: Vec<_> = children.iter().map(Kronor::to_string).collect();
    format!(
        "adults {adults}, children [{}], shared {shared} kr",
        children.join(", ")
    )
}

/// What a child needs for itself; part of a month counts in thirtieths,
/// rounded up to the öre.
pub fn personal(setting: &Setting<'_>, kind: ChildKind) -> Option<Kronor> {
    let row = setting.norm.child(kind.age)?;
    let lunch = row.lunch_outside_home.as_ref().filter(|_| kind.lunch);
    let full = lunch.unwrap_or(&row.amount).value.ore()?;
    part(full, kind.days, FULL_TIME)
}

/// The shared costs of so many members; beyond seven, what the seventh added
/// is added again for each.
pub fn shared(setting: &Setting<'_>, members: u32) -> Option<Kronor> {
    let ore = |members| setting.norm.shared(members)?.value.ore();
    let (listed, beyond) = (members.min(7), members.saturating_sub(7));
    let step = ore(7)?.checked_sub(ore(6)?)?;
    let further = step.checked_mul(i64::from(beyond))?;
    Some(Kronor::from_ore(ore(listed)?.checked_add(further)?))
}

/// `ore` times `numerator / denominator`, rounded up.
pub fn part(ore: i64, numerator: u32, denominator: u32) -> Option<Kronor> {
    let product = u64::try_from(ore).ok()?.checked_mul(numerator.into())?;
    let part = product.checked_next_multiple_of(denominator.into())?;
    let part = part.checked_div(denominator.into())?;
    Some(Kronor::from_ore(i64::try_from(part).ok()?))
}

/// The aid for a need and an income: never below zero, whole kronor, rounded
/// up once.
pub fn aid(need: Kronor, income: Kronor) -> Option<Kronor> {
    let left = need.ore()?.checked_sub(income.ore()?)?.max(0);
    let up = u64::try_from(left).ok()?.checked_next_multiple_of(100)?;
    Some(Kronor::from_ore(i64::try_from(up).ok()?))
}

/// What is proposed, and every reason a clean household gets for an amount.
pub fn proposal(
    setting: &Setting<'_>,
    kinds: &[ChildKind],
    amount: Kronor,
    claim_cut: bool,
) -> (Outcome, Vec<Reason>) {
    let policy = setting.policy;
    let (proposed, may_decide) = match (amount == Kronor::ZERO, claim_cut) {
        (true, _) => (Outcome::Rejected, policy.may_decide.rejected),
        (false, true) => (Outcome::PartlyGranted, policy.may_decide.partly_granted),
        (false, false) => (Outcome::Granted, policy.may_decide.granted),
    };
    let part_time = kinds.iter().any(|kind| kind.days < FULL_TIME);
    let reasons = [
        (
            !policy.delegation.is_valid_on(setting.assessed_on),
            Reason::DelegationMissing,
        ),
        (amount > policy.large_amount, Reason::LargeAmount),
        (!may_decide, Reason::OutcomeNeedsHuman),
        (
            part_time && policy.hand_over_part_time_children,
            Reason::PartTimeChild,
        ),
    ];
    let reasons = reasons.into_iter().filter(|(holds, _)| *holds);
    (proposed, reasons.map(|(_, reason)| reason).collect())
}

/// Whether an assessment says exactly this, with these reasons beside those of
/// every clean household.
pub fn says(
    assessment: &Assessment,
    setting: &Setting<'_>,
    kinds: &[ChildKind],
    amount: Option<Kronor>,
    claim_cut: bool,
    beside: &[Reason],
) -> bool {
    let Some(amount) = amount else {
        return false;
    };
    let (proposed, mut reasons) = proposal(setting, kinds, amount, claim_cut);
    reasons.extend(beside);
    reasons.sort_unstable();
    let outcome = if reasons.is_empty() {
        proposed
    } else {
        Outcome::HandedOver
    };
    assessment.amount == Some(amount)
        && assessment.proposed == Some(proposed)
        && assessment.outcome == outcome
        && assessment.reasons == reasons
        && assessment.lines_add_up()
}

/// What an assessment says, for a violation's words.
pub fn told(assessment: &Assessment) -> String {
    let codes: Vec<_> = assessment
        .reasons
        .iter()
        .map(|reason| reason.code())
        .collect();
    let amount = assessment
        .amount
        .map_or_else(|| "no amount".to_owned(), |amount| format!("{amount} kr"));
    format!(
        "{}, {amount}, reasons [{}]",
        assessment.outcome.code(),
        codes.join(", ")
    )
}
