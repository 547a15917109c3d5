//! What would be done, before it is done.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::words::{held_by, is_restricted};
use crate::assessment::{Assessment, Outcome};
use crate::ledger::operations::Deed;
use crate::ledger::{CaseRow, CaseState, Ledger, LedgerError};
use crate::rules::{Policy, Rules};
use crate::vocabulary::Kronor;
use crate::worker::recomputation::StoredCase;

/// The cases an order is about, with what would come out of them.
#[derive(Serialize)]
pub struct Preview {
    /// How many they are.
    pub count: usize,
    /// How many have which technical fault.
    pub causes: BTreeMap<String, u64>,
    /// Each of them.
    pub cases: Vec<Foreseen>,
}

/// One case: of a restricted one its ids alone.
#[derive(Serialize)]
pub struct Foreseen {
    /// The robot's own id.
    pub case_id: String,
    /// The municipality's.
    pub case_number: String,
    cause: String,
    before: Option<Shown>,
    after: Option<Shown>,
    difference: Option<Kronor>,
    #[serde(skip)]
    deed: Deed,
}

/// An outcome as a preview shows it.
#[derive(Serialize)]
struct Shown {
    outcome: Outcome,
    amount: Option<Kronor>,
}

impl Preview {
    /// Computes every case again from its stored answers, as of `today`.
    ///
    /// # Errors
    /// When the ledger fails.
    pub async fn of(
        ledger: &impl Ledger,
        rows: Vec<CaseRow>,
        deed: Deed,
        (rules, policy): (&Rules, &Policy),
        today: NaiveDate,
    ) -> Result<Self, LedgerError> {
        let mut cases = Vec::with_capacity(rows.len());
        for row in rows {
            let (mut before, mut after) = (None, None);
            if let Some(file) = ledger.case(&row.case_id).await?
                && !is_restricted(&file.row)
                && let Some(stored) = StoredCase::read(&file.content)
            {
                before = stored.result().map(|result| Shown {
                    outcome: result.outcome,
                    amount: result.amount,
                });
                let foreseen = match deed {
                    Deed::Replay { .. } => stored.foresee(rules, policy, today),
                    Deed::HandOver => stored.assess(rules, policy, today),
                    Deed::SetAside => None,
                };
                // A case that turns out restricted is not shown as anything.
                after = foreseen
                    .filter(|assessment| !assessment.is_restricted())
                    .map(|assessment| shown(&assessment, deed));
            }
            let amount = |side: &Option<Shown>| side.as_ref().and_then(|shown| shown.amount);
            let difference = amount(&after).zip(amount(&before));
            cases.push(Foreseen {
                cause: cause_of(&row),
                case_id: row.case_id,
                case_number: row.case_number,
                before,
                after,
                difference: difference.map(|(after, before)| after - before),
                deed,
            });
        }
        let mut causes = BTreeMap::new();
        for case in &cases {
            *causes.entry(case.cause.clone()).or_default() += 1;
        }
        Ok(Self {
            count: cases.len(),
            causes,
            cases,
        })
    }
}

impl Foreseen {
    /// The technical fault that holds it.
    pub fn cause(&self) -> String {
        held_by(Some(&self.cause))
    }

    /// What came out of it the last time.
    pub fn before(&self) -> String {
        self.before
            .as_ref()
            .map(Shown::in_swedish)
            .unwrap_or_default()
    }

    /// What would come out of it, or why that is not known.
    pub fn after(&self) -> String {
        match (&self.after, self.deed, self.cause.as_str()) {
            (Some(after), ..) => after.in_swedish(),
            (None, Deed::SetAside, _) => CaseState::SetAside.in_swedish().to_owned(),
            (None, _, "restricted") => String::new(),
            _ => "kan inte beräknas utan nya svar".to_owned(),
        }
    }

    /// What would come out of it, without the amount.
    pub fn after_in_a_word(&self) -> String {
        match &self.after {
            Some(after) => after.outcome.in_swedish().to_owned(),
            None => self.after(),
        }
    }

    /// How much more or less than before.
    pub fn difference(&self) -> String {
        self.difference.map(Kronor::in_swedish).unwrap_or_default()
    }
}

impl Shown {
    fn in_swedish(&self) -> String {
        let outcome = self.outcome.in_swedish();
        match self.amount {
            Some(amount) => format!("{outcome}, {}", amount.in_swedish()),
            None => outcome.to_owned(),
        }
    }
}

fn shown(assessment: &Assessment, deed: Deed) -> Shown {
    let outcome = match deed {
        Deed::HandOver => Outcome::HandedOver,
        _ => assessment.outcome,
    };
    Shown {
        outcome,
        amount: assessment.amount,
    }
}

fn cause_of(row: &CaseRow) -> String {
    if is_restricted(row) {
        return "restricted".to_owned();
    }
    row.cause.clone().unwrap_or_default()
}
