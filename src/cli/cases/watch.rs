//! Looks on while the workers do what was ordered.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::cli::{output, progress};
use crate::ledger::sqlite::{ConsumerLock, SqliteLedger};
use crate::ledger::{CaseRow, CaseState, Operations};

/// How often the ledger is looked into.
const LOOK: Duration = Duration::from_millis(500);
/// At most so many cases are asked for at once.
const AT_ONCE: usize = 500;

/// Waits until every case has left `from`, the user has seen enough, or no
/// worker runs (any more). Nothing depends on being watched.
pub async fn until_moved(
    ledger: &SqliteLedger,
    case_ids: &[String],
    from: CaseState,
) -> anyhow::Result<()> {
    let bar = progress::bar(case_ids.len() as u64, "cases");
    let mut left = case_ids.to_vec();
    let watching = async {
        loop {
            left = standing(ledger, &left, from).await?;
            bar.set_position((case_ids.len() - left.len()) as u64);
            if left.is_empty() {
                return anyhow::Ok(());
            }
            if !ConsumerLock::is_held(ledger.database().path()) {
                output::note(format!(
                    "no worker runs on this ledger: {} cases are scheduled, and the next worker \
                     takes them up first thing",
                    left.len()
                ));
                return Ok(());
            }
            tokio::time::sleep(LOOK).await;
        }
    };
    let watched = tokio::select! {
        watched = watching => watched,
        _ = tokio::signal::ctrl_c() => {
            output::note("no longer watching; the worker goes on");
            Ok(())
        }
    };
    bar.finish_and_clear();
    watched
}

/// Those of the cases that still stand there.
async fn standing(
    ledger: &SqliteLedger,
    case_ids: &[String],
    from: CaseState,
) -> anyhow::Result<Vec<String>> {
    let rows = rows(ledger, case_ids).await?.into_iter();
    let standing = rows.filter(|row| row.state == from);
    Ok(standing.map(|row| row.case_id).collect())
}

/// Prints where the cases stand now.
pub async fn print(ledger: &SqliteLedger, case_ids: Vec<String>, json: bool) -> anyhow::Result<()> {
    let rows = rows(ledger, &case_ids).await?;
    if json {
        output::json(&serde_json::json!({ "ordered": case_ids.len(), "cases": rows }))?;
        return Ok(());
    }
    let mut groups = BTreeMap::new();
    for row in &rows {
        let outcome = row.outcome.map(|outcome| outcome.in_swedish());
        let key = (row.state.in_swedish(), outcome, row.cause.as_deref());
        *groups.entry(key).or_insert(0_u64) += 1;
    }
    let groups = groups.into_iter().map(|((state, outcome, cause), count)| {
        vec![
            state.to_owned(),
            outcome.unwrap_or_default().to_owned(),
            cause.unwrap_or_default().to_owned(),
            count.to_string(),
        ]
    });
    output::table(
        &["Läge", "Utfall", "Tekniskt fel", "Antal"],
        groups.collect(),
    )?;
    Ok(())
}

async fn rows(ledger: &SqliteLedger, case_ids: &[String]) -> anyhow::Result<Vec<CaseRow>> {
    let mut rows = Vec::with_capacity(case_ids.len());
    for some in case_ids.chunks(AT_ONCE) {
        rows.extend(ledger.cases_by_id(some.to_vec()).await?);
    }
    Ok(rows)
}
