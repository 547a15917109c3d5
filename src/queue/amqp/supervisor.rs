//! Keeps a life going: when one is over, builds the next, for ever.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::connecting::{Role, open};
use super::life::{Life, lock};
use super::settings::AmqpSettings;
use crate::queue::QueueError;
use crate::queue::topology::Topology;
use crate::telemetry::Word;
use crate::telemetry::events::{QueueConnected, QueueDisconnected, QueueUnreachable};

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How often a worker that finds another one in place tries again at start.
const LOCK_RETRY: Duration = Duration::from_millis(500);

/// The receiver takes from no life; generations start at one.
const NONE: u64 = 0;

/// What a worker is told to do about new messages.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Take them.
    Consume,
    /// Leave them.
    Stop,
}

/// Owns the lives and the task that follows them.
pub(super) struct Supervisor {
    shared: Arc<Shared>,
    task: Mutex<Option<JoinHandle<()>>>,
    /// The generation the receiver takes from, or [`NONE`].
    attached: AtomicU64,
}

struct Shared {
    settings: AmqpSettings,
    topology: Topology,
    consuming: bool,
    stopped: AtomicBool,
    closing: CancellationToken,
    life: watch::Sender<Option<Arc<Life>>>,
}

impl Supervisor {
    /// Builds the first life; a failure is an answer, not a reason to wait.
    pub(super) async fn start(
        settings: AmqpSettings,
        topology: Topology,
        consuming: bool,
    ) -> Result<Self, QueueError> {
        let shared = Arc::new(Shared {
            settings,
            topology,
            consuming,
            stopped: AtomicBool::new(false),
            closing: CancellationToken::new(),
            life: watch::Sender::new(None),
        });
        // The broker lets go of a dead worker's lock after twice the heartbeat.
        let deadline = Instant::now() + shared.settings.heartbeat * 2;
        let first = loop {
            match shared.open(NONE + 1).await {
                Err(QueueError::AlreadyConsumed(_)) if Instant::now() < deadline => {
                    sleep(LOCK_RETRY).await;
                }
                other => break other?,
            }
        };
        QueueConnected {
            connection: first.generation,
            attempt: 1,
        }
        .emit();
        shared.life.send_replace(Some(Arc::clone(&first)));
        let task = tokio::spawn(Arc::clone(&shared).follow(first));
        Ok(Self {
            shared,
            task: Mutex::new(Some(task)),
            attached: AtomicU64::new(NONE),
        })
    }

    /// The present life, unless there is none just now.
    pub(super) fn life(&self) -> Option<Arc<Life>> {
        let life = self.shared.life.borrow().clone();
        life.filter(|life| life.is_alive())
    }

    /// The life the receiver takes from; waits for one. `None`, once, when the
    /// one it took from is over, even if the next one is there already.
    pub(super) async fn attach(&self) -> Option<Arc<Life>> {
        let mut lives = self.shared.life.subscribe();
        loop {
            let present = lives.borrow_and_update().clone();
            let attached = self.attached.load(Ordering::SeqCst);
            match present {
                Some(life) if attached == life.generation => return Some(life),
                _ if attached != NONE => {
                    self.attached.store(NONE, Ordering::SeqCst);
                    return None;
                }
                Some(life) if life.is_alive() => {
                    self.attached.store(life.generation, Ordering::SeqCst);
                    return Some(life);
                }
                _ => {}
            }
            if lives.changed().await.is_err() {
                // The sender lives as long as this supervisor does.
                return std::future::pending().await;
            }
        }
    }

    /// Notes that the receiver knows of the end of its life.
    pub(super) fn detach(&self) {
        self.attached.store(NONE, Ordering::SeqCst);
    }

    /// Gives an order to this life and to all later ones.
    pub(super) async fn order(&self, order: Order) {
        self.shared
            .stopped
            .store(order == Order::Stop, Ordering::SeqCst);
        if let Some(life) = self.life() {
            self.shared.order_to(&life).await;
        }
    }

    /// Ends it all, within the time limit.
    pub(super) async fn close(&self, limit: Duration) {
        self.shared.closing.cancel();
        let task = lock(&self.task).take();
        if let Some(task) = task {
            // The task also stops by itself; it must not outlive the runtime.
            let _ = timeout(limit, task).await;
        }
        let life = self.shared.life.send_replace(None);
        if let Some(life) = life {
            life.close(limit).await;
        }
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        self.shared.closing.cancel();
    }
}

impl Shared {
    async fn open(&self, generation: u64) -> Result<Arc<Life>, QueueError> {
        let role = match (self.consuming, self.stopped.load(Ordering::SeqCst)) {
            (false, _) => Role::Publisher,
            (true, false) => Role::Worker,
            (true, true) => Role::StoppedWorker,
        };
        open(&self.settings, &self.topology, role, generation).await
    }

    /// Follows one life after the other until all is closed.
    async fn follow(self: Arc<Self>, mut life: Arc<Life>) {
        let closing = self.closing.clone();
        loop {
            let cause = tokio::select! {
                () = closing.cancelled() => return,
                cause = life.watch() => cause,
            };
            QueueDisconnected {
                connection: life.generation,
                error_type: Word::new(cause),
            }
            .emit();
            let generation = life.generation + 1;
            self.life.send_replace(None);
            life.shut();
            drop(life);
            life = tokio::select! {
                () = closing.cancelled() => return,
                next = self.reconnect(generation) => next,
            };
            // An order may have been given while this life was being built:
            // before it is shown to anybody, and while it was.
            self.order_to(&life).await;
            self.life.send_replace(Some(Arc::clone(&life)));
            self.order_to(&life).await;
        }
    }

    /// Has a life do what is ordered now.
    async fn order_to(&self, life: &Life) {
        life.obey(&self.stopped, &self.settings).await;
    }

    /// Tries until it succeeds.
    async fn reconnect(&self, generation: u64) -> Arc<Life> {
        let mut ceiling = FIRST_PAUSE;
        let mut last_failure = None;
        for attempt in 1_u64.. {
            sleep(jittered(ceiling)).await;
            match self.open(generation).await {
                Ok(life) => {
                    QueueConnected {
                        connection: generation,
                        attempt,
                    }
                    .emit();
                    return life;
                }
                Err(error) => {
                    let kind = kind(&error);
                    // Said once, not at each of some thousand attempts a night.
                    if last_failure != Some(kind) {
                        QueueUnreachable {
                            attempt,
                            error_type: Word::new(kind),
                            message: error.to_string(),
                        }
                        .emit();
                        last_failure = Some(kind);
                    }
                }
            }
            ceiling = LONGEST_PAUSE.min(ceiling * 2);
        }
        std::future::pending().await
    }
}

fn kind(error: &QueueError) -> &'static str {
    match error {
        QueueError::AlreadyConsumed(_) => "already_consumed",
        QueueError::Topology(_) => "topology",
        _ => "unreachable",
    }
}

/// Between half the ceiling and all of it, so that the workers of a broker
/// that comes back do not all arrive at once.
fn jittered(ceiling: Duration) -> Duration {
    // A fresh hasher is keyed at random, which is as good as a die here.
    let die = RandomState::new().build_hasher().finish() % 512;
    ceiling / 2 + ceiling * u32::try_from(die).unwrap_or(0) / 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_between_half_and_all_of_its_ceiling() {
        let pauses: Vec<Duration> = (0..200).map(|_| jittered(LONGEST_PAUSE)).collect();
        assert!(
            pauses
                .iter()
                .all(|p| *p >= LONGEST_PAUSE / 2 && *p <= LONGEST_PAUSE)
        );
        assert!(pauses.iter().any(|p| *p != pauses[0]), "no jitter");
    }
}
