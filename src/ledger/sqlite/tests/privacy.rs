//! What stands in plain columns.

use super::*;
use crate::ledger::{CaseFilter, Ledger};
use rusqlite::types::ValueRef;

/// Every value outside the envelopes: of every column of every table, but for
/// those named `envelope`.
async fn plain_values(ledger: &SqliteLedger) -> Vec<(String, Vec<u8>)> {
    let read = ledger.database().read(|connection| {
        let mut values = Vec::new();
        let mut tables =
            connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?;
        let tables = tables.query_map([], |row| row.get::<_, String>(0))?;
        for table in tables.collect::<Result<Vec<_>, _>>()? {
            let mut statement = connection.prepare(&format!("SELECT * FROM {table}"))?;
            let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                for (place, name) in names.iter().enumerate() {
                    let bytes = match row.get_ref(place)? {
                        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.to_vec(),
                        ValueRef::Integer(number) => number.to_string().into_bytes(),
                        ValueRef::Null | ValueRef::Real(_) => continue,
                    };
                    if name != "envelope" {
                        values.push((format!("{table}.{name}"), bytes));
                    }
                }
            }
        }
        Ok(values)
    });
    read.await.expect("values")
}

fn places_of(values: &[(String, Vec<u8>)], word: &str) -> Vec<String> {
    let holds = |bytes: &[u8]| {
        bytes
            .windows(word.len())
            .any(|part| part == word.as_bytes())
    };
    values
        .iter()
        .filter(|(_, bytes)| holds(bytes))
        .map(|(place, _)| place.clone())
        .collect()
}

#[tokio::test]
async fn a_restricted_case_says_nothing_in_plain_columns() {
    let place = place().await;
    let adult = person(12, 980);
    // It was retried for a cause that tells, before it was restricted.
    place
        .ledger
        .record(retrying(1, adult))
        .await
        .expect("recorded");
    let told = plain_values(&place.ledger).await;
    assert!(
        !places_of(&told, "SKV.timeout").is_empty(),
        "the search finds what is there"
    );

    let mut step = Step {
        from: CaseState::Retrying,
        to: CaseState::HandedOver,
        at: at(60),
        outcome: Some(Outcome::HandedOver),
        restricted: true,
        reasons: vec![Reason::AgiMissing, Reason::ProtectedIdentity],
        unit: Some("secret-unit".into()),
        cause: Some("SKV.timeout".into()),
        content: format!(
            "{{\"personnummer\":\"{}\",\"reasons\":[\"protected_identity\"]}}",
            adult.digits()
        )
        .into_bytes(),
        claims: Vec::new(),
        ..decided(1, adult)
    };
    step.postings = vec![posting(&step, Destination::Restricted)];
    step.postings[0].body = adult.digits().as_bytes().to_vec();
    place.ledger.record(step).await.expect("recorded");

    let values = plain_values(&place.ledger).await;
    for word in [
        adult.digits(),
        "protected_identity",
        "agi_missing",
        "SKV.timeout",
        "secret-unit",
        "1035900",
        "granted",
    ] {
        assert_eq!(places_of(&values, word), Vec::<String>::new());
    }
    // The one place that has the outcome's word is the state, which may be seen.
    let mut states = places_of(&values, "handed_over");
    states.sort();
    assert_eq!(states, ["cases.state", "events.kind", "state_counts.state"]);

    let rows = |reason: &str| {
        let filter = CaseFilter {
            reason: Some(reason.into()),
            limit: 10,
            ..CaseFilter::default()
        };
        place.ledger.cases(filter)
    };
    assert!(rows("protected_identity").await.expect("rows").is_empty());
    assert!(rows("agi_missing").await.expect("rows").is_empty());
    let rows = rows("restricted").await.expect("rows");
    let [row] = rows.as_slice() else {
        panic!("one row")
    };
    assert_eq!((row.month, row.outcome, row.amount), (None, None, None));
    assert_eq!((&row.unit, &row.cause), (&None, &None));
    assert_eq!(row.reasons, ["restricted"]);
    let case = place
        .ledger
        .case(&row.case_id)
        .await
        .expect("read")
        .expect("a case");
    assert!(case.history.iter().all(|entry| entry.detail.is_empty()));
}

#[tokio::test]
async fn a_forgotten_flag_does_not_show_a_restricted_reason() {
    let place = place().await;
    let step = handed_over(1, person(12, 980), Reason::ProtectionUnknown);
    place.ledger.record(step).await.expect("recorded");
    let values = plain_values(&place.ledger).await;
    assert_eq!(
        places_of(&values, "protection_unknown"),
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn an_ordinary_case_shows_no_person_either() {
    let place = place().await;
    let adult = person(15, 980);
    let mut step = decided(1, adult);
    step.content = adult.digits().as_bytes().to_vec();
    step.postings[0].body = adult.digits().as_bytes().to_vec();
    place.ledger.record(step).await.expect("recorded");
    let values = plain_values(&place.ledger).await;
    assert_eq!(places_of(&values, adult.digits()), Vec::<String>::new());
    // The hash is keyed: without the key nobody can compute it.
    let unkeyed = digest(&[adult.digits().as_bytes()]);
    assert!(
        values
            .iter()
            .all(|(_, bytes)| !bytes.starts_with(&unkeyed[..16]))
    );
    // Purging spares those born on the 15th.
    assert!(values.contains(&("cases.spared_birth_day".into(), b"1".to_vec())));
}

#[tokio::test]
async fn no_error_quotes_a_stored_value() {
    let place = place().await;
    let digits = person(12, 980).digits().to_owned();
    let insert = |connection: &rusqlite::Connection, digits: &str| {
        connection.execute("INSERT INTO texts VALUES ('h', 'rules', ?1)", [digits])
    };
    let (one, two) = (digits.clone(), digits.clone());
    let twice = place.ledger.database().write(move |connection| {
        insert(connection, &one)?;
        insert(connection, &one)?;
        Ok(())
    });
    let misread = place.ledger.database().write(move |connection| {
        insert(connection, &two)?;
        Ok(connection.query_row("SELECT text FROM texts", [], |row| row.get::<_, i64>(0))?)
    });
    let mistyped = place.ledger.database().write(move |connection| {
        Ok(connection.execute("INSERT INTO seals VALUES (1, x'', ?1, x'', x'', 1)", ["x"])?)
    });
    for error in [
        twice.await.expect_err("twice"),
        misread.await.map(drop).expect_err("misread"),
        mistyped.await.map(drop).expect_err("mistyped"),
    ] {
        assert!(!error.to_string().contains(&digits));
    }
}
