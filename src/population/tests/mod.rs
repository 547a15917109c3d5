//! The population against the contract and against itself. A failing
//! assertion never prints a person.

mod contract;
mod persons;
mod sense;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value;

use super::*;

const MONTH: &str = "2026-11";

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn population(count: u32, seed: u64, today: &str) -> Population {
    Population::new(count, seed, day(today), MONTH).expect("enough invented persons")
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// The applicant's, co-applicant's and children's numbers.
fn members(application: &Value) -> Vec<String> {
    let children = application["children"].as_array().expect("an array");
    [&application["applicant"], &application["co_applicant"]]
        .into_iter()
        .filter(|adult| !adult.is_null())
        .chain(children)
        .map(|member| text(&member["personnummer"]).to_owned())
        .collect()
}
