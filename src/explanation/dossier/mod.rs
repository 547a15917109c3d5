//! The dossier: all that a caseworker needs of a case that the robot does not
//! decide.
//!
//! Reasons first, each with what to look at; then the application beside what
//! the registries said, what could not be checked, the finished proposal and a
//! note for the journal. Nothing here judges: every figure and every verdict
//! is the assessment's. Members are named by role, and no personnummer,
//! account or organisation number is shown, for an employer can be a person.

mod actions;
mod application;
mod evidence;
mod incomes;
mod people;
mod proposal;
mod reasons;
mod salaries;
mod side_by_side;
#[cfg(test)]
mod tests;
pub mod text;
mod what_to_do;

use chrono::NaiveDate;
use serde::Serialize;

pub use super::sections::{Block, Cell, Row, Section, Table};
use crate::assessment::Assessment;
use crate::rules::Policy;
use crate::vocabulary::{Application, Month, RegistryAnswer};

/// What a dossier is made from.
#[derive(Clone, Copy)]
pub struct DossierFacts<'a> {
    /// What commands call the case by.
    pub id: &'a str,
    /// The municipality's own case number.
    pub case_number: &'a str,
    /// What was applied for; `None` when it makes no sense.
    pub application: Option<&'a Application>,
    /// The fields at fault of an application that makes no sense, by path.
    pub faults: &'a [String],
    /// What the registries said.
    pub evidence: &'a [RegistryAnswer],
    /// What was computed.
    pub assessment: &'a Assessment,
    /// The policy it was computed by.
    pub policy: &'a Policy,
    /// The day it was computed.
    pub on: NaiveDate,
    /// The program's version.
    pub program_version: &'a str,
}

/// The dossier of a case.
#[derive(Debug, Serialize)]
pub struct Dossier {
    /// Its title.
    pub title: String,
    /// The municipality's own case number.
    pub case_number: String,
    /// The day it was computed.
    pub on: NaiveDate,
    /// The program's version.
    pub program_version: String,
    /// The content hash of the rules.
    pub rules_hash: String,
    /// The content hash of the policy.
    pub policy_hash: String,
    /// Its sections, in reading order.
    pub sections: Vec<Section>,
}

/// Why there is no dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoDossier {
    /// Of a restricted case nothing is shown.
    #[error("the case is restricted: it is shown to those who hold its role only")]
    Restricted,
    /// No person has it yet.
    #[error("no person has the case yet: it waits until {0}")]
    Waits(NaiveDate),
}

/// Writes the dossier of a case.
///
/// # Errors
/// [`NoDossier`] when the case is restricted, or waits.
pub fn dossier(facts: &DossierFacts<'_>) -> Result<Dossier, NoDossier> {
    let assessment = facts.assessment;
    if assessment.is_restricted() {
        return Err(NoDossier::Restricted);
    }
    if let Some(day) = assessment.waits_until {
        return Err(NoDossier::Waits(day));
    }
    let mut sections = vec![reasons::section(facts)];
    match facts.application {
        None => sections.push(application::unreadable(facts)),
        Some(application) => sections.extend([
            side_by_side::section(facts, application),
            application::section(facts, application),
            evidence::unchecked(facts, application),
            proposal::section(facts, application),
            proposal::journal(facts, application),
        ]),
    }
    sections.push(actions::times(facts));
    sections.push(actions::section(facts));
    Ok(Dossier {
        title: format!("Underlag för beslut, ärende {}", facts.case_number),
        case_number: facts.case_number.to_owned(),
        on: facts.on,
        program_version: facts.program_version.to_owned(),
        rules_hash: assessment.rules_hash.clone(),
        policy_hash: assessment.policy_hash.clone(),
        sections,
    })
}

impl DossierFacts<'_> {
    /// The month whose wording of the law is cited.
    fn month(&self) -> Month {
        self.application
            .map_or_else(|| Month::of(self.on), |application| application.month)
    }
}

/// An amount, or that there is none.
fn amount_or_dash(amount: Option<crate::vocabulary::Kronor>) -> Cell {
    amount.map_or_else(dash, Cell::from)
}

fn dash() -> Cell {
    "–".into()
}

#[cfg(feature = "service")]
impl Dossier {
    /// Writes it as one self-contained page.
    ///
    /// # Errors
    /// When the template cannot be filled in, which no dossier makes happen.
    pub fn html(&self) -> Result<String, askama::Error> {
        let page = super::sections::html::Page {
            title: &self.title,
            sections: &self.sections,
            program_version: &self.program_version,
            rules_hash: &self.rules_hash,
            policy_hash: &self.policy_hash,
        };
        page.html()
    }
}
