//! A plain AMQP consumer, as any other system has one.

use lapin::options::{BasicGetOptions, QueueDeclareOptions};
use lapin::types::FieldTable;
use lapin::{Connection, ConnectionProperties};
use serde_json::Value;

/// Takes everything out of every posting queue: the queue's name without the
/// prefix, and the body.
pub async fn drain(url: &str, prefix: &str) -> Vec<(String, Value)> {
    let connection = Connection::connect(url, ConnectionProperties::default()).await;
    let connection = connection.expect("a plain connection");
    let mut messages = Vec::new();
    let units = [
        "caseworkers",
        "quality-sample",
        "violence-team",
        "child-team",
        "housing-team",
    ];
    let reviews = units.map(|unit| format!("human-review.{unit}"));
    let others = ["decisions", "restricted", "notices", "dead-letters"].map(str::to_owned);
    for queue in reviews.into_iter().chain(others) {
        let channel = connection.create_channel().await.expect("a channel");
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
            let body = serde_json::from_slice(&message.delivery.data).unwrap_or_default();
            messages.push((queue.clone(), body));
        }
    }
    messages
}
