//! What was written about a case, as the ledger keeps it.

use serde_json::Value;

use crate::ledger::{LedgerError, Operations};
use crate::vocabulary::Destination;

/// The texts of a case that is not restricted.
pub struct Letters {
    /// The decision or the notice, as it was sent to the applicant.
    pub sent: Option<String>,
    /// Whether the robot decided the case.
    pub is_decided: bool,
    /// The letter that is proposed to the caseworker.
    pub proposal: Option<String>,
}

impl Letters {
    /// Reads them from the case's messages, the latest of each kind.
    ///
    /// # Errors
    /// When the ledger fails.
    pub async fn of(ledger: &impl Operations, case_id: &str) -> Result<Self, LedgerError> {
        let messages = ledger.messages(case_id).await?;
        let latest = |wanted: fn(&Destination) -> bool| -> Value {
            let mut messages = messages.iter().rev();
            let found = messages.find(|message| wanted(&message.destination));
            // The robot wrote it itself, so it can be read.
            found
                .and_then(|message| serde_json::from_slice(&message.body).ok())
                .unwrap_or_default()
        };
        let decision = latest(|to| *to == Destination::Decisions);
        let notice = latest(|to| *to == Destination::Notices);
        let handover = latest(|to| matches!(to, Destination::HumanReview { .. }));
        let text = |value: &Value| value.as_str().map(str::to_owned);
        Ok(Self {
            sent: text(&decision["letter"]["text"]).or_else(|| text(&notice["letter"]["text"])),
            is_decided: !decision.is_null(),
            proposal: text(&handover["proposal"]["letter"]),
        })
    }
}
