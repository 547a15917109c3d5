//! Where every figure of a letter and of the rule book comes from.
//!
//! A figure belongs to a phrase, such as `2 november 2026` or `25 procent av
//! 2 870 kr`, and a phrase has one origin: a line of the trace, a parameter, a
//! limit. A figure in no known phrase is an orphan: text that nobody computed.

mod book;
mod letter;
mod phrases;

use std::collections::BTreeMap;

use serde::Serialize;

pub use book::of_book;
pub use letter::of_letter;

/// What a figure comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The amount of a line of the trace, their sum, or the aid.
    Trace,
    /// How a line was computed.
    Arithmetic,
    /// The label of a line, with an age or a number of members.
    Label,
    /// A limit that follows from the trace.
    Counterfactual,
    /// An amount, share or count of the national rules.
    Parameter,
    /// An amount, limit or text of the policy.
    Policy,
    /// A day or month of the case, the evidence or a parameter.
    Date,
    /// The number of the case.
    CaseNumber,
    /// A member: a child's place and year of birth, or their count.
    Member,
    /// The hash of rules or policy.
    Hash,
    /// The version of the program.
    Version,
    /// The control code of what stands above it.
    ControlCode,
    /// A provision, and since when it is in force.
    Citation,
    /// A constant of the law or the handbook that the code names.
    Constant,
    /// A name that machines use too.
    Code,
}

impl Origin {
    /// As people read it.
    pub const fn in_swedish(self) -> &'static str {
        match self {
            Self::Trace => "beräkningsspårets belopp",
            Self::Arithmetic => "hur en rad är räknad",
            Self::Label => "en rads namn",
            Self::Counterfactual => "gränser som följer av spåret",
            Self::Parameter => "nationella regler",
            Self::Policy => "kommunens riktlinjer",
            Self::Date => "dagar och månader",
            Self::CaseNumber => "ärendenummer",
            Self::Member => "personer i hushållet",
            Self::Hash => "reglernas versioner",
            Self::Version => "programversion",
            Self::ControlCode => "kontrollkod",
            Self::Citation => "lagrum",
            Self::Constant => "fasta tal i lag och handbok",
            Self::Code => "koder",
        }
    }
}

/// A figure without an origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Orphan {
    /// The line it stands in, from 1.
    pub line: usize,
    /// The figure as it is written.
    pub figure: String,
}

/// What a text came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Account {
    /// How many figures there are of each origin.
    pub figures: BTreeMap<Origin, u64>,
    /// Those without.
    pub orphans: Vec<Orphan>,
}
