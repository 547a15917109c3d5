//! The broker's exchanges and queues, as data.
//!
//! The AMQP adapter declares what stands here and the command line prints it,
//! so the two cannot drift apart.

use std::fmt;

use crate::vocabulary::Destination;

/// How often a broker may deliver an application before it sets it aside
/// among the dead letters.
///
/// High, because every broken connection counts one delivery for the whole
/// prefetch: a low limit convicts fifty cases for the fault of one. What makes
/// a worker fall is found by the worker, which counts redeliveries durably and
/// hands the third over to a person. This limit only ends an endless loop.
pub const APPLICATION_DELIVERY_LIMIT: u32 = 10_000;

/// The same for the queues that other systems read: so high that nothing is
/// ever dropped there. A limit must stand all the same, since newer brokers
/// otherwise give up after 20 deliveries.
pub const POSTING_DELIVERY_LIMIT: u32 = 1_000_000;

/// The name of the exchange and queue for applications past the delivery limit.
const UNDELIVERABLE: &str = "undeliverable";
const HUMAN_REVIEW: &str = "human-review";

/// All names, for one installation.
#[derive(Clone, Debug)]
pub struct Topology {
    prefix: String,
    units: Vec<String>,
}

/// An exchange. All are durable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// Its name, with the prefix.
    pub name: String,
    /// How it chooses queues.
    pub kind: ExchangeKind,
}

/// How an exchange chooses queues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExchangeKind {
    /// By the routing key, exactly.
    Direct,
    /// Every bound queue, so that no sender can choose a wrong key.
    Fanout,
}

/// A queue. All are durable quorum queues that refuse what they have no room
/// for (`reject-publish`), never dropping the oldest: after `kill -9` of a
/// broker a classic queue brought back every message ever acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// Its name, with the prefix.
    pub name: String,
    /// The exchange it is bound to.
    pub exchange: String,
    /// The key of the binding; empty for a fanout exchange.
    pub routing_key: String,
    /// See [`APPLICATION_DELIVERY_LIMIT`].
    pub delivery_limit: u32,
    /// Where messages past the delivery limit go.
    pub dead_letter_exchange: Option<String>,
    /// What lies in it and who reads it, for the operator.
    pub purpose: &'static str,
}

impl Topology {
    /// The topology of an installation. The prefix stands before every name,
    /// so that several installations can share a broker; it may be empty. The
    /// units are those the policy names.
    pub fn new(prefix: impl Into<String>, units: impl IntoIterator<Item = String>) -> Self {
        let mut units: Vec<String> = units.into_iter().collect();
        units.sort();
        units.dedup();
        Self {
            prefix: prefix.into(),
            units,
        }
    }

    /// Every exchange.
    pub fn exchanges(&self) -> Vec<Exchange> {
        let mut exchanges: Vec<Exchange> = SINGLE_QUEUES
            .iter()
            .map(|(name, ..)| Exchange {
                name: self.named(name),
                kind: ExchangeKind::Fanout,
            })
            .collect();
        exchanges.push(Exchange {
            name: self.named(HUMAN_REVIEW),
            kind: ExchangeKind::Direct,
        });
        exchanges
    }

    /// Every queue, with its binding.
    pub fn queues(&self) -> Vec<Queue> {
        let mut queues: Vec<Queue> = SINGLE_QUEUES
            .iter()
            .map(|(name, purpose)| Queue {
                name: self.named(name),
                exchange: self.named(name),
                routing_key: String::new(),
                delivery_limit: POSTING_DELIVERY_LIMIT,
                dead_letter_exchange: None,
                purpose,
            })
            .collect();
        for queue in &mut queues {
            if queue.name == self.applications() {
                queue.delivery_limit = APPLICATION_DELIVERY_LIMIT;
                queue.dead_letter_exchange = Some(self.undeliverable());
            }
        }
        for unit in &self.units {
            let destination = Destination::HumanReview { unit: unit.clone() };
            let (exchange, routing_key) = self.route(&destination);
            queues.push(Queue {
                name: self.named(&destination.queue_name()),
                exchange,
                routing_key,
                delivery_limit: POSTING_DELIVERY_LIMIT,
                dead_letter_exchange: None,
                purpose: "cases for this unit's caseworkers",
            });
        }
        queues
    }

    /// The exchange and routing key that lead to a destination.
    pub fn route(&self, destination: &Destination) -> (String, String) {
        match destination {
            Destination::HumanReview { unit } => (self.named(HUMAN_REVIEW), unit.clone()),
            other => (self.named(&other.queue_name()), String::new()),
        }
    }

    /// The queue applications are consumed from.
    pub fn applications(&self) -> String {
        self.named(&Destination::Applications.queue_name())
    }

    /// The queue that holds what the broker has given up on. It stands apart
    /// from the dead letters, which are the ledger's own postings, so that the
    /// worker can empty it.
    pub fn undeliverable(&self) -> String {
        self.named(UNDELIVERABLE)
    }

    /// The queue the case system reports closed handovers to.
    pub fn resolutions(&self) -> String {
        self.named(&Destination::Resolutions.queue_name())
    }

    /// The exclusive queue that the one consumer holds while a ledger file
    /// allows only one. It never carries a message.
    pub fn consumer_lock(&self) -> String {
        self.named("consumer-lock")
    }

    fn named(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}

/// Queues that have an exchange of the same name for themselves.
const SINGLE_QUEUES: [(&str, &str); 7] = [
    ("applications", "applications in, from the e-service"),
    ("decisions", "decisions out, read by the case system"),
    (
        "restricted",
        "case numbers for the unit for protected identities",
    ),
    ("notices", "notices to applicants whose case a person takes"),
    (
        "dead-letters",
        "unreadable messages as they came, for operators",
    ),
    (
        UNDELIVERABLE,
        "what the broker gave up on; the worker moves it into the ledger",
    ),
    (
        "resolutions",
        "the case system's reports of closed handovers",
    ),
];

/// A table in Markdown, one row a queue.
impl fmt::Display for Topology {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "| exchange | routing key | queue | delivery limit | what lies there |\n|---|---|---|---|---|"
        )?;
        for queue in self.queues() {
            let key = match queue.routing_key.as_str() {
                "" => "any",
                key => key,
            };
            let then = match &queue.dead_letter_exchange {
                Some(exchange) => format!(", then `{exchange}`"),
                None => String::new(),
            };
            writeln!(
                formatter,
                "| `{}` | {key} | `{}` | {}{then} | {} |",
                queue.exchange, queue.name, queue.delivery_limit, queue.purpose
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Topology {
        Topology::new("test.", ["caseworkers".into(), "children".into()])
    }

    #[test]
    fn every_destination_leads_to_the_queue_of_its_name() {
        let topology = example();
        let unit = |unit: &str| Destination::HumanReview { unit: unit.into() };
        for destination in [
            Destination::Applications,
            Destination::Resolutions,
            Destination::Decisions,
            unit("caseworkers"),
            unit("children"),
            Destination::Restricted,
            Destination::Notices,
            Destination::DeadLetters,
        ] {
            let (exchange, routing_key) = topology.route(&destination);
            let queues = topology.queues();
            let queue = queues
                .iter()
                .find(|queue| queue.exchange == exchange && queue.routing_key == routing_key)
                .unwrap_or_else(|| panic!("no queue for {destination}"));
            assert_eq!(queue.name, format!("test.{}", destination.queue_name()));
            assert!(topology.exchanges().iter().any(|e| e.name == exchange));
        }
    }

    #[test]
    fn only_applications_are_set_aside_by_the_broker() {
        for queue in example().queues() {
            let is_input = queue.name == "test.applications";
            assert_eq!(queue.dead_letter_exchange.is_some(), is_input);
        }
    }

    #[test]
    fn the_description_names_every_queue() {
        let text = example().to_string();
        for queue in example().queues() {
            assert!(
                text.contains(&format!("`{}`", queue.name)),
                "{}",
                queue.name
            );
        }
    }
}
