//! Reads now and then how a worker's things stand, for its metrics and health.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};

use super::setup::ConfiguredWorker;
use crate::ledger::operations::Operations;
use crate::monitoring::Monitored;
use crate::queue::{ConfiguredQueue, Queue};
use crate::rules::Rules;
use crate::telemetry::metrics::{self, GaugeDescription};
use crate::worker::PROGRAM_VERSION;

/// Between two looks: finer than anybody scrapes.
const EVERY: Duration = Duration::from_secs(5);

/// Reads everything anew every few seconds. Never ends.
pub async fn watch(worker: &ConfiguredWorker, monitored: &Arc<Monitored>) {
    let watch = Watch { worker, monitored };
    let build = [(PROGRAM_VERSION, 1.0)];
    monitored.metrics.set(&metrics::BUILD, build);
    let mut tick = tokio::time::interval(EVERY);
    loop {
        tick.tick().await;
        let ledger_answers = watch.look_at_the_ledger().await;
        let queue_answers = watch.look_at_the_queue().await;
        watch.look_at_the_rules();
        monitored.set_ready(ledger_answers && queue_answers);
    }
}

struct Watch<'w> {
    worker: &'w ConfiguredWorker,
    monitored: &'w Monitored,
}

impl Watch<'_> {
    /// Sets a gauge without a label; what is not known is not shown.
    fn set(&self, gauge: &GaugeDescription, reading: Option<f64>) {
        let reading = reading.map(|reading| ("", reading));
        self.monitored.metrics.set(gauge, reading);
    }

    /// Seconds since the oldest of something; none is 0.
    fn age(&self, oldest: Option<DateTime<Utc>>) -> f64 {
        let age = oldest.map(|at| self.worker.clock.now().signed_duration_since(at));
        let age = age.and_then(|age| age.to_std().ok());
        age.unwrap_or_default().as_secs_f64()
    }

    /// Whether the ledger answered.
    async fn look_at_the_ledger(&self) -> bool {
        let standing = self.worker.ledger.standing(self.worker.clock.now()).await;
        let known = standing.as_ref().ok();
        let cases = known.map(|known| &known.cases[..]).unwrap_or_default();
        let cases = cases
            .iter()
            .map(|(state, count)| (state.code(), *count as f64));
        self.monitored.metrics.set(&metrics::CASES, cases);
        let oldest = known.map(|known| self.age(known.oldest_undecided));
        self.set(&metrics::OLDEST_UNDECIDED, oldest);
        self.set(&metrics::OUTBOX, known.map(|known| known.unposted as f64));
        let oldest = known.map(|known| self.age(known.oldest_unposted));
        self.set(&metrics::OUTBOX_OLDEST, oldest);
        let unread = known.map(|known| known.unread_dead_letters as f64);
        self.set(&metrics::UNREAD_DEAD_LETTERS, unread);
        self.set(&metrics::STOPS, known.map(|known| known.stops as f64));
        known.is_some()
    }

    /// Whether the queue answered.
    async fn look_at_the_queue(&self) -> bool {
        let queue = &self.worker.queue;
        let depth = queue.depth().await.ok();
        let oldest = match queue {
            ConfiguredQueue::Embedded(queue) => queue.oldest_waiting().await.ok(),
            ConfiguredQueue::Amqp(_) | ConfiguredQueue::AmqpBesideLedger(..) => None,
        };
        let connected = queue.is_connected();
        let paused = !self.worker.gate.is_open();
        self.set(&metrics::QUEUE, depth.map(|depth| depth as f64));
        self.set(
            &metrics::QUEUE_OLDEST,
            oldest.map(|oldest| self.age(oldest)),
        );
        self.set(&metrics::QUEUE_CONNECTED, Some(truth(connected)));
        self.set(&metrics::INTAKE_PAUSED, Some(truth(paused)));
        connected && depth.is_some()
    }

    fn look_at_the_rules(&self) {
        let today = self.worker.clock.today();
        let days_left = |last: NaiveDate| last.signed_duration_since(today).num_days() as f64;
        let rules = last_day(&self.worker.rules).map(days_left);
        self.set(&metrics::RULES_DAYS_LEFT, rules);
        let delegation = days_left(self.worker.policy.delegation.valid_to);
        self.set(&metrics::DELEGATION_DAYS_LEFT, Some(delegation));
    }
}

/// The last day that riksnorm and prisbasbelopp are both there for.
fn last_day(rules: &Rules) -> Option<NaiveDate> {
    let norm = rules.norms().last()?.period.to;
    let base = rules.price_base_amounts().last()?.period.to;
    Some(norm.min(base))
}

fn truth(holds: bool) -> f64 {
    if holds { 1.0 } else { 0.0 }
}
