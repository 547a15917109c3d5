//! Bad input, as operators meet it: the alarm that stops the intake, and the
//! dead letters they deal with.

use handlaggarrobot::worker::gate::PauseReason;
use lapin::options::{BasicGetOptions, BasicRejectOptions, QueueDeclareOptions};
use lapin::types::FieldTable;
use lapin::{Connection, ConnectionProperties};
use serde_json::Value;

use crate::broker;
use crate::installation::{
    Installation, application, errors, most_common_morning, printed, registries,
};

fn listed(installation: &Installation, arguments: &[&str]) -> Vec<Value> {
    let output = installation.run(&[&["dead-letters", "list", "--json"], arguments].concat());
    let lines = printed(&output);
    lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

fn act(installation: &Installation, deed: &str, id: &str) -> std::process::Output {
    installation.run(&[
        "dead-letters",
        deed,
        id,
        "--comment",
        "prov",
        "--by",
        "drift",
    ])
}

#[tokio::test]
async fn more_than_twenty_bad_messages_stop_the_intake_until_it_is_resumed() {
    let simulator = registries(&[]).await;
    let mut installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.set("QUEUE__PREFETCH", "1");
    let mut messages: Vec<_> = (0..21)
        .map(|number| format!("{{ not json {number}").into_bytes())
        .collect();
    messages.push(application("worked-example"));
    installation.submit(messages).await;
    for received in [21, 0] {
        let summary = installation.work(most_common_morning()).await;
        assert_eq!(summary.counts.received, received);
        assert_eq!(summary.paused, [PauseReason::BadMessages]);
        assert_eq!(summary.left, Some(1));
    }
    let resumed = installation.run(&["resume", "--intake", "--comment", "prov", "--by", "drift"]);
    assert!(resumed.status.success(), "{}", errors(&resumed));
    let summary = installation.work(most_common_morning()).await;
    assert_eq!(summary.counts.decided, 1);
    simulator.stop().await;
}

/// An installation with one dead letter, and its id.
async fn with_a_dead_letter(bytes: &[u8]) -> (Installation, String) {
    let installation = Installation::new("http://127.0.0.1:9");
    installation.submit([bytes.to_vec()]).await;
    installation.work(most_common_morning()).await;
    let letters = listed(&installation, &[]);
    assert_eq!(letters.len(), 1);
    let id = letters[0]["message_id"].as_str().expect("an id").to_owned();
    (installation, id)
}

#[tokio::test]
async fn a_dead_letter_is_shown_escaped_and_then_counts_as_read() {
    let (installation, id) = with_a_dead_letter("{ å\u{1b}[2J".as_bytes()).await;
    assert_eq!(listed(&installation, &[])[0]["seen_at"], Value::Null);
    let shown = printed(&installation.run(&["dead-letters", "show", &id]));
    assert!(
        shown.contains("{ å\\u{1b}[2J") && shown.contains("not_json"),
        "{shown}"
    );
    assert!(!shown.contains('\u{1b}'));
    assert_ne!(listed(&installation, &[])[0]["seen_at"], Value::Null);
}

#[tokio::test]
async fn requeued_bytes_come_back_when_they_are_still_unreadable() {
    let (installation, id) = with_a_dead_letter(b"{ not json").await;
    let requeued = act(&installation, "requeue", &id);
    assert!(requeued.status.success(), "{}", errors(&requeued));
    assert!(listed(&installation, &[]).is_empty());
    let summary = installation.work(most_common_morning()).await;
    assert_eq!(
        (summary.counts.received, summary.counts.dead_lettered),
        (1, 1)
    );
    assert_eq!(listed(&installation, &[]).len(), 1, "it is open again");
}

#[tokio::test]
async fn a_discarded_dead_letter_is_closed_and_kept_and_closed_once() {
    let (installation, id) = with_a_dead_letter(b"{ not json").await;
    assert!(act(&installation, "discard", &id).status.success());
    assert!(listed(&installation, &[]).is_empty());
    assert_eq!(listed(&installation, &["--all"]).len(), 1);
    for deed in ["discard", "requeue"] {
        assert_eq!(
            act(&installation, deed, &id).status.code(),
            Some(1),
            "{deed}"
        );
    }
    let summary = installation.work(most_common_morning()).await;
    assert_eq!(summary.counts.received, 0);
}

#[tokio::test]
async fn what_is_longer_than_an_application_may_be_is_not_requeued() {
    let (installation, id) = with_a_dead_letter(&vec![b'x'; 1024 * 1024 + 1]).await;
    assert_eq!(act(&installation, "requeue", &id).status.code(), Some(1));
    assert_eq!(listed(&installation, &[]).len(), 1);
}

#[tokio::test]
async fn a_dead_letter_unread_for_an_hour_is_told_as_an_error() {
    let (installation, id) = with_a_dead_letter(b"{ not json").await;
    let alarms = || {
        let output = installation.run(&["run", "--until-empty", "--example-policy"]);
        let is_alarm = |line: &Value| line["event"] == "dead_letters.unread";
        let log = errors(&output);
        let lines = log
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok());
        lines.filter(is_alarm).collect::<Vec<_>>()
    };
    // The test's clock stood still in the past when it was taken in.
    let told = alarms();
    assert_eq!(told.len(), 1);
    assert_eq!(
        (&told[0]["level"], &told[0]["count"]),
        (&"error".into(), &1.into())
    );
    installation.run(&["dead-letters", "show", &id]);
    assert!(alarms().is_empty());
}

#[test]
fn what_the_broker_gives_up_on_is_moved_into_the_ledger() {
    let broker = broker::shared();
    let (url, prefix) = (broker.url(), broker.prefix());
    let work = async {
        let mut installation = Installation::new("http://127.0.0.1:9");
        installation.set("QUEUE__KIND", "amqp");
        installation.set("QUEUE__AMQP__URL", &url);
        installation.set("QUEUE__AMQP__NAME_PREFIX", &prefix);
        // A readable application: nothing is wrong with it but that it could
        // not be delivered.
        installation.submit([application("worked-example")]).await;
        give_up(&url, &prefix).await;
        for _ in 0..2 {
            let summary = installation.work(most_common_morning()).await;
            assert_eq!(summary.counts.received, 0);
        }
        let letters = listed(&installation, &[]);
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0]["reason"], "delivery_limit");
        let id = letters[0]["message_id"].as_str().expect("an id");
        assert!(act(&installation, "requeue", id).status.success());
        let summary = installation.work(most_common_morning()).await;
        assert_eq!(summary.counts.received, 1, "it is an application again");
    };
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(work);
}

/// Makes the broker set the one application aside, as it does past the
/// delivery limit, and waits until it has.
async fn give_up(url: &str, prefix: &str) {
    let connection = Connection::connect(url, ConnectionProperties::default()).await;
    let connection = connection.expect("a plain connection");
    let channel = connection.create_channel().await.expect("a channel");
    let name = |queue: &str| format!("{prefix}{queue}").into();
    let message = channel
        .basic_get(name("applications"), BasicGetOptions::default())
        .await
        .expect("a read")
        .expect("the application");
    message
        .delivery
        .reject(BasicRejectOptions { requeue: false })
        .await
        .expect("rejected");
    let passive = QueueDeclareOptions {
        passive: true,
        ..QueueDeclareOptions::default()
    };
    loop {
        let queue = channel
            .queue_declare(name("undeliverable"), passive, FieldTable::default())
            .await
            .expect("a declared queue");
        if queue.message_count() == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}
