//! Months, weekdays and the due day of employers' returns.

use std::fmt;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeZone, Weekday};
use chrono_tz::{Europe::Stockholm, Tz};

/// A calendar month, kept as its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct YearMonth(NaiveDate);

impl YearMonth {
    /// Reads `YYYY-MM`.
    pub(super) fn parse(text: &str) -> Option<YearMonth> {
        let (year, month) = text.split_once('-')?;
        let digits = |part: &str, length| {
            (part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| part.parse().ok())?
        };
        let first = NaiveDate::from_ymd_opt(digits(year, 4)? as i32, digits(month, 2)?, 1)?;
        // The series of birth numbers needs a century before the month.
        (1970..=2090)
            .contains(&first.year())
            .then_some(YearMonth(first))
    }

    pub(super) fn first(self) -> NaiveDate {
        self.0
    }

    pub(super) fn last(self) -> NaiveDate {
        (self.0 + Months::new(1)) - Days::new(1)
    }

    /// The month that lies this many months before.
    pub(super) fn back(self, months: u32) -> YearMonth {
        YearMonth(self.0 - Months::new(months))
    }

    pub(super) fn next(self) -> YearMonth {
        YearMonth(self.0 + Months::new(1))
    }

    pub(super) fn year(self) -> i32 {
        self.0.year()
    }

    pub(super) fn number(self) -> u32 {
        self.0.month()
    }

    pub(super) fn contains(self, day: NaiveDate) -> bool {
        self.first() <= day && day <= self.last()
    }

    /// The given day of the month, moved back to Friday when it falls on a
    /// weekend, as payments are. Days beyond the month's end mean its end.
    pub(super) fn payday(self, day: u32) -> NaiveDate {
        let day = self.0.with_day(day).unwrap_or_else(|| self.last());
        match day.weekday() {
            Weekday::Sat => day - Days::new(1),
            Weekday::Sun => day - Days::new(2),
            _ => day,
        }
    }

    /// The last day for employers' returns that are due in this month: the
    /// 12th, in January and August the 17th; on a weekend the Monday after.
    pub(super) fn return_due(self) -> NaiveDate {
        let number = if matches!(self.number(), 1 | 8) {
            17
        } else {
            12
        };
        let day = self.first() + Days::new(number - 1);
        match day.weekday() {
            Weekday::Sat => day + Days::new(2),
            Weekday::Sun => day + Days::new(1),
            _ => day,
        }
    }
}

impl fmt::Display for YearMonth {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0.format("%Y-%m"))
    }
}

/// The ISO week of a day as CSN writes it, `YYYYWW`.
pub(super) fn week(day: NaiveDate) -> String {
    let week = day.iso_week();
    format!("{}{:02}", week.year(), week.week())
}

/// Full years between a birth and a day.
pub(super) fn age_on(day: NaiveDate, born: NaiveDate) -> u32 {
    day.years_since(born).unwrap_or(0)
}

/// An instant of a Stockholm day, so many seconds after its midnight, which
/// exists on every day of Swedish time.
pub(super) fn instant(day: NaiveDate, seconds: i64) -> DateTime<Tz> {
    let midnight = day.and_time(NaiveTime::MIN);
    let midnight = Stockholm
        .from_local_datetime(&midnight)
        .earliest()
        .unwrap_or_else(|| Stockholm.from_utc_datetime(&midnight));
    midnight + chrono::TimeDelta::seconds(seconds)
}
