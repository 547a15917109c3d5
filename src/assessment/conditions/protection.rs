//! Protected personal data: checked for every member, and it fails closed.

use crate::assessment::case::Case;
use crate::assessment::findings::Findings;
use crate::vocabulary::{Answer, Reason, Source};

/// The part of Skatteverket's answer that says it.
const PART: &str = "folkbokforing";

pub fn assess(case: &Case<'_>, findings: &mut Findings) {
    for member in &case.members {
        match member.tax_agency(|answer| &answer.registration) {
            Answer::Data(registration) => {
                findings.report_if(registration.protected, Reason::ProtectedIdentity);
            }
            Answer::NothingWithUs => findings.report(Reason::ProtectionUnknown),
            Answer::CouldNotBeChecked(cause) => {
                findings.report(Reason::ProtectionUnknown);
                findings.unchecked(member, Source::Skatteverket, PART, cause);
            }
        }
    }
}
