//! What a person has assessed: the adults' plans, the aktivitetskrav and the
//! children's situation. The robot reads it and never judges it itself.

use crate::assessment::case::{Case, Member};
use crate::assessment::findings::Findings;
use crate::vocabulary::application::{ActivityStatus, AdultContext};
use crate::vocabulary::{Month, Reason};

/// Months in a row with aid from which the aktivitetskrav applies.
pub const ACTIVITY_MONTHS_IN_A_ROW: u32 = 3;
/// The first month it applies to (SFS 2026:730).
pub const ACTIVITY_FIRST_MONTH: (i32, u32) = (2026, 10);

pub fn assess(case: &Case<'_>, findings: &mut Findings) {
    for adult in case.adults() {
        let known = context_of(case, adult);
        let assessment = known.and_then(|known| known.individual_assessment.as_ref());
        let valid = assessment.is_some_and(|assessment| assessment.valid_until >= case.assessed_on);
        findings.report_if(!valid, Reason::IndividualAssessmentMissing);
        let not_followed = assessment.is_some_and(|assessment| !assessment.plan_followed);
        findings.report_if(not_followed, Reason::NotAvailableForWork);
        let unmet = known.is_some_and(|known| applies(case.month, known) && !is_met(known));
        findings.report_if(unmet, Reason::ActivityRequirement);
    }
    let considered = case.application.case_context.child_perspective_considered == Some(true);
    let has_children = !case.application.children.is_empty();
    findings.report_if(has_children && !considered, Reason::ChildPerspectiveMissing);
}

/// What the case system knows of an adult. Of two entries about the same adult
/// neither counts: the contract has one for each.
fn context_of<'a>(case: &Case<'a>, adult: &Member<'_>) -> Option<&'a AdultContext> {
    let entries = &case.application.case_context.adults;
    let mut about = entries
        .iter()
        .filter(|entry| entry.personnummer == adult.number);
    about.next().filter(|_| about.next().is_none())
}

fn applies(month: Month, known: &AdultContext) -> bool {
    (month.year(), month.month()) >= ACTIVITY_FIRST_MONTH
        && known.months_in_a_row >= ACTIVITY_MONTHS_IN_A_ROW
}

fn is_met(known: &AdultContext) -> bool {
    known
        .activity_requirement
        .as_ref()
        .is_some_and(|requirement| {
            matches!(
                requirement.status,
                ActivityStatus::Fulfilled | ActivityStatus::Exempt
            )
        })
}
