//! Numbers from digits: much of a message is days and amounts, and a general
//! parser looks for far more than the digits they are written with.

/// The number that a few digits write; `None` for none, for more than fifteen,
/// and for anything but digits.
pub fn number(digits: &[u8]) -> Option<i64> {
    if digits.is_empty() || digits.len() > 15 {
        return None;
    }
    digits.iter().try_fold(0_i64, |number, digit| {
        let value = digit.wrapping_sub(b'0');
        // Fifteen digits are far from the largest number.
        (value <= 9).then(|| number.saturating_mul(10).saturating_add(value.into()))
    })
}

/// As [`number`], for the parts of a day.
pub fn small_number(digits: &[u8]) -> Option<u32> {
    u32::try_from(number(digits)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_digits_are_a_number() {
        assert_eq!(number(b"0042"), Some(42));
        assert_eq!(number(b"999999999999999"), Some(999_999_999_999_999));
        for bad in [
            "",
            "-1",
            "+1",
            "1 ",
            "1a",
            "/",
            ":",
            "1000000000000000",
            "١",
        ] {
            assert_eq!(number(bad.as_bytes()), None, "{bad:?}");
        }
    }
}
