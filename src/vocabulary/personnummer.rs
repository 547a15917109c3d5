//! Personal identity numbers, twelve digits, masked wherever they are printed.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::digits::small_number;

/// A personnummer, or a samordningsnummer (day of birth + 60), of twelve
/// digits with a right check digit.
///
/// It has no `Display`, and its `Debug` is a mask: a number can reach a log
/// or an error text only through [`Personnummer::digits`], which says so.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Personnummer {
    digits: [u8; 12],
    born: NaiveDate,
}

/// Why a text is no personnummer. It never quotes the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a personnummer is twelve digits with a real date and a right check digit")]
pub struct NotAPersonnummer;

/// What a samordningsnummer adds to the day of birth.
const COORDINATION_DAY: u32 = 60;

impl Personnummer {
    /// Reads twelve digits.
    ///
    /// # Errors
    /// [`NotAPersonnummer`] for a wrong length, date or check digit.
    pub fn parse(text: &str) -> Result<Self, NotAPersonnummer> {
        let digits: [u8; 12] = text.as_bytes().try_into().map_err(|_| NotAPersonnummer)?;
        if !digits.iter().all(u8::is_ascii_digit) || !check_digit_is_right(&digits) {
            return Err(NotAPersonnummer);
        }
        let born = born(digits).ok_or(NotAPersonnummer)?;
        Ok(Self { digits, born })
    }

    /// The twelve digits. For registries, postings and the ledger's envelope;
    /// never for logs, errors or file names.
    pub fn digits(&self) -> &str {
        // The digits were checked when the number was read.
        std::str::from_utf8(&self.digits).unwrap_or_default()
    }

    /// The day of birth.
    pub fn born(&self) -> NaiveDate {
        self.born
    }

    /// Age in whole years on a day; `None` when born after it.
    pub fn age_on(&self, day: NaiveDate) -> Option<u32> {
        // Someone born on 29 February turns a year older on 1 March.
        day.years_since(self.born)
    }

    /// Whether this is a samordningsnummer.
    pub fn is_coordination_number(&self) -> bool {
        matches!(self.digits.get(6), Some(tens) if *tens >= b'6')
    }

    /// The day of the month of birth: what purging needs to know (SoF
    /// (2025:468) 13 kap. 1 § spares those born on the 5th, 15th and 25th).
    pub fn birth_day_of_month(&self) -> u32 {
        self.born.day()
    }
}

/// The day of birth that the first eight digits say.
fn born(digits: [u8; 12]) -> Option<NaiveDate> {
    let [y1, y2, y3, y4, m1, m2, d1, d2, ..] = digits;
    let year = i32::try_from(small_number(&[y1, y2, y3, y4])?).ok()?;
    let day = small_number(&[d1, d2])?;
    let day = if day > COORDINATION_DAY {
        day.saturating_sub(COORDINATION_DAY)
    } else {
        day
    };
    let month = small_number(&[m1, m2])?;
    NaiveDate::from_ymd_opt(year, month, day).filter(|_| year >= 1850)
}

/// The Luhn sum over the last ten digits.
fn check_digit_is_right(digits: &[u8; 12]) -> bool {
    let sum: u32 = digits
        .iter()
        .skip(2)
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(digit.saturating_sub(b'0'));
            let doubled = value.saturating_mul(2);
            match (place % 2, doubled) {
                (0, 10..) => doubled.saturating_sub(9),
                (0, _) => doubled,
                _ => value,
            }
        })
        .fold(0, u32::saturating_add);
    sum.is_multiple_of(10)
}

impl fmt::Debug for Personnummer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Personnummer(************)")
    }
}

impl Serialize for Personnummer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.digits())
    }
}

impl<'de> Deserialize<'de> for Personnummer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Personnummer;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a personnummer of twelve digits")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Personnummer, E> {
                Personnummer::parse(text).map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn reads_invented_numbers_and_masks_them() {
        let person = Personnummer::parse("199004129806").expect("a number");
        assert_eq!(person.born(), day("1990-04-12"));
        assert!(!person.is_coordination_number());
        assert_eq!(format!("{person:?}"), "Personnummer(************)");
    }

    #[test]
    fn a_samordningsnummer_has_sixty_more_days() {
        let person = Personnummer::parse("199004729803").expect("a number");
        assert_eq!(person.born(), day("1990-04-12"));
        assert!(person.is_coordination_number());
    }

    #[test]
    fn refuses_wrong_lengths_dates_and_check_digits() {
        for bad in [
            "9004129806",
            "199004129807",
            "199013129806",
            "19900412-9806",
            "１９９０",
        ] {
            assert_eq!(Personnummer::parse(bad), Err(NotAPersonnummer));
        }
    }

    #[test]
    fn age_is_counted_in_whole_years() {
        let person = Personnummer::parse("199004129806").expect("a number");
        assert_eq!(person.age_on(day("2026-04-11")), Some(35));
        assert_eq!(person.age_on(day("2026-04-12")), Some(36));
        assert_eq!(person.age_on(day("1990-04-11")), None);
    }
}
