//! Every message is somewhere, and the balance finds what is not.

use handlaggarrobot::cli::setup;
use handlaggarrobot::ledger::sqlite::Database;
use handlaggarrobot::ledger::{DeadLetter, Ledger};
use handlaggarrobot::vocabulary::{Destination, Posting};
use handlaggarrobot::worker::dead_letter_id;
use rusqlite::Connection;
use serde_json::Value;

use crate::broker;
use crate::installation::{
    Installation, all_scenarios, application, errors, most_common_morning, printed, registries,
};

/// Every fixture, and bytes that nobody can read, worked through.
async fn all_worked() -> Installation {
    let scenarios = all_scenarios().into_iter();
    worked(scenarios.map(|scenario| scenario.application)).await
}

/// A few of them.
async fn few_worked() -> Installation {
    let names = [
        "worked-example",
        "rent-over-the-ceiling",
        "household-of-nine",
    ];
    worked(names.map(application)).await
}

async fn worked(messages: impl IntoIterator<Item = Vec<u8>>) -> Installation {
    let simulator = registries(&[]).await;
    let installation = Installation::new(&format!("http://{}", simulator.address()));
    let unreadable = b"no application".to_vec();
    installation
        .submit(messages.into_iter().chain([unreadable]))
        .await;
    installation.work(most_common_morning()).await;
    simulator.stop().await;
    installation
}

fn balance(installation: &Installation, more: &[&str]) -> (Option<i32>, Value) {
    let mut command = vec!["ledger", "balance", "--json"];
    command.extend(more);
    let output = installation.run(&command);
    let balance = serde_json::from_str(&printed(&output));
    (
        output.status.code(),
        balance.unwrap_or_else(|_| panic!("{}", errors(&output))),
    )
}

fn write(installation: &Installation, name: &str, lines: &[Vec<u8>]) {
    let path = installation.folder.path().join(name);
    std::fs::write(path, lines.join(&b'\n')).expect("written");
}

/// The application as one line.
fn line(message: &[u8]) -> Vec<u8> {
    let value: Value = serde_json::from_slice(message).expect("JSON");
    value.to_string().into_bytes()
}

fn id(message: &[u8]) -> Vec<u8> {
    let value: Value = serde_json::from_slice(message).expect("JSON");
    value["application_id"].as_str().expect("an id").into()
}

#[tokio::test]
async fn everything_that_was_submitted_is_accounted_for_once() {
    let installation = all_worked().await;
    let scenarios = all_scenarios();
    let count = scenarios.len() as u64 + 1;
    let (code, account) = balance(&installation, &[]);
    assert_eq!(code, Some(0), "{account}");
    assert_eq!(account["received"], count);
    assert_eq!(account["dead_letters"], 1);
    let mut lines: Vec<_> = scenarios.iter().map(|one| line(&one.application)).collect();
    lines.push(b"no application".to_vec());
    write(&installation, "lines", &lines);
    let (code, account) = balance(&installation, &["--submitted", "lines"]);
    assert_eq!(code, Some(0), "{account}");
    let places = account["submitted"]["places"].as_object().expect("places");
    let sum: u64 = places.values().filter_map(Value::as_u64).sum();
    assert_eq!((sum, &places["dead_letter"]), (count, &1.into()));
    let shown = printed(&installation.run(&["ledger", "balance"]));
    assert!(shown.contains("Balansen stämmer."), "{shown}");
}

#[tokio::test]
async fn an_id_that_is_nowhere_is_told() {
    let installation = few_worked().await;
    let ids = [
        id(&application("worked-example")),
        b"01KA3V5W9M7R2C8X4N6T0BQZZZ".to_vec(),
    ];
    write(&installation, "ids", &ids);
    let (code, account) = balance(&installation, &["--submitted", "ids"]);
    assert_eq!(code, Some(1));
    assert_eq!(
        account["submitted"]["unseen"],
        serde_json::json!(["01KA3V5W9M7R2C8X4N6T0BQZZZ"])
    );
    assert_eq!(account["submitted"]["places"]["decided"], 1);
    let shown = printed(&installation.run(&["ledger", "balance", "--submitted", "ids"]));
    assert!(shown.contains("01KA3V5W9M7R2C8X4N6T0BQZZZ"), "{shown}");
    assert!(shown.contains("Balansen stämmer inte."), "{shown}");
}

#[tokio::test]
async fn what_waits_in_the_queue_is_counted_and_repetitions_are_not() {
    let installation = few_worked().await;
    let before = balance(&installation, &[]).1["received"]
        .as_u64()
        .expect("a count");
    let mut new: Value = serde_json::from_slice(&application("worked-example")).expect("JSON");
    new["application_id"] = "01KA3V5W9M7R2C8X4N6T0BQZZZ".into();
    let new = new.to_string().into_bytes();
    installation
        .submit([application("worked-example"), new.clone(), new.clone()])
        .await;
    write(&installation, "ids", &[id(&new)]);
    let (code, account) = balance(&installation, &["--submitted", "ids"]);
    assert_eq!(code, Some(0), "{account}");
    assert_eq!(account["received"], before + 1);
    assert_eq!(account["waiting_in_queue"], 1);
    assert_eq!(account["repeated_in_queue"], 1);
    assert_eq!(account["submitted"]["places"]["waiting_in_queue"], 1);
}

fn requeue(installation: &Installation) {
    let listed = printed(&installation.run(&["dead-letters", "list", "--json"]));
    let letter: Value = serde_json::from_str(&listed).expect("one dead letter");
    let id = letter["message_id"].as_str().expect("an id");
    let signed = ["--comment", "prov", "--by", "drift"];
    let output = installation.run(&[&["dead-letters", "requeue", id], &signed[..]].concat());
    assert!(output.status.success(), "{}", errors(&output));
}

#[tokio::test]
async fn a_requeued_dead_letter_is_where_it_went_and_counts_once() {
    let installation = worked([]).await;
    write(&installation, "lines", &[b"no application".to_vec()]);
    requeue(&installation);
    for (dead_letters, waiting) in [(0, 1), (1, 0)] {
        let (code, account) = balance(&installation, &["--submitted", "lines"]);
        assert_eq!(code, Some(0), "{account}");
        assert_eq!(
            (&account["received"], &account["dead_letters"]),
            (&1.into(), &dead_letters.into())
        );
        assert_eq!(account["waiting_in_queue"], waiting);
        installation.work(most_common_morning()).await;
    }
}

#[tokio::test]
async fn an_application_that_the_broker_gave_up_on_is_found_by_its_id() {
    let message = application("worked-example");
    let simulator = registries(&[]).await;
    let installation = Installation::new(&format!("http://{}", simulator.address()));
    // What the worker does with a message past the delivery limit.
    let ledger = setup::ledger(&installation.settings(), database(&installation)).await;
    let posting = Posting {
        message_id: dead_letter_id(&message),
        destination: Destination::DeadLetters,
        headers: Vec::new(),
        body: message.clone(),
    };
    let letter = DeadLetter {
        posting,
        reason: "delivery_limit".into(),
        at: most_common_morning(),
    };
    let ledger = ledger.expect("a ledger");
    ledger.record_dead_letter(letter).await.expect("recorded");
    write(&installation, "ids", &[id(&message)]);
    for place in ["dead_letter", "waiting_in_queue", "decided"] {
        let (code, account) = balance(&installation, &["--submitted", "ids"]);
        assert_eq!(code, Some(0), "{account}");
        assert_eq!(account["received"], 1, "{place}");
        assert_eq!(account["submitted"]["places"][place], 1, "{account}");
        match place {
            "dead_letter" => requeue(&installation),
            _ => drop(installation.work(most_common_morning()).await),
        }
    }
    simulator.stop().await;
}

fn database(installation: &Installation) -> Database {
    let path = installation.folder.path().join("ledger.sqlite");
    Database::open(&path).expect("a database")
}

#[tokio::test]
async fn a_removed_row_and_a_doubled_claim_are_found_with_their_ids() {
    for (check, plant) in [
        (
            "case_without_receipt",
            "DELETE FROM receipts WHERE case_key = (SELECT case_key FROM cases
             WHERE case_number = 'FS-2026-004711')",
        ),
        (
            "decided_without_one_decision_posting",
            "DELETE FROM outbox WHERE queue = 'decisions' AND case_key =
             (SELECT case_key FROM cases WHERE case_number = 'FS-2026-004711')",
        ),
        (
            "claimed_twice",
            "DROP INDEX claims_once;
             INSERT INTO claims (month, person_hash, case_key, claimed_at)
             SELECT claims.month, person_hash, case_key, claimed_at FROM claims
             JOIN cases USING (case_key) WHERE case_number = 'FS-2026-004711'",
        ),
    ] {
        let installation = few_worked().await;
        let shown = printed(&installation.run(&["cases", "show", "FS-2026-004711", "--json"]));
        let shown: Value = serde_json::from_str(&shown).expect("JSON");
        let case_id = &shown["case"]["case_id"];
        let file = installation.folder.path().join("ledger.sqlite");
        let connection = Connection::open(file).expect("the file");
        connection
            .pragma_update(None, "foreign_keys", false)
            .expect("switched off");
        connection.execute_batch(plant).expect("planted");
        let (code, account) = balance(&installation, &[]);
        assert_eq!(code, Some(1), "{check}");
        let faults = account["faults"].as_array().expect("faults");
        let fault = faults.iter().find(|fault| fault["check"] == check);
        assert_eq!(&fault.expect(check)["ids"], &serde_json::json!([case_id]));
    }
}

#[test]
fn the_brokers_depth_is_asked_and_stands_for_what_cannot_be_seen() {
    let broker = broker::shared();
    let (url, prefix) = (broker.url(), broker.prefix());
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(beside_rabbitmq(&url, &prefix));
}

async fn beside_rabbitmq(url: &str, prefix: &str) {
    let simulator = registries(&[]).await;
    let mut installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.set("QUEUE__KIND", "amqp");
    installation.set("QUEUE__AMQP__URL", url);
    installation.set("QUEUE__AMQP__NAME_PREFIX", prefix);
    installation.submit([application("worked-example")]).await;
    installation.work(most_common_morning()).await;
    let waiting = application("rent-over-the-ceiling");
    installation.submit([waiting.clone()]).await;
    write(
        &installation,
        "ids",
        &[id(&application("worked-example")), id(&waiting)],
    );
    let (code, account) = balance(&installation, &["--submitted", "ids"]);
    assert_eq!(code, Some(0), "{account}");
    assert_eq!(
        (&account["received"], &account["waiting_in_queue"]),
        (&2.into(), &1.into())
    );
    assert_eq!(account["in_hand"], Value::Null);
    assert_eq!(account["submitted"]["may_wait"], 1);
    write(&installation, "ids", &[id(&waiting), b"nowhere".to_vec()]);
    let (code, account) = balance(&installation, &["--submitted", "ids"]);
    assert_eq!(code, Some(1), "{account}");
    simulator.stop().await;
}
