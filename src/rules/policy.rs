//! The municipal policy: everything a municipality decides for itself.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::changes::{self, Change, DecidedBy};
use super::policy_costs::{self, CostRule};
use super::reading::{Fault, Reading, Table};
use crate::vocabulary::identity::{digest, hash_text};
use crate::vocabulary::{Kronor, Provision};

/// What a municipality has decided (HANDBOOK sections 2 and 8).
#[derive(Clone, Debug)]
pub struct Policy {
    /// County and municipality code.
    pub municipality_code: String,
    /// Decide, recommend or shadow.
    pub mode: Mode,
    /// Outcomes the robot may decide.
    pub may_decide: MayDecide,
    /// Share of decided cases that is also sent to a person.
    pub quality_sample_percent: u32,
    /// Whether part-time children are computed or handed over.
    pub hand_over_part_time_children: bool,
    /// Days a month from which a child counts among those who share costs.
    pub shared_costs_child_min_days: u32,
    /// Days an application may wait for its month to begin.
    pub max_early_days: u32,
    /// Days a case may wait for AGI.
    pub max_wait_days: u32,
    /// Months in a row after which a person looks.
    pub max_automated_months: u32,
    /// Failed attempts after which a case is parked.
    pub max_attempts: u32,
    /// Hours after which an undecided case goes to a person.
    pub hand_over_after_hours: u32,
    /// Change of a benefit that needs a person, per cent.
    pub change_threshold_percent: u32,
    /// Allowed difference of a declared salary, kronor.
    pub salary_tolerance: Kronor,
    /// Allowed difference of a declared salary, per cent.
    pub salary_tolerance_percent: u32,
    /// Liquid assets above this need a person.
    pub liquid_assets_threshold: Kronor,
    /// Kinds of assets that are liquid.
    pub liquid_assets: Vec<String>,
    /// An amount above this needs a person.
    pub large_amount: Kronor,
    /// Difference to the last approved amount that needs a person, per cent.
    pub differs_from_last_month_percent: u32,
    /// What letters say of the authority.
    pub authority: Authority,
    /// What lets the robot decide.
    pub delegation: Delegation,
    /// Who takes what is handed over.
    pub units: Units,
    /// Costs by kind.
    pub costs: BTreeMap<String, CostRule>,
    /// Benefits by full code.
    pub benefits: BTreeMap<String, BenefitRule>,
    /// Study support.
    pub study_support: StudySupportRule,
    /// Declared incomes that count: kind and label.
    pub declared_incomes: BTreeMap<String, String>,
    /// What changed, newest first.
    pub changes: Vec<Change>,
    /// Content hash of the text it was read from.
    pub hash: String,
    /// The text it was read from.
    pub text: String,
}

/// What the robot does with an assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Decides what it may.
    Decide,
    /// Proposes; a person decides (beslutsstöd).
    Recommend,
    /// Computes and stores, posts nothing.
    Shadow,
}

impl Mode {
    /// The word of the policy file and of logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Decide => "decide",
            Self::Recommend => "recommend",
            Self::Shadow => "shadow",
        }
    }
}

/// Which outcomes the robot may decide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MayDecide {
    /// Bifall.
    pub granted: bool,
    /// Delvis avslag.
    pub partly_granted: bool,
    /// Avslag.
    pub rejected: bool,
}

/// What letters say of the authority.
#[derive(Clone, Debug)]
pub struct Authority {
    /// The municipality's name.
    pub municipality: String,
    /// Its organisation number, twelve digits.
    pub organisation_number: String,
    /// The nämnd.
    pub committee: String,
    /// The förvaltningsrätt.
    pub court: String,
    /// How to reach a person.
    pub contact: String,
    /// Where to hand in an appeal.
    pub address: String,
}

/// The delegation of an automated decision function (6 kap. 37 § KL).
#[derive(Clone, Debug)]
pub struct Delegation {
    /// As it is cited.
    pub reference: String,
    /// The nämnd that decided it.
    pub committee: String,
    /// When.
    pub decided_on: NaiveDate,
    /// The paragraph of the minutes.
    pub paragraph: String,
    /// What it covers.
    pub scope: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day.
    pub valid_to: NaiveDate,
    /// The function that decides.
    pub function_id: String,
}

impl Delegation {
    /// Whether the robot may decide on a day.
    pub fn is_valid_on(&self, day: NaiveDate) -> bool {
        (self.valid_from..=self.valid_to).contains(&day)
    }
}

/// Units that take what is handed over.
#[derive(Clone, Debug)]
pub struct Units {
    /// For everything without a unit of its own.
    pub default: String,
    /// For the quality sample.
    pub quality_sample: String,
    /// By flag of the case system.
    pub by_flag: BTreeMap<String, String>,
}

impl Units {
    /// Every unit, each once, sorted.
    pub fn all(&self) -> Vec<String> {
        let mut all: Vec<_> = self.by_flag.values().cloned().collect();
        all.push(self.default.clone());
        all.push(self.quality_sample.clone());
        all.sort();
        all.dedup();
        all
    }
}

/// How an income is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// It is counted.
    Counts,
    /// It is not counted.
    Exempt,
    /// A person judges it.
    HandOver,
}

const TREATMENTS: &[(&str, Treatment)] = &[
    ("counts", Treatment::Counts),
    ("exempt", Treatment::Exempt),
    ("hand_over", Treatment::HandOver),
];

/// A benefit's row.
#[derive(Clone, Debug)]
pub struct BenefitRule {
    /// Its name in Swedish.
    pub label: String,
    /// How it is treated.
    pub treatment: Treatment,
    /// Whether the applicant need not declare it.
    pub fetched_automatically: bool,
}

/// How CSN's payments are treated.
#[derive(Clone, Debug)]
pub struct StudySupportRule {
    /// Its name in Swedish.
    pub label: String,
    /// Whether the applicant need not declare it.
    pub fetched_automatically: bool,
    /// TILB: extra for children.
    pub extra_child: Treatment,
    /// EXTRA: extra for lodging.
    pub extra_lodging: Treatment,
}

impl Policy {
    /// Reads a policy's text.
    ///
    /// # Errors
    /// Every fault of the file, with key and line.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<Fault>> {
        let (policy, faults) =
            Reading::new(file, text).whole(|reading, table| read(reading, table, file, text));
        match policy.flatten() {
            Some(policy) if faults.is_empty() => Ok(policy),
            _ => Err(faults),
        }
    }
}

fn read(
    reading: &mut Reading<'_>,
    table: &mut Table<'_>,
    file: &str,
    text: &str,
) -> Option<Policy> {
    let any = 0..=1_000_000;
    let changes = changes::read(reading, table, file, DecidedBy::Municipality);
    let municipality_code = table.text(reading, "municipality_code");
    if municipality_code
        .as_ref()
        .is_some_and(|code| code.len() != 4 || !code.bytes().all(|b| b.is_ascii_digit()))
    {
        reading.fault(&table.place_of("municipality_code"), "must be four digits");
    }
    let modes = [
        ("decide", Mode::Decide),
        ("recommend", Mode::Recommend),
        ("shadow", Mode::Shadow),
    ];
    let mode = table.one_of(reading, "mode", &modes);
    let may_decide = read_may_decide(reading, table);
    let quality_sample_percent = table.number(reading, "quality_sample_percent", 0..=100);
    let hand_over_part_time_children = table.one_of(
        reading,
        "part_time_children",
        &[("compute", false), ("hand_over", true)],
    );
    let shared_costs_child_min_days = table.number(reading, "shared_costs_child_min_days", 1..=30);
    let max_early_days = table.number(reading, "max_early_days", 0..=60);
    let max_wait_days = table.number(reading, "max_wait_days", 0..=60);
    let max_automated_months = table.number(reading, "max_automated_months", 1..=120);
    let max_attempts = table.number(reading, "max_attempts", 1..=100);
    let hand_over_after_hours = table.number(reading, "hand_over_after_hours", 1..=240);
    let change_threshold_percent = table.number(reading, "change_threshold_percent", any.clone());
    let salary_tolerance = table.kronor(reading, "salary_tolerance");
    let salary_tolerance_percent = table.number(reading, "salary_tolerance_percent", any.clone());
    let liquid_assets_threshold = table.kronor(reading, "liquid_assets_threshold");
    let liquid_assets = table.list_of_texts(reading, "liquid_assets");
    let large_amount = table.kronor(reading, "large_amount");
    let differs = table.number(reading, "differs_from_last_month_percent", any);
    let authority = table.table(reading, "authority", read_authority);
    let delegation = table.table(reading, "delegation", read_delegation);
    let units = table.table(reading, "units", read_units);
    let costs = table.entries(reading, "costs", policy_costs::read);
    let benefits = table.entries(reading, "benefits", read_benefit);
    let study_support = table.table(reading, "study_support", read_study_support);
    let declared_incomes = table.texts_by_name(reading, "declared_incomes");
    Some(Policy {
        municipality_code: municipality_code?,
        mode: mode?,
        may_decide: may_decide?,
        quality_sample_percent: quality_sample_percent?,
        hand_over_part_time_children: hand_over_part_time_children?,
        shared_costs_child_min_days: shared_costs_child_min_days?,
        max_early_days: max_early_days?,
        max_wait_days: max_wait_days?,
        max_automated_months: max_automated_months?,
        max_attempts: max_attempts?,
        hand_over_after_hours: hand_over_after_hours?,
        change_threshold_percent: change_threshold_percent?,
        salary_tolerance: salary_tolerance?,
        salary_tolerance_percent: salary_tolerance_percent?,
        liquid_assets_threshold: liquid_assets_threshold?,
        liquid_assets: liquid_assets?,
        large_amount: large_amount?,
        differs_from_last_month_percent: differs?,
        authority: authority?,
        delegation: delegation?,
        units: units?,
        costs: costs.into_iter().collect(),
        benefits: benefits.into_iter().collect(),
        study_support: study_support?,
        declared_incomes: declared_incomes.into_iter().collect(),
        changes,
        hash: hash_text(&digest(&[text.as_bytes()])),
        text: text.to_owned(),
    })
}

fn read_may_decide(reading: &mut Reading<'_>, table: &mut Table<'_>) -> Option<MayDecide> {
    let mut may_decide = MayDecide::default();
    for outcome in table.list_of_texts(reading, "may_decide")? {
        match outcome.as_str() {
            "granted" => may_decide.granted = true,
            "partly_granted" => may_decide.partly_granted = true,
            "rejected" => may_decide.rejected = true,
            _ => {
                let problem = "may hold \"granted\", \"partly_granted\" and \"rejected\" only";
                reading.fault(&table.place_of("may_decide"), problem);
                return None;
            }
        }
    }
    Some(may_decide)
}

fn read_authority(reading: &mut Reading<'_>, table: &mut Table<'_>) -> Option<Authority> {
    let municipality = table.text(reading, "municipality");
    let organisation_number = table.text(reading, "organisation_number");
    let committee = table.text(reading, "committee");
    let court = table.text(reading, "court");
    let contact = table.text(reading, "contact");
    let address = table.text(reading, "address");
    Some(Authority {
        municipality: municipality?,
        organisation_number: organisation_number?,
        committee: committee?,
        court: court?,
        contact: contact?,
        address: address?,
    })
}

fn read_delegation(reading: &mut Reading<'_>, table: &mut Table<'_>) -> Option<Delegation> {
    let reference = table.text(reading, "reference");
    let committee = table.text(reading, "committee");
    let decided_on = table.date(reading, "decided_on");
    let paragraph = table.text(reading, "paragraph");
    let scope = table.text(reading, "scope");
    let valid_from = table.date(reading, "valid_from");
    let valid_to = table.date(reading, "valid_to");
    let function_id = table.text(reading, "function_id");
    if valid_from.zip(valid_to).is_some_and(|(from, to)| to < from) {
        reading.fault(&table.place_of("valid_to"), "lies before valid_from");
    }
    Some(Delegation {
        reference: reference?,
        committee: committee?,
        decided_on: decided_on?,
        paragraph: paragraph?,
        scope: scope?,
        valid_from: valid_from?,
        valid_to: valid_to?,
        function_id: function_id?,
    })
}

fn read_units(reading: &mut Reading<'_>, table: &mut Table<'_>) -> Option<Units> {
    let default = table.text(reading, "default");
    let quality_sample = table.text(reading, "quality_sample");
    let by_flag = table.texts_by_name(reading, "by_flag");
    let units = Units {
        default: default?,
        quality_sample: quality_sample?,
        by_flag: by_flag.into_iter().collect(),
    };
    let is_routing_key = |unit: &String| {
        !unit.is_empty()
            && unit.len() <= 60
            && unit
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    if !units.all().iter().all(is_routing_key) {
        let problem = "units are routing keys: small letters a-z, digits and hyphens, at most 60";
        reading.fault(table.place(), problem);
        return None;
    }
    Some(units)
}

fn read_benefit(reading: &mut Reading<'_>, table: &mut Table<'_>) -> Option<BenefitRule> {
    let label = table.text(reading, "label");
    let treatment = table.one_of(reading, "treatment", TREATMENTS);
    let fetched_automatically = table.flag(reading, "fetched_automatically");
    Some(BenefitRule {
        label: label?,
        treatment: treatment?,
        fetched_automatically: fetched_automatically?,
    })
}

fn read_study_support(
    reading: &mut Reading<'_>,
    table: &mut Table<'_>,
) -> Option<StudySupportRule> {
    let label = table.text(reading, "label");
    let fetched_automatically = table.flag(reading, "fetched_automatically");
    let extra_child = table.one_of(reading, "extra_child", TREATMENTS);
    let extra_lodging = table.one_of(reading, "extra_lodging", TREATMENTS);
    Some(StudySupportRule {
        label: label?,
        fetched_automatically: fetched_automatically?,
        extra_child: extra_child?,
        extra_lodging: extra_lodging?,
    })
}

/// The provision a cost rests on, by the word the policy uses.
pub(super) const COST_PROVISIONS: &[(&str, Provision)] = &[
    ("reasonable_costs", Provision::ReasonableCosts),
    ("other_costs", Provision::OtherCosts),
];
