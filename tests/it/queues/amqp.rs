//! RabbitMQ under the suite, and what only a broker can do.

use std::time::Duration;

use futures_util::StreamExt;
use handlaggarrobot::queue::amqp::{AmqpQueue, AmqpSettings, LARGEST_MESSAGE};
use handlaggarrobot::queue::topology::Topology;
use handlaggarrobot::queue::{Queue, QueueError};
use handlaggarrobot::vocabulary::Destination;
use lapin::options::{BasicGetOptions, QueueDeleteOptions};
use lapin::types::{AMQPValue, ShortString};
use lapin::{Channel, Connection, ConnectionProperties};

use super::conformance::conformance;
use super::{Backend, Message, expect_nothing, next, posting, runtime, submit};
use crate::broker::{self, Broker};

conformance!(with_broker);

/// Runs a test on the shared broker, with names of its own.
pub(super) fn with_broker(test: impl AsyncFnOnce(&Amqp)) {
    let broker = broker::shared();
    let amqp = Amqp::on(&broker);
    runtime().block_on(test(&amqp));
}

/// A RabbitMQ installation of its own, by its prefix.
pub(super) struct Amqp {
    pub(super) settings: AmqpSettings,
}

impl Amqp {
    pub(super) fn on(broker: &Broker) -> Self {
        Self {
            settings: AmqpSettings {
                url: broker.url().into(),
                prefetch: 10,
                heartbeat: Duration::from_secs(10),
                confirm_timeout: Duration::from_secs(10),
                units: vec!["caseworkers".into(), "children".into()],
                name_prefix: broker.prefix(),
                exclusive: true,
            },
        }
    }

    pub(super) fn topology(&self) -> Topology {
        Topology::new(&self.settings.name_prefix, self.settings.units.clone())
    }

    /// A plain channel, as any other system has one.
    pub(super) async fn plain_channel(&self) -> (Connection, Channel) {
        use secrecy::ExposeSecret;
        let url = self.settings.url.expose_secret();
        let connection = Connection::connect(url, ConnectionProperties::default())
            .await
            .expect("a plain connection");
        let channel = connection.create_channel().await.expect("a plain channel");
        (connection, channel)
    }

    pub(super) fn queue_name(&self, destination: &Destination) -> String {
        format!("{}{destination}", self.settings.name_prefix)
    }
}

impl Backend for Amqp {
    type Queue = AmqpQueue;

    async fn worker(&self, prefetch: u16) -> AmqpQueue {
        let mut settings = self.settings.clone();
        settings.prefetch = prefetch;
        AmqpQueue::connect(settings).await.expect("a worker")
    }

    async fn taken_from(&self, destination: &Destination) -> Vec<Message> {
        let (_connection, channel) = self.plain_channel().await;
        let name = self.queue_name(destination);
        let mut messages = Vec::new();
        let options = BasicGetOptions { no_ack: true };
        while let Some(message) = channel
            .basic_get(name.as_str().into(), options)
            .await
            .expect("a queue")
        {
            let properties = &message.properties;
            let expected_type = match destination {
                Destination::DeadLetters => "application/octet-stream",
                _ => "application/json",
            };
            let content_type = properties.content_type().clone().expect("a content type");
            assert_eq!(content_type.as_str(), expected_type);
            assert_eq!(*properties.delivery_mode(), Some(2), "persistent");
            let headers = properties.headers().clone().unwrap_or_default();
            messages.push(Message {
                message_id: properties.message_id().clone().expect("an id").to_string(),
                headers: headers
                    .inner()
                    .iter()
                    // The broker's own, which the sender did not write.
                    .filter(|(name, _)| name.as_str() != "x-delivery-count")
                    .map(text_header)
                    .collect(),
                body: message.delivery.data,
            });
        }
        // A field table has no order of its own.
        for message in &mut messages {
            message.headers.sort();
        }
        messages
    }
}

fn text_header((name, value): (&ShortString, &AMQPValue)) -> (String, String) {
    match value {
        AMQPValue::LongString(text) => (name.to_string(), text.to_string()),
        other => panic!("the header {name} is no text: {other:?}"),
    }
}

#[test]
fn a_posting_that_no_queue_takes_is_an_error() {
    with_broker(async |amqp| {
        let worker = amqp.worker(10).await;
        let (_connection, channel) = amqp.plain_channel().await;
        let name = amqp.queue_name(&Destination::Decisions);
        channel
            .queue_delete(name.into(), QueueDeleteOptions::default())
            .await
            .expect("deleted");
        let lost = worker.publish(&posting(&Destination::Decisions, 1)).await;
        assert!(
            matches!(lost, Err(QueueError::Unroutable(Destination::Decisions))),
            "{lost:?}"
        );
        // Nothing else is disturbed.
        submit(&worker, [1]).await;
        next(&worker).await;
        worker.close().await;
    });
}

#[test]
fn of_many_postings_at_once_exactly_the_unroutable_are_reported() {
    with_broker(async |amqp| {
        let worker = amqp.worker(10).await;
        let postings = (0..10_000).map(|number| {
            let unit = if number % 7 == 0 {
                "nobody"
            } else {
                "children"
            };
            posting(&Destination::HumanReview { unit: unit.into() }, number)
        });
        // A steady stream, so that the broker confirms some of both at once.
        let published = futures_util::stream::iter(postings)
            .map(async |posting| (worker.publish(&posting).await, posting))
            .buffer_unordered(100);
        let fates: Vec<_> = published.collect().await;
        for (fate, posting) in fates {
            let lost = posting.destination.to_string().ends_with("nobody");
            let unroutable = matches!(fate, Err(QueueError::Unroutable(_)));
            assert_eq!(unroutable, lost, "{posting:?}: {fate:?}");
            assert!(fate.is_ok() || lost, "{posting:?}: {fate:?}");
        }
        worker.close().await;
    });
}

#[test]
fn a_full_queue_is_full_and_loses_nothing() {
    let broker = broker::shared();
    let amqp = Amqp::on(&broker);
    runtime().block_on(async {
        let worker = amqp.worker(10).await;
        let pattern = format!("^{}notices$", amqp.settings.name_prefix.replace('.', "\\."));
        let policy = format!("{}full", amqp.settings.name_prefix);
        broker.control(&[
            "set_policy",
            &policy,
            &pattern,
            "{\"max-length\": 5}",
            "--apply-to",
            "queues",
        ]);
        let mut stored = 0;
        let refusal = loop {
            match worker
                .publish(&posting(&Destination::Notices, stored))
                .await
            {
                Ok(()) => stored += 1,
                Err(error) => break error,
            }
            assert!(stored < 1000, "it is never full");
        };
        assert!(
            matches!(refusal, QueueError::Full(Destination::Notices)),
            "{refusal:?}"
        );
        // The broker counts with some delay, but what it confirmed is there.
        let taken = amqp.taken_from(&Destination::Notices).await;
        assert_eq!(taken.len(), stored as usize);
        worker.close().await;
    });
}

#[test]
fn a_message_larger_than_the_broker_takes_disturbs_nothing() {
    with_broker(async |amqp| {
        let worker = amqp.worker(10).await;
        submit(&worker, [1]).await;
        let in_hand = next(&worker).await;
        let mut dossier = posting(
            &Destination::HumanReview {
                unit: "children".into(),
            },
            1,
        );
        dossier.body = vec![b' '; LARGEST_MESSAGE];
        worker.publish(&dossier).await.expect("just small enough");
        dossier.body.push(b' ');
        let refused = worker.publish(&dossier).await;
        assert!(
            matches!(refused, Err(QueueError::TooLarge(_))),
            "{refused:?}"
        );
        worker
            .acknowledge(in_hand.tag)
            .await
            .expect("the same life");
        expect_nothing(&worker).await;
        worker.close().await;
    });
}

#[test]
fn a_hundred_megabytes_from_another_system_disturb_nobody() {
    with_broker(async |amqp| {
        let worker = amqp.worker(10).await;
        let (_connection, channel) = amqp.plain_channel().await;
        let huge = vec![b'x'; 100 * 1024 * 1024];
        let (exchange, key) = amqp.topology().route(&Destination::Applications);
        let sent = channel
            .basic_publish(
                exchange.as_str().into(),
                key.as_str().into(),
                Default::default(),
                &huge,
                Default::default(),
            )
            .await;
        drop(sent);
        // The broker refuses it by closing the sender's channel.
        let refused = tokio::time::timeout(super::PATIENCE, async {
            while channel.status().connected() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
        refused.await.expect("the broker refuses it");
        submit(&worker, [1]).await;
        let delivery = next(&worker).await;
        assert_eq!(super::number(&delivery), 1);
        worker
            .acknowledge(delivery.tag)
            .await
            .expect("the same life");
        worker.close().await;
    });
}
