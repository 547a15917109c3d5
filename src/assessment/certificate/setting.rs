//! What is certified: rules, policy and a month, and who lives in it.

use chrono::{DateTime, FixedOffset, Months, NaiveDate};

use super::persons::invented;
use crate::rules::tables::NormTable;
use crate::rules::{Policy, Rules};
use crate::vocabulary::evidence::Facts;
use crate::vocabulary::{Month, Personnummer, RegistryAnswer, stockholm_midnight};

/// At most so many children are tried.
pub const MOST_CHILDREN: u32 = 8;
/// From this age nobody is a child of the norm.
pub const GROWN: u32 = 21;
/// Full time, in days a month.
pub const FULL_TIME: u32 = 30;
/// The rules, the policy and the month that are certified.
pub struct Setting<'a> {
    pub rules: &'a Rules,
    pub policy: &'a Policy,
    pub month: Month,
    pub norm: &'a NormTable,
    pub assessed_on: NaiveDate,
    pub adults: [Personnummer; 2],
    /// By age, then by place among the children.
    children: Vec<Personnummer>,
}

/// What the norm knows of a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChildKind {
    pub age: u32,
    pub lunch: bool,
    pub days: u32,
}

impl ChildKind {
    /// A child who lives with the household all the time.
    pub const fn full_time(age: u32, lunch: bool) -> Self {
        let days = FULL_TIME;
        Self { age, lunch, days }
    }
}

impl<'a> Setting<'a> {
    /// `None` for a month without a riksnorm.
    pub fn new(rules: &'a Rules, policy: &'a Policy, month: Month) -> Option<Self> {
        let first = month.first_day();
        // The middle of a year of life: no birthday is near.
        let born = |age: u32| {
            first
                .checked_sub_months(Months::new(age.saturating_mul(12).saturating_add(6)))
                .unwrap_or(first)
        };
        let adults = [invented(born(40), 0)?, invented(born(41), 1)?];
        let children: Option<Vec<_>> = (0..GROWN)
            .flat_map(|age| (0..MOST_CHILDREN).map(move |place| (age, place)))
            .map(|(age, place)| invented(born(age), place))
            .collect();
        Some(Self {
            rules,
            policy,
            month,
            norm: rules.norm(month)?,
            assessed_on: month.last_day(),
            adults,
            children: children?,
        })
    }

    /// The child of an age at a place among the children.
    pub fn child(&self, age: u32, place: usize) -> Option<Personnummer> {
        let row = usize::try_from(age.checked_mul(MOST_CHILDREN)?).ok()?;
        self.children.get(row.checked_add(place)?).copied()
    }

    /// A day of the control month.
    pub fn control_day(&self) -> NaiveDate {
        self.month.plus(-1).day(15)
    }

    /// A day of the comparison month.
    pub fn comparison_day(&self) -> NaiveDate {
        self.month.plus(-2).day(15)
    }

    /// An answer of a registry that covers every period a rule asks for.
    pub fn answer(&self, person: Personnummer, facts: Facts) -> RegistryAnswer {
        RegistryAnswer {
            person: Some(person),
            from: self.month.plus(-2).january().first_day(),
            to: self.month.last_day(),
            fetched: DateTime::default(),
            facts,
        }
    }

    /// When the application was signed and received.
    pub fn instant(&self) -> DateTime<FixedOffset> {
        stockholm_midnight(self.month.day(2)).fixed_offset()
    }
}

impl std::fmt::Display for ChildKind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { age, lunch, days } = self;
        write!(formatter, "{age} years")?;
        if *lunch {
            formatter.write_str(" with lunch away")?;
        }
        if *days < FULL_TIME {
            write!(formatter, " {days} days")?;
        }
        Ok(())
    }
}
