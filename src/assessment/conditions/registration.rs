//! Where and how the members are registered.

use crate::assessment::case::{Case, Member};
use crate::assessment::findings::Findings;
use crate::vocabulary::evidence::Registration;
use crate::vocabulary::{Answer, Reason, Source};

/// The code of a deregistration because of death.
const DECEASED: &str = "AV";
/// The age of majority.
pub const OF_AGE: u32 = 18;

pub fn assess(case: &Case<'_>, findings: &mut Findings) {
    let elsewhere = case.application.municipality_code != case.policy.municipality_code;
    findings.report_if(elsewhere, Reason::OtherMunicipality);
    for member in &case.members {
        let registration = member.tax_agency(|answer| &answer.registration);
        let deregistered = registration
            .data()
            .and_then(|data| data.deregistered.as_deref());
        findings.report_if(deregistered == Some(DECEASED), Reason::Deceased);
    }
    for adult in case.adults() {
        adult_registered_here(case, adult, findings);
        company(adult, findings);
        findings.report_if(
            adult.number.is_coordination_number(),
            Reason::CoordinationNumber,
        );
        let of_age = adult.age.is_some_and(|age| age >= OF_AGE);
        findings.report_if(!of_age, Reason::MinorApplicant);
    }
}

fn adult_registered_here(case: &Case<'_>, adult: &Member<'_>, findings: &mut Findings) {
    let here = match adult.tax_agency(|answer| &answer.registration) {
        Answer::Data(registration) => {
            let left = registration
                .deregistered
                .as_deref()
                .is_some_and(|code| code != DECEASED);
            is_registered_here(case, registration) && !left
        }
        Answer::NothingWithUs => false,
        // Not known; `protection_unknown` hands the case over.
        Answer::CouldNotBeChecked(_) => true,
    };
    findings.report_if(!here, Reason::OtherMunicipality);
}

/// Whether a person is folkbokförd in the policy's municipality.
pub fn is_registered_here(case: &Case<'_>, registration: &Registration) -> bool {
    registration.municipality.as_deref() == Some(&case.policy.municipality_code)
}

fn company(adult: &Member<'_>, findings: &mut Findings) {
    match adult.tax_agency(|answer| &answer.company) {
        Answer::Data(company) => {
            findings.report_if(
                company.f_tax || company.vat_registered,
                Reason::SelfEmployed,
            );
        }
        Answer::NothingWithUs => {}
        Answer::CouldNotBeChecked(cause) => {
            findings.unchecked(adult, Source::Skatteverket, "foretag", cause);
        }
    }
}
