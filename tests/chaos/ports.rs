//! The worker's ports with the tripwire on every call.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

use chrono::{DateTime, Utc};
use handlaggarrobot::ledger::stops::{Basis, Stop};
use handlaggarrobot::ledger::{
    Begun, CaseFile, CaseFilter, CaseRow, CaseState, DeadLetter, DueAfterCheck, DueCase, Ledger,
    LedgerError, Parked, Receipt, Recorded, Resolved, ResolvedAt, Step, Unposted, Unread,
};
use handlaggarrobot::queue::{Delivery, Event, Queue, QueueError, Tag};
use handlaggarrobot::registries::{AskFault, Asking, Registry};
use handlaggarrobot::vocabulary::identity::Hash;
use handlaggarrobot::vocabulary::{Personnummer, Posting, Source};

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

impl<Q: Queue> Watched<Q> {
    /// A call that takes one message out of a queue, when one waits. As with
    /// every call, the steps are numbered whether one did or not.
    async fn taken(
        &self,
        call: &'static str,
        future: impl Future<Output = Result<Option<Delivery>, QueueError>>,
    ) -> Result<Option<Delivery>, QueueError> {
        let taken = self.tripwire.call(call, future).await;
        if let Ok(Some(_)) = &taken {
            tell(format_args!("taken"));
        }
        taken
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

    async fn take_resolution(&self) -> Result<Option<Delivery>, QueueError> {
        let call = self.port.take_resolution();
        self.taken("take_resolution", call).await
    }

    async fn next_undeliverable(&self) -> Result<Option<Delivery>, QueueError> {
        let call = self.port.next_undeliverable();
        self.taken("next_undeliverable", call).await
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

    async fn unread_dead_letters(
        &self,
        before: DateTime<Utc>,
    ) -> Result<Option<Unread>, LedgerError> {
        let call = self.port.unread_dead_letters(before);
        self.tripwire.call("unread_dead_letters", call).await
    }

    async fn stops_in_force(&self) -> Result<Vec<Stop>, LedgerError> {
        let call = self.port.stops_in_force();
        self.tripwire.call("stops_in_force", call).await
    }

    async fn is_stopped(
        &self,
        members: Vec<Personnummer>,
        basis: Basis,
    ) -> Result<bool, LedgerError> {
        let call = self.port.is_stopped(members, basis);
        self.tripwire.call("is_stopped", call).await
    }

    async fn stop_intake(&self, why: &str, at: DateTime<Utc>) -> Result<(), LedgerError> {
        let call = self.port.stop_intake(why, at);
        self.tripwire.call("stop_intake", call).await
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

    async fn keep_here(&self, message_id: &str) -> Result<(), LedgerError> {
        let call = self.port.keep_here(message_id);
        self.tripwire.call("keep_here", call).await
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

    async fn due_after_checks(
        &self,
        at: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<DueAfterCheck>, LedgerError> {
        let call = self.port.due_after_checks(at, limit);
        self.tripwire.call("due_after_checks", call).await
    }

    async fn put_off_after_check(
        &self,
        check: DueAfterCheck,
        due_at: DateTime<Utc>,
    ) -> Result<(), LedgerError> {
        let call = self.port.put_off_after_check(check, due_at);
        self.tripwire.call("put_off_after_check", call).await
    }

    async fn close_after_check(
        &self,
        check: DueAfterCheck,
        agreed: Option<bool>,
        at: DateTime<Utc>,
    ) -> Result<(), LedgerError> {
        let call = self.port.close_after_check(check, agreed, at);
        self.tripwire.call("close_after_check", call).await
    }

    async fn begin(&self, begun: Begun, at: DateTime<Utc>) -> Result<u32, LedgerError> {
        let call = self.port.begin(begun, at);
        self.tripwire.call("begin", call).await
    }

    async fn end(&self, begun: Begun) -> Result<(), LedgerError> {
        self.tripwire.call("end", self.port.end(begun)).await
    }

    async fn take_back(&self, begun: Vec<Begun>) -> Result<(), LedgerError> {
        let call = self.port.take_back(begun);
        self.tripwire.call("take_back", call).await
    }

    async fn resolve(&self, resolved: ResolvedAt) -> Result<Resolved, LedgerError> {
        let call = self.port.resolve(resolved);
        self.tripwire.call("resolve", call).await
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
