//! Numbers and spans of time as people in Sweden write them.

/// A span of time in whole minutes, such as `3 h 10 min`.
pub fn span(minutes: u64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, 0) => "under 1\u{a0}min".to_owned(),
        (0, minutes) => format!("{minutes}\u{a0}min"),
        (hours @ 1..48, 0) => format!("{hours}\u{a0}h"),
        (hours @ 1..48, minutes) => format!("{hours}\u{a0}h {minutes}\u{a0}min"),
        (hours, _) => format!("{}\u{a0}dygn", hours / 24),
    }
}

/// A whole number as people in Sweden write it: `10 359`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

/// So many cases, such as `1 ärende` or `17 ärenden`.
pub fn cases(number: u64) -> String {
    let noun = if number == 1 { "ärende" } else { "ärenden" };
    format!("{}\u{a0}{noun}", count(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_spans_are_written_the_swedish_way() {
        assert_eq!(count(999), "999");
        assert_eq!(count(1_234_567), "1\u{a0}234\u{a0}567");
        assert_eq!(cases(1), "1\u{a0}ärende");
        assert_eq!(span(0), "under 1\u{a0}min");
        assert_eq!(span(190), "3\u{a0}h 10\u{a0}min");
        assert_eq!(span(60 * 24 * 3), "3\u{a0}dygn");
    }
}
