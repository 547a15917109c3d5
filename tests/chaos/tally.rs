//! What the workers told, added up over all their lives.

use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, BufReader};
use std::process::ChildStdout;
use std::sync::{Arc, Mutex};

/// Counts over all workers so far.
#[derive(Default)]
pub struct Tally {
    /// Messages delivered again.
    pub redelivered: u64,
    /// Postings that a sweep posted.
    pub swept: u64,
    /// How often each posting was sent.
    published: HashMap<String, u64>,
    /// Messages in the present worker's hands.
    pub in_hand: i64,
    /// Kills with messages in hand, by the step.
    pub kills: BTreeMap<String, u64>,
    /// Whether the present worker has done anything yet.
    pub has_begun: bool,
}

impl Tally {
    /// Postings that were sent more than once.
    pub fn republished(&self) -> u64 {
        self.published.values().filter(|times| **times > 1).count() as u64
    }

    /// Kills with messages in hand.
    pub fn kills(&self) -> u64 {
        self.kills.values().sum()
    }

    fn take_in(&mut self, line: &str) {
        let mut words = line.split(' ');
        match (words.next(), words.next()) {
            (Some("redelivered"), _) => self.redelivered += 1,
            (Some("swept"), _) => self.swept += 1,
            (Some("interrupted"), _) => self.in_hand = 0,
            (Some("publish"), Some(id)) => *self.published.entry(id.to_owned()).or_default() += 1,
            (Some("taken"), _) | (Some("call"), Some("receive")) => self.in_hand += 1,
            // The end is told after the call, so that a kill before it counts.
            (Some("done"), Some("acknowledge" | "give_back")) => self.in_hand -= 1,
            _ => {}
        }
        self.has_begun = true;
    }
}

/// Adds up what a worker tells, until it ends; whether it fell at its step is
/// what the thread returns.
pub fn follow(told: ChildStdout, tally: &Arc<Mutex<Tally>>) -> std::thread::JoinHandle<bool> {
    let tally = Arc::clone(tally);
    {
        let mut tally = tally.lock().expect("the tally");
        (tally.in_hand, tally.has_begun) = (0, false);
    }
    std::thread::spawn(move || {
        let mut last = String::new();
        for line in BufReader::new(told).lines().map_while(Result::ok) {
            tally.lock().expect("the tally").take_in(&line);
            last = line;
        }
        last == "killed"
    })
}
