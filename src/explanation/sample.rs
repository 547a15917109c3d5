//! Hand-built assessments for tests: the worked example of HANDBOOK section 7
//! and its neighbours.

use std::borrow::Cow;

use crate::assessment::result::{Assessment, Outcome};
use crate::assessment::trace::{Arithmetic, Comparison, EvidenceRef, Line, Part, Role};
use crate::explanation::LetterFacts;
use crate::rules::{COMPILED_IN, EXAMPLE_POLICY, Parameter, Policy, Rules};
use crate::vocabulary::{Application, Kronor, Month, Provision, Reason, Source};

/// The contract's example application, without what no text here depends on.
const APPLICATION: &str = r#"{
  "schema_version": 1, "application_id": "01KA3V5W9M7R2C8X4N6T0BQZJD",
  "case_number": "FS-2026-004711", "municipality_code": "1287", "kind": "renewal",
  "month": "2026-11", "received_at": "2026-11-02T08:14:31+01:00", "channel": "e_service",
  "automated_decision_accepted": true,
  "applicant": {"personnummer": "199004129806", "signed_at": "2026-11-02T08:14:30+01:00"},
  "co_applicant": null,
  "children": [{"personnummer": "201706159827", "days_per_month": 30,
    "lunch_outside_home": false, "in_school": true}],
  "persons_in_dwelling": 2, "circumstances_changed": false, "message_to_caseworker": "",
  "costs": [
    {"kind": "rent", "amount": "6450.00", "document_ids": ["d1"]},
    {"kind": "household_electricity", "amount": "412.00", "document_ids": ["d2"]},
    {"kind": "home_insurance", "amount": "129.00", "document_ids": ["d3"]}],
  "incomes": [{"kind": "salary", "person": "199004129806", "payer": "165560360793",
    "amount_net": "2870.00", "paid_on": "2026-10-23", "document_ids": ["d4"]}],
  "assets": [{"kind": "bank_balance", "amount": "1200.00", "document_ids": ["d5"]}],
  "documents": [
    {"id": "d1", "kind": "rent_invoice", "sha256": "8f"},
    {"id": "d2", "kind": "electricity_invoice", "sha256": "0a"},
    {"id": "d3", "kind": "insurance_invoice", "sha256": "1a"},
    {"id": "d4", "kind": "pay_slip", "sha256": "2a"},
    {"id": "d5", "kind": "account_statement", "sha256": "3a"}],
  "payment": {"method": "account", "clearing_number": "8327", "account_number": "9912345678"},
  "case_context": {
    "adults": [{"personnummer": "199004129806",
      "individual_assessment": {"held_on": "2026-10-28", "by_role": "arbetsmarknadssekreterare",
        "plan_followed": true, "valid_until": "2027-01-31"},
      "activity_requirement": {"status": "fulfilled"}, "months_in_a_row": 7}],
    "child_perspective_considered": true, "automated_months_in_a_row": 3,
    "job_stimulus": [], "approved_last_month": null, "flags": []}
}"#;

/// An invented person, the co-applicant of [`couple_application`].
pub(super) const CO_APPLICANT: &str = "198803159816";
/// An invented person of no household here.
pub(super) const STRANGER: &str = "197506209829";
/// The robot's own id of the case.
pub(super) const CASE_ID: &str = "01KA3V5XAAAAAAAAAAAAAAAAAA";

pub(super) fn policy() -> Policy {
    Policy::load("policy.toml", EXAMPLE_POLICY).expect("the shipped policy")
}

pub(super) fn application() -> Application {
    serde_json::from_str(APPLICATION).expect("the contract's application")
}

/// The same with a co-applicant.
pub(super) fn couple_application() -> Application {
    let person = format!("{{\"personnummer\": \"{CO_APPLICANT}\", \"signed_at\": null}}");
    let co_applicant = format!("\"co_applicant\": {person}");
    let text = APPLICATION.replace("\"co_applicant\": null", &co_applicant);
    serde_json::from_str(&text).expect("an application")
}

/// The worked example's result.
pub(super) fn granted() -> Assessment {
    let (rules, policy) = (Rules::read(COMPILED_IN).expect("the rules"), policy());
    let (applicant, child) = (Some(Role::Applicant), Some(Role::Child(1)));
    let norm = |rest| Some(parameter(&format!("riksnorm.2026.{rest}")));
    let member = || vec![EvidenceRef::Application("children")];
    let lines = vec![
        line(
            "norm.adult.single",
            "Riksnorm, ensamstående",
            Part::Norm,
            "3940",
        )
        .citing(None, Provision::Riksnorm, norm("single"))
        .resting_on(vec![EvidenceRef::Application("applicant")]),
        line("norm.child", "Riksnorm, barn 9 år", Part::Norm, "3820")
            .citing(child, Provision::Riksnorm, norm("children.7-10"))
            .resting_on(member()),
        line(
            "norm.shared",
            "Gemensamma hushållskostnader, 2 personer",
            Part::Norm,
            "1410",
        )
        .citing(None, Provision::Riksnorm, norm("shared_household.2"))
        .resting_on(vec![EvidenceRef::Application("persons_in_dwelling")]),
        claim("rent", "Hyra", "6450", "6450", None),
        claim("household_electricity", "Hushållsel", "412", "412", None),
        claim("home_insurance", "Hemförsäkring", "129", "129", None),
        line("income.FK:ABB", "Barnbidrag", Part::Income, "-1250")
            .citing(applicant, Provision::RightToAid, None)
            .resting_on(vec![registry(Source::Forsakringskassan, "utbetalningar")]),
        line("income.FK:BOB", "Bostadsbidrag", Part::Income, "-2400")
            .citing(applicant, Provision::RightToAid, None)
            .resting_on(vec![registry(Source::Forsakringskassan, "utbetalningar")])
            .held_against(Comparison::EarlierMonth(kronor("2300"))),
        line("income.salary", "Lön efter skatt", Part::Income, "-2870")
            .citing(applicant, Provision::RightToAid, None)
            .resting_on(vec![
                EvidenceRef::Application("incomes"),
                registry(Source::Skatteverket, "individuppgifter"),
            ])
            .held_against(Comparison::EmployerReport(kronor("2870"))),
        line(
            "income.job_stimulus",
            "Jobbstimulans, del av lönen som inte räknas",
            Part::Disregarded,
            "717.50",
        )
        .citing(
            applicant,
            Provision::JobStimulus,
            Some(parameter("jobbstimulans.2019.percent")),
        )
        .computed_by(Arithmetic::Percent {
            of: kronor("2870"),
            percent: 25,
        })
        .resting_on(vec![EvidenceRef::Application("case_context.job_stimulus")]),
        line(
            "rounding.up_to_krona",
            "Avrundning uppåt till hel krona",
            Part::Rounding,
            "0.50",
        )
        .computed_by(Arithmetic::FromSum(kronor("10358.50"))),
    ];
    Assessment {
        application_id: application().application_id,
        outcome: Outcome::Granted,
        proposed: Some(Outcome::Granted),
        amount: Some(kronor("10359")),
        reasons: Vec::new(),
        lines,
        after_checks: Vec::new(),
        waits_until: None,
        unchecked: Vec::new(),
        rules_hash: rules.hash,
        policy_hash: policy.hash,
    }
}

/// Handed over because the electricity is over its cap; delvis avslag proposed.
pub(super) fn partly_granted() -> Assessment {
    let mut assessment = granted();
    assessment.lines[4] = claim(
        "household_electricity",
        "Hushållsel",
        "600",
        "812",
        Some("600"),
    );
    assessment.lines[5] = claim("left_to_person", "Glasögon", "0", "1500", None).computed_by(
        Arithmetic::LeftToPerson {
            claimed: kronor("1500"),
        },
    );
    assessment.lines[10] = line(
        "rounding.up_to_krona",
        "Avrundning uppåt till hel krona",
        Part::Rounding,
        "0.50",
    )
    .computed_by(Arithmetic::FromSum(kronor("10417.50")));
    assessment.outcome = Outcome::HandedOver;
    assessment.proposed = Some(Outcome::PartlyGranted);
    assessment.amount = Some(kronor("10418"));
    assessment.reasons = vec![Reason::CostNeedsAssessment, Reason::OutcomeNeedsHuman];
    assessment
}

/// Decided avslag: the salary is higher than the needs.
pub(super) fn rejected() -> Assessment {
    let mut assessment = granted();
    assessment.lines[8].amount = kronor("-20000");
    assessment.lines[9].amount = kronor("5000");
    assessment.lines[9].arithmetic = Arithmetic::Percent {
        of: kronor("20000"),
        percent: 25,
    };
    assessment.lines[10] = line(
        "rounding.surplus",
        "Inkomsterna är högre än behovet, överskottet räknas inte",
        Part::Rounding,
        "2489",
    )
    .computed_by(Arithmetic::FromSum(kronor("-2489")));
    assessment.outcome = Outcome::Rejected;
    assessment.proposed = Some(Outcome::Rejected);
    assessment.amount = Some(Kronor::ZERO);
    assessment
}

/// The letter's facts for an assessment, with its computed outcome.
pub(super) fn facts<'a>(
    application: &'a Application,
    assessment: &'a Assessment,
    policy: &'a Policy,
) -> LetterFacts<'a> {
    LetterFacts {
        application,
        assessment,
        outcome: assessment.proposed.expect("a computed outcome"),
        policy,
        decided_on: "2026-11-02".parse().expect("a day"),
        program_version: "1.0.0",
    }
}

pub(super) fn kronor(text: &str) -> Kronor {
    Kronor::parse(text).expect("an amount")
}

pub(super) fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

pub(super) fn claim(
    kind: &str,
    label: &'static str,
    approved: &str,
    claimed: &str,
    cap: Option<&str>,
) -> Line {
    Line {
        id: Cow::Owned(format!("cost.{kind}")),
        ..line("", label, Part::Cost, approved)
    }
    .citing(None, Provision::ReasonableCosts, None)
    .computed_by(Arithmetic::Claim {
        claimed: kronor(claimed),
        cap: cap.map(kronor),
    })
    .resting_on(vec![EvidenceRef::Application("costs")])
}

pub(super) fn line(id: &'static str, label: &'static str, part: Part, amount: &str) -> Line {
    Line {
        id: id.into(),
        label: label.into(),
        part,
        person: None,
        amount: kronor(amount),
        arithmetic: Arithmetic::AsIs,
        provision: Provision::RightToAid,
        month: month("2026-11"),
        parameter: None,
        evidence: Vec::new(),
        comparison: None,
    }
}

/// Fills in a [`line`].
pub(super) trait Fill {
    fn citing(
        self,
        person: Option<Role>,
        provision: Provision,
        parameter: Option<Parameter>,
    ) -> Self;
    fn computed_by(self, arithmetic: Arithmetic) -> Self;
    fn resting_on(self, evidence: Vec<EvidenceRef>) -> Self;
    fn held_against(self, comparison: Comparison) -> Self;
}

impl Fill for Line {
    fn citing(
        self,
        person: Option<Role>,
        provision: Provision,
        parameter: Option<Parameter>,
    ) -> Self {
        Self {
            person,
            provision,
            parameter,
            ..self
        }
    }

    fn computed_by(self, arithmetic: Arithmetic) -> Self {
        Self { arithmetic, ..self }
    }

    fn resting_on(self, evidence: Vec<EvidenceRef>) -> Self {
        Self { evidence, ..self }
    }

    fn held_against(self, comparison: Comparison) -> Self {
        let comparison = Some(comparison);
        Self { comparison, ..self }
    }
}

fn parameter(id: &str) -> Parameter {
    let year = id.split('.').nth(1).expect("a year");
    Parameter {
        id: id.into(),
        valid_from: format!("{year}-01-01").parse().expect("a day"),
        valid_to: "2026-12-31".parse().expect("a day"),
    }
}

fn registry(source: Source, field: &'static str) -> EvidenceRef {
    EvidenceRef::Registry {
        source,
        person: Role::Applicant,
        field,
        fetched: "2026-11-02T08:15:02+01:00".parse().expect("an instant"),
    }
}
