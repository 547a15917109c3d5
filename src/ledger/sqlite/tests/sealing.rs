//! Leaves and seals.

use super::*;
use crate::ledger::Ledger;
use crate::ledger::sqlite::events::leaf;
use crate::ledger::sqlite::seals::{merkle_root, seal_hash};
use crate::vocabulary::identity::Hash;

#[tokio::test]
async fn seals_cover_every_event_once_and_hang_together() {
    let place = place().await;
    let seal = async |seconds| place.ledger.seal_events(at(seconds)).await.expect("sealed");
    assert_eq!(seal(0).await, None);
    for number in 1..=3 {
        let step = Step {
            claims: Vec::new(),
            ..decided(number, person(12, 980))
        };
        place.ledger.record(step).await.expect("recorded");
    }
    let first = seal(1).await.expect("a seal");
    assert_eq!(
        (first.seal_id, first.count, first.previous),
        (1, 3, [0; 32])
    );
    assert_eq!(seal(2).await, None);
    place
        .ledger
        .record(decided(4, person(13, 980)))
        .await
        .expect("recorded");
    let second = seal(3).await.expect("a seal");
    assert_eq!(
        (second.seal_id, second.count, second.previous),
        (2, 1, first.hash)
    );
    assert_eq!(
        second.hash,
        seal_hash(2, &second.root, 1, &first.hash, at(3))
    );

    let leaves = place.ledger.database().read(|connection| {
        let mut statement = connection.prepare(
            "SELECT nonce, envelope, leaf FROM events WHERE seal_id = 1 ORDER BY event_id",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<Result<Vec<(Vec<u8>, Vec<u8>, Hash)>, _>>()?)
    });
    let rows = leaves.await.expect("leaves");
    for (nonce, plaintext, stored) in &rows {
        assert_eq!(leaf(nonce, plaintext), *stored);
        assert_ne!(leaf(nonce, b"{}"), *stored);
    }
    let leaves: Vec<Hash> = rows.iter().map(|(_, _, leaf)| *leaf).collect();
    assert_eq!(merkle_root(&leaves), Some(first.root));
}

#[test]
fn the_root_depends_on_every_leaf_and_its_place() {
    let leaves: Vec<Hash> = (0..5_u8).map(|number| digest(&[&[number]])).collect();
    let root = merkle_root(&leaves);
    assert_eq!(merkle_root(&[]), None);
    assert_ne!(merkle_root(&leaves[..1]), Some(leaves[0]));
    for place in 0..5 {
        let mut changed = leaves.clone();
        changed[place][31] ^= 1;
        assert_ne!(merkle_root(&changed), root, "leaf {place}");
    }
    let mut swapped = leaves.clone();
    swapped.swap(3, 4);
    assert_ne!(merkle_root(&swapped), root);
    assert_ne!(merkle_root(&leaves[..4]), root);
    // A last leaf doubled is not the same as a last leaf alone.
    let mut doubled = leaves.clone();
    doubled.push(leaves[4]);
    assert_ne!(merkle_root(&doubled), root);
}
