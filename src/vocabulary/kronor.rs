//! Money: Swedish kronor as an exact decimal.

use std::fmt::{self, Write as _};
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::digits::number;
use super::swedish_amount::SwedishAmount;

/// An amount of money in kronor, exact to the öre (HANDBOOK section 1).
///
/// A float never touches it: JSON carries it as a string such as `"6450.00"`.
/// Amounts read from outside are below 10^12 kr and have at most two decimals,
/// so no sum of a case can overflow.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kronor(Decimal);

/// Why a text is no amount of money. It never quotes the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an amount is kronor with at most two decimals, such as \"6450.00\"")]
pub struct NotAnAmount;

/// Every amount from outside stays below this, in kronor.
const LIMIT: i64 = 1_000_000_000_000;

impl Kronor {
    /// No money.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// Whole kronor.
    pub fn whole(kronor: i64) -> Self {
        Self::from_ore(kronor.saturating_mul(100))
    }

    /// An amount given in öre.
    pub fn from_ore(ore: i64) -> Self {
        Self(Decimal::new(ore, 2))
    }

    /// The amount in öre; `None` when it is no whole number of öre that fits.
    pub fn ore(self) -> Option<i64> {
        let mut ore = self.0;
        // Nearly every amount has two decimals as it is.
        if ore.scale() != 2 {
            ore.rescale(2);
            (ore == self.0).then_some(())?;
        }
        i64::try_from(ore.mantissa()).ok()
    }

    /// Reads `"6450.00"`, `"6450"` or `"-129.5"`.
    ///
    /// # Errors
    /// [`NotAnAmount`] for anything but digits with at most two decimals, and
    /// for 10^12 kr and above.
    pub fn parse(text: &str) -> Result<Self, NotAnAmount> {
        let (sign, digits) = match text.as_bytes() {
            [b'-', digits @ ..] => (-1, digits),
            digits => (1, digits),
        };
        let (whole, hundredths) = match digits {
            [whole @ .., b'.', tenths] => (whole, number(&[*tenths, b'0'])),
            [whole @ .., b'.', tenths, rest] => (whole, number(&[*tenths, *rest])),
            whole => (whole, Some(0)),
        };
        let whole = number(whole).filter(|whole| *whole < LIMIT);
        let (whole, hundredths) = whole.zip(hundredths).ok_or(NotAnAmount)?;
        let ore = whole.saturating_mul(100).saturating_add(hundredths);
        Ok(Self::from_ore(ore.saturating_mul(sign)))
    }

    /// Whether the amount is below zero. Zero itself is not.
    pub fn is_negative(self) -> bool {
        self.0.is_sign_negative() && !self.0.is_zero()
    }

    /// Whether the amount is above zero.
    pub fn is_positive(self) -> bool {
        self.0.is_sign_positive() && !self.0.is_zero()
    }

    /// The distance from zero.
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// The amount times `numerator / denominator`, rounded up to a whole öre:
    /// in the applicant's favour for a need and for disregarded income
    /// (HANDBOOK section 3). `None` when the denominator is zero.
    pub fn fraction_rounded_up(self, numerator: u32, denominator: u32) -> Option<Self> {
        let part = self
            .0
            .saturating_mul(Decimal::from(numerator))
            .checked_div(Decimal::from(denominator))?;
        Some(Self(part.round_dp_with_strategy(
            2,
            RoundingStrategy::ToPositiveInfinity,
        )))
    }

    /// `percent` per cent of the amount, exact and unrounded: for comparing
    /// with a limit, never for a line.
    pub fn percent(self, percent: u32) -> Self {
        Self(
            self.0
                .saturating_mul(Decimal::from(percent))
                .saturating_mul(Decimal::new(1, 2)),
        )
    }

    /// Rounded up to whole kronor: done once, at the end (HANDBOOK section 3).
    pub fn rounded_up_to_krona(self) -> Self {
        Self(self.0.ceil())
    }

    /// Adds it to a text with two decimals and a point: `10359.00`.
    pub fn push_to(self, text: &mut String) {
        let Some(ore) = self.ore() else {
            // Writing to a String cannot fail.
            let _ = write!(text, "{:.2}", self.0);
            return;
        };
        if ore < 0 {
            text.push('-');
        }
        let ore = ore.unsigned_abs();
        let mut digits = itoa::Buffer::new();
        text.push_str(digits.format(ore / 100));
        text.push_str(if ore % 100 < 10 { ".0" } else { "." });
        text.push_str(digits.format(ore % 100));
    }

    /// As people in Sweden write it: `10 359 kr`, `2 152,50 kr`.
    pub fn in_swedish(self) -> String {
        self.swedish().as_str().to_owned()
    }

    /// As [`Kronor::in_swedish`], without the unit.
    pub fn digits_in_swedish(self) -> String {
        let amount = self.swedish();
        let text = amount.as_str();
        text.strip_suffix(" kr").unwrap_or(text).to_owned()
    }

    /// As [`Kronor::in_swedish`], to be written straight into a text.
    pub fn swedish(self) -> SwedishAmount {
        SwedishAmount::of_ore(self.nearest_ore(), false)
    }

    /// The same with öre always, so that the columns of a table stand under
    /// each other: `10 359,00 kr`.
    pub fn swedish_with_ore(self) -> SwedishAmount {
        SwedishAmount::of_ore(self.nearest_ore(), true)
    }

    fn nearest_ore(self) -> i64 {
        let rounded = || Self(self.0.round_dp(2)).ore();
        self.ore().or_else(rounded).unwrap_or(i64::MAX)
    }
}

impl Add for Kronor {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Kronor {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Kronor {
    type Output = Self;
    fn neg(self) -> Self {
        Self(Decimal::ZERO.saturating_sub(self.0))
    }
}

impl Sum for Kronor {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// As [`Kronor::push_to`].
impl fmt::Display for Kronor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.push_to(&mut text);
        formatter.write_str(&text)
    }
}

impl fmt::Debug for Kronor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self} kr")
    }
}

impl Serialize for Kronor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Kronor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Kronor;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("kronor as a string with at most two decimals")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Kronor, E> {
                Kronor::parse(text).map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kronor(text: &str) -> Kronor {
        Kronor::parse(text).expect("an amount")
    }

    #[test]
    fn reads_exact_amounts_and_refuses_everything_else() {
        assert_eq!(kronor("6450.00"), Kronor::whole(6450));
        assert_eq!(kronor("-0.5"), Kronor::from_ore(-50));
        for bad in [
            "",
            "-",
            ".5",
            "1.",
            "1.005",
            "1e3",
            "1 000",
            "1,50",
            "+1",
            "0x1",
            "١",
            "1000000000000",
            "99999999999999999999999999999999",
        ] {
            assert_eq!(Kronor::parse(bad), Err(NotAnAmount), "{bad:?}");
        }
    }

    #[test]
    fn a_fraction_is_rounded_up_to_the_ore() {
        assert_eq!(
            Kronor::whole(1790).fraction_rounded_up(1, 3),
            Some(Kronor::from_ore(59_667))
        );
        assert_eq!(Kronor::whole(1790).fraction_rounded_up(1, 0), None);
    }

    #[test]
    fn swedish_digits_are_grouped_in_threes() {
        assert_eq!(Kronor::whole(10_359).in_swedish(), "10\u{a0}359 kr");
        assert_eq!(kronor("-2152.50").in_swedish(), "−2\u{a0}152,50 kr");
        assert_eq!(kronor("412.00").in_swedish(), "412 kr");
    }

    #[test]
    fn ore_round_trip_and_display() {
        assert_eq!(kronor("717.50").ore(), Some(71_750));
        assert_eq!(Kronor::whole(10_359).to_string(), "10359.00");
        assert_eq!(kronor("0.01").rounded_up_to_krona(), Kronor::whole(1));
    }
}
