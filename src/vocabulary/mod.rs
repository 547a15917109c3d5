//! Pure value types: the words of the field, parsed once at the edge.
//!
//! Nothing here does input or output or reads the time, so nothing here can
//! fail for a technical reason.

#![deny(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::float_arithmetic
)]

pub mod application;
mod digits;
pub mod evidence;
pub mod identity;
pub mod intake;
pub mod kronor;
pub mod legal_basis;
pub mod month;
pub mod personnummer;
pub mod posting;
pub mod reason;
mod reason_texts;
pub mod resolution;
#[cfg(feature = "schemas")]
pub mod schema;
pub mod swedish_amount;
pub mod times;

pub use application::Application;
pub use evidence::{Answer, RegistryAnswer, Source};
pub use kronor::Kronor;
pub use legal_basis::Provision;
pub use month::Month;
pub use personnummer::Personnummer;
pub use posting::{Destination, Posting};
pub use reason::Reason;
pub use resolution::Resolution;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};

/// The calendar day of an instant as people in Sweden live it (HANDBOOK
/// section 1: "an instant's day is its Stockholm day").
pub fn stockholm_day<Tz: TimeZone>(instant: &DateTime<Tz>) -> NaiveDate {
    instant
        .with_timezone(&chrono_tz::Europe::Stockholm)
        .date_naive()
}

/// The instant a day begins in Sweden.
pub fn stockholm_midnight(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    // The clocks change at night but never at midnight, so there is one.
    chrono_tz::Europe::Stockholm
        .from_local_datetime(&midnight)
        .earliest()
        .map_or_else(|| midnight.and_utc(), |instant| instant.to_utc())
}
