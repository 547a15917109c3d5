//! Dated parameters: every amount with its period and where it comes from.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;

use super::reading::{Reading, Table};
use crate::vocabulary::Kronor;

/// A dated parameter, as a trace line names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Parameter {
    /// Where it stands, such as `riksnorm.2026.single`.
    #[serde(serialize_with = "plain_text")]
    pub id: Arc<str>,
    /// First day it holds.
    pub valid_from: NaiveDate,
    /// Last day it holds.
    pub valid_to: NaiveDate,
}

fn plain_text<S: serde::Serializer>(text: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text)
}

/// An amount of money with the parameter it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Kronor.
    pub value: Kronor,
    /// The parameter.
    pub parameter: Parameter,
}

/// When a row holds, and how well we know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day; it is mandatory, so that nothing is extrapolated.
    pub to: NaiveDate,
    /// The SFS number that set it.
    pub sfs: String,
    /// How sure it is.
    pub certainty: String,
    /// When a person last checked it.
    pub checked_on: NaiveDate,
}

impl Period {
    /// Reads the five keys every dated row has.
    pub fn read(reading: &mut Reading<'_>, table: &mut Table<'_>) -> Option<Self> {
        let from = table.date(reading, "valid_from");
        let to = table.date(reading, "valid_to");
        let sfs = table.text(reading, "sfs");
        let certainty = table.text(reading, "certainty");
        let checked_on = table.date(reading, "checked_on");
        let period = Self {
            from: from?,
            to: to?,
            sfs: sfs?,
            certainty: certainty?,
            checked_on: checked_on?,
        };
        if period.to < period.from {
            reading.fault(&table.place_of("valid_to"), "lies before valid_from");
            return None;
        }
        Some(period)
    }

    /// Whether the whole span lies within the period.
    pub fn covers(&self, from: NaiveDate, to: NaiveDate) -> bool {
        self.from <= from && to <= self.to
    }

    /// A parameter of this period: `<name>.<year>.<rest>`.
    pub fn parameter(&self, name: &str, rest: &str) -> Parameter {
        use chrono::Datelike;
        let year = self.from.year();
        let id = if rest.is_empty() {
            format!("{name}.{year}")
        } else {
            format!("{name}.{year}.{rest}")
        };
        Parameter {
            id: id.into(),
            valid_from: self.from,
            valid_to: self.to,
        }
    }

    /// An amount of this period.
    pub fn amount(&self, value: Kronor, name: &str, rest: &str) -> Amount {
        Amount {
            value,
            parameter: self.parameter(name, rest),
        }
    }
}

/// Refuses rows that overlap or leave a gap; they must stand in time order.
pub fn refuse_gaps_and_overlaps<'a>(
    reading: &mut Reading<'_>,
    table: &Table<'_>,
    key: &str,
    periods: impl Iterator<Item = &'a Period>,
) {
    let place = table.place_of(key);
    let mut earlier: Option<&Period> = None;
    for period in periods {
        if let Some(earlier) = earlier {
            let next = earlier.to.succ_opt();
            if period.from <= earlier.to {
                let problem = format!(
                    "the row from {} overlaps the row from {}",
                    period.from, earlier.from
                );
                reading.fault(&place, problem);
            } else if Some(period.from) != next {
                let problem = format!("there is a gap between {} and {}", earlier.to, period.from);
                reading.fault(&place, problem);
            }
        }
        earlier = Some(period);
    }
}
