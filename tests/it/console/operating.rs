//! Dead letters, stops, deadlines and samples.

use chrono::TimeDelta;
use handlaggarrobot::ledger::CaseState;
use reqwest::StatusCode;

use super::console;
use crate::installation::{Installation, application, most_common_morning, printed, registries};
use crate::operators::failed;

#[tokio::test]
async fn an_unreadable_message_is_read_and_sent_once_more_or_discarded() {
    let installation = Installation::new("http://127.0.0.1:9");
    installation.submit([b"no <b>JSON</b>".to_vec()]).await;
    let now = most_common_morning();
    assert_eq!(installation.work(now).await.counts.dead_lettered, 1);
    let console = console(&installation, now).await;
    let browser = console.signed_in("operator").await;
    let start = browser.get("/").await.text;
    assert!(start.contains("1 meddelande går inte att läsa."), "{start}");
    let list = browser.get("/olasliga").await.text;
    let (_, rest) = list.split_once("action=\"/olasliga/").expect("a letter");
    let id = rest.split('"').next().expect("an id");
    assert!(!list.contains("JSON&#60;"), "the list shows no content");
    let auditor = console.signed_in("auditor").await;
    let shown = auditor.post(&format!("/olasliga/{id}"), &[]).await;
    assert_eq!(shown.status, StatusCode::FORBIDDEN);
    let letter = browser.post(&format!("/olasliga/{id}"), &[]).await.text;
    assert!(
        letter.contains("no &#60;b&#62;JSON&#60;/b&#62;"),
        "{letter}"
    );
    let comment = [("comment", "en nyare version kan läsa det")];
    browser
        .post(&format!("/olasliga/{id}/skicka-igen"), &comment)
        .await;
    assert!(
        browser
            .get("/olasliga")
            .await
            .text
            .contains("Inga oläsliga meddelanden.")
    );
    // It comes back, because it is as unreadable as before.
    let later = now + TimeDelta::hours(1);
    installation.work(later).await;
    assert!(browser.get("/olasliga").await.text.contains(id));
    browser
        .post(&format!("/olasliga/{id}/kassera"), &comment)
        .await;
    let gone = browser
        .post(&format!("/olasliga/{id}/kassera"), &comment)
        .await;
    assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY);
    let all = browser.get("/olasliga?alla=ja").await.text;
    assert!(all.contains(id));
}

#[tokio::test]
async fn a_stop_hands_over_until_it_is_ended() {
    let simulator = registries(&[]).await;
    let installation = Installation::new(&format!("http://{}", simulator.address()));
    let now = most_common_morning();
    let console = console(&installation, now).await;
    let browser = console.signed_in("operator").await;
    let slip = [("vad", "rad"), ("rad", "incme.salary"), ("comment", "fel")];
    let refused = browser.post("/stopp", &slip).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let stop = [("vad", "kalla"), ("kalla", "FK"), ("comment", "fel belopp")];
    let shown = browser.post("/stopp", &stop).await;
    assert_eq!(shown.location, "/stopp");
    let page = browser.get("/stopp").await.text;
    assert!(page.contains("<strong>källa FK</strong>"), "{page}");
    installation.submit([application("worked-example")]).await;
    assert_eq!(installation.work(now).await.counts.handed_over, 1);
    let listed = printed(&installation.run(&["stop", "list"]));
    assert!(listed.contains("källa FK"), "{listed}");
    browser.post("/stopp/1/hav", &[("comment", "rättat")]).await;
    assert!(
        browser
            .get("/stopp")
            .await
            .text
            .contains("Inga stopp gäller.")
    );
    simulator.stop().await;
}

#[tokio::test]
async fn stopping_everything_has_to_be_meant_and_a_person_is_never_shown() {
    let installation = Installation::new("http://127.0.0.1:9");
    let console = console(&installation, most_common_morning()).await;
    let browser = console.signed_in("operator").await;
    let why = ("comment", "utredning");
    let shown = browser.post("/stopp", &[("vad", "allt"), why]).await;
    assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        browser
            .get("/stopp")
            .await
            .text
            .contains("Inga stopp gäller.")
    );
    browser
        .post("/stopp", &[("vad", "allt"), ("forstar", "ja"), why])
        .await;
    assert!(browser.get("/").await.text.contains("Allt är stoppat."));
    let person = [("vad", "person"), ("person", "19900412-9806"), why];
    let shown = browser.post("/stopp", &person).await;
    assert_eq!(shown.location, "/stopp");
    let page = browser.get("/stopp").await.text;
    assert!(
        page.contains("en person") && !page.contains("9806"),
        "{page}"
    );
    let wrong = [("vad", "person"), ("person", "199004129807"), why];
    let shown = browser.post("/stopp", &wrong).await;
    assert!(shown.text.contains("inget personnummer") && !shown.text.contains("9807"));
}

#[tokio::test]
async fn deadlines_show_the_time_that_is_left() {
    let case = failed("status=503:FK", most_common_morning(), &[]).await;
    let console = console(&case.installation, case.at).await;
    let page = console
        .signed_in("auditor")
        .await
        .get("/frister")
        .await
        .text;
    // 240 hours from 08:14, seen at 11:00.
    assert!(
        page.contains("FS-2026-004711") && page.contains("9\u{a0}dygn"),
        "{page}"
    );
    case.simulator.stop().await;
}

#[tokio::test]
async fn a_sample_is_judged_and_counted_and_the_decision_stands() {
    let sampled = ("quality_sample_percent = 0", "quality_sample_percent = 100");
    let case = failed("status=503:FK", most_common_morning(), &[sampled]).await;
    let deed = handlaggarrobot::ledger::operations::Deed::Replay { wish: None };
    case.order(deed, case.at).await;
    case.installation.work(case.at).await;
    let console = console(&case.installation, case.at).await;
    let browser = console.signed_in("caseworker").await;
    assert!(
        browser
            .get("/stickprov")
            .await
            .text
            .contains("FS-2026-004711")
    );
    let path = format!("/stickprov/{}", case.case_id);
    let silent = browser.post(&path, &[("comment", "granskat")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let judged = [("bedomning", "olika"), ("comment", "hyran är delad")];
    browser.post(&path, &judged).await;
    let page = browser.get("/stickprov").await.text;
    assert!(page.contains("Inga stickprov väntar"), "{page}");
    assert!(
        page.contains("<dt>Hade beslutat annorlunda</dt><dd>1</dd>"),
        "{page}"
    );
    assert_eq!(case.row().await.state, CaseState::Decided);
    case.simulator.stop().await;
}

#[test]
fn a_ledger_is_filled_with_invented_rows_once_and_never_beside_others() {
    let installation = Installation::new("http://127.0.0.1:9");
    let fill = || installation.run(&["ledger", "fill", "--cases", "1000"]);
    let first = fill();
    assert!(
        first.status.success(),
        "{}",
        crate::installation::errors(&first)
    );
    let listed = printed(&installation.run(&["cases", "list", "--limit", "2000", "--json"]));
    assert_eq!(listed.lines().count(), 1000);
    assert!(listed.lines().all(|row| row.contains("FIKTIV-")));
    let again = crate::installation::errors(&fill());
    assert!(again.contains("has cases already"), "{again}");
}
