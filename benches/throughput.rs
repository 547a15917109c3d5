//! How fast the core is, beside what is asked of it: `make bench`.
//!
//! Every round measures each goal once, so that a noisy moment of the machine
//! falls on all of them. The last line is `goals met N of M`; the exit code is
//! 1 when any is missed. A rate is per second of one processor as the kernel
//! counts it, so that neighbours who take turns on it do not matter.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use handlaggarrobot::assessment::{Assessment, assess};
use handlaggarrobot::bundle::assess_bundle;
use handlaggarrobot::explanation::{LetterFacts, decision_letter};
use handlaggarrobot::population::Population;
use handlaggarrobot::registries::read_answer;
use handlaggarrobot::rules::{COMPILED_IN, EXAMPLE_POLICY, Policy, Rules};
use handlaggarrobot::vocabulary::intake::{Intake, read_application};
use handlaggarrobot::vocabulary::{Application, RegistryAnswer};

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::value::RawValue;

/// As in the program.
#[cfg(feature = "service")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many times each goal is measured.
const ROUNDS: usize = 5;
/// How long one measurement is, in processor time.
const MEASUREMENT: Duration = Duration::from_millis(500);
/// Households of the ordinary mix.
const MIX_COUNT: u32 = 1000;
/// What the mix is drawn from.
const MIX_SEED: u64 = 1;

fn main() -> ExitCode {
    let rules = Rules::read(COMPILED_IN).expect("the shipped rules");
    let policy = Policy::load("policy.toml", EXAMPLE_POLICY).expect("the shipped policy");
    let worked_example = include_str!("../fixtures/bundles/worked-example.jsonl");
    let groups = [
        ("worked example", vec![Bundle::parse(worked_example)]),
        ("ordinary mix", ordinary_mix()),
    ];
    let mut goals = Vec::new();
    for (households, bundles) in &groups {
        let (rules, policy) = (&rules, &policy);
        let mut goal = |what, at_least, work: fn(&Bundle, &Rules, &Policy)| {
            let once = move || {
                bundles
                    .iter()
                    .for_each(|bundle| work(bundle, rules, policy))
            };
            goals.push(Goal {
                what: format!("{what}, {households}"),
                at_least,
                work: Box::new(once),
                cases: bundles.len() as u128,
                rates: Vec::new(),
            });
        };
        goal(
            "assessment with full trace",
            300_000,
            |bundle, rules, policy| {
                black_box(bundle.assess(rules, policy));
            },
        );
        goal(
            "assessment and letter text",
            60_000,
            |bundle, rules, policy| {
                black_box(bundle.letter(rules, policy));
            },
        );
        goal("JSON in, JSON out", 60_000, |bundle, rules, policy| {
            let assessment = assess_bundle(&bundle.json, rules, policy).expect("a bundle");
            black_box(assessment.to_json());
        });
    }
    for _ in 0..ROUNDS {
        goals.iter_mut().for_each(Goal::measure);
    }
    println!(
        "{:<44}{:>12}{:>22}{:>12}",
        "a second and core", "median", "spread", "goal"
    );
    let met = goals
        .iter_mut()
        .filter_map(|goal| goal.report().then_some(()))
        .count();
    println!("goals met {met} of {}", goals.len());
    if met == goals.len() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Something that is to be done so many times a second.
struct Goal<'a> {
    what: String,
    at_least: u128,
    /// Does it once for each case.
    work: Box<dyn Fn() + 'a>,
    cases: u128,
    /// Cases a second, one for each round.
    rates: Vec<u128>,
}

impl Goal<'_> {
    fn measure(&mut self) {
        (self.work)();
        let (started, mut cases) = (processor_time(), 0);
        let used = loop {
            // Few readings of the time, so that they cost nothing beside the work.
            for _ in 0..1000_u128.div_ceil(self.cases) {
                (self.work)();
                cases += self.cases;
            }
            let used = processor_time() - started;
            if used >= MEASUREMENT {
                break used;
            }
        };
        self.rates.push(cases * 1_000_000_000 / used.as_nanos());
    }

    /// Prints the result; whether the median meets the goal.
    fn report(&mut self) -> bool {
        self.rates.sort_unstable();
        let median = self.rates[self.rates.len() / 2];
        let spread = format!("{} – {}", self.rates[0], self.rates[self.rates.len() - 1]);
        let missed = if median < self.at_least {
            "  missed"
        } else {
            ""
        };
        println!(
            "{:<44}{median:>12}{spread:>22}{:>12}{missed}",
            self.what, self.at_least
        );
        median >= self.at_least
    }
}

/// What this thread has used of a processor; where the kernel does not tell,
/// the time of day.
fn processor_time() -> Duration {
    thread_local!(static STARTED: Instant = Instant::now());
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| STARTED.with(Instant::elapsed), Duration::from_nanos)
}

/// A bundle as text and as it is parsed.
struct Bundle {
    json: String,
    application: Application,
    evidence: Vec<RegistryAnswer>,
    assessed_on: NaiveDate,
}

#[derive(Deserialize)]
struct Parts<'a> {
    #[serde(borrow)]
    application: &'a RawValue,
    #[serde(borrow)]
    evidence: Vec<&'a RawValue>,
    assessed_on: NaiveDate,
}

impl Bundle {
    fn parse(json: &str) -> Self {
        let parts: Parts<'_> = serde_json::from_str(json).expect("a bundle");
        let Intake::Accepted(accepted) = read_application(parts.application.get().as_bytes())
        else {
            panic!("the application makes sense");
        };
        let read = |answer: &&RawValue| read_answer(answer.get()).expect("an answer");
        Self {
            json: json.to_owned(),
            application: accepted.application,
            evidence: parts.evidence.iter().map(read).collect(),
            assessed_on: parts.assessed_on,
        }
    }

    fn assess(&self, rules: &Rules, policy: &Policy) -> Assessment {
        assess(
            &self.application,
            &self.evidence,
            &[],
            rules,
            policy,
            self.assessed_on,
        )
    }

    fn letter(&self, rules: &Rules, policy: &Policy) -> String {
        let assessment = self.assess(rules, policy);
        decision_letter(&LetterFacts {
            application: &self.application,
            assessment: &assessment,
            outcome: assessment.proposed.unwrap_or(assessment.outcome),
            policy,
            decided_on: self.assessed_on,
            program_version: env!("CARGO_PKG_VERSION"),
        })
    }
}

/// The households of `generate`, in their usual proportions.
fn ordinary_mix() -> Vec<Bundle> {
    let day = NaiveDate::from_ymd_opt(2026, 11, 16).expect("a day");
    let population = Population::new(MIX_COUNT, MIX_SEED, day, "2026-11").expect("a population");
    let bundle = |household: handlaggarrobot::population::GeneratedHousehold| {
        let answers: Vec<_> = household
            .answers
            .into_iter()
            .map(|(_, answer)| answer)
            .collect();
        Bundle::parse(&format!(
            r#"{{"application":{},"evidence":[{}],"assessed_on":"{day}"}}"#,
            household.application,
            answers.join(",")
        ))
    };
    population.households().map(bundle).collect()
}
