//! What the case system reports of a case that a person has dealt with.

use serde::Deserialize;

use super::application::nullable;
#[cfg(feature = "schemas")]
use super::schema;

/// A closed handover, or a sample that has been looked at. Unknown additional
/// fields are accepted, as of every message.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schemas", derive(serde::Serialize, schemars::JsonSchema))]
pub struct Resolution {
    /// The robot's own id of the case, as the handover named it.
    #[cfg_attr(feature = "schemas", schemars(pattern(schema::NOT_BLANK)))]
    pub case_id: String,
    /// What the person decided.
    pub outcome: ResolvedOutcome,
    /// Who decided: a person's or a function's name in the case system.
    #[cfg_attr(feature = "schemas", schemars(pattern(schema::NOT_BLANK)))]
    pub decided_by: String,
    /// Whether it was what the robot had proposed; null when it had proposed
    /// nothing.
    #[serde(deserialize_with = "nullable")]
    pub agreed: Option<bool>,
    /// What the person wants to add.
    #[serde(default)]
    #[cfg_attr(feature = "schemas", serde(skip_serializing_if = "Option::is_none"))]
    pub comment: Option<String>,
}

/// What a person decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schemas", derive(serde::Serialize, schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ResolvedOutcome {
    /// Bifall.
    Granted,
    /// Delvis avslag.
    PartlyGranted,
    /// Avslag.
    Rejected,
    /// The applicant took it back.
    Withdrawn,
    /// Anything else, such as a case that belongs elsewhere.
    Other,
}

impl ResolvedOutcome {
    /// Every outcome.
    pub const ALL: [Self; 5] = [
        Self::Granted,
        Self::PartlyGranted,
        Self::Rejected,
        Self::Withdrawn,
        Self::Other,
    ];

    /// The stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::PartlyGranted => "partly_granted",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Other => "other",
        }
    }

    /// Reads the stable word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }

    /// Whether aid was granted for the month, which the robot must then not
    /// grant again.
    pub const fn grants_aid(self) -> bool {
        matches!(self, Self::Granted | Self::PartlyGranted)
    }
}

/// Reads a message; `None` when it is no resolution.
pub fn read_resolution(bytes: &[u8]) -> Option<Resolution> {
    let resolution: Resolution = serde_json::from_slice(bytes).ok()?;
    let named = [&resolution.case_id, &resolution.decided_by];
    named
        .iter()
        .all(|name| !name.trim().is_empty())
        .then_some(resolution)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resolution_is_read_with_additional_fields_and_without_a_comment() {
        let read = |text: &str| read_resolution(text.as_bytes());
        let whole = r#"{"case_id": "01KA", "outcome": "partly_granted",
            "decided_by": "handläggare 7", "agreed": null, "unit": "north"}"#;
        let resolution = read(whole).expect("a resolution");
        assert_eq!(resolution.outcome, ResolvedOutcome::PartlyGranted);
        assert_eq!((resolution.agreed, resolution.comment), (None, None));
        for broken in [
            whole.replace("partly_granted", "perhaps"),
            whole.replace("\"agreed\": null, ", ""),
            whole.replace("handläggare 7", " "),
            "{".to_owned(),
        ] {
            assert_eq!(read(&broken), None, "{broken}");
        }
    }

    #[test]
    fn every_outcome_has_its_word_in_messages_too() {
        for outcome in ResolvedOutcome::ALL {
            let read: ResolvedOutcome =
                serde_json::from_str(&format!("\"{}\"", outcome.code())).expect("an outcome");
            assert_eq!(read, outcome);
            assert_eq!(ResolvedOutcome::from_code(outcome.code()), Some(outcome));
        }
    }
}
