//! The certificate of a rule version: a walk over the whole decision space of
//! household compositions, by the production code.
//!
//! Every figure comes out of [`assess`](super::assess), line by line, and is
//! held against a second reading of the table in whole öre (`model`).
//!
//! # Which households are tried, and why that is all of them
//!
//! The space is one or two adults and up to eight children, each of 21 ages,
//! with or without lunch away, for 1–30 days: more than 10²³ households. The
//! claim for all of them is that
//!
//! ```text
//! need = adults + Σ personal(age, lunch, days) + shared(members who share)
//! ```
//!
//! where a child shares from the policy's number of days on. The claim makes
//! three reductions sound, and each is tried on real assessments:
//!
//! 1. **The order of children does not matter**, as a sum does not depend on
//!    it, provided a child's line depends on nothing but the child. In the code
//!    that line is made from one child, the table and the policy; no sibling is
//!    in reach. Tried: every child alone (21 ages × lunch × 30 days), and every
//!    *ordered* pair of children (21 ages × lunch × the days at an edge), must
//!    have the lines each child has alone, in its own place (`independence`).
//! 2. **Ages of one row of the table are alike, and so are days on one side of
//!    the edge of shared costs**: two children of one class differ by their own
//!    amount at most, which the trial of every child alone holds against the
//!    table. So it is enough to put classes together. Within a class the ages
//!    take turns, so that no age is always alone.
//! 3. **A further child adds its own line and at most a step of shared costs,
//!    whoever is there already.** Tried without using the claim: every multiset
//!    of up to eight full-time children over the classes of the table, every
//!    multiset of up to four children over the classes with full time, a
//!    sharing part and a visiting part of the month, and every number of the
//!    three kinds up to eight with the rows taking turns (`compositions`).
//!
//! Each of these is assessed one öre below its need and at it, and compared
//! with every household that has one member fewer.
//!
//! Beside the compositions stand the edges of the table (`edges`), of caps
//! (`caps`), of tolerances and thresholds (`thresholds`), every kind of income
//! (`income`), the tables in time (`edges`, `years`), and the oddities of the
//! ordinance, which must be those that are named (`oddity`, `probes`).

mod caps;
mod compositions;
mod edges;
pub mod findings;
mod household;
mod income;
mod independence;
mod model;
pub mod oddity;
mod persons;
mod probes;
mod setting;
#[cfg(test)]
mod tests;
mod thresholds;
mod years;

use serde::Serialize;

use crate::rules::{Policy, Rules};
use crate::vocabulary::{Month, Provision};
use findings::{Check, Notebook, Tally};
use oddity::OddityFound;
use setting::Setting;

/// How far the walk goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// The largest number of full-time children put together, at most eight;
    /// also of full-time, sharing and visiting children taking turns.
    pub full_time_children: u32,
    /// The largest number of children put together with full and part time.
    pub mixed_children: u32,
    /// Every so manieth age stands in pairs.
    pub pair_age_step: usize,
}

impl Extent {
    /// The whole walk, which a certificate is.
    pub const WHOLE: Self = Self {
        full_time_children: 8,
        mixed_children: 4,
        pair_age_step: 1,
    };
}

/// What a walk has shown of the rules and the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// Whether every promise holds.
    pub holds: bool,
    /// The content hash of the rules.
    pub rules_hash: String,
    /// The content hash of the policy.
    pub policy_hash: String,
    /// The months that were walked through.
    pub months: Vec<Month>,
    /// How many compositions of a household were walked through.
    pub compositions: u64,
    /// How many times the production code assessed a household.
    pub assessments: u64,
    /// Every promise and how it fared.
    pub checks: Vec<CheckResult>,
    /// The oddities found, in the order of months.
    pub oddities: Vec<OddityFound>,
}

/// A promise and how it fared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckResult {
    /// The promise.
    pub check: Check,
    /// Whether it holds: it was tested, and never broken.
    pub holds: bool,
    /// How it fared.
    #[serde(flatten)]
    pub tally: Tally,
}

/// The months to certify: the last of every table, and also the first where
/// the law has changed between them.
pub fn months(rules: &Rules) -> Vec<Month> {
    let mut months = Vec::new();
    for norm in rules.norms() {
        let (first, last) = (Month::of(norm.period.from), Month::of(norm.period.to));
        let cited = |month| Provision::Riksnorm.citation(month);
        if cited(first) != cited(last) {
            months.push(first);
        }
        months.push(last);
    }
    months
}

/// How many steps [`certify`] will report.
pub fn steps(rules: &Rules, policy: &Policy, months: &[Month], extent: Extent) -> u64 {
    let steps = months.iter().filter_map(|month| {
        let setting = Setting::new(rules, policy, *month)?;
        let pairs = independence::count(&setting, extent);
        Some(compositions::count(&setting, extent).saturating_add(pairs))
    });
    steps.fold(0, u64::saturating_add)
}

/// Walks through the decision space of these months. `progress` is told of
/// every step.
///
/// The calendar and the comparison of tables are of all tables, whatever the
/// months.
pub fn certify(
    rules: &Rules,
    policy: &Policy,
    months: &[Month],
    extent: Extent,
    progress: &mut dyn FnMut(u64),
) -> Certificate {
    let first = months
        .first()
        .copied()
        .or_else(|| self::months(rules).first().copied());
    let mut notebook = Notebook::new(first.unwrap_or(Month::of(chrono::NaiveDate::MIN)));
    edges::calendar(rules, policy, &mut notebook);
    years::walk(rules, policy, &mut notebook);
    for month in months {
        notebook.month = *month;
        match Setting::new(rules, policy, *month) {
            Some(setting) => one_month(&setting, extent, &mut notebook, progress),
            None => notebook.expect(Check::Calendar, false, || {
                "there is no riksnorm for this month".to_owned()
            }),
        }
    }
    conclude(rules, policy, months, notebook)
}

fn one_month(
    setting: &Setting<'_>,
    extent: Extent,
    notebook: &mut Notebook,
    progress: &mut dyn FnMut(u64),
) {
    let norms = setting.rules.norms();
    if let (Some(first), Some(last)) = (norms.first(), norms.last()) {
        let before = Month::of(first.period.from).plus(-1);
        let after = Month::of(last.period.to).plus(1);
        edges::outside_the_tables(setting, [before, after], notebook);
    }
    edges::ages(setting, notebook);
    edges::dwelling(setting, notebook);
    independence::walk(setting, extent, notebook, progress);
    compositions::walk(setting, extent, notebook, progress);
    income::walk(setting, notebook);
    caps::walk(setting, notebook);
    thresholds::walk(setting, notebook);
    probes::walk(setting, notebook);
}

fn conclude(rules: &Rules, policy: &Policy, months: &[Month], notebook: Notebook) -> Certificate {
    // A promise nobody tested is not kept.
    let checks = notebook
        .tallies
        .into_iter()
        .map(|(check, tally)| CheckResult {
            check,
            holds: tally.tested > 0 && tally.broken == 0,
            tally,
        });
    let checks: Vec<_> = checks.collect();
    Certificate {
        holds: checks.iter().all(|check| check.holds),
        rules_hash: rules.hash.clone(),
        policy_hash: policy.hash.clone(),
        months: months.to_vec(),
        compositions: notebook.compositions,
        assessments: notebook.assessments,
        checks,
        oddities: notebook.oddities,
    }
}
