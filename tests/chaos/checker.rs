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

/// What became of what was submitted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Different messages submitted: the same one again is no other.
    pub submitted: u64,
    /// Cases by where they stand.
    pub states: BTreeMap<String, u64>,
    pub dead_lettered: u64,
    /// Postings that lay in their queue more than once.
    pub repeated_postings: u64,
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

    /// Where the cases stand, sorted, each once a case.
    pub fn ends(&self) -> Vec<&str> {
        self.states
            .iter()
            .flat_map(|(state, count)| (0..*count).map(move |_| state.as_str()))
            .collect()
    }

    fn lose(&mut self, what: &'static str, times: u64) {
        if times > 0 {
            *self.lost.entry(what).or_default() += times;
        }
    }

    fn double(&mut self, what: &'static str, times: u64) {
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
            ", dead-lettered {}, repeated postings {}; lost {}, doubled {}",
            self.dead_lettered,
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
    submitted: Submitted,
}

struct Outgoing {
    case: Option<i64>,
    queue: String,
    is_posted: bool,
    is_superseded: bool,
    body: Vec<u8>,
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
        "SELECT case_key, application_id, state, restricted, envelope FROM cases",
        case,
    );
    let outbox = outbox(&connection);
    check_ends(&connection, &submitted, &cases, &mut report);
    check_queues(&outbox, posted, &mut report);
    check_postings_of_cases(&cases, &outbox, &mut report);
    check_decisions(&submitted, posted, &mut report);
    check_sums(&connection, &mut report);
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
fn check_queues(outbox: &HashMap<String, Outgoing>, posted: &[Message], report: &mut Report) {
    let mut copies: HashMap<&str, u64> = HashMap::new();
    for message in posted {
        if message.queue == "applications" {
            report.double("applications are left in the queue", 1);
            continue;
        }
        *copies.entry(&message.message_id).or_default() += 1;
        match outbox.get(&message.message_id) {
            None => report.double("postings that the ledger does not know", 1),
            Some(stored) if stored.queue != message.queue || stored.body != message.body => {
                report.double("postings that differ from their first copy", 1);
            }
            Some(_) => {}
        }
    }
    for (id, stored) in outbox {
        let times = copies.get(id.as_str()).copied().unwrap_or(0);
        report.repeated_postings += times.saturating_sub(1);
        if !stored.is_superseded {
            report.lose("postings are not in their queue", u64::from(times == 0));
            report.lose(
                "postings are not marked as posted",
                u64::from(!stored.is_posted),
            );
        }
    }
}

/// Each case has the postings of its end.
fn check_postings_of_cases(
    cases: &[Case],
    outbox: &HashMap<String, Outgoing>,
    report: &mut Report,
) {
    let mut of_case: HashMap<i64, Vec<&str>> = HashMap::new();
    let sent = outbox.values().filter(|outgoing| !outgoing.is_superseded);
    for outgoing in sent {
        if let Some(case) = outgoing.case {
            of_case.entry(case).or_default().push(&outgoing.queue);
        }
    }
    for case in cases {
        let queues = of_case.remove(&case.key).unwrap_or_default();
        let count =
            |is: &dyn Fn(&str) -> bool| queues.iter().filter(|queue| is(queue)).count() as u64;
        let is_sample = |queue: &str| queue == "human-review.quality-sample";
        let decisions = count(&|queue| queue == "decisions");
        let handovers = count(&|queue| queue == "restricted")
            + count(&|queue| queue.starts_with("human-review.") && !is_sample(queue));
        let notices = count(&|queue| queue == "notices");
        let expected: (u64, u64, u64) = match case.state.as_str() {
            "decided" => (1, 0, 0),
            "handed_over" => (0, 1, 1),
            _ => (0, 0, 0),
        };
        for (there, expected) in [
            (decisions, expected.0),
            (handovers, expected.1),
            (notices, expected.2),
        ] {
            report.lose(
                "postings of a case are missing",
                expected.saturating_sub(there),
            );
            report.double(
                "postings of a case too many",
                there.saturating_sub(expected),
            );
        }
        let leaks = case.restricted && count(&|queue| queue.starts_with("human-review.")) > 0;
        report.double("restricted cases outside of their queue", u64::from(leaks));
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

/// The ledger's tables agree with each other.
fn check_sums(connection: &Connection, report: &mut Report) {
    let none = |sql: &str| -> u64 {
        let count: i64 = connection
            .query_row(&format!("SELECT count(*) FROM ({sql})"), [], |row| {
                row.get(0)
            })
            .expect("a count");
        count.unsigned_abs()
    };
    for (what, sql) in [
        (
            "kept counts that are wrong",
            "SELECT state, count(*) FROM cases GROUP BY state
             EXCEPT SELECT state, cases FROM state_counts",
        ),
        (
            "cases without their receipt",
            "SELECT case_key FROM cases EXCEPT SELECT case_key FROM receipts",
        ),
        (
            "cases without history",
            "SELECT case_key FROM cases EXCEPT SELECT case_key FROM events",
        ),
        (
            "history entries without a seal",
            "SELECT event_id FROM events WHERE seal_id IS NULL",
        ),
        (
            "seals over another number of entries",
            "SELECT seal_id, count FROM seals
             EXCEPT SELECT seal_id, count(*) FROM events GROUP BY seal_id",
        ),
        (
            "decided cases without a claim",
            "SELECT case_key FROM cases WHERE state = 'decided'
             EXCEPT SELECT case_key FROM claims WHERE released_at IS NULL",
        ),
        (
            "rows that point nowhere",
            "SELECT * FROM pragma_foreign_key_check",
        ),
    ] {
        report.lose(what, none(sql));
    }
    for (what, sql) in [
        (
            "claims of cases that are not decided",
            "SELECT case_key FROM claims WHERE released_at IS NULL
             EXCEPT SELECT case_key FROM cases WHERE state = 'decided'",
        ),
        (
            "claims on an adult who has one",
            "SELECT 1 FROM claims WHERE released_at IS NULL
             GROUP BY month, person_hash HAVING count(*) > 1",
        ),
        (
            "cases with several receipts",
            "SELECT 1 FROM receipts GROUP BY case_key HAVING count(*) > 1",
        ),
    ] {
        report.double(what, none(sql));
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
