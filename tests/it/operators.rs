//! What operators do about failed cases, command line and worker together.

mod balance;
mod orders;
mod replay;
mod verify;

use chrono::{DateTime, TimeDelta, Utc};
use handlaggarrobot::cli::setup;
use handlaggarrobot::ledger::operations::{Deed, Order, Ordered, Signature};
use handlaggarrobot::ledger::sqlite::SqliteLedger;
use handlaggarrobot::ledger::{CaseRow, CaseState, Ledger, Operations};
use handlaggarrobot::registries::simulator::RunningSimulator;

use crate::installation::{Installation, application, registries};

/// A failed case of the worked example, and the registries that made it fail.
pub struct Failed {
    pub installation: Installation,
    pub simulator: RunningSimulator,
    /// When it failed.
    pub at: DateTime<Utc>,
    pub case_id: String,
}

/// Lets the worked example fail by a registry's fault; then the registry is
/// well again. The first attempt is made at `now`.
pub async fn failed(fault: &str, now: DateTime<Utc>, changes: &[(&str, &str)]) -> Failed {
    failed_as(application("worked-example"), fault, now, changes).await
}

pub async fn failed_as(
    message: Vec<u8>,
    fault: &str,
    now: DateTime<Utc>,
    changes: &[(&str, &str)],
) -> Failed {
    let simulator = registries(&[fault]).await;
    let mut installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.set("REGISTRIES__ATTEMPTS_IN_PROCESS", "1");
    let mut all = vec![
        ("max_attempts = 6", "max_attempts = 2"),
        ("hand_over_after_hours = 24", "hand_over_after_hours = 240"),
        ("quality_sample_percent = 5", "quality_sample_percent = 0"),
    ];
    all.extend(changes);
    installation.change_policy(&all);
    installation.submit([message]).await;
    installation.work(now).await;
    let at = now + TimeDelta::hours(2);
    let summary = installation.work(at).await;
    let row = summary.parked.first().expect("a parked case");
    assert_eq!(row.state, CaseState::Failed);
    let by_cause = summary.parked_by_cause.first().expect("its cause");
    assert_eq!((by_cause.state, by_cause.cases), (CaseState::Failed, 1));
    let case_id = row.case_id.clone();
    simulator.set_faults(Vec::new());
    Failed {
        installation,
        simulator,
        at,
        case_id,
    }
}

impl Failed {
    /// Gives an order as the command line does, at a time of the test's own.
    pub async fn order(&self, deed: Deed, at: DateTime<Utc>) {
        let signature = Signature {
            by: "drift".into(),
            comment: "registret svarar igen".into(),
            at,
        };
        let order = Order { deed, signature };
        let ordered = self.ledger().await.order(&self.case_id, order).await;
        assert_eq!(ordered.expect("ordered"), Ordered::Done);
    }

    pub async fn ledger(&self) -> SqliteLedger {
        let settings = self.installation.settings();
        let database = setup::existing_database(&settings).expect("the file");
        setup::ledger(&settings, database).await.expect("a ledger")
    }

    pub async fn row(&self) -> CaseRow {
        let case = self.ledger().await.case(&self.case_id).await;
        case.expect("read").expect("the case").row
    }

    /// The queues that postings were sent to, sorted.
    async fn queues(&self) -> Vec<String> {
        let postings = self.installation.postings().await;
        let mut queues: Vec<_> = postings.into_iter().map(|(queue, _)| queue).collect();
        queues.sort();
        queues
    }
}
