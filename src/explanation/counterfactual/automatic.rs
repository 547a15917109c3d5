//! The automatic path: which sums the robot decides by itself, and the ends of
//! what it does.

use super::Edge;
use super::ore::{Ore, ceiling, floor, kronor, ore};
use crate::assessment::result::{Assessment, Outcome};
use crate::assessment::trace::{Arithmetic, Part};
use crate::rules::Policy;
use crate::rules::policy_costs::Approval;
use crate::vocabulary::{Application, Reason};

/// What rests on the computed amount (HANDBOOK 3.4, 3.5), as limits of the sum
/// before rounding.
pub struct Automatic {
    least: Vec<(Ore, Reason)>,
    most: Vec<(Ore, Reason)>,
    may_decide_partly: bool,
    may_decide_rejected: bool,
}

impl Automatic {
    /// `None` for a case that the robot did not decide.
    pub fn of(application: &Application, assessment: &Assessment, policy: &Policy) -> Option<Self> {
        if !assessment.outcome.is_decision() {
            return None;
        }
        let may = policy.may_decide;
        let may_grant = match assessment.outcome {
            Outcome::Rejected if is_cut(assessment) => may.partly_granted,
            Outcome::Rejected => may.granted,
            _ => true,
        };
        let mut automatic = Self {
            least: Vec::with_capacity(2),
            most: Vec::with_capacity(3),
            may_decide_partly: may.partly_granted,
            may_decide_rejected: may.rejected,
        };
        // A sum is rounded up to whole kronor before it is compared.
        let most_kronor = floor(ore(policy.large_amount)?, 100);
        automatic
            .most
            .push((most_kronor * 100, Reason::LargeAmount));
        let approved = application.case_context.approved_last_month.as_ref();
        let last = approved
            .and_then(|month| month.amount)
            .filter(|last| last.is_positive());
        if let Some(last) = last {
            let (last, percent) = (ore(last)?, policy.differs_from_last_month_percent);
            let reason = Reason::DiffersFromLastMonth;
            let most_kronor = floor(last * (100 + Ore::from(percent)), 100 * 100);
            automatic.most.push((most_kronor * 100, reason));
            let least_kronor = ceiling(last * (100 - Ore::from(percent)), 100 * 100);
            if least_kronor > 0 {
                automatic.least.push((least_kronor * 100 - 99, reason));
            }
        }
        if !may.rejected {
            automatic.least.push((1, Reason::OutcomeNeedsHuman));
        }
        if !may_grant {
            automatic.most.push((0, Reason::OutcomeNeedsHuman));
        }
        Some(automatic)
    }

    /// The least sums it decides, each with the reason below.
    pub fn least_sums(&self) -> impl Iterator<Item = (Ore, Reason)> {
        self.least.iter().copied()
    }

    /// The most it decides, each with the reason above.
    pub fn most_sums(&self) -> impl Iterator<Item = (Ore, Reason)> {
        self.most.iter().copied()
    }

    /// Why a person decides when claims of a kind go above their cap.
    pub fn above_cap(
        &self,
        sum: Ore,
        kind: &str,
        approval: &Approval,
    ) -> impl Iterator<Item = Reason> {
        let needs_person = approval.over_cap_needs_person;
        let over = match kind {
            "rent" => Reason::RentOverCeiling,
            _ => Reason::CostOverCap,
        };
        let allowed = match sum > 0 {
            true => self.may_decide_partly,
            false => self.may_decide_rejected,
        };
        let outcome = (!allowed).then_some(Reason::OutcomeNeedsHuman);
        needs_person.then_some(over).into_iter().chain(outcome)
    }
}

/// Whether some claim was approved below its amount.
fn is_cut(assessment: &Assessment) -> bool {
    let costs = assessment.lines.iter();
    let mut costs = costs.filter(|line| line.part == Part::Cost);
    costs.any(|line| match line.arithmetic {
        Arithmetic::Claim { claimed, .. } | Arithmetic::LeftToPerson { claimed } => {
            line.amount < claimed
        }
        _ => false,
    })
}

/// Limits from several rules; the nearest on each side is where the automatic
/// path ends.
#[derive(Default)]
pub struct Edges {
    least: Vec<(Ore, Reason)>,
    most: Vec<(Ore, Reason)>,
}

impl Edges {
    pub fn at_least(&mut self, limit: Ore, reason: Reason) {
        // No amount is below zero, so that such a limit is none.
        if limit > 0 {
            self.least.push((limit, reason));
        }
    }

    pub fn at_most(&mut self, limit: Ore, reason: Reason) {
        self.most.push((limit, reason));
    }

    /// Both ends around an amount. An end on the wrong side of it would say
    /// that this very case was not the robot's to decide: nothing is said then.
    pub fn around(&self, now: Ore) -> (Option<Edge>, Option<Edge>) {
        let least = self.least.iter().map(|(limit, _)| *limit).max();
        let most = self.most.iter().map(|(limit, _)| *limit).min();
        if least.is_some_and(|least| least > now) || most.is_some_and(|most| most < now) {
            return (None, None);
        }
        (edge(&self.least, least), edge(&self.most, most))
    }
}

/// The limit with every reason that begins right beyond it.
fn edge(limits: &[(Ore, Reason)], at: Option<Ore>) -> Option<Edge> {
    let at = at?;
    let at_it = limits.iter().filter(|(limit, _)| *limit == at);
    let mut beyond: Vec<Reason> = at_it.map(|(_, reason)| *reason).collect();
    beyond.sort_unstable();
    Some(Edge {
        at: kronor(at)?,
        beyond,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Kronor;

    #[test]
    fn the_nearest_limit_holds_with_every_reason_that_begins_there() {
        let mut edges = Edges::default();
        edges.at_least(0, Reason::IncomeChanged);
        edges.at_least(500, Reason::LargeAmount);
        edges.at_most(900, Reason::OutcomeNeedsHuman);
        edges.at_most(1000, Reason::IncomeChanged);
        edges.at_most(900, Reason::DiffersFromLastMonth);
        let (least, most) = edges.around(700);
        let edge = |ore, beyond: &[Reason]| Edge {
            at: Kronor::from_ore(ore),
            beyond: beyond.to_vec(),
        };
        assert_eq!(least, Some(edge(500, &[Reason::LargeAmount])));
        let both = [Reason::DiffersFromLastMonth, Reason::OutcomeNeedsHuman];
        assert_eq!(most, Some(edge(900, &both)));
        assert_eq!(edges.around(901), (None, None));
        assert_eq!(edges.around(499), (None, None));
    }
}
