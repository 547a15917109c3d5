//! What a counted income did, and its limits.

use super::automatic::Edges;
use super::ore::{Ore, ceiling, floor, kronor, ore};
use super::{Calculation, Counterfactual, What, about, aid};
use crate::assessment::trace::{Arithmetic, Comparison, Line, Part, Role};
use crate::vocabulary::Reason;

/// Everything to be said of an income's line.
pub fn of<'a>(
    calculation: &Calculation<'_, 'a>,
    line: &'a Line,
) -> [Option<Counterfactual<'a>>; 2] {
    if let Arithmetic::WithinLimit { earned, limit } = line.arithmetic {
        let most = calculation.only_up_to(limit, Reason::ChildEarnings);
        let earnings = about(What::ChildEarnings, line, earned);
        return [
            most.map(|most| Counterfactual {
                most: Some(most),
                ..earnings
            }),
            None,
        ];
    }
    let Some(income) = Income::of(calculation, line) else {
        return [None, None];
    };
    [
        Some(income.counted(calculation, line)),
        income.declared_alone(calculation, line),
    ]
}

/// The sum before rounding as a function of one income, in öre:
/// `rest − income + ⌈percent · (others + income) / 100⌉`, where the last term
/// is the jobbstimulans of its person.
struct Income {
    now: Ore,
    rest: Ore,
    others: Ore,
    percent: Ore,
}

impl Income {
    /// `None` for an income that lowered nothing, and for a policy under which
    /// one declared income is counted twice.
    fn of(calculation: &Calculation<'_, '_>, line: &Line) -> Option<Self> {
        let counted_twice = ["salary", "benefit"]
            .iter()
            .any(|kind| calculation.policy.declared_incomes.contains_key(*kind));
        let now = ore(-line.amount).filter(|now| *now > 0 && !counted_twice)?;
        let stimulus = (line.id == SALARY)
            .then(|| job_stimulus(calculation, line.person))
            .flatten();
        let (counted, percent, disregarded) = match stimulus {
            Some((counted, percent, line)) => (counted, percent, ore(line.amount)?),
            None => (now, 0, 0),
        };
        Some(Self {
            now,
            rest: calculation.sum + now - disregarded,
            others: counted - now,
            percent,
        })
    }

    fn sum_at(&self, income: Ore) -> Ore {
        self.rest - income + ceiling(self.percent * (self.others + income), 100)
    }

    /// The least income at which the sum is no more than `sum`; `None` when no
    /// income brings it there.
    fn least_with_at_most(&self, sum: Ore) -> Option<Ore> {
        // A whole number is at least a quotient rounded up when it is at
        // least the quotient.
        (self.percent < 100).then(|| {
            let dividend = 100 * (self.rest - sum) + self.percent * self.others;
            ceiling(dividend, 100 - self.percent)
        })
    }

    /// The income as it is in registry and application alike.
    fn counted<'a>(&self, calculation: &Calculation<'_, 'a>, line: &'a Line) -> Counterfactual<'a> {
        let aid_below = self.least_with_at_most(0).filter(|limit| *limit > 0);
        let (least, most) = self.edges(calculation, |edges| {
            if let Some(Comparison::EarlierMonth(earlier)) = line.comparison {
                let (earlier, percent) = (
                    ore(earlier)?,
                    Ore::from(calculation.policy.change_threshold_percent),
                );
                let reason = Reason::IncomeChanged;
                edges.at_least(ceiling(earlier * (100 - percent), 100), reason);
                edges.at_most(floor(earlier * (100 + percent), 100), reason);
            }
            Some(())
        });
        Counterfactual {
            aid_below: aid_below.and_then(kronor),
            aid_without: aid(self.sum_at(0)),
            least,
            most,
            ..about(What::Income, line, -line.amount)
        }
    }

    /// What was declared, while the employer's report stays: how far it may
    /// differ.
    fn declared_alone<'a>(
        &self,
        calculation: &Calculation<'_, 'a>,
        line: &'a Line,
    ) -> Option<Counterfactual<'a>> {
        let Some(Comparison::EmployerReport(reported)) = line.comparison else {
            return None;
        };
        let policy = calculation.policy;
        let (least, most) = self.edges(calculation, |edges| {
            let reported = ore(reported)?;
            let share = reported * Ore::from(policy.salary_tolerance_percent);
            let tolerance = share.max(100 * ore(policy.salary_tolerance)?);
            let reason = Reason::SalaryDiffers;
            edges.at_least(ceiling(100 * reported - tolerance, 100), reason);
            edges.at_most(floor(100 * reported + tolerance, 100), reason);
            Some(())
        });
        (least.is_some() || most.is_some()).then(|| Counterfactual {
            least,
            most,
            ..about(What::DeclaredSalary, line, -line.amount)
        })
    }

    /// The ends of the automatic path: those of the sum, as amounts of this
    /// income, and those that are the income's own.
    fn edges(
        &self,
        calculation: &Calculation<'_, '_>,
        own: impl FnOnce(&mut Edges) -> Option<()>,
    ) -> (Option<super::Edge>, Option<super::Edge>) {
        let nothing = (None, None);
        let Some(automatic) = &calculation.automatic else {
            return nothing;
        };
        let mut edges = Edges::default();
        for (sum, reason) in automatic.most_sums() {
            if let Some(income) = self.least_with_at_most(sum) {
                edges.at_least(income, reason);
            }
        }
        for (sum, reason) in automatic.least_sums() {
            if let Some(income) = self.least_with_at_most(sum - 1) {
                edges.at_most(income - 1, reason);
            }
        }
        match own(&mut edges) {
            Some(()) => edges.around(self.now),
            None => nothing,
        }
    }
}

/// The id of a salary's line.
const SALARY: &str = "income.salary";

/// The counted salary of a person that jobbstimulans is computed from, its per
/// cent, and its line.
fn job_stimulus<'a>(
    calculation: &Calculation<'_, 'a>,
    person: Option<Role>,
) -> Option<(Ore, Ore, &'a Line)> {
    let mut lines = calculation.assessment.lines.iter();
    lines.find_map(|line| match line.arithmetic {
        Arithmetic::Percent { of, percent }
            if line.part == Part::Disregarded && line.person == person =>
        {
            Some((ore(of)?, Ore::from(percent), line))
        }
        _ => None,
    })
}
