//! The catalogue says what the events write, neither more nor less.

use std::collections::BTreeSet;
use std::time::Duration;

use super::catalogue::{COMMON_FIELDS, FieldDescription, Kind, schema_digest};
use super::events::*;
use super::tests::{CASE, assessment, json};
use super::*;
use crate::vocabulary::{Destination, Reason, Source};

/// Every event once, in the order of the catalogue.
fn emit_each() {
    let elapsed = Duration::from_millis(1_500);
    let due = "2026-12-01T00:00:00Z".parse().expect("an instant");
    let error_type = Word::new("timeout");
    let review = Destination::HumanReview {
        unit: "caseworkers".into(),
    };
    RunStarted {
        mode: "daemon",
        queue: "amqp",
    }
    .emit();
    RunProgress {
        received: 1,
        ended: 2,
        in_hand: 3,
        depth: Some(4),
        elapsed,
    }
    .emit();
    RunFinished {
        received: 1,
        duplicates: 2,
        decided: 3,
        handed_over: 4,
        restricted: 5,
        waiting: 6,
        retrying: 7,
        failed: 8,
        shadowed: 9,
        superseded: 10,
        after_checked: 11,
        dead_lettered: 12,
        posted: 13,
        elapsed,
    }
    .emit();
    ApplicationReceived {
        case_id: CASE,
        redelivered: false,
    }
    .emit();
    ApplicationDuplicate { case_id: CASE }.emit();
    ApplicationDeadLettered {
        reason: Word::new("not_json"),
        bytes: 17,
    }
    .emit();
    DeadLetterKept { bytes: 17 }.emit();
    let unknown = ApplicationUnknownField::first_seen("applicant.every_event");
    unknown.expect("a new path").emit();
    RegistryAnswered::new(CASE, Source::Csn, elapsed).emit();
    RegistryFailed::new(CASE, Source::Csn, error_type, 1).emit();
    let assessed = assessment(&[Reason::Assets, Reason::Student]);
    BreakerOpened {
        source: Source::Csn,
        pause: Duration::from_secs(10),
    }
    .emit();
    let source = Source::Csn;
    BreakerHalfOpen { source }.emit();
    BreakerClosed { source }.emit();
    AssessmentMade::new(CASE, &assessed, elapsed).emit();
    CaseWaiting { case_id: CASE, due }.emit();
    CaseRetrying {
        case_id: CASE,
        attempt: 1,
        due,
        error_type,
    }
    .emit();
    CaseFailed {
        case_id: CASE,
        error_type,
    }
    .emit();
    let answered = Some(Word::new("answered"));
    CaseFinished {
        state: "handed_over",
        unit: Some("caseworkers"),
        kind: Some("renewal"),
        month: Some("2026-11".into()),
        mode: Some("decide"),
        superseding: Some(false),
        fk: answered,
        fk_took: Some(elapsed),
        csn: answered,
        csn_took: Some(elapsed),
        skv: answered,
        skv_took: Some(elapsed),
        attempts: Some(0),
        redelivered: Some(false),
        age: Some(elapsed),
        queued: Some(elapsed),
        assessing: Some(elapsed),
        postings: Some(2),
        ..CaseFinished::restricted(CASE)
    }
    .with_outcome(&assessed)
    .emit();
    AfterCheckMade {
        case_id: CASE,
        agreed: true,
    }
    .emit();
    CaseResolved { case_id: CASE }.emit();
    PostingConfirmed {
        case_id: Some(CASE),
        destination: &review,
    }
    .emit();
    PostingFailed {
        destination: &review,
        error_type,
    }
    .emit();
    StopInForce {
        stop: 3,
        kind: "cost_kind",
        hand_over: false,
    }
    .emit();
    StopEnded {
        stop: 3,
        kind: "cost_kind",
    }
    .emit();
    IntakeAlarm { bad: 21, of: 100 }.emit();
    DeadLettersUnread {
        count: 2,
        oldest: elapsed,
    }
    .emit();
    let reason = "breaker_open";
    IntakePaused { reason }.emit();
    IntakeResumed { reason }.emit();
    QueueConnected {
        connection: 1,
        attempt: 1,
    }
    .emit();
    QueueDisconnected {
        connection: 1,
        error_type,
    }
    .emit();
    QueueUnreachable {
        attempt: 1,
        error_type,
        message: "refused".into(),
    }
    .emit();
    QueueBlocked {}.emit();
    QueueUnblocked {}.emit();
    AcknowledgementLost {}.emit();
    WorkerFault {
        error_type,
        message: "the disk is full".into(),
    }
    .emit();
    WorkerStopping { in_hand: 3 }.emit();
}

#[test]
fn every_event_writes_the_keys_of_the_catalogue() {
    let written = json(emit_each);
    assert_eq!(written.len(), CATALOGUE.len());
    for (line, described) in written.iter().zip(CATALOGUE) {
        let name = described.name;
        assert_eq!(line["event"], name);
        assert_eq!(line["level"], described.level.as_str().to_lowercase());
        let fields = COMMON_FIELDS.iter().chain(described.fields);
        let expected: BTreeSet<_> = fields.clone().map(|field| field.key).collect();
        let keys: BTreeSet<_> = line.keys().map(String::as_str).collect();
        assert_eq!(keys, expected, "{name}");
        for field in fields {
            assert!(is_a(field, &line[field.key]), "{name}: {}", field.key);
        }
        assert!(
            line.values()
                .all(|value| !value.is_object() && !value.is_array())
        );
    }
}

#[test]
fn the_catalogue_has_each_name_once_and_says_what_everything_means() {
    let names: BTreeSet<_> = CATALOGUE.iter().map(|event| event.name).collect();
    assert_eq!(names.len(), CATALOGUE.len());
    for event in CATALOGUE {
        let (room, deed) = event.name.split_once('.').expect("a dotted name");
        assert!(!room.is_empty() && !deed.is_empty());
        let meanings = event.fields.iter().map(|field| field.meaning);
        for meaning in meanings.chain([event.meaning]) {
            assert!(meaning.trim().ends_with('.'), "{}: {meaning}", event.name);
        }
    }
}

fn is_a(field: &FieldDescription, value: &serde_json::Value) -> bool {
    match field.kind {
        Kind::String => value.is_string(),
        Kind::Integer => value.is_u64(),
        Kind::Number => value.is_f64(),
        Kind::Boolean => value.is_boolean(),
    }
}

/// The names of OpenTelemetry's semantic conventions that are in use.
const OPEN_TELEMETRY: [&str; 8] = [
    "error.type",
    "exception.message",
    "messaging.destination.name",
    "messaging.message.body.size",
    "messaging.system",
    "service.instance.id",
    "service.name",
    "service.version",
];

#[test]
fn a_key_with_a_dot_is_opentelemetrys_and_a_key_means_one_kind_of_value() {
    let own = CATALOGUE.iter().flat_map(|event| event.fields);
    let mut kinds = std::collections::BTreeMap::new();
    for field in COMMON_FIELDS.iter().chain(own) {
        let dotted = field.key.contains('.');
        let known = OPEN_TELEMETRY.contains(&field.key);
        assert_eq!(dotted, known, "{}", field.key);
        let kind = *kinds.entry(field.key).or_insert(field.kind);
        assert_eq!(kind, field.kind, "{}", field.key);
    }
}

#[test]
fn every_version_of_the_schema_has_its_row_in_the_changelog() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/CHANGELOG.md");
    let changelog = std::fs::read_to_string(path).expect("CHANGELOG.md");
    let digest = schema_digest(CATALOGUE);
    let row = format!("| {SCHEMA_VERSION} | `{digest}` |");
    assert_eq!(
        changelog.matches(&row).count(),
        1,
        "the log's schema has changed: raise SCHEMA_VERSION (unless this version was never \
         released), and say in CHANGELOG.md under \"The log's schema\" what changed: {row} … |"
    );
    let newer = format!("| {} | `", SCHEMA_VERSION + 1);
    assert!(!changelog.contains(&newer), "the changelog is ahead");
}
