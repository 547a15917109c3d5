//! The charts of the latest days.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::console::chart::{Bar, Chart};
use crate::ledger::overview::HourlyCount;
use crate::vocabulary::stockholm_day;

/// What the days from the first to the last came to.
pub fn charts(hours: &[HourlyCount], first: NaiveDate, last: NaiveDate) -> Vec<Chart> {
    let mut days: BTreeMap<NaiveDate, (u64, u64)> = first
        .iter_days()
        .take_while(|day| *day <= last)
        .map(|day| (day, (0, 0)))
        .collect();
    for hour in hours {
        let Some((decided, handed_over)) = days.get_mut(&stockholm_day(&hour.hour)) else {
            continue;
        };
        match hour.kind.as_str() {
            "decided" => *decided += hour.count,
            "handed_over" | "restricted" => *handed_over += hour.count,
            _ => {}
        }
    }
    let label = |day: &NaiveDate| day.format("%-d/%-m").to_string();
    let outcomes = days.iter().map(|(day, (decided, handed_over))| Bar {
        label: label(day),
        lower: *decided,
        upper: *handed_over,
    });
    let shares = days.iter().map(|(day, (decided, handed_over))| Bar {
        label: label(day),
        lower: percent(*decided, decided + handed_over).unwrap_or_default(),
        upper: 0,
    });
    vec![
        Chart::new(
            "utfall",
            "Beslutade och överlämnade per dag",
            ("Beslutade", Some("Till handläggare")),
            outcomes.collect(),
            None,
        ),
        Chart::new(
            "andel",
            "Andel som roboten beslutade, procent per dag",
            ("Andel i procent", None),
            shares.collect(),
            Some(100),
        ),
    ]
}

/// How many percent a part is; `None` of nothing.
pub fn percent(part: u64, whole: u64) -> Option<u64> {
    (part * 100).checked_div(whole)
}
