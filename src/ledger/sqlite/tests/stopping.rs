//! The kill switch: what each kind stops, and that only what is in force does.

use super::*;
use crate::ledger::operations::Signature;
use crate::ledger::stops::{Basis, StopKind, StopTarget};
use crate::ledger::{Ledger, Operations, Recorded};
use crate::vocabulary::Source;

fn signature() -> Signature {
    Signature {
        by: "operator".into(),
        comment: "Fel hos Anna Andersson".into(),
        at: at(0),
    }
}

/// A decision that rests on one of each.
fn resting(number: u32, adult: Personnummer) -> Step {
    Step {
        basis: Some(Basis {
            cost_kinds: vec!["rent".into()],
            benefit_codes: vec!["FK:BOB".into()],
            sources: vec![Source::Forsakringskassan],
            lines: vec!["income.FK:BOB".into()],
        }),
        ..decided(number, adult)
    }
}

fn targets(adult: Personnummer, other: Personnummer) -> Vec<(StopTarget, StopTarget)> {
    let text = |text: &str| text.to_owned();
    vec![
        (StopTarget::Person(adult), StopTarget::Person(other)),
        (
            StopTarget::CostKind(text("rent")),
            StopTarget::CostKind(text("FK:BOB")),
        ),
        (
            StopTarget::BenefitCode(text("FK:BOB")),
            StopTarget::BenefitCode(text("FK:BO")),
        ),
        (
            StopTarget::Source(Source::Forsakringskassan),
            StopTarget::Source(Source::Csn),
        ),
        (
            StopTarget::Line(text("income.FK:BOB")),
            StopTarget::Line(text("income.FK")),
        ),
        (
            StopTarget::Everything { hand_over: true },
            StopTarget::Intake,
        ),
    ]
}

#[tokio::test]
async fn each_kind_stops_what_it_names_and_nothing_else_until_it_is_resumed() {
    let (adult, other) = (person(12, 980), person(13, 981));
    for (matching, missing) in targets(adult, other) {
        let Place { folder, ledger } = place().await;
        ledger
            .stop(missing.clone(), signature())
            .await
            .expect("stopped");
        let passed = ledger.record(resting(1, adult)).await.expect("recorded");
        assert_eq!(passed, Recorded::Done, "{missing:?}");

        let stop = ledger
            .stop(matching.clone(), signature())
            .await
            .expect("stopped");
        // Another program, or this one after a restart, finds it there.
        let ledger = ledger_in(&folder).await;
        let mut december = resting(2, adult);
        december.month = Some("2026-12".parse().expect("a month"));
        let stopped = ledger.record(december).await.expect("recorded");
        assert_eq!(stopped, Recorded::Stopped, "{matching:?}");

        let mut handed_over = handed_over(2, adult, Reason::KillSwitch);
        handed_over.basis = resting(2, adult).basis;
        let passed = ledger.record(handed_over).await.expect("recorded");
        assert_eq!(passed, Recorded::Done, "{matching:?}");

        ledger
            .resume(vec![stop.id], signature())
            .await
            .expect("resumed");
        let mut january = resting(3, adult);
        january.month = Some("2027-01".parse().expect("a month"));
        let passed = ledger.record(january).await.expect("recorded");
        assert_eq!(passed, Recorded::Done, "{matching:?}");
    }
}

#[tokio::test]
async fn everything_stopped_takes_no_step_and_stores_nothing() {
    let place = place().await;
    let adult = person(12, 980);
    let everything = StopTarget::Everything { hand_over: false };
    place
        .ledger
        .stop(everything, signature())
        .await
        .expect("stopped");
    for step in [
        resting(1, adult),
        retrying(2, adult),
        handed_over(3, adult, Reason::KillSwitch),
    ] {
        let recorded = place.ledger.record(step).await.expect("recorded");
        assert_eq!(recorded, Recorded::Paused);
    }
    assert!(place.ledger.counts().await.expect("counts").is_empty());
}

#[tokio::test]
async fn a_postponed_case_is_handed_over_only_when_everything_is() {
    let place = place().await;
    let adult = person(12, 980);
    let waiting = |number| Step {
        basis: resting(number, adult).basis,
        ..retrying(number, adult)
    };
    let person = StopTarget::Person(adult);
    place
        .ledger
        .stop(person, signature())
        .await
        .expect("stopped");
    let recorded = place.ledger.record(waiting(1)).await.expect("recorded");
    assert_eq!(recorded, Recorded::Done, "it is judged when it comes back");
    let everything = StopTarget::Everything { hand_over: true };
    place
        .ledger
        .stop(everything, signature())
        .await
        .expect("stopped");
    let recorded = place.ledger.record(waiting(2)).await.expect("recorded");
    assert_eq!(recorded, Recorded::Stopped);
}

#[tokio::test]
async fn everything_is_stopped_in_one_way_at_a_time_and_the_same_stop_is_one() {
    let place = place().await;
    let stop = async |hand_over| {
        let target = StopTarget::Everything { hand_over };
        place
            .ledger
            .stop(target, signature())
            .await
            .expect("stopped")
            .id
    };
    let first = stop(false).await;
    assert_eq!(stop(false).await, first);
    let second = stop(true).await;
    let in_force = place.ledger.stops_in_force().await.expect("stops");
    assert_eq!(in_force.len(), 1);
    assert!(
        in_force
            .iter()
            .all(|stop| stop.id == second && stop.hand_over)
    );
    let all = place.ledger.stops().await.expect("stops");
    assert_eq!(
        all.iter().map(|stop| stop.id).collect::<Vec<_>>(),
        [second, first]
    );
}

#[tokio::test]
async fn the_alarm_stops_the_intake_once() {
    let place = place().await;
    for _ in 0..2 {
        place
            .ledger
            .stop_intake("21 of 100", at(0))
            .await
            .expect("stopped");
    }
    let in_force = place.ledger.stops_in_force().await.expect("stops");
    assert_eq!(
        in_force.iter().map(|stop| stop.kind).collect::<Vec<_>>(),
        [StopKind::Intake]
    );
}

#[tokio::test]
async fn who_stopped_and_why_is_sealed_and_the_comment_stands_nowhere_else() {
    let place = place().await;
    let adult = person(12, 980);
    let stop = place
        .ledger
        .stop(StopTarget::Person(adult), signature())
        .await
        .expect("stopped");
    place
        .ledger
        .resume(vec![stop.id], signature())
        .await
        .expect("resumed");
    let connection =
        rusqlite::Connection::open(place.folder.path().join("ledger.db")).expect("a connection");
    let events: Vec<(String, String, String)> = connection
        .prepare("SELECT kind, detail, CAST(envelope AS TEXT) FROM events ORDER BY event_id")
        .and_then(|mut statement| {
            let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
            statement.query_map([], row)?.collect()
        })
        .expect("events");
    let kinds: Vec<_> = events
        .iter()
        .map(|(kind, detail, _)| (kind.as_str(), detail.as_str()))
        .collect();
    assert_eq!(kinds, [("stopped", "operator"), ("resumed", "operator")]);
    for (_, _, statement) in &events {
        assert!(statement.contains("Fel hos Anna Andersson"), "{statement}");
        assert!(!statement.contains(adult.digits()));
    }
    let hash: Vec<u8> = connection
        .query_row("SELECT person_hash FROM stops", [], |row| row.get(0))
        .expect("a stop");
    assert_eq!(hash.len(), 16);
}
