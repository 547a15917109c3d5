//! The group commit, several programs on one file, and the consumer's lock.

use std::time::Duration;

use super::*;
use crate::ledger::sqlite::ConsumerLock;
use crate::ledger::{Ledger, LedgerError, Receipt, Recorded};

#[tokio::test]
async fn a_bad_job_fails_alone_within_its_group() {
    let place = place().await;
    let database = place.ledger.database().clone();
    // While the writer is held up, everything below gathers into one group.
    let (release, held) = std::sync::mpsc::channel::<()>();
    let holding = database.write(move |_| {
        held.recv()
            .map_err(|_| LedgerError::Database("let go".into()))
    });
    let insert = |key: &'static str| {
        database.write(move |connection| {
            connection.execute("INSERT INTO meta VALUES (?1, x'00')", [key])?;
            Ok(connection.is_autocommit())
        })
    };
    let half = database.write(|connection| {
        connection.execute("INSERT INTO meta VALUES ('half', x'00')", [])?;
        Err::<(), _>(LedgerError::Database("on purpose".into()))
    });
    let panics = database.write(|connection| -> Result<(), LedgerError> {
        connection.execute("INSERT INTO meta VALUES ('panicked', x'00')", [])?;
        panic!("on purpose")
    });
    let let_go = async { release.send(()).expect("the writer waits") };
    let (held, one, half, panics, twice, two, ()) = tokio::join!(
        holding,
        insert("one"),
        half,
        panics,
        insert("one"),
        insert("two"),
        let_go
    );
    held.expect("held");
    assert!(!one.expect("stored"));
    assert!(!two.expect("stored"));
    half.expect_err("it failed on purpose");
    panics.expect_err("it panicked");
    let twice = twice.expect_err("the key stands there already").to_string();
    assert!(
        twice.contains("UNIQUE constraint failed: meta.key"),
        "{twice}"
    );
    let keys = database.read(|connection| {
        let mut statement = connection
            .prepare("SELECT key FROM meta WHERE key NOT LIKE 'person_key%' ORDER BY key")?;
        let keys = statement.query_map([], |row| row.get(0))?;
        Ok(keys.collect::<Result<Vec<String>, _>>()?)
    });
    assert_eq!(keys.await.expect("read"), ["one", "two"]);
}

#[tokio::test]
async fn work_stands_even_if_nobody_waits_for_it_any_more() {
    let place = place().await;
    let database = place.ledger.database();
    let dropped = database.write(|connection| {
        connection.execute("INSERT INTO meta VALUES ('kept', x'00')", [])?;
        Ok(())
    });
    tokio::select! {
        biased;
        _ = dropped => {}
        () = std::future::ready(()) => {}
    }
    // The writer works in order, so the first is done when the second is.
    database.write(|_| Ok(())).await.expect("written");
    let kept = database.read(|connection| {
        let sql = "SELECT count(*) FROM meta WHERE key = 'kept'";
        Ok(connection.query_row(sql, [], |row| row.get::<_, i64>(0))?)
    });
    assert_eq!(kept.await.expect("read"), 1);
}

#[tokio::test]
async fn what_was_committed_is_there_after_a_new_start() {
    let Place { folder, ledger } = place().await;
    let adult = person(12, 980);
    let step = decided(1, adult);
    let (id, hash) = (step.application_id.clone(), step.content_hash);
    ledger.record(step).await.expect("recorded");
    drop(ledger);
    let ledger = ledger_in(&folder).await;
    let receipt = ledger.receipt(&id, &hash).await.expect("a receipt");
    assert!(matches!(receipt, Receipt::Known { .. }));
    // The person is still known under the same keyed hash.
    let recorded = ledger.record(decided(2, adult)).await.expect("recorded");
    assert_eq!(recorded, Recorded::ClaimTaken);
}

#[tokio::test]
async fn two_programs_write_one_file_and_see_each_other() {
    let Place { folder, ledger } = place().await;
    let other = ledger_in(&folder).await;
    let write = async |ledger: &SqliteLedger, numbers: std::ops::Range<u32>| {
        for number in numbers {
            let step = Step {
                claims: Vec::new(),
                ..decided(number, person(12, 980))
            };
            let recorded = ledger.record(step).await.expect("recorded");
            assert_eq!(recorded, Recorded::Done);
        }
    };
    tokio::join!(write(&ledger, 0..60), write(&other, 100..160));
    assert_eq!(
        ledger.counts().await.expect("counts"),
        vec![(CaseState::Decided, 120)]
    );
    // The same step in both: one stores it.
    let (one, two) = tokio::join!(
        ledger.record(decided(7_000, person(13, 981))),
        other.record(decided(7_000, person(13, 981)))
    );
    let mut recorded = [one.expect("recorded"), two.expect("recorded")];
    recorded.sort_by_key(|recorded| *recorded != Recorded::Done);
    assert_eq!(recorded, [Recorded::Done, Recorded::Overtaken]);
}

#[tokio::test]
async fn only_one_consumer_a_ledger() {
    let place = place().await;
    let path = place.ledger.database().path();
    let lock = ConsumerLock::take(path, Duration::ZERO)
        .await
        .expect("free");
    let patience = Duration::from_millis(150);
    let refused = ConsumerLock::take(path, patience).await.expect_err("held");
    assert!(refused.to_string().contains("stop it first"), "{refused}");
    // Another name of the same file meets the same lock.
    let other_name = place.folder.path().join(".").join("ledger.db");
    let refused = ConsumerLock::take(&other_name, Duration::ZERO).await;
    refused.expect_err("held");

    let waiting = ConsumerLock::take(path, Duration::from_secs(20));
    let let_go = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        drop(lock);
    };
    let (taken, ()) = tokio::join!(waiting, let_go);
    taken.expect("free again");
}
