//! One life of the consumer: what it has claimed and what is in hand.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::messages;
use crate::ledger::sqlite::Database;
use crate::queue::{Delivery, Tag};
use crate::vocabulary::Destination;

/// The consumer's memory. The file holds the same claims durably.
pub struct Session {
    generation: u64,
    prefetch: u32,
    state: Mutex<State>,
    filled: Notify,
}

#[derive(Default)]
struct State {
    /// Claimed, not handed out yet.
    ready: VecDeque<Delivery>,
    /// Handed out, not acknowledged or given back.
    in_hand: HashSet<u64>,
    /// On the way of being acknowledged or given back: they make room, but
    /// they are not to be touched before the file says so.
    leaving: HashSet<u64>,
    /// A claim is on its way; a second one would claim too much.
    claiming: bool,
    stopped: bool,
    /// Stopped for good.
    ended: bool,
}

impl Session {
    /// A life that has claimed nothing.
    pub fn new(generation: u64, prefetch: u32) -> Self {
        Self {
            generation,
            prefetch,
            state: Mutex::default(),
            filled: Notify::new(),
        }
    }

    /// Wakes when claims have come in or there is room for more.
    pub fn filled(&self) -> &Notify {
        &self.filled
    }

    /// Hands out the next delivery.
    pub fn next(&self) -> Option<Delivery> {
        let mut state = self.state();
        if state.stopped {
            return None;
        }
        let delivery = state.ready.pop_front()?;
        state.in_hand.insert(delivery.tag.number);
        Some(delivery)
    }

    /// Which life of the consumer it is.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Notes that a message claimed by itself is handed out.
    pub fn hand_out(&self, tag: Tag) {
        self.state().in_hand.insert(tag.number);
    }

    /// Claims as many messages as there is room for, unless a claim is on its
    /// way. Nobody has to wait for it: the claims go to `ready` even when the
    /// call that asked for them was dropped.
    pub fn claim(session: &Arc<Self>, database: &Database) {
        let room = {
            let mut state = session.state();
            let held = state.ready.len().saturating_add(state.in_hand.len());
            let held = u32::try_from(held).unwrap_or(u32::MAX);
            let room = session.prefetch.saturating_sub(held);
            if state.stopped || state.claiming || room == 0 {
                return;
            }
            state.claiming = true;
            room
        };
        let (generation, session) = (session.generation, Arc::clone(session));
        database.write_then(
            move |connection| {
                messages::claim(connection, &Destination::Applications, generation, room)
            },
            move |claimed| {
                let mut state = session.state();
                state.claiming = false;
                // A claim that failed is tried again at the next poll; the
                // ledger's own calls report what is wrong with the file.
                let claimed = claimed.unwrap_or_default();
                let some = !claimed.is_empty();
                if !state.stopped {
                    state.ready.extend(claimed);
                }
                drop(state);
                if some {
                    session.filled.notify_waiters();
                }
            },
        );
    }

    /// Strikes a delivery off and makes room for another; false when it is not
    /// in hand.
    pub fn let_go(&self, tag: Tag) -> bool {
        let mut state = self.state();
        let held = tag.generation == self.generation && state.in_hand.remove(&tag.number);
        if held {
            state.leaving.insert(tag.number);
            drop(state);
            self.filled.notify_waiters();
        }
        held
    }

    /// Ends what [`Session::let_go`] began. When the file could not be written,
    /// the delivery is still in hand.
    pub fn has_left(&self, tag: Tag, written: bool) {
        let mut state = self.state();
        if state.leaving.remove(&tag.number) && !written {
            state.in_hand.insert(tag.number);
        }
    }

    /// Hands out nothing more. Returns the generation.
    pub fn stop(&self) -> u64 {
        let mut state = self.state();
        state.stopped = true;
        state.ready.clear();
        self.generation
    }

    /// Hands out again, unless it has ended.
    pub fn resume(&self) {
        let mut state = self.state();
        state.stopped = state.ended;
        drop(state);
        self.filled.notify_waiters();
    }

    /// Lets go of everything in hand, for good. Returns the generation.
    pub fn end(&self) -> u64 {
        let mut state = self.state();
        (state.stopped, state.ended) = (true, true);
        state.in_hand.clear();
        self.generation
    }

    /// What has been handed out and has not left.
    pub fn handed_out(&self) -> HashSet<u64> {
        let state = self.state();
        state.in_hand.union(&state.leaving).copied().collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code panics while it holds the lock; if one did, the collections
        // would still be whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
