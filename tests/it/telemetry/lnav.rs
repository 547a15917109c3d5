//! The log in the real lnav: the format takes every line, and every view
//! answers.

use std::process::Command;

use serde_json::Value;

use super::{project, text_of, tool};
use crate::installation::{Installation, all_scenarios, errors, fixtures, printed};
use crate::privacy::Registries;

/// The answer to a question about the log, from an lnav of its own.
fn ask(installation: &Installation, question: &str) -> Vec<Value> {
    let folder = installation.folder.path();
    let output = tool(
        Command::new("lnav")
            .args(["-n", "-I"])
            .arg(project("deploy/lnav"))
            .args(["-c", &format!(";{question}"), "-c", ":write-json-to -"])
            .arg("robot.log")
            .current_dir(folder)
            .env("HOME", folder)
            .env("XDG_CONFIG_HOME", folder),
    );
    let printed = printed(&output);
    let rows = serde_json::from_str(&printed);
    rows.unwrap_or_else(|_| panic!("{question}: {printed}{}", errors(&output)))
}

#[test]
fn lnav_reads_every_line_and_answers_every_view() {
    let mut installation = Installation::new("http://127.0.0.1:9");
    let folder = fixtures().display().to_string();
    let mut arguments = vec!["registries", &folder, "--listen", "127.0.0.1:0", "--json"];
    arguments.extend(["--fault", "flapping=2:CSN"]);
    let registries = Registries::start(&installation, &arguments);
    for registry in ["FORSAKRINGSKASSAN", "CSN", "SKATTEVERKET"] {
        let key = format!("REGISTRIES__{registry}__BASE_URL");
        installation.set(&key, &registries.base_url);
    }
    installation.set("REGISTRIES__ATTEMPTS_IN_PROCESS", "1");
    installation.set("REGISTRIES__BREAKER__FAILURES_IN_A_ROW", "1000");
    installation.set("REGISTRIES__BREAKER__FAILURE_PERCENT", "100");
    let files: Vec<_> = all_scenarios()
        .iter()
        .map(|scenario| format!("{folder}/applications/{}.json", scenario.name))
        .collect();
    let mut submit = vec!["submit"];
    submit.extend(files.iter().map(String::as_str));
    assert!(installation.run(&submit).status.success());
    let run = [
        "run",
        "--until-empty",
        "--example-policy",
        "--log-format",
        "json",
    ];
    let log = errors(&installation.run(&run));
    std::fs::write(installation.folder.path().join("robot.log"), &log).expect("a file");

    let lines = ask(&installation, "SELECT count(*) AS n FROM handlaggarrobot");
    assert_eq!(lines[0]["n"], log.lines().count());
    let finished = log.matches("\"event\":\"case.finished\"").count();
    let views = text_of("deploy/lnav/formats/handlaggarrobot/views.sql");
    let names = views.split("CREATE VIEW IF NOT EXISTS ").skip(1);
    for name in names.map(|rest| rest.split(' ').next().expect("a name")) {
        let rows = ask(&installation, &format!("SELECT * FROM {name}"));
        assert!(!rows.is_empty(), "{name} is empty");
        if name == "outcomes" {
            let cases = rows.iter().filter_map(|row| row["cases"].as_u64());
            assert_eq!(cases.sum::<u64>(), finished as u64);
        }
    }
}
