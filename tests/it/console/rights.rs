//! The table of routes and roles.

use reqwest::StatusCode;

use super::console;
use crate::installation::most_common_morning;
use crate::operators::failed;

/// A route, and for operator, caseworker and auditor whether it is theirs.
const GETS: [(&str, [bool; 3]); 12] = [
    ("/", [true, true, true]),
    ("/fel", [true, true, true]),
    ("/arenden", [true, true, true]),
    ("/arende/CASE", [true, true, true]),
    ("/frister", [true, true, true]),
    ("/stickprov", [true, true, true]),
    ("/olasliga", [true, true, true]),
    ("/stopp", [true, true, true]),
    ("/fel/grupp?orsak=FK.http_503", [true, false, false]),
    ("/arende/CASE/order/forsok-igen", [true, false, false]),
    ("/arende/CASE/order/lamna-over", [true, false, false]),
    ("/arende/CASE/order/skriv-av", [true, false, false]),
];
const POSTS: [(&str, [bool; 3]); 12] = [
    ("/arenden/sok", [true, true, true]),
    ("/fel/grupp", [true, false, false]),
    ("/arende/CASE/order/forsok-igen", [true, false, false]),
    ("/arende/CASE/order/skriv-av", [true, false, false]),
    ("/arende/CASE/visa", [false, true, true]),
    ("/arende/CASE/avsluta", [false, true, false]),
    ("/stickprov/CASE", [false, true, false]),
    ("/olasliga/ID", [true, false, false]),
    ("/olasliga/ID/skicka-igen", [true, false, false]),
    ("/olasliga/ID/kassera", [true, false, false]),
    ("/stopp", [true, false, false]),
    ("/stopp/1/hav", [true, false, false]),
];

#[tokio::test]
async fn every_route_is_for_those_roles_only_that_the_table_names() {
    let case = failed("status=503:FK", most_common_morning(), &[]).await;
    let console = console(&case.installation, case.at).await;
    for (place, role) in ["operator", "caseworker", "auditor"]
        .into_iter()
        .enumerate()
    {
        let browser = console.signed_in(role).await;
        for (path, allowed) in GETS {
            let shown = browser.get(&path.replace("CASE", &case.case_id)).await;
            let expected = match allowed[place] {
                true => StatusCode::OK,
                false => StatusCode::FORBIDDEN,
            };
            assert_eq!(shown.status, expected, "{role} {path}");
        }
        for (path, allowed) in POSTS {
            // Without fields: whoever is let in is told what is missing.
            let shown = browser
                .post(&path.replace("CASE", &case.case_id), &[])
                .await;
            let refused = shown.status == StatusCode::FORBIDDEN;
            assert_eq!(!refused, allowed[place], "{role} {path} {}", shown.status);
        }
    }
    case.simulator.stop().await;
}

#[tokio::test]
async fn operators_see_where_a_case_stands_and_not_what_it_is_about() {
    let case = failed("status=503:FK", most_common_morning(), &[]).await;
    let console = console(&case.installation, case.at).await;
    let path = format!("/arende/{}", case.case_id);
    let operator = console.signed_in("operator").await.get(&path).await.text;
    assert!(operator.contains("misslyckat") && operator.contains("Försök igen"));
    assert!(!operator.contains("Riksnorm") && !operator.contains("Underlag"));
    let auditor = console.signed_in("auditor").await.get(&path).await.text;
    assert!(auditor.contains("Riksnorm") && auditor.contains("Underlag"));
    assert!(
        !auditor.contains("Försök igen</a>"),
        "auditors change nothing"
    );
    case.simulator.stop().await;
}
