//! The edges of the table: months, birthdays, and who is a child at all.

use chrono::{Days, Months, NaiveDate};

use super::findings::{Check, Notebook};
use super::household::Household;
use super::model::{Need, aid, part, says, shared, told};
use super::setting::{ChildKind, FULL_TIME, GROWN, Setting};
use crate::assessment::Assessment;
use crate::rules::{Policy, Rules};
use crate::vocabulary::{Kronor, Month, Provision, Reason};

/// From this age a child must go to school to be one.
const SCHOOL_YOUTH: u32 = 18;

/// Every month from before the first table to after the last has the one table
/// of its day, cites the law of its day, or has none and is handed over.
pub fn calendar(rules: &Rules, policy: &Policy, notebook: &mut Notebook) {
    let norms = rules.norms();
    let (Some(first), Some(last)) = (norms.first(), norms.last()) else {
        notebook.expect(Check::Calendar, false, || "there is no table".to_owned());
        return;
    };
    let after = Month::of(last.period.to).plus(1);
    let mut month = Month::of(first.period.from).plus(-1);
    while month <= after {
        notebook.month = month;
        let inside = norms
            .iter()
            .filter(|norm| norm.period.covers(month.first_day(), month.last_day()))
            .count();
        let expected = usize::from(first.period.from <= month.first_day() && month < after);
        notebook.expect(Check::Calendar, inside == expected, || {
            format!("{inside} tables, expected {expected}")
        });
        if let Some(setting) = Setting::new(rules, policy, month) {
            let household = Household::of_adults(&setting, 1);
            let assessment = household.assess(notebook);
            let cited = Provision::Riksnorm.citation(month);
            let holds = assessment.lines.first().is_some_and(|line| {
                let parameter = line.parameter.as_ref();
                line.legal_basis() == cited
                    && parameter.is_some_and(|parameter| {
                        parameter.valid_from <= month.first_day()
                            && month.last_day() <= parameter.valid_to
                    })
            });
            notebook.expect(Check::Calendar, holds && inside == 1, || {
                "the trace names a table or a law of another day".to_owned()
            });
        } else {
            notebook.expect(Check::Calendar, inside == 0, || {
                "the table cannot be used".to_owned()
            });
        }
        month = month.plus(1);
    }
}

/// A month for which there is no table is handed over, never extrapolated:
/// tried by the application of a certified month, moved there.
pub fn outside_the_tables(setting: &Setting<'_>, months: [Month; 2], notebook: &mut Notebook) {
    for month in months {
        let mut household = Household::of_adults(setting, 1);
        household.application.month = month;
        let assessment = household.assess(notebook);
        let holds = assessment.amount.is_none()
            && assessment.reasons.contains(&Reason::NormTableMissing)
            && Need::of_trace(&assessment).is_none();
        notebook.expect(Check::Calendar, holds, || {
            format!("{month} has no table, but gives {}", told(&assessment))
        });
    }
}

/// The rows follow each other, and each birthday is tried on the first of the
/// month, the day before and the day after.
pub fn ages(setting: &Setting<'_>, notebook: &mut Notebook) {
    rows(setting, notebook);
    let first = setting.month.first_day();
    for age in 0..=GROWN.saturating_add(1) {
        let born = first.checked_sub_months(Months::new(age.saturating_mul(12)));
        let born = born.unwrap_or(first);
        let (day, earlier) = (Days::new(1), age.checked_sub(1));
        let days = [
            (born.checked_sub_days(day), Some(age)),
            (Some(born), Some(age)),
            (born.checked_add_days(day), earlier),
        ];
        for (born, age) in days {
            let Some(born) = born else { continue };
            for lunch in [false, true] {
                for in_school in [false, true] {
                    birthday(setting, born, age, lunch, in_school, notebook);
                }
            }
        }
    }
}

fn rows(setting: &Setting<'_>, notebook: &mut Notebook) {
    let mut expected_from = 0;
    for age in 0..GROWN {
        let row = setting.norm.child(age);
        let holds = row.is_some_and(|row| row.from_age == expected_from && age <= row.to_age);
        notebook.expect(Check::AgeEdges, holds, || {
            format!("age {age} has no row of its own that follows the one before")
        });
        if row.is_some_and(|row| row.to_age == age) {
            expected_from = age.saturating_add(1);
        }
    }
    let beyond = setting.norm.child(GROWN).is_none() && expected_from == GROWN;
    notebook.expect(Check::AgeEdges, beyond, || {
        format!("the rows do not end at {GROWN}")
    });
}

/// A child born on a day, who is `age` on the first of the month; `None` when
/// born after it.
fn birthday(
    setting: &Setting<'_>,
    born: NaiveDate,
    age: Option<u32>,
    lunch: bool,
    in_school: bool,
    notebook: &mut Notebook,
) {
    let kind = ChildKind::full_time(age.unwrap_or(0), lunch);
    let mut household = Household::of_adults(setting, 1);
    household.push_born(kind, born, in_school);
    let assessment = household.assess(notebook);
    let handed_over = match age {
        None => Some(Reason::ChildBornInMonth),
        Some(age) if age >= GROWN || (age >= SCHOOL_YOUTH && !in_school) => {
            Some(Reason::AdultChild)
        }
        Some(_) => None,
    };
    let holds = match handed_over {
        Some(reason) => is_handed_over(&assessment, reason),
        None => {
            let need = Need::of_table(setting, 1, &[kind]).map(|need| need.total());
            let amount = need.and_then(|need| aid(need, Kronor::ZERO));
            says(&assessment, setting, &[kind], amount, false, &[])
        }
    };
    notebook.expect(Check::AgeEdges, holds, || {
        let told = told(&assessment);
        let child = age.map_or_else(|| "a child born later".to_owned(), |_| kind.to_string());
        let school = if in_school { "at" } else { "not at" };
        format!("{child}, {school} school: {told}")
    });
}

fn is_handed_over(assessment: &Assessment, reason: Reason) -> bool {
    assessment.amount.is_none() && assessment.reasons.contains(&reason)
}

/// Others in the dwelling: a single adult pays a share of what all would, and
/// any other household goes to a person.
pub fn dwelling(setting: &Setting<'_>, notebook: &mut Notebook) {
    for others in 0..=10_u32 {
        let mut single = Household::of_adults(setting, 1);
        let all = others.saturating_add(1);
        single.application.persons_in_dwelling = all;
        let assessment = single.assess(notebook);
        let share = shared(setting, all)
            .and_then(Kronor::ore)
            .and_then(|ore| part(ore, 1, all));
        let need = share.map(|share| setting.norm.single.value + share);
        let amount = need.and_then(|need| aid(need, Kronor::ZERO));
        let holds = says(&assessment, setting, &[], amount, false, &[]);
        notebook.expect(Check::Composition, holds, || {
            format!("one adult and {others} others: {}", told(&assessment))
        });
        let child = ChildKind {
            age: 7,
            lunch: false,
            days: FULL_TIME,
        };
        for (adults, kinds) in [(1, vec![child]), (2, Vec::new())] {
            let mut family = Household::with(setting, adults, &kinds);
            family.application.persons_in_dwelling = others.saturating_add(2);
            let assessment = family.assess(notebook);
            let holds = if others == 0 {
                assessment.amount.is_some()
            } else {
                is_handed_over(&assessment, Reason::SharedDwelling)
            };
            notebook.expect(Check::Composition, holds, || {
                let family = family.in_words();
                format!("{family} and {others} others: {}", told(&assessment))
            });
        }
    }
}
