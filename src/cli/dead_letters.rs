//! `dead-letters`: messages nobody could read.

use anyhow::{Context, bail};
use clap::{Args, Subcommand};

use super::signature::Signing;
use super::{Ending, block_on, output, setup};
use crate::clock::Clock;
use crate::config::Settings;
use crate::ledger::operations::DeadLetterRow;
use crate::ledger::sqlite::SqliteLedger;
use crate::ledger::{Ledger, Operations};
use crate::operating::dead_letters::{escaped, is_too_long};
use crate::operating::words::in_sweden;
use crate::queue::Queue;
use crate::vocabulary::Posting;

/// Messages nobody could read: look at them, requeue or discard them
#[derive(Subcommand)]
pub enum DeadLetters {
    List(List),
    Show(Show),
    Requeue(Requeue),
    Discard(Discard),
}

/// List dead letters, the oldest first
#[derive(Args)]
pub struct List {
    /// Also those that were requeued or discarded
    #[arg(long)]
    all: bool,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

/// Show one dead letter with its bytes; it counts as read from then on
///
/// What a terminal could take for a command is escaped. The bytes may be about
/// people.
#[derive(Args)]
pub struct Show {
    /// Its id
    id: String,
    /// All of its bytes, and not the first 4 000 alone
    #[arg(long)]
    whole: bool,
}

/// Submit the original bytes once more, for instance when a newer version reads them
#[derive(Args)]
pub struct Requeue {
    #[command(flatten)]
    which: Which,
}

/// Close dead letters for good; their bytes stay in the ledger
#[derive(Args)]
pub struct Discard {
    #[command(flatten)]
    which: Which,
}

#[derive(Args)]
struct Which {
    /// Their ids, as `list` shows them
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    signing: Signing,
}

/// How much of a long one is shown.
const SHOWN: usize = 4_000;

impl DeadLetters {
    /// Runs the subcommand.
    pub fn run(&self, settings: &Settings) -> anyhow::Result<Ending> {
        block_on(async {
            let ledger = setup::ledger(settings, setup::existing_database(settings)?).await?;
            match self {
                Self::List(list) => list.print(&ledger).await?,
                Self::Show(show) => show.print(&ledger).await?,
                Self::Requeue(requeue) => requeue.submit(settings, &ledger).await?,
                Self::Discard(Discard { which }) => {
                    which.open_ones(&ledger).await?;
                    let ids = which.ids.clone();
                    let discarded = ledger
                        .discard_dead_letters(ids, which.signing.signature()?)
                        .await?;
                    output::line(format!("{discarded} discarded"))?;
                }
            }
            Ok(Ending::Done)
        })
    }
}

impl List {
    async fn print(&self, ledger: &SqliteLedger) -> anyhow::Result<()> {
        let letters = ledger.dead_letters(self.all).await?;
        if self.json {
            for letter in &letters {
                output::json(letter)?;
            }
            return Ok(());
        }
        let rows = letters.into_iter().map(|letter| {
            vec![
                letter.message_id,
                letter.reason,
                in_sweden(letter.at),
                letter.bytes.to_string(),
                letter.seen_at.map(in_sweden).unwrap_or_default(),
                letter.closed_at.map(in_sweden).unwrap_or_default(),
            ]
        });
        let headings = ["Id", "Skäl", "Inkommet", "Byte", "Läst", "Avslutat"];
        output::table(&headings, rows.collect())?;
        Ok(())
    }
}

impl Show {
    async fn print(&self, ledger: &SqliteLedger) -> anyhow::Result<()> {
        let found = ledger
            .see_dead_letter(&self.id, Clock::system().now())
            .await?;
        let (letter, bytes) = found.context("there is no such dead letter (see `list`)")?;
        let facts = [
            ("Id", letter.message_id),
            ("Skäl", letter.reason),
            ("Inkommet", in_sweden(letter.at)),
            ("Byte", letter.bytes.to_string()),
        ];
        let facts = facts.map(|(what, value)| vec![what.to_owned(), value]);
        output::table(&["Oläsligt meddelande", ""], facts.to_vec())?;
        let shown = if self.whole { bytes.len() } else { SHOWN };
        output::line(escaped(bytes.get(..shown).unwrap_or(&bytes)))?;
        if bytes.len() > shown {
            output::note(format!(
                "the first {shown} of {} bytes; --whole shows all",
                bytes.len()
            ));
        }
        Ok(())
    }
}

impl Requeue {
    async fn submit(&self, settings: &Settings, ledger: &SqliteLedger) -> anyhow::Result<()> {
        let which = &self.which;
        let letters = which.open_ones(ledger).await?;
        if let Some(letter) = letters.iter().find(|letter| is_too_long(letter)) {
            bail!(
                "{} is longer than an application may be, so it would come back: discard it; \
                 nothing was requeued",
                letter.message_id
            );
        }
        let ids = which.ids.clone();
        let postings = ledger
            .requeue_dead_letters(ids, which.signing.signature()?)
            .await?;
        let count = postings.len();
        // From here on they are applications in the outbox: what is not
        // submitted now, the worker's sweep submits.
        match publish(settings, ledger, postings).await {
            Ok(()) => output::line(format!("{count} requeued"))?,
            Err(error) => {
                output::line(format!("{count} closed, to be submitted by the worker"))?;
                output::note(format!("the queue could not be reached now: {error:#}"));
            }
        }
        Ok(())
    }
}

async fn publish(
    settings: &Settings,
    ledger: &SqliteLedger,
    postings: Vec<Posting>,
) -> anyhow::Result<()> {
    let clock = Clock::system();
    let queue = setup::publisher(settings, &clock).await?;
    for posting in postings {
        queue.publish(&posting).await?;
        ledger
            .mark_posted(vec![posting.message_id], clock.now())
            .await?;
    }
    queue.close().await;
    Ok(())
}

impl Which {
    /// The letters, when all of them are open.
    async fn open_ones(&self, ledger: &SqliteLedger) -> anyhow::Result<Vec<DeadLetterRow>> {
        let mut letters = ledger.dead_letters(false).await?;
        letters.retain(|letter| self.ids.contains(&letter.message_id));
        let is_open = |id: &&String| letters.iter().any(|letter| letter.message_id == **id);
        if let Some(id) = self.ids.iter().find(|id| !is_open(id)) {
            bail!("{id} is no open dead letter; nothing was done (see `list`)");
        }
        Ok(letters)
    }
}
