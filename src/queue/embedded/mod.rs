//! The queue in the ledger's own file, for a machine without a broker.
//!
//! Publishing, claiming and acknowledging ride the same group commits as the
//! ledger's steps. Any program may publish into the file or take from it; one
//! alone, the holder of the [`ConsumerLock`], consumes applications.

mod looking;
mod messages;
mod people;
mod session;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;
use tokio::time::timeout;

pub use looking::QueuedApplication;
pub use people::{Holding, TakenPosting};

use super::{Delivery, Event, Queue, QueueError, Tag};
use crate::clock::Clock;
use crate::ledger::LedgerError;
use crate::ledger::sqlite::{ConsumerLock, Database};
use crate::vocabulary::{Destination, Posting};
use session::Session;

/// How often messages from other programs are looked for.
const POLL: Duration = Duration::from_millis(100);

/// The embedded queue, as a publisher or as the consumer.
pub struct EmbeddedQueue {
    database: Database,
    clock: Clock,
    consumer: Option<Consumer>,
}

struct Consumer {
    session: Arc<Session>,
    // Held as long as the queue lives; claims are only safe under it.
    _lock: Arc<ConsumerLock>,
}

impl EmbeddedQueue {
    /// A queue to publish to, and to take from as a person does. It receives
    /// nothing.
    pub fn publisher(database: Database, clock: Clock) -> Self {
        Self {
            database,
            clock,
            consumer: None,
        }
    }

    /// The queue of the worker, with at most `prefetch` deliveries in hand.
    /// What an earlier consumer had in hand comes again, marked so.
    ///
    /// # Errors
    /// [`QueueError::Storage`].
    pub async fn consumer(
        database: Database,
        clock: Clock,
        prefetch: u32,
        lock: Arc<ConsumerLock>,
    ) -> Result<Self, QueueError> {
        let at = clock.now();
        let generation = database
            .write(move |connection| messages::open_session(connection, at))
            .await
            .map_err(storage)?;
        let session = Arc::new(Session::new(generation, prefetch.max(1)));
        Ok(Self {
            database,
            clock,
            consumer: Some(Consumer {
                session,
                _lock: lock,
            }),
        })
    }

    /// Ends a delivery by the statement, which tells whether it was there.
    async fn leave(
        &self,
        tag: Tag,
        statement: fn(&Connection, Tag) -> Result<bool, LedgerError>,
    ) -> Result<(), QueueError> {
        let session = self.consumer.as_ref().map(|consumer| &consumer.session);
        let session = session
            .filter(|session| session.let_go(tag))
            .ok_or(QueueError::Disconnected)?;
        let left = self
            .database
            .write(move |connection| statement(connection, tag))
            .await;
        session.has_left(tag, left.is_ok());
        match left {
            Ok(true) => Ok(()),
            // The session was closed meanwhile: the message comes again.
            Ok(false) => Err(QueueError::Disconnected),
            Err(error) => Err(storage(error)),
        }
    }
}

impl Queue for EmbeddedQueue {
    async fn receive(&self) -> Event {
        let Some(consumer) = &self.consumer else {
            return std::future::pending().await;
        };
        loop {
            // Both are listened to before looking, so that nothing is missed
            // in between.
            let filled = consumer.session.filled().notified();
            let published = self.database.messages().notified();
            tokio::pin!(filled, published);
            filled.as_mut().enable();
            published.as_mut().enable();
            if let Some(delivery) = consumer.session.next() {
                return Event::Delivered(delivery);
            }
            Session::claim(&consumer.session, &self.database);
            let either = async {
                tokio::select! {
                    () = filled => {}
                    () = published => {}
                }
            };
            // Running out of time is the poll, not a failure.
            let _ = timeout(POLL, either).await;
        }
    }

    async fn take_resolution(&self) -> Result<Option<Delivery>, QueueError> {
        let queue = Destination::Resolutions;
        let Some(consumer) = &self.consumer else {
            return Ok(None);
        };
        // Looked at first, so that an idle worker does not write all the time.
        if self.waiting(&queue.queue_name()).await? == 0 {
            return Ok(None);
        }
        let session = Arc::clone(&consumer.session);
        self.database
            .write(move |connection| {
                let claimed = messages::claim(connection, &queue, session.generation(), 1)?.pop();
                if let Some(delivery) = &claimed {
                    session.hand_out(delivery.tag);
                }
                Ok(claimed)
            })
            .await
            .map_err(storage)
    }

    async fn acknowledge(&self, tag: Tag) -> Result<(), QueueError> {
        self.leave(tag, messages::remove).await
    }

    async fn give_back(&self, tag: Tag) -> Result<(), QueueError> {
        self.leave(tag, messages::give_back).await?;
        self.database.messages().notify_waiters();
        Ok(())
    }

    async fn next_undeliverable(&self) -> Result<Option<Delivery>, QueueError> {
        // Nobody but the worker gives anything up here.
        Ok(None)
    }

    async fn publish(&self, posting: &Posting) -> Result<(), QueueError> {
        let (posting, at) = (posting.clone(), self.clock.now());
        self.database
            .write(move |connection| messages::insert(connection, &posting, at))
            .await
            .map_err(storage)?;
        self.database.messages().notify_waiters();
        Ok(())
    }

    async fn depth(&self) -> Result<u64, QueueError> {
        self.waiting(&Destination::Applications.queue_name()).await
    }

    fn is_connected(&self) -> bool {
        true
    }

    async fn stop_receiving(&self) {
        let Some(consumer) = &self.consumer else {
            return;
        };
        let generation = consumer.session.stop();
        // What was claimed and never handed out was not delivered, so it must
        // not come again as if it might have stopped a worker. A claim on its
        // way stands before this in the writer's line.
        let session = Arc::clone(&consumer.session);
        let released = self
            .database
            .write(move |connection| {
                messages::release_unseen(connection, generation, &session.handed_out())
            })
            .await;
        // A release that failed costs nothing: the next session gets them.
        drop(released);
    }

    async fn resume_receiving(&self) {
        let Some(consumer) = &self.consumer else {
            return;
        };
        // What a stop releases is released before anything is claimed anew: it
        // stands before this in the writer's line.
        let released = self.database.write(|_| Ok(())).await;
        // A file that cannot be written has released nothing; the claims of
        // this session are then still its own.
        drop(released);
        consumer.session.resume();
    }

    async fn close(&self) {
        self.stop_receiving().await;
        let Some(consumer) = &self.consumer else {
            return;
        };
        let generation = consumer.session.end();
        let released = self
            .database
            .write(move |connection| messages::release_all(connection, generation))
            .await;
        // As above.
        drop(released);
    }
}

/// The ledger's faults as the queue's.
fn storage(error: LedgerError) -> QueueError {
    QueueError::Storage(match error {
        LedgerError::Database(text) => text,
        other => other.to_string(),
    })
}
