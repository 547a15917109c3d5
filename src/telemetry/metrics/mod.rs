//! Metrics: counted from the events themselves, and gauges of how things stand.
//!
//! An event is one line in the log and, by [`DERIVED`], what its metrics count:
//! the two cannot tell different stories. No label can hold a person, because
//! no field of an event can.

mod derived;
mod gauges;
mod layer;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::{Family, MetricConstructor};
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

pub use derived::{DERIVED, DerivedMetric, Label, MetricKind};
pub use gauges::*;
pub use layer::Counting;

/// What every metric's name begins with.
const PREFIX: &str = "handlaggarrobot";

/// The media type of [`Metrics::text`].
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

type Labels = Vec<(&'static str, String)>;
type GaugeFamily = Family<Labels, Gauge<f64, AtomicU64>>;

/// Every metric of a run.
pub struct Metrics {
    registry: Registry,
    derived: HashMap<&'static str, Instrument>,
    gauges: HashMap<&'static str, GaugeFamily>,
}

enum Instrument {
    Counter(Family<Labels, Counter>),
    Histogram(Family<Labels, Histogram, Buckets>),
    Gauge(GaugeFamily),
}

/// Makes a histogram for each set of labels.
#[derive(Clone)]
struct Buckets(&'static [f64]);

impl MetricConstructor<Histogram> for Buckets {
    fn new_metric(&self) -> Histogram {
        Histogram::new(self.0.iter().copied())
    }
}

impl Metrics {
    /// All of them, at nothing.
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix(PREFIX);
        let mut derived = HashMap::new();
        for metric in DERIVED {
            derived.entry(metric.name).or_insert_with(|| {
                let (name, help) = (metric.name, without_stop(metric.help));
                match metric.kind {
                    MetricKind::Count | MetricKind::CountEach(_) => {
                        let family = Family::default();
                        registry.register(name, help, family.clone());
                        Instrument::Counter(family)
                    }
                    MetricKind::Observe { buckets, .. } => {
                        let family = Family::new_with_constructor(Buckets(buckets));
                        registry.register(name, help, family.clone());
                        Instrument::Histogram(family)
                    }
                    MetricKind::Set(_) => {
                        let family = Family::default();
                        registry.register(name, help, family.clone());
                        Instrument::Gauge(family)
                    }
                }
            });
        }
        let gauges = GAUGES.iter().map(|gauge| {
            let family = GaugeFamily::default();
            registry.register(gauge.name, without_stop(gauge.help), family.clone());
            (gauge.name, family)
        });
        let gauges = gauges.collect();
        Self {
            registry,
            derived,
            gauges,
        }
    }

    /// Sets a gauge anew, each reading under its label's value; what is not
    /// among the readings is no longer shown, because it is not known.
    pub fn set<'l>(
        &self,
        gauge: &GaugeDescription,
        readings: impl IntoIterator<Item = (&'l str, f64)>,
    ) {
        let Some(family) = self.gauges.get(gauge.name) else {
            return;
        };
        family.clear();
        for (value, reading) in readings {
            let label = gauge.label.map(|label| (label, value.to_owned()));
            family
                .get_or_create(&label.into_iter().collect())
                .set(reading);
        }
    }

    /// Everything as Prometheus reads it (OpenMetrics).
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

/// The library puts a full stop of its own at the end.
fn without_stop(help: &str) -> &str {
    help.trim().trim_end_matches('.')
}
