//! One kind of case for each outcome, with what must become of it.

use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use handlaggarrobot::vocabulary::stockholm_midnight;
use serde_json::Value;

/// A kind of case.
pub struct Kind {
    pub name: &'static str,
    pub messages: Vec<Vec<u8>>,
    /// The runs it takes; the worker falls in the last.
    pub runs: Vec<Run>,
    /// The call by which the last run comes to its work.
    pub by: &'static str,
    /// Where its cases stand afterwards, and which are resolved, sorted.
    pub ends: &'static [&'static str],
}

/// One run until nothing is left.
#[derive(Clone, Copy)]
pub struct Run {
    pub now: DateTime<Utc>,
    pub registries: Registries,
    /// What people do before it.
    pub before: Option<Deed>,
    /// The step at which it falls, when it is not the last.
    pub falls: Option<&'static str>,
}

/// What the registries do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Registries {
    Answer,
    /// Försäkringskassan is down.
    Fail,
    /// Everybody in the worked example is protected.
    Protect,
}

/// What people do between two runs.
#[derive(Clone, Copy)]
pub enum Deed {
    /// A caseworker reports what was decided in the case.
    Resolve,
    /// An operator stops what has a rent.
    StopRent,
}

/// Every kind of outcome. What is tried again goes the way of what is due, so
/// there is only one of the two.
pub fn kinds() -> Vec<Kind> {
    let (example, couple) = (
        fixture("worked-example"),
        fixture("couple-without-children"),
    );
    let early = changed(&example, |message| {
        message["received_at"] = "2026-10-26T07:00:00+01:00".into();
    });
    let dearer = changed(&example, |message| {
        message["costs"][0]["amount"] = "6451.00".into();
    });
    let by_the_other = the_other_spouse_applies(&couple);
    let unreadable_month = changed(&example, |message| message["month"] = "2026-13".into());
    let now = at(morning());
    let week_before = at(morning() - TimeDelta::days(7));
    let two_hours_later = at(morning() + TimeDelta::hours(2));
    let kind = |name, messages, ends| Kind {
        name,
        messages,
        runs: vec![now],
        by: "receive",
        ends,
    };
    vec![
        kind("decided", vec![example.clone()], &["decided"]),
        kind(
            "handed over",
            vec![fixture("wants-a-person-to-decide")],
            &["handed_over"],
        ),
        kind(
            "restricted",
            vec![fixture("protected-registration-applicant")],
            &["handed_over"],
        ),
        kind("invalid", vec![unreadable_month], &["handed_over"]),
        kind("dead letter", vec![b"{ not json".to_vec()], &[]),
        kind(
            "duplicate",
            vec![example.clone(), example.clone()],
            &["decided"],
        ),
        kind(
            "conflicting",
            vec![example.clone(), dearer],
            &["decided", "handed_over"],
        ),
        kind(
            "both spouses",
            vec![couple, by_the_other],
            &["decided", "handed_over"],
        ),
        Kind {
            runs: vec![week_before],
            ..kind("waiting", vec![early.clone()], &["waiting"])
        },
        Kind {
            runs: vec![week_before, now],
            by: "due",
            ..kind("due", vec![early.clone()], &["decided"])
        },
        Kind {
            runs: vec![failing(now)],
            ..kind("retrying", vec![example.clone()], &["retrying"])
        },
        Kind {
            runs: vec![week_before, after(Deed::StopRent, now)],
            by: "due",
            ..kind("stopped meanwhile", vec![early], &["handed_over"])
        },
        Kind {
            runs: vec![
                Run {
                    falls: Some("before:publish:1"),
                    ..now
                },
                Run {
                    registries: Registries::Protect,
                    ..two_hours_later
                },
            ],
            by: "unposted",
            ..kind("protected meanwhile", vec![example], &["handed_over"])
        },
        Kind {
            runs: vec![now, at(morning() + TimeDelta::days(11))],
            by: "due_after_checks",
            ..kind(
                "after-check that differs",
                vec![fixture("employer-report-not-due-yet")],
                &["handed_over"],
            )
        },
        Kind {
            runs: vec![now, after(Deed::Resolve, two_hours_later)],
            by: "take_resolution",
            ..kind(
                "resolved",
                vec![fixture("wants-a-person-to-decide")],
                &["handed_over", "resolved"],
            )
        },
    ]
}

/// The same application from the other spouse, under an id of its own.
pub fn the_other_spouse_applies(message: &[u8]) -> Vec<u8> {
    changed(message, |message| {
        let applicant = message["applicant"].take();
        message["applicant"] = std::mem::replace(&mut message["co_applicant"], applicant);
        let id = message["application_id"].as_str().unwrap_or_default();
        let last = if id.ends_with('A') { "B" } else { "A" };
        message["application_id"] = format!("{}{last}", &id[..id.len() - 1]).into();
    })
}

/// A message with a change made to it.
pub fn changed(message: &[u8], change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut message: Value = serde_json::from_slice(message).expect("JSON");
    change(&mut message);
    message.to_string().into_bytes()
}

/// Nine in the morning of the day the fixtures are about, in Sweden.
pub fn morning() -> DateTime<Utc> {
    stockholm_midnight("2026-11-02".parse().expect("a day")) + TimeDelta::hours(9)
}

fn at(now: DateTime<Utc>) -> Run {
    Run {
        now,
        registries: Registries::Answer,
        before: None,
        falls: None,
    }
}

fn failing(run: Run) -> Run {
    Run {
        registries: Registries::Fail,
        ..run
    }
}

fn after(deed: Deed, run: Run) -> Run {
    Run {
        before: Some(deed),
        ..run
    }
}

/// The folder of the fixtures.
pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn fixture(name: &str) -> Vec<u8> {
    let folder = fixtures().join("applications");
    std::fs::read(folder.join(format!("{name}.json"))).expect("a fixture")
}
