//! What would have changed the outcome: exact limits, each of one amount while
//! everything else stays as it is.
//!
//! Two kinds of limit are kept apart. One is of the *amount*: where the aid
//! ends, or where a cost is paid no further. The other is of the *automatic
//! path*: where a person would have decided instead of the robot. All follow
//! from the trace, the policy and what the incomes were held against; nothing
//! is assessed again. What cannot be stated exactly is not stated.

mod automatic;
mod incomes;
mod ore;

use serde::Serialize;

use crate::assessment::result::Assessment;
use crate::assessment::trace::{Arithmetic, Line, Part, Role};
use crate::rules::Policy;
use crate::vocabulary::{Application, Kronor, Reason};
use automatic::{Automatic, Edges};
use ore::{Ore, kronor, ore};

/// What could have been another amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A counted income, changed in the registry and in the application alike.
    Income,
    /// A declared salary, while the employer's report stays as it is.
    DeclaredSalary,
    /// A child's own earnings since January, none of which is counted.
    ChildEarnings,
    /// The claims of one kind of cost, together.
    Claims,
    /// The money at hand, together.
    LiquidAssets,
}

/// An amount, and what it would have taken for another outcome.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Counterfactual<'a> {
    /// What could have been another amount.
    pub what: What,
    /// The line of the trace it stands in; `assets` for money at hand.
    pub id: &'a str,
    /// What it is, in Swedish.
    pub label: &'a str,
    /// Whose; `None` for the household's.
    pub person: Option<Role>,
    /// The amount as it was, in kronor.
    pub now: Kronor,
    /// Limit of the amount: there is aid while an income is *below* this.
    pub aid_below: Option<Kronor>,
    /// The aid without the income.
    pub aid_without: Option<Kronor>,
    /// Limit of the amount: no more of a claim is paid than this.
    pub paid_up_to: Option<Kronor>,
    /// The aid without that limit, when the claims are above it.
    pub aid_without_cap: Option<Kronor>,
    /// Limit of the automatic path: the least amount the robot decides by
    /// itself. Only of a case that it did decide.
    pub least: Option<Edge>,
    /// Limit of the automatic path: the most it decides by itself.
    pub most: Option<Edge>,
}

/// An end of what the robot decides by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Edge {
    /// The last amount at which it does.
    pub at: Kronor,
    /// Every reason why one öre beyond it a person decides; sorted.
    pub beyond: Vec<Reason>,
}

/// Everything that can be said exactly; nothing of a case without an amount.
pub fn counterfactuals<'a>(
    application: &Application,
    assessment: &'a Assessment,
    policy: &Policy,
) -> Vec<Counterfactual<'a>> {
    let Some(sum) = assessment
        .amount
        .and_then(|_| ore(assessment.unrounded_sum()))
    else {
        return Vec::new();
    };
    let calculation = Calculation {
        application,
        assessment,
        policy,
        sum,
        automatic: Automatic::of(application, assessment, policy),
    };
    let mut all = Vec::with_capacity(assessment.lines.len());
    for line in &assessment.lines {
        match line.part {
            Part::Income => all.extend(incomes::of(&calculation, line).into_iter().flatten()),
            Part::Cost => all.extend(calculation.claims(line)),
            Part::Norm | Part::Disregarded | Part::Rounding => {}
        }
    }
    all.extend(calculation.liquid_assets());
    all
}

/// What every limit follows from.
struct Calculation<'c, 'a> {
    application: &'c Application,
    assessment: &'a Assessment,
    policy: &'c Policy,
    /// Needs less counted incomes, before rounding.
    sum: Ore,
    /// What the robot may decide by itself; `None` when it did not.
    automatic: Option<Automatic>,
}

impl<'a> Calculation<'_, 'a> {
    /// A limit of the automatic path that no sum depends on.
    fn only_up_to(&self, limit: Kronor, reason: Reason) -> Option<Edge> {
        self.automatic.as_ref().map(|_| Edge {
            at: limit,
            beyond: vec![reason],
        })
    }

    /// The claims of a kind that has a cap.
    fn claims(&self, line: &'a Line) -> Option<Counterfactual<'a>> {
        let Arithmetic::Claim { claimed, .. } = line.arithmetic else {
            return None;
        };
        let kind = line.id.strip_prefix("cost.")?;
        let approval = self.policy.costs.get(kind)?.approval.as_ref()?;
        let cap = approval.cap.for_members(self.application.member_count())?;
        let rest = self.sum - ore(line.amount)?;
        let (in_ore, cap_in_ore) = (ore(claimed)?, ore(cap)?);
        let most = self.automatic.as_ref().and_then(|automatic| {
            let mut edges = Edges::default();
            for (sum, reason) in automatic.most_sums() {
                // Above the cap the sum does not change any more.
                if sum - rest < cap_in_ore {
                    edges.at_most(sum - rest, reason);
                }
            }
            for reason in automatic.above_cap(rest + cap_in_ore, kind, approval) {
                edges.at_most(cap_in_ore, reason);
            }
            edges.around(in_ore).1
        });
        let cut = in_ore > cap_in_ore;
        Some(Counterfactual {
            paid_up_to: Some(cap),
            aid_without_cap: aid(rest + in_ore).filter(|_| cut),
            most,
            ..about(What::Claims, line, claimed)
        })
    }

    fn liquid_assets(&self) -> Option<Counterfactual<'a>> {
        let kinds = &self.policy.liquid_assets;
        let assets = self.application.assets.iter();
        let liquid = assets.filter(|asset| kinds.contains(&asset.kind));
        let most = self.only_up_to(self.policy.liquid_assets_threshold, Reason::Assets)?;
        (!kinds.is_empty()).then(|| Counterfactual {
            most: Some(most),
            ..without_limits(
                What::LiquidAssets,
                liquid.map(|asset| asset.amount).sum(),
                ("assets", "Pengar på bank, fonder och kontanter"),
            )
        })
    }
}

/// What is said of a line, without any limit yet.
fn about(what: What, line: &Line, now: Kronor) -> Counterfactual<'_> {
    Counterfactual {
        person: line.person,
        ..without_limits(what, now, (&line.id, &line.label))
    }
}

fn without_limits<'a>(
    what: What,
    now: Kronor,
    (id, label): (&'a str, &'a str),
) -> Counterfactual<'a> {
    Counterfactual {
        what,
        id,
        label,
        person: None,
        now,
        aid_below: None,
        aid_without: None,
        paid_up_to: None,
        aid_without_cap: None,
        least: None,
        most: None,
    }
}

/// The aid that a sum gives: never below zero, up to a whole krona.
fn aid(sum: Ore) -> Option<Kronor> {
    kronor(sum.max(0)).map(Kronor::rounded_up_to_krona)
}
