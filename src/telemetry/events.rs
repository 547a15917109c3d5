//! The catalogue: one type an event. `emit` writes one line, and the metrics
//! are told of the same.
//!
//! Levels: what an operator must act on is `error`, what goes wrong and mends
//! itself is `warn`, a run's and a case's course (about one line a case) is
//! `info`, every step on the way is `debug`. An amount is about a person, so no
//! event has one.
//!
//! A key with a dot is OpenTelemetry's and means what it means there
//! (semantic conventions 1.37); a key without one is the robot's own.

mod making;

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::catalogue::events;
use super::fields::{ReasonCodes, Word};
use crate::assessment::result::Outcome;
use crate::vocabulary::{Destination, Source};

events! {
    /// A run begins.
    INFO "run.started" RunStarted<'a> {
        /// What the run does, such as `daemon` or `until_empty`.
        pub mode: &'a str = "mode",
        /// The queue behind it: `embedded` or `rabbitmq`.
        pub queue: &'a str = "messaging.system",
    }
    /// A run goes on; written now and then.
    INFO "run.progress" RunProgress {
        /// Messages received so far.
        pub received: u64 = "received",
        /// Cases that came to an end so far.
        pub ended: u64 = "ended",
        /// Cases in hand now.
        pub in_hand: u64 = "in_hand",
        /// Messages that wait in the queue, when it could be asked.
        pub depth: Option<u64> = "depth",
        /// Seconds since the start.
        pub elapsed: Duration = "seconds",
    }
    /// A run ends, with what became of everything it took in hand.
    INFO "run.finished" RunFinished {
        /// Messages received.
        pub received: u64 = "received",
        /// Messages that had been received before.
        pub duplicates: u64 = "duplicates",
        /// Cases decided.
        pub decided: u64 = "decided",
        /// Cases handed over to a person, but for the restricted.
        pub handed_over: u64 = "handed_over",
        /// Cases for the restricted queue.
        pub restricted: u64 = "restricted",
        /// Cases that wait for a known day.
        pub waiting: u64 = "waiting",
        /// Cases that will be tried again.
        pub retrying: u64 = "retrying",
        /// Cases given up for operators to look at.
        pub failed: u64 = "failed",
        /// Cases computed and stored, nothing posted.
        pub shadowed: u64 = "shadowed",
        /// Outcomes that were superseded by a handover.
        pub superseded: u64 = "superseded",
        /// After-checks made.
        pub after_checked: u64 = "after_checked",
        /// Messages nobody could read.
        pub dead_lettered: u64 = "dead_lettered",
        /// Postings confirmed by their queue.
        pub posted: u64 = "posted",
        /// Seconds since the start.
        pub elapsed: Duration = "seconds",
    }
    /// An application is taken in hand.
    DEBUG "application.received" ApplicationReceived<'a> {
        /// The robot's own id of the case.
        pub case_id: &'a str = "case_id",
        /// Whether it may have been delivered before.
        pub redelivered: bool = "redelivered",
    }
    /// A message with known id and content is acknowledged, nothing new.
    INFO "application.duplicate" ApplicationDuplicate<'a> {
        /// The robot's own id of the case.
        pub case_id: &'a str = "case_id",
    }
    /// A message nobody can read is put aside with its bytes.
    ERROR "application.dead_lettered" ApplicationDeadLettered<'a> {
        /// Why, such as `not_json`.
        pub reason: Word<'a> = "reason",
        /// The message's length in bytes.
        pub bytes: u64 = "messaging.message.body.size",
    }
    /// A dead letter is larger than its queue takes; it is in the ledger alone.
    ERROR "dead_letter.kept" DeadLetterKept {
        /// The message's length in bytes.
        pub bytes: u64 = "messaging.message.body.size",
    }
    /// An application has a field the contract does not; once a path.
    WARN "application.unknown_field" ApplicationUnknownField {
        /// The field's path, without places in lists and without odd names.
        field: String = "field",
    }
    /// A registry has answered a question.
    DEBUG "registry.answered" RegistryAnswered<'a> {
        /// The robot's own id of the case; not for SKV.
        case_id: Option<&'a str> = "case_id",
        /// The registry: FK, CSN or SKV.
        source: Source = "source",
        /// Seconds from question to answer.
        elapsed: Duration = "seconds",
    }
    /// A registry has not answered, or not readably.
    WARN "registry.failed" RegistryFailed<'a> {
        /// The robot's own id of the case; not for SKV.
        case_id: Option<&'a str> = "case_id",
        /// The registry: FK, CSN or SKV.
        source: Source = "source",
        /// Why, such as `timeout` or `http_503`.
        error_type: Word<'a> = "error.type",
        /// Which time the question was put, from 1.
        attempt: u32 = "attempt",
    }
    /// A registry failed too often and is not asked for a while.
    WARN "breaker.opened" BreakerOpened {
        /// The registry: FK, CSN or SKV.
        pub source: Source = "source",
        /// Seconds until it is tried again.
        pub pause: Duration = "seconds",
    }
    /// A few questions, or a ping, try whether a registry is back.
    INFO "breaker.half_open" BreakerHalfOpen {
        /// The registry: FK, CSN or SKV.
        pub source: Source = "source",
    }
    /// A registry is back and is asked as before.
    INFO "breaker.closed" BreakerClosed {
        /// The registry: FK, CSN or SKV.
        pub source: Source = "source",
    }
    /// A case has been assessed.
    DEBUG "assessment.made" AssessmentMade<'a> {
        /// The robot's own id of the case.
        case_id: &'a str = "case_id",
        /// The outcome.
        outcome: Outcome = "outcome",
        /// The codes of the reasons, joined by commas; `restricted` alone for a
        /// restricted case.
        reasons: ReasonCodes = "reasons",
        /// How many; 1 for a restricted case.
        reason_count: u64 = "reason_count",
        /// Seconds it took.
        elapsed: Duration = "seconds",
    }
    /// A case waits for a known day.
    INFO "case.waiting" CaseWaiting<'a> {
        /// The robot's own id of the case.
        pub case_id: &'a str = "case_id",
        /// When it is taken up again.
        pub due: DateTime<Utc> = "due",
    }
    /// A case will be tried again after a technical fault.
    WARN "case.retrying" CaseRetrying<'a> {
        /// The robot's own id of the case.
        pub case_id: &'a str = "case_id",
        /// Failed attempts so far.
        pub attempt: u32 = "attempt",
        /// When it is taken up again.
        pub due: DateTime<Utc> = "due",
        /// The technical fault.
        pub error_type: Word<'a> = "error.type",
    }
    /// A case is given up for operators to look at.
    ERROR "case.failed" CaseFailed<'a> {
        /// The robot's own id of the case.
        pub case_id: &'a str = "case_id",
        /// The technical fault.
        pub error_type: Word<'a> = "error.type",
    }
    /// A case comes to an end: all of its course in one line. A restricted case
    /// has its id and `state` alone.
    INFO "case.finished" CaseFinished<'a> {
        /// The robot's own id of the case.
        pub case_id: &'a str = "case_id",
        /// Where it stands: `decided`, `handed_over`, `shadowed` or `restricted`.
        pub state: &'static str = "state",
        /// The outcome.
        pub outcome: Option<&'static str> = "outcome",
        /// The codes of the reasons, joined by commas.
        pub reasons: Option<String> = "reasons",
        /// The unit a handover goes to.
        pub unit: Option<&'a str> = "unit",
        /// The kind of application: `renewal`, `first` or `supplement`.
        pub kind: Option<&'static str> = "kind",
        /// The month applied for, such as `2026-11`.
        pub month: Option<String> = "month",
        /// The policy's mode: `decide`, `recommend` or `shadow`.
        pub mode: Option<&'static str> = "mode",
        /// Whether an earlier outcome of the case gives way to this one.
        pub superseding: Option<bool> = "superseding",
        /// Försäkringskassan: `answered`, `kept` (an earlier answer was used),
        /// or why not.
        pub fk: Option<Word<'a>> = "fk_status",
        /// Seconds until it had answered for the whole household.
        pub fk_took: Option<Duration> = "fk_seconds",
        /// The same of CSN.
        pub csn: Option<Word<'a>> = "csn_status",
        /// The same of CSN.
        pub csn_took: Option<Duration> = "csn_seconds",
        /// The same of Skatteverket.
        pub skv: Option<Word<'a>> = "skv_status",
        /// The same of Skatteverket.
        pub skv_took: Option<Duration> = "skv_seconds",
        /// Failed attempts before.
        pub attempts: Option<u32> = "attempts",
        /// Whether its message may have been delivered before.
        pub redelivered: Option<bool> = "redelivered",
        /// Seconds from the application's receipt at the municipality to the
        /// outcome.
        pub age: Option<Duration> = "seconds",
        /// Seconds from that receipt until its message was taken in hand; not
        /// for a case that was postponed since.
        pub queued: Option<Duration> = "queue_seconds",
        /// Seconds that the assessments took.
        pub assessing: Option<Duration> = "assessment_seconds",
        /// How many messages it leaves to be posted.
        pub postings: Option<u64> = "postings",
    }
    /// The employer's declaration was read again after a decision.
    INFO "after_check.made" AfterCheckMade<'a> {
        /// The robot's own id of the case.
        pub case_id: &'a str = "case_id",
        /// Whether it agreed with what was counted.
        pub agreed: bool = "agreed",
    }
    /// A person has dealt with a case.
    INFO "case.resolved" CaseResolved<'a> {
        /// The robot's own id of the case.
        pub case_id: &'a str = "case_id",
    }
    /// A posting is durable in its queue.
    DEBUG "posting.confirmed" PostingConfirmed<'a> {
        /// The robot's own id of the case, when the posting is of one.
        pub case_id: Option<&'a str> = "case_id",
        /// The queue.
        pub destination: &'a Destination = "messaging.destination.name",
    }
    /// A posting was not confirmed; it is sent again under the same id.
    WARN "posting.failed" PostingFailed<'a> {
        /// The queue.
        pub destination: &'a Destination = "messaging.destination.name",
        /// Why.
        pub error_type: Word<'a> = "error.type",
    }
    /// A stop is in force: operators have used the kill switch, or an alarm has.
    WARN "switch.stopped" StopInForce<'a> {
        /// The stop's number.
        pub stop: u64 = "stop",
        /// What it is about, such as `everything` or `cost_kind`.
        pub kind: &'a str = "kind",
        /// Whether everything stopped is handed over to people.
        pub hand_over: bool = "hand_over",
    }
    /// A stop has been ended by an operator.
    INFO "switch.resumed" StopEnded<'a> {
        /// The stop's number.
        pub stop: u64 = "stop",
        /// What it was about.
        pub kind: &'a str = "kind",
    }
    /// Too many of the latest messages were bad, so intake is stopped until an
    /// operator resumes it.
    ERROR "intake.alarm" IntakeAlarm {
        /// How many were bad.
        pub bad: u64 = "bad",
        /// How many were looked at.
        pub of: u64 = "of",
    }
    /// Dead letters lie unread; written once an hour at most.
    ERROR "dead_letters.unread" DeadLettersUnread {
        /// How many.
        pub count: u64 = "count",
        /// Seconds since the oldest was taken in.
        pub oldest: Duration = "oldest_seconds",
    }
    /// Nothing new is taken from the queue until the reason is gone.
    ERROR "intake.paused" IntakePaused<'a> {
        /// Why: `breaker_open`, `stopped` or `bad_messages`.
        pub reason: &'a str = "reason",
    }
    /// New applications are taken from the queue again.
    INFO "intake.resumed" IntakeResumed<'a> {
        /// The last reason that is gone.
        pub reason: &'a str = "reason",
    }
    /// The broker is connected to, for the first time or again.
    INFO "queue.connected" QueueConnected {
        /// Which connection of this run, from 1.
        pub connection: u64 = "connection",
        /// Attempts that it took; 1 for the first connection.
        pub attempt: u64 = "attempt",
    }
    /// The connection to the broker is gone; it is built anew for as long as it takes.
    WARN "queue.disconnected" QueueDisconnected<'a> {
        /// Which connection of this run, from 1.
        pub connection: u64 = "connection",
        /// Why.
        pub error_type: Word<'a> = "error.type",
    }
    /// The broker cannot be reached yet; said once for each cause in a row.
    WARN "queue.unreachable" QueueUnreachable<'a> {
        /// Attempts so far.
        pub attempt: u64 = "attempt",
        /// Why.
        pub error_type: Word<'a> = "error.type",
        /// The broker's or the system's own words.
        pub message: String = "exception.message",
    }
    /// The broker takes no messages for now: it is short of memory or disk.
    WARN "queue.blocked" QueueBlocked {}
    /// The broker takes messages again.
    INFO "queue.unblocked" QueueUnblocked {}
    /// An acknowledgement was lost; the message will come again and is known.
    DEBUG "queue.acknowledgement_lost" AcknowledgementLost {}
    /// The ledger failed or content could not be read; the worker goes on, and
    /// what was not done is done again.
    ERROR "worker.fault" WorkerFault<'a> {
        /// What failed: `ledger`, `content` or `taking_back`.
        pub error_type: Word<'a> = "error.type",
        /// The fault in words; never a person.
        pub message: String = "exception.message",
    }
    /// The worker was told to stop and finishes what it has in hand.
    INFO "worker.stopping" WorkerStopping {
        /// Cases in hand.
        pub in_hand: u64 = "in_hand",
    }
}
