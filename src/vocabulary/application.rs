//! The application as the contract sends it, typed.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize};

#[cfg(feature = "schemas")]
use super::schema;
use super::{Kronor, Month, Personnummer, times};

/// An application for ekonomiskt bistånd (contract `application.json`).
///
/// Reading it checks every type; [`Application::faults`] checks its sense.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schemas",
    schemars(
        description = "An application for ekonomiskt bistånd. Check digits, duplicate persons and other sense are checked when it is read."
    )
)]
pub struct Application {
    /// Version of the message's shape: 1.
    #[cfg_attr(feature = "schemas", schemars(extend("const" = 1)))]
    pub schema_version: u32,
    /// ULID of 26 characters.
    #[cfg_attr(feature = "schemas", schemars(pattern(schema::ULID)))]
    pub application_id: String,
    /// The municipality's own case number.
    #[cfg_attr(feature = "schemas", schemars(pattern(schema::NOT_BLANK)))]
    pub case_number: String,
    /// Four digits.
    #[cfg_attr(feature = "schemas", schemars(pattern(schema::FOUR_DIGITS)))]
    pub municipality_code: String,
    /// Renewal, first or supplement.
    pub kind: Kind,
    /// The month applied for (M).
    pub month: Month,
    /// When it reached the municipality.
    #[serde(deserialize_with = "times::instant")]
    pub received_at: DateTime<FixedOffset>,
    /// How it came in.
    pub channel: Channel,
    /// Whether the applicant accepts an automated decision.
    pub automated_decision_accepted: bool,
    /// Sökande.
    pub applicant: Adult,
    /// Medsökande.
    #[serde(deserialize_with = "nullable")]
    pub co_applicant: Option<Adult>,
    /// Barn.
    pub children: Vec<Child>,
    /// All who live in the dwelling.
    #[cfg_attr(feature = "schemas", schemars(range(min = 1)))]
    pub persons_in_dwelling: u32,
    /// Whether the applicant says that something has changed.
    pub circumstances_changed: bool,
    /// Free text.
    pub message_to_caseworker: String,
    /// Costs applied for.
    pub costs: Vec<Cost>,
    /// Declared incomes.
    pub incomes: Vec<Income>,
    /// Declared assets.
    pub assets: Vec<Asset>,
    /// Documents that came with it.
    pub documents: Vec<Document>,
    /// Where the aid is to be paid.
    pub payment: Payment,
    /// What the case system knows.
    pub case_context: CaseContext,
}

/// The kind of application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Återansökan.
    Renewal,
    /// Nyansökan.
    First,
    /// Tilläggsansökan.
    Supplement,
}

impl Kind {
    /// The word of the contract and of logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Renewal => "renewal",
            Self::First => "first",
            Self::Supplement => "supplement",
        }
    }
}

/// How an application came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The municipality's e-service.
    EService,
    /// Paper, typed in by a person.
    Paper,
}

/// An adult who applies.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Adult {
    /// Who.
    pub personnummer: Personnummer,
    /// When the adult signed.
    #[serde(deserialize_with = "times::instant_or_null")]
    pub signed_at: Option<DateTime<FixedOffset>>,
}

/// A child of the household.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Child {
    /// Who.
    pub personnummer: Personnummer,
    /// Days a month with the household, 1–30; 30 is full time.
    #[cfg_attr(feature = "schemas", schemars(range(min = 1, max = 30)))]
    pub days_per_month: u32,
    /// Whether the child eats lunch away from home five days a week.
    pub lunch_outside_home: bool,
    /// Whether the child goes to school (skolungdom).
    pub in_school: bool,
}

/// A cost applied for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Cost {
    /// Such as `rent`.
    pub kind: String,
    /// Kronor.
    #[cfg_attr(feature = "schemas", schemars(with = "schema::NotNegative"))]
    pub amount: Kronor,
    /// Documents that show it.
    pub document_ids: Vec<String>,
}

/// A declared income.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemas", schemars(transform = schema::income_by_kind))]
pub struct Income {
    /// Such as `salary`, `benefit` or `swish`.
    pub kind: String,
    /// Whose.
    pub person: Personnummer,
    /// Organisation number of 12 digits for a salary, else free.
    pub payer: String,
    /// Kronor after tax.
    #[cfg_attr(feature = "schemas", schemars(with = "schema::NotNegative"))]
    pub amount_net: Kronor,
    /// When it was paid.
    #[serde(deserialize_with = "times::day")]
    pub paid_on: NaiveDate,
    /// Documents that show it.
    pub document_ids: Vec<String>,
    /// With kind `benefit`: the full code or `CSN`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benefit_code: Option<String>,
}

/// A declared asset.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Asset {
    /// Such as `bank_balance`.
    pub kind: String,
    /// Kronor.
    #[cfg_attr(feature = "schemas", schemars(with = "schema::NotNegative"))]
    pub amount: Kronor,
    /// Documents that show it.
    pub document_ids: Vec<String>,
}

/// A document that came with the application.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Document {
    /// Its id in this application.
    pub id: String,
    /// Such as `rent_invoice`.
    pub kind: String,
    /// Hash of its content.
    pub sha256: String,
}

/// Where the aid is to be paid. Its `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schemas",
    schemars(description = "Where the aid is to be paid.")
)]
pub struct Payment {
    /// Such as `account`.
    pub method: String,
    /// Clearing number.
    pub clearing_number: String,
    /// Account number.
    pub account_number: String,
}

impl fmt::Debug for Payment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Payment(************)")
    }
}

/// What the case system knows of the household.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CaseContext {
    /// One entry for each adult.
    pub adults: Vec<AdultContext>,
    /// Whether a person has considered the children's situation.
    #[serde(deserialize_with = "nullable")]
    pub child_perspective_considered: Option<bool>,
    /// Months in a row that the robot has decided.
    pub automated_months_in_a_row: u32,
    /// Decided periods of jobbstimulans.
    pub job_stimulus: Vec<JobStimulus>,
    /// The latest approved month.
    #[serde(deserialize_with = "nullable")]
    pub approved_last_month: Option<ApprovedMonth>,
    /// Flags such as violence or homelessness.
    pub flags: Vec<String>,
}

/// What the case system knows of an adult.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AdultContext {
    /// Who.
    pub personnummer: Personnummer,
    /// A person's meeting with the adult, and the plan.
    #[serde(deserialize_with = "nullable")]
    pub individual_assessment: Option<IndividualAssessment>,
    /// How the aktivitetskrav is met.
    #[serde(deserialize_with = "nullable")]
    pub activity_requirement: Option<ActivityRequirement>,
    /// Months in a row with aid.
    pub months_in_a_row: u32,
}

/// A person's individual assessment of an adult.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct IndividualAssessment {
    /// When they met.
    #[serde(deserialize_with = "times::day")]
    pub held_on: NaiveDate,
    /// Who held it.
    pub by_role: String,
    /// Whether the plan is followed.
    pub plan_followed: bool,
    /// Last day it is valid.
    #[serde(deserialize_with = "times::day")]
    pub valid_until: NaiveDate,
}

/// How an adult meets the aktivitetskrav.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ActivityRequirement {
    /// The status.
    pub status: ActivityStatus,
}

/// Status of the aktivitetskrav.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ActivityStatus {
    /// Met.
    Fulfilled,
    /// The adult is exempt.
    Exempt,
    /// Not met.
    NotFulfilled,
    /// Not yet assessed.
    NotAssessed,
}

/// A decided period of jobbstimulans, both days included.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct JobStimulus {
    /// Who.
    pub personnummer: Personnummer,
    /// First day.
    #[serde(deserialize_with = "times::day")]
    pub from: NaiveDate,
    /// Last day.
    #[serde(deserialize_with = "times::day")]
    pub to: NaiveDate,
}

/// The latest approved month.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ApprovedMonth {
    /// The month.
    pub month: Month,
    /// The household then.
    pub members: Vec<Personnummer>,
    /// The aid then.
    #[serde(deserialize_with = "nullable")]
    #[cfg_attr(feature = "schemas", schemars(with = "Option<schema::NotNegative>"))]
    pub amount: Option<Kronor>,
    /// Where it was paid.
    #[serde(deserialize_with = "nullable")]
    pub payment: Option<Payment>,
    /// The costs approved.
    pub costs: Vec<ApprovedCost>,
}

/// A cost approved in an earlier month.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ApprovedCost {
    /// Such as `rent`.
    pub kind: String,
    /// Kronor.
    pub amount: Kronor,
}

/// A field that may be null but must be there.
pub(super) fn nullable<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer)
}

impl Application {
    /// Sökande and, where there is one, medsökande.
    pub fn adults(&self) -> impl Iterator<Item = &Adult> {
        std::iter::once(&self.applicant).chain(&self.co_applicant)
    }

    /// Every member of the household: adults first, then children.
    pub fn members(&self) -> impl Iterator<Item = Personnummer> + '_ {
        let children = self.children.iter().map(|child| child.personnummer);
        self.adults()
            .map(|adult| adult.personnummer)
            .chain(children)
    }

    /// How many members the household has, part-time children included.
    pub fn member_count(&self) -> u32 {
        u32::try_from(self.members().count()).unwrap_or(u32::MAX)
    }

    /// A child by its place, from 1.
    pub fn child(&self, place: u32) -> Option<&Child> {
        let place = usize::try_from(place).ok()?;
        self.children.get(place.checked_sub(1)?)
    }

    /// Whether one of the ids stands among the documents that came along.
    pub fn has_document(&self, ids: &[String]) -> bool {
        self.documents
            .iter()
            .any(|document| ids.contains(&document.id))
    }

    /// The fields that make no sense, by path and never with their values;
    /// empty when the application makes sense (HANDBOOK section 5).
    pub fn faults(&self) -> Vec<String> {
        let mut faults = BTreeSet::new();
        let mut refuse = |wrong: bool, path: fmt::Arguments<'_>| {
            if wrong {
                faults.insert(path.to_string());
            }
        };
        let digits = |text: &str, length| {
            text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        let sane_year = |year: i32| (1900..=2199).contains(&year);

        refuse(self.schema_version != 1, format_args!("schema_version"));
        refuse(
            self.application_id.len() != 26
                || ulid::Ulid::from_string(&self.application_id).is_err(),
            format_args!("application_id"),
        );
        refuse(
            self.case_number.trim().is_empty() || self.case_number.chars().any(char::is_control),
            format_args!("case_number"),
        );
        refuse(
            !digits(&self.municipality_code, 4),
            format_args!("municipality_code"),
        );
        refuse(
            !sane_year(self.received_at.year()),
            format_args!("received_at"),
        );
        refuse(
            self.persons_in_dwelling == 0,
            format_args!("persons_in_dwelling"),
        );

        let mut seen = BTreeSet::from([self.applicant.personnummer]);
        if let Some(co_applicant) = &self.co_applicant {
            refuse(
                !seen.insert(co_applicant.personnummer),
                format_args!("co_applicant.personnummer"),
            );
        }
        for (place, child) in self.children.iter().enumerate() {
            refuse(
                !seen.insert(child.personnummer),
                format_args!("children[{place}].personnummer"),
            );
            refuse(
                !(1..=30).contains(&child.days_per_month),
                format_args!("children[{place}].days_per_month"),
            );
        }
        for (place, cost) in self.costs.iter().enumerate() {
            refuse(
                cost.amount.is_negative(),
                format_args!("costs[{place}].amount"),
            );
        }
        for (place, income) in self.incomes.iter().enumerate() {
            refuse(
                income.amount_net.is_negative(),
                format_args!("incomes[{place}].amount_net"),
            );
            refuse(
                income.kind == "salary" && !digits(&income.payer, 12),
                format_args!("incomes[{place}].payer"),
            );
            refuse(
                income.kind == "benefit" && income.benefit_code.is_none(),
                format_args!("incomes[{place}].benefit_code"),
            );
        }
        for (place, asset) in self.assets.iter().enumerate() {
            refuse(
                asset.amount.is_negative(),
                format_args!("assets[{place}].amount"),
            );
        }
        let approved = self.case_context.approved_last_month.as_ref();
        refuse(
            approved
                .and_then(|month| month.amount)
                .is_some_and(Kronor::is_negative),
            format_args!("case_context.approved_last_month.amount"),
        );
        faults.into_iter().collect()
    }
}
