//! Days and instants as messages write them, read without a general parser.
//!
//! Nearly all are written in one way, which is read here. Any other is left to
//! chrono, so that what is accepted, and what it means, does not differ.

use std::fmt;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Deserializer, de};

use super::digits::small_number;

/// Reads a day: `2026-11-02`.
///
/// # Errors
/// When it is no day.
pub fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    Day::deserialize(deserializer).map(|Day(day)| day)
}

/// As [`day`], or null.
///
/// # Errors
/// When it is neither.
pub fn day_or_null<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<NaiveDate>, D::Error> {
    let day = Option::<Day>::deserialize(deserializer)?;
    Ok(day.map(|Day(day)| day))
}

/// Reads an instant: `2026-11-02T08:14:31+01:00`.
///
/// # Errors
/// When it is no instant.
pub fn instant<'de, D>(deserializer: D) -> Result<DateTime<FixedOffset>, D::Error>
where
    D: Deserializer<'de>,
{
    Instant::deserialize(deserializer).map(|Instant(instant)| instant)
}

/// As [`instant`], or null.
///
/// # Errors
/// When it is neither.
pub fn instant_or_null<'de, D>(deserializer: D) -> Result<Option<DateTime<FixedOffset>>, D::Error>
where
    D: Deserializer<'de>,
{
    let instant = Option::<Instant>::deserialize(deserializer)?;
    Ok(instant.map(|Instant(instant)| instant))
}

struct Day(NaiveDate);
struct Instant(DateTime<FixedOffset>);

fn plain_day(text: &[u8]) -> Option<NaiveDate> {
    let [year @ .., b'-', m1, m2, b'-', d1, d2] = text else {
        return None;
    };
    let year = <&[u8; 4]>::try_from(year).ok()?;
    NaiveDate::from_ymd_opt(
        i32::try_from(small_number(year)?).ok()?,
        small_number(&[*m1, *m2])?,
        small_number(&[*d1, *d2])?,
    )
}

fn plain_instant(text: &[u8]) -> Option<DateTime<FixedOffset>> {
    let (local, offset) = text.split_at_checked(19)?;
    let [day @ .., b'T', h1, h2, b':', m1, m2, b':', s1, s2] = local else {
        return None;
    };
    let time = NaiveTime::from_hms_opt(
        small_number(&[*h1, *h2])?,
        small_number(&[*m1, *m2])?,
        small_number(&[*s1, *s2])?,
    )?;
    let local = NaiveDateTime::new(plain_day(day)?, time);
    local.and_local_timezone(plain_offset(offset)?).single()
}

/// What clocks are set to in Sweden, and what computers like best.
fn plain_offset(text: &[u8]) -> Option<FixedOffset> {
    let seconds = match text {
        b"Z" => 0,
        b"+01:00" => 3600,
        b"+02:00" => 7200,
        _ => return None,
    };
    FixedOffset::east_opt(seconds)
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Day;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a day written YYYY-MM-DD")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Day, E> {
                let day = plain_day(text.as_bytes()).or_else(|| text.parse().ok());
                day.map(Day).ok_or_else(|| E::custom("no day"))
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Instant;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an instant written YYYY-MM-DDThh:mm:ss+hh:mm")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Instant, E> {
                let instant = plain_instant(text.as_bytes()).or_else(|| text.parse().ok());
                instant.map(Instant).ok_or_else(|| E::custom("no instant"))
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_here_is_what_chrono_reads() {
        let (mut days, mut instants) = (0, 0);
        for year in [
            "0000", "0001", "1899", "2023", "2024", "9999", "+2024", "202",
        ] {
            for rest in [
                "01-01", "02-29", "04-31", "12-31", "13-01", "00-00", "1-1", "1١",
            ] {
                let day = format!("{year}-{rest}");
                let read = plain_day(day.as_bytes());
                days += usize::from(read.is_some());
                assert!(read.is_none() || read == day.parse().ok(), "{day}");
                for time in ["00:00:00", "23:59:59", "23:59:60", "24:00:00", "08:14:31.5"] {
                    for offset in ["Z", "+01:00", "+02:00", "-00:00", "+24:00", "+0100", ""] {
                        let instant = format!("{day}T{time}{offset}");
                        let read = plain_instant(instant.as_bytes());
                        instants += usize::from(read.is_some());
                        assert!(read.is_none() || read == instant.parse().ok(), "{instant}");
                    }
                }
            }
        }
        // Every day of those years but 29 February where there is none.
        assert_eq!((days, instants), (14, 14 * 2 * 3));
    }

    #[test]
    fn other_ways_of_writing_them_are_left_to_chrono() {
        let read = |json: &str| serde_json::from_str::<Instant>(json).map(|Instant(at)| at);
        let at = read(r#""2026-11-02T08:14:31.5-00:30""#).expect("an instant");
        assert_eq!(at.to_rfc3339(), "2026-11-02T08:14:31.500-00:30");
        let read = |json: &str| serde_json::from_str::<Day>(json).map(|Day(day)| day);
        assert_eq!(read(r#""2026-1-2""#).ok(), "2026-01-02".parse().ok());
        for bad in [r#""2026-02-29""#, r#""""#, "20261102", "null"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
