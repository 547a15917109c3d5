//! The crash table: at every step of every kind of case the worker is killed,
//! on both queues, and the next worker must bring everything to its one end.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use chrono::TimeDelta;
use handlaggarrobot::registries::simulator::Answers;

use crate::broker;
use crate::checker;
use crate::installation::{Amqp, Ended, Installation};
use crate::messages::{Deed, Kind, Registries, Run, fixtures, kinds};
use crate::registries::{self, block_on};
use crate::tripwire::{Moment, Trip};

/// So many rows are worked at a time: a row mostly waits.
const LANES: usize = 8;

/// Calls that change something, and whose effect may stand or not when they
/// are broken off.
const WRITING: [&str; 17] = [
    "record",
    "record_dead_letter",
    "publish",
    "mark_attempted",
    "mark_posted",
    "keep_here",
    "acknowledge",
    "give_back",
    "begin",
    "end",
    "take_back",
    "put_off_after_check",
    "close_after_check",
    "resolve",
    "stop_intake",
    "seal",
    "keep_text",
];
/// Calls made now and then whatever the case is: one kind shows them all, and
/// only the first of each.
const HOUSEKEEPING: [&str; 17] = [
    "parked",
    "unposted",
    "due",
    "next_due",
    "due_after_checks",
    "take_resolution",
    "next_undeliverable",
    "unread_dead_letters",
    "stops_in_force",
    "take_back",
    "seal",
    "keep_text",
    "cases",
    "depth",
    "close",
    "stop_receiving",
    "resume_receiving",
];

/// One row: where the worker falls, and where the next one does.
struct Row<'k> {
    kind: &'k Kind,
    first: Trip,
    second: Option<Trip>,
}

/// Where a lane works.
struct Lane {
    amqp: Option<Amqp>,
    registries: Addresses,
}

/// Where the registries are that answer, fail and protect.
#[derive(Clone)]
struct Addresses {
    answer: String,
    fail: String,
    protect: String,
}

impl Addresses {
    fn start() -> Self {
        let start = |faults: &[&str]| {
            let answers = Answers::from_fixtures(&fixtures()).expect("the fixtures");
            registries::start(answers, faults)
        };
        let protect = start(&[]);
        registries::protect(&protect, "worked-example");
        let [answer, fail, protect] = [start(&[]), start(&["status=503:FK"]), protect]
            .map(|simulator| format!("http://{}", simulator.address()));
        Self {
            answer,
            fail,
            protect,
        }
    }

    fn of(&self, run: &Run) -> &str {
        match run.registries {
            Registries::Answer => &self.answer,
            Registries::Fail => &self.fail,
            Registries::Protect => &self.protect,
        }
    }
}

impl Lane {
    fn new(amqp: Option<Amqp>, registries: Addresses) -> Self {
        let lane = Self { amqp, registries };
        if lane.amqp.is_some() {
            block_on(lane.installation(folder().path()).declare());
        }
        lane
    }

    fn installation(&self, folder: &Path) -> Installation {
        Installation::new(
            folder.to_owned(),
            self.amqp.clone(),
            &self.registries.answer,
        )
    }
}

/// Runs the table; whether every row is good.
pub fn run() -> bool {
    let started = Instant::now();
    let registries = Addresses::start();
    let broker = broker::shared();
    let kinds = kinds();
    let mut good = true;
    for queue in ["embedded", "amqp"] {
        let lanes: Vec<Lane> = (0..LANES)
            .map(|_| {
                let amqp = (queue == "amqp").then(|| Amqp {
                    url: broker.url(),
                    prefix: broker.prefix(),
                });
                Lane::new(amqp, registries.clone())
            })
            .collect();
        // Without a crash first: that tells which steps there are.
        let undisturbed = in_lanes(&lanes, &kinds, unharmed);
        let mut rows = Vec::new();
        for (kind, calls) in kinds.iter().zip(undisturbed) {
            match calls {
                Ok(calls) => rows.extend(self::rows(kind, &calls)),
                Err(fault) => {
                    good = false;
                    println!("{queue}, {}: {fault}", kind.name);
                }
            }
        }
        let outcomes = in_lanes(&lanes, &rows, work);
        for (row, outcome) in rows.iter().zip(&outcomes) {
            if let Err(fault) = outcome {
                good = false;
                let then = row.second.as_ref().map(|trip| format!(" then {trip}"));
                let then = then.unwrap_or_default();
                println!("{queue}, {}, {}{then}: {fault}", row.kind.name, row.first);
            }
        }
        println!(
            "crash table, {queue}: {} of {} rows good, {:.0} s",
            outcomes.iter().filter(|outcome| outcome.is_ok()).count(),
            rows.len(),
            started.elapsed().as_secs_f64()
        );
    }
    good
}

/// Every boundary that a kind passes. A crash beside a call that changes
/// nothing leaves what the last change left: one kind shows those too, the
/// others only by which call they come to their work.
fn rows<'k>(kind: &'k Kind, calls: &BTreeMap<String, u32>) -> Vec<Row<'k>> {
    let mut rows = Vec::new();
    for (call, times) in calls {
        let housekeeping = HOUSEKEEPING.contains(&call.as_str());
        let writing = WRITING.contains(&call.as_str());
        if kind.name != "decided" && (housekeeping || !writing) && call != kind.by {
            continue;
        }
        // The first and the last of many alike.
        let numbers: HashSet<u32> = match housekeeping {
            true => [1].into(),
            false => [1, *times].into(),
        };
        for number in numbers {
            let trip = |moment| Trip {
                moment,
                call: call.clone(),
                number,
            };
            let mut moments = vec![Moment::Before, Moment::After];
            if writing {
                moments.push(Moment::Amid);
            } else if housekeeping || (call == "ask" && number < *times) {
                // It changes nothing, and what comes next has its own row.
                moments.pop();
            }
            let moments = moments.into_iter();
            rows.extend(moments.map(|moment| Row {
                kind,
                first: trip(moment),
                second: None,
            }));
        }
    }
    // Once more during the recovery, which finds the outcome stored and
    // everything still to be posted, or nothing stored at all.
    let falls_again = |first: &str, second: &str| Row {
        kind,
        first: first.parse().expect("a trip"),
        second: Some(second.parse().expect("a trip")),
    };
    if calls.contains_key("publish") && calls.contains_key("record") {
        rows.push(falls_again("after:record:1", "after:publish:1"));
        rows.push(falls_again("after:record:1", "before:mark_posted:1"));
        rows.push(falls_again("before:record:1", "after:record:1"));
        rows.push(falls_again("after:publish:1", "amid:publish:1"));
        // What is delivered again is worked alone, and counted.
        rows.push(falls_again("before:record:1", "before:begin:1"));
        rows.push(falls_again("before:record:1", "amid:begin:1"));
        rows.push(falls_again("before:record:1", "before:end:1"));
    }
    rows
}

/// Works a kind without a crash; the calls that its last run made.
fn unharmed(lane: &Lane, kind: &Kind) -> Result<BTreeMap<String, u32>, String> {
    let folder = folder();
    let installation = begun(lane, kind, folder.path());
    let run = last(kind);
    let ended = installation.work(run.now, None);
    finished(&ended)?;
    verdict(&installation, kind).map_err(|fault| keep(folder, fault))?;
    let mut calls = BTreeMap::new();
    for line in &ended.told {
        if let Some((call, number)) = line
            .strip_prefix("call ")
            .and_then(|call| call.split_once(' '))
        {
            calls.insert(call.to_owned(), number.parse().expect("a number"));
        }
    }
    Ok(calls)
}

/// Works one row; what is wrong with it.
fn work(lane: &Lane, row: &Row<'_>) -> Result<(), String> {
    let folder = folder();
    let installation = begun(lane, row.kind, folder.path());
    let judge = || {
        // Each worker's clock stands a second later, as time goes on.
        let mut now = last(row.kind).now;
        for trip in [Some(&row.first), row.second.as_ref()]
            .into_iter()
            .flatten()
        {
            if !installation.work(now, Some(trip.clone())).fell() {
                return Err("the worker did not come to the step".to_owned());
            }
            now += TimeDelta::seconds(1);
        }
        finished(&installation.work(now, None))?;
        verdict(&installation, row.kind)
    };
    judge().map_err(|fault| {
        // The next row of the lane shall find empty queues.
        block_on(installation.posted());
        keep(folder, fault)
    })
}

/// An installation with the messages submitted and all runs but the last made.
fn begun(lane: &Lane, kind: &Kind, folder: &Path) -> Installation {
    let mut installation = lane.installation(folder);
    installation.set("REGISTRIES__IN_FLIGHT", "1");
    installation.set("REGISTRIES__ATTEMPTS_IN_PROCESS", "1");
    installation.set("RUN__RETRY_BASE_SECONDS", "3600");
    block_on(installation.submit(&kind.messages));
    for run in &kind.runs {
        installation.ask(lane.registries.of(run));
        match run.before {
            Some(Deed::Resolve) => block_on(installation.report_resolution()),
            Some(Deed::StopRent) => installation.stop_rent(),
            None => {}
        }
        if run.now != last(kind).now {
            let falls = run.falls.map(|step| step.parse().expect("a trip"));
            let ended = installation.work(run.now, falls);
            let as_meant = match run.falls {
                Some(_) => ended.fell(),
                None => ended.status.success(),
            };
            assert!(as_meant, "{} does not begin", kind.name);
        }
    }
    installation
}

fn last(kind: &Kind) -> &Run {
    kind.runs.last().expect("a run")
}

fn finished(ended: &Ended) -> Result<(), String> {
    match ended.status.success() {
        true => Ok(()),
        false => Err(format!("the worker ended with {}", ended.status)),
    }
}

fn verdict(installation: &Installation, kind: &Kind) -> Result<(), String> {
    let posted = block_on(installation.posted());
    let report = checker::check(&installation.ledger(), &kind.messages, &posted);
    if !report.is_good() {
        return Err(report.to_string());
    }
    if report.ends() != kind.ends {
        return Err(format!("the cases ended otherwise: {report}"));
    }
    if report.taken_for_poison > 0 {
        return Err(format!("an innocent case was convicted: {report}"));
    }
    Ok(())
}

/// Works all of `tasks`, each in a lane of its own; the results in order.
fn in_lanes<T: Sync, R: Send>(
    lanes: &[Lane],
    tasks: &[T],
    work: impl Fn(&Lane, &T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for lane in lanes {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    let Some(task) = tasks.get(number) else { break };
                    let result = work(lane, task);
                    results.lock().expect("the results").insert(number, result);
                }
            });
        }
    });
    let results = results.into_inner().expect("the results");
    results.into_values().collect()
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::Builder::new()
        .prefix("handlaggarrobot-crash-")
        .tempdir();
    folder.expect("a folder")
}

/// Keeps what a bad row left, to be looked at.
fn keep(folder: tempfile::TempDir, fault: String) -> String {
    let folder: PathBuf = folder.keep();
    format!("{fault}\n  (left in {})", folder.display())
}
