//! Pages can be read aloud, used by keyboard, and hold nothing inline.

use super::console;
use crate::installation::most_common_morning;
use crate::operators::failed;

const PAGES: [&str; 10] = [
    "/",
    "/fel",
    "/fel/grupp?orsak=FK.http_503",
    "/frister",
    "/arenden",
    "/arende/CASE",
    "/arende/CASE/order/lamna-over",
    "/stickprov",
    "/olasliga",
    "/stopp",
];

#[tokio::test]
async fn every_page_can_be_read_aloud_and_says_the_command() {
    let case = failed("status=503:FK", most_common_morning(), &[]).await;
    let console = console(&case.installation, case.at).await;
    let browsers = [
        console.signed_in("operator").await,
        console.signed_in("caseworker").await,
    ];
    for (browser, path) in browsers
        .iter()
        .flat_map(|one| PAGES.map(|path| (one, path)))
    {
        let page = browser.get(&path.replace("CASE", &case.case_id)).await.text;
        if page.contains("Du får inte göra det här") {
            continue;
        }
        for needed in [
            "<html lang=\"sv\">",
            "class=\"skip\" href=\"#innehall\"",
            "<main id=\"innehall\"",
            "Samma sak i terminalen",
            "<code>handlaggarrobot ",
        ] {
            assert!(page.contains(needed), "{path}: {needed}");
        }
        assert_eq!(page.matches("<h1>").count(), 1, "{path}");
        let tables = page.matches("<table").count();
        assert_eq!(page.matches("<caption>").count(), tables, "{path}");
        for heading in page.split("<th").skip(1) {
            let is_cell = heading.starts_with([' ', '>']);
            assert!(
                !is_cell || heading.starts_with(" scope=\""),
                "{path}: {heading}"
            );
        }
        for inline in [" style=\"", " onclick", "<style", "<script>"] {
            assert!(!page.contains(inline), "{path}: {inline}");
        }
        every_field_has_a_label(path, &page);
    }
    case.simulator.stop().await;
}

fn every_field_has_a_label(path: &str, page: &str) {
    let mut ids = Vec::new();
    for kind in ["<input ", "<textarea ", "<select "] {
        let fields = page.split(kind).skip(1);
        for field in fields.filter_map(|field| field.split('>').next()) {
            if field.contains("type=\"hidden\"") {
                continue;
            }
            let (_, rest) = field.split_once("id=\"").expect("an id");
            ids.push(rest.split('"').next().unwrap_or_default().to_owned());
        }
    }
    for id in &ids {
        assert!(
            page.contains(&format!("<label for=\"{id}\">")),
            "{path}: {id}"
        );
        let same = page.matches(&format!(" id=\"{id}\"")).count();
        assert_eq!(same, 1, "{path}: {id}");
    }
}
