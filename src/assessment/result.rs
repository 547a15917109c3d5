//! What an assessment says.

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use super::trace::{Line, Part, Role};
use crate::rules::{Policy, Rules};
use crate::vocabulary::evidence::Cause;
#[cfg(feature = "schemas")]
use crate::vocabulary::schema::NotNegative;
use crate::vocabulary::{Kronor, Reason, Source};

/// What becomes of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Bifall.
    Granted,
    /// Delvis avslag.
    PartlyGranted,
    /// Avslag.
    Rejected,
    /// Lämnas till handläggare.
    HandedOver,
    /// Waits until a known day.
    Waiting,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 5] = [
        Self::Granted,
        Self::PartlyGranted,
        Self::Rejected,
        Self::HandedOver,
        Self::Waiting,
    ];

    /// The stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::PartlyGranted => "partly_granted",
            Self::Rejected => "rejected",
            Self::HandedOver => "handed_over",
            Self::Waiting => "waiting",
        }
    }

    /// As people in Sweden say it.
    pub const fn in_swedish(self) -> &'static str {
        match self {
            Self::Granted => "bifall",
            Self::PartlyGranted => "delvis avslag",
            Self::Rejected => "avslag",
            Self::HandedOver => "till handläggare",
            Self::Waiting => "väntar",
        }
    }

    /// Whether the robot decides the case with it.
    pub const fn is_decision(self) -> bool {
        matches!(self, Self::Granted | Self::PartlyGranted | Self::Rejected)
    }

    /// Reads the stable word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// AGI to be read again on a day, because what was declared was counted before
/// the employer's declaration was due (HANDBOOK 3.3.6).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AfterCheck {
    /// The day after the due day.
    pub on: NaiveDate,
    /// Whose salary.
    pub person: Role,
    /// The employer's organisation number.
    pub employer: String,
}

/// Something that could not be checked: what, whose and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unchecked {
    /// The registry.
    pub source: Source,
    /// The part of the answer, such as `individuppgifter`; empty for the whole.
    pub part: &'static str,
    /// Whose.
    pub person: Role,
    /// Why.
    pub cause: Cause,
}

impl Serialize for Unchecked {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut unchecked = serializer.serialize_struct("Unchecked", 4)?;
        unchecked.serialize_field("source", self.source.code())?;
        unchecked.serialize_field("part", self.part)?;
        unchecked.serialize_field("person", &self.person)?;
        unchecked.serialize_field("cause", self.cause.code())?;
        unchecked.end()
    }
}

/// The result for one application, complete with its reasons and its trace.
///
/// It has no error variant: the core cannot fail for technical reasons
/// (ARCHITECTURE promise 7).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schemas",
    schemars(description = "The result for one application, with its reasons and its trace.")
)]
pub struct Assessment {
    /// The application.
    pub application_id: String,
    /// What becomes of it.
    pub outcome: Outcome,
    /// The computed outcome, also when a person decides: the proposal. None
    /// when there is no amount.
    #[cfg_attr(feature = "schemas", schemars(with = "Option<super::schema::Decided>"))]
    pub proposed: Option<Outcome>,
    /// The entitlement in whole kronor; none where it could not be computed.
    #[cfg_attr(feature = "schemas", schemars(with = "Option<NotNegative>"))]
    pub amount: Option<Kronor>,
    /// Every reason, sorted by code, no repeats.
    pub reasons: Vec<Reason>,
    /// The trace; its sum is the amount.
    pub lines: Vec<Line>,
    /// AGI to be read again.
    pub after_checks: Vec<AfterCheck>,
    /// The day a waiting case can be judged.
    pub waits_until: Option<NaiveDate>,
    /// What could not be checked.
    pub unchecked: Vec<Unchecked>,
    /// The content hash of the rules.
    pub rules_hash: String,
    /// The content hash of the policy.
    pub policy_hash: String,
}

impl Assessment {
    /// Whether the case belongs in the restricted queue.
    pub fn is_restricted(&self) -> bool {
        self.reasons.iter().any(|reason| reason.is_restricted())
    }

    /// Whether the lines add up to the amount. Checked before every posting.
    pub fn lines_add_up(&self) -> bool {
        let sum = self.lines.iter().map(|line| line.amount).sum::<Kronor>();
        self.amount.is_none_or(|amount| amount == sum)
    }

    /// The sum of the lines before rounding: need less counted income.
    pub fn unrounded_sum(&self) -> Kronor {
        self.lines
            .iter()
            .filter(|line| line.part != Part::Rounding)
            .map(|line| line.amount)
            .sum()
    }

    /// An assessment without a calculation: for an application that could not
    /// be read whole, whatever was readable of it.
    pub fn not_computable(
        application_id: &str,
        reason: Reason,
        rules: &Rules,
        policy: &Policy,
    ) -> Self {
        Self {
            application_id: application_id.to_owned(),
            outcome: Outcome::HandedOver,
            proposed: None,
            amount: None,
            reasons: vec![reason],
            lines: Vec::new(),
            after_checks: Vec::new(),
            waits_until: None,
            unchecked: Vec::new(),
            rules_hash: rules.hash.clone(),
            policy_hash: policy.hash.clone(),
        }
    }
}
