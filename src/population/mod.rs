//! Invented households with the registry answers that belong to them, for
//! `generate`, the demo, benchmarks and chaos.
//!
//! ```text
//!  count, seed ──► mix (which kind) ──► plan (who lives together) ──► number series (invented persons)
//!                                           │
//!                                           └──► household (a routine one) ──► departure (what sets it apart) ──► JSON
//! ```
//!
//! Pure: no clock, no file, no network. The wire types are written from the
//! contract alone and share nothing with the robot's own, so that a mistake
//! in one of them shows. No person here exists: every birth number lies in
//! 980–989.

mod amounts;
mod answers;
mod application;
mod benefit;
mod calendar;
mod departure;
mod draw;
mod facts;
mod household;
mod livelihood;
mod members;
mod mix;
mod number_series;
mod plan;
mod salary;
mod study;
#[cfg(test)]
mod tests;

use std::fmt;

use chrono::NaiveDate;

pub use mix::HouseholdKind;

use calendar::YearMonth;
use draw::Draw;
use household::{Household, Setting};
use number_series::NumberSeries;
use plan::{Plan, Taken};

/// Why a population cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PopulationError {
    /// The month is not `YYYY-MM` with a year from 1970 to 2090.
    #[error("the month must be written YYYY-MM, with a year from 1970 to 2090")]
    Month,
    /// There are not so many invented persons: only birth numbers 980 to 989
    /// are used, ten for each day of birth.
    #[error(
        "{count} households are more than there are invented persons for; \
         with this seed and month there are enough for {at_most}"
    )]
    TooManyHouseholds {
        /// How many were asked for.
        count: u32,
        /// How many there can be.
        at_most: u32,
    },
}

/// Invented households for one month. The same count, seed, day and month
/// give the same bytes, and a longer population begins with the shorter one.
pub struct Population {
    count: u32,
    seed: u64,
    setting: Setting,
    series: NumberSeries,
}

impl Population {
    /// Plans `count` households that apply for `month` (`YYYY-MM`) and are
    /// assessed on `today`: registries know what had happened by then, and
    /// nothing later.
    pub fn new(
        count: u32,
        seed: u64,
        today: NaiveDate,
        month: &str,
    ) -> Result<Population, PopulationError> {
        let month = YearMonth::parse(month).ok_or(PopulationError::Month)?;
        let population = Population {
            count,
            seed,
            setting: Setting { month, today },
            series: NumberSeries::new(month.first(), today, seed),
        };
        let at_most = population.holds();
        if at_most < count {
            return Err(PopulationError::TooManyHouseholds { count, at_most });
        }
        Ok(population)
    }

    /// The households, in order.
    pub fn households(&self) -> impl Iterator<Item = GeneratedHousehold> {
        let mut taken = Taken::default();
        (0..self.count).map(move |index| self.household(index, &mut taken))
    }

    /// How many households there are of each kind, the most frequent kinds
    /// first; kinds without any are left out.
    pub fn mix(&self) -> Vec<(HouseholdKind, u32)> {
        let mut counts: Vec<_> = HouseholdKind::all().map(|kind| (kind, 0)).collect();
        for index in 0..self.count {
            let kind = HouseholdKind::at(self.seed, index);
            for (counted, count) in &mut counts {
                if *counted == kind {
                    *count += 1;
                }
            }
        }
        counts.retain(|(_, count)| *count > 0);
        counts
    }

    /// How many households, up to the count, the number series holds.
    fn holds(&self) -> u32 {
        let mut taken = Taken::default();
        for index in 0..self.count {
            let kind = HouseholdKind::at(self.seed, index);
            taken.take(&Plan::draw(kind, &mut Draw::new(self.seed, index)));
            if !taken.fits(&self.series) {
                return index;
            }
        }
        self.count
    }

    fn household(&self, index: u32, taken: &mut Taken) -> GeneratedHousehold {
        let kind = HouseholdKind::at(self.seed, index);
        let mut draw = Draw::new(self.seed, index);
        let plan = Plan::draw(kind, &mut draw);
        let mut persons = |bands: &[_]| -> Vec<_> {
            let person = |band: &_| self.series.person(*band, taken.next(*band));
            bands.iter().map(person).collect()
        };
        let adults = persons(&plan.adults);
        let children = persons(&plan.children);
        let household = Household::draw(self.setting, index, kind, &adults, &children, &mut draw);
        GeneratedHousehold {
            kind,
            application: household.application_json(),
            answers: household.answers(&mut draw),
        }
    }
}

/// One of the three registries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Registry {
    /// Försäkringskassan.
    Forsakringskassan,
    /// CSN.
    Csn,
    /// Skatteverket.
    Skatteverket,
}

impl Registry {
    /// The value of `kalla` in its envelopes.
    pub fn code(self) -> &'static str {
        match self {
            Registry::Forsakringskassan => "FK",
            Registry::Csn => "CSN",
            Registry::Skatteverket => "SKV",
        }
    }
}

/// An invented household: its application and what the registries answer.
#[derive(Clone, PartialEq, Eq)]
pub struct GeneratedHousehold {
    /// Its place in the mix.
    pub kind: HouseholdKind,
    /// The application, contract JSON on one line.
    pub application: String,
    /// The envelopes, contract JSON on one line each. A registry that is to
    /// have been silent about a person has none.
    pub answers: Vec<(Registry, String)>,
}

impl fmt::Debug for GeneratedHousehold {
    /// Invented persons look like real ones, so they are not printed either.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("GeneratedHousehold")
            .field("kind", &self.kind.name())
            .field("answers", &self.answers.len())
            .finish_non_exhaustive()
    }
}
