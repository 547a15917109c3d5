//! What the registries said, as facts with a source.
//!
//! Every answer has three values. [`Answer::CouldNotBeChecked`] carries no
//! data at all, so nobody can read it as zero income (ARCHITECTURE promise 4).

use std::fmt;

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::{Kronor, Month, Personnummer};

/// A registry that is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// CSN: study support.
    Csn,
    /// Försäkringskassan, which also tells what Pensionsmyndigheten pays.
    Forsakringskassan,
    /// Skatteverket: folkbokföring, AGI, skattekonto and companies.
    Skatteverket,
}

impl Source {
    /// Every registry, in the order of the contract.
    pub const ALL: [Self; 3] = [Self::Forsakringskassan, Self::Csn, Self::Skatteverket];

    /// The short name of the contract's `kalla` and of logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Forsakringskassan => "FK",
            Self::Csn => "CSN",
            Self::Skatteverket => "SKV",
        }
    }

    /// The name people know.
    pub const fn in_swedish(self) -> &'static str {
        match self {
            Self::Forsakringskassan => "Försäkringskassan",
            Self::Csn => "CSN",
            Self::Skatteverket => "Skatteverket",
        }
    }

    /// Reads the contract's `kalla`.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.code() == code)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

/// What a registry knows of one thing.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer<T> {
    /// The registry has data.
    Data(T),
    /// The registry was read and has nothing.
    NothingWithUs,
    /// Nobody knows. Never the same as nothing.
    CouldNotBeChecked(Cause),
}

impl<T> Answer<T> {
    /// The data, when there is any.
    pub fn data(&self) -> Option<&T> {
        match self {
            Self::Data(data) => Some(data),
            Self::NothingWithUs | Self::CouldNotBeChecked(_) => None,
        }
    }

    /// Whether the registry could be read, with or without data.
    pub fn was_checked(&self) -> bool {
        !matches!(self, Self::CouldNotBeChecked(_))
    }
}

/// Why something could not be checked (HANDBOOK section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// Status `FEL`, or a status the contract does not know.
    Error,
    /// Status `DELVIS` from a registry whose answer is one piece.
    Partial,
    /// A disclosing agency behind Försäkringskassan is not `OK`.
    AgencyUnavailable,
    /// Försäkringskassan reports a deviation for a benefit.
    Deviation,
    /// CSN keeps the person's data secret.
    Secrecy,
    /// The answer does not have the contract's shape.
    Malformed,
    /// There is no answer.
    Missing,
}

impl Cause {
    /// A word for logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Partial => "partial",
            Self::AgencyUnavailable => "agency_unavailable",
            Self::Deviation => "deviation",
            Self::Secrecy => "secrecy",
            Self::Malformed => "malformed",
            Self::Missing => "missing",
        }
    }

    /// Why, as a caseworker reads it.
    pub const fn in_swedish(self) -> &'static str {
        match self {
            Self::Error => "registret svarade med ett fel",
            Self::Partial => "registret kunde bara svara delvis",
            Self::AgencyUnavailable => "en myndighet bakom registret gick inte att nå",
            Self::Deviation => "registret kunde inte lämna ut alla förmåner",
            Self::Secrecy => "uppgifterna är skyddade hos CSN",
            Self::Malformed => "svaret gick inte att läsa",
            Self::Missing => "inget svar kom",
        }
    }

    /// Whether asking again may help. Secrecy stays.
    pub const fn may_pass(self) -> bool {
        !matches!(self, Self::Secrecy)
    }
}

/// What a registry is asked about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    /// The registry.
    pub source: Source,
    /// About whom.
    pub person: Personnummer,
    /// First day asked about.
    pub from: NaiveDate,
    /// Last day asked about.
    pub to: NaiveDate,
}

/// One answer of one registry about one person.
#[derive(Clone, Debug, PartialEq)]
pub struct RegistryAnswer {
    /// The person the answer says it is about; `None` when that is no
    /// personnummer, and so no member of any household.
    pub person: Option<Personnummer>,
    /// First day of the period that was asked about.
    pub from: NaiveDate,
    /// Last day of the period that was asked about.
    pub to: NaiveDate,
    /// When the registry answered.
    pub fetched: DateTime<FixedOffset>,
    /// What it said.
    pub facts: Facts,
}

/// The facts of an answer, by registry.
#[derive(Clone, Debug, PartialEq)]
pub enum Facts {
    /// From Försäkringskassan.
    Forsakringskassan(Answer<Vec<BenefitPayment>>),
    /// From CSN.
    Csn(Answer<StudySupport>),
    /// From Skatteverket, whose parts may fail alone.
    Skatteverket(TaxAgency),
}

impl Facts {
    /// Why the answer, or a part of it, could not be checked; `None` when all
    /// of it could.
    pub fn unchecked(&self) -> Option<Cause> {
        fn cause<T>(answer: &Answer<T>) -> Option<Cause> {
            match answer {
                Answer::CouldNotBeChecked(cause) => Some(*cause),
                Answer::Data(_) | Answer::NothingWithUs => None,
            }
        }
        match self {
            Self::Forsakringskassan(answer) => cause(answer),
            Self::Csn(answer) => cause(answer),
            Self::Skatteverket(parts) => cause(&parts.registration)
                .or_else(|| cause(&parts.declarations))
                .or_else(|| cause(&parts.tax_account))
                .or_else(|| cause(&parts.company)),
        }
    }

    /// The registry.
    pub fn source(&self) -> Source {
        match self {
            Self::Forsakringskassan(_) => Source::Forsakringskassan,
            Self::Csn(_) => Source::Csn,
            Self::Skatteverket(_) => Source::Skatteverket,
        }
    }
}

/// An executed payment of Försäkringskassan or Pensionsmyndigheten.
/// Preliminary payments are not income and are not read.
#[derive(Clone, Debug, PartialEq)]
pub struct BenefitPayment {
    /// The full benefit code, such as `FK:SJP` or `PM:AP`.
    pub code: String,
    /// When it was paid.
    pub paid_on: NaiveDate,
    /// What was paid out, after tax and deductions.
    pub net: Kronor,
    /// Whether it is retroactive (`typ` 3).
    pub retroactive: bool,
    /// Whether a deduction set it off (detail KVI, SOC, INF, INC or SKV).
    pub set_off: bool,
}

/// What CSN knows of a person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StudySupport {
    /// Executed payments with a date.
    pub payments: Vec<StudyPayment>,
    /// Periods with granted full- or part-time studies, in decided cases of
    /// the supports that make a person a student (HANDBOOK 3.3.2).
    pub study_periods: Vec<(NaiveDate, NaiveDate)>,
}

/// An executed CSN payment.
#[derive(Clone, Debug, PartialEq)]
pub struct StudyPayment {
    /// When it was paid.
    pub paid_on: NaiveDate,
    /// Amount type (`GRUNDB`, `GRUNDL`, …) and amount.
    pub amounts: Vec<(String, Kronor)>,
}

/// What Skatteverket knows of a person, part by part.
#[derive(Clone, Debug, PartialEq)]
pub struct TaxAgency {
    /// Folkbokföring.
    pub registration: Answer<Registration>,
    /// Individuppgifter: rows of employers' declarations (AGI).
    pub declarations: Answer<Vec<EmployerDeclaration>>,
    /// Skattekonto.
    pub tax_account: Answer<TaxAccount>,
    /// Företag.
    pub company: Answer<Company>,
}

impl TaxAgency {
    /// Nothing of it could be checked, for one and the same cause.
    pub fn could_not_be_checked(cause: Cause) -> Self {
        Self {
            registration: Answer::CouldNotBeChecked(cause),
            declarations: Answer::CouldNotBeChecked(cause),
            tax_account: Answer::CouldNotBeChecked(cause),
            company: Answer::CouldNotBeChecked(cause),
        }
    }
}

/// A person in folkbokföring.
#[derive(Clone, Debug, PartialEq)]
pub struct Registration {
    /// Sekretessmarkering or skyddad folkbokföring.
    pub protected: bool,
    /// County and municipality, such as `1287`; `None` when registered nowhere.
    pub municipality: Option<String>,
    /// Civilstånd, such as `OG` or `G`.
    pub civil_status: String,
    /// Those whom a relation of `typ` BARN names.
    pub children: Vec<String>,
    /// The code of a deregistration, such as `AV` (deceased).
    pub deregistered: Option<String>,
}

/// A row of an employer's declaration (AGI).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EmployerDeclaration {
    /// The employer's organisation number.
    pub employer: String,
    /// The month the pay was paid.
    pub period: Month,
    /// `specifikationsnummer`: a correction keeps the number.
    pub number: i64,
    /// `inlamnad`: when it was handed in.
    pub handed_in: NaiveDate,
    /// `rattelse`: whether it is a correction.
    pub correction: bool,
    /// `kontantErsattning`.
    pub pay: Kronor,
    /// `skatt`.
    pub tax: Kronor,
    /// Whether `formaner`, `bilersattning` or `traktamente` is above zero.
    pub benefits: bool,
}

/// A tax account.
#[derive(Clone, Debug, PartialEq)]
pub struct TaxAccount {
    /// `utbetaltBelopp`.
    pub paid_out: Kronor,
    /// `bokforingsdag`.
    pub booked_on: Option<NaiveDate>,
}

/// A company registration.
#[derive(Clone, Debug, PartialEq)]
pub struct Company {
    /// `momsregistrerad`.
    pub vat_registered: bool,
    /// `godkandFskatt`.
    pub f_tax: bool,
}
