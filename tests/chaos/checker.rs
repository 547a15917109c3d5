//! Looks afterwards whether everything came to exactly one end. It knows what
//! was submitted from the submitter and reads the ledger's file and the
//! queues with statements of its own.
//!
//! Its words are counts and sentences, never a person.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::path::Path;

use rusqlite::{Connection, Row};
use serde_json::Value;

use crate::plain_amqp::Message;
use crate::sums;

/// What became of what was submitted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Different messages submitted: the same one again is no other.
    pub submitted: u64,
    /// Cases by where they stand, and how many of them a person has resolved.
    pub states: BTreeMap<String, u64>,
    pub dead_lettered: u64,
    /// Postings that lay in their queue more than once.
    pub repeated_postings: u64,
    /// Restricted cases whose decision had left, as the handover says.
    pub restricted_after_leaving: u64,
    /// Cases that went to a person because the program fell with them.
    pub taken_for_poison: u64,
    /// What is missing, with how often.
    pub lost: BTreeMap<&'static str, u64>,
    /// What is there once too often or should not be, with how often.
    pub doubled: BTreeMap<&'static str, u64>,
}

impl Report {
    /// Whether nothing is missing and nothing too much.
    pub fn is_good(&self) -> bool {
        self.lost.is_empty() && self.doubled.is_empty()
    }

    /// Where the cases stand, sorted, each once a case, and whether resolved.
    pub fn ends(&self) -> Vec<&str> {
        self.states
            .iter()
            .flat_map(|(state, count)| (0..*count).map(move |_| state.as_str()))
            .collect()
    }

    pub fn lose(&mut self, what: &'static str, times: u64) {
        if times > 0 {
            *self.lost.entry(what).or_default() += times;
        }
    }

    pub fn double(&mut self, what: &'static str, times: u64) {
        if times > 0 {
            *self.doubled.entry(what).or_default() += times;
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "submitted {}", self.submitted)?;
        for (state, count) in &self.states {
            write!(formatter, ", {} {count}", state.replace('_', " "))?;
        }
        let sum = |faults: &BTreeMap<_, u64>| faults.values().sum::<u64>();
        write!(
            formatter,
            ", dead-lettered {}, taken for poison {}, restricted after leaving {}, repeated postings {}; \
             lost {}, doubled {}",
            self.dead_lettered,
            self.taken_for_poison,
            self.restricted_after_leaving,
            self.repeated_postings,
            sum(&self.lost),
            sum(&self.doubled)
        )?;
        for (what, count) in self.lost.iter().chain(&self.doubled) {
            write!(formatter, "\n  {count} {what}")?;
        }
        Ok(())
    }
}

/// A submitted message, by what makes it one application with one content.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Submitted {
    Application { id: String, content: String },
    Unreadable(Vec<u8>),
}

impl Submitted {
    fn new(body: &[u8]) -> Self {
        let content: Option<Value> = serde_json::from_slice(body).ok();
        let id = content
            .as_ref()
            .and_then(|content| content["application_id"].as_str());
        match (id, &content) {
            (Some(id), Some(content)) => Self::Application {
                id: id.to_owned(),
                content: content.to_string(),
            },
            _ => Self::Unreadable(body.to_vec()),
        }
    }
}

struct Case {
    key: i64,
    state: String,
    restricted: bool,
    is_resolved: bool,
    is_poison: bool,
    submitted: Submitted,
}

struct Outgoing {
    case: Option<i64>,
    queue: String,
    is_posted: bool,
    is_superseded: bool,
    body: Vec<u8>,
    /// How often it lay in its queue.
    copies: u64,
}

impl Outgoing {
    fn is_decision(&self) -> bool {
        self.queue == "decisions"
    }

    /// Whether an after-check brought it, which lets the decision stand.
    fn is_after_check(&self) -> bool {
        let body: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let reasons = body["reasons"].as_array();
        reasons
            .into_iter()
            .flatten()
            .any(|reason| reason["code"] == "after_check_differs")
    }

    /// To a person, but for what is sent only to look at the quality.
    fn is_handover(&self) -> bool {
        self.queue.starts_with("human-review.") && self.queue != "human-review.quality-sample"
    }
}

/// Compares what was submitted with the ledger and with what was posted.
pub fn check(ledger: &Path, submitted: &[Vec<u8>], posted: &[Message]) -> Report {
    let connection = Connection::open(ledger).expect("the ledger");
    let submitted: BTreeSet<_> = submitted.iter().map(|body| Submitted::new(body)).collect();
    let mut report = Report {
        submitted: submitted.len() as u64,
        ..Report::default()
    };
    let cases = all(
        &connection,
        "SELECT case_key, application_id, state, restricted, envelope,
            case_key IN (SELECT case_key FROM resolutions) FROM cases",
        case,
    );
    let mut outbox = outbox(&connection);
    check_ends(&connection, &submitted, &cases, &mut report);
    check_queues(&mut outbox, posted, &mut report);
    check_postings_of_cases(&cases, &outbox, &mut report);
    check_decisions(&submitted, posted, &mut report);
    sums::check(&connection, &mut report);
    report
}

/// Every message became one case or one dead letter.
fn check_ends(
    connection: &Connection,
    submitted: &BTreeSet<Submitted>,
    cases: &[Case],
    report: &mut Report,
) {
    let mut found: BTreeMap<&Submitted, u64> = BTreeMap::new();
    for case in cases {
        *report.states.entry(case.state.clone()).or_default() += 1;
        *found.entry(&case.submitted).or_default() += 1;
        report.taken_for_poison += u64::from(case.is_poison);
        if case.is_resolved {
            *report.states.entry("resolved".to_owned()).or_default() += 1;
        }
    }
    let letters = all(
        connection,
        "SELECT envelope FROM dead_letters JOIN outbox USING (message_id)
            JOIN outbox_bodies USING (outbox_key)",
        |row| Submitted::Unreadable(row.get(0).expect("a body")),
    );
    report.dead_lettered = letters.len() as u64;
    for letter in &letters {
        *found.entry(letter).or_default() += 1;
    }
    for one in submitted {
        match found.remove(one) {
            None => report.lose("messages came to no end", 1),
            Some(times) => report.double("ends of a message that had one", times - 1),
        }
    }
    report.double("ends of messages nobody submitted", found.len() as u64);
}

/// What the ledger has to post is in its queue, and nothing else is.
fn check_queues(outbox: &mut HashMap<String, Outgoing>, posted: &[Message], report: &mut Report) {
    for message in posted {
        if message.queue == "applications" {
            report.double("applications are left in the queue", 1);
            continue;
        }
        let Some(stored) = outbox.get_mut(&message.message_id) else {
            report.double("postings that the ledger does not know", 1);
            continue;
        };
        stored.copies += 1;
        let same = stored.queue == message.queue && stored.body == message.body;
        report.double(
            "postings that differ from their first copy",
            u64::from(!same),
        );
    }
    for stored in outbox.values() {
        report.repeated_postings += stored.copies.saturating_sub(1);
        if !stored.is_superseded {
            let (missing, unmarked) = (stored.copies == 0, !stored.is_posted);
            report.lose("postings are not in their queue", u64::from(missing));
            report.lose("postings are not marked as posted", u64::from(unmarked));
        }
    }
}

/// Each case has the postings of its end.
fn check_postings_of_cases(
    cases: &[Case],
    outbox: &HashMap<String, Outgoing>,
    report: &mut Report,
) {
    let mut of_case: HashMap<i64, Vec<&Outgoing>> = HashMap::new();
    for outgoing in outbox.values() {
        if let Some(case) = outgoing.case {
            of_case.entry(case).or_default().push(outgoing);
        }
    }
    for case in cases {
        let postings = of_case.remove(&case.key).unwrap_or_default();
        let stands = |is: &dyn Fn(&Outgoing) -> bool| {
            let standing = postings.iter().filter(|posting| !posting.is_superseded);
            standing.filter(|posting| is(posting)).count() as u64
        };
        let restricted = |posting: &Outgoing| posting.queue == "restricted";
        let checked = stands(&Outgoing::is_after_check);
        let counts = [
            (
                stands(&Outgoing::is_decision),
                u64::from(case.state == "decided" || checked > 0),
            ),
            (
                stands(&|posting| posting.is_handover() || restricted(posting)),
                u64::from(case.state == "handed_over"),
            ),
            (
                stands(&|posting| posting.queue == "notices"),
                u64::from(case.state == "handed_over"),
            ),
        ];
        // A case that is restricted after its content left has that content
        // too, and its restricted handover says so.
        let left = |posting: &&&Outgoing| {
            let content = posting.is_decision() || posting.queue.starts_with("human-review.");
            content && (posting.copies > 0 || !posting.is_superseded)
        };
        let has_left = case.restricted && postings.iter().filter(left).count() > 0;
        let told = postings
            .iter()
            .filter(|posting| restricted(posting))
            .any(|posting| {
                let body: Value = serde_json::from_slice(&posting.body).unwrap_or_default();
                body["decision_may_have_left"] == true
            });
        report.double(
            "restricted cases outside of their queue, and nobody told",
            u64::from(has_left && !told),
        );
        report.restricted_after_leaving += u64::from(has_left && told);
        for (there, expected) in counts {
            let too_many = if has_left && told {
                0
            } else {
                there.saturating_sub(expected)
            };
            report.lose(
                "postings of a case are missing",
                expected.saturating_sub(there),
            );
            report.double("postings of a case too many", too_many);
        }
    }
}

/// Nobody is decided on twice for a month.
fn check_decisions(submitted: &BTreeSet<Submitted>, posted: &[Message], report: &mut Report) {
    // An id that came with several contents had the same adults in all.
    let mut persons: HashMap<&str, (String, Vec<String>)> = HashMap::new();
    for one in submitted {
        if let Submitted::Application { id, content } = one {
            let content: Value = serde_json::from_str(content).expect("JSON");
            let adults = [&content["applicant"], &content["co_applicant"]];
            let adults = adults.map(|adult| adult["personnummer"].as_str().map(str::to_owned));
            let month = content["month"].to_string();
            persons.insert(id, (month, adults.into_iter().flatten().collect()));
        }
    }
    let mut decided: HashMap<(String, String), BTreeSet<&str>> = HashMap::new();
    for message in posted.iter().filter(|message| message.queue == "decisions") {
        let body: Value = serde_json::from_slice(&message.body).unwrap_or_default();
        let id = body["application_id"].as_str().unwrap_or_default();
        let Some((month, adults)) = persons.get(id) else {
            report.double("decisions on nothing that was submitted", 1);
            continue;
        };
        for adult in adults {
            let decisions = decided.entry((month.clone(), adult.clone())).or_default();
            decisions.insert(&message.message_id);
        }
    }
    for decisions in decided.values() {
        report.double(
            "decisions on an adult who had one",
            decisions.len() as u64 - 1,
        );
    }
}

fn outbox(connection: &Connection) -> HashMap<String, Outgoing> {
    let rows = all(
        connection,
        "SELECT message_id, case_key, queue, posted_at IS NOT NULL, superseded_by IS NOT NULL, envelope
         FROM outbox JOIN outbox_bodies USING (outbox_key)",
        |row| {
            let outgoing = Outgoing {
                case: row.get(1).expect("a case"),
                queue: row.get(2).expect("a queue"),
                is_posted: row.get(3).expect("a mark"),
                is_superseded: row.get(4).expect("a mark"),
                body: row.get(5).expect("a body"),
                copies: 0,
            };
            (row.get(0).expect("an id"), outgoing)
        },
    );
    rows.into_iter().collect()
}

fn case(row: &Row<'_>) -> Case {
    let envelope: Vec<u8> = row.get(4).expect("an envelope");
    let content: Value = serde_json::from_slice(&envelope).expect("JSON");
    Case {
        key: row.get(0).expect("a key"),
        state: row.get(2).expect("a state"),
        restricted: row.get(3).expect("a mark"),
        is_resolved: row.get(5).expect("a mark"),
        is_poison: content["assessment"]["reasons"]
            .as_array()
            .is_some_and(|reasons| reasons.iter().any(|reason| reason == "poison")),
        submitted: Submitted::Application {
            id: row.get(1).expect("an id"),
            content: content["application"].to_string(),
        },
    }
}

fn all<T>(connection: &Connection, sql: &str, read: impl Fn(&Row<'_>) -> T) -> Vec<T> {
    let mut statement = connection.prepare(sql).expect("a statement");
    let rows = statement.query_map([], |row| Ok(read(row))).expect("rows");
    rows.map(|row| row.expect("a row")).collect()
}
