//! What is hidden stays hidden: from somebody who adds and subtracts all that is
//! shown, and from somebody who knows how it was hidden.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;

use super::{Rulings, reported};
use crate::assessment::Outcome;
use crate::reports::simulation::comparison::{Amounts, Compared, Comparison};
use crate::reports::simulation::report::Report;
use crate::reports::simulation::suppression::children_behind;
use crate::reports::simulation::{FEWEST, Household, Tally, children};
use crate::vocabulary::Kronor;

/// Who is where: a bar of a direction of a kind of household, or an outcome to
/// an outcome.
type Counts = BTreeMap<String, u64>;

/// A system of equations over the smallest groups that can be told apart, in
/// numbers modulo a prime, where every equation is exact.
#[derive(Default)]
struct Known {
    places: BTreeMap<String, usize>,
    rows: Vec<Vec<u64>>,
}

const PRIME: u64 = 2_147_483_647;

impl Known {
    fn of(groups: impl Iterator<Item = String>) -> Self {
        Self {
            places: groups.zip(0..).collect(),
            rows: Vec::new(),
        }
    }

    fn row(&self, groups: &[String]) -> Vec<u64> {
        let mut row = vec![0; self.places.len()];
        for group in groups {
            row[self.places[group]] = 1;
        }
        row
    }

    /// What is left of a row when all that is known is subtracted.
    fn reduced(&self, mut row: Vec<u64>) -> Vec<u64> {
        for known in &self.rows {
            let pivot = known.iter().position(|value| *value != 0).expect("a pivot");
            let factor = row[pivot];
            for (value, known) in row.iter_mut().zip(known) {
                *value = (*value + (PRIME - factor) * known) % PRIME;
            }
        }
        row
    }

    fn learn(&mut self, groups: &[String]) {
        let row = self.reduced(self.row(groups));
        let Some(pivot) = row.iter().find(|value| **value != 0) else {
            return;
        };
        let inverse = power(*pivot, PRIME - 2);
        self.rows
            .push(row.iter().map(|value| value * inverse % PRIME).collect());
    }

    fn tells(&self, groups: &[String]) -> bool {
        self.reduced(self.row(groups))
            .iter()
            .all(|value| *value == 0)
    }
}

fn power(base: u64, exponent: u64) -> u64 {
    match exponent {
        0 => 1,
        _ if exponent % 2 == 1 => base * power(base, exponent - 1) % PRIME,
        _ => power(base * base % PRIME, exponent / 2),
    }
}

/// A group that somebody may ask about: its name, the smallest groups in it,
/// and what the report shows of it.
type Question = (String, Vec<String>, Option<u64>);

/// No question whose answer follows from what is shown is about a small group.
fn holds(counts: &Counts, questions: &[Question]) -> Result<(), TestCaseError> {
    let mut known = Known::of(counts.keys().cloned());
    let count = |groups: &[String]| groups.iter().map(|group| counts[group]).sum::<u64>();
    for (name, groups, shown) in questions {
        if let Some(shown) = shown {
            prop_assert_eq!(*shown, count(groups), "{}", name);
            known.learn(groups);
        }
    }
    for (name, groups, _) in questions {
        let is_small = (1..FEWEST).contains(&count(groups));
        prop_assert!(
            !(is_small && known.tells(groups)),
            "{} can be computed",
            name
        );
    }
    Ok(())
}

/// Some cases, each a change of a household or an outcome to an outcome.
fn tally() -> impl Strategy<Value = (Tally, Counts, Counts)> {
    let amount = (0..10_usize, 0..9_usize, 0..7_u64);
    let outcome = (0..5_usize, 0..5_usize, 0..7_u64);
    (vec(amount, 1..12), vec(outcome, 1..10)).prop_map(|(amounts, outcomes)| {
        let households: Vec<_> = Household::all().collect();
        let (mut by_amount, mut by_outcome) = (Counts::new(), Counts::new());
        let pairs = outcomes.into_iter().flat_map(|(from, to, count)| {
            std::iter::repeat_n((Outcome::ALL[from], Outcome::ALL[to]), count as usize)
        });
        let mut pairs = pairs.chain(std::iter::repeat((Outcome::Granted, Outcome::Granted)));
        for household in &households {
            for change in CHANGES {
                by_amount.insert(group(*household, change), 0);
            }
        }
        for name in INCOMPUTABLE {
            by_amount.insert(name.into(), 0);
        }
        for from in Outcome::ALL {
            for to in Outcome::ALL {
                by_outcome.insert(format!("{} {}", from.code(), to.code()), 0);
            }
        }
        let mut tally = Tally::default();
        for (household, change, count) in amounts {
            for _ in 0..count {
                let household = households[household];
                let (name, amounts) = match CHANGES.get(change) {
                    Some(change) => {
                        let amounts = Amounts::Both(household, Kronor::whole(*change));
                        (group(household, *change), amounts)
                    }
                    None if change % 2 == 1 => (INCOMPUTABLE[0].into(), Amounts::OnlyPresent),
                    None => (INCOMPUTABLE[1].into(), Amounts::Neither),
                };
                *by_amount.get_mut(&name).expect("a group") += 1;
                let outcomes = pairs.next().expect("one more");
                let name = format!("{} {}", outcomes.0.code(), outcomes.1.code());
                *by_outcome.get_mut(&name).expect("a group") += 1;
                tally.add(Comparison::Compared(Box::new(Compared {
                    application_id: String::new(),
                    month: None,
                    amounts,
                    outcomes,
                    appeared: Vec::new(),
                    gone: Vec::new(),
                    lines: Vec::new(),
                })));
            }
        }
        (tally, by_amount, by_outcome)
    })
}

/// One change in each of some bars, both ways, and none.
const CHANGES: [i64; 7] = [-3_000, -300, -50, 0, 50, 300, 3_000];
const INCOMPUTABLE: [&str; 2] = ["only_present", "neither"];

fn group(household: Household, change: i64) -> String {
    format!("{} {change}", household.code())
}

/// Every group of the report about amounts, and those that one could make of
/// them: kinds of household.
fn about_amounts(report: &Report, counts: &Counts) -> Vec<Question> {
    let of = |wanted: &dyn Fn(&str, i64) -> bool| -> Vec<String> {
        let named = |name: &&String| {
            let change = name.split_once(' ');
            change.is_some_and(|(household, change)| {
                wanted(household, change.parse().expect("a change"))
            })
        };
        counts.keys().filter(named).cloned().collect()
    };
    let amounts = &report.amounts;
    let mut questions = vec![
        (
            "compared".into(),
            counts.keys().cloned().collect(),
            report.cases.compared,
        ),
        (
            "more".into(),
            of(&|_, change| change > 0),
            amounts.more.cases,
        ),
        (
            "less".into(),
            of(&|_, change| change < 0),
            amounts.less.cases,
        ),
        ("same".into(), of(&|_, change| change == 0), amounts.same),
        (
            "before".into(),
            vec![INCOMPUTABLE[0].into()],
            amounts.computable_only_before,
        ),
        (
            "never".into(),
            vec![INCOMPUTABLE[1].into()],
            amounts.never_computable,
        ),
    ];
    for household in &report.households {
        let code = household.household.as_str();
        let shown = [household.more.cases, household.less.cases, household.same];
        for (sign, shown) in [1, -1, 0].into_iter().zip(shown) {
            let groups = of(&|found, change| found == code && change.signum() == sign);
            questions.push((format!("{code} {sign}"), groups, shown));
        }
        questions.push((code.into(), of(&|found, _| found == code), None));
    }
    for bar in &report.histogram {
        let sign = if bar.direction == "more" { 1 } else { -1 };
        let within = |change: i64| {
            let size = Kronor::whole(change.abs());
            change.signum() == sign && size > bar.above && bar.up_to.is_none_or(|to| size <= to)
        };
        let groups = of(&|_, change| within(change));
        questions.push((
            format!("{} {}", bar.direction, bar.above),
            groups,
            bar.cases,
        ));
    }
    questions
}

/// Every group of the report about outcomes, and each outcome before and after.
fn about_outcomes(report: &Report, counts: &Counts) -> Vec<Question> {
    let of = |wanted: &dyn Fn(Outcome, Outcome) -> bool| -> Vec<String> {
        let named = |name: &&String| {
            let (from, to) = name.split_once(' ').expect("two");
            let outcome = |code| Outcome::from_code(code).expect("an outcome");
            wanted(outcome(from), outcome(to))
        };
        counts.keys().filter(named).cloned().collect()
    };
    let automation = &report.automation;
    let classes = [
        (true, true, automation.stays_automatic),
        (true, false, automation.becomes_manual),
        (false, true, automation.becomes_automatic),
        (false, false, automation.stays_manual),
    ];
    let mut questions: Vec<Question> = vec![(
        "compared".into(),
        counts.keys().cloned().collect(),
        report.cases.compared,
    )];
    questions.extend(classes.map(|(before, after, shown)| {
        let groups = of(&|from, to| (from.is_decision(), to.is_decision()) == (before, after));
        (format!("{before} {after}"), groups, shown)
    }));
    questions.extend(report.outcomes.iter().map(|change| {
        let groups = of(&|from, to| (from, to) == (change.from, change.to));
        (
            format!("{} {}", change.from.code(), change.to.code()),
            groups,
            change.cases,
        )
    }));
    for outcome in Outcome::ALL {
        questions.push((outcome.code().into(), of(&|from, _| from == outcome), None));
        questions.push((outcome.code().into(), of(&|_, to| to == outcome), None));
    }
    questions
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_small_group_can_be_computed_from_what_is_shown((tally, amounts, outcomes) in tally()) {
        let rulings = Rulings::changed(&[], &[]);
        let report = reported(&tally, rulings.version(), rulings.version());
        holds(&amounts, &about_amounts(&report, &amounts))?;
        holds(&outcomes, &about_outcomes(&report, &outcomes))?;
    }

    #[test]
    fn whoever_knows_how_it_was_hidden_cannot_tell_a_small_count(counts in vec(0..14_u64, 2..5)) {
        prop_assume!(counts.iter().sum::<u64>() >= FEWEST);
        cannot_be_told(&counts, &|counts| children(true, counts))?;
        cannot_be_told(&counts, &|counts| children_behind(true, 1, counts))?;
    }
}

/// Of every small count that is hidden, what is shown leaves another.
fn cannot_be_told(
    counts: &[u64],
    children: &dyn Fn(&[u64]) -> Vec<Option<u64>>,
) -> Result<(), TestCaseError> {
    let shown = children(counts);
    let hidden: Vec<usize> = (0..counts.len())
        .filter(|place| shown[*place].is_none())
        .collect();
    let sum = hidden.iter().map(|place| counts[*place]).sum();
    let mut truths = Vec::new();
    others(counts, &hidden, sum, &mut |truth| {
        if children(truth) == shown {
            truths.push(truth.to_vec());
        }
    });
    prop_assert!(truths.iter().any(|truth| truth == counts));
    for place in hidden
        .into_iter()
        .filter(|place| (1..FEWEST).contains(&counts[*place]))
    {
        let other = truths.iter().any(|truth| truth[place] != counts[place]);
        prop_assert!(other, "{counts:?} at {place}");
    }
    Ok(())
}

/// Every way to share a sum among the hidden places.
fn others(counts: &[u64], hidden: &[usize], sum: u64, see: &mut impl FnMut(&[u64])) {
    let mut truth = counts.to_vec();
    match hidden {
        [] => see(counts),
        [last] => {
            truth[*last] = sum;
            see(&truth);
        }
        [first, rest @ ..] => {
            for count in 0..=sum {
                truth[*first] = count;
                others(&truth, rest, sum - count, &mut *see);
            }
        }
    }
}
