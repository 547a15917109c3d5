//! The port to the queue: applications in, postings out.
//!
//! Two adapters stand behind it: `amqp` (RabbitMQ) and `embedded` (in the
//! SQLite ledger's file). One conformance suite holds both to this text.

pub mod amqp;
mod configured;
pub mod embedded;
pub mod topology;

use crate::vocabulary::{Destination, Posting};
pub use configured::ConfiguredQueue;

/// An application message in hand. It comes again unless it is acknowledged.
pub struct Delivery {
    /// Names the delivery to [`Queue::acknowledge`].
    pub tag: Tag,
    /// The message's bytes.
    pub body: Vec<u8>,
    /// Whether it may have been delivered before.
    pub redelivered: bool,
}

/// Names a delivery. A tag of an interrupted consumer is worth nothing after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tag {
    /// Which life of the consumer delivered it.
    pub generation: u64,
    /// The delivery within that life.
    pub number: u64,
}

/// What the consumer sees next.
pub enum Event {
    /// A message.
    Delivered(Delivery),
    /// The consumer broke off: everything in hand will be delivered again, so
    /// work on it must be dropped. The next call waits for the consumer to be
    /// back.
    Interrupted,
}

/// What can go wrong with a queue. No text quotes a message or a credential.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// The broker or file cannot be reached at start.
    #[error("{0}")]
    Unreachable(String),
    /// Another worker consumes this queue already.
    #[error("{0}")]
    AlreadyConsumed(String),
    /// The broker exists but a queue or exchange is declared otherwise.
    #[error("{0}")]
    Topology(String),
    /// The connection broke or was not there; the message may or may not have
    /// arrived. Trying again later is right.
    #[error("the connection to the queue is down")]
    Disconnected,
    /// The broker did not answer in time; trying again later is right.
    #[error("the queue did not answer within {0:?}")]
    TimedOut(std::time::Duration),
    /// No queue is bound where the posting was sent.
    #[error("no queue takes what is sent to {0}")]
    Unroutable(Destination),
    /// The message is larger than the broker takes; it never will.
    #[error("a message for {0} is larger than the broker takes")]
    TooLarge(Destination),
    /// The queue refuses for now, because it is full; trying again later is right.
    #[error("the queue {0} is full")]
    Full(Destination),
    /// The ledger file could not be written or read.
    #[error("the ledger file failed: {0}")]
    Storage(String),
}

/// A queue that applications come from and postings go to.
///
/// Implementations promise: a message is delivered until it is acknowledged;
/// `publish` returns only when the posting is durable in its queue; at most
/// `prefetch` deliveries are in hand; nothing waits without a time limit
/// except [`Queue::receive`].
#[expect(
    async_fn_in_trait,
    reason = "one thread runs the worker; no caller needs Send"
)]
pub trait Queue {
    /// The next event; waits as long as it takes.
    async fn receive(&self) -> Event;

    /// The next report of what a person decided, when one waits. It is let go
    /// of as any delivery.
    ///
    /// # Errors
    /// As [`Queue::depth`].
    async fn take_resolution(&self) -> Result<Option<Delivery>, QueueError>;

    /// Removes a delivery for good.
    ///
    /// # Errors
    /// [`QueueError::Disconnected`] when the delivery's consumer is gone: the
    /// message will come again.
    async fn acknowledge(&self, tag: Tag) -> Result<(), QueueError>;

    /// Puts a delivery back untouched, to be delivered again.
    ///
    /// # Errors
    /// As [`Queue::acknowledge`].
    async fn give_back(&self, tag: Tag) -> Result<(), QueueError>;

    /// Takes the next application that the broker has given up on, to be
    /// acknowledged as any other delivery.
    ///
    /// # Errors
    /// As [`Queue::depth`].
    async fn next_undeliverable(&self) -> Result<Option<Delivery>, QueueError>;

    /// Sends a posting and waits until it is durable there. Applications are
    /// submitted with it too.
    ///
    /// # Errors
    /// Any but the start-up ones.
    async fn publish(&self, posting: &Posting) -> Result<(), QueueError>;

    /// How many application messages wait to be delivered.
    ///
    /// # Errors
    /// [`QueueError::Disconnected`], [`QueueError::TimedOut`] or
    /// [`QueueError::Storage`].
    async fn depth(&self) -> Result<u64, QueueError>;

    /// Whether a posting could leave now. It is a snapshot: the connection may
    /// break in the next moment.
    fn is_connected(&self) -> bool;

    /// Stops consuming. Deliveries in hand may still be acknowledged; no new
    /// one comes, until [`Queue::resume_receiving`].
    async fn stop_receiving(&self);

    /// Consumes again. A closed queue stays closed.
    async fn resume_receiving(&self);

    /// Lets go of everything; what is in hand comes again to the next worker.
    async fn close(&self);
}
