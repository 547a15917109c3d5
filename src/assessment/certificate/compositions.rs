//! The walk over the compositions of a household.
//!
//! Each is assessed twice by the production code: with an income one öre below
//! its need, and with exactly its need. That gives, for every composition, the
//! lines of the norm and both sides of the boundary.

use super::Extent;
use super::findings::{Check, Notebook};
use super::household::Household;
use super::model::{Need, aid, in_words, says, told};
use super::setting::{ChildKind, FULL_TIME, GROWN, Setting};
use crate::vocabulary::Kronor;

/// Children whom the table and the rules treat alike: a row of ages, with or
/// without lunch, for so many days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    from_age: u32,
    to_age: u32,
    lunch: bool,
    days: u32,
}

impl Class {
    /// The child of this class that joins as number so and so: its ages take
    /// turns, so that every age stands beside every other class.
    fn child(self, place: usize) -> ChildKind {
        let width = self
            .to_age
            .saturating_sub(self.from_age)
            .saturating_add(1)
            .max(1);
        let turn = u32::try_from(place).unwrap_or(0).checked_rem(width);
        ChildKind {
            age: self.from_age.saturating_add(turn.unwrap_or(0)),
            lunch: self.lunch,
            days: self.days,
        }
    }
}

/// The classes of children for numbers of days: one for each amount of the
/// table.
pub fn classes(setting: &Setting<'_>, days: &[u32]) -> Vec<Class> {
    let mut classes = Vec::new();
    let mut next = 0;
    while let Some(row) = (next < GROWN)
        .then(|| setting.norm.child(next))
        .flatten()
        .filter(|row| row.to_age >= next)
    {
        for lunch in [false, true] {
            if lunch && row.lunch_outside_home.is_none() {
                continue;
            }
            classes.extend(days.iter().map(|days| Class {
                from_age: row.from_age,
                to_age: row.to_age,
                lunch,
                days: *days,
            }));
        }
        next = row.to_age.saturating_add(1);
    }
    classes
}

/// The days that make a difference: full time, and on both sides of the day
/// from which a child shares the household's costs.
pub fn days_that_differ(setting: &Setting<'_>) -> Vec<u32> {
    let min_days = setting.policy.shared_costs_child_min_days;
    let mut days = vec![FULL_TIME, min_days, min_days.saturating_sub(1)];
    days.retain(|days| *days > 0);
    days.sort_unstable();
    days.dedup();
    days
}

/// How many compositions [`walk`] goes through.
pub fn count(setting: &Setting<'_>, extent: Extent) -> u64 {
    let of = |days: &[u32], most| multisets(classes(setting, days).len(), most);
    let full_time = of(&[FULL_TIME], extent.full_time_children);
    let mixed = of(&days_that_differ(setting), extent.mixed_children);
    full_time.saturating_add(mixed).saturating_mul(2)
}

/// How many multisets of at most `most` there are of so many kinds.
fn multisets(kinds: usize, most: u32) -> u64 {
    let kinds = u64::try_from(kinds).unwrap_or(u64::MAX);
    (1..=u64::from(most)).fold(1, |count, place| {
        let product = count.saturating_mul(kinds.saturating_add(place));
        product.checked_div(place).unwrap_or(product)
    })
}

/// Walks through every multiset of full-time children, and every smaller one
/// of children with full and part time.
pub fn walk(
    setting: &Setting<'_>,
    extent: Extent,
    notebook: &mut Notebook,
    progress: &mut dyn FnMut(u64),
) {
    let full_time = classes(setting, &[FULL_TIME]);
    let mixed = classes(setting, &days_that_differ(setting));
    for (classes, most) in [
        (full_time, extent.full_time_children),
        (mixed, extent.mixed_children),
    ] {
        // One more would not fit into the bits of a key.
        notebook.expect(Check::Composition, classes.len() < 63, || {
            "the table has too many rows for this walk".to_owned()
        });
        let mut alone = Vec::new();
        for adults in [1, 2] {
            let mut descent = Descent {
                setting,
                classes: &classes,
                household: Household::of_adults(setting, adults),
                path: Vec::new(),
                needs: Vec::new(),
                notebook,
                progress,
            };
            descent.descend(0, most);
            let needs = descent.needs;
            child_never_lowers(&classes, &needs, notebook);
            if adults == 1 {
                alone = needs;
            } else {
                partner_never_lowers(&alone, &needs, notebook);
            }
        }
    }
    rotations(setting, extent, notebook);
}

/// A depth-first walk. Compositions come in the order of their keys, so that
/// the need of each smaller one is found again by search.
struct Descent<'a, 'n> {
    setting: &'a Setting<'a>,
    classes: &'n [Class],
    household: Household<'a>,
    path: Vec<usize>,
    needs: Vec<(u64, Kronor)>,
    notebook: &'n mut Notebook,
    progress: &'n mut dyn FnMut(u64),
}

impl Descent<'_, '_> {
    fn descend(&mut self, from: usize, most: u32) {
        self.visit();
        let Some(most) = most.checked_sub(1) else {
            return;
        };
        for (place, class) in self.classes.iter().enumerate().skip(from) {
            let kind = class.child(self.path.len());
            self.household.push(kind);
            self.path.push(place);
            self.descend(place, most);
            self.path.pop();
            self.household.pop();
        }
    }

    fn visit(&mut self) {
        (self.progress)(1);
        let need = both_sides(self.setting, &mut self.household, self.notebook);
        self.needs.push((key(self.path.iter().copied()), need));
    }
}

/// Compares each composition with every one that has a child fewer. Each was
/// assessed by itself, so nothing is taken for granted of what a child adds.
fn child_never_lowers(classes: &[Class], needs: &[(u64, Kronor)], notebook: &mut Notebook) {
    for (composition, need) in needs {
        let mut before = None;
        for (left_out, class) in path(*composition).enumerate() {
            // Of twins it is the same comparison whoever is left out.
            if before.replace(class) == Some(class) {
                continue;
            }
            let others = path(*composition).enumerate();
            let others = others.filter(|(place, _)| *place != left_out);
            let fewer = key(others.map(|(_, class)| class));
            let fewer = needs.binary_search_by_key(&fewer, |(key, _)| *key).ok();
            let fewer = fewer.and_then(|place| needs.get(place));
            let holds = fewer.is_some_and(|(_, fewer)| fewer <= need);
            notebook.expect(Check::FurtherMember, holds, || {
                let all = path(*composition).filter_map(|class| classes.get(class));
                let all: Vec<_> = all.map(|class| class.child(0).to_string()).collect();
                let joined = classes.get(class).map(|class| class.child(0).to_string());
                let joined = joined.unwrap_or_default();
                format!(
                    "a child of {joined} lowers the need of [{}]",
                    all.join(", ")
                )
            });
        }
    }
}

/// Where each class of a path stands in its key: six bits each, from the top,
/// so that the order of the walk is the order of the keys.
const SHIFTS: [u32; 8] = [58, 52, 46, 40, 34, 28, 22, 16];
/// Six bits, of which zero is no class.
const CLASS_BITS: u64 = 63;

/// The classes of a path as one number.
fn key(path: impl Iterator<Item = usize>) -> u64 {
    path.zip(SHIFTS)
        .map(|(class, shift)| {
            let class = u64::try_from(class).unwrap_or(0).saturating_add(1);
            class.checked_shl(shift).unwrap_or(0)
        })
        .fold(0, |key, part| key | part)
}

/// The classes of a key.
fn path(key: u64) -> impl Iterator<Item = usize> {
    SHIFTS.into_iter().map_while(move |shift| {
        let class = key.checked_shr(shift)? & CLASS_BITS;
        usize::try_from(class.checked_sub(1)?).ok()
    })
}

fn partner_never_lowers(
    alone: &[(u64, Kronor)],
    together: &[(u64, Kronor)],
    notebook: &mut Notebook,
) {
    let same = alone.len() == together.len();
    notebook.expect(Check::FurtherMember, same, || {
        "one adult and two have been tried with different children".to_owned()
    });
    for ((key, one), (other_key, two)) in alone.iter().zip(together) {
        notebook.expect(Check::FurtherMember, key == other_key && one <= two, || {
            format!("a second adult lowers the need from {one} to {two} kr")
        });
    }
}

/// Full-time, sharing and visiting children in every number up to the most, with
/// the rows taking turns.
fn rotations(setting: &Setting<'_>, extent: Extent, notebook: &mut Notebook) {
    let days = days_that_differ(setting);
    let by_days: Vec<_> = days.iter().map(|days| classes(setting, &[*days])).collect();
    let rows = by_days.first().map_or(0, Vec::len);
    for adults in [1, 2] {
        for counts in splits(days.len(), extent.full_time_children) {
            for turn in 0..rows {
                let mut household = Household::of_adults(setting, adults);
                for (classes, count) in by_days.iter().zip(&counts) {
                    let start = turn.saturating_add(household.kinds.len());
                    for class in classes.iter().cycle().skip(start).take(*count) {
                        household.push(class.child(household.kinds.len()));
                    }
                }
                both_sides(setting, &mut household, notebook);
            }
        }
    }
}

/// Every way to have so many children or fewer in so many groups.
fn splits(groups: usize, most: u32) -> Vec<Vec<usize>> {
    let most = usize::try_from(most).unwrap_or(0);
    let mut splits = vec![Vec::new()];
    for _ in 0..groups {
        let longer = splits.iter().flat_map(|split: &Vec<usize>| {
            let left = most.saturating_sub(split.iter().sum());
            (0..=left).map(|count| split.iter().copied().chain([count]).collect())
        });
        splits = longer.collect();
    }
    splits
}

/// Assesses a household one öre below its need and at it. Returns the need of
/// the trace.
pub fn both_sides(
    setting: &Setting<'_>,
    household: &mut Household<'_>,
    notebook: &mut Notebook,
) -> Kronor {
    notebook.compositions = notebook.compositions.saturating_add(1);
    let adults = u32::try_from(household.application.adults().count()).unwrap_or(0);
    let table = Need::of_table(setting, adults, &household.kinds);
    let expected = table.as_ref().map_or(Kronor::ZERO, Need::total);
    let one_ore = Kronor::from_ore(1);
    let mut found = Kronor::ZERO;
    for income in [expected - one_ore, expected] {
        household.set_income(income);
        let assessment = household.assess(notebook);
        let need = Need::of_trace(&assessment);
        notebook.expect(Check::Composition, need.is_some() && need == table, || {
            let household = household.in_words();
            let (table, need) = (in_words(table.as_ref()), in_words(need.as_ref()));
            format!("{household}: the table gives {table}; the trace {need}")
        });
        found = need.as_ref().map_or(Kronor::ZERO, Need::total);
        let amount = aid(expected, income);
        let right = says(&assessment, setting, &household.kinds, amount, false, &[]);
        notebook.expect(Check::IncomeBoundary, right, || {
            let (household, told) = (household.in_words(), told(&assessment));
            format!("{household}: need {expected} kr, income {income} kr gives {told}")
        });
    }
    household.set_income(Kronor::ZERO);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multisets_are_counted_as_they_are_walked() {
        // Two kinds, at most two of them: {}, a, b, aa, ab, bb.
        assert_eq!(multisets(2, 2), 6);
        assert_eq!(multisets(12, 8), 125_970);
    }

    #[test]
    fn keys_follow_the_order_of_the_walk() {
        let paths = [vec![], vec![0], vec![0, 0], vec![0, 1], vec![1]];
        let keys = paths.iter().map(|path| key(path.iter().copied()));
        let keys: Vec<_> = keys.collect();
        assert!(keys.is_sorted_by(|one, next| one < next), "{keys:?}");
        let read = |key: u64| path(key).collect::<Vec<_>>();
        assert_eq!(keys.iter().copied().map(read).collect::<Vec<_>>(), paths);
        let longest = vec![61; 8];
        assert_eq!(read(key(longest.iter().copied())), longest);
    }

    #[test]
    fn eight_children_split_into_three_groups_in_every_way() {
        // Eleven choose three.
        assert_eq!(splits(3, 8).len(), 165);
    }
}
