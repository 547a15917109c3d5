//! `dossier`: all that a caseworker needs, of the ledger or of a bundle.

use serde_json::Value;

use crate::installation::{
    Installation, application, errors, most_common_morning, printed, registries,
};

const HANDED_OVER: &str = "FS-2026-100108";
const RESTRICTED: &str = "FS-2026-100048";

#[tokio::test]
async fn the_dossier_of_a_stored_case_says_what_was_posted() {
    let simulator = registries(&[]).await;
    let installation = Installation::new(&format!("http://{}", simulator.address()));
    let names = ["rent-over-the-ceiling", "protected-identity-child"];
    installation.submit(names.map(application)).await;
    installation.work(most_common_morning()).await;
    let postings = installation.postings().await;
    simulator.stop().await;
    let handover = postings
        .iter()
        .find(|(_, body)| body["case_number"] == HANDED_OVER && body["journal_note"].is_string());
    let handover = &handover.expect("a handover").1;

    let json = printed(&installation.run(&["dossier", HANDED_OVER, "--format", "json"]));
    let dossier: Value = serde_json::from_str(&json).expect("JSON");
    let verbatim: Vec<_> = dossier["sections"]
        .as_array()
        .expect("sections")
        .iter()
        .flat_map(|section| section["blocks"].as_array().expect("blocks"))
        .filter_map(|block| block["verbatim"].as_str())
        .collect();
    for posted in [&handover["proposal"]["letter"], &handover["journal_note"]] {
        assert!(
            verbatim.contains(&posted.as_str().expect("a text")),
            "{json}"
        );
    }
    let text = printed(&installation.run(&["dossier", HANDED_OVER]));
    for reason in handover["reasons"].as_array().expect("reasons") {
        assert!(
            text.contains(reason["text"].as_str().expect("a text")),
            "{text}"
        );
    }
    let page = printed(&installation.run(&["dossier", HANDED_OVER, "--format", "html"]));
    assert!(
        page.contains("<html lang=\"sv\">") && page.contains("Gör så här"),
        "{page}"
    );

    for (id, wanted) in [
        (RESTRICTED, "restricted"),
        ("FS-0000-000000", "no such case"),
    ] {
        let refused = installation.run(&["dossier", id]);
        assert_eq!(refused.status.code(), Some(1));
        assert_eq!(printed(&refused), "");
        let error = errors(&refused);
        assert!(
            error.contains(wanted) && !error.contains("protected"),
            "{error}"
        );
    }
}
