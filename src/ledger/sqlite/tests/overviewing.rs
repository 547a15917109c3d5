//! What the console asks: counts, groups, pages, searches and histories.

use super::*;
use crate::ledger::operations::Signature;
use crate::ledger::overview::{ListOrder, PageRequest, Sight};
use crate::ledger::sqlite::overview::lists::{of_person, open_samples, page_query, undecided};
use crate::ledger::sqlite::overview::standing::FAULT_GROUPS;
use crate::ledger::{CaseFilter, Ledger, Overview};

fn signature() -> Signature {
    Signature {
        by: "anna".into(),
        comment: "sökanden ringer".into(),
        at: at(60),
    }
}

fn restricted(number: u32, adult: Personnummer) -> Step {
    Step {
        restricted: true,
        ..handed_over(number, adult, Reason::ProtectedIdentity)
    }
}

/// Four cases: decided, retrying, handed over, and handed over as restricted.
async fn four() -> Place {
    let place = place().await;
    let adult = person(12, 980);
    for step in [
        decided(1, adult),
        retrying(2, adult),
        handed_over(3, adult, Reason::Assets),
        restricted(4, adult),
    ] {
        place.ledger.record(step).await.expect("recorded");
    }
    place
}

fn numbers(rows: &[crate::ledger::CaseRow]) -> Vec<u32> {
    let number = |row: &crate::ledger::CaseRow| row.case_number[8..].parse().expect("a number");
    rows.iter().map(number).collect()
}

#[tokio::test]
async fn what_happens_is_counted_by_the_hour_and_decisions_are_timed() {
    let place = four().await;
    let standing = place.ledger.standing(at(0), at(0)).await.expect("read");
    let of = |kind: &str| {
        let hours = standing.hours.iter().filter(|hour| hour.kind == kind);
        hours.map(|hour| hour.count).sum::<u64>()
    };
    assert_eq!((of("received"), of("decided"), of("retrying")), (4, 1, 1));
    assert_eq!(
        (of("handed_over"), of("restricted"), of("posted")),
        (1, 1, 0)
    );
    // The application came an hour before.
    assert_eq!(standing.decision_minutes, [(60, 1)]);
    assert_eq!(
        (standing.unposted, standing.unposted_since),
        (3, Some(at(0)))
    );
    let posted = decided(1, person(12, 980)).postings[0].message_id.clone();
    for _ in 0..2 {
        let ids = vec![posted.clone()];
        place.ledger.mark_posted(ids, at(1)).await.expect("marked");
    }
    let standing = place.ledger.standing(at(0), at(0)).await.expect("read");
    let posted = standing.hours.iter().find(|hour| hour.kind == "posted");
    assert_eq!(posted.map(|hour| hour.count), Some(1), "once");
    let later = place
        .ledger
        .standing(at(7200), at(7200))
        .await
        .expect("read");
    assert!(later.hours.is_empty() && later.decision_minutes.is_empty());
}

#[tokio::test]
async fn pages_hold_every_case_once_and_restricted_ones_only_for_whom_they_are() {
    let place = place().await;
    for number in 1..=7 {
        let mut step = handed_over(number, person(12, 980), Reason::Assets);
        // Several at one time, over the end of a page.
        step.at = at(i64::from(number / 3));
        place.ledger.record(step).await.expect("recorded");
    }
    let protected = restricted(8, person(12, 980));
    place.ledger.record(protected).await.expect("recorded");
    for (order, sight, count) in [
        (ListOrder::LatestFirst, Sight::Unrestricted, 7),
        (ListOrder::LongestFirst, Sight::Unrestricted, 7),
        (ListOrder::LatestFirst, Sight::Everything, 8),
    ] {
        for state in [None, Some(CaseState::HandedOver)] {
            let (mut after, mut all, mut pages) = (None, Vec::new(), 0);
            loop {
                let request = PageRequest {
                    state,
                    order,
                    after,
                    limit: 3,
                    sight,
                };
                let page = place.ledger.page(request).await.expect("a page");
                all.extend(numbers(&page.rows));
                pages += 1;
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(pages, 3);
            all.sort_unstable();
            assert_eq!(all, (1..=count).collect::<Vec<u32>>());
        }
    }
}

#[tokio::test]
async fn searches_and_deadlines_leave_out_what_somebody_may_not_know_of() {
    let place = four().await;
    let adult = person(12, 980);
    let ledger = &place.ledger;
    let mut found = numbers(
        &ledger
            .cases_of_person(adult, Sight::Unrestricted)
            .await
            .expect("read"),
    );
    found.sort_unstable();
    assert_eq!(found, [1, 2, 3]);
    let all = ledger.cases_of_person(adult, Sight::Everything).await;
    assert_eq!(all.expect("read").len(), 4);
    let nobody = ledger
        .cases_of_person(person(13, 981), Sight::Everything)
        .await;
    assert!(nobody.expect("read").is_empty());
    for (sight, count) in [(Sight::Unrestricted, 0), (Sight::Everything, 1)] {
        let rows = ledger.cases_of_number("FS-2026-000004", sight).await;
        assert_eq!(rows.expect("read").len(), count);
    }
    let rows = ledger
        .undecided(9, Sight::Unrestricted)
        .await
        .expect("read");
    assert_eq!(numbers(&rows), [2]);
}

#[tokio::test]
async fn failures_are_put_together_by_cause() {
    let place = place().await;
    for (number, cause) in [(1, "SKV.timeout"), (2, "SKV.timeout"), (3, "SKV.timeout_x")] {
        let mut first = retrying(number, person(12, 980));
        first.cause = Some(cause.into());
        let step = Step {
            from: CaseState::Retrying,
            to: CaseState::Failed,
            at: at(i64::from(number)),
            ..retrying(number, person(12, 980))
        };
        let step = Step {
            cause: Some(cause.into()),
            ..step
        };
        place.ledger.record(first).await.expect("recorded");
        place.ledger.record(step).await.expect("recorded");
    }
    let groups = place.ledger.fault_groups().await.expect("read");
    let shown: Vec<_> = groups
        .iter()
        .map(|group| (group.cause.as_deref(), group.cases, group.since))
        .collect();
    let expected = [
        (Some("SKV.timeout"), 2, at(1)),
        (Some("SKV.timeout_x"), 1, at(3)),
    ];
    assert_eq!(shown, expected);
    let of = |at| place.ledger.failed_of(Some("SKV.timeout".into()), at, 1);
    let (rows, count) = of(at(9)).await.expect("read");
    assert_eq!((numbers(&rows), count), (vec![1], 2));
    assert_eq!(
        of(at(1)).await.expect("read").1,
        1,
        "only what failed until then"
    );
}

#[tokio::test]
async fn who_looked_and_why_is_in_the_history_and_of_a_restricted_case_in_its_envelope_only() {
    let place = four().await;
    for (number, shown) in [("FS-2026-000003", "anna"), ("FS-2026-000004", "")] {
        let filter = CaseFilter {
            case_number: Some(number.into()),
            limit: 1,
            ..CaseFilter::default()
        };
        let rows = place.ledger.cases(filter).await.expect("rows");
        let case_id = &rows[0].case_id;
        let noted = place
            .ledger
            .note_identities_shown(case_id, signature())
            .await;
        assert!(noted.expect("noted"));
        let events = place.ledger.events(case_id).await.expect("events");
        let look = events.last().expect("an event");
        assert_eq!(
            (look.kind.as_str(), look.detail.as_str()),
            ("identities_shown", shown)
        );
        assert_eq!(look.by.as_deref(), Some("anna"));
        assert_eq!(look.comment.as_deref(), Some("sökanden ringer"));
    }
    let unknown = place
        .ledger
        .note_identities_shown("nothing", signature())
        .await;
    assert!(!unknown.expect("read"));
}

#[tokio::test]
async fn what_the_console_asks_reads_no_whole_table_and_sorts_nothing_long() {
    let place = place().await;
    let mut queries = Vec::new();
    for state in [None, Some(CaseState::Decided)] {
        for order in [ListOrder::LatestFirst, ListOrder::LongestFirst] {
            for sight in [Sight::Unrestricted, Sight::Everything] {
                let after = Some(crate::ledger::overview::PageKey {
                    moved: 1,
                    number: 1,
                });
                queries.push(
                    page_query(&PageRequest {
                        state,
                        order,
                        after,
                        limit: 50,
                        sight,
                    })
                    .0,
                );
            }
        }
    }
    queries.push(undecided(Sight::Unrestricted));
    queries.push(open_samples(Sight::Unrestricted));
    for query in queries {
        let plan = plan_of(&place, &query).await;
        let bad = |step: &String| {
            (step.starts_with("SCAN") && !step.contains("USING INDEX"))
                || step.contains("TEMP B-TREE")
        };
        assert!(!plan.iter().any(bad), "{query}: {plan:?}");
    }
    // These sort what they have found, which is little.
    for query in [FAULT_GROUPS.to_owned(), of_person(Sight::Everything)] {
        let plan = plan_of(&place, &query).await;
        let bad = |step: &String| step.starts_with("SCAN cases") && !step.contains("INDEX");
        assert!(!plan.iter().any(bad), "{query}: {plan:?}");
    }
}

async fn plan_of(place: &Place, query: &str) -> Vec<String> {
    let explained = format!("EXPLAIN QUERY PLAN {query}");
    let plan = place.ledger.database().read(move |connection| {
        let mut statement = connection.prepare(&explained)?;
        let nothing = vec![rusqlite::types::Null; statement.parameter_count()];
        let steps = statement.query_map(rusqlite::params_from_iter(nothing), |row| row.get(3))?;
        Ok(steps.collect::<Result<Vec<String>, _>>()?)
    });
    plan.await.expect("a plan")
}
