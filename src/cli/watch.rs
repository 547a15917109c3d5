//! Reads now and then how a worker's things stand, for its metrics and health.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};

use super::setup::ConfiguredWorker;
use crate::ledger::operations::Operations;
use crate::monitoring::Monitored;
use crate::queue::{ConfiguredQueue, Queue};
use crate::rules::Rules;
use crate::telemetry::metrics;
use crate::worker::PROGRAM_VERSION;

/// Between two looks: finer than anybody scrapes.
const EVERY: Duration = Duration::from_secs(5);

/// Reads everything anew every few seconds. Never ends.
pub async fn watch(worker: &ConfiguredWorker, monitored: &Arc<Monitored>) {
    let mut tick = tokio::time::interval(EVERY);
    loop {
        tick.tick().await;
        let ledger_answers = look_at_the_ledger(worker, monitored).await;
        let queue_answers = look_at_the_queue(worker, monitored).await;
        look_at_the_rules(worker, monitored);
        monitored.set_ready(ledger_answers && queue_answers);
    }
}

/// What is not known is not shown; whether the ledger answered.
async fn look_at_the_ledger(worker: &ConfiguredWorker, monitored: &Monitored) -> bool {
    let now = worker.clock.now();
    let standing = worker.ledger.standing(now).await.ok();
    let known = standing.as_ref();
    let set = |gauge, reading: Option<f64>| monitored.metrics.set(gauge, reading.map(unlabelled));
    let cases = known.map(|known| &known.cases[..]).unwrap_or_default();
    let cases = cases
        .iter()
        .map(|(state, count)| (state.code(), *count as f64));
    monitored.metrics.set(&metrics::CASES, cases);
    let age = |oldest: Option<DateTime<Utc>>| oldest.map_or(0.0, |at| seconds_since(at, now));
    set(
        &metrics::OLDEST_UNDECIDED,
        known.map(|known| age(known.oldest_undecided)),
    );
    set(&metrics::OUTBOX, known.map(|known| known.unposted as f64));
    set(
        &metrics::OUTBOX_OLDEST,
        known.map(|known| age(known.oldest_unposted)),
    );
    set(
        &metrics::UNREAD_DEAD_LETTERS,
        known.map(|known| known.unread_dead_letters as f64),
    );
    set(&metrics::STOPS, known.map(|known| known.stops as f64));
    known.is_some()
}

/// The same of the queue.
async fn look_at_the_queue(worker: &ConfiguredWorker, monitored: &Monitored) -> bool {
    let now = worker.clock.now();
    let depth = worker.queue.depth().await.ok();
    let oldest = match &worker.queue {
        ConfiguredQueue::Embedded(queue) => queue.oldest_waiting().await.ok(),
        ConfiguredQueue::Amqp(_) | ConfiguredQueue::AmqpBesideLedger(..) => None,
    };
    let connected = worker.queue.is_connected();
    let set = |gauge, reading: Option<f64>| monitored.metrics.set(gauge, reading.map(unlabelled));
    set(&metrics::QUEUE, depth.map(|depth| depth as f64));
    set(
        &metrics::QUEUE_OLDEST,
        oldest.map(|oldest| oldest.map_or(0.0, |at| seconds_since(at, now))),
    );
    set(&metrics::QUEUE_CONNECTED, Some(truth(connected)));
    let paused = !worker.gate.is_open();
    set(&metrics::INTAKE_PAUSED, Some(truth(paused)));
    connected && depth.is_some()
}

fn look_at_the_rules(worker: &ConfiguredWorker, monitored: &Monitored) {
    let today = worker.clock.today();
    let set = |gauge, last: Option<NaiveDate>| {
        let left = last.map(|last| last.signed_duration_since(today).num_days() as f64);
        monitored.metrics.set(gauge, left.map(unlabelled));
    };
    set(&metrics::RULES_DAYS_LEFT, last_day(&worker.rules));
    let delegation = worker.policy.delegation.valid_to;
    set(&metrics::DELEGATION_DAYS_LEFT, Some(delegation));
    let build = [(PROGRAM_VERSION, 1.0)];
    monitored.metrics.set(&metrics::BUILD, build);
}

/// The last day that riksnorm and prisbasbelopp are both there for.
fn last_day(rules: &Rules) -> Option<NaiveDate> {
    let norm = rules.norms().last()?.period.to;
    let base = rules.price_base_amounts().last()?.period.to;
    Some(norm.min(base))
}

fn unlabelled(reading: f64) -> (&'static str, f64) {
    ("", reading)
}

fn truth(holds: bool) -> f64 {
    if holds { 1.0 } else { 0.0 }
}

fn seconds_since(at: DateTime<Utc>, now: DateTime<Utc>) -> f64 {
    let age = now.signed_duration_since(at).to_std();
    age.unwrap_or_default().as_secs_f64()
}
