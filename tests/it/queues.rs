//! One suite for every queue: what `handlaggarrobot::queue` promises.

mod amqp;
mod amqp_faults;
mod amqp_start;
mod conformance;
mod embedded;

use std::time::Duration;

use handlaggarrobot::queue::{Delivery, Event, Queue};
use handlaggarrobot::vocabulary::{Destination, Posting};
use tokio::time::timeout;

/// Long enough for a busy machine; a test that waits this long has failed.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long nothing has to come to be believed.
const SILENCE: Duration = Duration::from_millis(400);

/// A kind of queue, empty at first, for one test.
trait Backend {
    type Queue: Queue;

    /// Opens it as the worker.
    async fn worker(&self, prefetch: u16) -> Self::Queue;

    /// Takes out all that lies at a destination.
    async fn taken_from(&self, destination: &Destination) -> Vec<Message>;
}

/// A posting as its receiver sees it.
#[derive(Debug, PartialEq, Eq)]
struct Message {
    message_id: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// An application message that names itself in its body.
fn application(number: u32) -> Posting {
    posting(&Destination::Applications, number)
}

fn posting(destination: &Destination, number: u32) -> Posting {
    Posting {
        message_id: format!("01ARZ3NDEKTSV4RRFFQ69G{number:04}"),
        destination: destination.clone(),
        headers: Vec::new(),
        body: format!("{{\"number\":{number}}}").into_bytes(),
    }
}

/// Which application a delivery is.
fn number(delivery: &Delivery) -> u32 {
    let text = std::str::from_utf8(&delivery.body).expect("UTF-8");
    let digits = text
        .trim_start_matches("{\"number\":")
        .trim_end_matches('}');
    digits.parse().expect("a message of these tests")
}

async fn submit(queue: &impl Queue, numbers: impl IntoIterator<Item = u32>) {
    for number in numbers {
        queue
            .publish(&application(number))
            .await
            .expect("published");
    }
}

/// The next message; an interruption is a failure.
async fn next(queue: &impl Queue) -> Delivery {
    match timeout(PATIENCE, queue.receive()).await {
        Ok(Event::Delivered(delivery)) => delivery,
        Ok(Event::Interrupted) => panic!("the consumer was interrupted"),
        Err(_) => panic!("nothing came"),
    }
}

async fn take(queue: &impl Queue, count: usize) -> Vec<Delivery> {
    let mut deliveries = Vec::new();
    for _ in 0..count {
        deliveries.push(next(queue).await);
    }
    deliveries
}

async fn expect_nothing(queue: &impl Queue) {
    match timeout(SILENCE, queue.receive()).await {
        Ok(Event::Delivered(delivery)) => panic!("application {} came", number(&delivery)),
        Ok(Event::Interrupted) => panic!("the consumer was interrupted"),
        Err(_) => {}
    }
}

/// Waits for the interruption and takes whatever was delivered before it.
async fn expect_interruption(queue: &impl Queue) {
    let interrupted = timeout(PATIENCE, async {
        while !matches!(queue.receive().await, Event::Interrupted) {}
    });
    interrupted.await.expect("an interruption");
}

/// Waits until the queue reports a depth, which brokers may do with delay.
async fn expect_depth(queue: &impl Queue, expected: u64) {
    let mut depth = None;
    let reached = timeout(PATIENCE, async {
        while depth != Some(expected) {
            depth = Some(queue.depth().await.expect("a depth"));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    if reached.await.is_err() {
        panic!("the depth is {depth:?} and not {expected}");
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
}
