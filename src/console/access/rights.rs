//! Roles and what they may do: the one table.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::ledger::overview::Sight;

/// What somebody does with the console. A person may have several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Keeps the robot running.
    Operator,
    /// Decides what the robot hands over.
    Caseworker,
    /// Reads everything, changes nothing.
    Auditor,
    /// Beside another role: may know of restricted cases.
    Restricted,
}

/// What a page or a form needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Numbers, lists and where cases stand.
    Look,
    /// What a case is about: calculation, evidence, letters, comments, persons.
    ReadContent,
    /// Replay, hand over, set aside, stop, dead letters.
    Operate,
    /// Close what was handed over, judge samples.
    Resolve,
}

/// The roles of one person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Roles(pub BTreeSet<Role>);

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [
        Self::Operator,
        Self::Caseworker,
        Self::Auditor,
        Self::Restricted,
    ];

    /// The stable word, as the users' file has it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Caseworker => "caseworker",
            Self::Auditor => "auditor",
            Self::Restricted => "restricted",
        }
    }

    /// Reads the stable word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// As people in Sweden read it.
    pub const fn in_swedish(self) -> &'static str {
        match self {
            Self::Operator => "drift",
            Self::Caseworker => "handläggare",
            Self::Auditor => "revisor",
            Self::Restricted => "skyddade ärenden",
        }
    }

    const fn grants(self, right: Right) -> bool {
        match self {
            Self::Operator => matches!(right, Right::Look | Right::Operate),
            Self::Caseworker => matches!(right, Right::Look | Right::ReadContent | Right::Resolve),
            Self::Auditor => matches!(right, Right::Look | Right::ReadContent),
            Self::Restricted => false,
        }
    }
}

impl Roles {
    /// Whether one of the roles grants the right.
    pub fn may(&self, right: Right) -> bool {
        self.0.iter().any(|role| role.grants(right))
    }

    /// Which cases they may know of.
    pub fn sight(&self) -> Sight {
        match self.0.contains(&Role::Restricted) {
            true => Sight::Everything,
            false => Sight::Unrestricted,
        }
    }

    /// As people in Sweden read them.
    pub fn in_swedish(&self) -> String {
        let words: Vec<_> = self.0.iter().map(|role| role.in_swedish()).collect();
        words.join(", ")
    }
}
