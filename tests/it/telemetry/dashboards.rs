//! Alerts and dashboards stand on metrics, events and fields that exist. Those
//! of Grafana and Loki are held against the catalogue alone: neither runs here.

use std::collections::BTreeSet;

use handlaggarrobot::telemetry::CATALOGUE;
use handlaggarrobot::telemetry::catalogue::COMMON_FIELDS;
use handlaggarrobot::telemetry::metrics::{DERIVED, GAUGES};
use serde_json::Value;

use super::{project, text_of};

const FILES: [&str; 7] = [
    "deploy/prometheus/alerts.yml",
    "deploy/prometheus/alerts_test.yml",
    "deploy/prometheus/consoles/handlaggarrobot.html",
    "deploy/grafana/metrics.json",
    "deploy/grafana/log.json",
    "deploy/loki/rules.yml",
    "deploy/loki/promtail.yml",
];

/// Every name under which Prometheus shows a metric.
fn series() -> BTreeSet<String> {
    let mut names: BTreeSet<_> = GAUGES.iter().map(|gauge| gauge.full_name()).collect();
    for metric in DERIVED {
        let name = metric.full_name();
        if metric.kind.name() == "histogram" {
            names.extend(["bucket", "sum", "count"].map(|part| format!("{name}_{part}")));
        } else {
            names.insert(name);
        }
    }
    names
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
}

/// What stands between quotation marks behind each `beginning`, escaped or not.
fn quoted<'t>(text: &'t str, beginning: &str) -> Vec<&'t str> {
    let parts = text.split(beginning).skip(1);
    parts
        .filter_map(|rest| rest.trim_start_matches('\\').strip_prefix('"'))
        .filter_map(|rest| rest.split(['"', '\\']).next())
        .collect()
}

#[test]
fn every_metric_that_is_asked_for_exists_and_every_metric_is_shown() {
    let known = series();
    let mut shown = BTreeSet::new();
    for file in FILES {
        let text = text_of(file);
        let names = words(&text).filter(|word| word.starts_with("handlaggarrobot_"));
        for name in names {
            assert!(known.contains(name), "{file}: {name}");
            shown.insert(name.to_owned());
        }
    }
    let is_shown = |name: &str| shown.iter().any(|shown| shown.starts_with(name));
    let names = DERIVED.iter().map(|metric| metric.full_name());
    for name in names.chain(GAUGES.iter().map(|gauge| gauge.full_name())) {
        assert!(is_shown(&name), "{name} is on no dashboard");
    }
}

#[test]
fn every_event_and_field_that_is_asked_for_exists() {
    let all = CATALOGUE.iter().flat_map(|event| event.fields);
    let keys: BTreeSet<_> = COMMON_FIELDS
        .iter()
        .chain(all)
        .map(|field| field.key)
        .collect();
    // Loki writes an underscore for what no label may have.
    let labels: BTreeSet<_> = keys.iter().map(|key| key.replace('.', "_")).collect();
    let mut events = 0;
    for file in ["deploy/grafana/log.json", "deploy/loki/rules.yml"] {
        let text = text_of(file);
        for name in quoted(&text, "event=") {
            assert!(
                CATALOGUE.iter().any(|event| event.name == name),
                "{file}: {name}"
            );
            events += 1;
        }
        for beginning in ["by (", "unwrap "] {
            for rest in text.split(beginning).skip(1) {
                let list = rest.split([')', '[', ' ']).next().unwrap_or_default();
                for label in list
                    .split(',')
                    .map(str::trim)
                    .filter(|label| !label.is_empty())
                {
                    assert!(labels.contains(label), "{file}: {label}");
                }
            }
        }
    }
    assert!(events >= 5);
    let lnav = text_of("deploy/lnav/formats/handlaggarrobot/handlaggarrobot.json");
    let lnav: Value = serde_json::from_str(&lnav).expect("JSON");
    let values = lnav["handlaggarrobot"]["value"]
        .as_object()
        .expect("values");
    for key in values.keys() {
        assert!(keys.contains(key.as_str()), "lnav: {key}");
    }
}

#[test]
fn every_panel_of_grafana_is_whole() {
    for file in ["deploy/grafana/metrics.json", "deploy/grafana/log.json"] {
        let dashboard: Value = serde_json::from_str(&text_of(file)).expect("JSON");
        for key in ["title", "uid", "schemaVersion", "time", "templating"] {
            assert!(!dashboard[key].is_null(), "{file}: {key}");
        }
        let panels = dashboard["panels"].as_array().expect("panels");
        let mut ids = BTreeSet::new();
        for panel in panels {
            let title = panel["title"].as_str().expect("a title");
            assert!(ids.insert(panel["id"].as_u64().expect("an id")), "{title}");
            let place = |key: &str| panel["gridPos"][key].as_u64().expect("a place");
            assert!(place("x") + place("w") <= 24 && place("h") > 0, "{title}");
            assert!(panel["type"].is_string() && panel["datasource"]["uid"].is_string());
            let targets = panel["targets"].as_array().expect("targets");
            for target in targets {
                assert!(
                    target["expr"].as_str().is_some_and(|expr| !expr.is_empty()),
                    "{title}"
                );
                assert!(target["refId"].is_string(), "{title}");
            }
            assert!(!targets.is_empty(), "{title}");
        }
        assert!(panels.len() >= 6, "{file}");
    }
}

#[test]
fn every_alert_has_its_row_in_the_runbook() {
    let runbook = text_of("deploy/README.md");
    for file in ["deploy/prometheus/alerts.yml", "deploy/loki/rules.yml"] {
        let text = text_of(file);
        let names = text.split("alert: ").skip(1);
        for name in names.filter_map(|rest| rest.lines().next()) {
            assert!(runbook.contains(&format!("`{name}`")), "{file}: {name}");
        }
    }
    assert!(project("deploy/grafana/README.md").exists());
}
