//! Lists, due cases, single cases, and that every question has an index.

use super::*;
use crate::ledger::sqlite::{cases, outbox};
use crate::ledger::{CaseFilter, Ledger};
use rusqlite::types::Value;

#[tokio::test]
async fn due_cases_come_when_their_time_has_come_earliest_first() {
    let place = place().await;
    for (number, seconds) in [(1, 30), (2, 10), (3, 90)] {
        let mut step = retrying(number, person(12, 980));
        step.due_at = Some(at(seconds));
        place.ledger.record(step).await.expect("recorded");
    }
    let mut undated = retrying(4, person(12, 980));
    undated.due_at = None;
    place.ledger.record(undated).await.expect("recorded");
    assert_eq!(place.ledger.next_due().await.expect("read"), Some(at(0)));
    let due = place.ledger.due(at(30), 10).await.expect("read");
    let contents: Vec<_> = due.iter().map(|case| case.content.as_slice()).collect();
    assert_eq!(
        contents,
        [
            b"{\"application\":4}".as_slice(),
            b"{\"application\":2}",
            b"{\"application\":1}"
        ]
    );
    assert!(
        due.iter()
            .all(|case| (case.state, case.attempts) == (CaseState::Retrying, 1))
    );
    assert_eq!(place.ledger.due(at(30), 1).await.expect("read").len(), 1);
}

#[tokio::test]
async fn lists_are_narrowed_by_everything_at_once_the_latest_first() {
    let place = place().await;
    let adult = person(12, 980);
    for number in 1..=3 {
        let mut step = handed_over(number, adult, Reason::Assets);
        step.at = at(i64::from(number));
        place.ledger.record(step).await.expect("recorded");
    }
    let other = handed_over(4, adult, Reason::Student);
    place.ledger.record(other).await.expect("recorded");
    place
        .ledger
        .record(decided(5, adult))
        .await
        .expect("recorded");

    let list =
        async |state: Option<CaseState>, reason: Option<&str>, number: Option<&str>, limit| {
            let filter = CaseFilter {
                state,
                reason: reason.map(str::to_owned),
                case_number: number.map(str::to_owned),
                limit,
                ..CaseFilter::default()
            };
            let rows = place.ledger.cases(filter).await.expect("rows");
            rows.iter()
                .map(|row| row.case_number[8..].parse().expect("a number"))
                .collect::<Vec<u32>>()
        };
    const NOBODY: [u32; 0] = [];
    let handed = Some(CaseState::HandedOver);
    let number = Some("FS-2026-000002");
    assert_eq!(list(None, Some("assets"), None, 10).await, [3, 2, 1]);
    assert_eq!(list(None, Some("assets"), None, 2).await, [3, 2]);
    assert_eq!(list(handed, Some("assets"), number, 9).await, [2]);
    assert_eq!(
        list(Some(CaseState::Decided), Some("assets"), None, 9).await,
        NOBODY
    );
    assert_eq!(list(None, Some("student"), number, 9).await, NOBODY);
    assert_eq!(list(Some(CaseState::Decided), None, None, 9).await, [5]);
    assert_eq!(list(None, None, None, 9).await.len(), 5);
    assert_eq!(list(None, Some("restricted"), None, 9).await, NOBODY);
}

#[tokio::test]
async fn lists_are_narrowed_by_cause_and_time() {
    let place = place().await;
    for (number, cause) in [(1, "SKV.timeout"), (2, "FK.timeout"), (3, "SKV.http_503")] {
        let mut step = retrying(number, person(12, 980));
        (step.at, step.cause) = (at(i64::from(number)), Some(cause.into()));
        place.ledger.record(step).await.expect("recorded");
    }
    let numbers = async |source: Option<&str>, since, until| {
        let filter = CaseFilter {
            source: source.map(str::to_owned),
            since,
            until,
            limit: 9,
            ..CaseFilter::default()
        };
        let rows = place.ledger.cases(filter).await.expect("rows");
        rows.iter()
            .map(|row| row.case_number[8..].parse().expect("a number"))
            .collect::<Vec<u32>>()
    };
    assert_eq!(numbers(Some("SKV"), None, None).await, [3, 1]);
    assert_eq!(numbers(Some("SKV.http"), None, None).await, [3]);
    assert_eq!(numbers(None, Some(at(2)), None).await, [3, 2]);
    assert_eq!(numbers(None, Some(at(2)), Some(at(3))).await, [2]);
}

#[tokio::test]
async fn a_case_is_found_by_any_of_its_ids() {
    let place = place().await;
    let step = handed_over(1, person(12, 980), Reason::Assets);
    let (case_id, application) = (step.case_id.clone(), step.application_id.clone());
    place.ledger.record(step).await.expect("recorded");
    for id in [case_id.as_str(), &application, "FS-2026-000001"] {
        let case = place.ledger.case(id).await.expect("read").expect("a case");
        assert_eq!(case.row.case_id, case_id);
        assert_eq!(case.row.amount, Some(Kronor::whole(10_359)));
        assert_eq!(case.row.reasons, ["assets"]);
        assert_eq!(case.row.unit.as_deref(), Some("caseworkers"));
        assert_eq!(case.row.received_at, at(-3600));
        assert_eq!(case.postings.len(), 1);
    }
    assert!(
        place
            .ledger
            .case("FS-2026-000002")
            .await
            .expect("read")
            .is_none()
    );
}

#[tokio::test]
async fn reasons_and_counts_follow_the_case() {
    let place = place().await;
    let adult = person(12, 980);
    let mut waiting = retrying(1, adult);
    waiting.to = CaseState::Waiting;
    waiting.reasons = vec![Reason::WaitingForAgi];
    place.ledger.record(waiting).await.expect("recorded");
    let counts = place.ledger.counts().await.expect("counts");
    assert_eq!(counts, vec![(CaseState::Waiting, 1)]);
    let step = Step {
        from: CaseState::Waiting,
        ..decided(1, adult)
    };
    place.ledger.record(step).await.expect("recorded");
    let counts = place.ledger.counts().await.expect("counts");
    assert_eq!(counts, vec![(CaseState::Decided, 1)]);
    let filter = CaseFilter {
        reason: Some("waiting_for_agi".into()),
        limit: 9,
        ..CaseFilter::default()
    };
    assert!(place.ledger.cases(filter).await.expect("rows").is_empty());
}

#[tokio::test]
async fn no_question_reads_a_whole_table_or_sorts() {
    let place = place().await;
    let mut queries: Vec<(String, Vec<Value>)> = Vec::new();
    for state in [None, Some(CaseState::Decided)] {
        for reason in [None, Some("assets"), Some("restricted")] {
            for case_number in [None, Some("FS-2026-000001".to_owned())] {
                queries.push(cases::query_of(&CaseFilter {
                    state,
                    reason: reason.map(str::to_owned),
                    case_number,
                    source: Some("SKV".into()),
                    since: Some(at(0)),
                    until: Some(at(1)),
                    limit: 50,
                }));
            }
        }
    }
    let two = || vec![Value::Integer(0), Value::Integer(0)];
    queries.push((cases::DUE.into(), two()));
    queries.push((outbox::UNPOSTED.into(), two()));
    for (query, values) in queries {
        let explained = format!("EXPLAIN QUERY PLAN {query}");
        let plan = place.ledger.database().read(move |connection| {
            let mut statement = connection.prepare(&explained)?;
            let steps =
                statement.query_map(rusqlite::params_from_iter(values), |row| row.get(3))?;
            Ok(steps.collect::<Result<Vec<String>, _>>()?)
        });
        let plan = plan.await.expect("a plan");
        // Going through an index in order until the limit is no whole table.
        let bad = |step: &String| {
            (step.starts_with("SCAN") && !step.contains("USING INDEX"))
                || step.contains("TEMP B-TREE")
        };
        assert!(!plan.iter().any(bad), "{query}: {plan:?}");
    }
}
