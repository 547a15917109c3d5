//! What the robot sends out: postings, and where each goes.

use std::fmt;

/// Where a posting goes. The queue adapters map it to exchanges or tables.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Destination {
    /// Applications come in here.
    Applications,
    /// The case system reports here what people decided.
    Resolutions,
    /// Decisions, for the case system.
    Decisions,
    /// Cases for a person, by unit.
    HumanReview {
        /// The unit that takes the case: a routing key, never a person.
        unit: String,
    },
    /// Cases with protected or unknown identities: case number only.
    Restricted,
    /// Notices to applicants.
    Notices,
    /// Unreadable messages, as they came.
    DeadLetters,
}

/// The prefix of a human-review queue's name.
const HUMAN_REVIEW: &str = "human-review.";

impl Destination {
    /// The name of the queue behind the destination, such as `decisions` or
    /// `human-review.caseworkers`.
    pub fn queue_name(&self) -> String {
        match self {
            Self::Applications => "applications".into(),
            Self::Resolutions => "resolutions".into(),
            Self::Decisions => "decisions".into(),
            Self::HumanReview { unit } => format!("{HUMAN_REVIEW}{unit}"),
            Self::Restricted => "restricted".into(),
            Self::Notices => "notices".into(),
            Self::DeadLetters => "dead-letters".into(),
        }
    }

    /// Whether what goes there tells of a case more than its number.
    pub const fn takes_content(&self) -> bool {
        matches!(self, Self::Decisions | Self::HumanReview { .. })
    }

    /// Reads a queue's name back.
    pub fn from_queue_name(name: &str) -> Option<Self> {
        Some(match name {
            "applications" => Self::Applications,
            "resolutions" => Self::Resolutions,
            "decisions" => Self::Decisions,
            "restricted" => Self::Restricted,
            "notices" => Self::Notices,
            "dead-letters" => Self::DeadLetters,
            _ => Self::HumanReview {
                unit: name.strip_prefix(HUMAN_REVIEW)?.into(),
            },
        })
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.queue_name())
    }
}

/// A message on its way out. A repeated posting has the same id and bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Posting {
    /// Derived from application and outcome, 26 characters.
    pub message_id: String,
    /// Where it goes.
    pub destination: Destination,
    /// Header names and values; dead letters carry `x-reason` and `x-received-at`.
    pub headers: Vec<(String, String)>,
    /// JSON in UTF-8, but for dead letters: those are the original bytes.
    pub body: Vec<u8>,
}

/// Without the body, which is about a person.
impl fmt::Debug for Posting {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "Posting({} to {}, {} bytes)",
            self.message_id,
            self.destination,
            self.body.len()
        )
    }
}
