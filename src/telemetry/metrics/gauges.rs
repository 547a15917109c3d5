//! How things stand: read now and then while a worker runs.

use super::PREFIX;

/// A gauge.
pub struct GaugeDescription {
    /// The name without its prefix.
    pub name: &'static str,
    /// Its label, if it has one.
    pub label: Option<&'static str>,
    /// What it tells, with its unit.
    pub help: &'static str,
}

impl GaugeDescription {
    /// The name as Prometheus shows it.
    pub fn full_name(&self) -> String {
        format!("{PREFIX}_{}", self.name)
    }
}

macro_rules! gauges {
    ($($(#[doc = $help:literal])+ $constant:ident $name:literal $(by $label:literal)?)+) => {
        $($(#[doc = $help])+
        pub const $constant: GaugeDescription = GaugeDescription {
            name: $name,
            label: gauges!(@ $($label)?),
            help: concat!($($help),+),
        };)+

        /// Every gauge that is read now and then.
        pub const GAUGES: &[GaugeDescription] = &[$($constant),+];
    };
    (@ $label:literal) => { Some($label) };
    (@) => { None };
}

gauges! {
    /// Cases by where they stand.
    CASES "cases" by "state"
    /// Seconds since the oldest case was received that is to be tried again or failed.
    OLDEST_UNDECIDED "oldest_undecided_seconds"
    /// Messages that are stored and not known to have arrived.
    OUTBOX "outbox_messages"
    /// Seconds since the oldest of them was stored; 0 when there is none.
    OUTBOX_OLDEST "outbox_oldest_seconds"
    /// Dead letters that no operator has looked at.
    UNREAD_DEAD_LETTERS "unread_dead_letters"
    /// Stops in force.
    STOPS "stops"
    /// Applications that wait in the queue.
    QUEUE "queue_messages"
    /// Seconds since the oldest of them came; for the embedded queue alone, because RabbitMQ does not tell.
    QUEUE_OLDEST "queue_oldest_seconds"
    /// 1 while messages can be taken and posted, else 0.
    QUEUE_CONNECTED "queue_connected"
    /// 1 while nothing new is taken from the queue, else 0.
    INTAKE_PAUSED "intake_paused"
    /// Days until the last day that the rules have every amount for.
    RULES_DAYS_LEFT "rules_days_left"
    /// Days until the delegation's last day.
    DELEGATION_DAYS_LEFT "delegation_days_left"
    /// 1, with the program's version.
    BUILD "build_info" by "version"
}
