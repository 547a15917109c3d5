//! How a worker on RabbitMQ starts: alone, or with a plain word why not.

use std::time::{Duration, Instant};

use handlaggarrobot::queue::amqp::AmqpQueue;
use handlaggarrobot::queue::{Queue, QueueError};
use handlaggarrobot::vocabulary::Destination;
use lapin::options::QueueDeclareOptions;
use lapin::types::FieldTable;

use super::amqp::{Amqp, with_broker};
use super::{Backend, PATIENCE, application, next, number, runtime, submit};
use crate::broker;

#[test]
fn a_second_worker_is_refused_after_twice_the_heartbeat() {
    with_broker(async |amqp| {
        let mut settings = amqp.settings.clone();
        settings.heartbeat = Duration::from_secs(1);
        let first = AmqpQueue::connect(settings.clone())
            .await
            .expect("the first");
        let started = Instant::now();
        let second = AmqpQueue::connect(settings.clone()).await;
        let waited = started.elapsed();
        assert!(matches!(second, Err(QueueError::AlreadyConsumed(_))));
        assert!(waited >= Duration::from_secs(2), "gave up after {waited:?}");
        assert!(waited < Duration::from_secs(6), "took {waited:?}");
        // Others may publish meanwhile, and consume where a ledger is shared.
        let publisher = AmqpQueue::connect_publisher(settings.clone()).await;
        let publisher = publisher.expect("a publisher");
        publisher.publish(&application(1)).await.expect("submitted");
        publisher.close().await;
        assert_eq!(number(&next(&first).await), 1);
        first.close().await;
        let next_worker = AmqpQueue::connect(settings)
            .await
            .expect("the lock is free");
        next_worker.close().await;
    });
}

#[test]
fn a_starting_worker_waits_for_a_lock_that_is_let_go() {
    with_broker(async |amqp| {
        let first = amqp.worker(10).await;
        let leaving = async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            first.close().await;
        };
        let ((), second) = tokio::join!(leaving, AmqpQueue::connect(amqp.settings.clone()));
        second.expect("the lock").close().await;
    });
}

#[test]
fn workers_with_a_shared_ledger_compete() {
    with_broker(async |amqp| {
        let mut settings = amqp.settings.clone();
        settings.exclusive = false;
        settings.prefetch = 1;
        let first = AmqpQueue::connect(settings.clone()).await.expect("one");
        let second = AmqpQueue::connect(settings).await.expect("another");
        submit(&first, [1, 2]).await;
        let mut numbers = [number(&next(&first).await), number(&next(&second).await)];
        numbers.sort_unstable();
        assert_eq!(numbers, [1, 2]);
        first.close().await;
        second.close().await;
    });
}

#[test]
fn a_queue_that_is_declared_otherwise_is_named() {
    with_broker(async |amqp| {
        let (_connection, channel) = amqp.plain_channel().await;
        let name = amqp.queue_name(&Destination::Restricted);
        channel
            .queue_declare(
                name.as_str().into(),
                QueueDeclareOptions::durable(),
                FieldTable::default(),
            )
            .await
            .expect("a classic queue");
        match AmqpQueue::connect(amqp.settings.clone()).await {
            Err(QueueError::Topology(text)) => assert!(text.contains(&name), "{text}"),
            other => panic!("{:?}", other.err()),
        }
    });
}

#[test]
fn start_errors_say_what_to_do_and_no_password() {
    let broker = broker::shared();
    let amqp = Amqp::on(&broker);
    runtime().block_on(async {
        for (url, says) in [
            (broker.url_of("guest:sesame-7"), "refuses the login"),
            (broker.url().replace("%2f", "sesame-7"), "virtual host"),
            (
                "amqp://guest:sesame-7@127.0.0.1:9/%2f".into(),
                "127.0.0.1:9",
            ),
            (
                "amqp://guest:sesame-7@name.invalid/%2f".into(),
                "name.invalid",
            ),
            (
                "http://guest:sesame-7@127.0.0.1/".into(),
                "amqp://user:password@",
            ),
            ("sesame-7".into(), "amqp://user:password@"),
        ] {
            let mut settings = amqp.settings.clone();
            settings.url = url.into();
            let started = Instant::now();
            match AmqpQueue::connect(settings).await {
                Err(QueueError::Unreachable(text)) => {
                    assert!(text.contains(says), "{text}");
                    assert!(
                        !text.contains("sesame-7") && !text.contains("guest"),
                        "{text}"
                    );
                    assert_eq!(text.lines().count(), 1, "{text}");
                }
                other => panic!("{says}: {:?}", other.err()),
            }
            assert!(started.elapsed() < PATIENCE, "{says}");
        }
    });
}
