//! An amount as people in Sweden write it.

use std::fmt;

/// The longest amount: a sign, seventeen digits in six groups, öre, ` kr`.
const ROOM: usize = 40;

/// `10 359 kr` or `2 152,50 kr`, the groups parted by no-break spaces.
///
/// It is written from its end and needs no text of its own: a letter holds a
/// hundred of them.
#[derive(Clone, Copy)]
pub struct SwedishAmount {
    bytes: [u8; ROOM],
    start: usize,
}

impl SwedishAmount {
    /// The amount of so many öre; öre are shown when there are any, or always.
    pub(super) fn of_ore(ore: i64, always_with_ore: bool) -> Self {
        let mut amount = Self {
            bytes: [0; ROOM],
            start: ROOM,
        };
        amount.put(" kr");
        let (mut kronor, cents) = (ore.unsigned_abs() / 100, ore.unsigned_abs() % 100);
        if cents > 0 || always_with_ore {
            amount.put_digits(cents, 2);
            amount.put(",");
        }
        while kronor >= 1000 {
            amount.put_digits(kronor % 1000, 3);
            // It keeps an amount on one line.
            amount.put("\u{a0}");
            kronor /= 1000;
        }
        let digits = match kronor {
            0..10 => 1,
            10..100 => 2,
            _ => 3,
        };
        amount.put_digits(kronor, digits);
        if ore < 0 {
            amount.put("−");
        }
        amount
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        let text = self.bytes.get(self.start..).unwrap_or_default();
        std::str::from_utf8(text).unwrap_or_default()
    }

    /// Puts the last digits of a number before what is there.
    fn put_digits(&mut self, mut number: u64, count: usize) {
        for _ in 0..count {
            let digit = u8::try_from(number % 10).unwrap_or(0);
            self.put_byte(b'0'.saturating_add(digit));
            number /= 10;
        }
    }

    fn put(&mut self, text: &str) {
        text.bytes().rev().for_each(|byte| self.put_byte(byte));
    }

    fn put_byte(&mut self, byte: u8) {
        self.start = self.start.saturating_sub(1);
        if let Some(place) = self.bytes.get_mut(self.start) {
            *place = byte;
        }
    }
}

impl fmt::Display for SwedishAmount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_in_threes_and_ore_have_two_places() {
        let plain = |ore| SwedishAmount::of_ore(ore, false).as_str().to_owned();
        assert_eq!(plain(1_035_900), "10\u{a0}359 kr");
        assert_eq!(plain(-215_250), "−2\u{a0}152,50 kr");
        assert_eq!(plain(100_000_705), "1\u{a0}000\u{a0}007,05 kr");
        assert_eq!(plain(99_900), "999 kr");
        assert_eq!(plain(0), "0 kr");
        let with_ore = SwedishAmount::of_ore(0, true);
        assert_eq!(with_ore.as_str(), "0,00 kr");
    }

    #[test]
    fn there_is_room_for_every_amount() {
        let most = SwedishAmount::of_ore(i64::MIN, true);
        assert_eq!(
            most.as_str().replace('\u{a0}', " "),
            "−92 233 720 368 547 758,08 kr"
        );
    }
}
