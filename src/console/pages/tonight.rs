//! I natt: how the current or last night has gone, at a glance.

use std::collections::BTreeMap;

use askama::Template;
use axum::http::StatusCode;
use chrono::{DateTime, Days, TimeDelta, Utc};

use super::Answer;
use super::days::{charts, percent};
use crate::console::access::signed::{Signed, ToLook};
use crate::console::chart::Chart;
use crate::console::layout::Layout;
use crate::console::refusal::page;
use crate::ledger::overview::{HourlyCount, Standing};
use crate::ledger::stops::StopKind;
use crate::ledger::{CaseState, Overview};
use crate::operating::numbers::{cases, count, span};
use crate::operating::words::{in_sweden, since_in_sweden, stopped};
use crate::vocabulary::{stockholm_day, stockholm_midnight};

/// So many days stand in the charts.
const DAYS: u64 = 14;
/// A night begins at this hour of the evening.
const EVENING: i64 = 18;

#[derive(Template)]
#[template(path = "console/tonight.html")]
struct TonightPage {
    layout: Layout,
    headline: String,
    detail: String,
    is_calm: bool,
    since: String,
    night: Vec<Figure>,
    now: Vec<Figure>,
    times: Vec<Figure>,
    stops: Vec<String>,
    charts: Vec<Chart>,
}

/// A number and what it counts.
struct Figure {
    label: &'static str,
    value: String,
    /// What the number is held against.
    note: String,
    /// Where more stands about it.
    path: &'static str,
}

/// Shows the page.
pub async fn show(signed: Signed<ToLook>) -> Answer {
    let person = &signed.person;
    let now = person.now();
    let evening = last_evening(now);
    let today = stockholm_day(&now);
    let first_day = today.checked_sub_days(Days::new(DAYS - 1)).unwrap_or(today);
    let since = stockholm_midnight(first_day).min(evening);
    let standing = person.console.ledger.standing(since, evening).await?;
    let limit = u64::from(person.console.policy.hand_over_after_hours) * 60;
    let (headline, detail) = in_a_sentence(&standing, evening);
    Ok(page(
        StatusCode::OK,
        &TonightPage {
            layout: Layout::of(person, "/", "I natt", "cases list"),
            is_calm: in_state(&standing, CaseState::Failed) == 0
                && standing.dead_letters == 0
                && standing.stops.is_empty(),
            headline,
            detail,
            since: in_sweden(evening),
            night: night(&standing, evening),
            now: at_this_moment(&standing, now),
            times: times(&standing.decision_minutes, limit),
            stops: standing.stops.iter().map(stopped).collect(),
            charts: charts(&standing.hours, first_day, today),
        },
    ))
}

/// When the current night began, or by day the last one.
fn last_evening(now: DateTime<Utc>) -> DateTime<Utc> {
    let evening = |day| stockholm_midnight(day) + TimeDelta::hours(EVENING);
    let today = stockholm_day(&now);
    match evening(today) <= now {
        true => evening(today),
        false => evening(today.pred_opt().unwrap_or(today)),
    }
}

fn in_a_sentence(standing: &Standing, evening: DateTime<Utc>) -> (String, String) {
    let everything = |kind| standing.stops.iter().any(|stop| stop.kind == kind);
    if everything(StopKind::Everything) {
        let detail = "Roboten beslutar inget förrän stoppet hävs.";
        return ("Allt är stoppat.".into(), detail.into());
    }
    if everything(StopKind::Intake) {
        let detail = "För många meddelanden har varit felaktiga. Inget nytt tas in.";
        return ("Intaget är stoppat.".into(), detail.into());
    }
    let (failed, letters) = (in_state(standing, CaseState::Failed), standing.dead_letters);
    let unreadable = match letters {
        1 => "1 meddelande går inte att läsa.".to_owned(),
        _ => format!("{} meddelanden går inte att läsa.", count(letters)),
    };
    if failed > 0 {
        let mut detail = "Roboten har gett upp om dem.".to_owned();
        if letters > 0 {
            detail = format!("{detail} Dessutom: {unreadable}");
        }
        return (format!("{} behöver dig.", cases(failed)), detail);
    }
    if letters > 0 {
        return (unreadable, "Någon behöver titta på det.".into());
    }
    if since(&standing.hours, evening).all(|hour| hour.kind != "received") {
        let detail = "Inga ansökningar har kommit in sedan kl. 18.";
        return ("Det är lugnt.".into(), detail.into());
    }
    let detail = "Inget ärende väntar på drift.";
    ("Natten gick bra.".into(), detail.into())
}

fn since(hours: &[HourlyCount], from: DateTime<Utc>) -> impl Iterator<Item = &HourlyCount> {
    hours.iter().filter(move |hour| hour.hour >= from)
}

fn night(standing: &Standing, evening: DateTime<Utc>) -> Vec<Figure> {
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    for hour in since(&standing.hours, evening) {
        *kinds.entry(&hour.kind).or_default() += hour.count;
    }
    let of = |kind: &str| kinds.get(kind).copied().unwrap_or_default();
    let (decided, handed_over) = (of("decided"), of("handed_over") + of("restricted"));
    let figure = |label, number: u64| Figure::new(label, count(number));
    let share = percent(decided, decided + handed_over);
    vec![
        figure("Mottagna", of("received")),
        figure("Beslutade", decided).leading_to("/arenden?lage=decided"),
        figure("Till handläggare", of("handed_over")).leading_to("/arenden?lage=handed_over"),
        figure("Till begränsad kö", of("restricted")),
        figure("Skickade meddelanden", of("posted")),
        Figure::new(
            "Andel som roboten beslutade",
            share.map_or_else(|| "–".to_owned(), |share| format!("{share}\u{a0}%")),
        ),
    ]
}

fn at_this_moment(standing: &Standing, now: DateTime<Utc>) -> Vec<Figure> {
    let state = |label, state: CaseState, path| {
        Figure::new(label, count(in_state(standing, state))).leading_to(path)
    };
    let outbox = Figure::new("På väg ut", count(standing.unposted));
    vec![
        state(
            "Väntar på en känd dag",
            CaseState::Waiting,
            "/arenden?lage=waiting",
        ),
        state("Försöker igen", CaseState::Retrying, "/fel"),
        state("Misslyckade", CaseState::Failed, "/fel"),
        Figure::new("Oläsliga meddelanden", count(standing.dead_letters)).leading_to("/olasliga"),
        match standing.unposted_since {
            None => outbox,
            Some(oldest) => outbox.noting(format!("sedan {}", since_in_sweden(oldest, now))),
        },
    ]
}

fn times(minutes: &[(u64, u64)], limit: u64) -> Vec<Figure> {
    let within = |percent| match quantile(minutes, percent) {
        Some(minutes) => span(minutes),
        None => "–".to_owned(),
    };
    vec![
        Figure::new("Hälften fick beslut inom", within(50)),
        Figure::new("95\u{a0}% fick beslut inom", within(95))
            .noting(format!("gränsen är {}", span(limit))),
    ]
}

/// The minutes within which so many percent were decided.
fn quantile(minutes: &[(u64, u64)], percent: u64) -> Option<u64> {
    let all: u64 = minutes.iter().map(|(_, cases)| cases).sum();
    let mut left = (all * percent).div_ceil(100);
    minutes.iter().find_map(|(minutes, cases)| {
        left = left.saturating_sub(*cases);
        (left == 0).then_some(*minutes)
    })
}

fn in_state(standing: &Standing, state: CaseState) -> u64 {
    let found = standing.cases.iter().find(|(known, _)| *known == state);
    found.map_or(0, |(_, cases)| *cases)
}

impl Figure {
    fn new(label: &'static str, value: String) -> Self {
        Self {
            label,
            value,
            note: String::new(),
            path: "",
        }
    }

    fn noting(self, note: String) -> Self {
        Self { note, ..self }
    }

    fn leading_to(self, path: &'static str) -> Self {
        Self { path, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_the_time_within_which_so_many_were_decided() {
        let minutes = [(1, 10), (5, 85), (60, 4), (300, 1)];
        assert_eq!(quantile(&minutes, 50), Some(5));
        assert_eq!(quantile(&minutes, 95), Some(5));
        assert_eq!(quantile(&minutes, 96), Some(60));
        assert_eq!(quantile(&[], 50), None);
    }

    #[test]
    fn a_night_began_the_evening_before() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
        let evening = at("2026-11-21T17:00:00Z");
        assert_eq!(last_evening(at("2026-11-22T06:00:00Z")), evening);
        assert_eq!(last_evening(at("2026-11-21T17:00:00Z")), evening);
        assert_ne!(last_evening(at("2026-11-22T17:00:00Z")), evening);
    }
}
