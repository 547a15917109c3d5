//! Whether the ledger adds up, by statements of its own.

use rusqlite::Connection;

use crate::checker::Report;

/// The ledger's tables agree with each other.
pub fn check(connection: &Connection, report: &mut Report) {
    let none = |sql: &str| -> u64 {
        let count: i64 = connection
            .query_row(&format!("SELECT count(*) FROM ({sql})"), [], |row| {
                row.get(0)
            })
            .expect("a count");
        count.unsigned_abs()
    };
    for (what, sql) in [
        (
            "kept counts that are wrong",
            "SELECT state, count(*) FROM cases GROUP BY state
             EXCEPT SELECT state, cases FROM state_counts",
        ),
        (
            "cases without their receipt",
            "SELECT case_key FROM cases EXCEPT SELECT case_key FROM receipts",
        ),
        (
            "cases without history",
            "SELECT case_key FROM cases EXCEPT SELECT case_key FROM events",
        ),
        (
            "history entries without a seal",
            "SELECT event_id FROM events WHERE seal_id IS NULL",
        ),
        (
            "seals over another number of entries",
            "SELECT seal_id, count FROM seals
             EXCEPT SELECT seal_id, count(*) FROM events GROUP BY seal_id",
        ),
        (
            "decided cases without a claim",
            "SELECT case_key FROM cases WHERE state = 'decided'
             EXCEPT SELECT case_key FROM claims WHERE released_at IS NULL",
        ),
        (
            "rows that point nowhere",
            "SELECT * FROM pragma_foreign_key_check",
        ),
    ] {
        report.lose(what, none(sql));
    }
    for (what, sql) in [
        (
            "claims of cases that neither are decided nor a person has",
            "SELECT case_key FROM claims WHERE released_at IS NULL
             EXCEPT SELECT case_key FROM cases WHERE state IN ('decided', 'handed_over')",
        ),
        (
            "claims on an adult who has one",
            "SELECT 1 FROM claims WHERE released_at IS NULL
             GROUP BY month, person_hash HAVING count(*) > 1",
        ),
        (
            "cases with several receipts",
            "SELECT 1 FROM receipts GROUP BY case_key HAVING count(*) > 1",
        ),
    ] {
        report.double(what, none(sql));
    }
}
