//! Numbers for people who do not exist.

use chrono::{Datelike, NaiveDate};

use crate::vocabulary::Personnummer;

/// The first birth number that is never given to anybody.
const FIRST_INVENTED: u32 = 980;

/// The invented person born on a day; `place` 0–9 tells apart those born on
/// the same day. `None` for a place beyond 9.
pub fn invented(born: NaiveDate, place: u32) -> Option<Personnummer> {
    let birth_number = FIRST_INVENTED.checked_add(place).filter(|_| place < 10)?;
    let eleven = format!(
        "{:04}{:02}{:02}{birth_number:03}",
        born.year(),
        born.month(),
        born.day()
    );
    // Nine of ten check digits are wrong, and reading the number tells.
    (0..10).find_map(|check| Personnummer::parse(&format!("{eleven}{check}")).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_different_people_can_be_born_on_a_day() {
        let born = NaiveDate::from_ymd_opt(2020, 2, 29).expect("a day");
        let mut numbers: Vec<_> = (0..10).filter_map(|place| invented(born, place)).collect();
        numbers.dedup();
        assert_eq!(numbers.len(), 10);
        assert!(numbers.iter().all(|number| number.born() == born));
        assert!(numbers.iter().all(|number| &number.digits()[8..10] == "98"));
        assert_eq!(invented(born, 10), None);
    }
}
