//! From an assessment to words: letter, notice, journal note and the messages
//! that carry them.
//!
//! Pure: nothing here does input or output, reads the time or decides
//! anything. Every figure comes from the trace (ARCHITECTURE promise 3), so
//! that a letter can be checked against the lines it was made of. No text
//! names a person or a personnummer: the case system knows who it is.

mod calculation;
mod changes;
#[cfg(test)]
mod changes_tests;
pub mod control_code;
pub mod counterfactual;
pub mod disclosure;
pub mod document;
pub mod dossier;
#[cfg(test)]
mod figures_tests;
pub mod journal;
#[cfg(test)]
mod journal_tests;
pub mod language;
#[cfg(test)]
mod language_tests;
pub mod letter;
#[cfg(test)]
mod letter_samples;
#[cfg(test)]
mod letter_tests;
pub mod notice;
pub mod postings;
#[cfg(test)]
mod postings_tests;
pub mod provenance;
#[cfg(test)]
pub(crate) mod readability;
mod reasoning;
pub mod record;
pub mod rule_book;
#[cfg(test)]
mod sample;
#[cfg(feature = "schemas")]
mod schema;
pub mod sections;
#[cfg(test)]
mod verified_tests;
mod wire;
mod words;

pub use counterfactual::counterfactuals;
pub use journal::{handover_note, journal_note};
pub use language::Language;
pub use letter::{LetterFacts, decision_letter, decision_letter_in};
pub use notice::{notice, notice_in};
pub use postings::{
    Handover, UnreadableApplication, decision_message, handover_message, invalid_handover_message,
    notice_message, quality_sample_message, restricted_message,
};
#[cfg(feature = "schemas")]
pub use schema::message_schemas;
#[cfg(feature = "service")]
pub(crate) use words::capitalised;
