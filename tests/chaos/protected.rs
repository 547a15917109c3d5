//! Whoever became protected meanwhile: nothing with their content may be
//! decided, or leave, longer after it than the settings say.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use serde_json::Value;

use crate::plain_amqp::Message;

/// `run.protection_max_age_seconds` in a storm.
pub const MAX_AGE_SECONDS: &str = "2";
/// The longest from an answer's making to a decision's record, in
/// milliseconds: the age above, and the time that an answer may be under way.
const DECIDED_WITHIN: i64 = 2_000 + 800;
/// The same for a posting, with the time that the broker may take to confirm.
const LEFT_WITHIN: i64 = DECIDED_WITHIN + 3_000;
/// What the clocks of two processes may differ, and a busy machine adds.
const MARGIN: i64 = 1_500;

/// An application whose applicant became protected.
pub struct Protected {
    pub id: String,
    pub since: DateTime<Utc>,
}

/// What became of them.
#[derive(Default)]
pub struct Seen {
    became_protected: u64,
    restricted: u64,
    decided_before: u64,
    decided_late: u64,
    left_late: u64,
}

impl Seen {
    /// Whether nothing happened that must not.
    pub fn is_good(&self) -> bool {
        self.decided_late == 0 && self.left_late == 0
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} became protected: {} restricted, {} decided before, {} decided too late, {} left too late",
            self.became_protected,
            self.restricted,
            self.decided_before,
            self.decided_late,
            self.left_late
        )
    }
}

/// Looks at each of them.
pub fn check(ledger: &Path, protected: &[Protected], posted: &[Message]) -> Seen {
    let connection = Connection::open(ledger).expect("the ledger");
    let mut in_queue: HashMap<String, u64> = HashMap::new();
    for message in posted.iter().filter(|message| message.queue == "decisions") {
        let body: Value = serde_json::from_slice(&message.body).unwrap_or_default();
        let id = body["application_id"].as_str().unwrap_or_default();
        *in_queue.entry(id.to_owned()).or_default() += 1;
    }
    let mut seen = Seen::default();
    for one in protected {
        seen.became_protected += 1;
        let since = one.since.timestamp_millis();
        let mut statement = connection
            .prepare(
                "SELECT state, restricted, stored_at, posted_at FROM cases LEFT JOIN outbox
                 ON outbox.case_key = cases.case_key AND queue = 'decisions'
                 WHERE application_id = ?1",
            )
            .expect("a statement");
        let rows = statement.query_map([&one.id], |row| {
            let state: String = row.get(0)?;
            Ok((state, row.get(1)?, row.get(2)?, row.get(3)?))
        });
        for row in rows.expect("rows") {
            let (state, restricted, stored, posted): (_, bool, Option<i64>, Option<i64>) =
                row.expect("a row");
            seen.restricted += u64::from(restricted);
            seen.decided_before += u64::from(state == "decided");
            let is_late =
                |at: Option<i64>, within| at.is_some_and(|at| at > since + within + MARGIN);
            seen.decided_late += u64::from(is_late(stored, DECIDED_WITHIN));
            // One that was restricted after its decision had left is marked as
            // posted when that is found out, which is late as it must be.
            let left_late = is_late(posted, LEFT_WITHIN) && in_queue.contains_key(&one.id);
            seen.left_late += u64::from(state == "decided" && left_late);
        }
    }
    seen
}
