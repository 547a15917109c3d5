//! Pure value types: the words of the field, parsed once at the edge.
//!
//! Nothing here does input or output or reads the time, so nothing here can
//! fail for a technical reason.

pub mod application;
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

pub use application::Application;
pub use evidence::{Answer, RegistryAnswer, Source};
pub use kronor::Kronor;
pub use legal_basis::Provision;
pub use month::Month;
pub use personnummer::Personnummer;
pub use posting::{Destination, Posting};
pub use reason::Reason;

use chrono::{DateTime, NaiveDate, TimeZone};

/// The calendar day of an instant as people in Sweden live it (HANDBOOK
/// section 1: "an instant's day is its Stockholm day").
pub fn stockholm_day<Tz: TimeZone>(instant: &DateTime<Tz>) -> NaiveDate {
    instant
        .with_timezone(&chrono_tz::Europe::Stockholm)
        .date_naive()
}
