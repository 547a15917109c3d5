//! Stored cases are computed again and compared.

use rusqlite::Connection;
use serde_json::Value;

use crate::installation::{
    Installation, application, errors, most_common_morning, printed, registries,
};

async fn decided() -> Installation {
    let simulator = registries(&[]).await;
    let installation = Installation::new(&format!("http://{}", simulator.address()));
    let messages = [
        "worked-example",
        "rent-over-the-ceiling",
        "wrong-check-digit",
    ];
    installation.submit(messages.map(application)).await;
    installation.work(most_common_morning()).await;
    simulator.stop().await;
    installation
}

fn ids(installation: &Installation) -> Vec<String> {
    let listed = printed(&installation.run(&["cases", "list", "--json"]));
    let rows = listed
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    rows.map(|row| row["case_id"].as_str().expect("an id").to_owned())
        .collect()
}

/// The exit code and the verdict about one case.
fn verify(installation: &Installation, id: &str) -> (Option<i32>, Value) {
    let output = installation.run(&["cases", "replay", id, "--verify", "--json"]);
    let verified = serde_json::from_str(&printed(&output));
    (
        output.status.code(),
        verified.unwrap_or_else(|_| panic!("{}", errors(&output))),
    )
}

fn change(installation: &Installation, statement: &str) {
    let file = installation.folder.path().join("ledger.sqlite");
    let connection = Connection::open(file).expect("the file");
    connection.execute_batch(statement).expect("changed");
}

#[tokio::test]
async fn every_case_comes_out_the_same_by_its_own_rules() {
    let installation = decided().await;
    let ids = ids(&installation);
    assert_eq!(ids.len(), 3);
    for id in &ids {
        let (code, verified) = verify(&installation, id);
        assert_eq!((code, &verified["verdict"]), (Some(0), &"same".into()));
    }
    let mut all = vec!["cases", "replay", "--verify"];
    all.extend(ids.iter().map(String::as_str));
    let shown = printed(&installation.run(&all));
    assert_eq!(shown.matches("samma resultat").count(), 3, "{shown}");
}

#[tokio::test]
async fn a_result_that_was_derived_otherwise_is_told_with_both_versions() {
    let installation = decided().await;
    change(
        &installation,
        r#"UPDATE cases SET envelope = CAST(replace(replace(CAST(envelope AS TEXT),
            '"amount":"10359.00","reasons"', '"amount":"10360.00","reasons"'),
            '"program":"', '"program":"0.0.') AS BLOB) WHERE state = 'decided'"#,
    );
    let (code, verified) = verify(&installation, "FS-2026-004711");
    assert_eq!(code, Some(1));
    assert_eq!(verified["verdict"], "derived_differently");
    assert_eq!(verified["differs"], serde_json::json!(["amount"]));
    assert_ne!(verified["program_then"], verified["program_now"]);
}

#[tokio::test]
async fn rules_that_are_gone_or_changed_are_told_as_missing() {
    for statement in [
        "DELETE FROM texts WHERE kind = 'rules'",
        "UPDATE texts SET text = text || '# changed' WHERE kind = 'policy'",
        "UPDATE texts SET text = replace(text, '3940', '3941') WHERE kind = 'rules'",
    ] {
        let installation = decided().await;
        change(&installation, statement);
        let (code, verified) = verify(&installation, "FS-2026-004711");
        assert_eq!(code, Some(1), "{statement}");
        assert_eq!(verified["verdict"], "rules_text_missing", "{statement}");
    }
}

#[tokio::test]
async fn a_letter_is_only_translated_when_it_comes_out_as_it_was_sent() {
    for (statement, why) in [
        (
            r#"UPDATE cases SET envelope = CAST(replace(CAST(envelope AS TEXT),
                '"program":"', '"program":"0.0.') AS BLOB) WHERE state = 'decided'"#,
            "is not the one that was sent (by version 0.0.",
        ),
        (
            "DELETE FROM texts WHERE kind = 'rules'",
            "the rules or the policy that the case was assessed by",
        ),
    ] {
        let installation = decided().await;
        let letter = |language| {
            let number = "FS-2026-004711";
            installation.run(&["letter", number, "--language", language])
        };
        let swedish = printed(&letter("sv"));
        assert!(printed(&letter("en")).contains("This is a translation."));
        change(&installation, statement);
        let refused = letter("en");
        assert_eq!((refused.status.code(), &*printed(&refused)), (Some(1), ""));
        assert!(errors(&refused).contains(why), "{}", errors(&refused));
        assert_eq!(printed(&letter("sv")), swedish, "what was sent stays");
    }
}
