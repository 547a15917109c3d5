//! Groups of faults, and what an operator does about them.

use handlaggarrobot::ledger::CaseState;
use reqwest::StatusCode;

use super::console;
use crate::installation::most_common_morning;
use crate::operators::failed;

/// The fields of the form on a page, without the comment.
fn hidden(page: &str) -> Vec<(String, String)> {
    let (_, form) = page.split_once("<form class=\"act\"").expect("a form");
    let fields = form.split("type=\"hidden\" name=\"").skip(1);
    fields
        .map(|field| {
            let (name, rest) = field.split_once('"').expect("a name");
            let value = rest.trim_start_matches(" value=\"").split('"').next();
            (name.to_owned(), value.unwrap_or_default().to_owned())
        })
        .collect()
}

#[tokio::test]
async fn a_group_is_previewed_ordered_and_seen_decided() {
    let case = failed("status=503:FK", most_common_morning(), &[]).await;
    let console = console(&case.installation, case.at).await;
    let browser = console.signed_in("operator").await;
    let start = browser.get("/").await.text;
    assert!(start.contains("1\u{a0}ärende behöver dig."), "{start}");
    let faults = browser.get("/fel").await.text;
    let group =
        "<strong>1\u{a0}ärende</strong>, Försäkringskassan svarade med fel 503, sedan 11:00";
    assert!(faults.contains(group), "{faults}");
    let preview = browser.get("/fel/grupp?orsak=FK.http_503").await.text;
    assert!(preview.contains("FS-2026-004711") && preview.contains("kan inte beräknas"));
    assert!(preview.contains("cases replay --failed --source FK.http_503 --apply"));
    assert_eq!(case.row().await.state, CaseState::Failed, "only a preview");
    let fields = hidden(&preview);
    let mut fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    fields.push(("comment", "registret svarar igen"));
    let own = format!("http://{}", console.address);
    let shown = browser.post_from(&own, "/fel/grupp", &fields).await;
    assert_eq!(
        (shown.status, &*shown.location),
        (StatusCode::SEE_OTHER, "/fel")
    );
    let faults = browser.get("/fel").await.text;
    assert!(
        faults.contains("Roboten försöker igen med 1\u{a0}ärende."),
        "{faults}"
    );
    let summary = case.installation.work(case.at).await;
    assert_eq!(summary.counts.decided, 1);
    let page = browser.get(&format!("/arende/{}", case.case_id)).await.text;
    assert!(page.contains(">beslutat</span>") && page.contains("nytt försök beställt"));
    assert!(
        page.contains("beslutet, till verksamhetssystemet"),
        "{page}"
    );
    let start = browser.get("/").await.text;
    assert!(start.contains("Natten gick bra."), "{start}");
    case.simulator.stop().await;
}

#[tokio::test]
async fn what_has_failed_since_the_preview_is_not_in_the_order() {
    let case = failed("status=503:FK", most_common_morning(), &[]).await;
    let console = console(&case.installation, case.at).await;
    let browser = console.signed_in("operator").await;
    let before = (case.at.timestamp_millis() - 1).to_string();
    let fields = [
        ("orsak", "FK.http_503"),
        ("gor", "skriv-av"),
        ("nu", before.as_str()),
        ("comment", "tas på papper"),
    ];
    browser.post("/fel/grupp", &fields).await;
    assert_eq!(case.row().await.state, CaseState::Failed);
    let page = browser.get("/fel").await.text;
    assert!(page.contains("0\u{a0}ärenden är avskrivna"), "{page}");
    case.simulator.stop().await;
}

#[tokio::test]
async fn a_single_case_is_handed_over_after_a_preview() {
    let case = failed("status=503:FK", most_common_morning(), &[]).await;
    let console = console(&case.installation, case.at).await;
    let browser = console.signed_in("operator").await;
    let path = format!("/arende/{}/order/lamna-over", case.case_id);
    let preview = browser.get(&path).await.text;
    assert!(preview.contains("till handläggare"), "{preview}");
    browser.post(&path, &[("comment", "brådskar")]).await;
    case.installation.work(case.at).await;
    assert_eq!(case.row().await.state, CaseState::HandedOver);
    let caseworker = console.signed_in("caseworker").await;
    let path = format!("/arende/{}", case.case_id);
    let fields = [
        ("utfall", "granted"),
        ("som-roboten", "ja"),
        ("comment", "kontrollerat"),
    ];
    let shown = caseworker.post(&format!("{path}/avsluta"), &fields).await;
    assert_eq!(shown.location, path);
    let page = caseworker.get(&path).await.text;
    assert!(page.contains("avslutat av handläggare") && page.contains("kontrollerat"));
    case.simulator.stop().await;
}
