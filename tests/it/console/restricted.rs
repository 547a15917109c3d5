//! Whoever may not know of restricted cases meets no trace of one.

use reqwest::StatusCode;

use super::console;
use crate::installation::most_common_morning;
use crate::operators::{Failed, failed};

const NUMBER: &str = "FS-2026-004711";

/// A failed case whose protection could not be read.
async fn protected() -> Failed {
    let case = failed("status=503:SKV", most_common_morning(), &[]).await;
    assert_eq!(case.row().await.reasons, ["restricted"]);
    case
}

#[tokio::test]
async fn without_the_role_a_restricted_case_is_a_number_among_others() {
    let case = protected().await;
    let console = console(&case.installation, case.at).await;
    for user in ["operator", "caseworker", "auditor"] {
        let browser = console.signed_in(user).await;
        for path in [
            "/",
            "/fel",
            "/arenden",
            "/arenden?lage=failed",
            "/arenden?ordning=langst",
        ] {
            let page = browser.get(path).await.text;
            let told = [NUMBER, case.case_id.as_str(), "SKV", "Skatteverket"];
            let found = told.iter().find(|text| page.contains(**text));
            assert_eq!(found, None, "{user} {path}");
        }
    }
    let page = console.signed_in("operator").await.get("/fel").await.text;
    assert!(
        page.contains("begränsat") && !page.contains("Åtgärda"),
        "{page}"
    );
    case.simulator.stop().await;
}

#[tokio::test]
async fn without_the_role_a_restricted_case_and_an_unknown_one_get_the_same_answer() {
    let case = protected().await;
    let console = console(&case.installation, case.at).await;
    let browser = console.signed_in("caseworker").await;
    let same = async |known: &str, unknown: &str| {
        let (known, unknown) = (browser.get(known).await, browser.get(unknown).await);
        assert_eq!(known.status, StatusCode::NOT_FOUND);
        assert_eq!((known.status, known.text), (unknown.status, unknown.text));
    };
    same(&format!("/arende/{}", case.case_id), "/arende/UNKNOWN").await;
    for (known, unknown) in [(NUMBER, "FS-2026-999999"), ("199004129806", "199004729803")] {
        let known = browser.post("/arenden/sok", &[("sok", known)]).await;
        let unknown = browser.post("/arenden/sok", &[("sok", unknown)]).await;
        assert_eq!((known.status, known.text), (unknown.status, unknown.text));
    }
    let operator = console.signed_in("operator").await;
    let path = format!("/arende/{}/order/forsok-igen", case.case_id);
    assert_eq!(operator.get(&path).await.status, StatusCode::NOT_FOUND);
    let group = operator.get("/fel/grupp?orsak=restricted").await;
    assert_eq!(group.status, StatusCode::NOT_FOUND);
    case.simulator.stop().await;
}

#[tokio::test]
async fn with_the_role_it_is_there_and_can_be_acted_on() {
    let case = protected().await;
    let console = console(&case.installation, case.at).await;
    let browser = console.signed_in("operator+restricted").await;
    assert!(browser.get("/arenden").await.text.contains(NUMBER));
    let group = browser.get("/fel/grupp?orsak=restricted").await.text;
    assert!(
        group.contains(NUMBER) && group.contains("begränsat"),
        "{group}"
    );
    let reader = console.signed_in("caseworker+restricted").await;
    let page = reader.get(&format!("/arende/{}", case.case_id)).await.text;
    assert!(page.contains("Underlag") && !page.contains("199004129806"));
    case.simulator.stop().await;
}
