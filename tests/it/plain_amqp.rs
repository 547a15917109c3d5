//! A plain AMQP consumer, as any other system has one.

use lapin::options::{
    BasicGetOptions, BasicPublishOptions, ConfirmSelectOptions, QueueDeclareOptions,
};
use lapin::types::FieldTable;
use lapin::{BasicProperties, Confirmation, Connection, ConnectionProperties};
use serde_json::Value;

/// A message as it lay in a queue.
pub struct Message {
    /// The queue's name without the prefix.
    pub queue: String,
    /// The AMQP property.
    #[allow(dead_code, reason = "only the chaos compares ids")]
    pub message_id: String,
    /// The bytes.
    pub body: Vec<u8>,
}

/// Puts applications on the queue, as any other system does.
#[allow(dead_code, reason = "only the chaos submits with it")]
pub async fn submit(url: &str, prefix: &str, messages: &[Vec<u8>]) {
    let connection = Connection::connect(url, ConnectionProperties::default()).await;
    let connection = connection.expect("a plain connection");
    let channel = connection.create_channel().await.expect("a channel");
    let confirmed = channel.confirm_select(ConfirmSelectOptions::default());
    confirmed.await.expect("confirms");
    let exchange = format!("{prefix}applications");
    let properties = BasicProperties::default().with_delivery_mode(2);
    for message in messages {
        let options = BasicPublishOptions {
            mandatory: true,
            ..BasicPublishOptions::default()
        };
        let sent = channel
            .basic_publish(
                exchange.as_str().into(),
                "".into(),
                options,
                message,
                properties.clone(),
            )
            .await
            .expect("a publish");
        let confirmation = sent.await.expect("a confirmation");
        assert_eq!(confirmation, Confirmation::Ack(None), "it is not stored");
    }
    let _ = connection.close(200, "done".into()).await;
}

/// Takes everything out of every posting queue: the queue's name without the
/// prefix, and the body.
pub async fn drain(url: &str, prefix: &str) -> Vec<(String, Value)> {
    let taken = take_all(url, prefix).await.into_iter();
    taken
        .filter(|message| message.queue != "applications")
        .map(|message| {
            let body = serde_json::from_slice(&message.body).unwrap_or_default();
            (message.queue, body)
        })
        .collect()
}

/// The same with the bytes as they are, and what is left of the applications.
pub async fn take_all(url: &str, prefix: &str) -> Vec<Message> {
    let connection = Connection::connect(url, ConnectionProperties::default()).await;
    let connection = connection.expect("a plain connection");
    let channel = connection.create_channel().await.expect("a channel");
    let units = [
        "caseworkers",
        "quality-sample",
        "violence-team",
        "child-team",
        "housing-team",
    ];
    let reviews = units.map(|unit| format!("human-review.{unit}"));
    let others = [
        "decisions",
        "restricted",
        "notices",
        "dead-letters",
        "applications",
    ];
    let others = others.map(str::to_owned);
    let mut messages = Vec::new();
    for queue in reviews.into_iter().chain(others) {
        let name = format!("{prefix}{queue}");
        let passive = QueueDeclareOptions {
            passive: true,
            ..QueueDeclareOptions::default()
        };
        channel
            .queue_declare(name.as_str().into(), passive, FieldTable::default())
            .await
            .expect("a declared queue");
        let options = BasicGetOptions { no_ack: true };
        while let Some(message) = channel
            .basic_get(name.as_str().into(), options)
            .await
            .expect("a read")
        {
            let message = message.delivery;
            let id = message.properties.message_id();
            messages.push(Message {
                queue: queue.clone(),
                message_id: id.as_ref().map(ToString::to_string).unwrap_or_default(),
                body: message.data,
            });
        }
    }
    let _ = connection.close(200, "done".into()).await;
    messages
}
