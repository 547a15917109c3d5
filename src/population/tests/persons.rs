//! Who is invented, how many there can be, and that it is always the same.

use super::*;
use crate::population::number_series::check_digit;

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_does_not() {
    let households =
        |count, seed| -> Vec<_> { population(count, seed, "2026-11-05").households().collect() };
    let first = households(300, 7);
    assert!(first == households(300, 7));
    assert!(first[..] == households(500, 7)[..300]);
    assert!(first != households(300, 8));
}

#[test]
fn persons_are_unique_invented_and_have_right_check_digits() {
    let mut seen = HashSet::new();
    for household in population(20_000, 3, "2026-11-22").households() {
        for number in members(&parse(&household.application)) {
            assert_eq!(number.len(), 12);
            assert!(number[8..11].starts_with("98"));
            let check = number[11..].parse::<u32>().expect("a digit");
            assert_eq!(check_digit(&number[2..11]), check);
            assert!(seen.insert(number), "a person appears twice");
        }
    }
    assert!(seen.len() > 20_000);
}

#[test]
fn the_check_digit_is_the_contract_examples() {
    for number in ["9004129806", "1706159827", "5560360793"] {
        let (digits, check) = number.split_at(9);
        assert_eq!(check_digit(digits).to_string(), check);
    }
}

#[test]
fn a_hundred_and_fifty_thousand_households_fit_and_a_million_do_not() {
    for seed in [1, 2, 3] {
        for (today, month) in [("2026-11-22", "2026-11"), ("2026-03-01", "2026-03")] {
            assert!(Population::new(150_000, seed, day(today), month).is_ok());
        }
    }
    let error = Population::new(1_000_000, 1, day("2026-11-22"), MONTH);
    let error = error.err().expect("too many");
    let PopulationError::TooManyHouseholds { count, at_most } = error.clone() else {
        panic!("another error: {error}");
    };
    assert_eq!(count, 1_000_000);
    assert!((150_000..200_000).contains(&at_most));
    assert!(error.to_string().contains("1000000"));
}

#[test]
fn a_month_must_be_a_month() {
    for month in [
        "2026-13",
        "2026-1",
        "202611",
        "",
        "26-11",
        "2026-11-01",
        "1890-01",
    ] {
        let error = Population::new(1, 1, day("2026-11-22"), month).err();
        assert_eq!(error, Some(PopulationError::Month), "{month}");
    }
}

#[test]
fn the_mix_counts_what_is_generated() {
    let population = population(1_500, 11, "2026-11-22");
    let mut counted: BTreeMap<HouseholdKind, u32> = BTreeMap::new();
    for household in population.households() {
        *counted.entry(household.kind).or_default() += 1;
    }
    let mix = population.mix();
    assert_eq!(mix.iter().map(|(_, count)| count).sum::<u32>(), 1_500);
    assert!(mix.into_iter().collect::<BTreeMap<_, _>>() == counted);
}

#[test]
fn printing_a_household_names_no_one() {
    for household in population(50, 1, "2026-11-22").households() {
        let printed = format!("{household:?}");
        for member in members(&parse(&household.application)) {
            assert!(!printed.contains(&member));
        }
    }
}
