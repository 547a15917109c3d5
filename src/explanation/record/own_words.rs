//! What only the municipality can say of its robot.

use serde::Deserialize;

/// The file `record.toml`: every key may be left out, and no other is taken.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnWords {
    /// Where questions about this record go: an e-mail address or a page.
    pub contact: Option<String>,
    /// A page about the service.
    pub website: Option<String>,
    /// Where the municipality has its own register.
    pub register_url: Option<String>,
    /// The month since which it is in use, such as `2026-11`.
    pub in_use_since: Option<String>,
    /// The team that works with it.
    pub team: Option<String>,
    /// The role of whoever answers for it; a role, never a person.
    pub responsible_role: Option<String>,
    /// How the robot was procured.
    pub procurement: Option<String>,
    /// What it costs.
    pub budget: Option<String>,
    /// Who delivers and runs it.
    pub supplier: Option<String>,
    /// The supplier's organisation number.
    pub supplier_number: Option<String>,
    /// What the supplier may see.
    pub supplier_access: Option<String>,
    /// What was weighed for and against.
    pub proportionality: Option<String>,
    /// How it was done before.
    pub previous_process: Option<String>,
    /// What else was considered.
    pub alternatives: Option<String>,
    /// What caseworkers and operators are taught.
    pub training: Option<String>,
    /// Where the assessment of data protection (konsekvensbedömning) is.
    pub dpia_url: Option<String>,
    /// Where an assessment of equality and human rights is.
    pub rights_assessment_url: Option<String>,
    /// Why an assessment was not made, or more about them.
    pub assessments: Option<String>,
    /// Where the register of processing is (article 30 GDPR).
    pub processing_register_url: Option<String>,
    /// Where the source code of the version in use is.
    pub source_code_url: Option<String>,
    /// The agreements with the registries.
    pub data_sharing: Option<String>,
    /// Where the data is kept, and who may see it.
    pub storage: Option<String>,
    /// The id in the municipality's own register.
    pub register_id: Option<String>,
}

impl OwnWords {
    /// Reads the file's text.
    ///
    /// # Errors
    /// With line and key, when a key is unknown or its value is no text.
    pub fn read(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }
}
