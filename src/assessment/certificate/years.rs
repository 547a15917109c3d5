//! From one table to the next: no amount falls.
//!
//! The ordinance follows prices, and has never been lowered. A lowered amount
//! is therefore taken for a slip of the pen until a person has said otherwise.

use super::findings::{Check, Notebook};
use super::household::Household;
use super::model::Need;
use super::setting::{ChildKind, GROWN, MOST_CHILDREN, Setting};
use crate::rules::{Policy, Rules};
use crate::vocabulary::{Kronor, Month};

/// Compares every amount of each table with the one before, as the rules use
/// them.
pub fn walk(rules: &Rules, policy: &Policy, notebook: &mut Notebook) {
    let mut before: Option<Vec<(String, Kronor)>> = None;
    for norm in rules.norms() {
        let month = Month::of(norm.period.to);
        notebook.month = month;
        let Some(setting) = Setting::new(rules, policy, month) else {
            notebook.expect(Check::YearToYear, false, || {
                "the table covers no whole month".to_owned()
            });
            continue;
        };
        let amounts = amounts(&setting, notebook);
        let earlier = before.iter().flatten();
        for ((what, amount), (_, earlier)) in amounts.iter().zip(earlier) {
            notebook.expect(Check::YearToYear, earlier <= amount, || {
                format!("{what} falls from {earlier} to {amount} kr")
            });
        }
        before = Some(amounts);
    }
}

/// Every amount of a table, from the traces of households that use it. An
/// amount that is missing is zero, which falls.
fn amounts(setting: &Setting<'_>, notebook: &mut Notebook) -> Vec<(String, Kronor)> {
    let mut amounts = Vec::new();
    for adults in [1, 2] {
        let household = Household::of_adults(setting, adults);
        let need = Need::of_trace(&household.assess(notebook));
        let adult = need.map_or(Kronor::ZERO, |need| need.adults);
        amounts.push((format!("the amount for {adults} adults"), adult));
    }
    for age in 0..GROWN {
        for lunch in [false, true] {
            let kind = ChildKind::full_time(age, lunch);
            let need = Need::of_trace(&Household::with(setting, 1, &[kind]).assess(notebook));
            let child = need.and_then(|need| need.children.first().copied());
            amounts.push((
                format!("the amount for {kind}"),
                child.unwrap_or(Kronor::ZERO),
            ));
        }
    }
    let mut household = Household::of_adults(setting, 1);
    for children in 0..MOST_CHILDREN {
        let need = Need::of_trace(&household.assess(notebook));
        let shared = need.map_or(Kronor::ZERO, |need| need.shared);
        let members = children.saturating_add(1);
        amounts.push((format!("what {members} members share"), shared));
        household.push(ChildKind::full_time(7, false));
    }
    amounts
}
