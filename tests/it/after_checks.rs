//! After-checks: the employer's declaration is read when it is due, after a
//! decision that rested on a pay slip.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use handlaggarrobot::cli::setup;
use handlaggarrobot::clock::Clock;
use handlaggarrobot::registries::simulator::RunningSimulator;
use handlaggarrobot::worker::Until;
use rusqlite::Connection;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::installation::{
    Installation, application, fixtures, morning, most_common_morning, printed, registries,
};

/// A case that is decided on the second of November on a pay slip of 4 250
/// kronor, with an after-check on the thirteenth.
const NAME: &str = "employer-report-not-due-yet";

async fn decided() -> (RunningSimulator, Installation) {
    let simulator = registries(&[]).await;
    let mut installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.set("REGISTRIES__ATTEMPTS_IN_PROCESS", "1");
    installation.submit([application(NAME)]).await;
    let summary = installation.work(most_common_morning()).await;
    assert_eq!(summary.counts.decided, 1);
    (simulator, installation)
}

fn the_thirteenth() -> DateTime<Utc> {
    morning("2026-11-13".parse().expect("a date"))
}

/// From now on Skatteverket answers otherwise.
fn change_answer(simulator: &RunningSimulator, change: impl FnOnce(&mut Value)) {
    let path = fixtures().join(format!("registries/{NAME}.json"));
    let answers: Vec<Value> =
        serde_json::from_slice(&std::fs::read(path).expect("answers")).expect("JSON");
    let mut answer = answers
        .into_iter()
        .find(|answer| answer["kalla"] == "SKV")
        .expect("the applicant's answer");
    change(&mut answer["svar"]);
    simulator
        .replace_answer(answer.to_string())
        .expect("replaced");
}

/// The employer declares October.
fn declare(simulator: &RunningSimulator, pay: &str) {
    change_answer(simulator, |answer| {
        let rows = answer["individuppgifter"]["svar"]
            .as_array_mut()
            .expect("rows");
        let mut row = rows[0].clone();
        row["redovisningsperiod"] = "2026-10".into();
        row["inlamnad"] = "2026-11-12".into();
        row["kontantErsattning"] = pay.into();
        rows.push(row);
    });
}

async fn queues_and_handover(installation: &Installation) -> (Vec<String>, Value) {
    let mut postings = installation.postings().await;
    postings.sort_by(|one, other| one.0.cmp(&other.0));
    let handover = postings
        .iter()
        .find(|(queue, _)| queue.starts_with("human-review") || queue == "restricted")
        .map_or(Value::Null, |(_, body)| body.clone());
    (
        postings.into_iter().map(|(queue, _)| queue).collect(),
        handover,
    )
}

fn codes(handover: &Value) -> Vec<&str> {
    let reasons = handover["reasons"].as_array().expect("reasons").iter();
    reasons
        .map(|reason| reason["code"].as_str().expect("a code"))
        .collect()
}

#[tokio::test]
async fn a_declaration_that_agrees_changes_nothing_and_is_noted() {
    let (simulator, installation) = decided().await;
    declare(&simulator, "5600.00");
    let early = installation
        .work(the_thirteenth() - TimeDelta::hours(10))
        .await;
    assert_eq!(early.counts.after_checked, 0, "not before its day");
    let summary = installation.work(the_thirteenth()).await;
    assert_eq!(
        (summary.counts.after_checked, summary.counts.superseded),
        (1, 0)
    );
    let again = installation.work(the_thirteenth()).await;
    assert_eq!(again.counts.after_checked, 0, "once");
    let shown = printed(&installation.run(&["cases", "show", "--json", &id(&installation)]));
    let shown: Value = serde_json::from_str(&shown).expect("JSON");
    let last = shown["history"].as_array().and_then(|all| all.last());
    let last = last.expect("an entry");
    assert_eq!(
        (&last["what"], &last["detail"]),
        (&json!("after_check_made"), &json!("agreed"))
    );
    assert_eq!(queues_and_handover(&installation).await.0, ["decisions"]);
    simulator.stop().await;
}

fn id(installation: &Installation) -> String {
    let listed = printed(&installation.run(&["cases", "list", "--json"]));
    let row: Value = serde_json::from_str(&listed).expect("one case");
    row["case_id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_declaration_beyond_the_tolerance_goes_to_a_person_and_the_decision_stands() {
    let (simulator, installation) = decided().await;
    declare(&simulator, "9000.00");
    let summary = installation.work(the_thirteenth()).await;
    assert_eq!(summary.counts.superseded, 1);
    let (queues, handover) = queues_and_handover(&installation).await;
    assert_eq!(queues, ["decisions", "human-review.caseworkers", "notices"]);
    assert_eq!(codes(&handover), ["after_check_differs", "salary_differs"]);
    let note = handover["journal_note"].as_str().expect("a note");
    assert!(note.contains("beslutet gäller"), "{note}");
    let again = installation.work(the_thirteenth()).await;
    assert_eq!(again.counts.after_checked, 0, "once");
    simulator.stop().await;
}

#[tokio::test]
async fn a_declaration_that_is_still_missing_goes_to_a_person() {
    let (simulator, installation) = decided().await;
    installation.work(the_thirteenth()).await;
    let (_, handover) = queues_and_handover(&installation).await;
    assert_eq!(codes(&handover), ["after_check_differs", "agi_missing"]);
    simulator.stop().await;
}

#[tokio::test]
async fn what_cannot_be_read_is_tried_again_and_after_a_day_a_person_has_it() {
    let (simulator, installation) = decided().await;
    let unreadable = "sub-fel=individuppgifter:SKV".parse().expect("a fault");
    simulator.set_faults(vec![unreadable]);
    let summary = installation.work(the_thirteenth()).await;
    assert_eq!(summary.counts.after_checked, 0);
    assert_eq!(queues_and_handover(&installation).await.0, ["decisions"]);
    installation
        .work(the_thirteenth() + TimeDelta::hours(24))
        .await;
    let (_, handover) = queues_and_handover(&installation).await;
    assert_eq!(
        codes(&handover),
        ["after_check_differs", "registry_unavailable"]
    );
    simulator.stop().await;
}

#[tokio::test]
async fn somebody_who_has_become_protected_is_for_the_restricted_queue() {
    let (simulator, installation) = decided().await;
    change_answer(&simulator, |answer| {
        answer["folkbokforing"]["svar"]["sekretessmarkering"]["satt"] = true.into();
    });
    installation.work(the_thirteenth()).await;
    let (queues, handover) = queues_and_handover(&installation).await;
    assert_eq!(queues, ["decisions", "notices", "restricted"]);
    assert_eq!(handover["decision_may_have_left"], true);
    let listed = printed(&installation.run(&["cases", "list", "--json"]));
    let row: Value = serde_json::from_str(&listed).expect("one case");
    assert_eq!(row["reasons"], json!(["restricted"]));
    simulator.stop().await;
}

#[tokio::test]
async fn one_that_a_stop_of_everything_breaks_into_is_made_when_it_is_resumed() {
    for (protected, queue) in [(false, "human-review.caseworkers"), (true, "restricted")] {
        let (simulator, installation) = decided().await;
        match protected {
            true => change_answer(&simulator, |answer| {
                answer["folkbokforing"]["svar"]["sekretessmarkering"]["satt"] = true.into();
            }),
            false => declare(&simulator, "9000.00"),
        }
        simulator.set_faults(vec!["slow=2s:SKV".parse().expect("a fault")]);
        let asked = simulator.counts().skatteverket;
        let stopping = async {
            while simulator.counts().skatteverket == asked {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            installation.run(&["stop", "--everything", "--comment", "prov", "--by", "drift"]);
        };
        let (summary, ()) = tokio::join!(installation.work(the_thirteenth()), stopping);
        assert_eq!((summary.counts.superseded, summary.stops.len()), (0, 1));
        simulator.set_faults(Vec::new());
        installation.run(&[
            "resume",
            "--everything",
            "--comment",
            "prov",
            "--by",
            "drift",
        ]);
        installation.work(the_thirteenth()).await;
        let (queues, _) = queues_and_handover(&installation).await;
        assert!(queues.contains(&queue.to_owned()), "{queues:?}");
        simulator.stop().await;
    }
}

#[tokio::test]
async fn an_after_check_due_before_the_deadline_is_work_left_for_the_night() {
    let (simulator, mut installation) = decided().await;
    installation.set("RUN__SWEEP_SECONDS", "1");
    declare(&simulator, "5600.00");
    // The run begins just before the day on which it is due.
    let midnight = the_thirteenth() - TimeDelta::hours(9);
    let clock = Clock::at(midnight - TimeDelta::seconds(3));
    let worker = setup::worker(&installation.settings(), clock)
        .await
        .expect("a worker");
    let until = Until::Empty {
        deadline: midnight + TimeDelta::seconds(30),
    };
    let stop = CancellationToken::new();
    let summary = worker.run(until, stop).await.expect("a run");
    assert_eq!(summary.counts.after_checked, 1);
    simulator.stop().await;
}

#[tokio::test]
async fn a_worker_whose_hands_are_always_full_makes_them_all_the_same() {
    let (simulator, mut installation) = decided().await;
    installation.set("RUN__SWEEP_SECONDS", "1");
    installation.set("REGISTRIES__IN_FLIGHT", "1");
    let slow = "slow=1500ms:FK".parse().expect("a fault");
    simulator.set_faults(vec![slow]);
    let others = ["worked-example", "couple-without-children"];
    installation.submit(others.map(application)).await;
    let midnight = the_thirteenth() - TimeDelta::hours(9);
    let clock = Clock::at(midnight - TimeDelta::milliseconds(500));
    let worker = setup::worker(&installation.settings(), clock)
        .await
        .expect("a worker");
    let until = Until::Empty {
        deadline: midnight + TimeDelta::seconds(30),
    };
    let stop = CancellationToken::new();
    worker.run(until, stop).await.expect("a run");
    let ledger = Connection::open(installation.folder.path().join("ledger.sqlite"));
    let sooner = ledger.expect("the ledger").query_row(
        "SELECT max(event_id) FILTER (WHERE kind = 'after_check_made') < max(event_id) FILTER
            (WHERE kind IN ('decided', 'handed_over') AND case_key > 1) FROM events",
        [],
        |row| row.get(0),
    );
    assert_eq!(sooner, Ok(true), "before the last of the others");
    simulator.stop().await;
}
