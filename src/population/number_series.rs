//! The invented persons: which personnummer there are and who gets which.
//!
//! Only birth numbers 980–989 are taken, ten for each day of birth. A band of
//! ages is therefore a range of days times ten, and a permutation of that
//! range hands every person out once, spread over the whole band from the
//! first household on.

use chrono::{Datelike, Days, Months, NaiveDate};

/// Birth numbers a day, 980–989.
const NUMBERS_PER_DAY: u64 = 10;
const FIRST_BIRTH_NUMBER: u64 = 980;

/// A prime above every band's size shares no factor with it, so that its
/// multiples visit every position of the band once.
const STRIDE: u64 = 1_000_003;

/// Ages on the first of the month applied for, from the first to just before
/// the second. Children and parents are in bands that fit together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Band {
    /// 0–9 years.
    Small,
    /// 10–15 years.
    Schoolchild,
    /// 16–17 years, asked about at every registry.
    Teenager,
    /// 18–19 years, a child only while in school.
    NearlyGrown,
    /// 20–29 years.
    YoungAdult,
    /// 30–41 years; the parents of small children.
    Adult,
    /// 42–55 years; the parents of the older children.
    MiddleAged,
    /// 56–69 years.
    Older,
}

impl Band {
    pub(super) const ALL: [Band; 8] = [
        Band::Small,
        Band::Schoolchild,
        Band::Teenager,
        Band::NearlyGrown,
        Band::YoungAdult,
        Band::Adult,
        Band::MiddleAged,
        Band::Older,
    ];

    fn ages(self) -> (u32, u32) {
        match self {
            Band::Small => (0, 10),
            Band::Schoolchild => (10, 16),
            Band::Teenager => (16, 18),
            Band::NearlyGrown => (18, 20),
            Band::YoungAdult => (20, 30),
            Band::Adult => (30, 42),
            Band::MiddleAged => (42, 56),
            Band::Older => (56, 70),
        }
    }
}

/// An invented person: a day of birth and the twelve digits.
#[derive(Clone)]
pub(super) struct Person {
    pub(super) born: NaiveDate,
    pub(super) number: String,
}

/// The days of birth of every band.
pub(super) struct NumberSeries {
    bands: [(NaiveDate, u64); 8],
    offset: u64,
}

impl NumberSeries {
    /// The series for ages on the first day of a month. No one is born after
    /// `today`; the seed says where in each band it begins.
    pub(super) fn new(first_of_month: NaiveDate, today: NaiveDate, seed: u64) -> NumberSeries {
        let bands = Band::ALL.map(|band| {
            let (from, to) = band.ages();
            let earliest = first_of_month - Months::new(to * 12) + Days::new(1);
            let latest = (first_of_month - Months::new(from * 12)).min(today);
            let days = (latest - earliest).num_days().max(0).unsigned_abs() + 1;
            (earliest, days)
        });
        NumberSeries {
            bands,
            offset: seed % STRIDE,
        }
    }

    /// How many persons a band holds.
    pub(super) fn size(&self, band: Band) -> u64 {
        self.bands[band as usize].1 * NUMBERS_PER_DAY
    }

    /// The person at a position of a band; positions below its size give
    /// persons that differ.
    pub(super) fn person(&self, band: Band, position: u64) -> Person {
        let (earliest, _) = self.bands[band as usize];
        let place = (position * STRIDE + self.offset) % self.size(band);
        let born = earliest + Days::new(place / NUMBERS_PER_DAY);
        let birth_number = FIRST_BIRTH_NUMBER + place % NUMBERS_PER_DAY;
        Person {
            born,
            number: written(born, born.day(), birth_number),
        }
    }
}

impl Person {
    /// The same birth as a samordningsnummer: sixty is added to the day.
    pub(super) fn with_coordination_number(&self) -> Person {
        let birth_number = self.number[8..11].parse().unwrap_or(FIRST_BIRTH_NUMBER);
        Person {
            born: self.born,
            number: written(self.born, self.born.day() + 60, birth_number),
        }
    }
}

fn written(born: NaiveDate, day: u32, birth_number: u64) -> String {
    let eleven = format!(
        "{:04}{:02}{day:02}{birth_number:03}",
        born.year(),
        born.month()
    );
    let check = check_digit(&eleven[2..]);
    format!("{eleven}{check}")
}

/// The Luhn check digit over digits that it will follow.
pub(super) fn check_digit(digits: &str) -> u32 {
    let weigh = |(place, digit): (usize, char)| {
        let digit = digit.to_digit(10).unwrap_or(0);
        match (place % 2, digit) {
            (0, 0..=4) => digit * 2,
            (0, _) => digit * 2 - 9,
            _ => digit,
        }
    };
    let sum: u32 = digits.chars().rev().enumerate().map(weigh).sum();
    (10 - sum % 10) % 10
}
