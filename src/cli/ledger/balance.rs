//! `ledger balance`.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::accounts::{self, Place, Queued};
use super::submitted::{self, Submitted};
use crate::cli::{Ending, output};
use crate::clock::Clock;
use crate::config::Settings;
use crate::ledger::CaseState;
use crate::ledger::operations::Books;
use crate::ledger::sqlite::{ConsumerLock, SqliteLedger};

/// Account for every message: received = ends + in hand + parked + dead letters + queue
///
/// Also holds the ledger's tables against each other: receipts and cases,
/// outcomes and postings, decisions and claims. With the sender's list every
/// id must be exactly one of a case, a message in the queue or in hand, and a
/// dead letter. Exits with 1 when something is off, and tells the ids.
#[derive(Args)]
pub struct Balance {
    /// The sender's list: application ids one a line, or the applications
    /// themselves as JSON lines
    #[arg(long, value_name = "FILE")]
    submitted: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// At most so many ids are shown in a table; JSON has more.
const SHOWN: usize = 20;

/// Everything that is accounted for.
struct Account {
    books: Books,
    /// Messages in the queue that the ledger does not know yet; `None` when
    /// the queue shows only how many messages wait.
    in_hand: Option<u64>,
    waiting: u64,
    dead_letters: u64,
    /// Dead letters on their way back into the queue.
    returning: u64,
    /// Messages in the queue that are cases or dead letters already.
    repeated: u64,
    worker_runs: bool,
    submitted: Option<Submitted>,
}

impl Balance {
    pub async fn run(&self, settings: &Settings, ledger: &SqliteLedger) -> anyhow::Result<Ending> {
        let listed = self.submitted.as_deref().map(submitted::read).transpose()?;
        // The queue first: what leaves it meanwhile is in the ledger then.
        let queued = Queued::look(settings, &Clock::system()).await?;
        let in_queue = queued.messages.iter().flatten();
        let asked = in_queue.clone().map(|(message, _)| message);
        let books = accounts::books(ledger, asked.chain(listed.iter().flatten())).await?;
        let known = accounts::places(&books);
        let new: Vec<_> = in_queue
            .clone()
            .filter(|(message, _)| !known.contains_key(message))
            .collect();
        let held = new.iter().filter(|(_, in_hand)| **in_hand).count() as u64;
        let is_seen = queued.messages.is_some();
        // What the broker gave up on may be a case by another copy.
        let given_up = accounts::at(Place::DeadLetter, &books.given_up, &known);
        let twice = books.given_up.len() as u64 - given_up;
        let account = Account {
            dead_letters: books.dead_letters.saturating_sub(twice),
            returning: accounts::at(Place::Returning, &books.returning, &known),
            in_hand: is_seen.then_some(held),
            waiting: match is_seen {
                true => new.len() as u64 - held,
                false => queued.depth,
            },
            repeated: (in_queue.count() - new.len()) as u64,
            worker_runs: ConsumerLock::is_held(ledger.database().path()),
            submitted: listed.map(|listed| Submitted::of(&listed, &known, &queued)),
            books,
        };
        if self.json {
            output::json(&account.json())?;
        } else {
            account.print()?;
        }
        Ok(if account.is_off() {
            Ending::NotAsItShould
        } else {
            Ending::Done
        })
    }
}

impl Account {
    /// Every message that has come in.
    fn received(&self) -> u64 {
        self.books.receipts + self.beside_cases()
    }

    /// Every message that has a place.
    fn accounted_for(&self) -> u64 {
        let cases: u64 = self.books.cases.iter().map(|(_, cases)| cases).sum();
        cases + self.beside_cases()
    }

    fn beside_cases(&self) -> u64 {
        self.dead_letters + self.returning + self.in_hand.unwrap_or(0) + self.waiting
    }

    fn is_off(&self) -> bool {
        let list_is_off = self.submitted.as_ref().is_some_and(Submitted::is_off);
        list_is_off || !self.books.faults.is_empty() || self.received() != self.accounted_for()
    }

    /// What can be seen of neither ledger nor broker.
    fn unseen(&self) -> Option<&'static str> {
        (self.in_hand.is_none() && self.worker_runs).then_some(
            "a worker runs: what it has taken from RabbitMQ and not finished cannot be seen here; \
             look again when it has stopped",
        )
    }

    fn json(&self) -> Value {
        let states = self.books.cases.iter();
        let states: serde_json::Map<_, _> = states
            .map(|(state, cases)| (state.code().to_owned(), json!(cases)))
            .collect();
        json!({
            "balanced": !self.is_off(),
            "received": self.received(),
            "accounted_for": self.accounted_for(),
            "cases": states,
            "dead_letters": self.dead_letters,
            "returning": self.returning,
            "in_hand": self.in_hand,
            "waiting_in_queue": self.waiting,
            "repeated_in_queue": self.repeated,
            "unposted": self.books.unposted,
            "faults": self.books.faults,
            "submitted": self.submitted.as_ref().map(Submitted::json),
            "note": self.unseen(),
        })
    }

    fn print(&self) -> anyhow::Result<()> {
        let row = |what: &str, count: u64| vec![what.to_owned(), count.to_string()];
        let mut rows = vec![row("Mottagna meddelanden", self.received())];
        for state in CaseState::ALL {
            let standing = self.books.cases.iter().find(|(known, _)| *known == state);
            if let Some((_, cases)) = standing {
                rows.push(row(&format!("  ärenden: {}", state.in_swedish()), *cases));
            }
        }
        rows.push(row("  oläsliga meddelanden", self.dead_letters));
        rows.push(row("  på väg tillbaka till kön", self.returning));
        match self.in_hand {
            Some(in_hand) => rows.push(row("  i arbete", in_hand)),
            None => rows.push(vec!["  i arbete".into(), "syns inte".into()]),
        }
        rows.push(row("  väntar i kön", self.waiting));
        let difference = self.received().abs_diff(self.accounted_for());
        rows.push(row("Skillnad", difference));
        if self.repeated > 0 {
            rows.push(row("Upprepningar i kön, räknade ovan", self.repeated));
        }
        rows.push(row(
            "Ännu inte bekräftade meddelanden ut",
            self.books.unposted.len() as u64,
        ));
        output::table(&["Balans", "Antal"], rows)?;
        if let Some(submitted) = &self.submitted {
            output::table(&["Avsändarens lista", "Antal"], submitted.rows())?;
        }
        self.print_ids()?;
        if let Some(note) = self.unseen() {
            output::note(note);
        }
        output::line(if self.is_off() {
            "Balansen stämmer inte."
        } else {
            "Balansen stämmer."
        })?;
        Ok(())
    }

    /// The ids of everything that is off, or that somebody may want to look at.
    fn print_ids(&self) -> anyhow::Result<()> {
        let mut lists: Vec<(&str, &[String])> = Vec::new();
        for fault in &self.books.faults {
            lists.push((in_swedish(fault.check), &fault.ids));
        }
        if let Some(submitted) = &self.submitted {
            lists.push((
                "Finns varken i ledgern eller synligt i kön",
                &submitted.unseen,
            ));
            lists.push(("Flera ärenden: kom med olika innehåll", &submitted.several));
        }
        lists.push(("Ännu inte bekräftat", &self.books.unposted));
        let rows = lists.into_iter().flat_map(|(what, ids)| {
            let more = ids.len().saturating_sub(SHOWN);
            let shown = ids.iter().take(SHOWN).cloned();
            let more = (more > 0).then(|| format!("… och {more} till"));
            let rows = shown.chain(more).map(|id| vec![what.to_owned(), id]);
            rows.collect::<Vec<_>>()
        });
        let rows: Vec<_> = rows.collect();
        if !rows.is_empty() {
            output::table(&["Att titta på", "Id"], rows)?;
        }
        Ok(())
    }
}

/// A check as operators read it.
fn in_swedish(check: &'static str) -> &'static str {
    match check {
        "receipt_without_case" => "Kvitto utan ärende",
        "case_without_receipt" => "Ärende utan kvitto",
        "case_with_several_receipts" => "Ärende med flera kvitton",
        "state_counts_differ" => "Antalet ärenden i läget är ett annat än det förda",
        "decided_without_one_decision_posting" => "Beslutat, men inte med ett beslut att skicka",
        "handed_over_without_posting" => "Överlämnat utan meddelande till handläggare",
        "handed_over_without_notice" => "Överlämnat utan besked till den sökande",
        "posting_without_outcome" => "Meddelande ut från ett ärende utan utfall",
        "unposted_without_body" => "Meddelande ut utan innehåll",
        "decided_without_its_claims" => "Beslutat utan att alla vuxna är upptagna för månaden",
        "claimed_without_decision" => "Upptaget för månaden utan beslut eller handläggare",
        "handed_over_without_claim" => "Hos en handläggare, men månaden är ledig för ett beslut",
        "parked_without_due_time" => "Vilande utan tid då det tas upp igen",
        "held_back_for_nothing" => "Tillbakahållet meddelande ut utan något i dess ställe",
        "claimed_twice" => "Samma person upptagen två gånger för en månad",
        other => other,
    }
}
