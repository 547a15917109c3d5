//! The draft for a party: everything that the robot holds of the case.

mod calculation;
mod history;
mod registries;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::fields::{name, place, place_of_parent};
use super::grounds::{CHILD, Ground, OTHER_ADULT, OUTSIDER, REPORTED};
use super::leaves::{Leaf, Members, Whose};
use super::public::{part, versions};
use super::values::in_swedish;
use super::{Content, Disclosure, Fact, Part, Recipient};
use crate::rules::Policy;
use crate::vocabulary::Source;

/// What a party's draft is made from.
#[derive(Clone, Copy)]
pub struct PartyFacts<'a> {
    /// The applicant or the co-applicant.
    pub recipient: Recipient,
    /// What the ledger's list says of the case: a Swedish name and a value.
    pub overview: &'a [(&'a str, String)],
    /// The case's content as the ledger keeps it: application, evidence and
    /// assessment.
    pub content: &'a Value,
    /// What was posted, oldest first.
    pub messages: &'a [Message],
    /// What the ledger swears to about each event, oldest first.
    pub events: &'a [Event],
    /// The policy it was computed by, whose words name costs and incomes;
    /// `None` when it is not kept.
    pub policy: Option<&'a Policy>,
    /// The program's version now, of a case that does not tell by which it was
    /// assessed.
    pub program_version: &'a str,
}

/// A message of a case.
pub struct Message {
    /// Its queue.
    pub queue: String,
    /// When the queue confirmed it.
    pub posted_at: Option<DateTime<Utc>>,
    /// The message itself.
    pub body: Value,
}

/// An event of a case.
pub struct Event {
    /// What happened, in Swedish.
    pub what: String,
    /// What the ledger swears to.
    pub statement: Value,
}

/// Drafts what a party may see.
pub fn party(facts: &PartyFacts<'_>) -> Disclosure {
    let draft = Draft {
        recipient: facts.recipient,
        members: Members::of(at(facts.content, "/application")),
        policy: facts.policy,
    };
    let content = facts.content;
    let mut parts = vec![
        draft.overview(facts),
        draft.application(at(content, "/application")),
        draft.registries(content),
        draft.calculation(at(content, "/assessment")),
        draft.reasons(content),
        draft.messages(facts.messages),
        draft.events(facts.events),
    ];
    parts.extend(draft.earlier(content.get("earlier")));
    Disclosure {
        to: facts.recipient,
        title: "Förslag till utlämnande: partsinsyn".into(),
        preface: vec![
            "Det här är ett förslag. En handläggare prövar det och beslutar.".into(),
            "Den som är part får ta del av allt material i sitt ärende enligt 10 § FL \
             (2017:900). Rätten gäller med de undantag som finns i 10 kap. 3 § OSL (2009:400)."
                .into(),
            "Det som är märkt ”pröva först” rör någon annan. Ta ställning till det innan \
             handlingen lämnas ut."
                .into(),
        ],
        parts,
    }
}

struct Draft<'a> {
    recipient: Recipient,
    members: Members,
    policy: Option<&'a Policy>,
}

impl Draft<'_> {
    fn overview(&self, facts: &PartyFacts<'_>) -> Part {
        let shown = facts.overview.iter();
        let mut rows: Vec<_> = shown
            .map(|(what, value)| Fact::shown(*what, value))
            .collect();
        let text = |pointer: &str| at(facts.content, pointer).as_str().unwrap_or_default();
        let program = facts.content.get("program").and_then(Value::as_str);
        rows.push(Fact::shown("Bedömt den dag", text("/assessed_on")));
        rows.extend(versions(
            program.unwrap_or(facts.program_version),
            text("/assessment/rules_hash"),
            text("/assessment/policy_hash"),
        ));
        part(
            "arendet",
            "Ärendet",
            "Det här säger roboten om ärendet i stort.",
            rows,
        )
    }

    fn application(&self, application: &Value) -> Part {
        let mut leaves = self.members.leaves(application, Whose::Household);
        leaves.sort_by_cached_key(|leaf| {
            (
                place_of_parent(&leaf.path),
                leaf.places.clone(),
                place(&leaf.path),
            )
        });
        let facts = leaves.into_iter().map(|leaf| {
            let ground = match leaf.path.as_str() {
                "case_context.flags" if leaf.value != "inga" => Some(REPORTED),
                path if path.starts_with("case_context") => self.ground(leaf.whose),
                // Parents wrote of their children themselves.
                _ if matches!(leaf.whose, Whose::Child(_)) => None,
                _ => self.ground(leaf.whose),
            };
            self.fact(name, leaf, ground)
        });
        part(
            "ansokan",
            "Ansökan",
            "Så här kom ansökan till roboten, med ärendesystemets uppgifter.",
            facts.collect(),
        )
    }

    /// A fact with its codes in Swedish.
    fn fact(&self, name: fn(&str) -> &str, leaf: Leaf, ground: Option<Ground>) -> Fact {
        let value = in_swedish(&leaf.value, self.policy);
        fact(name, Leaf { value, ..leaf }, ground)
    }

    fn ground(&self, whose: Whose) -> Option<Ground> {
        if whose.belongs_to(self.recipient) {
            return None;
        }
        Some(match whose {
            Whose::Child(_) => CHILD,
            Whose::Outsider => OUTSIDER,
            Whose::Household | Whose::Applicant | Whose::CoApplicant => OTHER_ADULT,
        })
    }
}

fn source_name(code: &str) -> &str {
    match Source::from_code(code) {
        Some(source) => source.in_swedish(),
        None => code,
    }
}

fn fact(name: fn(&str) -> &str, leaf: Leaf, ground: Option<Ground>) -> Fact {
    let what = name(&leaf.path);
    let places: Vec<_> = leaf.places.iter().map(ToString::to_string).collect();
    let what = match places.is_empty() {
        true => what.to_owned(),
        false => format!("{what} (nr {})", places.join(".")),
    };
    content(what, leaf.value, ground)
}

fn content(what: impl Into<String>, value: String, ground: Option<Ground>) -> Fact {
    Fact {
        what: what.into(),
        used_for: None,
        content: match ground {
            None => Content::Shown { value },
            Some(ground) => Content::ToBeTested { value, ground },
        },
    }
}

fn is_below(path: &str, name: &str) -> bool {
    let rest = path.strip_prefix(name);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The value a pointer leads to; null when it leads nowhere.
fn at<'v>(value: &'v Value, pointer: &str) -> &'v Value {
    value.pointer(pointer).unwrap_or(&Value::Null)
}

fn list<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> + use<'v> {
    let items = value.get(name).and_then(Value::as_array);
    items.into_iter().flatten()
}
