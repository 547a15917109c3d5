//! The worker's ports with the tripwire on every call.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

use chrono::{DateTime, Utc};
use handlaggarrobot::ledger::{
    CaseFile, CaseFilter, CaseRow, CaseState, DeadLetter, DueCase, Ledger, LedgerError, Parked,
    Receipt, Recorded, Step, Unposted,
};
use handlaggarrobot::queue::{Event, Queue, QueueError, Tag};
use handlaggarrobot::registries::{AskFault, Asking, Registry};
use handlaggarrobot::vocabulary::identity::Hash;
use handlaggarrobot::vocabulary::{Posting, Source};

use crate::tripwire::{Moment, Tripwire, tell};

/// A port behind the tripwire.
pub struct Watched<P> {
    port: P,
    tripwire: Rc<Tripwire>,
    /// Postings that were found unposted, to tell when they are swept.
    leftovers: Rc<RefCell<HashSet<String>>>,
}

impl<P> Watched<P> {
    pub fn new(port: P, tripwire: &Rc<Tripwire>, leftovers: &Rc<RefCell<HashSet<String>>>) -> Self {
        Self {
            port,
            tripwire: Rc::clone(tripwire),
            leftovers: Rc::clone(leftovers),
        }
    }
}

impl<Q: Queue> Queue for Watched<Q> {
    async fn receive(&self) -> Event {
        // A receive that is given up for something else does not count: the
        // number is the message's.
        let next = self.tripwire.so_far("receive") + 1;
        self.tripwire.kill_if(Moment::Before, "receive", next);
        let event = self.port.receive().await;
        match &event {
            Event::Delivered(delivery) => {
                let number = self.tripwire.count("receive");
                if delivery.redelivered {
                    tell(format_args!("redelivered"));
                }
                self.tripwire.kill_if(Moment::After, "receive", number);
            }
            Event::Interrupted => tell(format_args!("interrupted")),
        }
        event
    }

    async fn acknowledge(&self, tag: Tag) -> Result<(), QueueError> {
        let call = self.port.acknowledge(tag);
        self.tripwire.call("acknowledge", call).await
    }

    async fn give_back(&self, tag: Tag) -> Result<(), QueueError> {
        let call = self.port.give_back(tag);
        self.tripwire.call("give_back", call).await
    }

    async fn publish(&self, posting: &Posting) -> Result<(), QueueError> {
        if self.leftovers.borrow_mut().remove(&posting.message_id) {
            tell(format_args!("swept"));
        }
        tell(format_args!("publish {}", posting.message_id));
        let call = self.port.publish(posting);
        self.tripwire.call("publish", call).await
    }

    async fn depth(&self) -> Result<u64, QueueError> {
        self.tripwire.call("depth", self.port.depth()).await
    }

    fn is_connected(&self) -> bool {
        self.port.is_connected()
    }

    async fn resume_receiving(&self) {
        let call = self.port.resume_receiving();
        self.tripwire.call("resume_receiving", call).await;
    }

    async fn stop_receiving(&self) {
        let call = self.port.stop_receiving();
        self.tripwire.call("stop_receiving", call).await;
    }

    async fn close(&self) {
        self.tripwire.call("close", self.port.close()).await;
    }
}

impl<L: Ledger> Ledger for Watched<L> {
    async fn receipt(&self, application_id: &str, content: &Hash) -> Result<Receipt, LedgerError> {
        let call = self.port.receipt(application_id, content);
        self.tripwire.call("receipt", call).await
    }

    async fn record(&self, step: Step) -> Result<Recorded, LedgerError> {
        self.tripwire.call("record", self.port.record(step)).await
    }

    async fn record_dead_letter(&self, letter: DeadLetter) -> Result<Option<Posting>, LedgerError> {
        let call = self.port.record_dead_letter(letter);
        self.tripwire.call("record_dead_letter", call).await
    }

    async fn mark_posted(
        &self,
        message_ids: Vec<String>,
        at: DateTime<Utc>,
    ) -> Result<(), LedgerError> {
        let call = self.port.mark_posted(message_ids, at);
        self.tripwire.call("mark_posted", call).await
    }

    async fn unposted(
        &self,
        before: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<Unposted>, LedgerError> {
        let call = self.port.unposted(before, limit);
        let unposted = self.tripwire.call("unposted", call).await?;
        let ids = unposted
            .iter()
            .map(|unposted| unposted.posting.message_id.clone());
        self.leftovers.borrow_mut().extend(ids);
        Ok(unposted)
    }

    async fn mark_attempted(
        &self,
        message_id: &str,
        at: DateTime<Utc>,
    ) -> Result<bool, LedgerError> {
        let call = self.port.mark_attempted(message_id, at);
        self.tripwire.call("mark_attempted", call).await
    }

    async fn parked(&self) -> Result<Vec<Parked>, LedgerError> {
        self.tripwire.call("parked", self.port.parked()).await
    }

    async fn due(&self, at: DateTime<Utc>, limit: u32) -> Result<Vec<DueCase>, LedgerError> {
        self.tripwire.call("due", self.port.due(at, limit)).await
    }

    async fn next_due(&self) -> Result<Option<DateTime<Utc>>, LedgerError> {
        self.tripwire.call("next_due", self.port.next_due()).await
    }

    async fn seal(&self, at: DateTime<Utc>) -> Result<(), LedgerError> {
        self.tripwire.call("seal", self.port.seal(at)).await
    }

    async fn keep_text(&self, hash: &str, kind: &str, text: &str) -> Result<(), LedgerError> {
        let call = self.port.keep_text(hash, kind, text);
        self.tripwire.call("keep_text", call).await
    }

    async fn cases(&self, filter: CaseFilter) -> Result<Vec<CaseRow>, LedgerError> {
        self.tripwire.call("cases", self.port.cases(filter)).await
    }

    async fn case(&self, id: &str) -> Result<Option<CaseFile>, LedgerError> {
        self.tripwire.call("case", self.port.case(id)).await
    }

    async fn counts(&self) -> Result<Vec<(CaseState, u64)>, LedgerError> {
        self.tripwire.call("counts", self.port.counts()).await
    }
}

impl<R: Registry> Registry for Watched<R> {
    fn source(&self) -> Source {
        self.port.source()
    }

    async fn ask(&self, question: &Asking<'_>) -> Result<String, AskFault> {
        self.tripwire.call("ask", self.port.ask(question)).await
    }

    async fn ping(&self) -> Result<(), AskFault> {
        self.tripwire.call("ping", self.port.ping()).await
    }
}
