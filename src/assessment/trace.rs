//! Beräkningsspåret: the lines a result is made of.
//!
//! Nothing is added to a sum except through a [`Line`] (ARCHITECTURE promise
//! 3). Letter, rule book, record and posting are made of the same lines.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, FixedOffset};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::rules::Parameter;
use crate::vocabulary::{Kronor, Month, Provision, Source};

/// A member of the household, without a name or number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Sökande.
    Applicant,
    /// Medsökande.
    CoApplicant,
    /// A child, by its place in the application, from 1.
    Child(u32),
}

impl Role {
    /// As people read it.
    pub fn in_swedish(self) -> Cow<'static, str> {
        match self {
            Self::Applicant => Cow::Borrowed("sökande"),
            Self::CoApplicant => Cow::Borrowed("medsökande"),
            Self::Child(place) => Cow::Owned(format!("barn {place}")),
        }
    }
}

/// `applicant`, `co_applicant` or `child_1`.
impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Applicant => formatter.write_str("applicant"),
            Self::CoApplicant => formatter.write_str("co_applicant"),
            Self::Child(place) => write!(formatter, "child_{place}"),
        }
    }
}

impl Serialize for Role {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Which part of the calculation a line belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Riksnormen: personal and shared costs.
    Norm,
    /// Costs beside it.
    Cost,
    /// Incomes, with a negative amount.
    Income,
    /// What is disregarded of the incomes, with a positive amount.
    Disregarded,
    /// What brings the sum to the amount: no aid below zero, whole kronor.
    Rounding,
}

/// The evidence a line rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EvidenceRef {
    /// A field of the application.
    Application(&'static str),
    /// A registry's answer.
    Registry {
        /// The registry.
        source: Source,
        /// Whom it is about.
        person: Role,
        /// The field it was read from.
        field: &'static str,
        /// When the registry answered.
        fetched: DateTime<FixedOffset>,
    },
}

/// What a counted income was held against before it was trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// What the same benefit paid in the comparison month (HANDBOOK 3.3.4).
    EarlierMonth(Kronor),
    /// What the employer reported: pay less tax, not below zero (HANDBOOK
    /// 3.3.5).
    EmployerReport(Kronor),
}

/// How an amount came about, in figures that can be said in words.
#[derive(Clone, Debug, PartialEq)]
pub enum Arithmetic {
    /// The amount as the table, document or registry has it.
    AsIs,
    /// A table amount for so many days of thirty, rounded up to the öre.
    Days {
        /// The amount for a full month.
        full: Kronor,
        /// Days of thirty.
        days: u32,
    },
    /// The shared costs of more than seven: the amount for seven and a step
    /// for each further member.
    BeyondSeven {
        /// The amount for seven.
        seven: Kronor,
        /// The difference between seven and six.
        step: Kronor,
        /// How many members beyond seven.
        further: u32,
    },
    /// An equal share of the dwelling's shared costs, rounded up to the öre.
    Share {
        /// The shared costs of all.
        whole: Kronor,
        /// How many share them.
        among: u32,
    },
    /// Claims of one kind, approved up to a limit.
    Claim {
        /// What was applied for.
        claimed: Kronor,
        /// The limit, where there is one.
        cap: Option<Kronor>,
    },
    /// A claim that a person judges: nothing is approved for it.
    LeftToPerson {
        /// What was applied for.
        claimed: Kronor,
    },
    /// Several amounts added up.
    SumOf(u32),
    /// A part of an amount, in per cent, rounded up to the öre.
    Percent {
        /// Of what.
        of: Kronor,
        /// How many per cent.
        percent: u32,
    },
    /// Pay less tax, as the employer declared it.
    PayLessTax {
        /// `kontantErsattning`.
        pay: Kronor,
        /// `skatt`.
        tax: Kronor,
    },
    /// Not counted because it is within a limit.
    WithinLimit {
        /// What was earned.
        earned: Kronor,
        /// The limit.
        limit: Kronor,
    },
    /// The sum of all lines before this one.
    FromSum(Kronor),
}

/// In Swedish words and figures.
impl fmt::Display for Arithmetic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AsIs => formatter.write_str("beloppet som det står"),
            Self::Days { full, days } => write!(
                formatter,
                "{} × {days} dagar av 30, avrundat uppåt till öre",
                full.swedish()
            ),
            Self::BeyondSeven {
                seven,
                step,
                further,
            } => write!(
                formatter,
                "{} för sju personer + {further} × {}",
                seven.swedish(),
                step.swedish()
            ),
            Self::Share { whole, among } => write!(
                formatter,
                "{} delat på {among} personer, avrundat uppåt till öre",
                whole.swedish()
            ),
            Self::Claim { claimed, cap: None } => {
                write!(formatter, "sökt {}", claimed.swedish())
            }
            Self::Claim {
                claimed,
                cap: Some(cap),
            } => write!(
                formatter,
                "sökt {}, högst {}",
                claimed.swedish(),
                cap.swedish()
            ),
            Self::LeftToPerson { claimed } => write!(
                formatter,
                "sökt {}, en handläggare bedömer",
                claimed.swedish()
            ),
            Self::SumOf(count) => write!(formatter, "summan av {count} belopp"),
            Self::Percent { of, percent } => write!(
                formatter,
                "{percent} procent av {}, avrundat uppåt till öre",
                of.swedish()
            ),
            Self::PayLessTax { pay, tax } => write!(
                formatter,
                "lön {} minus skatt {}",
                pay.swedish(),
                tax.swedish()
            ),
            Self::WithinLimit { earned, limit } => write!(
                formatter,
                "{} är inte mer än {}",
                earned.swedish(),
                limit.swedish()
            ),
            Self::FromSum(sum) => write!(formatter, "summan är {}", sum.swedish()),
        }
    }
}

/// One term of the calculation.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is, stable, such as `norm.adult.single` or `income.FK:ABB`.
    pub id: Cow<'static, str>,
    /// What it is, in Swedish.
    pub label: Cow<'static, str>,
    /// Which part of the calculation.
    pub part: Part,
    /// For whom; `None` for the household.
    pub person: Option<Role>,
    /// With its sign: needs above zero, incomes below.
    pub amount: Kronor,
    /// How the amount came about.
    pub arithmetic: Arithmetic,
    /// What it rests on in law.
    pub provision: Provision,
    /// The month whose wording of the law is cited.
    pub month: Month,
    /// The dated parameter it used.
    pub parameter: Option<Parameter>,
    /// The evidence it rests on.
    pub evidence: Vec<EvidenceRef>,
    /// What an income was held against; `None` for every other line, and for
    /// an income that there is nothing to hold against.
    pub comparison: Option<Comparison>,
}

impl Line {
    /// The legal basis as it stood in the month that is decided.
    pub fn legal_basis(&self) -> &'static str {
        self.provision.citation(self.month)
    }
}

/// The shape of HANDBOOK section 7.
impl Serialize for Line {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = if self.comparison.is_some() { 9 } else { 8 };
        let mut line = serializer.serialize_struct("Line", fields)?;
        line.serialize_field("id", &self.id)?;
        line.serialize_field("label", &self.label)?;
        line.serialize_field("person", &self.person)?;
        line.serialize_field("amount", &self.amount)?;
        line.serialize_field("legal_basis", self.legal_basis())?;
        line.serialize_field("parameter", &self.parameter)?;
        line.serialize_field("evidence", &self.evidence)?;
        line.serialize_field("arithmetic", &format_args!("{}", self.arithmetic))?;
        if let Some(comparison) = &self.comparison {
            line.serialize_field("comparison", comparison)?;
        }
        line.end()
    }
}

impl Serialize for EvidenceRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Application(field) => {
                let mut evidence = serializer.serialize_struct("EvidenceRef", 2)?;
                evidence.serialize_field("source", "application")?;
                evidence.serialize_field("field", field)?;
                evidence.end()
            }
            Self::Registry {
                source,
                person,
                field,
                fetched,
            } => {
                let mut evidence = serializer.serialize_struct("EvidenceRef", 4)?;
                evidence.serialize_field("source", source.code())?;
                evidence.serialize_field("person", person)?;
                evidence.serialize_field("field", field)?;
                evidence.serialize_field("fetched", &fetched.to_rfc3339())?;
                evidence.end()
            }
        }
    }
}
