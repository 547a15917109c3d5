//! What is handed out of a case: to a party everything that the robot holds
//! (10 § FL), to the public what tells of no person (26 kap. 1 § OSL).
//!
//! Both are drafts: an officer tests the secrecy and decides. A value that is
//! masked is not in the draft at all, so no writer can print it; the public
//! draft is made of [`PublicFacts`] alone, which hold nothing of a person.

mod fields;
mod grounds;
mod leaves;
mod pages;
mod party;
mod public;
mod reason_kinds;
#[cfg(test)]
mod tests;
pub mod text;
mod values;

use serde::Serialize;

pub use grounds::Ground;
pub use pages::sections;
pub use party::{Event, Message, PartyFacts, party};
pub use public::{PublicFacts, public};

/// Whom a draft is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// Sökande.
    Applicant,
    /// Medsökande.
    CoApplicant,
    /// Anyone who asks for an allmän handling.
    Public,
}

/// A draft of what is handed out.
#[derive(Debug, PartialEq, Serialize)]
pub struct Disclosure {
    /// Whom it is for.
    pub to: Recipient,
    /// Its title.
    pub title: String,
    /// What the officer and the reader must know first.
    pub preface: Vec<String>,
    /// Its parts, in reading order.
    pub parts: Vec<Part>,
}

/// A part of a draft.
#[derive(Debug, PartialEq, Serialize)]
pub struct Part {
    /// A stable word to link to.
    pub id: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What it is about.
    pub preface: String,
    /// Facts that belong together.
    pub groups: Vec<Group>,
}

/// Facts that belong together, such as one answer of a registry.
#[derive(Debug, PartialEq, Serialize)]
pub struct Group {
    /// Their heading.
    pub title: String,
    /// The facts.
    pub facts: Vec<Fact>,
}

/// One fact.
#[derive(Debug, PartialEq, Serialize)]
pub struct Fact {
    /// What it is, in Swedish.
    pub what: String,
    /// What the robot uses it for, when it is a registry's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used_for: Option<&'static str>,
    /// Its value, or why there is none.
    #[serde(flatten)]
    pub content: Content,
}

/// What is handed out of a fact.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "status")]
pub enum Content {
    /// It is shown.
    Shown {
        /// As it stands in the case.
        value: String,
    },
    /// It stands in the draft, and the officer must test it first.
    ToBeTested {
        /// As it stands in the case.
        value: String,
        /// What may keep it secret.
        ground: Ground,
    },
    /// It is not in the draft.
    Masked {
        /// What keeps it secret.
        ground: Ground,
    },
}

impl Fact {
    fn shown(what: impl Into<String>, value: impl Into<String>) -> Self {
        let value = value.into();
        Self {
            what: what.into(),
            used_for: None,
            content: Content::Shown { value },
        }
    }

    fn masked(what: impl Into<String>, ground: Ground) -> Self {
        Self {
            what: what.into(),
            used_for: None,
            content: Content::Masked { ground },
        }
    }

    fn used_for(self, used_for: Option<&'static str>) -> Self {
        Self { used_for, ..self }
    }
}
