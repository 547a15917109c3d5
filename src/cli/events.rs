//! `events`: what the log and the metrics can hold, from their own types.

use std::fmt::Write as _;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::{Ending, output};
use crate::telemetry::catalogue::{COMMON_FIELDS, FieldDescription, schema_digest};
use crate::telemetry::metrics::{DERIVED, GAUGES};
use crate::telemetry::{CATALOGUE, SCHEMA_VERSION};

/// Describe every event of the log with its fields, and every metric.
#[derive(Args)]
pub struct Events {
    /// For people, or for programs
    #[arg(long, value_enum, default_value_t = Format::Markdown)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Markdown,
    Json,
}

impl Events {
    /// Prints the catalogue.
    pub fn run(&self) -> anyhow::Result<Ending> {
        match self.format {
            Format::Markdown => output::line(markdown().trim_end())?,
            Format::Json => output::line(serde_json::to_string_pretty(&as_json())?)?,
        }
        Ok(Ending::Done)
    }
}

fn markdown() -> String {
    let digest = schema_digest(CATALOGUE);
    let mut text = format!(
        "# Events and metrics\n\n\
         Written by `handlaggarrobot events` from the types that write the log; a test holds \
         this file against them.\nSchema version {SCHEMA_VERSION}, digest `{digest}`.\n\n\
         One flat JSON object a line. A key with a dot is OpenTelemetry's and means what it \
         means there; a key without\none is the robot's own. An optional key is left out when \
         there is nothing to say. Lines outside the catalogue\nhave `\"event\":\"log\"`, and \
         `target` and `message` besides; nothing should stand on them.\n\n## Every line\n\n"
    );
    table(&mut text, COMMON_FIELDS);
    for event in CATALOGUE {
        let level = event.level.as_str().to_lowercase();
        let meaning = event.meaning.trim();
        let _ = write!(text, "\n## `{}`\n\n{level}. {meaning}\n\n", event.name);
        table(&mut text, event.fields);
    }
    text.push_str(
        "\n## Metrics\n\nServed at `/metrics` when `telemetry.metrics_bind` is set. \
         Those with an event are counted from its lines, \
         whatever the log's level.\n\n| Name | Type | Labels | Event | Meaning |\n|---|---|---|---|---|\n",
    );
    for metric in DERIVED {
        let labels: Vec<_> = metric.labels.iter().map(|label| label.name).collect();
        let (name, kind) = (metric.full_name(), metric.kind.name());
        let (labels, event) = (labels.join(", "), metric.event);
        let _ = writeln!(
            text,
            "| `{name}` | {kind} | {labels} | `{event}` | {} |",
            metric.help
        );
    }
    for gauge in GAUGES {
        let (name, label) = (gauge.full_name(), gauge.label.unwrap_or_default());
        let _ = writeln!(
            text,
            "| `{name}` | gauge | {label} | | {} |",
            gauge.help.trim()
        );
    }
    text
}

fn table(text: &mut String, fields: &[FieldDescription]) {
    text.push_str("| Key | Type | Holds |\n|---|---|---|\n");
    for field in fields {
        let optional = if field.optional { ", optional" } else { "" };
        let (key, kind, meaning) = (field.key, field.kind.name(), field.meaning.trim());
        let _ = writeln!(text, "| `{key}` | {kind}{optional} | {meaning} |");
    }
}

fn as_json() -> Value {
    let fields = |fields: &[FieldDescription]| -> Vec<Value> {
        let field = |field: &FieldDescription| {
            json!({
                "key": field.key,
                "type": field.kind.name(),
                "optional": field.optional,
                "meaning": field.meaning.trim(),
            })
        };
        fields.iter().map(field).collect()
    };
    let events = CATALOGUE.iter().map(|event| {
        json!({
            "event": event.name,
            "level": event.level.as_str().to_lowercase(),
            "meaning": event.meaning.trim(),
            "fields": fields(event.fields),
        })
    });
    let derived = DERIVED.iter().map(|metric| {
        let labels: Vec<_> = metric.labels.iter().map(|label| label.name).collect();
        json!({
            "name": metric.full_name(),
            "type": metric.kind.name(),
            "labels": labels,
            "event": metric.event,
            "meaning": metric.help,
        })
    });
    let gauges = GAUGES.iter().map(|gauge| {
        let labels: Vec<_> = gauge.label.into_iter().collect();
        json!({"name": gauge.full_name(), "type": "gauge", "labels": labels, "meaning": gauge.help.trim()})
    });
    json!({
        "schema_version": SCHEMA_VERSION,
        "digest": schema_digest(CATALOGUE),
        "every_line": fields(COMMON_FIELDS),
        "events": events.collect::<Vec<_>>(),
        "metrics": derived.chain(gauges).collect::<Vec<_>>(),
    })
}
