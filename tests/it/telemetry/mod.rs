//! The log and the metrics as those see them who build on them.

mod catalogue;
mod dashboards;
mod lines;
mod lnav;
mod metrics;
mod prometheus;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use crate::installation::Installation;
use crate::privacy::Registries;

/// A folder or file of the project.
fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The text of a file of the project.
fn text_of(path: &str) -> String {
    std::fs::read_to_string(project(path)).expect(path)
}

/// Runs a tool that `deploy/install-test-tools.sh` installs.
fn tool(command: &mut Command) -> Output {
    let output = command.output();
    output.expect("a tool is missing: run sh deploy/install-test-tools.sh")
}

/// Asks until the answer is as it should be, or gives the last one after a
/// minute.
fn ask_until(ask: impl Fn() -> String, is_right: impl Fn(&str) -> bool) -> String {
    let begun = Instant::now();
    loop {
        let answer = ask();
        if is_right(&answer) || begun.elapsed() > Duration::from_secs(60) {
            return answer;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// Writes an invented population; its folder.
fn generate(installation: &Installation, households: usize) -> String {
    let folder = installation.folder.path().join("population");
    let (folder, count) = (folder.display().to_string(), households.to_string());
    let generated = installation.run(&["generate", "--count", &count, "--out", &folder]);
    assert!(generated.status.success());
    folder
}

/// Puts a generated population on the queue.
fn submit(installation: &Installation, folder: &str) {
    let file = format!("{folder}/applications.jsonl");
    assert!(installation.run(&["submit", &file]).status.success());
}

/// Serves the answers of a folder, with faults, for the installation to ask.
fn serve(installation: &mut Installation, folder: &str, faults: &[String]) -> Registries {
    let mut arguments = vec!["registries", folder, "--listen", "127.0.0.1:0", "--json"];
    for fault in faults {
        arguments.extend(["--fault", fault]);
    }
    let registries = Registries::start(installation, &arguments);
    for registry in ["FORSAKRINGSKASSAN", "CSN", "SKATTEVERKET"] {
        let key = format!("REGISTRIES__{registry}__BASE_URL");
        installation.set(&key, &registries.base_url);
    }
    // Nothing is to be cut off by a breaker.
    installation.set("REGISTRIES__BREAKER__FAILURES_IN_A_ROW", "1000");
    installation.set("REGISTRIES__BREAKER__FAILURE_PERCENT", "100");
    registries
}
