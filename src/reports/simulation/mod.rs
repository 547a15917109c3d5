//! What new rules would have done to known cases: no rule changes in silence.
//!
//! ```text
//! bundle ─► compare (assessed twice) ─► Tally (only sums, in any order) ─► Report ─► text, HTML, JSON
//!                                                                    (small groups are hidden here)
//! ```
//!
//! Everything shown is made of the [`Report`], so nothing that it hides can be
//! shown by one of the forms.

mod chart;
mod comparison;
mod groups;
mod household;
pub mod html;
mod making;
mod report;
mod sections;
mod shown;
mod suppression;
mod tally;
pub mod text;

pub use comparison::{Comparison, Version, compare};
pub use household::Household;
pub use making::report;
pub use report::{Report, Source};
pub use suppression::{FEWEST, children, rounded};
pub use tally::Tally;

#[cfg(test)]
mod tests;
