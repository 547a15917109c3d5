//! Riksnormen, computed again from the rule book's tables.

use chrono::Datelike;

use super::book::Row as BookRow;
use super::checks::{CheckName, Faults};
use super::figures::{self, Ore, in_words, rounded_up};
use super::letter::{Calculation, Letter};
use super::rows::Row;
use crate::vocabulary::Month;

const NORM: CheckName = CheckName::Norm;
/// The name of the riksnorm of two adults.
const COUPLE: &str = "cohabiting_couple_total";
const FULL_TIME: Ore = 30;
const LARGEST_IN_TABLE: Ore = 7;
const WITH_LUNCH: &str = " som äter lunch utanför hemmet";

/// What the table of a month makes of a row.
#[derive(Default)]
struct Expected {
    amount: Option<Ore>,
    arithmetic: String,
}

/// Whether the adults of a riksnorm are two: what the first row says.
pub fn is_couple(letter: &Letter<'_>, rows: &[Row]) -> bool {
    let adults = letter.book.norm("adults").iter();
    let mut couples = adults.filter(|row| row.id.ends_with(COUPLE));
    couples.any(|couple| rows.first().is_some_and(|row| row.label == couple.text(0)))
}

/// Judges the rows and tells whom they are about.
pub fn judge(letter: &Letter<'_>, calculation: &mut Calculation, faults: &mut Faults) {
    let rows = calculation.norm.clone();
    let [adults, children @ .., shared] = rows.as_slice() else {
        return faults.add(
            NORM,
            "rader för vuxna och gemensamma kostnader",
            "färre rader",
        );
    };
    let table = letter.book.norm("adults");
    let amount = table.iter().find(|row| row.text(0) == adults.label);
    let expected = Expected {
        amount: amount.and_then(|row| row.amount(1)),
        ..Expected::default()
    };
    compare(letter, adults, &expected, faults);
    faults.same(NORM, "", adults.person.as_deref().unwrap_or_default());
    let min_days = letter.book.limit("shared_costs_child_min_days");
    let min_days = min_days.and_then(|row| row.number(1)).unwrap_or(FULL_TIME);
    let mut sharing = if letter.is_couple { 2 } else { 1 };
    for (place, child) in (1..).zip(children) {
        let days = self::child(letter, place, child, faults);
        if days >= min_days {
            sharing += 1;
        }
        calculation.children.extend(child.person.clone());
    }
    let is_alone = !letter.is_couple && children.is_empty();
    shared_costs(letter, calculation, (sharing, is_alone), shared, faults);
}

/// Judges a child's row; returns the days of thirty.
fn child(letter: &Letter<'_>, place: u32, row: &Row, faults: &mut Faults) -> Ore {
    let age = row
        .label
        .strip_prefix("Riksnorm, barn ")
        .unwrap_or_default();
    let (age, has_lunch) = match age.strip_suffix(WITH_LUNCH) {
        Some(age) => (age, true),
        None => (age, false),
    };
    let years = match age {
        "under 1 år" => Some(0),
        // Nought years are written in words, and no number with a leading zero.
        age => age
            .strip_suffix(" år")
            .and_then(number)
            .filter(|years| *years > 0),
    };
    let born_in = born_in(letter.month(), years);
    let is_right =
        |year: &i32| row.person.as_deref() == Some(&*format!("barn {place} (född {year})"));
    if !born_in.iter().any(is_right) {
        let [first, last] = born_in;
        let wanted = format!("barn {place}, fött {first} eller {last}");
        faults.add(NORM, wanted, row.person.as_deref().unwrap_or_default());
    }
    let covers = |table_row: &&BookRow| {
        let ages = table_row.last_name().split_once('-');
        let ages = ages.and_then(|(from, to)| Some(number(from)?..=number(to)?));
        ages.zip(years)
            .is_some_and(|(ages, years)| ages.contains(&years))
    };
    let column = if has_lunch { 2 } else { 1 };
    let full = letter.book.norm("children").iter().find(covers);
    let full = full.and_then(|found| found.amount(column));
    let days = row
        .arithmetic
        .split_once(" × ")
        .and_then(|(_, rest)| number(rest.split(' ').next()?));
    let expected = match (full, days) {
        (Some(full), Some(days)) if (1..FULL_TIME).contains(&days) => Expected {
            amount: Some(rounded_up(full * days, FULL_TIME)),
            arithmetic: format!(
                "{} × {days} dagar av 30, avrundat uppåt till öre",
                in_words(full)
            ),
        },
        (full, _) => Expected {
            amount: full,
            ..Expected::default()
        },
    };
    let person_counts = letter.book.limit("part_time_children");
    if days.is_some()
        && !letter.is_proposal
        && person_counts.is_some_and(|row| row.text(1) != "roboten räknar dagarna")
    {
        faults.add(NORM, "en handläggare räknar dagarna", &*row.arithmetic);
    }
    compare(letter, row, &expected, faults);
    days.unwrap_or(FULL_TIME)
}

/// The years in which a child of that age on the first of the month is born.
fn born_in(month: Month, years: Option<Ore>) -> [i32; 2] {
    let years = years
        .and_then(|years| i32::try_from(years).ok())
        .unwrap_or_default();
    let this_year = month.first_day().year() - years;
    [this_year - 1, this_year]
}

fn shared_costs(
    letter: &Letter<'_>,
    calculation: &mut Calculation,
    (sharing, is_alone): (Ore, bool),
    row: &Row,
    faults: &mut Faults,
) {
    let in_dwelling = row.label.strip_prefix("Din del av gemensamma kostnader, ");
    let in_dwelling = in_dwelling.and_then(|rest| number(rest.strip_suffix(" i bostaden")?));
    let (label, expected) = match in_dwelling.filter(|among| is_alone && *among > 1) {
        Some(among) => {
            calculation.shared_dwelling = true;
            let whole = shared_for(letter, among).amount;
            let arithmetic = whole.map(|whole| {
                format!(
                    "{} delat på {among} personer, avrundat uppåt till öre",
                    in_words(whole)
                )
            });
            let expected = Expected {
                amount: whole.map(|whole| rounded_up(whole, among)),
                arithmetic: arithmetic.unwrap_or_default(),
            };
            (row.label.clone(), expected)
        }
        None => {
            calculation.beyond_table = sharing > LARGEST_IN_TABLE;
            let persons = if sharing == 1 { "person" } else { "personer" };
            let label = format!("Gemensamma hushållskostnader, {sharing} {persons}");
            (label, shared_for(letter, sharing))
        }
    };
    faults.same(NORM, label, &row.label);
    faults.same(NORM, "", row.person.as_deref().unwrap_or_default());
    compare(letter, row, &expected, faults);
}

/// The shared costs of so many; beyond the table the last step again for each.
fn shared_for(letter: &Letter<'_>, members: Ore) -> Expected {
    let table = letter.book.norm("shared");
    let of = |members: Ore| {
        let row = table
            .iter()
            .find(|row| row.last_name() == members.to_string());
        row.and_then(|row| row.amount(1))
    };
    let further = members - LARGEST_IN_TABLE;
    match (of(LARGEST_IN_TABLE), of(LARGEST_IN_TABLE - 1)) {
        (Some(seven), Some(six)) if further > 0 => Expected {
            amount: Some(seven + further * (seven - six)),
            arithmetic: format!(
                "{} för sju personer + {further} × {}",
                in_words(seven),
                in_words(seven - six)
            ),
        },
        _ => Expected {
            amount: of(members),
            ..Expected::default()
        },
    }
}

fn compare(letter: &Letter<'_>, row: &Row, expected: &Expected, faults: &mut Faults) {
    let Some(amount) = expected.amount else {
        return faults.add(NORM, "en rad i riksnormens tabell", &*row.label);
    };
    if amount != row.amount {
        let found = format!("{}: {}", row.label, in_words(row.amount));
        faults.add(NORM, in_words(amount), found);
    }
    faults.same(NORM, &expected.arithmetic, &row.arithmetic);
    let from = letter
        .book
        .norm("adults")
        .iter()
        .find(|row| row.id == "valid_from");
    let sources = [
        format!("riksnormen från {}", from.map_or("", |row| row.text(1))),
        letter.own_application(),
    ];
    faults.same(NORM, figures::list(&sources), &row.sources.join(" och "));
}

/// A whole number without a leading zero, of persons, days or years: small.
fn number(text: &str) -> Option<Ore> {
    let number = text.parse::<u16>().map(Ore::from).ok()?;
    (number.to_string() == text).then_some(number)
}
