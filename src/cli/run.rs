//! `run`: the daemon, and the nightly batch.

use std::convert::Infallible;
use std::sync::Arc;

use anyhow::{Context, bail};
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use clap::Args;
use tokio_util::sync::CancellationToken;

use super::setup::ConfiguredWorker;
use super::watch::watch;
use super::{Ending, block_on, output, progress, setup, stop};
use crate::clock::Clock;
use crate::config::{LogFormat, Settings};
use crate::ledger::{CaseRow, CaseState, Parked};
use crate::monitoring::{self, Monitored};
use crate::operating::words::{held_by, in_sweden};
use crate::telemetry::events::{RunFinished, RunProgress, RunStarted};
use crate::telemetry::metrics::Counting;
use crate::vocabulary::{stockholm_day, stockholm_midnight};
use crate::worker::gate::PauseReason;
use crate::worker::{Counts, Summary, Until};

/// Take applications from the queue, decide or hand over, and post
///
/// Works until told to stop (SIGTERM or Ctrl-C), as a daemon.
/// With --until-empty it is the nightly batch: it ends when the queue is empty
/// and nothing is due before the deadline, prints a summary that lists what is
/// parked and when it is due, and exits with 0, or with 2 while cases are failed
/// or intake is paused with messages left.
#[derive(Args)]
pub struct Run {
    /// End when nothing is left to do before the deadline
    #[arg(long)]
    until_empty: bool,
    /// When --until-empty ends at the latest: minutes such as 90m, hours such
    /// as 4h, or a time of day in Sweden such as 06:00
    #[arg(long, value_name = "TIME", requires = "until_empty", value_parser = deadline)]
    deadline: Option<Deadline>,
    /// Decide by the compiled-in policy of an invented municipality, to try
    /// things out; without it a policy file must be configured
    #[arg(long)]
    example_policy: bool,
    /// Print the summary as JSON
    #[arg(long)]
    json: bool,
}

/// When a nightly run ends at the latest.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Deadline {
    In(TimeDelta),
    At(NaiveTime),
}

fn deadline(text: &str) -> Result<Deadline, String> {
    let wrong = || "write 90m, 4h or a time of day such as 06:00".to_owned();
    if let Ok(time) = NaiveTime::parse_from_str(text, "%H:%M") {
        return Ok(Deadline::At(time));
    }
    let (number, unit) = text
        .split_at_checked(text.len().saturating_sub(1))
        .ok_or_else(wrong)?;
    let number: i64 = number.parse().map_err(|_| wrong())?;
    match (unit, number) {
        ("m", 1..=1440) => Ok(Deadline::In(TimeDelta::minutes(number))),
        ("h", 1..=24) => Ok(Deadline::In(TimeDelta::hours(number))),
        _ => Err(wrong()),
    }
}

impl Deadline {
    /// The next such instant.
    fn after(self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::In(span) => now + span,
            Self::At(time) => {
                let on = |day| stockholm_midnight(day) + time.signed_duration_since(NaiveTime::MIN);
                let today = stockholm_day(&now);
                let tomorrow = today.succ_opt().unwrap_or(today);
                if on(today) > now {
                    on(today)
                } else {
                    on(tomorrow)
                }
            }
        }
    }
}

impl Run {
    /// Runs the worker.
    pub fn run(&self, settings: &Settings) -> anyhow::Result<Ending> {
        if settings.rules.policy.is_some() && self.example_policy {
            bail!("rules.policy names a policy file; leave --example-policy out to decide by it");
        }
        if settings.rules.policy.is_none() && !self.example_policy {
            bail!(
                "no policy is configured: set rules.policy to your municipality's policy file \
                 (config/policy.toml is an example to copy), or add --example-policy to try \
                 things out"
            );
        }
        let monitored = Arc::new(Monitored::default());
        let watched = settings.telemetry.metrics_bind.is_some();
        let counting = watched.then(|| Counting(Arc::clone(&monitored.metrics)));
        crate::telemetry::start(&settings.log, &super::new_run_id(), counting)?;
        block_on(self.work(settings, monitored))
    }

    async fn work(&self, settings: &Settings, monitored: Arc<Monitored>) -> anyhow::Result<Ending> {
        let clock = Clock::system();
        let stopwatch = clock.stopwatch();
        let worker = setup::worker(settings, clock.clone()).await?;
        let until = if self.until_empty {
            let default = TimeDelta::from_std(settings.run.until_empty_deadline)?;
            let deadline = self.deadline.unwrap_or(Deadline::In(default));
            Until::Empty {
                deadline: deadline.after(clock.now()),
            }
        } else {
            Until::Stopped
        };
        let mode = if self.until_empty {
            "until_empty"
        } else {
            "daemon"
        };
        RunStarted {
            mode,
            queue: settings.queue.kind.system(),
        }
        .emit();
        let stop = stop_on_signal()?;
        let summary = tokio::select! {
            summary = worker.run(until, stop) => summary?,
            Err(error) = monitor(&worker, settings, monitored) => return Err(error),
            () = tell_progress(&worker, settings.log.format, self.until_empty) => unreachable!("progress never ends"),
        };
        finished(&summary.counts, stopwatch.elapsed());
        if self.until_empty {
            print(&summary, self.json)?;
        }
        let is_failed = |row: &CaseRow| row.state == CaseState::Failed;
        let failed = summary.parked.iter().any(is_failed);
        Ok(if self.until_empty && (failed || summary.is_paused()) {
            Ending::SomeFailed
        } else {
            Ending::Done
        })
    }
}

/// Serves metrics and health where the settings say; never ends but by a fault.
async fn monitor(
    worker: &ConfiguredWorker,
    settings: &Settings,
    monitored: Arc<Monitored>,
) -> anyhow::Result<Infallible> {
    let Some(address) = settings.telemetry.metrics_bind else {
        return std::future::pending().await;
    };
    let listener = monitoring::listen(address).await.with_context(|| {
        format!("metrics cannot be served at {address}; change telemetry.metrics_bind")
    })?;
    tokio::select! {
        served = monitoring::serve(listener, Arc::clone(&monitored)) => served?,
        () = watch(worker, &monitored) => {}
    }
    bail!("metrics are no longer served")
}

/// Cancelled on SIGTERM or Ctrl-C.
pub fn stop_on_signal() -> anyhow::Result<CancellationToken> {
    use tokio::signal::unix::{SignalKind, signal};
    let stop = CancellationToken::new();
    let told = stop.clone();
    let (mut terminate, mut interrupt) = (
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
    );
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        told.cancel();
    });
    Ok(stop)
}

/// A progress bar at a terminal, and a log line now and then. Never ends.
async fn tell_progress(worker: &ConfiguredWorker, format: LogFormat, until_empty: bool) {
    use crate::queue::Queue;
    let stopwatch = worker.clock.stopwatch();
    let bar = progress::bar(0, "applications");
    // A daemon has no end to make progress towards.
    if format == LogFormat::Json || !until_empty {
        bar.set_draw_target(indicatif::ProgressDrawTarget::hidden());
    }
    let mut tick = tokio::time::interval(std::time::Duration::from_millis(500));
    let mut ticks = 0_u32;
    loop {
        tick.tick().await;
        ticks = ticks.wrapping_add(1);
        let counts = *worker.counts.borrow();
        bar.set_position(counts.ended() + counts.duplicates + counts.dead_lettered);
        let is_minute = ticks.is_multiple_of(120);
        if !bar.is_hidden() || is_minute {
            let depth = worker.queue.depth().await.ok();
            bar.set_length(counts.received + depth.unwrap_or(0));
            if is_minute {
                RunProgress {
                    received: counts.received,
                    ended: counts.ended(),
                    in_hand: counts
                        .received
                        .saturating_sub(counts.ended() + counts.duplicates),
                    depth,
                    elapsed: stopwatch.elapsed(),
                }
                .emit();
            }
        }
    }
}

fn finished(counts: &Counts, elapsed: std::time::Duration) {
    RunFinished {
        received: counts.received,
        duplicates: counts.duplicates,
        decided: counts.decided,
        handed_over: counts.handed_over,
        restricted: counts.restricted,
        waiting: counts.waiting,
        retrying: counts.retrying,
        failed: counts.failed,
        shadowed: counts.shadowed,
        superseded: counts.superseded,
        after_checked: counts.after_checked,
        dead_lettered: counts.dead_lettered,
        posted: counts.posted,
        elapsed,
    }
    .emit();
}

/// Prints what the night did, and what it leaves parked.
fn print(summary: &Summary, json: bool) -> anyhow::Result<()> {
    if json {
        output::json(&serde_json::json!({
            "counts": summary.counts,
            "parked": summary.parked,
            "parked_by_cause": summary.parked_by_cause,
            "paused": summary.paused,
            "left": summary.left,
            "stops": summary.stops,
        }))?;
        return Ok(());
    }
    let counts = &summary.counts;
    let rows = [
        ("Mottagna ansökningar", counts.received),
        ("  varav dubbletter", counts.duplicates),
        ("Beslutade", counts.decided),
        ("Till handläggare", counts.handed_over),
        ("Till begränsad kö", counts.restricted),
        ("Skuggkörda", counts.shadowed),
        (
            "Gånger ett ärende sköts upp till en känd dag",
            counts.waiting,
        ),
        ("Gånger ett ärende sköts upp efter ett fel", counts.retrying),
        ("Misslyckade, för drift", counts.failed),
        ("Utfall som en person tog över", counts.superseded),
        ("Efterkontroller", counts.after_checked),
        ("Oläsliga meddelanden", counts.dead_lettered),
        ("Bekräftade meddelanden ut", counts.posted),
    ];
    let rows = rows.map(|(what, count)| vec![what.to_owned(), count.to_string()]);
    output::table(&["Körningen", "Antal"], rows.to_vec())?;
    if !summary.stops.is_empty() {
        stop::table(&summary.stops)?;
    }
    if summary.is_paused() {
        let left = summary
            .left
            .map_or("okänt".to_owned(), |left| left.to_string());
        let reasons = summary.paused.iter().map(|reason| in_swedish(*reason));
        let rows = reasons.map(|reason| vec![reason.to_owned(), left.clone()]);
        let headings = ["Intaget är pausat för att", "Kvar i kön"];
        output::table(&headings, rows.collect())?;
    }
    if !summary.parked_by_cause.is_empty() {
        let rows = summary.parked_by_cause.iter().map(|parked| {
            vec![
                parked.state.in_swedish().to_owned(),
                held_by(parked.cause.as_deref()),
                parked.cases.to_string(),
                parked.due_at.map(in_sweden).unwrap_or_default(),
            ]
        });
        let headings = ["Parkerade ärenden", "Orsak", "Antal", "Tas upp tidigast"];
        output::table(&headings, rows.collect())?;
        let is_failed = |parked: &Parked| parked.state == CaseState::Failed;
        if summary.parked_by_cause.iter().any(is_failed) {
            output::note("cases replay --failed shows the failed ones, and tries them again");
        }
    }
    Ok(())
}

/// Why intake is paused, for operators.
fn in_swedish(reason: PauseReason) -> &'static str {
    match reason {
        PauseReason::BreakerOpen => "ett register inte svarar",
        PauseReason::Stopped => "allt är stoppat",
        PauseReason::BadMessages => "för många meddelanden är felaktiga",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_a_span_or_the_next_such_time_of_day() {
        assert_eq!(deadline("90m"), Ok(Deadline::In(TimeDelta::minutes(90))));
        assert!(deadline("soon").is_err() && deadline("0h").is_err() && deadline("").is_err());
        let now: DateTime<Utc> = "2026-11-22T02:00:00Z".parse().expect("an instant");
        let six = deadline("06:00").expect("a deadline").after(now);
        assert_eq!(in_sweden(six), "2026-11-22 06:00");
        let two = deadline("02:00").expect("a deadline").after(now);
        assert_eq!(in_sweden(two), "2026-11-23 02:00");
    }
}
