//! `resume`: ends stops of the kill switch.

use anyhow::bail;
use clap::Args;

use super::signature::Signing;
use super::{Ending, block_on, output, setup};
use crate::config::Settings;
use crate::ledger::stops::{Stop, StopKind};
use crate::ledger::{Ledger, Operations};

/// End stops that `stop`, or an alarm, has set; a running worker goes on within a second
#[derive(Args)]
pub struct Resume {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    signing: Signing,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Which {
    /// The stops' numbers, as `stop list` shows them
    #[arg(value_name = "ID")]
    ids: Vec<i64>,
    /// The stop of everything; other stops stay in force
    #[arg(long)]
    everything: bool,
    /// The stop of the intake, which the alarm about bad messages has set
    #[arg(long)]
    intake: bool,
}

impl Which {
    /// The numbers of the stops that are to end.
    fn among(&self, in_force: &[Stop]) -> anyhow::Result<Vec<i64>> {
        let kind = match (self.everything, self.intake) {
            (true, _) => StopKind::Everything,
            (_, true) => StopKind::Intake,
            _ => {
                let known = |id: &i64| in_force.iter().any(|stop| stop.id == *id);
                if let Some(id) = self.ids.iter().find(|id| !known(id)) {
                    bail!("stop {id} is not in force; nothing was resumed (see `stop list`)");
                }
                return Ok(self.ids.clone());
            }
        };
        let ids: Vec<_> = in_force
            .iter()
            .filter(|stop| stop.kind == kind)
            .map(|stop| stop.id)
            .collect();
        if ids.is_empty() {
            bail!("there is no such stop in force (see `stop list`)");
        }
        Ok(ids)
    }
}

impl Resume {
    /// Ends the stops.
    pub fn run(&self, settings: &Settings) -> anyhow::Result<Ending> {
        block_on(async {
            let ledger = setup::ledger(settings, setup::existing_database(settings)?).await?;
            let ids = self.which.among(&ledger.stops_in_force().await?)?;
            for id in ledger.resume(ids, self.signing.signature()?).await? {
                output::line(format!("stop {id} is no longer in force"))?;
            }
            let left = ledger.stops_in_force().await?.len();
            if left > 0 {
                output::note(format!(
                    "{left} other stops are still in force (see `stop list`)"
                ));
            }
            Ok(Ending::Done)
        })
    }
}
