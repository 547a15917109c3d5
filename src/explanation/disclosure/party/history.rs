//! What left the robot, who did what and when, and what was superseded.

use serde_json::Value;

use super::{Draft, Event, Message, is_below};
use crate::explanation::disclosure::fields::other_name;
use crate::explanation::disclosure::grounds::{OTHER_ADULT, WRITTEN_BY_STAFF};
use crate::explanation::disclosure::leaves::Whose;
use crate::explanation::disclosure::public::part;
use crate::explanation::disclosure::values::readable;
use crate::explanation::disclosure::{Group, Part};
use crate::explanation::words::date_and_time;

impl Draft<'_> {
    pub(super) fn messages(&self, messages: &[Message]) -> Part {
        let groups = messages.iter().map(|message| {
            let leaves = self
                .members
                .leaves(&message.body, Whose::Household)
                .into_iter();
            let leaves = leaves.filter(|leaf| {
                let lines = ["lines", "proposal.lines"];
                !lines.iter().any(|name| is_below(&leaf.path, name))
            });
            let facts = leaves.map(|leaf| {
                let own_words = ["journal_note", "proposal.letter"].contains(&leaf.path.as_str());
                let ground = match own_words && self.members.has_two_adults() {
                    true => Some(OTHER_ADULT),
                    false => self.ground(leaf.whose),
                };
                self.fact(other_name, leaf, ground)
            });
            let when = message.posted_at.map_or("inte skickat än".into(), |at| {
                format!("skickat {}", date_and_time(&at))
            });
            Group {
                title: format!("{}, {when}", to_whom(&message.queue)),
                facts: facts.collect(),
            }
        });
        Part {
            id: "meddelanden",
            title: "Brev och meddelanden",
            preface: "Raderna i beräkningen står ovan och upprepas inte här.".into(),
            groups: groups.collect(),
        }
    }

    pub(super) fn events(&self, events: &[Event]) -> Part {
        let groups = events.iter().map(|event| {
            let at = event.statement.get("at").and_then(Value::as_str);
            let leaves = self.members.leaves(&event.statement, Whose::Household);
            let facts = leaves.into_iter().map(|leaf| {
                let ground = match leaf.path.as_str() {
                    "comment" => Some(WRITTEN_BY_STAFF),
                    _ => self.ground(leaf.whose),
                };
                self.fact(other_name, leaf, ground)
            });
            Group {
                title: format!("{}: {}", readable(at.unwrap_or_default()), event.what),
                facts: facts.collect(),
            }
        });
        Part {
            id: "handelser",
            title: "Vem som gjort vad och när",
            preface: "Varje händelse står som loggboken har den.".into(),
            groups: groups.collect(),
        }
    }

    /// What an outcome that was superseded rested on.
    pub(super) fn earlier(&self, earlier: Option<&Value>) -> Option<Part> {
        let leaves = self.members.leaves(earlier?, Whose::Household).into_iter();
        let facts = leaves.map(|leaf| {
            let ground = self.ground(leaf.whose);
            self.fact(other_name, leaf, ground)
        });
        Some(part(
            "tidigare",
            "Tidigare utfall",
            "Ett senare utfall har ersatt det här. Allt det vilade på finns kvar.",
            facts.collect(),
        ))
    }
}

/// Where a message went, in Swedish.
fn to_whom(queue: &str) -> String {
    match (queue, queue.strip_prefix("human-review.")) {
        ("decisions", _) => "Beslut till ärendesystemet".into(),
        ("notices", _) => "Underrättelse till sökande".into(),
        (_, Some(unit)) => format!("Till handläggare, enhet {unit}"),
        (other, None) => other.to_owned(),
    }
}
