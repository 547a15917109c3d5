//! What the ledger has counted, without small numbers: fewer than five could
//! point a person out.

use serde::Serialize;

/// The smallest number that is told.
const LEAST: u64 = 5;

/// Counts from the ledger, as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// The month of the first application.
    pub since: Option<String>,
    /// Cases by what became of them, each with a stable code and in Swedish.
    pub cases: Vec<(&'static str, &'static str, u64)>,
    /// Restricted cases, which stand in no other number here.
    pub restricted: u64,
    /// Decided by the robot.
    pub decided: u64,
    /// At their end, by the robot or handed over to a person.
    pub ended: u64,
    /// Decisions that a person looked at afterwards.
    pub sampled: u64,
    /// After-checks that were made.
    pub after_checks_made: u64,
    /// After-checks that are still to be made.
    pub after_checks_due: u64,
    /// Cases that a person reports as closed.
    pub resolved: u64,
}

/// The same, as the public may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statistics {
    /// The month of the first application.
    pub since: Option<String>,
    /// All cases; `None` when it would give a small number away.
    pub total: Option<u64>,
    /// Cases by what became of them.
    pub cases: Vec<Cell>,
    /// How many of the ended cases the robot decided, in whole per cent.
    pub automated_percent: Option<u64>,
    /// What else is counted.
    pub checks: Vec<Cell>,
}

/// One number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// Its stable code.
    pub code: &'static str,
    /// What is counted, in Swedish.
    pub label: &'static str,
    /// How many; `None` when it is not told.
    pub count: Option<u64>,
}

impl Statistics {
    /// Leaves out what could point a person out.
    pub fn of(counted: &Counted) -> Self {
        let mut cases = counted.cases.clone();
        // That there are none, or a few, must not show either.
        if counted.restricted >= LEAST {
            let label = "Begränsade ärenden, som inget mer sägs om";
            cases.push(("restricted", label, counted.restricted));
        }
        let (cases, total) = without_small(&cases);
        let decided = told(counted.decided);
        let handed = told(counted.ended.saturating_sub(counted.decided));
        let share = decided.zip(handed).and_then(|(decided, handed)| {
            let ended = decided.checked_add(handed)?;
            decided.checked_mul(100)?.checked_div(ended)
        });
        // A share beside a hidden number would tell it.
        let automated_percent = share.filter(|_| cases.iter().all(|cell| cell.count.is_some()));
        let checks = [
            (
                "quality_sample",
                "Beslut som togs ut till stickprov",
                counted.sampled,
            ),
            (
                "after_checks_made",
                "Efterkontroller som är gjorda",
                counted.after_checks_made,
            ),
            (
                "after_checks_due",
                "Efterkontroller som väntar",
                counted.after_checks_due,
            ),
            (
                "resolved",
                "Ärenden som en handläggare har avslutat",
                counted.resolved,
            ),
        ];
        Self {
            since: counted.since.clone(),
            total,
            cases,
            automated_percent,
            checks: checks
                .into_iter()
                .map(|(code, label, count)| Cell {
                    code,
                    label,
                    count: told(count),
                })
                .collect(),
        }
    }

    /// In Swedish.
    pub(super) fn in_words(&self) -> Vec<String> {
        let mut words = Vec::new();
        if let Some(since) = &self.since {
            words.push(format!("Räknat sedan {since}."));
        }
        if let Some(total) = self.total {
            words.push(format!("Antal ärenden: {total}."));
        }
        if let Some(percent) = self.automated_percent {
            words.push(format!(
                "Roboten beslutade {percent} procent av de avslutade ärendena."
            ));
        }
        words.push("Tal under fem visas inte.".into());
        words
    }
}

/// A number by itself: none and many are told, few are not.
fn told(count: u64) -> Option<u64> {
    (count == 0 || count >= LEAST).then_some(count)
}

/// Hides small numbers, and so many of the next larger ones that the sum of
/// all less what is told gives none of them away. With too few to hide among,
/// the sum is hidden too.
fn without_small(counts: &[(&'static str, &'static str, u64)]) -> (Vec<Cell>, Option<u64>) {
    let mut sizes: Vec<u64> = counts
        .iter()
        .map(|(_, _, count)| *count)
        .filter(|count| *count > 0)
        .collect();
    sizes.sort_unstable();
    let small = sizes.iter().filter(|count| **count < LEAST).count();
    let (mut hidden, mut sum) = (0_usize, 0_u64);
    if small > 0 {
        for size in &sizes {
            if hidden >= small.max(2) && sum >= LEAST.saturating_mul(2) {
                break;
            }
            hidden = hidden.saturating_add(1);
            sum = sum.saturating_add(*size);
        }
    }
    let is_hidden_well = small == 0 || (hidden >= 2 && sum >= LEAST.saturating_mul(2));
    let greatest_hidden = hidden
        .checked_sub(1)
        .and_then(|place| sizes.get(place))
        .copied();
    let cells = counts.iter().map(|(code, label, count)| Cell {
        code,
        label,
        count: Some(*count).filter(|count| {
            *count == 0 || greatest_hidden.is_none_or(|greatest| *count > greatest)
        }),
    });
    let total = counts.iter().map(|(_, _, count)| *count).sum();
    (cells.collect(), is_hidden_well.then_some(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODES: [&str; 4] = ["a", "b", "c", "d"];

    fn of(counts: [u64; 4]) -> Statistics {
        let cases = CODES.into_iter().zip(counts);
        Statistics::of(&Counted {
            cases: cases.map(|(code, count)| (code, code, count)).collect(),
            ..Counted::default()
        })
    }

    /// Holds for every table of four numbers up to twelve: what is told leaves
    /// at least two values possible for every small number.
    #[test]
    fn no_small_number_can_be_worked_out() {
        let sizes = [0, 1, 2, 4, 5, 6, 12];
        let mut looked_at = 0;
        for a in sizes {
            for b in sizes {
                for c in sizes {
                    for d in sizes {
                        let counts = [a, b, c, d];
                        let statistics = of(counts);
                        let told: u64 = statistics.cases.iter().filter_map(|cell| cell.count).sum();
                        let hidden: Vec<_> = statistics
                            .cases
                            .iter()
                            .zip(counts)
                            .filter(|(cell, _)| cell.count.is_none())
                            .map(|(_, count)| count)
                            .collect();
                        for cell in &statistics.cases {
                            assert!(cell.count.is_none_or(|count| count == 0 || count >= 5));
                        }
                        if let Some(total) = statistics.total {
                            let left = total - told;
                            assert!(hidden.is_empty() || (hidden.len() > 1 && left >= 10));
                        }
                        looked_at += u32::from(!hidden.is_empty());
                    }
                }
            }
        }
        assert!(looked_at > 1_000, "{looked_at}");
    }

    #[test]
    fn large_numbers_are_told_as_they_are() {
        let statistics = of([100, 20, 0, 5]);
        let told: Vec<_> = statistics.cases.iter().map(|cell| cell.count).collect();
        assert_eq!(told, [Some(100), Some(20), Some(0), Some(5)]);
        assert_eq!(statistics.total, Some(125));
    }

    #[test]
    fn one_small_number_hides_another_beside_it() {
        let statistics = of([100, 20, 0, 3]);
        let told: Vec<_> = statistics.cases.iter().map(|cell| cell.count).collect();
        assert_eq!(told, [Some(100), None, Some(0), None]);
        assert_eq!(of([3, 0, 0, 0]).total, None);
    }
}
