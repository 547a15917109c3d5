//! The storm: for a while everything fails that can fail, drawn from a seed.
//!
//! ```text
//!  submitter ──► broker ◄── proxy ◄── worker ──► registries
//!     │         restarted,  cut, half-open,  killed at     flapping, stalling,
//!     │         killed      delayed          every step    changing their mind
//!     └──► ids ──► checker ◄── ledger and queues
//! ```

use std::process::Child;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use handlaggarrobot::queue::Queue;
use handlaggarrobot::registries::simulator::RunningSimulator;
use handlaggarrobot::vocabulary::{Destination, Posting};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use crate::broker::{self, Broker};
use crate::checker;
use crate::crowd::{Act, Crowd};
use crate::installation::{Amqp, Installation};
use crate::messages::morning;
use crate::protected::{self, Protected};
use crate::proxy::Proxy;
use crate::registries::{self, block_on, faults};
use crate::tally::{Tally, follow};
use crate::tripwire::Trip;
use crate::worker::Work;

/// How long and how hard.
#[derive(Clone, Copy)]
pub struct Plan {
    pub seconds: u64,
    pub seed: u64,
    /// The worker is killed at least so often with cases in hand.
    pub kills: u64,
}

/// Applications a second.
const RATE: u32 = 12;

/// So much longer it may take until everything has happened once, on a busy
/// machine.
const GRACE: Duration = Duration::from_secs(180);

/// Where the worker falls, in turn: between every two steps of a case, amid
/// those that write, and anywhere.
const STEPS: [&str; 11] = [
    "before:receipt",
    "before:ask",
    "before:record",
    "amid:record",
    "before:publish",
    "amid:publish",
    "before:mark_posted",
    "before:acknowledge",
    "amid:acknowledge",
    "after:acknowledge",
    ANYWHERE,
];
const ANYWHERE: &str = "anywhere";

/// A worker that does not come to its step by then is killed where it is.
const PATIENCE: Duration = Duration::from_secs(4);

/// What the registries suffer, in turn.
const REGISTRY_FAULTS: [&[&str]; 8] = [
    &["flapping=3"],
    &["slow=50ms..1200ms"],
    &[],
    &["silent:SKV"],
    &["status=503:FK", "flapping=5:SKV"],
    &["retry-after=2:CSN"],
    &[],
    &["cut-off:FK", "malformed:CSN"],
];

impl Plan {
    /// Whether everything must have happened at least once.
    fn is_long(&self) -> bool {
        self.seconds >= 180
    }

    /// The one that belongs to the tests.
    pub fn short() -> Self {
        Self {
            seconds: 20,
            seed: 1,
            kills: STEPS.len() as u64,
        }
    }

    /// `--seconds N` and `--seed N`; none when the first is not there.
    pub fn wanted(arguments: &[String]) -> Option<Self> {
        let after = |name| {
            let at = arguments.iter().position(|argument| argument == name)?;
            arguments.get(at + 1)?.parse::<u64>().ok()
        };
        let seconds = after("--seconds")?;
        let kills = if seconds < 120 {
            STEPS.len() as u64
        } else {
            50
        };
        Some(Self {
            seconds,
            seed: after("--seed").unwrap_or(1),
            kills,
        })
    }
}

/// What the elements have done.
#[derive(Default)]
struct Done {
    cut: u64,
    half_opened: u64,
    delayed: u64,
    registries_changed: u64,
    broker_restarted: u64,
    broker_killed: u64,
    /// Workers that ended by themselves after they had begun.
    gave_up: u64,
}

/// The stage, which all threads share.
struct Stage {
    plan: Plan,
    started: Instant,
    installation: Installation,
    simulator: Arc<RunningSimulator>,
    proxy: Proxy,
    tally: Arc<Mutex<Tally>>,
    submitted: Mutex<Vec<Vec<u8>>>,
    protected: Mutex<Vec<Protected>>,
    done: Mutex<Done>,
}

impl Stage {
    /// The time as the worker's clock has it.
    fn now(&self) -> DateTime<Utc> {
        let elapsed = TimeDelta::from_std(self.started.elapsed()).expect("a span");
        morning() + TimeDelta::hours(11) + elapsed
    }

    fn is_over(&self) -> bool {
        let elapsed = self.started.elapsed();
        let time = Duration::from_secs(self.plan.seconds);
        let done = self.done.lock().expect("what was done");
        let broker_had_its_turn = done.broker_restarted > 0 && done.broker_killed > 0;
        let tally = self.tally.lock().expect("the tally");
        let enough = broker_had_its_turn && tally.kills() >= self.plan.kills && all_steps(&tally);
        elapsed > time && (enough || !self.plan.is_long() || elapsed > time + GRACE)
    }
}

fn all_steps(tally: &Tally) -> bool {
    STEPS.iter().all(|step| tally.kills.contains_key(*step))
}

/// Runs a storm; whether nothing was lost and nothing done twice.
pub fn run(plan: Plan) -> bool {
    let time = Duration::from_secs(plan.seconds);
    let (crowd, answers) = Crowd::new(RATE * plan.seconds as u32, plan.seed, time);
    let mut broker = broker::alone();
    let folder = tempfile::Builder::new()
        .prefix("handlaggarrobot-storm-")
        .tempdir();
    let folder = folder.expect("a folder");
    let simulator = registries::start(answers, &[]);
    let amqp = Amqp {
        url: broker.url(),
        prefix: broker.prefix(),
    };
    let proxy = Proxy::start(broker.address());
    let registries = format!("http://{}", simulator.address());
    let mut installation = Installation::new(folder.path().to_owned(), Some(amqp), &registries);
    for (key, value) in SETTINGS {
        installation.set(key, value);
    }
    let policy =
        handlaggarrobot::rules::EXAMPLE_POLICY.replace("max_attempts = 6", "max_attempts = 3");
    let policy_file = folder.path().join("policy.toml");
    std::fs::write(&policy_file, policy).expect("a policy");
    installation.set("RULES__POLICY", &policy_file.display().to_string());
    block_on(installation.declare());
    let url = format!("amqp://guest:guest@{}/%2f", proxy.address());
    installation.set("QUEUE__AMQP__URL", &url);
    let stage = Stage {
        plan,
        started: Instant::now(),
        installation,
        simulator,
        proxy,
        tally: Arc::default(),
        submitted: Mutex::default(),
        protected: Mutex::default(),
        done: Mutex::default(),
    };
    std::thread::scope(|scope| {
        scope.spawn(|| block_on(submit(&stage, crowd)));
        scope.spawn(|| disturb(&stage));
        scope.spawn(|| show(&stage));
        scope.spawn(|| kill_again_and_again(&stage));
        disturb_broker(&stage, &mut broker);
    });
    clear_up(&stage);
    let good = judge(&stage);
    if !good {
        println!("  (left in {})", folder.keep().display());
    }
    good
}

const SETTINGS: [(&str, &str); 13] = [
    ("QUEUE__PREFETCH", "30"),
    ("QUEUE__AMQP__HEARTBEAT_SECONDS", "2"),
    ("QUEUE__AMQP__TIMEOUT_SECONDS", "3"),
    ("REGISTRIES__IN_FLIGHT", "30"),
    ("REGISTRIES__CONNECT_TIMEOUT_MS", "500"),
    ("REGISTRIES__TIMEOUT_MS", "800"),
    ("REGISTRIES__DEADLINE_SECONDS", "2"),
    ("REGISTRIES__ATTEMPTS_IN_PROCESS", "1"),
    (
        "RUN__PROTECTION_MAX_AGE_SECONDS",
        protected::MAX_AGE_SECONDS,
    ),
    ("RUN__RETRY_BASE_SECONDS", "1"),
    ("RUN__RETRY_CAP_MINUTES", "1"),
    ("RUN__SWEEP_SECONDS", "1"),
    ("RUN__STOP_DEADLINE_SECONDS", "10"),
];

/// Starts worker after worker; each falls at the next step of the list.
fn kill_again_and_again(stage: &Stage) {
    let mut draw = Pcg64::seed_from_u64(stage.plan.seed);
    let mut turn = 0;
    while !stage.is_over() {
        let step = STEPS[turn % STEPS.len()];
        let number = draw.random_range(1..=12_u32);
        let trip = (step != ANYWHERE).then(|| format!("{step}:{number}").parse::<Trip>());
        let trip = trip.map(|trip| trip.expect("a trip"));
        let patience = match step {
            ANYWHERE => Duration::from_millis(draw.random_range(500..3000)),
            _ => PATIENCE,
        };
        if live(stage, step, trip, patience) {
            turn += 1;
        }
    }
}

/// One life of the worker; whether it fell as it was to.
fn live(stage: &Stage, step: &str, trip: Option<Trip>, patience: Duration) -> bool {
    let mut worker = stage.installation.start(stage.now(), trip, Work::Daemon);
    let told = follow(worker.stdout.take().expect("its output"), &stage.tally);
    let started = Instant::now();
    let ended = loop {
        if let Some(status) = worker.try_wait().expect("its state") {
            break Some(status);
        }
        if started.elapsed() > patience {
            break None;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    if ended.is_none() {
        end(&mut worker);
    }
    let fell = told.join().expect("what it told");
    let mut tally = stage.tally.lock().expect("the tally");
    let at = if fell { step } else { ANYWHERE };
    if ended.is_some() && !fell {
        // A broker that is not there at the start is a reason to give up.
        if tally.has_begun {
            stage.done.lock().expect("what was done").gave_up += 1;
        }
        drop(tally);
        std::thread::sleep(Duration::from_millis(300));
        return false;
    }
    if tally.in_hand > 0 {
        *tally.kills.entry(at.to_owned()).or_default() += 1;
    }
    tally.in_hand > 0 && (fell || step == ANYWHERE)
}

fn end(worker: &mut Child) {
    worker.kill().expect("the kill");
    worker.wait().expect("its end");
}

/// Lets the crowd apply, past the proxy, until all have.
async fn submit(stage: &Stage, crowd: Crowd) {
    let queue = stage.installation.publisher().await;
    for (number, (at, act)) in crowd.acts.into_iter().enumerate() {
        tokio::time::sleep(at.saturating_sub(stage.started.elapsed())).await;
        match act {
            Act::Submit(body) => {
                let posting = Posting {
                    message_id: format!("submitted-{number}"),
                    destination: Destination::Applications,
                    headers: Vec::new(),
                    body: body.clone(),
                };
                // What the broker did not confirm may have arrived all the same.
                while queue.publish(&posting).await.is_err() {
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
                stage.submitted.lock().expect("the list").push(body);
            }
            Act::Protect { id, answer } => {
                stage.simulator.replace_answer(answer).expect("an answer");
                let since = stage.now();
                let mut protected = stage.protected.lock().expect("the list");
                protected.push(Protected { id, since });
            }
        }
    }
    queue.close().await;
}

/// Disturbs the line and the registries.
fn disturb(stage: &Stage) {
    let mut draw = Pcg64::seed_from_u64(stage.plan.seed.wrapping_add(1));
    let mut turn = 0_usize;
    while !stage.is_over() {
        std::thread::sleep(Duration::from_millis(draw.random_range(400..1800)));
        let mut done = stage.done.lock().expect("what was done");
        match draw.random_range(0..12) {
            0 | 1 => {
                stage.proxy.cut();
                done.cut += 1;
            }
            // Seldom, because both ends take some seconds to notice.
            2 => {
                stage.proxy.half_open();
                done.half_opened += 1;
            }
            3 | 4 => {
                stage
                    .proxy
                    .delay(Duration::from_millis(draw.random_range(5..80)));
                done.delayed += 1;
            }
            5 | 6 => stage.proxy.delay(Duration::ZERO),
            _ => {
                let faults = faults(REGISTRY_FAULTS[turn % REGISTRY_FAULTS.len()]);
                stage.simulator.set_faults(faults);
                done.registries_changed += 1;
                turn += 1;
            }
        }
    }
}

/// Restarts the broker after a third of the time, and kills it after two.
fn disturb_broker(stage: &Stage, broker: &mut Broker) {
    let third = Duration::from_secs(stage.plan.seconds) / 3;
    std::thread::sleep(third);
    broker.restart();
    stage.done.lock().expect("what was done").broker_restarted += 1;
    std::thread::sleep((2 * third).saturating_sub(stage.started.elapsed()));
    broker.kill();
    broker.start();
    stage.done.lock().expect("what was done").broker_killed += 1;
}

/// Shows now and then how far it is.
fn show(stage: &Stage) {
    let mut next = Duration::from_secs(10);
    while !stage.is_over() {
        std::thread::sleep(Duration::from_millis(200));
        if stage.started.elapsed() > next {
            let kills = stage.tally.lock().expect("the tally").kills();
            let submitted = stage.submitted.lock().expect("the list").len();
            println!(
                "storm, {} s: {submitted} submitted, {kills} kills with cases in hand",
                next.as_secs()
            );
            next += Duration::from_secs(10);
        }
    }
}

/// Fair weather, and workers until nothing is left to do.
fn clear_up(stage: &Stage) {
    stage.proxy.delay(Duration::ZERO);
    // What went dead is dead; a new worker opens lines of its own.
    stage.proxy.cut();
    stage.simulator.set_faults(Vec::new());
    let mut worker = stage.installation.start(stage.now(), None, Work::ClearUp);
    let told = follow(worker.stdout.take().expect("its output"), &stage.tally);
    let ended = worker.wait().expect("its end");
    told.join().expect("what it told");
    assert!(ended.success(), "the last worker ended with {ended}");
}

/// Tells what happened and what became of it.
fn judge(stage: &Stage) -> bool {
    let (tally, done) = (
        stage.tally.lock().expect("the tally"),
        stage.done.lock().expect("done"),
    );
    let submitted = stage.submitted.lock().expect("the list");
    println!(
        "storm with seed {}, {:.0} s: {} kills with cases in hand; broker restarted {}, killed {}; \
         lines cut {}, half-opened {}, delayed {}; registries changed {}; \
         redelivered {}, swept {}, republished {}",
        stage.plan.seed,
        stage.started.elapsed().as_secs_f64(),
        tally.kills(),
        done.broker_restarted,
        done.broker_killed,
        done.cut,
        done.half_opened,
        done.delayed,
        done.registries_changed,
        tally.redelivered,
        tally.swept,
        tally.republished(),
    );
    let kills: Vec<_> = tally
        .kills
        .iter()
        .map(|(step, times)| format!("{step} {times}"))
        .collect();
    println!("  kills: {}", kills.join(", "));
    let posted = block_on(stage.installation.posted());
    let report = checker::check(&stage.installation.ledger(), &submitted, &posted);
    println!("{} messages sent in; {report}", submitted.len());
    let protected = stage.protected.lock().expect("the list");
    let seen = protected::check(&stage.installation.ledger(), &protected, &posted);
    println!("{seen}");
    let happened = [
        ("too few kills", tally.kills() >= stage.plan.kills),
        ("not killed between every two steps", all_steps(&tally)),
        ("nothing redelivered", tally.redelivered > 0),
        ("nothing swept", tally.swept > 0),
        ("nothing republished", tally.republished() > 0),
        ("no dead letter", report.dead_lettered > 0),
        // Whoever is alone at three falls is taken for their cause, though here
        // nobody is. With a fall every two or three seconds, and the same
        // message first in the queue after each, chance alone has it happen
        // about once in twenty falls; a fault would convict whole prefetches.
        (
            "innocent cases are taken for poison",
            report.taken_for_poison <= 3 + tally.kills() / 5,
        ),
        ("no line cut", done.cut > 0),
        ("no line half-opened", done.half_opened > 0),
        ("no line delayed", done.delayed > 0),
        ("a worker gave up by itself", done.gave_up == 0),
    ];
    for (what, _) in happened.iter().filter(|(_, good)| !good) {
        println!("  {what}");
    }
    // In a short storm it is chance what happens; the crash table shows every
    // step there. What became of the messages is judged in any.
    let enough = !stage.plan.is_long() || happened.iter().all(|(_, good)| *good);
    enough && tally.kills() > 0 && done.gave_up == 0 && report.is_good() && seen.is_good()
}
