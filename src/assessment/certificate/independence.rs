//! One child at a time, and two: what a child needs is the same whoever its
//! siblings are, and in whatever order they stand.

use std::collections::BTreeMap;

use super::Extent;
use super::compositions::both_sides;
use super::findings::{Check, Notebook};
use super::household::Household;
use super::model::{Need, in_words};
use super::setting::{ChildKind, FULL_TIME, GROWN, Setting};
use crate::vocabulary::Kronor;

/// Tries every child alone, for every number of days, then every ordered pair
/// of children whose days lie at an edge.
pub fn walk(
    setting: &Setting<'_>,
    extent: Extent,
    notebook: &mut Notebook,
    progress: &mut dyn FnMut(u64),
) {
    for adults in [1, 2] {
        let mut alone = BTreeMap::new();
        for kind in children(0..GROWN, &(1..=FULL_TIME).collect::<Vec<_>>()) {
            let mut household = Household::with(setting, adults, &[kind]);
            both_sides(setting, &mut household, notebook);
            if let Some(need) = Need::of_trace(&household.assess(notebook)) {
                alone.insert((kind.age, kind.lunch, kind.days), need);
            }
        }
        pairs(setting, extent, adults, &alone, notebook, progress);
    }
}

/// How many pairs [`walk`] tries.
pub fn count(setting: &Setting<'_>, extent: Extent) -> u64 {
    let one = u64::try_from(paired(setting, extent).len()).unwrap_or(u64::MAX);
    one.saturating_mul(one).saturating_mul(2)
}

fn children(ages: impl Iterator<Item = u32>, days: &[u32]) -> Vec<ChildKind> {
    ages.flat_map(|age| [false, true].map(|lunch| (age, lunch)))
        .flat_map(|(age, lunch)| days.iter().map(move |days| (age, lunch, *days)))
        .map(|(age, lunch, days)| ChildKind { age, lunch, days })
        .collect()
}

/// Every age, with lunch or not, for one day, full time, and the days beside
/// the edge of shared costs.
fn paired(setting: &Setting<'_>, extent: Extent) -> Vec<ChildKind> {
    let min_days = setting.policy.shared_costs_child_min_days;
    let mut days = vec![1, min_days.saturating_sub(1), min_days, 29, FULL_TIME];
    days.retain(|days| *days > 0);
    days.sort_unstable();
    days.dedup();
    children((0..GROWN).step_by(extent.pair_age_step), &days)
}

type Alone = BTreeMap<(u32, bool, u32), Need>;

fn pairs(
    setting: &Setting<'_>,
    extent: Extent,
    adults: u32,
    alone: &Alone,
    notebook: &mut Notebook,
    progress: &mut dyn FnMut(u64),
) {
    let kinds = paired(setting, extent);
    let mut shared: BTreeMap<usize, Kronor> = BTreeMap::new();
    let mut household = Household::of_adults(setting, adults);
    for first in &kinds {
        household.push(*first);
        for second in &kinds {
            household.push(*second);
            progress(1);
            notebook.compositions = notebook.compositions.saturating_add(1);
            let found = Need::of_trace(&household.assess(notebook));
            let of = |kind: &ChildKind| alone.get(&(kind.age, kind.lunch, kind.days));
            let holds = match (&found, of(first), of(second)) {
                (Some(found), Some(one), Some(other)) => {
                    let min_days = setting.policy.shared_costs_child_min_days;
                    let pair = [first, second];
                    let sharing = pair.iter().filter(|kind| kind.days >= min_days);
                    // The first pair with so many sharing says what they
                    // share; `Composition` holds it against the table.
                    let seen = shared.entry(sharing.count()).or_insert(found.shared);
                    let siblings = [one, other].map(|need| need.children.iter());
                    found.adults == one.adults
                        && found.adults == other.adults
                        && found.children.iter().eq(siblings.into_iter().flatten())
                        && found.shared == *seen
                }
                _ => false,
            };
            notebook.expect(Check::Independence, holds, || {
                let household = household.in_words();
                let found = in_words(found.as_ref());
                format!("{household}: not what each child needs alone, but {found}")
            });
            household.pop();
        }
        household.pop();
    }
}
