//! Calendar months, written `2026-11`.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::digits::small_number;

/// A calendar month between the years 1900 and 2199.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    // Months since January of year 0, so that before and after are plain sums.
    index: i32,
}

/// Why a text is no month. It never quotes the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a month is written YYYY-MM, such as 2026-11")]
pub struct NotAMonth;

const FIRST_YEAR: i32 = 1900;
const LAST_YEAR: i32 = 2199;
const MONTHS_IN_SWEDISH: [&str; 12] = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
];

impl Month {
    /// The month of a year; `month` is 1–12.
    ///
    /// # Errors
    /// [`NotAMonth`] outside 1–12 and outside the years 1900–2199.
    pub fn new(year: i32, month: u32) -> Result<Self, NotAMonth> {
        let month = i32::try_from(month).map_err(|_| NotAMonth)?;
        if (FIRST_YEAR..=LAST_YEAR).contains(&year) && (1..=12).contains(&month) {
            let index = year
                .saturating_mul(12)
                .saturating_add(month)
                .saturating_sub(1);
            Ok(Self { index })
        } else {
            Err(NotAMonth)
        }
    }

    /// The month a day lies in.
    pub fn of(day: NaiveDate) -> Self {
        let month = i32::try_from(day.month0()).unwrap_or(0);
        Self {
            index: day.year().saturating_mul(12).saturating_add(month),
        }
    }

    /// The year, such as 2026.
    pub fn year(self) -> i32 {
        self.index.div_euclid(12)
    }

    /// The month of the year, 1–12.
    pub fn month(self) -> u32 {
        u32::try_from(self.index.rem_euclid(12))
            .unwrap_or(0)
            .saturating_add(1)
    }

    /// The month this many months later (earlier when negative).
    pub fn plus(self, months: i32) -> Self {
        Self {
            index: self.index.saturating_add(months),
        }
    }

    /// January of the same year.
    pub fn january(self) -> Self {
        Self {
            index: self.index.saturating_sub(self.index.rem_euclid(12)),
        }
    }

    /// The first day of the month.
    pub fn first_day(self) -> NaiveDate {
        self.day(1)
    }

    /// The last day of the month.
    pub fn last_day(self) -> NaiveDate {
        self.plus(1)
            .first_day()
            .pred_opt()
            .unwrap_or(NaiveDate::MIN)
    }

    /// A day of the month; the first when the month has no such day.
    pub fn day(self, day: u32) -> NaiveDate {
        let on = |day| NaiveDate::from_ymd_opt(self.year(), self.month(), day);
        on(day).or_else(|| on(1)).unwrap_or(NaiveDate::MIN)
    }

    /// Whether the day lies in this month.
    pub fn contains(self, day: NaiveDate) -> bool {
        Self::of(day) == self
    }

    /// As people in Sweden say it: `november 2026`.
    pub fn in_swedish(self) -> String {
        format!("{} {}", self.name_in_swedish(), self.year())
    }

    /// The month's name alone: `november`.
    pub fn name_in_swedish(self) -> &'static str {
        let place = usize::try_from(self.index.rem_euclid(12)).unwrap_or(0);
        MONTHS_IN_SWEDISH.get(place).copied().unwrap_or("")
    }
}

impl FromStr for Month {
    type Err = NotAMonth;
    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        let [year @ .., b'-', m1, m2] = text.as_bytes() else {
            return Err(NotAMonth);
        };
        let year = <&[u8; 4]>::try_from(year).map_err(|_| NotAMonth)?;
        let year = small_number(year).and_then(|year| i32::try_from(year).ok());
        let (year, month) = year.zip(small_number(&[*m1, *m2])).ok_or(NotAMonth)?;
        Self::new(year, month)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year(), self.month())
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Month;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a month written YYYY-MM")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Month, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_its_neighbours_and_its_days() {
        let january: Month = "2026-01".parse().expect("a month");
        assert_eq!(january.plus(-1).to_string(), "2025-12");
        assert_eq!(january.plus(-1).january().to_string(), "2025-01");
        assert_eq!(january.last_day().to_string(), "2026-01-31");
        assert_eq!(january.plus(1).last_day().to_string(), "2026-02-28");
        assert!(january.contains(january.day(17)));
        assert_eq!(january.in_swedish(), "januari 2026");
    }

    #[test]
    fn refuses_what_is_no_month() {
        for bad in [
            "2026-13", "2026-00", "2026-1", "26-01", "2026", "1899-12", "+026-01",
        ] {
            assert_eq!(bad.parse::<Month>(), Err(NotAMonth), "{bad}");
        }
    }
}
