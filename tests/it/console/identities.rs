//! Whom a case is about is masked until somebody says why they need it.

use std::time::Duration;

use reqwest::StatusCode;

use super::console;
use crate::installation::{most_common_morning, printed};
use crate::operators::failed;

/// The applicant and the account of the worked example.
const APPLICANT: &str = "199004129806";
const ACCOUNT: &str = "9912345678";

#[tokio::test]
async fn identities_are_shown_for_a_while_to_whoever_says_why_and_that_is_written_down() {
    let case = failed("status=503:FK", most_common_morning(), &[]).await;
    let console = console(&case.installation, case.at).await;
    let browser = console.signed_in("caseworker").await;
    let other = console.signed_in("auditor").await;
    let path = format!("/arende/{}", case.case_id);
    let names = |page: &str| page.contains(APPLICANT) || page.contains(ACCOUNT);
    assert!(!names(&browser.get(&path).await.text));
    let silent = browser.post(&format!("{path}/visa"), &[]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!names(&browser.get(&path).await.text));
    let why = [("comment", "sökanden ringer om sitt ärende")];
    let shown = browser.post(&format!("{path}/visa"), &why).await;
    assert_eq!(shown.location, path);
    let page = browser.get(&path).await.text;
    assert!(page.contains(APPLICANT) && page.contains(ACCOUNT));
    assert!(!names(&other.get(&path).await.text), "for nobody else");
    console.hand.advance(Duration::from_secs(5 * 60));
    let page = browser.get(&path).await.text;
    assert!(!names(&page), "for a while only");
    assert!(page.contains("uppgifter visade") && page.contains("sökanden ringer"));
    let history = printed(&case.installation.run(&["cases", "show", &case.case_id]));
    assert!(history.contains("uppgifter visade") && history.contains("caseworker"));
    assert!(
        !history.contains("sökanden ringer"),
        "the comment is sealed"
    );
    case.simulator.stop().await;
}

#[tokio::test]
async fn a_case_is_found_by_its_number_or_a_member_and_never_through_an_address() {
    let case = failed("status=503:FK", most_common_morning(), &[]).await;
    let console = console(&case.installation, case.at).await;
    let browser = console.signed_in("caseworker").await;
    for what in [APPLICANT, "19900412-9806", "FS-2026-004711"] {
        let shown = browser.post("/arenden/sok", &[("sok", what)]).await;
        assert_eq!(
            shown.location,
            format!("/arende/{}", case.case_id),
            "{what}"
        );
    }
    let shown = browser
        .post("/arenden/sok", &[("sok", "199004129807")])
        .await;
    assert!(shown.text.contains("inget personnummer") && !shown.text.contains("199004129807"));
    let shown = browser.get(&format!("/arenden/sok?sok={APPLICANT}")).await;
    assert_eq!(shown.status, StatusCode::METHOD_NOT_ALLOWED);
    let operator = console.signed_in("operator").await;
    let shown = operator.post("/arenden/sok", &[("sok", APPLICANT)]).await;
    assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
    case.simulator.stop().await;
}
