//! Amounts and days as a letter writes them, read and written by the
//! verification alone.

use chrono::{Datelike, NaiveDate};

use crate::vocabulary::Month;

/// Öre. What is read has at most fifteen digits, so that no product of a
/// calculation leaves the type.
pub type Ore = i128;

const MOST_DIGITS: usize = 15;

/// Reads `2 870,50 kr` or `−412,00 kr`; `None` for anything written otherwise.
pub fn amount(text: &str) -> Option<Ore> {
    let digits = text.strip_suffix(" kr")?;
    let unsigned = digits.strip_prefix('−').unwrap_or(digits);
    let plain: String = unsigned.chars().filter(|c| *c != '\u{a0}').collect();
    let (whole, decimals) = plain.split_once(',').unwrap_or((&plain, "00"));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if decimals.len() != 2
        || whole.is_empty()
        || whole.len() > MOST_DIGITS
        || !is_number(whole)
        || !is_number(decimals)
    {
        return None;
    }
    let ore = whole.parse::<Ore>().ok()? * 100 + decimals.parse::<Ore>().ok()?;
    let ore = if unsigned.len() < digits.len() {
        -ore
    } else {
        ore
    };
    // An amount can be written in two ways only: in a sentence and in a column.
    (in_words(ore) == text || in_column(ore) == text).then_some(ore)
}

/// `10 359 kr`, `2 152,50 kr`: as in a sentence.
pub fn in_words(ore: Ore) -> String {
    let in_column = in_column(ore);
    match in_column.strip_suffix(",00 kr") {
        Some(whole) => format!("{whole} kr"),
        None => in_column,
    }
}

/// `10 359,00 kr`: as in a column.
pub fn in_column(ore: Ore) -> String {
    let (kronor, rest) = (ore.abs() / 100, ore.abs() % 100);
    let digits = kronor.to_string();
    let mut text = String::from(if ore < 0 { "−" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    format!("{text},{rest:02} kr")
}

/// The quotient rounded up. The divisor is above zero.
pub fn rounded_up(dividend: Ore, divisor: Ore) -> Ore {
    -(-dividend).div_euclid(divisor)
}

/// The aid that a sum gives: never below zero, up to a whole krona.
pub fn aid(sum: Ore) -> Ore {
    rounded_up(sum.max(0), 100) * 100
}

/// Reads `2 november 2026`.
pub fn day(text: &str) -> Option<NaiveDate> {
    let mut words = text.split(' ');
    let (day, name, year) = (words.next()?, words.next()?, words.next()?);
    let named =
        |month: &u32| Month::new(2000, *month).is_ok_and(|month| month.name_in_swedish() == name);
    let month = (1..=12).find(named)?;
    let day = NaiveDate::from_ymd_opt(year.parse().ok()?, month, day.parse().ok()?)?;
    // Nothing more and nothing else was written, such as a leading zero.
    (day_in_words(day) == text).then_some(day)
}

/// `2 november 2026`.
pub fn day_in_words(day: NaiveDate) -> String {
    format!("{} {}", day.day(), Month::of(day).in_swedish())
}

/// `a`, `a och b`, `a, b och c`.
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} och {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_days_are_read_only_as_they_are_written() {
        assert_eq!(amount("10\u{a0}359 kr"), Some(1_035_900));
        assert_eq!(amount("−1\u{a0}250,00 kr"), Some(-125_000));
        assert_eq!(amount("0,50 kr"), Some(50));
        for wrong in [
            "10359 kr", "1 250 kr", "12,5 kr", "01 kr", "kr", "5,00", "−0 kr",
        ] {
            assert_eq!(amount(wrong), None, "{wrong}");
        }
        let second = NaiveDate::from_ymd_opt(2026, 11, 2);
        assert_eq!(day("2 november 2026"), second);
        for wrong in [
            "02 november 2026",
            "31 november 2026",
            "2 nov 2026",
            "2 november 2026 ",
        ] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn quotients_are_rounded_up_on_both_sides_of_zero() {
        assert_eq!(
            (rounded_up(7, 2), rounded_up(-7, 2), rounded_up(8, 2)),
            (4, -3, 4)
        );
        assert_eq!((aid(1), aid(100), aid(-1)), (100, 100, 0));
    }
}
