//! The outcome policy: modes, claims, routed units, sample and conflicts.

use serde_json::{Value, json};

use crate::installation::{Installation, application, most_common_morning, registries};

/// Works messages under a changed policy; returns what was posted.
async fn work(changes: &[(&str, &str)], messages: Vec<Vec<u8>>) -> Vec<(String, Value)> {
    let simulator = registries(&[]).await;
    let mut installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.change_policy(changes);
    installation.submit(messages).await;
    installation.work(most_common_morning()).await;
    let mut postings = installation.postings().await;
    postings.sort_by(|one, other| one.0.cmp(&other.0));
    simulator.stop().await;
    postings
}

const NO_SAMPLE: (&str, &str) = ("quality_sample_percent = 5", "quality_sample_percent = 0");

fn changed(name: &str, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut application: Value = serde_json::from_slice(&application(name)).expect("JSON");
    change(&mut application);
    application.to_string().into_bytes()
}

fn codes(handover: &Value) -> Vec<&str> {
    let reasons = handover["reasons"].as_array().expect("reasons");
    reasons
        .iter()
        .map(|reason| reason["code"].as_str().expect("a code"))
        .collect()
}

fn queues(postings: &[(String, Value)]) -> Vec<&str> {
    postings.iter().map(|(queue, _)| queue.as_str()).collect()
}

#[tokio::test]
async fn recommend_hands_over_with_the_finished_proposal() {
    let mode = ("mode = \"decide\"", "mode = \"recommend\"");
    let postings = work(&[NO_SAMPLE, mode], vec![application("worked-example")]).await;
    assert_eq!(queues(&postings), ["human-review.caseworkers", "notices"]);
    let handover = &postings[0].1;
    assert_eq!(codes(handover), ["recommend_mode"]);
    assert_eq!(handover["proposal"]["amount"], "10359.00");
    assert_eq!(handover["proposal"]["outcome"], "granted");
}

#[tokio::test]
async fn shadow_posts_nothing() {
    let mode = ("mode = \"decide\"", "mode = \"shadow\"");
    let messages = vec![
        application("worked-example"),
        application("glasses"),
        application("wrong-check-digit"),
    ];
    assert_eq!(work(&[mode], messages).await, []);
}

#[tokio::test]
async fn partly_granted_is_decided_only_where_the_policy_says_so() {
    let allowed = (
        "may_decide = [\"granted\"]",
        "may_decide = [\"granted\", \"partly_granted\"]",
    );
    let message = || vec![application("electricity-above-the-cap")];
    assert_eq!(
        queues(&work(&[NO_SAMPLE, allowed], message()).await),
        ["decisions"]
    );
    let postings = work(&[NO_SAMPLE], message()).await;
    assert_eq!(codes(&postings[0].1), ["outcome_needs_human"]);
}

#[tokio::test]
async fn nothing_is_decided_without_a_delegation() {
    let expired = (
        "valid_to = \"2027-12-31\"\nfunction_id",
        "valid_to = \"2025-12-31\"\nfunction_id",
    );
    let postings = work(&[expired], vec![application("worked-example")]).await;
    assert_eq!(codes(&postings[0].1), ["delegation_missing"]);
}

#[tokio::test]
async fn a_person_is_decided_automatically_once_a_month() {
    let again = changed("worked-example", |application| {
        application["application_id"] = json!("01KA3V5W9M7R2C8X4N6T0BQZJE");
        application["case_number"] = json!("FS-2026-999999");
    });
    let postings = work(&[NO_SAMPLE], vec![application("worked-example"), again]).await;
    assert_eq!(
        queues(&postings),
        ["decisions", "human-review.caseworkers", "notices"]
    );
    assert_eq!(codes(&postings[1].1), ["duplicate_application"]);
}

#[tokio::test]
async fn the_same_application_with_other_content_goes_to_a_person() {
    let other = changed("worked-example", |application| {
        application["costs"][0]["amount"] = json!("6451.00");
    });
    let postings = work(&[NO_SAMPLE], vec![application("worked-example"), other]).await;
    let handovers: Vec<_> = postings
        .iter()
        .filter(|(queue, _)| queue.starts_with("human"))
        .collect();
    assert_eq!(handovers.len(), 1);
    assert!(codes(&handovers[0].1).contains(&"conflicting_resubmission"));
}

#[tokio::test]
async fn the_same_content_in_other_bytes_is_a_duplicate() {
    let spaced = changed("worked-example", |_| {});
    assert_ne!(spaced, application("worked-example"));
    let postings = work(&[NO_SAMPLE], vec![application("worked-example"), spaced]).await;
    assert_eq!(queues(&postings), ["decisions"]);
}

#[tokio::test]
async fn a_flag_routes_to_the_unit_the_policy_names() {
    let postings = work(&[], vec![application("concern-for-a-child")]).await;
    assert_eq!(queues(&postings), ["human-review.child-team", "notices"]);
    assert_eq!(postings[0].1["unit"], "child-team");
}

#[tokio::test]
async fn a_sampled_decision_is_also_sent_to_a_person() {
    let all = ("quality_sample_percent = 5", "quality_sample_percent = 100");
    let postings = work(&[all], vec![application("worked-example")]).await;
    assert_eq!(
        queues(&postings),
        ["decisions", "human-review.quality-sample"]
    );
    assert_eq!(postings[0].1["quality_sample"], true);
}

#[tokio::test]
async fn the_notice_is_the_same_text_for_restricted_and_other_cases() {
    let messages = vec![
        application("protected-identity-child"),
        application("glasses"),
    ];
    let postings = work(&[], messages).await;
    let letters: Vec<String> = postings
        .iter()
        .filter(|(queue, _)| queue == "notices")
        .map(|(_, notice)| {
            let number = notice["case_number"].as_str().expect("a number");
            let text = notice["letter"]["text"].as_str().expect("a text");
            text.replace(number, "NUMBER")
        })
        .collect();
    assert_eq!(letters.len(), 2);
    assert_eq!(letters[0], letters[1]);
}
