//! The command line: one file a command.

mod assess;
mod cases;
mod console;
mod dead_letters;
mod demo;
mod disclose;
mod dossier;
mod events;
mod generate;
mod ledger;
mod letter;
mod letters;
mod lines;
mod output;
mod paper;
mod postings;
mod private_file;
mod progress;
mod record;
mod registries;
mod resume;
mod rules;
mod run;
pub mod scenarios;
mod schemas;
pub mod setup;
mod signature;
mod simulate;
mod stop;
mod submit;
mod translation;
mod watch;

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
    /// How the log looks, whatever the settings say
    #[arg(long, global = true, value_name = "FORMAT", value_parser = LOG_FORMATS)]
    log_format: Option<String>,
    #[command(subcommand)]
    command: Command,
}

/// The variable that `--log-format` sets.
const LOG_FORMAT: &str = "HANDLAGGARROBOT__LOG__FORMAT";
/// The words of `log.format`.
const LOG_FORMATS: [&str; 3] = ["auto", "json", "text"];

#[derive(Subcommand)]
enum Command {
    Demo(demo::Demo),
    Run(run::Run),
    Submit(submit::Submit),
    Registries(registries::Registries),
    Assess(assess::Assess),
    Simulate(simulate::Simulate),
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
    Disclose(disclose::Disclose),
    Record(record::Record),
    #[command(subcommand)]
    Letters(letters::Letters),
    Stop(stop::Stop),
    Resume(resume::Resume),
    #[command(subcommand)]
    DeadLetters(dead_letters::DeadLetters),
    Console(console::Console),
    Generate(generate::Generate),
    /// Write the JSON Schemas of the application, the messages and the assessment
    Schemas(schemas::Schemas),
    Events(events::Events),
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
    /// Nothing that was looked at is wrong, but not all of it could be judged.
    NotJudged,
}

/// Exit codes, as documented in the README.
const FAILED: u8 = 1;
const SOME_CASES_FAILED: u8 = 2;
const NOT_JUDGED: u8 = 2;
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
        Ok(Ending::NotJudged) => ExitCode::from(NOT_JUDGED),
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
        let format = cli
            .log_format
            .iter()
            .map(|format| (LOG_FORMAT.into(), format.into()));
        let variables =
            std::env::vars_os().filter(|(name, _)| cli.log_format.is_none() || name != LOG_FORMAT);
        Ok(Settings::load(
            cli.config.as_deref(),
            variables.chain(format),
        )?)
    };
    match cli.command {
        Command::Demo(demo) => demo.run(),
        Command::Run(run) => run.run(&settings()?),
        Command::Submit(submit) => submit.run(&settings()?),
        Command::Registries(registries) => registries.run(),
        Command::Assess(assess) => assess.run(&settings()?),
        Command::Simulate(simulate) => simulate.run(&settings()?),
        Command::Rules(rules) => rules.run(&settings()?),
        Command::Cases(cases) => cases.run(&settings()?),
        Command::Ledger(ledger) => ledger.run(&settings()?),
        Command::Postings(postings) => postings.run(&settings()?),
        Command::Letter(letter) => letter.run(&settings()?),
        Command::Dossier(dossier) => dossier.run(&settings()?),
        Command::Disclose(disclose) => disclose.run(&settings()?),
        Command::Record(record) => record.run(&settings()?),
        Command::Letters(letters) => letters.run(),
        Command::Stop(stop) => stop.run(&settings()?),
        Command::Resume(resume) => resume.run(&settings()?),
        Command::DeadLetters(letters) => letters.run(&settings()?),
        Command::Console(console) => console.run(&settings()?),
        Command::Generate(generate) => generate.run(),
        Command::Schemas(schemas) => schemas.run(),
        Command::Events(events) => events.run(),
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
