//! `letter`: what the applicant gets, in full, for who works with the case.

use std::io::Write;
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::installation::{
    Installation, all_scenarios, application, errors, fixtures, morning, most_common_morning,
    printed, registries,
};

const DECIDED: &str = "FS-2026-004711";
const HANDED_OVER: &str = "FS-2026-100108";
const RESTRICTED: &str = "FS-2026-100048";
const WAITING: &str = "FS-2026-100084";

/// What the program refuses; never a letter.
fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(printed(output), "");
    errors(output)
}

/// The bundle of a fixture, given on standard input.
fn of_bundle(installation: &Installation, name: &str, arguments: &[&str]) -> Output {
    let scenario = all_scenarios()
        .into_iter()
        .find(|scenario| scenario.name == name)
        .expect("a fixture");
    let evidence = std::fs::read(fixtures().join(format!("registries/{name}.json")));
    let json = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).expect("JSON");
    let bundle = serde_json::json!({
        "application": json(&scenario.application),
        "evidence": json(&evidence.expect("answers")),
        "assessed_on": scenario.situation.assessed_on,
    });
    on_input(installation, &bundle.to_string(), arguments)
}

pub fn on_input(installation: &Installation, bundle: &str, arguments: &[&str]) -> Output {
    let mut command = installation.command(&["letter", "-"]);
    command.args(arguments);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut program = command.spawn().expect("the program");
    let mut input = program.stdin.take().expect("its input");
    input.write_all(bundle.as_bytes()).expect("written");
    drop(input);
    program.wait_with_output().expect("its end")
}

#[tokio::test]
async fn the_letter_of_a_case_is_the_one_that_was_sent() {
    let simulator = registries(&[]).await;
    let installation = Installation::new(&format!("http://{}", simulator.address()));
    let names = [
        "worked-example",
        "rent-over-the-ceiling",
        "protected-identity-child",
    ];
    installation.submit(names.map(application)).await;
    installation.work(most_common_morning()).await;
    let postings = installation.postings().await;
    simulator.stop().await;
    let sent = |queue: &str, number: &str, letter: &str| {
        let posting = postings
            .iter()
            .find(|(name, body)| name == queue && body["case_number"].as_str() == Some(number));
        let body: &Value = &posting.expect("a posting").1;
        body.pointer(letter)
            .and_then(Value::as_str)
            .expect("a letter")
            .to_owned()
    };

    let decision = installation.run(&["letter", DECIDED]);
    assert_eq!(
        printed(&decision),
        sent("decisions", DECIDED, "/letter/text")
    );
    let no_proposal = refused(&installation.run(&["letter", DECIDED, "--proposal"]));
    assert!(
        no_proposal.contains("there is no proposal"),
        "{no_proposal}"
    );

    let notice = installation.run(&["letter", HANDED_OVER]);
    assert_eq!(
        printed(&notice),
        sent("notices", HANDED_OVER, "/letter/text")
    );
    let proposal = printed(&installation.run(&["letter", HANDED_OVER, "--proposal"]));
    assert_eq!(
        proposal,
        sent("human-review.caseworkers", HANDED_OVER, "/proposal/letter")
    );
    assert!(proposal.contains("Förslag till beslut"), "{proposal}");

    let in_english = |arguments: &[&str]| {
        let mut all = vec!["letter", "--language", "en"];
        all.extend(arguments);
        let output = installation.run(&all);
        assert!(output.status.success(), "{}", errors(&output));
        printed(&output)
    };
    let decision = in_english(&[DECIDED]);
    assert!(
        decision.contains("The letter in Swedish is the decision."),
        "{decision}"
    );
    assert!(
        decision.contains("You get 10\u{a0}359 kr in financial assistance"),
        "{decision}"
    );
    let notice = in_english(&[HANDED_OVER]);
    assert!(
        notice.contains("A caseworker takes care of it."),
        "{notice}"
    );
    let proposal = in_english(&[HANDED_OVER, "--proposal"]);
    assert!(
        proposal.contains("A caseworker makes the decision."),
        "{proposal}"
    );

    for arguments in [
        vec!["letter", RESTRICTED],
        vec!["letter", RESTRICTED, "--proposal"],
        vec!["letter", RESTRICTED, "--language", "en"],
    ] {
        let text = refused(&installation.run(&arguments));
        assert!(
            text.contains("restricted") && !text.contains("protected"),
            "{text}"
        );
    }
    let unknown = refused(&installation.run(&["letter", "FS-0000-000000"]));
    assert!(unknown.contains("no such case"), "{unknown}");
}

#[tokio::test]
async fn a_case_that_waits_has_no_letter_yet() {
    let name = "waiting-for-the-month-to-begin";
    let scenario = all_scenarios()
        .into_iter()
        .find(|scenario| scenario.name == name);
    let day = scenario.expect("a fixture").situation.assessed_on;
    let simulator = registries(&[]).await;
    let installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.submit([application(name)]).await;
    installation.work(morning(day)).await;
    simulator.stop().await;
    let text = refused(&installation.run(&["letter", WAITING]));
    assert!(text.contains("nothing has been written"), "{text}");
    assert!(text.contains("the case is waiting"), "{text}");
}

#[test]
fn the_letter_of_a_bundle_is_the_one_that_would_be_sent() {
    let installation = Installation::new("http://127.0.0.1:9");
    let example = std::fs::read_to_string(fixtures().join("bundles/worked-example.jsonl"));
    let decision = on_input(&installation, &example.expect("the bundle"), &[]);
    assert!(decision.status.success(), "{}", errors(&decision));
    let text = printed(&decision);
    assert!(text.contains("\nVad som hade ändrat beslutet\n"), "{text}");
    assert!(
        text.trim_end()
            .lines()
            .last()
            .is_some_and(|line| line.starts_with("  Kontrollkod: "))
    );

    let english = std::fs::read_to_string(fixtures().join("bundles/worked-example.jsonl"))
        .map(|example| on_input(&installation, &example, &["--language", "en"]));
    let english = printed(&english.expect("the bundle"));
    assert!(english.contains("This is a translation."), "{english}");
    let other = installation.run(&["letter", "-", "--language", "de"]);
    assert_eq!(other.status.code(), Some(64));
    assert!(errors(&other).contains("[possible values: sv, en]"));

    let notice = printed(&of_bundle(&installation, "rent-over-the-ceiling", &[]));
    assert!(notice.contains("En handläggare tar hand om den.") && notice.contains(HANDED_OVER));
    let proposal = of_bundle(&installation, "rent-over-the-ceiling", &["--proposal"]);
    assert!(
        printed(&proposal).contains("Förslag till beslut"),
        "{}",
        errors(&proposal)
    );
    for (name, arguments, wanted) in [
        (
            "protected-identity-child",
            &["--proposal"][..],
            "restricted",
        ),
        ("protected-identity-child", &[], "restricted"),
        ("waiting-for-the-month-to-begin", &[], "waits until 2026-"),
        ("employer-report-overdue", &["--proposal"], "no proposal"),
    ] {
        let text = refused(&of_bundle(&installation, name, arguments));
        assert!(text.contains(wanted), "{name}: {text}");
    }
    let text = refused(&on_input(&installation, "{}", &[]));
    assert!(text.contains("not a bundle"), "{text}");
}

#[test]
fn a_letter_is_also_a_page_and_a_sheet_of_paper() {
    let installation = Installation::new("http://127.0.0.1:9");
    let example = std::fs::read_to_string(fixtures().join("bundles/worked-example.jsonl"));
    let example = example.expect("the bundle");
    let page = printed(&on_input(&installation, &example, &["--format", "html"]));
    assert!(
        page.starts_with("<!DOCTYPE html>") && page.contains("10\u{a0}359\u{a0}kr"),
        "{page}"
    );

    let printed_paper = on_input(&installation, &example, &["--format", "pdf"]);
    assert!(printed_paper.stdout.starts_with(b"%PDF-1.7"));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("letter.pdf").display().to_string();
    let arguments = ["--format", "pdf", "--output", &file];
    let saved = on_input(&installation, &example, &arguments);
    assert_eq!(printed(&saved), "");
    let saved = std::fs::read(&file).expect("the file");
    assert!(saved == printed_paper.stdout, "other bytes in the file");

    let nowhere = ["--format", "html", "--output", "/nowhere/letter.html"];
    let text = refused(&on_input(&installation, &example, &nowhere));
    assert!(
        text.contains("/nowhere/letter.html cannot be written"),
        "{text}"
    );
    let notice = of_bundle(
        &installation,
        "rent-over-the-ceiling",
        &["--format", "html"],
    );
    assert!(printed(&notice).contains("<h1>Vi har fått din ansökan</h1>"));
}
