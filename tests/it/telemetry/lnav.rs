//! The log in the real lnav: the format takes every line, and every view
//! answers.

use std::process::Command;

use serde_json::Value;

use super::{generate, project, serve, submit, text_of, tool};
use crate::installation::{Installation, errors, printed};

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
    let folder = generate(&installation, 40);
    let _registries = serve(&mut installation, &folder, &["flapping=2:CSN".into()]);
    installation.set("REGISTRIES__ATTEMPTS_IN_PROCESS", "1");
    submit(&installation, &folder);
    let run = [
        "run",
        "--until-empty",
        "--deadline",
        "1m",
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
