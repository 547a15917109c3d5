//! The embedded queue: nothing is lost, nothing comes twice without saying so.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tempfile::TempDir;
use tokio::time::timeout;

use super::{EmbeddedQueue, messages};
use crate::clock::Clock;
use crate::ledger::sqlite::{ConsumerLock, Database};
use crate::queue::{Delivery, Event, Queue, QueueError, Tag};
use crate::vocabulary::{Destination, Posting};

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_793_606_400, 0).expect("a time")
}

fn clock() -> Clock {
    Clock::standing_at(now())
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn database(folder: &Path) -> Database {
    Database::open(&folder.join("ledger.db")).expect("a database")
}

async fn consumer(folder: &Path, prefetch: u32) -> EmbeddedQueue {
    let database = database(folder);
    let lock = ConsumerLock::take(database.path(), Duration::from_secs(5)).await;
    let lock = Arc::new(lock.expect("the lock"));
    let queue = EmbeddedQueue::consumer(database, clock(), prefetch, lock).await;
    queue.expect("a consumer")
}

fn message(id: &str, destination: Destination, body: &str) -> Posting {
    Posting {
        message_id: id.into(),
        destination,
        headers: vec![("traceparent".into(), "00-1".into())],
        body: body.into(),
    }
}

async fn submit(queue: &EmbeddedQueue, bodies: &[&str]) {
    for body in bodies {
        let posting = message(body, Destination::Applications, body);
        queue.publish(&posting).await.expect("published");
    }
}

async fn next(queue: &EmbeddedQueue) -> Delivery {
    let event = timeout(Duration::from_secs(5), queue.receive()).await;
    match event.expect("an event in time") {
        Event::Delivered(delivery) => delivery,
        Event::Interrupted => panic!("the embedded queue is never interrupted"),
    }
}

/// Whether nothing comes for longer than two polls.
async fn is_quiet(queue: &EmbeddedQueue) -> bool {
    let pause = Duration::from_millis(250);
    timeout(pause, queue.receive()).await.is_err()
}

fn bodies(deliveries: &[Delivery]) -> Vec<(String, bool)> {
    deliveries
        .iter()
        .map(|delivery| {
            let body = String::from_utf8_lossy(&delivery.body).into_owned();
            (body, delivery.redelivered)
        })
        .collect()
}

#[tokio::test]
async fn messages_come_in_order_and_are_gone_when_acknowledged() {
    let folder = folder();
    let queue = consumer(folder.path(), 10).await;
    submit(&queue, &["one", "two"]).await;
    assert_eq!(queue.depth().await.expect("a depth"), 2);
    let deliveries = [next(&queue).await, next(&queue).await];
    let expected = [("one".to_owned(), false), ("two".to_owned(), false)];
    assert_eq!(bodies(&deliveries), expected);
    for delivery in &deliveries {
        queue.acknowledge(delivery.tag).await.expect("acknowledged");
    }
    let twice = queue.acknowledge(deliveries[0].tag).await;
    assert!(matches!(twice, Err(QueueError::Disconnected)));
    queue.close().await;
    drop(queue);
    let queue = consumer(folder.path(), 10).await;
    assert!(is_quiet(&queue).await);
}

#[tokio::test]
async fn no_more_than_the_prefetch_is_in_hand() {
    let folder = folder();
    let queue = consumer(folder.path(), 2).await;
    submit(&queue, &["one", "two", "three"]).await;
    let first = next(&queue).await;
    let _second = next(&queue).await;
    assert!(is_quiet(&queue).await);
    queue.acknowledge(first.tag).await.expect("acknowledged");
    assert_eq!(next(&queue).await.body, b"three");
}

#[tokio::test]
async fn what_was_in_hand_at_a_crash_comes_again_and_says_so() {
    let folder = folder();
    let queue = consumer(folder.path(), 2).await;
    submit(&queue, &["one", "two", "three"]).await;
    let first = next(&queue).await;
    let _second = next(&queue).await;
    queue.acknowledge(first.tag).await.expect("acknowledged");
    // Dropped without close(), as after a crash.
    drop(queue);
    let queue = consumer(folder.path(), 10).await;
    let deliveries = [next(&queue).await, next(&queue).await];
    let expected = [("two".to_owned(), true), ("three".to_owned(), false)];
    assert_eq!(bodies(&deliveries), expected);
    // A tag of the earlier life is worth nothing.
    let late = queue.acknowledge(first.tag).await;
    assert!(matches!(late, Err(QueueError::Disconnected)));
}

#[tokio::test]
async fn a_dropped_receive_loses_nothing() {
    let folder = folder();
    let queue = consumer(folder.path(), 10).await;
    submit(&queue, &["one", "two"]).await;
    // The first poll asks for messages; then nobody waits for the answer.
    tokio::select! {
        biased;
        _ = queue.receive() => panic!("nothing has been claimed yet"),
        () = std::future::ready(()) => {}
    }
    let deliveries = [next(&queue).await, next(&queue).await];
    let expected = [("one".to_owned(), false), ("two".to_owned(), false)];
    assert_eq!(bodies(&deliveries), expected);
}

#[tokio::test]
async fn what_is_given_back_comes_again() {
    let folder = folder();
    let queue = consumer(folder.path(), 10).await;
    submit(&queue, &["one"]).await;
    let delivery = next(&queue).await;
    queue.give_back(delivery.tag).await.expect("given back");
    assert_eq!(queue.depth().await.expect("a depth"), 1);
    let again = next(&queue).await;
    assert!(again.redelivered);
    queue.acknowledge(again.tag).await.expect("acknowledged");
    assert_eq!(queue.depth().await.expect("a depth"), 0);
}

#[tokio::test]
async fn after_stopping_nothing_comes_but_what_is_in_hand_can_be_acknowledged() {
    let folder = folder();
    let queue = consumer(folder.path(), 10).await;
    submit(&queue, &["one", "two", "three"]).await;
    let one = next(&queue).await;
    let two = next(&queue).await;
    queue.stop_receiving().await;
    assert!(is_quiet(&queue).await);
    assert_eq!(queue.depth().await.expect("a depth"), 1);
    queue.acknowledge(one.tag).await.expect("acknowledged");
    queue.close().await;
    let late = queue.acknowledge(two.tag).await;
    assert!(matches!(late, Err(QueueError::Disconnected)));
    drop(queue);
    let queue = consumer(folder.path(), 10).await;
    let deliveries = [next(&queue).await, next(&queue).await];
    // The third was claimed but never handed out: it is innocent.
    let expected = [("two".to_owned(), true), ("three".to_owned(), false)];
    assert_eq!(bodies(&deliveries), expected);
}

#[tokio::test]
async fn the_same_message_twice_is_one_and_other_bytes_are_another() {
    let folder = folder();
    let queue = consumer(folder.path(), 10).await;
    for body in ["first", "first", "changed", "first", "changed"] {
        let posting = message("id", Destination::Applications, body);
        queue.publish(&posting).await.expect("published");
    }
    let elsewhere = message("id", Destination::Decisions, "first");
    queue.publish(&elsewhere).await.expect("published");
    let deliveries = [next(&queue).await, next(&queue).await];
    let expected = [("first".to_owned(), false), ("changed".to_owned(), false)];
    assert_eq!(bodies(&deliveries), expected);
    assert!(is_quiet(&queue).await);
    assert_eq!(queue.waiting("decisions").await.expect("a count"), 1);
}

#[tokio::test]
async fn messages_of_another_program_are_noticed() {
    let folder = folder();
    let queue = consumer(folder.path(), 10).await;
    let other = EmbeddedQueue::publisher(database(folder.path()), clock());
    let submitted = async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        submit(&other, &["one"]).await;
    };
    let (delivery, ()) = tokio::join!(next(&queue), submitted);
    assert_eq!(delivery.body, b"one");
    // A second program that publishes does not take what is in hand.
    let _third = EmbeddedQueue::publisher(database(folder.path()), clock());
    queue.acknowledge(delivery.tag).await.expect("acknowledged");
}

#[tokio::test]
async fn people_take_messages_and_lose_none() {
    let folder = folder();
    let queue = EmbeddedQueue::publisher(database(folder.path()), clock());
    let review = Destination::HumanReview {
        unit: "caseworkers".into(),
    };
    for (id, destination) in [
        ("1", &review),
        ("2", &Destination::Decisions),
        ("3", &review),
    ] {
        let posting = message(id, destination.clone(), "body");
        queue.publish(&posting).await.expect("published");
    }
    let holdings = queue.holdings().await.expect("counts");
    let waiting: Vec<_> = holdings
        .iter()
        .map(|holding| (holding.queue.as_str(), holding.waiting, holding.taken))
        .collect();
    let expected = [("decisions", 1, 0), ("human-review.caseworkers", 2, 0)];
    assert_eq!(waiting, expected);

    let names = vec![
        "human-review.caseworkers".to_owned(),
        "decisions".to_owned(),
    ];
    let take = async |limit, again| {
        let taken = queue
            .take(names.clone(), limit, again)
            .await
            .expect("taken");
        taken
            .into_iter()
            .map(|taken| taken.message_id)
            .collect::<Vec<_>>()
    };
    assert_eq!(take(1, false).await, ["1"]);
    assert_eq!(take(10, false).await, ["3", "2"]);
    assert!(take(10, false).await.is_empty());
    assert_eq!(take(10, true).await, ["1", "3", "2"]);
    let again = queue.take(names.clone(), 1, true).await.expect("taken");
    assert_eq!(
        again[0].headers,
        [("traceparent".to_owned(), "00-1".to_owned())]
    );
    assert_eq!(
        (again[0].body.as_slice(), again[0].enqueued_at),
        (b"body".as_slice(), now())
    );

    let untaken = message("4", review.clone(), "body");
    queue.publish(&untaken).await.expect("published");
    let ids = ["1", "2", "4", "unknown"].map(str::to_owned).to_vec();
    assert_eq!(queue.ack(ids).await.expect("acknowledged"), 2);
    assert_eq!(take(10, true).await, ["3", "4"]);
    assert_eq!(
        queue
            .waiting("human-review.caseworkers")
            .await
            .expect("a count"),
        0
    );
}

#[tokio::test]
async fn a_publisher_has_nothing_in_hand() {
    let folder = folder();
    let queue = EmbeddedQueue::publisher(database(folder.path()), clock());
    let tag = Tag {
        generation: 1,
        number: 1,
    };
    let refused = queue.acknowledge(tag).await;
    assert!(matches!(refused, Err(QueueError::Disconnected)));
}

#[tokio::test]
async fn claims_go_by_the_index_of_what_waits() {
    let folder = folder();
    let database = database(folder.path());
    let plan = database.read(|connection| {
        let mut statement =
            connection.prepare(&format!("EXPLAIN QUERY PLAN {}", messages::CLAIM))?;
        let steps = statement.query_map(("applications", 10), |row| row.get(3))?;
        Ok(steps.collect::<Result<Vec<String>, _>>()?)
    });
    let plan = plan.await.expect("a plan");
    assert!(plan[0].contains("USING INDEX queue_waiting"), "{plan:?}");
    assert!(
        !plan.iter().any(|step| step.contains("TEMP B-TREE")),
        "{plan:?}"
    );
}
