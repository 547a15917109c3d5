//! The kill switch, from the command line through the worker to the queues.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Output, Stdio};

use chrono::TimeDelta;
use handlaggarrobot::worker::gate::PauseReason;
use serde_json::{Value, json};

use crate::installation::{
    Installation, application, errors, most_common_morning, printed, registries,
};
use crate::{broker, plain_amqp};

/// The applicant of the worked example, and an invented person who is nobody.
const MEMBER: &str = "201706159827";
const STRANGER: &str = "199004129814";

/// Runs the program with something on its standard input.
fn run_with(installation: &Installation, arguments: &[&str], input: &str) -> Output {
    let mut child = installation
        .command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut standard_input = child.stdin.take().expect("its input");
    standard_input.write_all(input.as_bytes()).expect("written");
    drop(standard_input);
    child.wait_with_output().expect("an end")
}

fn stop(installation: &Installation, arguments: &[&str], input: &str) {
    let arguments = [
        &["stop"],
        arguments,
        &["--comment", "prov", "--by", "drift"],
    ]
    .concat();
    let output = run_with(installation, &arguments, input);
    assert!(output.status.success(), "{}", errors(&output));
}

fn resume(installation: &Installation, what: &str) {
    let output = installation.run(&["resume", what, "--comment", "prov", "--by", "drift"]);
    assert!(output.status.success(), "{}", errors(&output));
}

fn codes(handover: &Value) -> Vec<&str> {
    let reasons = handover["reasons"].as_array().expect("reasons");
    reasons
        .iter()
        .map(|reason| reason["code"].as_str().expect("a code"))
        .collect()
}

/// The queue that got the case, and with which reasons.
async fn outcome(installation: &Installation) -> (String, Vec<String>) {
    let mut postings = installation.postings().await;
    postings.retain(|(queue, _)| queue != "notices" && !queue.ends_with("quality-sample"));
    assert_eq!(postings.len(), 1, "one outcome");
    let (queue, body) = postings.remove(0);
    let reasons = match queue.starts_with("human") {
        true => codes(&body).into_iter().map(str::to_owned).collect(),
        false => Vec::new(),
    };
    (queue, reasons)
}

#[tokio::test]
async fn each_kind_hands_over_what_it_names_and_lets_everything_else_be_decided() {
    let simulator = registries(&[]).await;
    let cases: &[(&[&str], &str, bool)] = &[
        (&["--person", "-"], MEMBER, true),
        (&["--person", "-"], STRANGER, false),
        (&["--cost-kind", "rent"], "", true),
        (&["--cost-kind", "medicine"], "", false),
        (&["--benefit-code", "FK:BOB"], "", true),
        (&["--benefit-code", "CSN"], "", false),
        (&["--source", "FK"], "", true),
        (&["--source", "SKV"], "", true),
        (&["--source", "CSN"], "", false),
        (&["--line", "income.job_stimulus"], "", true),
        (&["--line", "income.CSN"], "", false),
        (&["--everything", "--hand-over"], "", true),
    ];
    for (arguments, input, stops) in cases {
        let installation = Installation::new(&format!("http://{}", simulator.address()));
        installation.submit([application("worked-example")]).await;
        stop(&installation, arguments, input);
        installation.work(most_common_morning()).await;
        let (queue, reasons) = outcome(&installation).await;
        if *stops {
            assert_eq!(queue, "human-review.caseworkers", "{arguments:?}");
            assert_eq!(reasons, ["kill_switch"], "{arguments:?}");
        } else {
            assert_eq!(queue, "decisions", "{arguments:?}");
        }
    }
    simulator.stop().await;
}

#[tokio::test]
async fn a_declared_benefit_counts_as_much_as_a_paid_one() {
    let simulator = registries(&[]).await;
    let installation = Installation::new(&format!("http://{}", simulator.address()));
    let mut message: Value = serde_json::from_slice(&application("worked-example")).expect("JSON");
    let declared = json!({ "kind": "benefit", "person": "199004129806", "payer": "FK",
        "amount_net": "100.00", "paid_on": "2026-10-20", "document_ids": [],
        "benefit_code": "FK:SJP" });
    message["incomes"]
        .as_array_mut()
        .expect("incomes")
        .push(declared);
    installation
        .submit([message.to_string().into_bytes()])
        .await;
    stop(&installation, &["--benefit-code", "FK:SJP"], "");
    installation.work(most_common_morning()).await;
    let (_, reasons) = outcome(&installation).await;
    assert!(reasons.contains(&"kill_switch".to_owned()), "{reasons:?}");
    simulator.stop().await;
}

/// Stops everything, works, resumes and works again; what was posted at last.
async fn stopped_and_resumed(installation: &Installation) {
    let now = most_common_morning();
    // Only a worker makes the ledger where the queue is a broker's.
    installation.work(now).await;
    installation.submit([application("worked-example")]).await;
    stop(installation, &["--everything"], "");
    for _ in 0..2 {
        let summary = installation.work(now).await;
        assert_eq!(summary.counts.received, 0);
        assert_eq!(summary.paused, [PauseReason::Stopped]);
        assert_eq!((summary.left, summary.stops.len()), (Some(1), 1));
    }
    resume(installation, "--everything");
    let summary = installation.work(now).await;
    assert_eq!((summary.counts.decided, summary.stops.len()), (1, 0));
}

#[tokio::test]
async fn everything_stopped_stays_queued_over_restarts_until_it_is_resumed() {
    let simulator = registries(&[]).await;
    let installation = Installation::new(&format!("http://{}", simulator.address()));
    stopped_and_resumed(&installation).await;
    assert_eq!(outcome(&installation).await.0, "decisions");
    simulator.stop().await;
}

#[test]
fn everything_stopped_stays_queued_on_rabbitmq_too() {
    let broker = broker::shared();
    let (url, prefix) = (broker.url(), broker.prefix());
    let work = async {
        let simulator = registries(&[]).await;
        let mut installation = Installation::new(&format!("http://{}", simulator.address()));
        installation.set("QUEUE__KIND", "amqp");
        installation.set("QUEUE__AMQP__URL", &url);
        installation.set("QUEUE__AMQP__NAME_PREFIX", &prefix);
        stopped_and_resumed(&installation).await;
        let postings = plain_amqp::drain(&url, &prefix).await;
        assert!(postings.iter().any(|(queue, _)| queue == "decisions"));
        simulator.stop().await;
    };
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(work);
}

#[tokio::test]
async fn everything_handed_over_empties_the_queue_to_people_and_protection_comes_first() {
    let simulator = registries(&[]).await;
    let installation = Installation::new(&format!("http://{}", simulator.address()));
    let early = most_common_morning() - TimeDelta::days(7);
    let mut waiting: Value = serde_json::from_slice(&application("worked-example")).expect("JSON");
    waiting["received_at"] = "2026-10-26T07:00:00+01:00".into();
    let messages = [
        waiting.to_string().into_bytes(),
        application("protected-identity-child"),
    ];
    installation.submit(messages).await;
    stop(&installation, &["--everything"], "");
    stop(&installation, &["--everything", "--hand-over"], "");
    let summary = installation.work(early).await;
    assert_eq!(
        (summary.counts.handed_over, summary.counts.restricted),
        (1, 1)
    );
    assert_eq!(summary.counts.waiting, 0, "nobody waits any more");
    let postings = installation.postings().await;
    let (_, handover) = postings
        .iter()
        .find(|(queue, _)| queue.starts_with("human"))
        .expect("a handover");
    assert_eq!(codes(handover), ["kill_switch"]);
    simulator.stop().await;
}

/// What an outbox looks like whose worker fell before it posted anything.
fn unpost(installation: &Installation, attempted: &str) {
    let path = installation.folder.path().join("ledger.sqlite");
    let ledger = rusqlite::Connection::open(path).expect("the ledger");
    let undone = format!("UPDATE outbox SET posted_at = NULL, attempted_at = {attempted}");
    ledger.execute(&undone, []).expect("the outbox");
    ledger
        .execute("DELETE FROM queue_messages", [])
        .expect("the queue");
}

#[tokio::test]
async fn a_decision_that_has_not_left_is_handed_over_instead_when_a_stop_is_about_it() {
    let simulator = registries(&[]).await;
    for (attempted, arguments, expected) in [
        ("NULL", ["--cost-kind", "rent"], "human-review.caseworkers"),
        ("NULL", ["--cost-kind", "medicine"], "decisions"),
        // It may have left, and a second outcome would contradict it.
        ("attempted_at", ["--cost-kind", "rent"], "decisions"),
    ] {
        let installation = Installation::new(&format!("http://{}", simulator.address()));
        installation.submit([application("worked-example")]).await;
        installation.work(most_common_morning()).await;
        unpost(&installation, attempted);
        stop(&installation, &arguments, "");
        let summary = installation
            .work(most_common_morning() + TimeDelta::seconds(5))
            .await;
        let (queue, reasons) = outcome(&installation).await;
        assert_eq!(queue, expected, "{attempted} {arguments:?}");
        let handed_over = expected != "decisions";
        assert_eq!(summary.counts.superseded, u64::from(handed_over));
        assert_eq!(reasons.contains(&"kill_switch".to_owned()), handed_over);
    }
    simulator.stop().await;
}

#[tokio::test]
async fn while_everything_is_stopped_nothing_leaves_and_then_it_does() {
    let simulator = registries(&[]).await;
    let installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.submit([application("worked-example")]).await;
    installation.work(most_common_morning()).await;
    unpost(&installation, "NULL");
    stop(&installation, &["--everything"], "");
    let soon = most_common_morning() + TimeDelta::seconds(5);
    installation.work(soon).await;
    assert!(installation.postings().await.is_empty());
    resume(&installation, "--everything");
    installation.work(soon).await;
    assert_eq!(outcome(&installation).await.0, "decisions");
    simulator.stop().await;
}

/// A running worker and its log, killed when the test ends.
struct Daemon {
    process: Child,
    log: std::io::Lines<BufReader<std::process::ChildStderr>>,
}

impl Daemon {
    fn start(installation: &Installation) -> Self {
        let mut process = installation
            .command(&["run", "--example-policy"])
            .env("HANDLAGGARROBOT__LOG__LEVEL", "debug")
            .stderr(Stdio::piped())
            .spawn()
            .expect("a worker");
        let log = BufReader::new(process.stderr.take().expect("its log")).lines();
        Self { process, log }
    }

    /// Reads the log until an event is written.
    fn await_event(&mut self, event: &str) -> Value {
        let lines = self.log.by_ref().map(|line| line.expect("a line"));
        let mut events = lines.filter_map(|line| serde_json::from_str::<Value>(&line).ok());
        let found = events.find(|line| line["event"] == event);
        found.unwrap_or_else(|| panic!("the log ended without {event}"))
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_running_worker_gives_back_what_it_has_in_hand_and_goes_on_when_resumed() {
    let simulator = registries(&["slow=20s"]).await;
    let mut installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.set("REGISTRIES__DEADLINE_SECONDS", "20");
    installation.submit([application("worked-example")]).await;
    let mut daemon = Daemon::start(&installation);
    daemon.await_event("application.received");
    stop(&installation, &["--everything"], "");
    let stopped = daemon.await_event("switch.stopped");
    assert_eq!(stopped["kind"], "everything");
    // Long before its registries answer, the message waits again.
    let waiting = || {
        let count = printed(&installation.run(&["postings", "count", "--json"]));
        let count: Value = serde_json::from_str(&count).expect("JSON");
        count["applications"]["waiting"].as_u64().unwrap_or(0)
    };
    while waiting() == 0 {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert!(printed(&installation.run(&["cases", "list", "--json"])).is_empty());
    simulator.set_faults(Vec::new());
    resume(&installation, "--everything");
    daemon.await_event("switch.resumed");
    daemon.await_event("application.received");
    daemon.await_event("posting.confirmed");
    simulator.stop().await;
}

#[test]
fn a_personnummer_stands_neither_on_the_command_line_nor_in_the_ledger() {
    let installation = Installation::new("http://127.0.0.1:9");
    let submitted = installation.folder.path().join("one.json");
    std::fs::write(&submitted, "{}").expect("written");
    installation.run(&["submit", "one.json"]);
    let refused = installation.run(&["stop", "--person", MEMBER, "--comment", "prov"]);
    assert_eq!(refused.status.code(), Some(1));
    let wrong = run_with(
        &installation,
        &["stop", "--person", "-", "--comment", "prov"],
        "199004129807",
    );
    assert_eq!(wrong.status.code(), Some(1));
    stop(&installation, &["--person", "-"], &format!("{MEMBER}\n"));
    let listed = installation.run(&["stop", "list", "--json"]);
    let shown = [&refused, &wrong, &listed].map(|output| errors(output) + &printed(output));
    for number in [MEMBER, "199004129807"] {
        assert!(shown.iter().all(|text| !text.contains(number)));
    }
    let stop: Value = serde_json::from_str(&printed(&listed)).expect("one stop");
    assert_eq!(
        (&stop["kind"], &stop["value"]),
        (&json!("person"), &Value::Null)
    );
    for file in std::fs::read_dir(installation.folder.path()).expect("the folder") {
        let bytes = std::fs::read(file.expect("a file").path()).expect("bytes");
        let found = bytes
            .windows(MEMBER.len())
            .any(|part| part == MEMBER.as_bytes());
        assert!(!found, "the number stands in a file");
    }
}

#[test]
fn resuming_what_is_not_stopped_is_an_error_and_changes_nothing() {
    let installation = Installation::new("http://127.0.0.1:9");
    std::fs::write(installation.folder.path().join("one.json"), "{}").expect("written");
    installation.run(&["submit", "one.json"]);
    stop(&installation, &["--cost-kind", "rent"], "");
    for what in [&["1", "7"][..], &["--everything"], &["--intake"]] {
        let arguments = [&["resume"], what, &["--comment", "prov"]].concat();
        assert_eq!(
            installation.run(&arguments).status.code(),
            Some(1),
            "{what:?}"
        );
    }
    let without_comment = installation.run(&["stop", "--everything"]);
    assert_eq!(without_comment.status.code(), Some(64));
    let listed = printed(&installation.run(&["stop", "list", "--json"]));
    assert_eq!(listed.lines().count(), 1);
    resume(&installation, "1");
    assert!(printed(&installation.run(&["stop", "list", "--json"])).is_empty());
    let all = printed(&installation.run(&["stop", "list", "--all"]));
    assert!(all.contains("kostnad rent"), "{all}");
}
