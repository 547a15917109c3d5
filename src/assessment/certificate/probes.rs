//! Finds oddities by comparing assessments, and holds them against the list.

use super::findings::{Check, Notebook};
use super::household::Household;
use super::model::Need;
use super::oddity::{Effect, MOST_IN_DWELLING, OddityFound, known};
use super::setting::{ChildKind, FULL_TIME, GROWN, Setting};
use crate::vocabulary::Kronor;

/// Every comparison of a month, against the oddities that are known.
pub fn walk(setting: &Setting<'_>, notebook: &mut Notebook) {
    let mut probe = Probe {
        setting,
        notebook,
        found: Vec::new(),
    };
    probe.birthdays();
    probe.older_below_younger();
    probe.lunch();
    probe.shared_costs();
    probe.days();
    probe.two_homes();
    probe.dwelling();
    probe.together();
    let found = probe.found;
    hold_against_the_list(setting, found, notebook);
}

fn hold_against_the_list(
    setting: &Setting<'_>,
    found: Vec<(Effect, Kronor)>,
    notebook: &mut Notebook,
) {
    let known = known(setting.month, setting.policy);
    for (_, effect, raises) in &known {
        let same =
            |(found, change): &(Effect, Kronor)| found == effect && change.is_positive() == *raises;
        notebook.expect(Check::Oddities, found.iter().any(same), || {
            let way = if *raises { "raises" } else { "lowers" };
            format!("gone: {effect} no longer {way} the need")
        });
    }
    for (effect, change) in found {
        let name = known
            .iter()
            .find(|(_, known, raises)| *known == effect && change.is_positive() == *raises);
        notebook.expect(Check::Oddities, name.is_some(), || {
            format!("new, without a name: {effect} changes the need by {change} kr")
        });
        if let Some((name, ..)) = name {
            notebook.oddities.push(OddityFound {
                name: *name,
                month: setting.month,
                effect,
                change,
            });
        }
    }
}

struct Probe<'a, 'n> {
    setting: &'a Setting<'a>,
    notebook: &'n mut Notebook,
    found: Vec<(Effect, Kronor)>,
}

impl Probe<'_, '_> {
    fn report(&mut self, effect: Effect, change: Option<Kronor>, is_odd: bool) {
        let Some(change) = change else {
            self.notebook.expect(Check::Oddities, false, || {
                format!("{effect}: a household of the comparison has no need")
            });
            return;
        };
        if is_odd && change != Kronor::ZERO {
            self.found.push((effect, change));
        }
    }

    fn need(&mut self, adults: u32, kinds: &[ChildKind]) -> Option<Need> {
        let household = Household::with(self.setting, adults, kinds);
        Need::of_trace(&household.assess(self.notebook))
    }

    fn total(&mut self, adults: u32, kinds: &[ChildKind]) -> Option<Kronor> {
        self.need(adults, kinds).map(|need| need.total())
    }

    fn child(&mut self, age: u32, lunch: bool) -> Option<Kronor> {
        self.total(1, &[ChildKind::full_time(age, lunch)])
    }

    /// A birthday is expected to change nothing.
    fn birthdays(&mut self) {
        for turning in 1..GROWN {
            for lunch in [false, true] {
                let younger = turning.saturating_sub(1);
                let change = difference(self.child(turning, lunch), self.child(younger, lunch));
                // A lunch that matters at neither age is no case of its own.
                let matters = !lunch || self.lunch_matters(younger) || self.lunch_matters(turning);
                self.report(Effect::Birthday { turning, lunch }, change, matters);
            }
        }
    }

    fn lunch_matters(&mut self, age: u32) -> bool {
        self.child(age, true) != self.child(age, false)
    }

    /// An older child is expected to need at least as much.
    fn older_below_younger(&mut self) {
        for lunch in [false, true] {
            for older in 2..GROWN {
                for younger in 0..older.saturating_sub(1) {
                    let change = difference(self.child(older, lunch), self.child(younger, lunch));
                    let effect = Effect::OlderBelowYounger {
                        younger,
                        older,
                        lunch,
                    };
                    let below = change.is_some_and(Kronor::is_negative);
                    self.report(effect, change, below);
                }
            }
        }
    }

    /// Where a child eats is expected to change nothing.
    fn lunch(&mut self) {
        for age in 0..GROWN {
            let change = difference(self.child(age, true), self.child(age, false));
            self.report(Effect::Lunch { age }, change, true);
            let turning = age.saturating_add(1);
            if turning < GROWN && !self.lunch_matters(turning) {
                // What lunch took away is given back on this birthday.
                let ends = Effect::LunchEnds { turning };
                self.report(ends, change.map(|change| -change), true);
            }
        }
    }

    /// Each member is expected to add at most what the member before added.
    fn shared_costs(&mut self) {
        let child = ChildKind::full_time(7, false);
        let mut costs = Vec::new();
        for (adults, first) in [(1, 0), (2, 8)] {
            for children in first..=8 {
                let kinds = vec![child; children];
                costs.push(self.need(adults, &kinds).map(|need| need.shared));
            }
        }
        let added = costs.iter().zip(costs.iter().skip(1));
        let added: Vec<_> = added
            .map(|(fewer, more)| difference(*more, *fewer))
            .collect();
        for ((before, now), member) in added.iter().zip(added.iter().skip(1)).zip(3..) {
            let change = difference(*now, *before);
            let more = change.is_some_and(Kronor::is_positive);
            self.report(Effect::AddsMore { member }, change, more);
        }
    }

    /// A day more is expected to change what the child itself needs, alone.
    fn days(&mut self) {
        for days in 2..=FULL_TIME {
            let mut shared = |days| {
                let child = ChildKind {
                    age: 7,
                    lunch: false,
                    days,
                };
                self.need(1, &[child]).map(|need| need.shared)
            };
            let change = difference(shared(days), shared(days.saturating_sub(1)));
            self.report(Effect::Day { days }, change, true);
        }
    }

    /// A child in two homes is expected to need what it needs in one. An öre
    /// is no oddity: each part is rounded up.
    fn two_homes(&mut self) {
        let home = |days| ChildKind {
            age: 7,
            lunch: false,
            days,
        };
        for days in 1..=15 {
            let rest = FULL_TIME.saturating_sub(days);
            let one = self.total(1, &[home(days)]);
            let other = self.total(1, &[home(rest)]);
            let alone = self.total(1, &[]);
            let whole = self.total(1, &[home(FULL_TIME)]);
            let change = difference(sum(one, other), sum(alone, whole));
            let odd = change.is_some_and(|change| change.abs() > Kronor::from_ore(1));
            self.report(Effect::TwoHomes { days }, change, odd);
        }
    }

    /// Who is no member is expected to change nothing.
    fn dwelling(&mut self) {
        for persons in 2..=MOST_IN_DWELLING {
            let mut shared_by = |persons| {
                let mut household = Household::of_adults(self.setting, 1);
                household.application.persons_in_dwelling = persons;
                Need::of_trace(&household.assess(self.notebook)).map(|need| need.total())
            };
            let change = difference(shared_by(persons), shared_by(persons.saturating_sub(1)));
            self.report(Effect::Dwelling { persons }, change, true);
        }
    }

    /// Two adults are expected to need what two single adults need.
    fn together(&mut self) {
        let alone = self.total(1, &[]);
        let change = difference(self.total(2, &[]), sum(alone, alone));
        self.report(Effect::Together, change, true);
    }
}

fn difference(one: Option<Kronor>, other: Option<Kronor>) -> Option<Kronor> {
    one.zip(other).map(|(one, other)| one - other)
}

fn sum(one: Option<Kronor>, other: Option<Kronor>) -> Option<Kronor> {
    one.zip(other).map(|(one, other)| one + other)
}
