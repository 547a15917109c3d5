//! One test a kind of fault, and how faults are written and chosen.

use std::time::Instant;

use super::*;
use crate::registries::simulator::{FaultKind, SubAnswer};

async fn ask_with(faults: &[&str], source: Source) -> Reply {
    let simulator = start(answers_for(PERSON), faults).await;
    ask(&simulator, source, &question(PERSON)).await
}

#[tokio::test]
async fn slow_answers_rightly_after_its_time() {
    let began = Instant::now();
    let reply = ask_with(&["slow=80ms"], Source::Csn).await;
    assert!(began.elapsed() >= Duration::from_millis(80));
    assert_eq!(reply.json()["status"], "OK");
    let began = Instant::now();
    let reply = ask_with(&["slow=40ms..60ms"], Source::Csn).await;
    assert!(began.elapsed() >= Duration::from_millis(40));
    assert_eq!(reply.json()["status"], "OK");
}

#[tokio::test]
async fn status_answers_with_that_status() {
    for status in [404, 500, 503] {
        let reply = ask_with(&[&format!("status={status}")], Source::Skatteverket).await;
        assert_eq!(reply.status, status);
        assert_eq!(reply.header("retry-after"), None);
    }
}

#[tokio::test]
async fn retry_after_is_429_with_its_seconds() {
    let reply = ask_with(&["retry-after=30"], Source::Csn).await;
    assert_eq!(reply.status, 429);
    assert_eq!(reply.header("retry-after"), Some("30"));
}

#[tokio::test]
async fn cut_off_declares_the_whole_and_sends_half() {
    let whole = ask_with(&[], Source::Csn).await.body;
    let reply = ask_with(&["cut-off"], Source::Csn).await;
    assert_eq!(reply.status, 200);
    let declared = whole.len().to_string();
    assert_eq!(reply.header("content-length"), Some(declared.as_str()));
    assert!(reply.body == whole[..whole.len() / 2]);
}

#[tokio::test]
async fn malformed_is_a_complete_response_with_broken_json() {
    let reply = ask_with(&["malformed"], Source::Csn).await;
    assert_eq!(reply.status, 200);
    let declared = reply.body.len().to_string();
    assert_eq!(reply.header("content-length"), Some(declared.as_str()));
    assert!(serde_json::from_slice::<Value>(&reply.body).is_err());
    assert!(!reply.body.is_empty());
}

#[tokio::test]
async fn fel_comes_from_the_agency_and_quotes_the_person() {
    let envelope = ask_with(&["fel"], Source::Skatteverket).await.json();
    assert_eq!(envelope["status"], "FEL");
    assert_eq!(envelope["kalla"], "SKV");
    assert_eq!(envelope["fel"]["kalla"], "BT");
    assert!(envelope["fel"]["felkod"].is_string());
    let text = envelope["fel"]["felmeddelande"][0]
        .as_str()
        .expect("a text");
    assert!(text.contains(PERSON));
    assert_eq!(envelope["svar"], Value::Null);
}

#[tokio::test]
async fn fel_hub_comes_from_the_hub() {
    let envelope = ask_with(&["fel-hub"], Source::Csn).await.json();
    assert_eq!(envelope["status"], "FEL");
    assert_eq!(envelope["fel"]["kalla"], "SSBT");
    assert_eq!(envelope["svar"], Value::Null);
}

#[tokio::test]
async fn delvis_keeps_what_could_be_read() {
    let envelope = ask_with(&["delvis"], Source::Forsakringskassan)
        .await
        .json();
    assert_eq!(envelope["status"], "DELVIS");
    assert_eq!(
        envelope["svar"]["utlamnare"][0]["tillstand"],
        "OTILLGANGLIG"
    );
    assert_eq!(envelope["svar"]["utbetalningar"], json!([]));
    let envelope = ask_with(&["delvis"], Source::Csn).await.json();
    assert_eq!(envelope["status"], "DELVIS");
    assert_eq!(envelope["svar"]["person"]["traff"], true);
    let envelope = ask_with(&["delvis"], Source::Skatteverket).await.json();
    assert_eq!(envelope["status"], "DELVIS");
    assert_eq!(envelope["svar"]["skattekonto"]["status"], "FEL");
    assert_eq!(envelope["svar"]["folkbokforing"]["status"], "OK");
}

#[tokio::test]
async fn silent_never_answers() {
    let simulator = start(Answers::empty(), &["silent"]).await;
    let body = question(PERSON);
    let asked = ask(&simulator, Source::Csn, &body);
    let waited = tokio::time::timeout(Duration::from_millis(150), asked).await;
    assert!(waited.is_err());
    assert_eq!(simulator.counts().csn, 1);
}

#[tokio::test]
async fn flapping_fails_every_third_question() {
    let simulator = start(answers_for(PERSON), &["flapping=3:CSN"]).await;
    let mut statuses = Vec::new();
    for _ in 0..6 {
        get(&simulator, "/csn/v1/ping").await;
        let reply = ask(&simulator, Source::Csn, &question(PERSON)).await;
        statuses.push(reply.status);
    }
    assert_eq!(statuses, [200, 200, 503, 200, 200, 503]);
}

#[tokio::test]
async fn sub_fel_fails_one_part_at_skatteverket_only() {
    let faults = ["sub-fel=individuppgifter"];
    let envelope = ask_with(&faults, Source::Skatteverket).await.json();
    assert_eq!(envelope["status"], "OK");
    assert_eq!(envelope["svar"]["individuppgifter"]["status"], "FEL");
    assert_eq!(envelope["svar"]["folkbokforing"]["status"], "OK");
    let envelope = ask_with(&faults, Source::Csn).await.json();
    assert_eq!(envelope["svar"]["person"]["traff"], true);
}

#[tokio::test]
async fn the_first_fault_that_meets_applies_and_no_other() {
    let faults = [
        "status=500:FK@201706159827",
        "status=501:FK",
        "status=502@199004129806",
    ];
    let simulator = start(Answers::empty(), &faults).await;
    let cases = [
        (Source::Forsakringskassan, OTHER_PERSON, 500),
        (Source::Forsakringskassan, PERSON, 501),
        (Source::Csn, PERSON, 502),
        (Source::Csn, OTHER_PERSON, 200),
    ];
    for (source, person, status) in cases {
        let reply = ask(&simulator, source, &question(person)).await;
        assert_eq!(reply.status, status);
    }
    let ping = get(&simulator, "/forsakringskassan/v1/ping").await;
    assert_eq!(ping.status, 501);
    assert_eq!(get(&simulator, "/csn/v1/ping").await.status, 200);
}

#[tokio::test]
async fn faults_change_while_running() {
    let simulator = start(answers_for(PERSON), &[]).await;
    for (faults, status) in [
        (&["status=503"][..], 503),
        (&[], 200),
        (&["status=500"], 500),
    ] {
        simulator.set_faults(parsed(faults));
        let reply = ask(&simulator, Source::Csn, &question(PERSON)).await;
        assert_eq!(reply.status, status);
    }
}

#[test]
fn every_kind_can_be_written() {
    let milliseconds = Duration::from_millis;
    let cases = [
        (
            "slow=2s",
            FaultKind::Slow(milliseconds(2000), milliseconds(2000)),
        ),
        (
            "slow=500ms..750ms",
            FaultKind::Slow(milliseconds(500), milliseconds(750)),
        ),
        ("status=503", FaultKind::Status(503)),
        ("retry-after=30", FaultKind::RetryAfter(30)),
        ("cut-off", FaultKind::CutOff),
        ("malformed", FaultKind::Malformed),
        ("fel", FaultKind::Fel),
        ("fel-hub", FaultKind::FelHub),
        ("delvis", FaultKind::Delvis),
        ("silent", FaultKind::Silent),
        ("flapping=3", FaultKind::Flapping(3)),
        ("sub-fel=foretag", FaultKind::SubFel(SubAnswer::Foretag)),
    ];
    for (text, kind) in cases {
        let fault: Fault = text.parse().expect(text);
        assert_eq!(fault.kind(), kind, "{text}");
        assert!(!fault.concerns_one_person());
        let fault: Fault = format!("{text}:SKV@{PERSON}").parse().expect(text);
        assert_eq!(fault.kind(), kind, "{text}");
        assert_eq!(fault.source(), Some(Source::Skatteverket));
        assert!(fault.concerns_one_person());
        assert!(!format!("{fault:?}").contains(PERSON));
    }
}

#[test]
fn a_bad_fault_is_refused_with_the_grammar_and_no_person() {
    let cases = [
        "",
        "slow",
        "slow=2",
        "slow=2s..1s",
        "slow=2h",
        "slow=3601s",
        "status=200",
        "status=x",
        "retry-after=soon",
        "cut-off=1",
        "flapping=0",
        "sub-fel=agi",
        "sub-fel=foretag:CSN",
        "loud",
        "fel:AF",
        "fel@19900412",
        "fel:FK@19900412980X",
    ];
    for text in cases {
        let error = text.parse::<Fault>().expect_err(text).to_string();
        assert!(
            error.contains("KIND[=ARGUMENT][:SOURCE][@PERSON]"),
            "{text}"
        );
        assert!(!error.contains("19900412"), "{text}");
    }
}
