//! `ledger fill`: a large ledger of invented rows, for measuring.

use clap::Args;

use crate::cli::{Ending, output, progress, setup};
use crate::clock::Clock;
use crate::config::Settings;
use crate::ledger::sqlite::Filling;

/// So many rows are written in one transaction.
const AT_ONCE: u64 = 20_000;

/// Fill a new ledger with invented rows, to see how fast it is when it is large
///
/// The cases are about nobody and have no content. A ledger that has cases is
/// refused: choose a file of its own with ledger.path.
#[derive(Args)]
pub struct Fill {
    /// How many cases
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    cases: u64,
}

impl Fill {
    /// Writes the rows.
    pub async fn run(&self, settings: &Settings) -> anyhow::Result<Ending> {
        let ledger = setup::ledger(settings, setup::database(settings)?).await?;
        let (now, bar) = (Clock::system().now(), progress::bar(self.cases, "cases"));
        let mut first = 1;
        while first <= self.cases {
            let last = self.cases.min(first + AT_ONCE - 1);
            ledger
                .fill(Filling {
                    first,
                    last,
                    all: self.cases,
                    now,
                })
                .await?;
            bar.set_position(last);
            first = last + 1;
        }
        bar.finish_and_clear();
        output::line(format!("{} invented cases", self.cases))?;
        Ok(Ending::Done)
    }
}
