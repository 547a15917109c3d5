//! The policy's rows for costs.

use super::policy::COST_PROVISIONS;
use super::reading::{Reading, Table};
use crate::vocabulary::{Kronor, Provision};

/// A cost's row.
#[derive(Clone, Debug)]
pub struct CostRule {
    /// Its name in Swedish.
    pub label: String,
    /// What it rests on.
    pub provision: Provision,
    /// How it is approved; `None` when a person judges it.
    pub approval: Option<Approval>,
}

/// How the robot approves a cost.
#[derive(Clone, Debug)]
pub struct Approval {
    /// Up to how much.
    pub cap: Cap,
    /// Whether a claim above the cap needs a person.
    pub over_cap_needs_person: bool,
    /// Whether each claim needs a document.
    pub needs_document: bool,
}

/// Up to how much a cost is approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cap {
    /// Whatever it is.
    None,
    /// One amount for all.
    Amount(Kronor),
    /// By the number of members.
    ByMembers {
        /// From one member on; never empty.
        amounts: Vec<Kronor>,
        /// Added for each member beyond the list.
        further: Kronor,
    },
}

impl Cap {
    /// The cap for a household of so many members; `None` where there is none.
    pub fn for_members(&self, members: u32) -> Option<Kronor> {
        match self {
            Self::None => None,
            Self::Amount(amount) => Some(*amount),
            Self::ByMembers { amounts, further } => {
                let place = usize::try_from(members.saturating_sub(1)).unwrap_or(usize::MAX);
                let listed = amounts.get(place).copied();
                listed.or_else(|| {
                    let size = u32::try_from(amounts.len()).unwrap_or(u32::MAX);
                    let beyond = members.saturating_sub(size);
                    Some(*amounts.last()? + further.fraction_rounded_up(beyond, 1)?)
                })
            }
        }
    }
}

/// Reads one row.
pub(super) fn read(reading: &mut Reading<'_>, table: &mut Table<'_>) -> Option<CostRule> {
    let label = table.text(reading, "label");
    let provision = table.one_of(reading, "legal_basis", COST_PROVISIONS);
    let computes = table.one_of(
        reading,
        "accept",
        &[("compute", true), ("hand_over", false)],
    );
    let approval = if computes? {
        Some(read_approval(reading, table)?)
    } else {
        None
    };
    Some(CostRule {
        label: label?,
        provision: provision?,
        approval,
    })
}

fn read_approval(reading: &mut Reading<'_>, table: &mut Table<'_>) -> Option<Approval> {
    let cap = match (table.has("cap"), table.has("cap_by_members")) {
        (false, false) => Some(Cap::None),
        (true, false) => table.kronor(reading, "cap").map(Cap::Amount),
        (false, true) => {
            let amounts = table.list_of_kronor(reading, "cap_by_members");
            let further = table.kronor(reading, "cap_further");
            amounts
                .zip(further)
                .map(|(amounts, further)| Cap::ByMembers { amounts, further })
        }
        (true, true) => {
            reading.fault(table.place(), "has both cap and cap_by_members; keep one");
            None
        }
    };
    let over_cap = table.one_of(reading, "over_cap", &[("cap", false), ("hand_over", true)]);
    let needs_document = table.flag(reading, "needs_document");
    Some(Approval {
        cap: cap?,
        over_cap_needs_person: over_cap?,
        needs_document: needs_document?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cap_by_members_goes_on_beyond_its_list() {
        let cap = Cap::ByMembers {
            amounts: vec![Kronor::whole(5800), Kronor::whole(7300)],
            further: Kronor::whole(900),
        };
        assert_eq!(cap.for_members(1), Some(Kronor::whole(5800)));
        assert_eq!(cap.for_members(2), Some(Kronor::whole(7300)));
        assert_eq!(cap.for_members(4), Some(Kronor::whole(9100)));
        assert_eq!(Cap::None.for_members(3), None);
    }
}
