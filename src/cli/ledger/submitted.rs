//! The sender's list held against the ledger and the queue.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use anyhow::Context;
use serde_json::json;

use super::accounts::{Message, Place, Queued};

/// What became of what the sender says was submitted.
pub struct Submitted {
    /// How many are where; each message counts once.
    pub places: BTreeMap<Place, u64>,
    /// How many are neither in the ledger nor among what can be seen of the
    /// queue.
    pub unseen: Vec<String>,
    /// Of those, how many may wait in a queue that shows only its depth.
    pub may_wait: u64,
    /// Ids that are several cases, because they came with different content.
    pub several: Vec<String>,
}

impl Submitted {
    /// Finds every message of the list in the ledger or in the queue.
    pub fn of(
        messages: &BTreeSet<Message>,
        known: &HashMap<Message, BTreeSet<Place>>,
        queued: &Queued,
    ) -> Self {
        let mut submitted = Self {
            places: BTreeMap::new(),
            unseen: Vec::new(),
            may_wait: 0,
            several: Vec::new(),
        };
        for message in messages {
            let at = known.get(message);
            let place = match (at.and_then(BTreeSet::first), queued.holds(message)) {
                (Some(place), _) => *place,
                (None, Some(true)) => Place::InHand,
                (None, Some(false)) => Place::Waiting,
                (None, None) => {
                    submitted.unseen.push(message.id().to_owned());
                    continue;
                }
            };
            *submitted.places.entry(place).or_default() += 1;
            if at.is_some_and(|at| at.len() > 1) {
                submitted.several.push(message.id().to_owned());
            }
        }
        if queued.messages.is_none() {
            submitted.may_wait = queued.depth.min(submitted.unseen.len() as u64);
        }
        submitted
    }

    /// Whether something of it can be nowhere.
    pub fn is_off(&self) -> bool {
        let unseen = self.unseen.len() as u64;
        unseen > self.may_wait || self.places.contains_key(&Place::CaseGone)
    }

    /// As JSON.
    pub fn json(&self) -> serde_json::Value {
        let places: BTreeMap<_, _> = self
            .places
            .iter()
            .map(|(place, count)| (code(*place), count))
            .collect();
        json!({
            "places": places,
            "unseen": self.unseen,
            "may_wait": self.may_wait,
            "several_cases": self.several,
        })
    }

    /// As rows of a table.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let row = |what: String, count: u64| vec![what, count.to_string()];
        let mut rows: Vec<_> = self
            .places
            .iter()
            .map(|(place, count)| row(in_swedish(*place), *count))
            .collect();
        if self.may_wait > 0 {
            rows.push(row("kan vänta i kön".into(), self.may_wait));
        }
        let lost = (self.unseen.len() as u64).saturating_sub(self.may_wait);
        rows.push(row("finns ingenstans".into(), lost));
        rows
    }
}

/// The messages of the sender's list, each once: ids one a line, or applications
/// one a line, as they were submitted.
pub fn read(file: &Path) -> anyhow::Result<BTreeSet<Message>> {
    let bytes =
        std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let lines = bytes
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty());
    Ok(lines.map(message).collect())
}

/// An id is one word; anything else is an application as it was submitted.
fn message(line: &[u8]) -> Message {
    let is_id = line
        .iter()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(byte));
    match std::str::from_utf8(line) {
        Ok(id) if is_id => Message::Application {
            id: id.to_owned(),
            content: None,
        },
        _ => Message::read(line),
    }
}

fn code(place: Place) -> &'static str {
    match place {
        Place::Case(state) => state.code(),
        Place::CaseGone => "case_gone",
        Place::DeadLetter => "dead_letter",
        Place::Returning => "returning",
        Place::InHand => "in_hand",
        Place::Waiting => "waiting_in_queue",
    }
}

fn in_swedish(place: Place) -> String {
    match place {
        Place::Case(state) => format!("ärende: {}", state.in_swedish()),
        Place::CaseGone => "kvitto utan ärende".to_owned(),
        Place::DeadLetter => "oläsligt meddelande".to_owned(),
        Place::Returning => "på väg tillbaka till kön".to_owned(),
        Place::InHand => "i arbete".to_owned(),
        Place::Waiting => "väntar i kön".to_owned(),
    }
}
