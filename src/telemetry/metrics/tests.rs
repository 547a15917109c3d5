//! What the metrics are made of exists, and they count what is emitted.

use std::sync::Arc;
use std::time::Duration;

use tracing_subscriber::layer::SubscriberExt;

use super::*;
use crate::assessment::result::Outcome;
use crate::telemetry::catalogue::Kind;
use crate::telemetry::events::*;
use crate::telemetry::{CATALOGUE, Word};
use crate::vocabulary::Source;

/// What the metrics say after `act`.
fn counted(act: impl FnOnce()) -> String {
    let metrics = Arc::new(Metrics::new());
    let subscriber = tracing_subscriber::registry().with(Counting(Arc::clone(&metrics)));
    tracing::subscriber::with_default(subscriber, act);
    metrics.text()
}

#[test]
fn every_derived_metric_stands_on_an_event_and_fields_of_the_catalogue() {
    for metric in DERIVED {
        let event = CATALOGUE.iter().find(|event| event.name == metric.event);
        let event = event.unwrap_or_else(|| panic!("{}: no such event", metric.name));
        let kind_of = |key: &str| {
            let field = event.fields.iter().find(|field| field.key == key);
            field.map(|field| field.kind)
        };
        for label in metric.labels {
            let kind = kind_of(label.key);
            let fits = matches!(kind, Some(Kind::String | Kind::Boolean));
            assert!(fits, "{}: {}", metric.name, label.key);
            // What tells cases or instants apart has as many values as they are.
            assert!(!["case_id", "due", "month", "field"].contains(&label.key));
        }
        if let MetricKind::Observe { key, buckets } = metric.kind {
            assert_eq!(kind_of(key), Some(Kind::Number), "{}", metric.name);
            assert!(buckets.is_sorted());
        }
        assert!(metric.help.ends_with('.'), "{}", metric.name);
    }
}

#[test]
fn events_are_counted_by_their_labels() {
    let text = counted(|| {
        for error_type in ["timeout", "timeout", "http_503"] {
            RegistryFailed::new("case", Source::Csn, Word::new(error_type), 1).emit();
        }
        RegistryAnswered::new("case", Source::Csn, Duration::from_millis(30)).emit();
        CaseFinished {
            state: "handed_over",
            outcome: Some(Outcome::HandedOver.code()),
            reasons: Some("assets,student".into()),
            age: Some(Duration::from_secs(90_000)),
            ..CaseFinished::restricted("case")
        }
        .emit();
        CaseFinished::restricted("another").emit();
    });
    for line in [
        "handlaggarrobot_registry_failures_total{source=\"CSN\",error_type=\"timeout\"} 2",
        "handlaggarrobot_registry_failures_total{source=\"CSN\",error_type=\"http_503\"} 1",
        "handlaggarrobot_registry_answer_seconds_bucket{le=\"0.05\",source=\"CSN\"} 1",
        "handlaggarrobot_registry_answer_seconds_bucket{le=\"0.025\",source=\"CSN\"} 0",
        "handlaggarrobot_case_reasons_total{reason=\"assets\"} 1",
        "handlaggarrobot_case_reasons_total{reason=\"student\"} 1",
        "handlaggarrobot_case_seconds_bucket{le=\"86400.0\",state=\"handed_over\"} 0",
        "handlaggarrobot_case_seconds_bucket{le=\"172800.0\",state=\"handed_over\"} 1",
        "handlaggarrobot_cases_finished_total{state=\"restricted\",outcome=\"\",kind=\"\",superseding=\"\"} 1",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(!text.contains("case_seconds_count{state=\"restricted\"}"));
    assert!(text.ends_with("# EOF\n"));
}

#[test]
fn a_breaker_is_open_until_it_is_closed() {
    let source = Source::Skatteverket;
    let pause = Duration::from_secs(10);
    let open = || BreakerOpened { source, pause }.emit();
    let shown = "handlaggarrobot_breaker_open{source=\"SKV\"}";
    assert!(counted(open).contains(&format!("{shown} 1.0")));
    let closed = counted(|| {
        open();
        BreakerHalfOpen { source }.emit();
        BreakerClosed { source }.emit();
    });
    assert!(closed.contains(&format!("{shown} 0.0")));
}

#[test]
fn a_gauge_shows_the_latest_readings_alone() {
    let metrics = Metrics::new();
    metrics.set(&CASES, [("failed", 2.0), ("decided", 5.0)]);
    metrics.set(&CASES, [("decided", 6.0)]);
    let text = metrics.text();
    assert!(text.contains("handlaggarrobot_cases{state=\"decided\"} 6.0"));
    assert!(!text.contains("failed\"}"));
}
