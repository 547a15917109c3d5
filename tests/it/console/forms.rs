//! Every change needs the person's own form and a comment.

use handlaggarrobot::ledger::CaseState;
use reqwest::StatusCode;

use super::console;
use crate::installation::most_common_morning;
use crate::operators::failed;

#[tokio::test]
async fn a_form_without_its_token_or_from_another_site_or_without_a_comment_changes_nothing() {
    let case = failed("status=503:FK", most_common_morning(), &[]).await;
    let console = console(&case.installation, case.at).await;
    let browser = console.signed_in("operator").await;
    let (own, token) = (format!("http://{}", console.address), browser.token().await);
    let other = console.signed_in("operator").await.token().await;
    let path = format!("/arende/{}/order/skriv-av", case.case_id);
    let comment = ("comment", "tas på papper");
    let missing = [comment];
    let wrong = [("token", other.as_str()), comment];
    let right = [("token", token.as_str()), comment];
    let silent = [("token", token.as_str()), ("comment", "  ")];
    for (origin, fields, status) in [
        (own.as_str(), &missing[..], StatusCode::UNPROCESSABLE_ENTITY),
        (&own, &wrong, StatusCode::UNPROCESSABLE_ENTITY),
        (&own, &silent, StatusCode::UNPROCESSABLE_ENTITY),
        ("http://evil.example", &right, StatusCode::FORBIDDEN),
        ("null", &right, StatusCode::FORBIDDEN),
    ] {
        let shown = browser.post_from(origin, &path, fields).await;
        assert_eq!(shown.status, status, "{origin}");
        assert_eq!(case.row().await.state, CaseState::Failed);
    }
    let shown = browser.post_from(&own, &path, &right).await;
    assert_eq!(shown.status, StatusCode::SEE_OTHER);
    assert_eq!(case.row().await.state, CaseState::SetAside);
    let page = browser.get(&shown.location).await.text;
    let told = page.contains("<strong>avskrivet</strong> av operator");
    assert!(told, "{page}");
    case.simulator.stop().await;
}
