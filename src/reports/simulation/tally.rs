//! The sums a report is made of: they grow with what there is to tell apart,
//! not with the number of cases.
//!
//! Adding and merging take the cases in any order to the same tally, so the
//! report does not depend on threads.

use std::collections::BTreeMap;

use super::comparison::{Amounts, Compared, Comparison};
use super::household::Household;
use crate::assessment::Outcome;
use crate::vocabulary::{Kronor, Month, Reason};

/// How many of the largest changes are kept, for operators.
const LARGEST_KEPT: usize = 10;

/// What many cases show.
#[derive(Debug, Default)]
pub struct Tally {
    /// Cases that nothing may be said of.
    pub restricted: u64,
    /// Cases that could not be read.
    pub unreadable: u64,
    pub(super) differing: u64,
    pub(super) months: Option<(Month, Month)>,
    /// How many have which change of the amount.
    pub(super) changes: BTreeMap<Household, BTreeMap<Kronor, u64>>,
    pub(super) only_present: u64,
    pub(super) only_new: u64,
    pub(super) neither: u64,
    pub(super) transitions: BTreeMap<(Outcome, Outcome), Transition>,
    pub(super) lines: BTreeMap<String, LineTally>,
    pub(super) largest_gains: Vec<Extreme>,
    pub(super) largest_losses: Vec<Extreme>,
}

/// The cases that go from one outcome to another.
#[derive(Debug, Default)]
pub(super) struct Transition {
    pub cases: u64,
    pub appeared: BTreeMap<Reason, u64>,
    pub gone: BTreeMap<Reason, u64>,
}

/// The cases in which a line differs.
#[derive(Debug, Default)]
pub(super) struct LineTally {
    pub label: String,
    pub cases: u64,
    pub change: Kronor,
}

/// One of the largest changes. The order is that of the report: the largest
/// first, then whatever tells them apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Extreme {
    pub size: std::cmp::Reverse<Kronor>,
    pub household: Household,
    /// The line that differs most.
    pub line: String,
    pub application_id: String,
}

impl Tally {
    /// Adds a case.
    pub fn add(&mut self, comparison: Comparison) {
        match comparison {
            Comparison::Restricted => self.restricted += 1,
            Comparison::Compared(compared) => self.add_compared(*compared),
        }
    }

    fn add_compared(&mut self, case: Compared) {
        self.differing += u64::from(case.differs());
        self.months = joined(self.months, case.month.map(|month| (month, month)));
        match case.amounts {
            Amounts::OnlyPresent => self.only_present += 1,
            Amounts::OnlyNew => self.only_new += 1,
            Amounts::Neither => self.neither += 1,
            Amounts::Both(household, change) => {
                let changes = self.changes.entry(household).or_default();
                *changes.entry(change).or_default() += 1;
                self.note_extreme(&case, household, change);
            }
        }
        let transition = self.transitions.entry(case.outcomes).or_default();
        transition.cases += 1;
        for reason in case.appeared {
            *transition.appeared.entry(reason).or_default() += 1;
        }
        for reason in case.gone {
            *transition.gone.entry(reason).or_default() += 1;
        }
        for line in case.lines {
            let tally = LineTally {
                label: line.label,
                cases: 1,
                change: line.change,
            };
            self.lines.entry(line.id).or_default().merge(tally);
        }
    }

    fn note_extreme(&mut self, case: &Compared, household: Household, change: Kronor) {
        let largest = match change {
            change if change.is_positive() => &mut self.largest_gains,
            change if change.is_negative() => &mut self.largest_losses,
            _ => return,
        };
        let smallest_kept = largest.get(LARGEST_KEPT - 1);
        if smallest_kept.is_some_and(|kept| kept.size.0 > change.abs()) {
            return;
        }
        let same_way = |line: &&super::comparison::LineChange| {
            line.change.is_negative() == change.is_negative()
        };
        let line = case.lines.iter().filter(same_way);
        let line = line.max_by_key(|line| (line.change.abs(), std::cmp::Reverse(&line.id)));
        largest.push(Extreme {
            size: std::cmp::Reverse(change.abs()),
            household,
            line: line.map(|line| line.label.clone()).unwrap_or_default(),
            application_id: case.application_id.clone(),
        });
        keep_largest(largest);
    }

    /// Adds what other cases show.
    pub fn merge(&mut self, other: Self) {
        self.restricted += other.restricted;
        self.unreadable += other.unreadable;
        self.differing += other.differing;
        self.months = joined(self.months, other.months);
        self.only_present += other.only_present;
        self.only_new += other.only_new;
        self.neither += other.neither;
        for (household, changes) in other.changes {
            add_counts(self.changes.entry(household).or_default(), changes);
        }
        for (outcomes, added) in other.transitions {
            let transition = self.transitions.entry(outcomes).or_default();
            transition.cases += added.cases;
            add_counts(&mut transition.appeared, added.appeared);
            add_counts(&mut transition.gone, added.gone);
        }
        for (id, line) in other.lines {
            self.lines.entry(id).or_default().merge(line);
        }
        self.largest_gains.extend(other.largest_gains);
        keep_largest(&mut self.largest_gains);
        self.largest_losses.extend(other.largest_losses);
        keep_largest(&mut self.largest_losses);
    }
}

impl LineTally {
    fn merge(&mut self, other: Self) {
        // A label that a new policy changes is told as one, whichever case
        // came first.
        if self.cases == 0 || other.label < self.label {
            self.label = other.label;
        }
        self.cases += other.cases;
        self.change = self.change + other.change;
    }
}

fn add_counts<K: Ord>(counts: &mut BTreeMap<K, u64>, added: BTreeMap<K, u64>) {
    for (key, count) in added {
        *counts.entry(key).or_default() += count;
    }
}

fn keep_largest(largest: &mut Vec<Extreme>) {
    largest.sort_unstable();
    largest.truncate(LARGEST_KEPT);
}

type Months = Option<(Month, Month)>;

/// The first and the last month of both.
fn joined(one: Months, other: Months) -> Months {
    match (one, other) {
        (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
        (one, other) => one.or(other),
    }
}
