//! The delegation an automated decision rests on (6 kap. 37 § KL).

use crate::assessment::case::Case;
use crate::assessment::findings::Findings;
use crate::vocabulary::Reason;

pub fn assess(case: &Case<'_>, findings: &mut Findings) {
    let valid = case.policy.delegation.is_valid_on(case.assessed_on);
    findings.report_if(!valid, Reason::DelegationMissing);
}
