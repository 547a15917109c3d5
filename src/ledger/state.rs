//! The life of a case: its states, and the one table of legal moves
//! (HANDBOOK section 5).

use std::fmt;

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseState {
    /// Accepted, nothing done yet.
    Received,
    /// Waits for a known day.
    Waiting,
    /// Will be tried again after a technical fault.
    Retrying,
    /// Computed, on its way to an end within one transaction.
    Assessed,
    /// Given up by the robot for operators to look at.
    Failed,
    /// Decided by the robot. An end.
    Decided,
    /// Handed over to a person. An end.
    HandedOver,
    /// Computed and stored, nothing posted. An end.
    Shadowed,
    /// Set aside by an operator, with a reason. An end.
    SetAside,
}

use CaseState::{
    Assessed, Decided, Failed, HandedOver, Received, Retrying, SetAside, Shadowed, Waiting,
};

/// Every legal move. `Received` and `Assessed` are passed within one
/// transaction, so the ledger never stores a case that stops there.
///
/// The moves out of an end are made by a step that supersedes the outcome and
/// by no other: a person takes what the robot had ended, and the robot never
/// decides it again.
pub const MOVES: &[(CaseState, CaseState)] = &[
    (Received, Waiting),
    (Received, Retrying),
    (Received, Assessed),
    (Waiting, Waiting),
    (Waiting, Retrying),
    (Waiting, Assessed),
    (Retrying, Retrying),
    (Retrying, Waiting),
    (Retrying, Assessed),
    (Retrying, Failed),
    (Failed, Retrying),
    (Failed, HandedOver),
    (Failed, SetAside),
    (Assessed, Decided),
    (Assessed, HandedOver),
    (Assessed, Shadowed),
    (Decided, HandedOver),
    (HandedOver, HandedOver),
];

/// The table of legal moves as a mermaid state diagram, as the README shows it.
pub fn diagram() -> String {
    let mut lines = vec![
        "stateDiagram-v2".to_owned(),
        "    [*] --> received".to_owned(),
    ];
    lines.extend(MOVES.iter().map(|(from, to)| match from.is_end() {
        true => format!("    {from} --> {to}: superseded"),
        false => format!("    {from} --> {to}"),
    }));
    let ends = CaseState::ALL.into_iter().filter(|state| state.is_end());
    lines.extend(ends.map(|end| format!("    {end} --> [*]")));
    lines.join("\n")
}

impl CaseState {
    /// Every state.
    pub const ALL: [Self; 9] = [
        Received, Waiting, Retrying, Assessed, Failed, Decided, HandedOver, Shadowed, SetAside,
    ];

    /// The stable word, as the ledger and the logs have it.
    pub const fn code(self) -> &'static str {
        match self {
            Received => "received",
            Waiting => "waiting",
            Retrying => "retrying",
            Assessed => "assessed",
            Failed => "failed",
            Decided => "decided",
            HandedOver => "handed_over",
            Shadowed => "shadowed",
            SetAside => "set_aside",
        }
    }

    /// As operators in Sweden read it.
    pub const fn in_swedish(self) -> &'static str {
        match self {
            Received => "mottaget",
            Waiting => "väntar",
            Retrying => "försöker igen",
            Assessed => "beräknat",
            Failed => "misslyckat",
            Decided => "beslutat",
            HandedOver => "till handläggare",
            Shadowed => "skuggkört",
            SetAside => "avskrivet",
        }
    }

    /// Reads the stable word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether the case has come to its end.
    pub const fn is_end(self) -> bool {
        matches!(self, Decided | HandedOver | Shadowed | SetAside)
    }

    /// Whether a case may go from here to `to`, directly or through
    /// [`CaseState::Assessed`] within the same transaction. No end is left so.
    pub fn may_become(self, to: Self) -> bool {
        let direct = |from, to| MOVES.contains(&(from, to));
        !self.is_end() && (direct(self, to) || (direct(self, Assessed) && direct(Assessed, to)))
    }

    /// Whether a step that supersedes this outcome may lead to `to`.
    pub fn may_be_superseded_by(self, to: Self) -> bool {
        self.is_end() && MOVES.contains(&(self, to))
    }
}

impl fmt::Display for CaseState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_left_for_a_person_only_and_only_when_superseded() {
        for (from, to) in MOVES.iter().filter(|(from, _)| from.is_end()) {
            assert_eq!(*to, HandedOver, "{from} -> {to}");
            assert!(from.may_be_superseded_by(*to) && !from.may_become(*to));
        }
        assert!(!Decided.may_become(Retrying));
        assert!(!HandedOver.may_become(Decided));
        assert!(!Retrying.may_be_superseded_by(HandedOver));
        assert!(!Shadowed.may_be_superseded_by(HandedOver));
    }

    #[test]
    fn every_state_can_be_reached_and_every_open_state_left() {
        for state in CaseState::ALL {
            let reached = MOVES.iter().any(|(_, to)| *to == state);
            let left = MOVES.iter().any(|(from, _)| *from == state);
            assert!(reached || state == Received, "{state}");
            let superseded = matches!(state, Decided | HandedOver);
            assert_eq!(left, !state.is_end() || superseded, "{state}");
        }
        assert!(Received.may_become(Decided));
        assert!(Retrying.may_become(HandedOver));
        assert!(!Received.may_become(Failed));
    }
}
