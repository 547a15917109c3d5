//! The application as `contract/application.json` writes it.

use chrono::NaiveDate;
use serde::Serialize;

use super::amounts::Ore;

#[derive(Serialize)]
pub(super) struct Application {
    pub(super) schema_version: u32,
    pub(super) application_id: String,
    pub(super) case_number: String,
    pub(super) municipality_code: &'static str,
    pub(super) kind: &'static str,
    pub(super) month: String,
    pub(super) received_at: String,
    pub(super) channel: &'static str,
    pub(super) automated_decision_accepted: bool,
    pub(super) applicant: Signatory,
    pub(super) co_applicant: Option<Signatory>,
    pub(super) children: Vec<Child>,
    pub(super) persons_in_dwelling: usize,
    pub(super) circumstances_changed: bool,
    pub(super) message_to_caseworker: String,
    pub(super) costs: Vec<Cost>,
    pub(super) incomes: Vec<Income>,
    pub(super) assets: Vec<Asset>,
    pub(super) documents: Vec<Document>,
    pub(super) payment: Payment,
    pub(super) case_context: CaseContext,
}

#[derive(Serialize)]
pub(super) struct Signatory {
    pub(super) personnummer: String,
    pub(super) signed_at: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Child {
    pub(super) personnummer: String,
    pub(super) days_per_month: u32,
    pub(super) lunch_outside_home: bool,
    pub(super) in_school: bool,
}

#[derive(Serialize)]
pub(super) struct Cost {
    pub(super) kind: &'static str,
    pub(super) amount: Ore,
    pub(super) document_ids: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct Income {
    pub(super) kind: &'static str,
    pub(super) person: String,
    pub(super) payer: String,
    pub(super) amount_net: Ore,
    pub(super) paid_on: NaiveDate,
    pub(super) document_ids: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) benefit_code: Option<&'static str>,
}

#[derive(Serialize)]
pub(super) struct Asset {
    pub(super) kind: &'static str,
    pub(super) amount: Ore,
    pub(super) document_ids: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct Document {
    pub(super) id: String,
    pub(super) kind: &'static str,
    pub(super) sha256: String,
}

#[derive(Serialize, Clone)]
pub(super) struct Payment {
    pub(super) method: &'static str,
    pub(super) clearing_number: String,
    pub(super) account_number: String,
}

#[derive(Serialize)]
pub(super) struct CaseContext {
    pub(super) adults: Vec<AdultContext>,
    pub(super) child_perspective_considered: Option<bool>,
    pub(super) automated_months_in_a_row: u32,
    pub(super) job_stimulus: Vec<JobStimulus>,
    pub(super) approved_last_month: Option<ApprovedLastMonth>,
    pub(super) flags: Vec<&'static str>,
}

#[derive(Serialize)]
pub(super) struct AdultContext {
    pub(super) personnummer: String,
    pub(super) individual_assessment: Option<IndividualAssessment>,
    pub(super) activity_requirement: Option<ActivityRequirement>,
    pub(super) months_in_a_row: u32,
}

#[derive(Serialize)]
pub(super) struct IndividualAssessment {
    pub(super) held_on: NaiveDate,
    pub(super) by_role: &'static str,
    pub(super) plan_followed: bool,
    pub(super) valid_until: NaiveDate,
}

#[derive(Serialize)]
pub(super) struct ActivityRequirement {
    pub(super) status: &'static str,
}

#[derive(Serialize)]
pub(super) struct JobStimulus {
    pub(super) personnummer: String,
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
}

#[derive(Serialize)]
pub(super) struct ApprovedLastMonth {
    pub(super) month: String,
    pub(super) members: Vec<String>,
    pub(super) amount: Option<Ore>,
    pub(super) payment: Option<Payment>,
    pub(super) costs: Vec<ApprovedCost>,
}

#[derive(Serialize)]
pub(super) struct ApprovedCost {
    pub(super) kind: &'static str,
    pub(super) amount: Ore,
}
