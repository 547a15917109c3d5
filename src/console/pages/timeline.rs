//! The history of a case on its page.

use chrono::{DateTime, Utc};

use crate::console::content::Mask;
use crate::ledger::CaseFile;
use crate::ledger::overview::CaseEvent;
use crate::operating::words::{destination, detail, event, fault, in_sweden};
use crate::vocabulary::Source;

/// An entry of a case's history.
pub struct Event {
    /// When.
    pub at: String,
    /// What.
    pub what: String,
    /// Who did it, where a person did.
    pub by: String,
    /// More about it, and why.
    pub more: String,
}

/// What happened and what was sent, oldest first. Comments, and who decided in
/// the case system, may name persons: they are for whom `mask` is given.
pub fn timeline(file: &CaseFile, events: Vec<CaseEvent>, mask: Option<&Mask>) -> Vec<Event> {
    let mut all: Vec<(DateTime<Utc>, Event)> = Vec::new();
    for happened in events {
        let by = happened.by.unwrap_or_default();
        // The account stands in a column of its own.
        let told = Some(happened.detail.as_str()).filter(|text| *text != by);
        let by = match happened.kind.as_str() {
            "resolved" if mask.is_none() => String::new(),
            _ => by,
        };
        let comment = mask.zip(happened.comment);
        let comment = comment.map(|(mask, comment)| mask.hide(&comment));
        let parts = [told.map(in_words), comment].into_iter().flatten();
        let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
        let event = Event {
            at: in_sweden(happened.at),
            what: event(&happened.kind).to_owned(),
            by,
            more: parts.join(" – "),
        };
        all.push((happened.at, event));
    }
    for (_, queue, posted_at) in &file.postings {
        let Some(posted_at) = posted_at else { continue };
        let event = Event {
            at: in_sweden(*posted_at),
            what: event("posted").to_owned(),
            by: String::new(),
            more: destination(queue),
        };
        all.push((*posted_at, event));
    }
    // The sort is stable: at one time, the step stands before its posting.
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, event)| event).collect()
}

/// The word beside an event; a technical fault as a sentence.
fn in_words(text: &str) -> String {
    let source = text.split('.').next().and_then(Source::from_code);
    source.map_or_else(|| detail(text), |_| fault(text))
}
