//! The queue the settings choose, as one type.

use std::sync::Arc;

use super::amqp::AmqpQueue;
use super::embedded::EmbeddedQueue;
use super::{Delivery, Event, Queue, QueueError, Tag};
use crate::ledger::sqlite::ConsumerLock;
use crate::vocabulary::Posting;

/// One of the two queues.
pub enum ConfiguredQueue {
    /// In the ledger's file.
    Embedded(EmbeddedQueue),
    /// RabbitMQ, to publish to.
    Amqp(AmqpQueue),
    /// RabbitMQ, to work from beside a SQLite ledger, whose lock is held as
    /// long as the queue is.
    AmqpBesideLedger(AmqpQueue, Arc<ConsumerLock>),
}

/// Calls the same method of whichever queue it is.
macro_rules! whichever {
    ($self:ident, $queue:ident => $call:expr) => {
        match $self {
            Self::Embedded($queue) => $call,
            Self::Amqp($queue) | Self::AmqpBesideLedger($queue, _) => $call,
        }
    };
}

impl Queue for ConfiguredQueue {
    async fn receive(&self) -> Event {
        whichever!(self, queue => queue.receive().await)
    }

    async fn take_resolution(&self) -> Result<Option<Delivery>, QueueError> {
        whichever!(self, queue => queue.take_resolution().await)
    }

    async fn acknowledge(&self, tag: Tag) -> Result<(), QueueError> {
        whichever!(self, queue => queue.acknowledge(tag).await)
    }

    async fn give_back(&self, tag: Tag) -> Result<(), QueueError> {
        whichever!(self, queue => queue.give_back(tag).await)
    }

    async fn next_undeliverable(&self) -> Result<Option<Delivery>, QueueError> {
        whichever!(self, queue => queue.next_undeliverable().await)
    }

    async fn publish(&self, posting: &Posting) -> Result<(), QueueError> {
        whichever!(self, queue => queue.publish(posting).await)
    }

    async fn depth(&self) -> Result<u64, QueueError> {
        whichever!(self, queue => queue.depth().await)
    }

    fn is_connected(&self) -> bool {
        whichever!(self, queue => queue.is_connected())
    }

    async fn stop_receiving(&self) {
        whichever!(self, queue => queue.stop_receiving().await);
    }

    async fn resume_receiving(&self) {
        whichever!(self, queue => queue.resume_receiving().await);
    }

    async fn close(&self) {
        whichever!(self, queue => queue.close().await);
    }
}
