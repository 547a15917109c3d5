//! Whether the household is as it was approved and as it is registered.

use super::registration::is_registered_here;
use crate::assessment::case::{Case, Member};
use crate::assessment::findings::Findings;
use crate::assessment::norm::FULL_TIME_DAYS;
use crate::vocabulary::evidence::Registration;
use crate::vocabulary::{Personnummer, Reason};

/// Civilstånd: married or registered partners.
const PARTNERED: [&str; 2] = ["G", "RP"];

pub fn assess(case: &Case<'_>, findings: &mut Findings) {
    let differs = members_differ(case)
        || a_child_is_nobodys(case)
        || a_partner_is_missing(case)
        || case.application.persons_in_dwelling < case.application.member_count()
        || a_full_time_child_is_elsewhere(case);
    findings.report_if(differs, Reason::HouseholdDiffers);
}

fn members_differ(case: &Case<'_>) -> bool {
    let approved = case.application.case_context.approved_last_month.as_ref();
    approved.is_some_and(|approved| {
        let then = &approved.members;
        let left = |person: &Personnummer| case.member(*person).is_none();
        let joined = |member: &Member<'_>| !then.contains(&member.number);
        then.iter().any(left) || case.members.iter().any(joined)
    })
}

fn registration<'a>(member: &Member<'a>) -> Option<&'a Registration> {
    member
        .tax_agency(|answer| &answer.registration)
        .data()
        .copied()
}

/// A child is in no adult's relations: judged when folkbokföring knows every
/// adult.
fn a_child_is_nobodys(case: &Case<'_>) -> bool {
    let adults: Option<Vec<_>> = case.adults().map(registration).collect();
    adults.is_some_and(|adults| {
        case.children().any(|child| {
            let is_parent = |adult: &&Registration| {
                adult
                    .children
                    .iter()
                    .any(|number| number == child.number.digits())
            };
            !adults.iter().any(is_parent)
        })
    })
}

fn a_partner_is_missing(case: &Case<'_>) -> bool {
    let applicant = case.adults().next().and_then(registration);
    case.application.co_applicant.is_none()
        && applicant.is_some_and(|applicant| PARTNERED.contains(&applicant.civil_status.as_str()))
}

fn a_full_time_child_is_elsewhere(case: &Case<'_>) -> bool {
    let children = case.application.children.iter().zip(case.children());
    children
        .filter(|(child, _)| child.days_per_month == FULL_TIME_DAYS)
        .filter_map(|(_, member)| registration(member))
        .any(|registration| !is_registered_here(case, registration))
}
