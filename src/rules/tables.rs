//! The national tables: riksnorm, prisbasbelopp and jobbstimulans.

use super::changes::{self, Change, DecidedBy};
use super::dated::{Amount, Parameter, Period, refuse_gaps_and_overlaps};
use super::reading::{Fault, Reading, Table};
use crate::vocabulary::Month;

/// Riksnormen of a period (SoF (2025:468) 12 kap. 2 §).
#[derive(Clone, Debug)]
pub struct NormTable {
    /// When it holds.
    pub period: Period,
    /// Personal costs of a single adult.
    pub single: Amount,
    /// Personal costs of a couple, together.
    pub cohabiting_couple_total: Amount,
    shared_household: Vec<Amount>,
    children: Vec<ChildRow>,
}

/// Personal costs of a child, by age.
#[derive(Clone, Debug)]
pub struct ChildRow {
    /// The youngest age, in whole years.
    pub from_age: u32,
    /// The oldest age.
    pub to_age: u32,
    /// Kronor a month.
    pub amount: Amount,
    /// Kronor a month for a child who eats lunch away from home.
    pub lunch_outside_home: Option<Amount>,
}

/// Households up to this size have an amount of their own in the table.
const LARGEST_IN_TABLE: usize = 7;
/// The table ends with this age.
const OLDEST: u32 = 20;

impl NormTable {
    /// The row of a child's age; `None` from 21.
    pub fn child(&self, age: u32) -> Option<&ChildRow> {
        self.children
            .iter()
            .find(|row| (row.from_age..=row.to_age).contains(&age))
    }

    /// The shared costs that the table has for so many members; `None` for
    /// none and for more than seven.
    pub fn shared(&self, members: u32) -> Option<&Amount> {
        let place = usize::try_from(members).ok()?.checked_sub(1)?;
        self.shared_household.get(place)
    }

    /// The shared costs for seven, the largest the table has.
    pub fn shared_for_seven(&self) -> Option<&Amount> {
        self.shared_household.last()
    }

    fn read(reading: &mut Reading<'_>, table: &mut Table<'_>) -> Option<Self> {
        let period = Period::read(reading, table);
        let single = table.kronor(reading, "single");
        let couple = table.kronor(reading, "cohabiting_couple_total");
        let shared = table.list_of_kronor(reading, "shared_household");
        if shared
            .as_ref()
            .is_some_and(|list| list.len() != LARGEST_IN_TABLE)
        {
            let place = table.place_of("shared_household");
            reading.fault(&place, "must have seven amounts, for one to seven members");
        }
        let name = "riksnorm";
        let children_place = table.place_of("children");
        let children = table.tables(reading, "children", |reading, row| {
            let from_age = row.number(reading, "from_age", 0..=OLDEST);
            let to_age = row.number(reading, "to_age", 0..=OLDEST);
            let amount = row.kronor(reading, "amount");
            let lunch = if row.has("lunch_outside_home") {
                row.kronor(reading, "lunch_outside_home")
            } else {
                None
            };
            Some((from_age?, to_age?, amount?, lunch))
        });
        let mut next = 0;
        for (from_age, to_age, ..) in &children {
            if *from_age != next || to_age < from_age {
                let problem =
                    format!("the ages must follow each other; {next} is missing or stands twice");
                reading.fault(&children_place, problem);
                break;
            }
            next = to_age.saturating_add(1);
        }
        if !children.is_empty() && next <= OLDEST {
            reading.fault(&children_place, format!("the ages must reach to {OLDEST}"));
        }
        let period = period?;
        let amount = |value, rest: &str| period.amount(value, name, rest);
        Some(Self {
            single: amount(single?, "single"),
            cohabiting_couple_total: amount(couple?, "cohabiting_couple_total"),
            shared_household: shared?
                .into_iter()
                .enumerate()
                .map(|(place, value)| {
                    amount(
                        value,
                        &format!("shared_household.{}", place.saturating_add(1)),
                    )
                })
                .collect(),
            children: children
                .into_iter()
                .map(|(from_age, to_age, value, lunch)| ChildRow {
                    from_age,
                    to_age,
                    amount: amount(value, &format!("children.{from_age}-{to_age}")),
                    lunch_outside_home: lunch.map(|value| {
                        amount(
                            value,
                            &format!("children.{from_age}-{to_age}.lunch_outside_home"),
                        )
                    }),
                })
                .collect(),
            period,
        })
    }
}

/// The prisbasbelopp of a year.
#[derive(Clone, Debug)]
pub struct PriceBaseAmount {
    /// When it holds.
    pub period: Period,
    /// Kronor.
    pub amount: Amount,
}

/// The share of a salary that jobbstimulans disregards.
#[derive(Clone, Debug)]
pub struct JobStimulusShare {
    /// When it holds.
    pub period: Period,
    /// Per cent of the counted salary.
    pub percent: u32,
    /// The parameter.
    pub parameter: Parameter,
}

/// A file of dated rows: what stands in it, what changed, and what is wrong.
pub struct RuleFile<T> {
    /// The rows, in time order.
    pub rows: Vec<T>,
    /// The changes, newest first.
    pub changes: Vec<Change>,
    /// Every fault.
    pub faults: Vec<Fault>,
}

/// Reads `riksnorm.toml`.
pub fn read_norms(file: &str, text: &str) -> RuleFile<NormTable> {
    read_rows(file, text, "riksnorm", NormTable::read, |norm| &norm.period)
}

/// Reads `prisbasbelopp.toml`.
pub fn read_price_base_amounts(file: &str, text: &str) -> RuleFile<PriceBaseAmount> {
    let read = |reading: &mut Reading<'_>, table: &mut Table<'_>| {
        let period = Period::read(reading, table);
        let value = table.kronor(reading, "amount");
        let period = period?;
        let amount = period.amount(value?, "prisbasbelopp", "");
        Some(PriceBaseAmount { amount, period })
    };
    read_rows(file, text, "prisbasbelopp", read, |row| &row.period)
}

/// Reads `jobbstimulans.toml`.
pub fn read_job_stimulus(file: &str, text: &str) -> RuleFile<JobStimulusShare> {
    let read = |reading: &mut Reading<'_>, table: &mut Table<'_>| {
        let period = Period::read(reading, table);
        let percent = table.number(reading, "percent", 0..=100);
        let period = period?;
        let parameter = period.parameter("jobbstimulans", "percent");
        Some(JobStimulusShare {
            percent: percent?,
            parameter,
            period,
        })
    };
    read_rows(file, text, "jobbstimulans", read, |row| &row.period)
}

fn read_rows<T>(
    file: &str,
    text: &str,
    key: &'static str,
    mut read: impl FnMut(&mut Reading<'_>, &mut Table<'_>) -> Option<T>,
    period: impl Fn(&T) -> &Period,
) -> RuleFile<T> {
    let (read, faults) = Reading::new(file, text).whole(|reading, table| {
        let changes = changes::read(reading, table, file, DecidedBy::Law);
        let rows = table.tables(reading, key, |reading, row| read(reading, row));
        refuse_gaps_and_overlaps(reading, table, key, rows.iter().map(&period));
        (rows, changes)
    });
    let (rows, changes) = read.unwrap_or_default();
    RuleFile {
        rows,
        changes,
        faults,
    }
}

/// The row whose period covers the whole month.
pub fn covering<T>(rows: &[T], month: Month, period: impl Fn(&T) -> &Period) -> Option<&T> {
    let (first, last) = (month.first_day(), month.last_day());
    rows.iter().find(|row| period(row).covers(first, last))
}
