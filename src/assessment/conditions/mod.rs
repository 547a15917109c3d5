//! Conditions for an automated decision (HANDBOOK 3.4): one file a theme.
//!
//! All are checked and all reasons reported, whatever the others say.

mod activity;
mod delegation;
mod household;
mod protection;
mod registration;
mod request;
mod timing;

pub use activity::{ACTIVITY_FIRST_MONTH, ACTIVITY_MONTHS_IN_A_ROW};
pub use registration::OF_AGE;

use super::case::Case;
use super::findings::Findings;

/// Checks every condition that does not rest on the computed amount.
pub fn assess(case: &Case<'_>, findings: &mut Findings) {
    request::assess(case, findings);
    protection::assess(case, findings);
    registration::assess(case, findings);
    household::assess(case, findings);
    activity::assess(case, findings);
    delegation::assess(case, findings);
    timing::assess(case, findings);
}
