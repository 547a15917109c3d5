//! `demo`: the whole robot on invented cases, with nothing left running.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, ensure};
use chrono::{DateTime, NaiveDate, Utc};
use clap::Args;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::scenarios::{self, Expected, Scenario};
use super::{Ending, block_on, output, setup, submit};
use crate::clock::Clock;
use crate::config::Settings;
use crate::ledger::{CaseFilter, CaseRow, Ledger};
use crate::operating::words::reason_text;
use crate::queue::Queue;
use crate::registries::simulator::{Answers, RunningSimulator, Simulator};
use crate::vocabulary::intake::{Intake, read_application};
use crate::vocabulary::{Kronor, stockholm_midnight};
use crate::worker::Until;

/// Show the whole robot at work on invented cases
///
/// Starts mocked registries and the embedded queue, submits the fixtures,
/// works them as they would be on their day, and prints what became of each.
/// It uses a temporary folder and leaves nothing running.
#[derive(Args)]
pub struct Demo {
    /// The folder with the fixtures
    #[arg(long, default_value = "fixtures", value_name = "DIR")]
    fixtures: PathBuf,
    /// Show every fixture, not a selection
    #[arg(long)]
    all: bool,
}

/// The robot's clock stands at this hour of each fixture's day, in Sweden.
const HOUR: i64 = 9;

/// What became of one fixture.
struct Shown {
    visar: String,
    in_demo: bool,
    row: CaseRow,
    time: Duration,
    as_expected: bool,
}

impl Demo {
    /// Runs the demonstration.
    pub fn run(&self) -> anyhow::Result<Ending> {
        let scenarios = scenarios::load(&self.fixtures).context(
            "the demonstration shows the fixtures; run it in the project's folder, or name \
             theirs with --fixtures",
        )?;
        let folder =
            std::env::temp_dir().join(format!("handlaggarrobot-demo-{}", super::new_run_id()));
        std::fs::create_dir(&folder)?;
        let shown = block_on(self.show(&scenarios, &folder));
        std::fs::remove_dir_all(&folder)?;
        let shown = shown?;
        self.print(&shown)?;
        let off = shown.iter().filter(|shown| !shown.as_expected).count();
        ensure!(
            off == 0,
            "{off} fixtures did not come out as they were worked out by hand"
        );
        Ok(Ending::Done)
    }

    async fn show(&self, scenarios: &[Scenario], folder: &Path) -> anyhow::Result<Vec<Shown>> {
        let answers = Answers::from_fixtures(&self.fixtures)?;
        let simulator = Simulator::start(answers, Vec::new(), ([127, 0, 0, 1], 0).into()).await?;
        let settings = settings(&simulator, folder)?;
        let mut days: BTreeMap<NaiveDate, Vec<&Scenario>> = BTreeMap::new();
        for scenario in scenarios {
            days.entry(scenario.situation.assessed_on)
                .or_default()
                .push(scenario);
        }
        let mut shown = Vec::new();
        for (day, scenarios) in days {
            let plural = if scenarios.len() == 1 {
                "ansökan"
            } else {
                "ansökningar"
            };
            output::note(format!("{day}: {} {plural}", scenarios.len()));
            shown.extend(work_a_day(&settings, day, &scenarios).await?);
        }
        simulator.stop().await;
        Ok(shown)
    }

    fn print(&self, shown: &[Shown]) -> anyhow::Result<()> {
        let mut chosen: Vec<_> = shown
            .iter()
            .filter(|shown| self.all || shown.in_demo)
            .collect();
        // What the robot decided first, then what it gave to people.
        chosen.sort_by_key(|shown| shown.row.state);
        let headings = ["Vad fallet visar", "Utfall", "Belopp", "Skäl", "Svarstid"];
        output::table(&headings, chosen.into_iter().map(cells).collect())?;
        output::line("Beloppet för ett ärende hos handläggare är robotens förslag.")?;
        let mut by_outcome: BTreeMap<String, u64> = BTreeMap::new();
        for shown in shown {
            *by_outcome.entry(outcome(&shown.row)).or_default() += 1;
        }
        let counted: Vec<_> = by_outcome
            .iter()
            .map(|(outcome, count)| format!("{count} {outcome}"))
            .collect();
        let expected = shown.iter().filter(|shown| shown.as_expected).count();
        output::line(format!("\n{} fall: {}.", shown.len(), counted.join(", ")))?;
        output::line(format!(
            "{expected} av {} blev som de räknats ut för hand.",
            shown.len()
        ))?;
        let robot = std::env::args()
            .next()
            .unwrap_or_else(|| "handlaggarrobot".into());
        let mut tries = vec![
            ("generate --count 1000 --out pop", "en påhittad befolkning"),
            (
                "registries pop",
                "låtsasregister över HTTP, i ett fönster för sig",
            ),
            ("submit pop/applications.jsonl", "ansökningarna till kön"),
            ("run --until-empty --example-policy", "en natts arbete"),
            ("cases list", "vad som blev av dem"),
        ];
        if !self.all {
            tries.insert(0, ("demo --all", "alla fallen"));
        }
        output::line("\nPröva sedan:")?;
        for (arguments, what) in tries {
            output::line(format!("  {robot} {arguments:36} {what}"))?;
        }
        Ok(())
    }
}

/// The shipped settings, with the registries at hand and everything in the
/// temporary folder.
fn settings(simulator: &RunningSimulator, folder: &Path) -> anyhow::Result<Settings> {
    let base_url = format!("http://{}", simulator.address());
    let path = folder.join("ledger.sqlite").display().to_string();
    let variables = [
        ("REGISTRIES__FORSAKRINGSKASSAN__BASE_URL", base_url.clone()),
        ("REGISTRIES__CSN__BASE_URL", base_url.clone()),
        ("REGISTRIES__SKATTEVERKET__BASE_URL", base_url),
        ("LEDGER__PATH", path),
        ("QUEUE__KIND", "embedded".to_owned()),
    ];
    let variables = variables.map(|(key, value)| (format!("HANDLAGGARROBOT__{key}"), value));
    Ok(Settings::load(None, variables)?)
}

/// Submits and works the fixtures of one day, with the clock on that day.
async fn work_a_day(
    settings: &Settings,
    day: NaiveDate,
    scenarios: &[&Scenario],
) -> anyhow::Result<Vec<Shown>> {
    let start = stockholm_midnight(day) + chrono::TimeDelta::hours(HOUR);
    let clock = Clock::at(start);
    let worker = setup::worker(settings, clock).await?;
    let messages = scenarios
        .iter()
        .map(|scenario| scenario.application.clone());
    submit::publish(&worker.queue, messages.collect()).await?;
    let until = Until::Empty {
        deadline: start + chrono::TimeDelta::minutes(5),
    };
    worker.run(until, CancellationToken::new()).await?;
    let filter = CaseFilter {
        limit: u32::MAX,
        ..CaseFilter::default()
    };
    let rows = worker.ledger.cases(filter).await?;
    let mut rows: HashMap<_, _> = rows
        .into_iter()
        .map(|row| (row.application_id.clone(), row))
        .collect();
    let mut shown = Vec::new();
    for scenario in scenarios {
        let row = rows.remove(&application_id(&scenario.application)?);
        let row = row.with_context(|| format!("{} came to nothing", scenario.name))?;
        let case = worker
            .ledger
            .case(&row.case_id)
            .await?
            .context("a listed case is gone")?;
        shown.push(Shown {
            visar: scenario.situation.visar.clone(),
            in_demo: scenario.situation.in_demo,
            as_expected: is_expected(&case.content, &scenario.situation.expected)?,
            time: since(start, row.updated_at),
            row,
        });
    }
    worker.queue.close().await;
    Ok(shown)
}

fn application_id(message: &[u8]) -> anyhow::Result<String> {
    match read_application(message) {
        Intake::Accepted(accepted) => Ok(accepted.application.application_id),
        Intake::Invalid(invalid) => Ok(invalid.application_id),
        Intake::Unreadable(reason) => anyhow::bail!("a fixture cannot be read: {reason}"),
    }
}

fn is_expected(content: &[u8], expected: &Expected) -> anyhow::Result<bool> {
    let content: Value = serde_json::from_slice(content)?;
    let assessment = &content["assessment"];
    let reasons = assessment["reasons"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    Ok(assessment["outcome"] == expected.outcome.as_str()
        && assessment["amount"].as_str() == expected.amount.as_deref()
        && reasons.eq(expected.reasons.iter()))
}

fn since(start: DateTime<Utc>, end: DateTime<Utc>) -> Duration {
    end.signed_duration_since(start)
        .to_std()
        .unwrap_or_default()
}

fn cells(shown: &Shown) -> Vec<String> {
    let row = &shown.row;
    let reasons: Vec<_> = row.reasons.iter().map(|code| reason_text(code)).collect();
    vec![
        shown.visar.clone(),
        outcome(row),
        row.amount.map(Kronor::in_swedish).unwrap_or_default(),
        reasons.join("\n"),
        format!("{:.1} s", shown.time.as_secs_f64()),
    ]
}

fn outcome(row: &CaseRow) -> String {
    let known = row.outcome.map(|outcome| outcome.in_swedish());
    known.unwrap_or(row.state.in_swedish()).to_owned()
}
