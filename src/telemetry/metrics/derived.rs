//! What is counted of which event.

use super::PREFIX;

/// A metric that is counted from the lines of an event.
pub struct DerivedMetric {
    /// The name without prefix and suffix.
    pub name: &'static str,
    /// What it tells, with its unit.
    pub help: &'static str,
    /// The event.
    pub event: &'static str,
    /// What is done at each line.
    pub kind: MetricKind,
    /// Labels, from fields with few values.
    pub labels: &'static [Label],
}

/// A label and the field it is taken from.
pub struct Label {
    /// The label's name.
    pub name: &'static str,
    /// The field's key.
    pub key: &'static str,
}

/// What an event does to a metric.
#[derive(Clone, Copy)]
pub enum MetricKind {
    /// Counts the line.
    Count,
    /// Counts each part of this label's value, parted by commas.
    CountEach(&'static str),
    /// Puts the field's number into a histogram; a line without it is left out.
    Observe {
        /// The field's key.
        key: &'static str,
        /// The upper bounds.
        buckets: &'static [f64],
    },
    /// Sets a gauge.
    Set(f64),
}

impl MetricKind {
    /// Prometheus' name of the type.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Count | Self::CountEach(_) => "counter",
            Self::Observe { .. } => "histogram",
            Self::Set(_) => "gauge",
        }
    }
}

impl DerivedMetric {
    /// The name as Prometheus shows it.
    pub fn full_name(&self) -> String {
        let suffix = match self.kind.name() {
            "counter" => "_total",
            _ => "",
        };
        format!("{PREFIX}_{}{suffix}", self.name)
    }
}

/// A registry's answer: from ten milliseconds to its time limit.
const ANSWER: &[f64] = &[0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0];
/// An assessment: from ten microseconds.
const ASSESSMENT: &[f64] = &[0.000_01, 0.000_1, 0.001, 0.01, 0.1, 1.0];
/// A case: from a second, by the goal of a day, to a week.
const CASE: &[f64] = &[
    1.0, 10.0, 60.0, 600.0, 3_600.0, 14_400.0, 43_200.0, 86_400.0, 172_800.0, 604_800.0,
];

const fn label(name: &'static str, key: &'static str) -> Label {
    Label { name, key }
}

const ERROR_TYPE: Label = label("error_type", "error.type");
const SOURCE: Label = label("source", "source");
const STATE: Label = label("state", "state");
const DESTINATION: Label = label("destination", "messaging.destination.name");

/// Every metric that is counted from events.
pub const DERIVED: &[DerivedMetric] = &[
    DerivedMetric {
        name: "applications_received",
        help: "Applications taken in hand.",
        event: "application.received",
        kind: MetricKind::Count,
        labels: &[label("redelivered", "redelivered")],
    },
    DerivedMetric {
        name: "applications_duplicate",
        help: "Applications that had been received before.",
        event: "application.duplicate",
        kind: MetricKind::Count,
        labels: &[],
    },
    DerivedMetric {
        name: "dead_letters",
        help: "Messages nobody could read.",
        event: "application.dead_lettered",
        kind: MetricKind::Count,
        labels: &[label("reason", "reason")],
    },
    DerivedMetric {
        name: "cases_finished",
        help: "Cases that came to an end; restricted ones by that state alone.",
        event: "case.finished",
        kind: MetricKind::Count,
        labels: &[
            STATE,
            label("outcome", "outcome"),
            label("kind", "kind"),
            label("superseding", "superseding"),
        ],
    },
    DerivedMetric {
        name: "case_reasons",
        help: "Reasons of cases that came to an end; a case can have several.",
        event: "case.finished",
        kind: MetricKind::CountEach("reason"),
        labels: &[label("reason", "reasons")],
    },
    DerivedMetric {
        name: "case_seconds",
        help: "Seconds from the application's receipt at the municipality to the outcome.",
        event: "case.finished",
        kind: MetricKind::Observe {
            key: "seconds",
            buckets: CASE,
        },
        labels: &[STATE],
    },
    DerivedMetric {
        name: "case_queue_seconds",
        help: "Seconds from that receipt until the message was taken in hand.",
        event: "case.finished",
        kind: MetricKind::Observe {
            key: "queue_seconds",
            buckets: CASE,
        },
        labels: &[],
    },
    DerivedMetric {
        name: "assessment_seconds",
        help: "Seconds that one assessment took.",
        event: "assessment.made",
        kind: MetricKind::Observe {
            key: "seconds",
            buckets: ASSESSMENT,
        },
        labels: &[],
    },
    DerivedMetric {
        name: "cases_postponed",
        help: "Times a case was set to wait for a known day.",
        event: "case.waiting",
        kind: MetricKind::Count,
        labels: &[],
    },
    DerivedMetric {
        name: "cases_retried",
        help: "Times a case was set to be tried again after a technical fault.",
        event: "case.retrying",
        kind: MetricKind::Count,
        labels: &[ERROR_TYPE],
    },
    DerivedMetric {
        name: "cases_failed",
        help: "Times a case was given up for operators to look at.",
        event: "case.failed",
        kind: MetricKind::Count,
        labels: &[ERROR_TYPE],
    },
    DerivedMetric {
        name: "registry_answer_seconds",
        help: "Seconds from a question to its whole answer.",
        event: "registry.answered",
        kind: MetricKind::Observe {
            key: "seconds",
            buckets: ANSWER,
        },
        labels: &[SOURCE],
    },
    DerivedMetric {
        name: "registry_failures",
        help: "Questions without a whole answer, each attempt counted.",
        event: "registry.failed",
        kind: MetricKind::Count,
        labels: &[SOURCE, ERROR_TYPE],
    },
    DerivedMetric {
        name: "breaker_open",
        help: "1 from when a registry's breaker opens until it is closed again, else 0.",
        event: "breaker.opened",
        kind: MetricKind::Set(1.0),
        labels: &[SOURCE],
    },
    DerivedMetric {
        name: "breaker_open",
        help: "The same.",
        event: "breaker.closed",
        kind: MetricKind::Set(0.0),
        labels: &[SOURCE],
    },
    DerivedMetric {
        name: "postings_confirmed",
        help: "Messages that are durable in their queue.",
        event: "posting.confirmed",
        kind: MetricKind::Count,
        labels: &[DESTINATION],
    },
    DerivedMetric {
        name: "postings_failed",
        help: "Messages that were not confirmed, each attempt counted.",
        event: "posting.failed",
        kind: MetricKind::Count,
        labels: &[DESTINATION, ERROR_TYPE],
    },
];
