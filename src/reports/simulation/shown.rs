//! The tree of counts, and which of them may be shown.
//!
//! ```text
//! compared ─┬─► more, less, same, computable before | after | never ─┬─► kinds of household
//!           │                                                        └─► bars (of more and less)
//!           └─► who decides before and after ─► from outcome to outcome
//! ```

use std::collections::BTreeMap;

use super::groups::{Changes, Group, LIMITS};
use super::household::Household;
use super::report::{AmountChanges, Automation, Bar, HouseholdChanges, Largest, OutcomeChange};
use super::suppression::{children, children_behind, rounded};
use super::tally::{Extreme, Tally};
use crate::assessment::Outcome;
use crate::vocabulary::{Kronor, Reason};

/// The counts of a tally that may be shown, and the groups they are of.
pub struct Shown<'t> {
    tally: &'t Tally,
    /// How many cases were compared.
    pub compared: Option<u64>,
    more: Direction,
    less: Direction,
    same: Direction,
    /// Computable only before, only after, never.
    incomputable: [Option<u64>; 3],
    classes: Vec<Class>,
}

/// The cases whose amount changes in one direction.
#[derive(Default)]
struct Direction {
    all: Changes,
    by_household: BTreeMap<Household, Changes>,
    cases: Option<u64>,
    cases_by_household: BTreeMap<Household, Option<u64>>,
}

/// The cases that a person or the robot decides before and after.
struct Class {
    shown: Option<u64>,
    outcomes: Vec<(Outcome, Outcome, Option<u64>)>,
}

impl<'t> Shown<'t> {
    pub fn of(tally: &'t Tally) -> Self {
        let cases = tally
            .transitions
            .values()
            .map(|transition| transition.cases);
        let compared = children(true, &[cases.sum()]).pop().flatten();
        let [mut more, mut less, mut same] = <[Direction; 3]>::default();
        for (household, changes) in &tally.changes {
            for (change, count) in changes {
                let direction = match change {
                    change if change.is_positive() => &mut more,
                    change if change.is_negative() => &mut less,
                    _ => &mut same,
                };
                direction.add(*household, change.abs(), *count);
            }
        }
        let incomputable = [tally.only_present, tally.only_new, tally.neither];
        let mut counts = [&more, &less, &same]
            .map(|direction| direction.all.cases())
            .to_vec();
        counts.extend(incomputable);
        // Those who get the same tell least.
        let mut shown = children_behind(compared.is_some(), 2, &counts).into_iter();
        for direction in [&mut more, &mut less, &mut same] {
            direction.show(shown.next().flatten());
        }
        Self {
            tally,
            compared,
            more,
            less,
            same,
            incomputable: [(); 3].map(|()| shown.next().flatten()),
            classes: classes(tally, compared.is_some()),
        }
    }

    pub fn amounts(&self) -> AmountChanges {
        let [only_before, only_after, never] = self.incomputable;
        let largest = |direction: &Direction, largest: &[Extreme]| {
            let largest = largest.first().filter(|_| direction.cases.is_some())?;
            let household =
                Some(largest.household).filter(|household| direction.shown(*household).is_some());
            Some(Largest {
                amount: largest.size.0,
                household: household.map(Household::code),
                household_name: household.map(Household::in_swedish),
                line: Some(largest.line.clone()).filter(|line| self.shows_line(line)),
            })
        };
        AmountChanges {
            more: self.more.all.group(self.more.cases),
            less: self.less.all.group(self.less.cases),
            same: self.same.cases,
            computable_only_before: only_before,
            computable_only_after: only_after,
            never_computable: never,
            largest_gain: largest(&self.more, &self.tally.largest_gains),
            largest_loss: largest(&self.less, &self.tally.largest_losses),
        }
    }

    /// Whether the report shows how many cases a line changes in.
    fn shows_line(&self, label: &str) -> bool {
        let mut lines = self.tally.lines.values();
        lines.any(|line| line.label == label && rounded(true, line.cases).is_some())
    }

    pub fn histogram(&self) -> Vec<Bar> {
        let mut less = self.less.bars("less");
        less.reverse();
        less.extend(self.more.bars("more"));
        less
    }

    pub fn households(&self) -> Vec<HouseholdChanges> {
        let changes = Household::all().map(|household| HouseholdChanges {
            household: household.code(),
            name: household.in_swedish(),
            more: self.more.group(household),
            less: self.less.group(household),
            same: self.same.shown(household),
        });
        changes.collect()
    }

    pub fn automation(&self) -> Automation {
        let shown = |place: usize| self.classes.get(place).and_then(|class| class.shown);
        let [stays, to_manual, to_automatic, manual] = [0, 1, 2, 3].map(shown);
        let share = |part: Option<u64>| {
            let compared = self.compared.filter(|compared| *compared > 0)?;
            Some((stays? + part?) * 1000 / compared)
        };
        Automation {
            stays_automatic: stays,
            becomes_manual: to_manual,
            becomes_automatic: to_automatic,
            stays_manual: manual,
            share_before_per_mille: share(to_manual),
            share_after_per_mille: share(to_automatic),
        }
    }

    pub fn outcomes(&self) -> Vec<OutcomeChange> {
        let reasons = |counts: Option<&BTreeMap<Reason, u64>>, is_shown: bool| {
            let counts = counts.filter(|_| is_shown).into_iter().flatten();
            let about =
                counts.filter_map(|(reason, count)| Some((*reason, rounded(true, *count)?)));
            about.collect()
        };
        let of_classes = self.classes.iter().flat_map(|class| &class.outcomes);
        let mut outcomes: Vec<_> = of_classes
            .map(|(from, to, cases)| {
                let transition = self.tally.transitions.get(&(*from, *to));
                let appeared = transition.map(|transition| &transition.appeared);
                let gone = transition.map(|transition| &transition.gone);
                OutcomeChange {
                    from: *from,
                    to: *to,
                    cases: *cases,
                    appeared: reasons(appeared, cases.is_some()),
                    gone: reasons(gone, cases.is_some()),
                }
            })
            .collect();
        outcomes.sort_by_key(|change| (change.from, change.to));
        outcomes
    }
}

impl Direction {
    fn add(&mut self, household: Household, size: Kronor, count: u64) {
        self.all.add(size, count);
        let changes = self.by_household.entry(household).or_default();
        changes.add(size, count);
    }

    /// Shows its count or hides it, and then what may be shown of its parts.
    fn show(&mut self, cases: Option<u64>) {
        self.cases = cases;
        let of = |household| self.by_household.get(&household).map_or(0, Changes::cases);
        let counts: Vec<_> = Household::all().map(of).collect();
        let shown = children(cases.is_some(), &counts);
        self.cases_by_household = Household::all().zip(shown).collect();
    }

    fn shown(&self, household: Household) -> Option<u64> {
        self.cases_by_household.get(&household).copied().flatten()
    }

    fn group(&self, household: Household) -> Group {
        let cases = self.shown(household);
        let changes = self.by_household.get(&household);
        changes.map_or_else(
            || Changes::default().group(cases),
            |changes| changes.group(cases),
        )
    }

    fn bars(&self, direction: &'static str) -> Vec<Bar> {
        let shown = children(self.cases.is_some(), &self.all.bars());
        let ends = LIMITS.into_iter().skip(1).map(Some).chain([None]);
        let bars = LIMITS.into_iter().zip(ends).zip(shown);
        bars.map(|((above, up_to), cases)| Bar {
            direction,
            above: Kronor::whole(above),
            up_to: up_to.map(Kronor::whole),
            cases,
        })
        .collect()
    }
}

/// Who decides before and after: the robot under both, before, after, never.
fn classes(tally: &Tally, whole_is_shown: bool) -> Vec<Class> {
    let pairs = || {
        Outcome::ALL
            .into_iter()
            .flat_map(|from| Outcome::ALL.map(|to| (from, to)))
    };
    let kinds = [(true, true), (true, false), (false, true), (false, false)];
    let count = |outcomes| {
        tally
            .transitions
            .get(&outcomes)
            .map_or(0, |found| found.cases)
    };
    let of_kind = kinds.map(|kind| {
        let of_kind = pairs().filter(|(from, to)| (from.is_decision(), to.is_decision()) == kind);
        of_kind.collect::<Vec<_>>()
    });
    let sums = of_kind
        .each_ref()
        .map(|pairs| pairs.iter().copied().map(count).sum());
    let shown = children(whole_is_shown, &sums);
    let classes = of_kind.into_iter().zip(shown);
    classes
        .map(|(pairs, shown)| {
            let counts: Vec<_> = pairs.iter().copied().map(count).collect();
            let parts = children(shown.is_some(), &counts);
            let outcomes = pairs.into_iter().zip(parts);
            Class {
                shown,
                outcomes: outcomes
                    .map(|((from, to), cases)| (from, to, cases))
                    .collect(),
            }
        })
        .collect()
}
