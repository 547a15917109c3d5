//! What an operator can choose to do to failed cases, in words and addresses.

use crate::console::refusal::Refusal;
use crate::ledger::Wish;
use crate::ledger::operations::Deed;
use crate::operating::numbers::cases;

/// What an operator can do.
#[derive(PartialEq, Eq)]
pub enum Choice {
    /// The robot tries once more.
    Replay,
    /// A person gets the case.
    HandOver,
    /// The case ends without an answer.
    SetAside,
}

impl Choice {
    const ALL: [Self; 3] = [Self::Replay, Self::HandOver, Self::SetAside];

    /// Reads the word of an address.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub fn from_path(path: &str) -> Result<Self, Refusal> {
        let mut all = Self::ALL.into_iter();
        all.find(|choice| choice.path() == path)
            .ok_or(Refusal::NotFound)
    }

    /// The other choices, and where they lead.
    pub fn others(&self, path: impl Fn(&Self) -> String) -> Vec<(String, &'static str)> {
        let others = Self::ALL.into_iter().filter(|choice| choice != self);
        others
            .map(|choice| (path(&choice), choice.verb()))
            .collect()
    }

    /// The word in addresses.
    pub const fn path(&self) -> &'static str {
        match self {
            Self::Replay => "forsok-igen",
            Self::HandOver => "lamna-over",
            Self::SetAside => "skriv-av",
        }
    }

    /// What is ordered; `answers` says which answers a replay may use.
    pub fn deed(&self, answers: Option<&str>) -> Deed {
        match self {
            Self::Replay => Deed::Replay {
                wish: answers
                    .and_then(Wish::from_code)
                    .filter(|wish| *wish != Wish::HandOver),
            },
            Self::HandOver => Deed::HandOver,
            Self::SetAside => Deed::SetAside,
        }
    }

    /// What a button and a heading call it.
    pub const fn verb(&self) -> &'static str {
        match self {
            Self::Replay => "Försök igen med",
            Self::HandOver => "Lämna över",
            Self::SetAside => "Skriv av",
        }
    }

    /// What it means.
    pub const fn explanation(&self) -> &'static str {
        match self {
            Self::Replay => {
                "Roboten gör ett nytt försök med varje ärende. Så här skulle det gå med de svar \
                 som redan finns:"
            }
            Self::HandOver => {
                "En handläggare får varje ärende med det som roboten vet. Skyddet läses om \
                 först."
            }
            Self::SetAside => {
                "Ärendet avslutas utan svar från roboten. Ingen handläggare får det, så någon \
                 måste redan ha tagit hand om det."
            }
        }
    }

    /// What has been done to so many cases.
    pub fn done(&self, number: u64) -> String {
        let cases = cases(number);
        match (self, number) {
            (Self::Replay, _) => format!("Roboten försöker igen med {cases}."),
            (Self::HandOver, _) => format!("{cases} ska lämnas över."),
            (Self::SetAside, 1) => format!("{cases} är avskrivet."),
            (Self::SetAside, _) => format!("{cases} är avskrivna."),
        }
    }

    /// The same on the command line, for the selected cases.
    pub fn command(&self, selection: &str) -> String {
        let command = match self {
            Self::Replay => "replay",
            Self::HandOver => "hand-over",
            Self::SetAside => "set-aside",
        };
        format!("cases {command} {selection} --apply --comment 'varför'")
    }
}
