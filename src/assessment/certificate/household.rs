//! Invented households for the walk: clean in everything but what is tried.
//!
//! Nothing is random and nobody is real: birth numbers are 980–989.

use chrono::{Datelike, Days, NaiveDate};

use super::findings::Notebook;
use super::persons::invented;
use super::setting::{ChildKind, Setting};
use crate::assessment::{Assessment, assess};
use crate::rules::Policy;
use crate::vocabulary::application::{
    Adult, AdultContext, CaseContext, Channel, Child, Document, IndividualAssessment, Kind, Payment,
};
use crate::vocabulary::evidence::{Facts, Registration, TaxAccount, TaxAgency};
use crate::vocabulary::{Answer, Application, Kronor, Personnummer, RegistryAnswer};

/// The document every invented claim has.
pub const DOCUMENT: &str = "document";

/// A household that grows and shrinks, with what the registries say of it.
pub struct Household<'a> {
    setting: &'a Setting<'a>,
    pub application: Application,
    pub evidence: Vec<RegistryAnswer>,
    pub kinds: Vec<ChildKind>,
    /// How much evidence there was before each child came.
    evidence_before: Vec<usize>,
}

impl<'a> Household<'a> {
    /// One adult, or two who live together.
    pub fn of_adults(setting: &'a Setting<'a>, adults: u32) -> Self {
        let [applicant, partner] = setting.adults;
        let members: Vec<_> = if adults > 1 {
            vec![applicant, partner]
        } else {
            vec![applicant]
        };
        let mut evidence = Vec::with_capacity(24);
        for person in &members {
            let nothing = Facts::Forsakringskassan(Answer::NothingWithUs);
            evidence.push(setting.answer(*person, nothing));
            evidence.push(setting.answer(*person, Facts::Csn(Answer::NothingWithUs)));
            evidence.push(setting.answer(*person, registered_here(setting.policy)));
        }
        Self {
            setting,
            application: application(setting, &members),
            evidence,
            kinds: Vec::new(),
            evidence_before: Vec::new(),
        }
    }

    /// One adult or two, and the children given.
    pub fn with(setting: &'a Setting<'a>, adults: u32, kinds: &[ChildKind]) -> Self {
        let mut household = Self::of_adults(setting, adults);
        for kind in kinds {
            household.push(*kind);
        }
        household
    }

    /// A child joins.
    pub fn push(&mut self, kind: ChildKind) {
        let number = self.setting.child(kind.age, self.kinds.len());
        // An age nobody has made a number for leaves the child out, and the
        // missing line breaks the promise that every member has one.
        self.join(kind, number, true);
    }

    /// A child joins who was born on a certain day.
    pub fn push_born(&mut self, kind: ChildKind, born: NaiveDate, in_school: bool) {
        self.join(kind, invented(born, 9), in_school);
    }

    fn join(&mut self, kind: ChildKind, number: Option<Personnummer>, in_school: bool) {
        self.kinds.push(kind);
        self.evidence_before.push(self.evidence.len());
        let Some(number) = number else {
            return;
        };
        if kind.age >= 16 {
            let nothing = Facts::Forsakringskassan(Answer::NothingWithUs);
            self.evidence.push(self.setting.answer(number, nothing));
            let nothing = Facts::Csn(Answer::NothingWithUs);
            self.evidence.push(self.setting.answer(number, nothing));
        }
        let registered = registered_here(self.setting.policy);
        self.evidence.push(self.setting.answer(number, registered));
        if let Some(Answer::Data(parent)) = self.tax_agency().map(|tax| &mut tax.registration) {
            parent.children.push(number.digits().to_owned());
        }
        self.application.children.push(Child {
            personnummer: number,
            days_per_month: kind.days,
            lunch_outside_home: kind.lunch,
            in_school,
        });
        self.application.persons_in_dwelling = self.application.member_count();
    }

    /// The child that joined last leaves.
    pub fn pop(&mut self) {
        self.kinds.pop();
        self.application.children.pop();
        if let Some(Answer::Data(parent)) = self.tax_agency().map(|tax| &mut tax.registration) {
            parent.children.pop();
        }
        let before = self.evidence_before.pop().unwrap_or(0);
        self.evidence.truncate(before);
        self.application.persons_in_dwelling = self.application.member_count();
    }

    /// What Skatteverket says of the applicant.
    pub fn tax_agency(&mut self) -> Option<&mut TaxAgency> {
        self.evidence
            .iter_mut()
            .find_map(|answer| match &mut answer.facts {
                Facts::Skatteverket(tax) => Some(tax),
                Facts::Forsakringskassan(_) | Facts::Csn(_) => None,
            })
    }

    /// The applicant's only income: a tax refund, which counts under every
    /// policy and gives no reason of its own.
    pub fn set_income(&mut self, income: Kronor) {
        let booked_on = Some(self.setting.control_day());
        if let Some(tax) = self.tax_agency() {
            tax.tax_account = Answer::Data(TaxAccount {
                paid_out: income,
                booked_on,
            });
        }
    }

    /// The applicant.
    pub fn applicant(&self) -> Personnummer {
        self.application.applicant.personnummer
    }

    /// The production code's assessment.
    pub fn assess(&self, notebook: &mut Notebook) -> Assessment {
        notebook.assessments = notebook.assessments.saturating_add(1);
        let Setting {
            rules,
            policy,
            assessed_on,
            ..
        } = *self.setting;
        assess(
            &self.application,
            &self.evidence,
            &[],
            rules,
            policy,
            assessed_on,
        )
    }

    /// The household in words, without anybody's name or number.
    pub fn in_words(&self) -> String {
        let adults = self.application.adults().count();
        let adults = if adults > 1 {
            "two adults"
        } else {
            "one adult"
        };
        let children: Vec<_> = self.kinds.iter().map(ChildKind::to_string).collect();
        match children.as_slice() {
            [] => adults.to_owned(),
            children => format!("{adults}, children of {}", children.join(", ")),
        }
    }
}

fn registered_here(policy: &Policy) -> Facts {
    Facts::Skatteverket(TaxAgency {
        registration: Answer::Data(Registration {
            protected: false,
            municipality: Some(policy.municipality_code.clone()),
            civil_status: "OG".to_owned(),
            children: Vec::new(),
            deregistered: None,
        }),
        declarations: Answer::NothingWithUs,
        tax_account: Answer::NothingWithUs,
        company: Answer::NothingWithUs,
    })
}

fn application(setting: &Setting<'_>, members: &[Personnummer]) -> Application {
    let signed_at = Some(setting.instant());
    let adult = |number: &Personnummer| Adult {
        personnummer: *number,
        signed_at,
    };
    let [applicant, _] = setting.adults;
    let known = members.iter().map(|number| AdultContext {
        personnummer: *number,
        individual_assessment: Some(IndividualAssessment {
            held_on: setting.month.first_day(),
            by_role: "socialsekreterare".to_owned(),
            plan_followed: true,
            valid_until: setting
                .assessed_on
                .checked_add_days(Days::new(30))
                .unwrap_or(setting.assessed_on),
        }),
        activity_requirement: None,
        months_in_a_row: 0,
    });
    Application {
        schema_version: 1,
        application_id: format!("certificate-{}", setting.month.first_day().year()),
        case_number: "certificate".to_owned(),
        municipality_code: setting.policy.municipality_code.clone(),
        kind: Kind::Renewal,
        month: setting.month,
        received_at: setting.instant(),
        channel: Channel::EService,
        automated_decision_accepted: true,
        applicant: adult(&applicant),
        co_applicant: members.get(1).map(adult),
        children: Vec::new(),
        persons_in_dwelling: u32::try_from(members.len()).unwrap_or(u32::MAX),
        circumstances_changed: false,
        message_to_caseworker: String::new(),
        costs: Vec::new(),
        incomes: Vec::new(),
        assets: Vec::new(),
        documents: vec![Document {
            id: DOCUMENT.to_owned(),
            kind: DOCUMENT.to_owned(),
            sha256: String::new(),
        }],
        payment: Payment {
            method: "account".to_owned(),
            clearing_number: String::new(),
            account_number: String::new(),
        },
        case_context: CaseContext {
            adults: known.collect(),
            child_perspective_considered: Some(true),
            automated_months_in_a_row: 0,
            job_stimulus: Vec::new(),
            approved_last_month: None,
            flags: Vec::new(),
        },
    }
}
