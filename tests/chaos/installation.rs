//! Where a worker works: a folder with its ledger, a queue and registries.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};

use chrono::{DateTime, Utc};
use handlaggarrobot::cli::setup;
use handlaggarrobot::clock::Clock;
use handlaggarrobot::config::Settings;
use handlaggarrobot::queue::{ConfiguredQueue, Queue};
use handlaggarrobot::vocabulary::{Destination, Posting};
use rusqlite::Connection;
use serde_json::json;

use crate::plain_amqp::{self, Message};
use crate::tripwire::Trip;
use crate::worker::{Role, Work};

/// The broker and the prefix of the names on it.
#[derive(Clone)]
pub struct Amqp {
    /// The address, for whoever looks and submits.
    pub url: String,
    pub prefix: String,
}

/// A folder with everything in it.
pub struct Installation {
    pub folder: PathBuf,
    pub variables: Vec<(String, String)>,
    amqp: Option<Amqp>,
}

/// What a worker told before it ended, and how it did.
pub struct Ended {
    pub status: ExitStatus,
    pub told: Vec<String>,
}

impl Ended {
    /// Whether it was killed by the tripwire.
    pub fn fell(&self) -> bool {
        let told = self
            .told
            .last()
            .is_some_and(|line| line.starts_with("killed"));
        told && self.status.signal() == Some(9)
    }
}

impl Installation {
    /// An installation in `folder` on the broker, or else on the embedded
    /// queue, that asks the registries at `registries`.
    pub fn new(folder: PathBuf, amqp: Option<Amqp>, registries: &str) -> Self {
        let ledger = folder.join("ledger.sqlite").display().to_string();
        let mut installation = Self {
            folder,
            variables: Vec::new(),
            amqp,
        };
        installation.set("LEDGER__PATH", &ledger);
        installation.ask(registries);
        if let Some(amqp) = installation.amqp.clone() {
            installation.set("QUEUE__KIND", "amqp");
            installation.set("QUEUE__AMQP__URL", &amqp.url);
            installation.set("QUEUE__AMQP__NAME_PREFIX", &amqp.prefix);
            installation.set("QUEUE__AMQP__HEARTBEAT_SECONDS", "2");
        }
        installation
    }

    /// Sets a setting.
    pub fn set(&mut self, key: &str, value: &str) {
        let key = format!("HANDLAGGARROBOT__{key}");
        self.variables.retain(|(known, _)| *known != key);
        self.variables.push((key, value.to_owned()));
    }

    /// Sets where the registries are.
    pub fn ask(&mut self, registries: &str) {
        for registry in ["FORSAKRINGSKASSAN", "CSN", "SKATTEVERKET"] {
            self.set(&format!("REGISTRIES__{registry}__BASE_URL"), registries);
        }
    }

    /// The ledger's file.
    pub fn ledger(&self) -> PathBuf {
        self.folder.join("ledger.sqlite")
    }

    /// Makes the queues.
    pub async fn declare(&self) {
        self.publisher().await.close().await;
    }

    /// Puts messages on the queue, past any proxy; the broker's must be there.
    pub async fn submit(&self, messages: &[Vec<u8>]) {
        if let Some(amqp) = &self.amqp {
            return plain_amqp::submit(&amqp.url, &amqp.prefix, messages).await;
        }
        let queue = self.publisher().await;
        for (number, body) in messages.iter().enumerate() {
            let posting = Posting {
                message_id: format!("submitted-{number}"),
                destination: Destination::Applications,
                headers: Vec::new(),
                body: body.clone(),
            };
            queue.publish(&posting).await.expect("submitted");
        }
        queue.close().await;
    }

    /// A queue to submit to that bears a broker that comes and goes.
    pub async fn publisher(&self) -> ConfiguredQueue {
        let mut variables = self.variables.clone();
        if let Some(amqp) = &self.amqp {
            let name = "HANDLAGGARROBOT__QUEUE__AMQP__URL";
            variables.retain(|(known, _)| known != name);
            variables.push((name.to_owned(), amqp.url.clone()));
        }
        let settings = Settings::load(None, variables).expect("settings");
        let queue = setup::publisher(&settings, &Clock::system()).await;
        queue.expect("a queue")
    }

    /// The case system reports that the one case was rejected.
    pub async fn report_resolution(&self) {
        let ledger = Connection::open(self.ledger()).expect("the ledger");
        let case_id = ledger.query_row("SELECT case_id FROM cases", [], |row| row.get(0));
        let case_id: String = case_id.expect("a case");
        let message = json!({ "case_id": case_id, "outcome": "rejected", "decided_by": "prov",
            "agreed": null });
        let posting = Posting {
            message_id: "reported".to_owned(),
            destination: Destination::Resolutions,
            headers: Vec::new(),
            body: message.to_string().into_bytes(),
        };
        let queue = self.publisher().await;
        queue.publish(&posting).await.expect("reported");
        queue.close().await;
    }

    /// An operator stops what has a rent.
    pub fn stop_rent(&self) {
        let words = "stop --cost-kind rent --comment prov --by drift";
        let stopped = Command::new(env!("CARGO_BIN_EXE_handlaggarrobot"))
            .args(words.split(' '))
            .env_clear()
            .envs(self.variables.iter().cloned())
            .current_dir(&self.folder)
            .stdout(Stdio::null())
            .stderr(self.log())
            .status();
        assert!(stopped.expect("the program").success(), "no stop");
    }

    /// Starts a worker; its log goes to a file in the folder.
    pub fn start(&self, now: DateTime<Utc>, trip: Option<Trip>, work: Work) -> Child {
        let role = Role {
            variables: &self.variables,
            now,
            trip,
            work,
        };
        role.command()
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(self.log())
            .spawn()
            .expect("a worker")
    }

    /// Runs a worker until nothing is left, or until it falls.
    pub fn work(&self, now: DateTime<Utc>, trip: Option<Trip>) -> Ended {
        let mut worker = self.start(now, trip, Work::Night);
        let told = BufReader::new(worker.stdout.take().expect("its output")).lines();
        let told = told.map_while(Result::ok).collect();
        let status = worker.wait().expect("an end");
        Ended { status, told }
    }

    fn log(&self) -> File {
        let log = self.folder.join("worker.log");
        let log = OpenOptions::new().create(true).append(true).open(log);
        log.expect("a log")
    }

    /// Takes out or looks at every posting there is.
    pub async fn posted(&self) -> Vec<Message> {
        match &self.amqp {
            Some(amqp) => plain_amqp::take_all(&amqp.url, &amqp.prefix).await,
            None => embedded(&Connection::open(self.ledger()).expect("the ledger")),
        }
    }
}

/// Everything in the embedded queue, applications too: none may be left.
fn embedded(connection: &Connection) -> Vec<Message> {
    let mut statement = connection
        .prepare("SELECT queue, message_id, envelope FROM queue_messages JOIN queue_bodies USING (number)")
        .expect("the queue's tables");
    let rows = statement.query_map([], |row| {
        Ok(Message {
            queue: row.get(0)?,
            message_id: row.get(1)?,
            body: row.get(2)?,
        })
    });
    rows.expect("the queue")
        .map(|row| row.expect("a message"))
        .collect()
}
