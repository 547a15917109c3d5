//! `stop`: the kill switch.

use std::io::Read;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};

use super::signature::Signing;
use super::{Ending, block_on, output, setup};
use crate::config::Settings;
use crate::ledger::Operations;
use crate::ledger::stops::{Stop as InForce, StopTarget};
use crate::operating::words::{LINE_BEGINNINGS, in_sweden, stopped};
use crate::vocabulary::{Personnummer, Source};

/// The kill switch: hand cases over instead of deciding them, or stop everything
///
/// Works beside a running worker, which follows within a second, and stays in
/// force until `resume`. Cases that a stop is about go to a person with the
/// reason kill_switch.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Stop {
    #[command(subcommand)]
    list: Option<StopCommand>,
    #[command(flatten)]
    target: Target,
    /// With --everything: hand everything over to people, also what waits in
    /// the queue, instead of letting it wait
    #[arg(long, requires = "everything")]
    hand_over: bool,
    #[command(flatten)]
    signing: Option<Signing>,
}

#[derive(Subcommand)]
enum StopCommand {
    List(List),
}

/// List the stops in force
#[derive(Args)]
struct List {
    /// Also those that have been resumed
    #[arg(long)]
    all: bool,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Target {
    /// Everything: nothing is taken in, decided or posted; cases stay queued
    #[arg(long)]
    everything: bool,
    /// A person, as any member of the household: always "-", the personnummer
    /// is read from standard input so that it stands in no shell history
    #[arg(long, value_name = "-")]
    person: Option<String>,
    /// Cases that claim this kind of cost, such as rent
    #[arg(long, value_name = "KIND")]
    cost_kind: Option<String>,
    /// Cases in which this benefit is paid or declared, such as FK:BOB or CSN
    #[arg(long, value_name = "CODE")]
    benefit_code: Option<String>,
    /// Cases with a figure or payment from this registry: FK, CSN or SKV. SKV
    /// means every case; FK or CSN that only said to have nothing do not count
    #[arg(long, value_name = "SOURCE", value_parser = source)]
    source: Option<Source>,
    /// Cases with this line in their calculation, such as income.salary
    #[arg(long, value_name = "LINE_ID")]
    line: Option<String>,
}

fn source(code: &str) -> Result<Source, String> {
    Source::from_code(code).ok_or_else(|| "FK, CSN or SKV".to_owned())
}

impl Stop {
    /// Sets the stop, or lists those there are.
    pub fn run(&self, settings: &Settings) -> anyhow::Result<Ending> {
        block_on(async {
            let ledger = setup::ledger(settings, setup::existing_database(settings)?).await?;
            if let Some(StopCommand::List(list)) = &self.list {
                list.print(ledger.stops().await?)?;
                return Ok(Ending::Done);
            }
            let signing = self.signing.as_ref().context("--comment is missing")?;
            let target = self.target.chosen(self.hand_over)?;
            warn_of_spelling(settings, &target);
            let stop = ledger.stop(target, signing.signature()?).await?;
            output::line(format!(
                "stop {} is in force; `resume {0} --comment …` ends it",
                stop.id
            ))?;
            Ok(Ending::Done)
        })
    }
}

impl Target {
    fn chosen(&self, hand_over: bool) -> anyhow::Result<StopTarget> {
        Ok(if let Some(person) = &self.person {
            StopTarget::Person(read_person(person)?)
        } else if let Some(kind) = &self.cost_kind {
            StopTarget::CostKind(kind.clone())
        } else if let Some(code) = &self.benefit_code {
            StopTarget::BenefitCode(code.clone())
        } else if let Some(source) = self.source {
            StopTarget::Source(source)
        } else if let Some(line) = &self.line {
            StopTarget::Line(line.clone())
        } else {
            StopTarget::Everything { hand_over }
        })
    }
}

/// A personnummer from standard input. No text here quotes what was given.
fn read_person(given: &str) -> anyhow::Result<Personnummer> {
    if given != "-" {
        bail!(
            "a personnummer on the command line stays in the shell's history and shows in the \
             list of processes: write --person - and give it on standard input"
        );
    }
    let mut text = String::new();
    std::io::stdin()
        .lock()
        .take(64)
        .read_to_string(&mut text)
        .ok()
        .and_then(|_| Personnummer::parse(text.trim()).ok())
        .context("standard input holds no personnummer of 12 digits with a right check digit")
}

/// A stop that nothing will ever match is most likely a slip of the pen. It is
/// set all the same: a policy that cannot be read must not hinder it.
fn warn_of_spelling(settings: &Settings, target: &StopTarget) {
    let Ok((_, policy)) = setup::rules(&settings.rules) else {
        return;
    };
    let kinds = || policy.costs.keys().map(String::as_str).collect::<Vec<_>>();
    let codes = || {
        policy
            .benefits
            .keys()
            .map(String::as_str)
            .collect::<Vec<_>>()
    };
    let fault = match target {
        StopTarget::CostKind(kind) if !policy.costs.contains_key(kind) => format!(
            "the policy knows no such kind of cost, and hands such cases over already; it knows {}",
            kinds().join(", ")
        ),
        StopTarget::BenefitCode(code)
            if code != Source::Csn.code() && !policy.benefits.contains_key(code) =>
        {
            format!(
                "the policy knows no such benefit, and hands such cases over already; it knows {}",
                codes().join(", ")
            )
        }
        StopTarget::Line(line) if !LINE_BEGINNINGS.iter().any(|part| line.starts_with(part)) => {
            format!(
                "no line of a calculation begins so, and nothing will be handed over; lines begin \
             with {}",
                LINE_BEGINNINGS.join(", ")
            )
        }
        _ => return,
    };
    output::note(fault);
}

impl List {
    fn print(&self, mut stops: Vec<InForce>) -> anyhow::Result<()> {
        stops.retain(|stop| self.all || stop.ended_at.is_none());
        if self.json {
            for stop in &stops {
                output::json(stop)?;
            }
            return Ok(());
        }
        table(&stops)
    }
}

/// Prints stops as operators read them.
pub fn table(stops: &[InForce]) -> anyhow::Result<()> {
    let rows = stops.iter().map(|stop| {
        vec![
            stop.id.to_string(),
            stopped(stop),
            in_sweden(stop.set_at),
            stop.ended_at.map(in_sweden).unwrap_or_default(),
        ]
    });
    output::table(&["Stopp", "Gäller", "Satt", "Hävt"], rows.collect())?;
    Ok(())
}
