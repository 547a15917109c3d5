//! Bad input: nothing is lost, nothing is quoted, the worker goes on.

use handlaggarrobot::cli::setup;
use handlaggarrobot::clock::Clock;
use serde_json::{Value, json};

use crate::installation::{Installation, application, most_common_morning, registries};

/// Works messages; returns the installation afterwards.
async fn work(messages: Vec<Vec<u8>>) -> Installation {
    let simulator = registries(&[]).await;
    let installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.submit(messages).await;
    installation.work(most_common_morning()).await;
    simulator.stop().await;
    installation
}

#[tokio::test]
async fn unreadable_bytes_are_dead_lettered_whole_with_a_reason() {
    let mut nested = br#"{"application_id":"x","a":"#.to_vec();
    nested.extend(std::iter::repeat_n(b'[', 100_000));
    let bad = [
        (b"\xff\xfe not text".to_vec(), "not_utf8"),
        (b"{ not json".to_vec(), "not_json"),
        (b"".to_vec(), "not_json"),
        (b"[]".to_vec(), "no_identity"),
        (
            br#"{"application_id": 7, "case_number": "x"}"#.to_vec(),
            "no_identity",
        ),
        (nested, "not_json"),
    ];
    let mut messages: Vec<_> = bad.iter().map(|(bytes, _)| bytes.clone()).collect();
    messages.push(application("worked-example"));
    let installation = work(messages).await;
    let queue = setup::embedded(&installation.settings(), &Clock::system()).expect("the queue");
    let letters = queue
        .take(vec!["dead-letters".into()], 100, false)
        .await
        .expect("letters");
    assert_eq!(letters.len(), bad.len());
    for (bytes, reason) in bad {
        let letter = letters
            .iter()
            .find(|letter| letter.body == bytes)
            .expect("the original bytes");
        let header = |name: &str| {
            letter
                .headers
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.as_str())
        };
        assert_eq!(header("x-reason"), Some(reason));
        assert!(header("x-received-at").is_some());
    }
    let decided = installation
        .postings()
        .await
        .into_iter()
        .filter(|(queue, _)| queue == "decisions");
    assert_eq!(decided.count(), 1, "the worker goes on");
}

#[tokio::test]
async fn the_same_unreadable_bytes_again_are_one_dead_letter() {
    let garbage = b"no application".to_vec();
    let installation = work(vec![garbage.clone(), garbage.clone()]).await;
    installation.submit([garbage]).await;
    installation
        .work(most_common_morning() + chrono::TimeDelta::minutes(1))
        .await;
    let letters = installation.postings().await;
    assert_eq!(letters.len(), 1);
    let worked = work(vec![application("worked-example")]).await;
    assert!(
        worked
            .postings()
            .await
            .iter()
            .any(|(queue, _)| queue == "decisions")
    );
}

#[tokio::test]
async fn readable_ids_make_a_message_readable_whatever_else_it_holds() {
    let broken = String::from_utf8(application("worked-example")).expect("UTF-8");
    let broken = broken.replace(
        "\"message_to_caseworker\": \"\"",
        "\"message_to_caseworker\": \"\\ud83d\"",
    );
    let installation = work(vec![broken.into_bytes()]).await;
    let postings = installation.postings().await;
    let queues: Vec<_> = postings.iter().map(|(queue, _)| queue.as_str()).collect();
    assert!(queues.contains(&"human-review.caseworkers"), "{queues:?}");
}

#[tokio::test]
async fn a_body_of_a_hundred_megabytes_is_survived() {
    let huge = vec![b'x'; 100 * 1024 * 1024];
    let installation = work(vec![huge, application("worked-example")]).await;
    let postings = installation.postings().await;
    let mut queues: Vec<_> = postings.iter().map(|(queue, _)| queue.as_str()).collect();
    queues.retain(|queue| !queue.starts_with("human-review"));
    queues.sort_unstable();
    assert_eq!(queues, ["dead-letters", "decisions"]);
}

#[tokio::test]
async fn an_application_that_makes_no_sense_goes_to_a_person_naming_fields_never_values() {
    let broken = |pointer: &str, value: Value| {
        let mut application: Value =
            serde_json::from_slice(&application("worked-example")).expect("JSON");
        *application.pointer_mut(pointer).expect("a field") = value;
        application["application_id"] =
            json!(format!("01KA3V5W9M7R2C8X4N6T0BQ{:03}", pointer.len()));
        application.to_string().into_bytes()
    };
    let bad = [
        ("/month", json!("2026-13"), "month"),
        ("/costs/0/amount", json!("-6450.77"), "costs[0].amount"),
        (
            "/children/0/days_per_month",
            json!(31),
            "children[0].days_per_month",
        ),
        (
            "/applicant/personnummer",
            json!("199004129807"),
            "applicant.personnummer",
        ),
        (
            "/children/0/personnummer",
            json!("199004129806"),
            "children[0].personnummer",
        ),
        (
            "/incomes/0/payer",
            json!("Hemligt företag"),
            "incomes[0].payer",
        ),
        ("/persons_in_dwelling", json!(0), "persons_in_dwelling"),
    ];
    let messages = bad
        .iter()
        .map(|(pointer, value, _)| broken(pointer, value.clone()));
    let installation = work(messages.collect()).await;
    let postings = installation.postings().await;
    let handovers: Vec<_> = postings
        .iter()
        .filter(|(queue, _)| queue == "human-review.caseworkers")
        .collect();
    assert_eq!(handovers.len(), bad.len());
    for (_, value, field) in &bad {
        let note = |(_, body): &&&(String, Value)| {
            body["journal_note"]
                .as_str()
                .is_some_and(|note| note.contains(field))
        };
        let (_, body) = handovers.iter().find(note).expect(field);
        assert_eq!(body["reasons"][0]["code"], "invalid_application");
        let shown = body.to_string();
        if let Some(text) = value.as_str() {
            assert!(!shown.contains(text), "{field} is quoted");
        }
    }
}

#[tokio::test]
async fn an_unknown_additional_field_is_accepted_and_kept() {
    let mut application: Value =
        serde_json::from_slice(&application("worked-example")).expect("JSON");
    application["children"][0]["favourite_colour"] = json!("blue");
    let installation = work(vec![application.to_string().into_bytes()]).await;
    let decided = installation
        .postings()
        .await
        .into_iter()
        .filter(|(queue, _)| queue == "decisions");
    assert_eq!(decided.count(), 1);
    let settings = installation.settings();
    let ledger = setup::ledger(&settings, setup::database(&settings).expect("a ledger"))
        .await
        .expect("a ledger");
    let case = handlaggarrobot::ledger::Ledger::case(&ledger, "FS-2026-004711")
        .await
        .expect("a read");
    let content = String::from_utf8(case.expect("the case").content).expect("UTF-8");
    assert!(content.contains("favourite_colour"));
}
