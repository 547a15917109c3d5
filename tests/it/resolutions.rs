//! What people decide in cases that were handed over, and the month that such
//! cases hold.

use chrono::TimeDelta;
use handlaggarrobot::cli::setup;
use handlaggarrobot::clock::Clock;
use handlaggarrobot::queue::Queue;
use handlaggarrobot::registries::simulator::RunningSimulator;
use handlaggarrobot::vocabulary::{Destination, Posting};
use handlaggarrobot::worker::Summary;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::installation::{
    Installation, application, errors, most_common_morning, printed, registries,
};

async fn installation() -> (RunningSimulator, Installation) {
    let simulator = registries(&[]).await;
    let installation = Installation::new(&format!("http://{}", simulator.address()));
    (simulator, installation)
}

/// The worked example under another id, one of several of the same month; with
/// a message it goes to a person.
fn one_of_the_month(number: u8, message: &str) -> Vec<u8> {
    let mut one: Value = serde_json::from_slice(&application("worked-example")).expect("JSON");
    one["application_id"] = format!("01KA3V5W9M7R2C8X4N6T0BQZ{number:02}").into();
    one["case_number"] = format!("FS-2026-9{number:02}").into();
    one["message_to_caseworker"] = message.into();
    one.to_string().into_bytes()
}

/// Submits one, and says what became of it: its state and reasons.
async fn submitted(installation: &Installation, number: u8, message: &str) -> (String, Value) {
    installation
        .submit([one_of_the_month(number, message)])
        .await;
    work(installation).await;
    let number = format!("FS-2026-9{number:02}");
    let listed = printed(&installation.run(&["cases", "list", "--json", "--case-number", &number]));
    let row: Value = serde_json::from_str(&listed).expect("one case");
    (
        row["state"].as_str().expect("a state").to_owned(),
        row["reasons"].clone(),
    )
}

async fn work(installation: &Installation) -> Summary {
    installation
        .work(most_common_morning() + TimeDelta::minutes(1))
        .await
}

fn resolve(installation: &Installation, number: u8, outcome: &str) -> std::process::Output {
    let number = format!("FS-2026-9{number:02}");
    installation.run(&[
        "cases",
        "resolve",
        &number,
        "--outcome",
        outcome,
        "--agreed",
        "no",
        "--comment",
        "läst",
        "--by",
        "anna",
    ])
}

fn ledger(installation: &Installation) -> Connection {
    let path = installation.folder.path().join("ledger.sqlite");
    Connection::open(path).expect("the ledger")
}

fn count(installation: &Installation, query: &str) -> i64 {
    ledger(installation)
        .query_row(query, [], |row| row.get(0))
        .expect("a count")
}

#[tokio::test]
async fn while_a_person_has_a_case_no_other_of_its_month_is_decided() {
    let (simulator, installation) = installation().await;
    let (state, reasons) = submitted(&installation, 1, "Hej!").await;
    assert_eq!(
        (state.as_str(), reasons),
        ("handed_over", json!(["message_to_caseworker"]))
    );
    let (state, reasons) = submitted(&installation, 2, "").await;
    assert_eq!(
        (state.as_str(), reasons),
        ("handed_over", json!(["duplicate_application"]))
    );
    // A person still has the second, which holds the month from now on.
    assert!(resolve(&installation, 1, "rejected").status.success());
    assert_eq!(submitted(&installation, 3, "").await.0, "handed_over");
    for number in [2, 3] {
        assert!(resolve(&installation, number, "withdrawn").status.success());
    }
    assert_eq!(submitted(&installation, 4, "").await.0, "decided");
    simulator.stop().await;
}

#[tokio::test]
async fn a_month_for_which_aid_was_granted_is_not_decided_again() {
    let (simulator, installation) = installation().await;
    submitted(&installation, 1, "Hej!").await;
    assert!(resolve(&installation, 1, "granted").status.success());
    let (state, reasons) = submitted(&installation, 2, "").await;
    assert_eq!(
        (state.as_str(), reasons),
        ("handed_over", json!(["duplicate_application"]))
    );
    simulator.stop().await;
}

#[tokio::test]
async fn the_month_of_an_automatic_decision_is_never_let_go_of() {
    let (simulator, installation) = installation().await;
    assert_eq!(submitted(&installation, 1, "").await.0, "decided");
    let resolved = resolve(&installation, 1, "rejected");
    assert!(resolved.status.success(), "{}", errors(&resolved));
    assert_eq!(submitted(&installation, 2, "").await.0, "handed_over");
    simulator.stop().await;
}

#[tokio::test]
async fn what_no_person_has_is_not_resolved() {
    let simulator = registries(&["status=503:FK"]).await;
    let mut installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.set("REGISTRIES__ATTEMPTS_IN_PROCESS", "1");
    assert_eq!(submitted(&installation, 1, "").await.0, "retrying");
    let refused = resolve(&installation, 1, "granted");
    assert_eq!(refused.status.code(), Some(1));
    assert!(errors(&refused).contains("only what a person has"));
    simulator.stop().await;
}

/// What the case system sends, as often as it likes.
async fn report(installation: &Installation, messages: &[Value]) {
    let queue = setup::publisher(&installation.settings(), &Clock::system())
        .await
        .expect("a queue");
    for (number, message) in messages.iter().enumerate() {
        let posting = Posting {
            message_id: format!("reported-{number}"),
            destination: Destination::Resolutions,
            headers: Vec::new(),
            body: message.to_string().into_bytes(),
        };
        queue.publish(&posting).await.expect("reported");
    }
    queue.close().await;
}

#[tokio::test]
async fn the_case_system_s_report_closes_a_handover_once() {
    let (simulator, installation) = installation().await;
    submitted(&installation, 1, "Hej!").await;
    let case_id: String = ledger(&installation)
        .query_row("SELECT case_id FROM cases", [], |row| row.get(0))
        .expect("a case");
    let message = json!({
        "case_id": case_id, "outcome": "rejected", "decided_by": "Anna Andersson",
        "agreed": null, "comment": "läst", "unit": "an additional field",
    });
    report(&installation, &[message.clone(), message]).await;
    work(&installation).await;
    let events = "SELECT count(*) FROM events WHERE kind = 'resolved' AND detail = 'rejected'";
    assert_eq!(count(&installation, events), 1);
    assert_eq!(count(&installation, "SELECT count(*) FROM resolutions"), 1);
    let left = "SELECT count(*) FROM queue_messages WHERE queue = 'resolutions'";
    assert_eq!(count(&installation, left), 0);
    let shown = printed(&installation.run(&["cases", "show", &case_id]));
    assert!(
        shown.contains("avslutat av handläggare") && !shown.contains("Anna"),
        "{shown}"
    );
    assert_eq!(submitted(&installation, 2, "").await.0, "decided");
    simulator.stop().await;
}

#[tokio::test]
async fn while_everything_is_stopped_reports_wait() {
    let (simulator, installation) = installation().await;
    report(&installation, &[json!("no report")]).await;
    let signed = ["--everything", "--comment", "prov", "--by", "drift"];
    installation.run(&[&["stop"], &signed[..]].concat());
    assert_eq!(work(&installation).await.counts.dead_lettered, 0);
    installation.run(&[&["resume"], &signed[..]].concat());
    assert_eq!(work(&installation).await.counts.dead_lettered, 1);
    simulator.stop().await;
}

#[tokio::test]
async fn a_report_that_fits_no_case_is_a_dead_letter_with_its_reason() {
    let (simulator, installation) = installation().await;
    let message = json!({
        "case_id": "01KA3V5W9M7R2C8X4N6T0BQZJD", "outcome": "granted", "decided_by": "x",
        "agreed": true,
    });
    let mut missing = message.clone();
    missing.as_object_mut().expect("an object").remove("agreed");
    report(&installation, &[message, missing]).await;
    assert_eq!(work(&installation).await.counts.dead_lettered, 2);
    let ledger = ledger(&installation);
    let mut statement = ledger
        .prepare("SELECT reason FROM dead_letters ORDER BY reason")
        .expect("a query");
    let reasons = statement.query_map([], |row| row.get(0)).expect("rows");
    let reasons: Vec<String> = reasons.map(|row| row.expect("a row")).collect();
    assert_eq!(
        reasons,
        ["resolution_of_unknown_case", "resolution_unreadable"]
    );
    simulator.stop().await;
}
