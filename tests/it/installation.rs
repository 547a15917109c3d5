//! An installation of its own for a test: a folder, a ledger, mocked
//! registries, and the settings that join them.

use std::path::PathBuf;
use std::process::{Command, Output};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use handlaggarrobot::cli::scenarios::{self, Scenario};
use handlaggarrobot::cli::setup;
use handlaggarrobot::clock::Clock;
use handlaggarrobot::config::Settings;
use handlaggarrobot::queue::Queue;
use handlaggarrobot::registries::simulator::{Answers, Fault, RunningSimulator, Simulator};
use handlaggarrobot::vocabulary::{Destination, Posting, stockholm_midnight};
use handlaggarrobot::worker::{Summary, Until};
use tokio_util::sync::CancellationToken;

/// A folder with everything in it.
pub struct Installation {
    pub folder: tempfile::TempDir,
    pub variables: Vec<(String, String)>,
}

/// The project's fixtures.
pub fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// Every fixture.
pub fn all_scenarios() -> Vec<Scenario> {
    scenarios::load(&fixtures()).expect("the fixtures")
}

/// The application of one fixture.
pub fn application(name: &str) -> Vec<u8> {
    let path = fixtures().join("applications").join(format!("{name}.json"));
    std::fs::read(path).expect("a fixture")
}

/// Mocked registries that serve the fixtures.
pub async fn registries(faults: &[&str]) -> RunningSimulator {
    let answers = Answers::from_fixtures(&fixtures()).expect("the fixtures");
    let faults = faults
        .iter()
        .map(|fault| fault.parse::<Fault>().expect("a fault"));
    let listen = ([127, 0, 0, 1], 0).into();
    Simulator::start(answers, faults.collect(), listen)
        .await
        .expect("registries")
}

/// Nine in the morning of a day, in Sweden.
pub fn morning(day: NaiveDate) -> DateTime<Utc> {
    stockholm_midnight(day) + TimeDelta::hours(9)
}

/// The day most fixtures are about.
pub fn most_common_morning() -> DateTime<Utc> {
    morning("2026-11-02".parse().expect("a date"))
}

impl Installation {
    /// An installation that asks the registries at `base_url`.
    pub fn new(base_url: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut installation = Self {
            folder,
            variables: Vec::new(),
        };
        let ledger = installation
            .folder
            .path()
            .join("ledger.sqlite")
            .display()
            .to_string();
        installation.set("LEDGER__PATH", &ledger);
        for registry in ["FORSAKRINGSKASSAN", "CSN", "SKATTEVERKET"] {
            installation.set(&format!("REGISTRIES__{registry}__BASE_URL"), base_url);
        }
        // The clock stands while a test works, so nothing may come due soon.
        installation.set("RUN__RETRY_BASE_SECONDS", "3600");
        installation
    }

    /// Sets a setting, or sets it anew.
    pub fn set(&mut self, key: &str, value: &str) {
        let name = format!("HANDLAGGARROBOT__{key}");
        self.variables.retain(|(known, _)| *known != name);
        self.variables.push((name, value.to_owned()));
    }

    /// Uses the example policy with changes: each a text and what replaces it.
    pub fn change_policy(&mut self, changes: &[(&str, &str)]) {
        let mut policy = handlaggarrobot::rules::EXAMPLE_POLICY.to_owned();
        for (old, new) in changes {
            assert!(policy.contains(old), "the example policy has no {old}");
            policy = policy.replace(old, new);
        }
        let path = self.folder.path().join("policy.toml");
        std::fs::write(&path, policy).expect("a policy");
        self.set("RULES__POLICY", &path.display().to_string());
    }

    /// The settings, as the program reads them.
    pub fn settings(&self) -> Settings {
        Settings::load(None, self.variables.clone()).expect("settings")
    }

    /// Puts messages on the queue.
    pub async fn submit(&self, messages: impl IntoIterator<Item = Vec<u8>>) {
        let queue = setup::publisher(&self.settings(), &Clock::system())
            .await
            .expect("a queue");
        for (number, body) in messages.into_iter().enumerate() {
            let message_id = format!("submitted-{number}");
            let destination = Destination::Applications;
            let posting = Posting {
                message_id,
                destination,
                headers: Vec::new(),
                body,
            };
            queue.publish(&posting).await.expect("submitted");
        }
        queue.close().await;
    }

    /// Works until nothing is left, with the clock standing at an instant.
    pub async fn work(&self, now: DateTime<Utc>) -> Summary {
        let worker = setup::worker(&self.settings(), Clock::standing_at(now))
            .await
            .expect("a worker");
        let until = Until::Empty {
            deadline: now + TimeDelta::seconds(30),
        };
        worker
            .run(until, CancellationToken::new())
            .await
            .expect("a run")
    }

    /// The program, set up for this installation.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_handlaggarrobot"));
        command
            .args(arguments)
            .env_clear()
            .envs(self.variables.iter().cloned());
        command.current_dir(self.folder.path());
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program")
    }

    /// Takes every posting out of the embedded queue: queue and body.
    pub async fn postings(&self) -> Vec<(String, serde_json::Value)> {
        let queue = setup::embedded(&self.settings(), &Clock::system()).expect("the queue");
        let queues = queue.holdings().await.expect("the queues");
        let queues = queues
            .into_iter()
            .map(|holding| holding.queue)
            .filter(|name| name != "applications");
        let taken = queue
            .take(queues.collect(), u32::MAX, true)
            .await
            .expect("the postings");
        taken
            .into_iter()
            .map(|posting| {
                let body = serde_json::from_slice(&posting.body).unwrap_or_default();
                (posting.queue, body)
            })
            .collect()
    }
}

/// What a program printed on standard error.
pub fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What a program printed on standard output.
pub fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}
