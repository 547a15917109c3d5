//! The robot is killed, cut off and lied to, and nothing may be lost or done
//! twice.
//!
//! ```text
//!  crash table: one case ──► the worker kills itself at one step ──► worker again ──► checker
//!  storm:       submitter ──► proxy, broker, registries and worker that fail ──► checker
//! ```
//!
//! The program starts itself again as the worker, with ports that SIGKILL the
//! process at a named step (`tripwire`); production code has no hook for it.
//! The checker shares nothing with the ledger's code but the file.
//!
//! `cargo test --test chaos` runs the table and a short storm; with
//! `--seconds N` and `--seed N` a storm of that length (`make chaos`).

#[path = "../it/broker.rs"]
#[expect(dead_code, reason = "the integration tests need more of it")]
mod broker;
mod checker;
mod crash_table;
mod crowd;
mod installation;
mod messages;
#[path = "../it/plain_amqp.rs"]
#[expect(dead_code, reason = "the integration tests read the postings as JSON")]
mod plain_amqp;
mod ports;
mod protected;
mod proxy;
mod registries;
mod storm;
mod sums;
mod tally;
mod tripwire;
mod worker;

use std::process::ExitCode;

fn main() -> ExitCode {
    if worker::is_meant() {
        return worker::run();
    }
    // A name of another test, as in `cargo test NAME`, is no wish for this one.
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |name: &str| {
        let mut names = arguments
            .iter()
            .filter(|one| !one.starts_with('-'))
            .peekable();
        names.peek().is_none() || names.any(|one| name.contains(one.as_str()))
    };
    if arguments.iter().any(|argument| argument == "--list") {
        return ExitCode::SUCCESS;
    }
    if let Some(plan) = storm::Plan::wanted(&arguments) {
        return match storm::run(plan) {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        };
    }
    let mut good = true;
    if wanted("crash_table") {
        good &= crash_table::run();
    }
    if wanted("storm") {
        good &= storm::run(storm::Plan::short());
    }
    if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
