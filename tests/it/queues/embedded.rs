//! The queue in the ledger's file under the suite.

use std::path::PathBuf;
use std::sync::Arc;

use handlaggarrobot::clock::Clock;
use handlaggarrobot::ledger::sqlite::{ConsumerLock, Database};
use handlaggarrobot::queue::embedded::EmbeddedQueue;
use handlaggarrobot::vocabulary::Destination;

use super::conformance::conformance;
use super::{Backend, Message, PATIENCE, runtime};

conformance!(with_file);

/// Runs a test on a file of its own.
fn with_file(test: impl AsyncFnOnce(&Embedded)) {
    let folder = tempfile::tempdir().expect("a folder");
    let embedded = Embedded {
        file: folder.path().join("ledger.sqlite"),
    };
    runtime().block_on(test(&embedded));
}

/// A file that may not exist yet.
struct Embedded {
    file: PathBuf,
}

impl Embedded {
    fn database(&self) -> Database {
        Database::open(&self.file).expect("the file")
    }
}

impl Backend for Embedded {
    type Queue = EmbeddedQueue;

    async fn worker(&self, prefetch: u16) -> EmbeddedQueue {
        let database = self.database();
        let lock = ConsumerLock::take(database.path(), PATIENCE).await;
        let lock = Arc::new(lock.expect("the lock"));
        let queue = EmbeddedQueue::consumer(database, Clock::system(), prefetch.into(), lock);
        queue.await.expect("a worker")
    }

    async fn taken_from(&self, destination: &Destination) -> Vec<Message> {
        let queue = EmbeddedQueue::publisher(self.database(), Clock::system());
        let taken = queue
            .take(vec![destination.queue_name()], 1000, false)
            .await;
        taken
            .expect("the messages")
            .into_iter()
            .map(|posting| Message {
                message_id: posting.message_id,
                headers: posting.headers,
                body: posting.body,
            })
            .collect()
    }
}
