//! The kill switch: what people have stopped, and what a case is held
//! against it by.

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};

use crate::vocabulary::{Personnummer, Source};

/// What a stop is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StopKind {
    /// Intake, deciding and posting; or everything goes to people.
    Everything,
    /// No message is taken in, by the alarm about bad input; what is in hand
    /// goes on.
    Intake,
    /// Cases with this person as a member.
    Person,
    /// Cases in which this kind of cost is claimed.
    CostKind,
    /// Cases in which this benefit is paid or declared.
    BenefitCode,
    /// Cases that rest on what this registry told; see [`Basis::sources`].
    Source,
    /// Cases with this line in their trace.
    Line,
}

impl StopKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Everything,
        Self::Intake,
        Self::Person,
        Self::CostKind,
        Self::BenefitCode,
        Self::Source,
        Self::Line,
    ];

    /// The stable word, as the ledger and the logs have it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Everything => "everything",
            Self::Intake => "intake",
            Self::Person => "person",
            Self::CostKind => "cost_kind",
            Self::BenefitCode => "benefit_code",
            Self::Source => "source",
            Self::Line => "line",
        }
    }

    /// As operators in Sweden read it.
    pub const fn in_swedish(self) -> &'static str {
        match self {
            Self::Everything => "allt",
            Self::Intake => "intaget",
            Self::Person => "en person",
            Self::CostKind => "kostnad",
            Self::BenefitCode => "förmån",
            Self::Source => "källa",
            Self::Line => "rad i beräkningen",
        }
    }

    /// Reads the stable word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

impl Serialize for StopKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// What somebody wants stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StopTarget {
    /// See [`StopKind::Everything`].
    Everything {
        /// Whether what comes is handed over, instead of staying queued.
        hand_over: bool,
    },
    /// See [`StopKind::Intake`].
    Intake,
    /// See [`StopKind::Person`]; kept as a keyed hash only.
    Person(Personnummer),
    /// Such as `rent`.
    CostKind(String),
    /// A full code such as `FK:BOB`, or `CSN`.
    BenefitCode(String),
    /// A registry.
    Source(Source),
    /// The id of a trace line, such as `income.salary`.
    Line(String),
}

impl StopTarget {
    /// What it is about.
    pub const fn kind(&self) -> StopKind {
        match self {
            Self::Everything { .. } => StopKind::Everything,
            Self::Intake => StopKind::Intake,
            Self::Person(_) => StopKind::Person,
            Self::CostKind(_) => StopKind::CostKind,
            Self::BenefitCode(_) => StopKind::BenefitCode,
            Self::Source(_) => StopKind::Source,
            Self::Line(_) => StopKind::Line,
        }
    }

    /// Which one of its kind, where that may stand in the plain.
    pub fn value(&self) -> Option<&str> {
        match self {
            Self::CostKind(value) | Self::BenefitCode(value) | Self::Line(value) => Some(value),
            Self::Source(source) => Some(source.code()),
            Self::Everything { .. } | Self::Intake | Self::Person(_) => None,
        }
    }
}

/// A stop as lists show it: never whom it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stop {
    /// Its number.
    pub id: i64,
    /// What it is about.
    pub kind: StopKind,
    /// Which one of its kind; none for a person.
    pub value: Option<String>,
    /// Whether everything stopped is handed over to people.
    pub hand_over: bool,
    /// When it came into force.
    pub set_at: DateTime<Utc>,
    /// When it was ended; none while it is in force.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Stop {
    /// Whether it makes everything wait where it is.
    pub fn pauses_everything(&self) -> bool {
        self.kind == StopKind::Everything && !self.hand_over
    }
}

/// What an assessment rests on, as far as a stop can be about it. The members
/// stand beside it, in the [`Step`](super::Step).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Basis {
    /// Kinds of cost that are claimed.
    pub cost_kinds: Vec<String>,
    /// Benefits that are paid or declared: full codes, and `CSN`.
    pub benefit_codes: Vec<String>,
    /// Registries that a line of the trace rests on, or that told of a payment;
    /// Skatteverket in any case, for its folkbokföring.
    pub sources: Vec<Source>,
    /// The ids of the trace's lines.
    pub lines: Vec<String>,
}

impl Basis {
    /// Whether it has what a stop of the kind names. A person is found by the
    /// ledger, which alone has the hash.
    pub fn has(&self, kind: StopKind, value: &str) -> bool {
        let among = |values: &[String]| values.iter().any(|one| one == value);
        match kind {
            StopKind::CostKind => among(&self.cost_kinds),
            StopKind::BenefitCode => among(&self.benefit_codes),
            StopKind::Source => self.sources.iter().any(|source| source.code() == value),
            StopKind::Line => among(&self.lines),
            StopKind::Everything | StopKind::Intake | StopKind::Person => false,
        }
    }
}
