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
