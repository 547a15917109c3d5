//! The command line: one file a command.

mod assess;
mod cases;
mod dead_letters;
mod demo;
mod dossier;
mod generate;
mod ledger;
mod letter;
mod lines;
mod output;
mod paper;
mod postings;
mod progress;
mod registries;
mod resume;
mod rules;
mod run;
pub mod scenarios;
mod schemas;
pub mod setup;
mod signature;
mod stop;
mod submit;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::clock::Clock;
use crate::config::Settings;
use crate::vocabulary::identity::{derived_id, digest};

/// Decides routine applications for ekonomiskt bistånd, explains every
/// decision, and hands everything else to a person.
///
/// Start with `handlaggarrobot demo`.
#[derive(Parser)]
#[command(version, max_term_width = 100)]
pub struct Cli {
    /// A file with settings; those it leaves out keep their defaults
    /// (config/default.toml is the manual). Variables such as
    /// HANDLAGGARROBOT__QUEUE__KIND win over it.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Demo(demo::Demo),
    Run(run::Run),
    Submit(submit::Submit),
    Registries(registries::Registries),
    Assess(assess::Assess),
    /// The rules: check them, write the rule book, compare versions, list their changes
    #[command(subcommand)]
    Rules(rules::Rules),
    #[command(subcommand)]
    Cases(cases::Cases),
    #[command(subcommand)]
    Ledger(ledger::Ledger),
    #[command(subcommand)]
    Postings(postings::Postings),
    Letter(letter::Letter),
    Dossier(dossier::Dossier),
    Stop(stop::Stop),
    Resume(resume::Resume),
    #[command(subcommand)]
    DeadLetters(dead_letters::DeadLetters),
    Generate(generate::Generate),
    /// Write the JSON Schemas of the application, the messages and the assessment
    Schemas(schemas::Schemas),
}

/// How a command ended well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// Everything asked for was done.
    Done,
    /// The run is over, but some cases failed and wait for operators.
    SomeFailed,
    /// Everything was looked at, and what was found is not as it should be.
    NotAsItShould,
}

/// Exit codes, as documented in the README.
const FAILED: u8 = 1;
const SOME_CASES_FAILED: u8 = 2;
const WRONG_USAGE: u8 = 64;

/// Runs the command line.
pub fn main() -> ExitCode {
    // A panic's own text could quote a person; where it happened cannot.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        output::note(format!(
            "error: a fault in the program at {place}; please report it"
        ));
    }));
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are asked for; anything else is wrong usage.
            let code = if error.use_stderr() { WRONG_USAGE } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    match dispatch(cli) {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::NotAsItShould) => ExitCode::from(FAILED),
        Ok(Ending::SomeFailed) => ExitCode::from(SOME_CASES_FAILED),
        Err(error) if output::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            output::error(&error);
            ExitCode::from(FAILED)
        }
    }
}

fn dispatch(cli: Cli) -> anyhow::Result<Ending> {
    let settings = || -> anyhow::Result<Settings> {
        Ok(Settings::load(cli.config.as_deref(), std::env::vars_os())?)
    };
    match cli.command {
        Command::Demo(demo) => demo.run(),
        Command::Run(run) => run.run(&settings()?),
        Command::Submit(submit) => submit.run(&settings()?),
        Command::Registries(registries) => registries.run(),
        Command::Assess(assess) => assess.run(&settings()?),
        Command::Rules(rules) => rules.run(&settings()?),
        Command::Cases(cases) => cases.run(&settings()?),
        Command::Ledger(ledger) => ledger.run(&settings()?),
        Command::Postings(postings) => postings.run(&settings()?),
        Command::Letter(letter) => letter.run(&settings()?),
        Command::Dossier(dossier) => dossier.run(&settings()?),
        Command::Stop(stop) => stop.run(&settings()?),
        Command::Resume(resume) => resume.run(&settings()?),
        Command::DeadLetters(letters) => letters.run(&settings()?),
        Command::Generate(generate) => generate.run(),
        Command::Schemas(schemas) => schemas.run(),
    }
}

/// Tells one run of the program from every other.
fn new_run_id() -> String {
    let now = Clock::system().now().timestamp_micros().to_be_bytes();
    let process = std::process::id().to_be_bytes();
    derived_id("", &digest(&[b"run", &now, &process]))
}

/// One thread runs everything; the ledger has threads of its own.
fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(work)
}

#[cfg(test)]
mod tests {
    use super::Cli;

    #[test]
    fn the_command_line_makes_sense() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
