//! Hears every event that is emitted, and counts it.

use std::fmt::Debug;
use std::sync::Arc;

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer};

use super::{DERIVED, DerivedMetric, Instrument, Label, Labels, MetricKind, Metrics};
use crate::telemetry::TARGET;

/// Counts events beside the log.
pub struct Counting(pub Arc<Metrics>);

impl<S: Subscriber> Layer<S> for Counting {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let metadata = event.metadata();
        if metadata.target() != TARGET {
            return;
        }
        let mut derived = DERIVED
            .iter()
            .filter(|metric| metric.event == metadata.name())
            .peekable();
        if derived.peek().is_none() {
            return;
        }
        let mut fields = Fields::default();
        event.record(&mut fields);
        for metric in derived {
            self.0.count(metric, &fields);
        }
    }
}

impl Metrics {
    fn count(&self, metric: &DerivedMetric, fields: &Fields) {
        let labels = || metric.labels.iter().map(|label| fields.label(label));
        match (self.derived.get(metric.name), metric.kind) {
            (Some(Instrument::Counter(family)), MetricKind::CountEach(_)) => {
                for (name, parts) in labels() {
                    for part in parts.split(',').filter(|part| !part.is_empty()) {
                        family.get_or_create(&vec![(name, part.to_owned())]).inc();
                    }
                }
            }
            (Some(Instrument::Counter(family)), _) => {
                family.get_or_create(&labels().collect()).inc();
            }
            (Some(Instrument::Histogram(family)), MetricKind::Observe { key, .. }) => {
                if let Some(number) = fields.number(key) {
                    family.get_or_create(&labels().collect()).observe(number);
                }
            }
            (Some(Instrument::Gauge(family)), MetricKind::Set(value)) => {
                family.get_or_create(&labels().collect()).set(value);
            }
            _ => {}
        }
    }
}

/// The fields of an event as they came.
#[derive(Default)]
struct Fields {
    texts: Labels,
    numbers: Vec<(&'static str, f64)>,
}

impl Fields {
    /// A label with its value; one that the event left out is empty.
    fn label(&self, label: &Label) -> (&'static str, String) {
        let text = self.texts.iter().find(|(key, _)| *key == label.key);
        (
            label.name,
            text.map(|(_, text)| text.clone()).unwrap_or_default(),
        )
    }

    fn number(&self, key: &str) -> Option<f64> {
        let number = self.numbers.iter().find(|(known, _)| *known == key);
        number.map(|(_, number)| *number)
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.texts.push((field.name(), value.to_owned()));
    }
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.texts.push((field.name(), value.to_string()));
    }
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.numbers.push((field.name(), value));
    }
    /// Whole numbers come here too, and no metric is made of them.
    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}
