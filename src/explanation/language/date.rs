//! Days and months in words, written straight into a text.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use crate::vocabulary::Month;

/// The names of the months, January first.
pub(in crate::explanation) type Months = [&'static str; 12];

/// A month in words: `november 2026`.
#[derive(Clone, Copy)]
pub(in crate::explanation) struct NamedMonth {
    name: &'static str,
    year: i32,
}

impl NamedMonth {
    pub(super) fn new(month: Month, names: &Months) -> Self {
        let place = usize::try_from(month.month())
            .unwrap_or(0)
            .saturating_sub(1);
        Self {
            name: names.get(place).copied().unwrap_or_default(),
            year: month.year(),
        }
    }
}

impl fmt::Display for NamedMonth {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)?;
        write!(formatter, " {}", self.year)
    }
}

/// A day in words: `2 november 2026`.
#[derive(Clone, Copy)]
pub(in crate::explanation) struct Date {
    day: u32,
    month: NamedMonth,
}

impl Date {
    pub(in crate::explanation) fn new(day: NaiveDate, names: &Months) -> Self {
        Self {
            day: day.day(),
            month: NamedMonth::new(Month::of(day), names),
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.day, self.month)
    }
}
