//! `disclose` and `record`: what is handed out, to whom, and what is told of
//! the robot.

use std::process::Output;

use serde_json::Value;

use crate::installation::{
    Installation, application, errors, most_common_morning, printed, registries,
};

const DECIDED: &str = "FS-2026-004711";
const RESTRICTED: &str = "FS-2026-100048";
const SIGNED_BY: [&str; 2] = ["--by", "anna"];

async fn worked() -> Installation {
    let simulator = registries(&[]).await;
    let installation = Installation::new(&format!("http://{}", simulator.address()));
    let names = [
        "worked-example",
        "rent-over-the-ceiling",
        "protected-identity-child",
    ];
    installation.submit(names.map(application)).await;
    installation.work(most_common_morning()).await;
    simulator.stop().await;
    installation
}

fn disclose(installation: &Installation, id: &str, arguments: &[&str]) -> Output {
    let signed = ["--comment", "begärd per brev"];
    let arguments = [&["disclose", id][..], arguments, &SIGNED_BY, &signed].concat();
    installation.run(&arguments)
}

fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(printed(output), "");
    errors(output)
}

#[tokio::test]
async fn a_party_gets_everything_and_the_public_nothing_of_a_person() {
    let installation = worked().await;
    let party = printed(&disclose(&installation, DECIDED, &["--to", "party"]));
    let letter = printed(&installation.run(&["letter", DECIDED]));
    for line in letter.lines().filter(|line| !line.trim().is_empty()) {
        assert!(party.contains(line.trim()), "{line}");
    }
    for held in [
        "199004129806",
        "9912345678",
        "utbetalningar.nettobelopp",
        "Försäkringskassan om sökande",
        "10 § FL",
    ] {
        assert!(party.contains(held), "{held}");
    }

    let public = disclose(
        &installation,
        DECIDED,
        &["--to", "public", "--format", "json"],
    );
    let public = printed(&public);
    for masked in [
        "199004129806",
        "4711",
        "9912345678",
        "10359",
        "10 359",
        "Barnbidrag",
    ] {
        assert!(!public.contains(masked), "{masked}");
    }
    let draft: Value = serde_json::from_str(&public).expect("JSON");
    assert_eq!(draft["to"], "public");
    for told in [
        "AMN 2025-01-15 § 12",
        "november 2026",
        "26 kap. 1 § OSL",
        "sha256:",
    ] {
        assert!(public.contains(told), "{told}");
    }

    // Every draft is in the history, also in the next party's draft.
    let again = printed(&disclose(&installation, DECIDED, &["--to", "party"]));
    assert!(again.contains("disclosure_drafted") && again.contains("begärd per brev"));
    let shown = printed(&installation.run(&["cases", "show", DECIDED]));
    assert_eq!(
        shown.matches("förslag till utlämnande").count(),
        3,
        "{shown}"
    );
}

#[tokio::test]
async fn restricted_cases_and_wrong_requests_are_refused() {
    let installation = worked().await;
    for to in ["party", "public"] {
        let text = refused(&disclose(&installation, RESTRICTED, &["--to", to]));
        assert!(
            text.contains("restricted") && !text.contains("protected"),
            "{text}"
        );
    }
    let text = refused(&disclose(&installation, DECIDED, &["--to", "co-applicant"]));
    assert!(text.contains("no co-applicant"), "{text}");
    let text = refused(&disclose(
        &installation,
        "FS-0000-000000",
        &["--to", "public"],
    ));
    assert!(text.contains("no such case"), "{text}");
    let nowhere = ["--to", "public", "--output", "missing/draft.txt"];
    let text = refused(&disclose(&installation, DECIDED, &nowhere));
    assert!(
        text.contains("missing/draft.txt cannot be written"),
        "{text}"
    );
    let unsigned = installation.run(&["disclose", DECIDED, "--to", "public"]);
    assert_eq!(unsigned.status.code(), Some(64));
}

#[cfg(unix)]
#[tokio::test]
async fn what_is_written_of_a_person_into_a_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let installation = worked().await;
    let arguments = ["--to", "party", "--format", "html", "--output", "akt.html"];
    let draft = disclose(&installation, DECIDED, &arguments);
    let print = |command, format, file| {
        installation.run(&[command, DECIDED, "--format", format, "--output", file])
    };
    let written = [
        ("akt.html", draft),
        ("brev.txt", print("letter", "text", "brev.txt")),
        ("brev.pdf", print("letter", "pdf", "brev.pdf")),
        ("underlag.html", print("dossier", "html", "underlag.html")),
    ];
    for (file, output) in written {
        assert!(output.status.success(), "{file}: {}", errors(&output));
        let path = installation.folder.path().join(file);
        let mode = std::fs::metadata(path)
            .expect("a file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    let page = installation.folder.path().join("akt.html");
    let page = std::fs::read_to_string(page).expect("a page");
    assert!(page.contains("Förslag till utlämnande") && page.contains("<pre"));
}

#[tokio::test]
async fn no_draft_tells_one_adult_what_was_flagged_of_the_other() {
    let simulator = registries(&[]).await;
    let installation = Installation::new(&format!("http://{}", simulator.address()));
    let couple = application("couple-with-three-children");
    let mut flagged: Value = serde_json::from_slice(&couple).expect("JSON");
    flagged["case_context"]["flags"] = serde_json::json!(["violence"]);
    installation
        .submit([flagged.to_string().into_bytes()])
        .await;
    installation.work(most_common_morning()).await;
    simulator.stop().await;
    for to in ["party", "co-applicant"] {
        let text = refused(&disclose(&installation, "FS-2026-100003", &["--to", to]));
        assert!(text.contains("an officer puts together by hand"), "{text}");
    }
    let public = disclose(&installation, "FS-2026-100003", &["--to", "public"]);
    assert!(!printed(&public).contains("violence"));
}

#[tokio::test]
async fn the_record_counts_from_the_ledger_and_tells_no_small_number() {
    let installation = worked().await;
    let record = printed(&installation.run(&["record", "--format", "json"]));
    let record: Value = serde_json::from_str(&record).expect("JSON");
    assert_eq!(record["dutch"]["fields"]["standard_version"], "1.0");
    assert_eq!(record["statistics"]["since"], "november 2026");
    // Three cases are too few to tell of.
    assert_eq!(record["statistics"]["total"], Value::Null);
    assert_eq!(record["statistics"]["automated_percent"], Value::Null);

    let words = installation.folder.path().join("record.toml");
    std::fs::write(&words, "contact = \"fraga@exempelstad.example\"\n").expect("a file");
    let page = installation.run(&["record", "--own-words", "record.toml"]);
    assert!(printed(&page).contains("fraga@exempelstad.example"));
    std::fs::write(&words, "kontakt = \"x\"\n").expect("a file");
    let text = refused(&installation.run(&["record", "--own-words", "record.toml"]));
    assert!(
        text.contains("record.toml") && text.contains("kontakt"),
        "{text}"
    );
}

#[test]
fn a_record_needs_no_ledger() {
    let installation = Installation::new("http://127.0.0.1:9");
    let output = installation.run(&["record", "--format", "json"]);
    let record: Value = serde_json::from_str(&printed(&output)).expect("JSON");
    assert_eq!(record["statistics"], Value::Null);
    assert!(
        errors(&output).contains("no statistics"),
        "{}",
        errors(&output)
    );
    assert!(!installation.folder.path().join("ledger.sqlite").exists());
}
