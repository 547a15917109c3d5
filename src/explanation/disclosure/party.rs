//! The draft for a party: everything that the robot holds of the case.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::fields::{name, other_name, place, place_of_parent};
use super::grounds::{CHILD, Ground, OTHER_ADULT, OUTSIDER, REPORTED, WRITTEN_BY_STAFF};
use super::leaves::{Leaf, Members, Whose};
use super::public::{part, versions};
use super::values::{in_swedish, readable};
use super::{Content, Disclosure, Fact, Group, Part, Recipient};
use crate::explanation::rule_book::registry_fields::FIELDS;
use crate::explanation::words::date_and_time;
use crate::rules::Policy;
use crate::vocabulary::{Reason, Source};

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

    fn registries(&self, content: &Value) -> Part {
        let mut groups: Vec<_> = list(content, "evidence")
            .map(|kept| self.answer(kept))
            .collect();
        let unanswered = list(content, "unanswered").map(|silent| {
            let text = |name: &str| silent.get(name).and_then(Value::as_str).unwrap_or_default();
            Fact::shown(source_name(text("source")), text("error_type"))
        });
        let unanswered: Vec<_> = unanswered.collect();
        if !unanswered.is_empty() {
            let title = "Register som inte svarade".into();
            groups.push(Group {
                title,
                facts: unanswered,
            });
        }
        Part {
            id: "register",
            title: "Uppgifter ur register",
            preface: "Här är varje svar, helt som det kom. Står det inget om användning har \
                      roboten inte läst uppgiften."
                .into(),
            groups,
        }
    }

    fn answer(&self, kept: &Value) -> Group {
        let answer = at(kept, "/answer");
        let text = |pointer: &str| at(answer, pointer).as_str().unwrap_or_default();
        let whose = self.members.whose(text("/fraga/personidentitet"));
        let whose = whose.unwrap_or(Whose::Outsider);
        let source = text("/kalla");
        let leaves = self.members.leaves(answer, whose).into_iter();
        let facts = leaves.map(|leaf| {
            let (used_for, path) = used_for(source, &leaf.path);
            let ground = self.ground(leaf.whose);
            fact(name, Leaf { path, ..leaf }, ground).used_for(used_for)
        });
        Group {
            title: format!(
                "{} om {}, hämtat {}",
                source_name(source),
                whose.in_swedish(),
                readable(text("/hamtad"))
            ),
            facts: facts.collect(),
        }
    }

    fn calculation(&self, assessment: &Value) -> Part {
        let lines = list(assessment, "lines").map(|line| {
            let text = |name: &str| line.get(name).and_then(Value::as_str).unwrap_or_default();
            let person = text("person");
            let whose = self.members.whose(person).unwrap_or(Whose::Household);
            let evidence: Vec<_> = list(line, "evidence").map(evidence).collect();
            let mut value = format!(
                "{}. Så här: {}. Gäller: {}. Stöd: {}.",
                readable(text("amount")),
                text("arithmetic"),
                whose.in_swedish(),
                text("legal_basis")
            );
            if let Some(parameter) = line.get("parameter").and_then(parameter) {
                value.push_str(&format!(" Belopp ur reglerna: {parameter}."));
            }
            if !evidence.is_empty() {
                value.push_str(&format!(" Källa: {}.", evidence.join("; ")));
            }
            content(text("label"), value, self.ground(whose))
        });
        let lines: Vec<_> = lines.collect();
        let rest = self
            .members
            .leaves(assessment, Whose::Household)
            .into_iter();
        let rest = rest.filter(|leaf| {
            let own = [
                "lines",
                "reasons",
                "application_id",
                "rules_hash",
                "policy_hash",
            ];
            !own.iter().any(|name| is_below(&leaf.path, name))
        });
        let rest = rest.map(|leaf| {
            let ground = self.ground(leaf.whose);
            self.fact(other_name, leaf, ground)
        });
        Part {
            id: "berakning",
            title: "Beräkningen",
            preface: "Raderna läggs ihop till beloppet.".into(),
            groups: vec![
                Group {
                    title: "Rader".into(),
                    facts: lines,
                },
                Group {
                    title: "Resultat".into(),
                    facts: rest.collect(),
                },
            ],
        }
    }

    fn reasons(&self, content: &Value) -> Part {
        let codes = list(at(content, "/assessment"), "reasons").filter_map(Value::as_str);
        let rows = codes.map(|code| match Reason::from_code(code) {
            Some(reason) => Fact::shown(code, reason.for_caseworker()),
            None => Fact::shown(code, code),
        });
        let rows = rows.chain(
            list(content, "faults")
                .filter_map(Value::as_str)
                .map(|field| Fact::shown("Fel i ansökan", name(field))),
        );
        part(
            "skal",
            "Skäl till att en handläggare tar över",
            "Finns inget skäl har roboten inte lämnat över.",
            rows.collect(),
        )
    }

    fn messages(&self, messages: &[Message]) -> Part {
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

    fn events(&self, events: &[Event]) -> Part {
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
    fn earlier(&self, earlier: Option<&Value>) -> Option<Part> {
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

/// A parameter as the trace writes it: its name, and the day it is valid from.
fn parameter(parameter: &Value) -> Option<String> {
    match parameter {
        Value::Null => None,
        Value::String(name) => Some(name.clone()),
        Value::Object(fields) => Some(
            fields
                .values()
                .filter_map(Value::as_str)
                .collect::<Vec<_>>()
                .join(", "),
        ),
        other => Some(other.to_string()),
    }
}

fn evidence(evidence: &Value) -> String {
    let text = |name: &str| {
        evidence
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    match text("source") {
        "application" => format!("ansökan, {}", name(text("field"))),
        source => format!(
            "{}, {}, hämtat {}",
            source_name(source),
            text("field"),
            readable(text("fetched"))
        ),
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

fn source_name(code: &str) -> &str {
    match Source::from_code(code) {
        Some(source) => source.in_swedish(),
        None => code,
    }
}

/// What the robot uses a field of an answer for, and the field's short name.
fn used_for(source: &str, path: &str) -> (Option<&'static str>, String) {
    let within = path.strip_prefix("svar.").unwrap_or(path);
    // A part of Skatteverket's answer has its content one level down.
    let within = within.replacen(".svar.", ".", 1);
    let field = FIELDS.iter().find(|field| {
        let of_source = field.source.is_none_or(|known| known.code() == source);
        of_source && field.path == within
    });
    (field.map(|field| field.used_for), within)
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
