//! `postings`: decisions, handovers and notices for who has no broker.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{Ending, block_on, output, setup};
use crate::clock::Clock;
use crate::config::Settings;
use crate::queue::embedded::{EmbeddedQueue, TakenPosting};
use crate::vocabulary::Destination;

/// Decisions, handovers and notices, for those without a broker
///
/// The queues: decisions, human-review.UNIT, restricted, notices, dead-letters.
#[derive(Subcommand)]
pub enum Postings {
    Count(Count),
    Take(Take),
    Ack(Ack),
    Export(Export),
}

/// Count what each queue holds
#[derive(Args)]
pub struct Count {
    /// One JSON object
    #[arg(long)]
    json: bool,
}

/// Take messages out, one JSON object a line; they are kept until `ack`
#[derive(Args)]
pub struct Take {
    /// The queues to take from; all but applications when none is named
    #[arg(value_name = "QUEUE")]
    queues: Vec<String>,
    /// At most so many
    #[arg(long, default_value_t = 100)]
    limit: u32,
    /// Also those that were taken before and not acknowledged
    #[arg(long)]
    again: bool,
}

/// Remove messages that were taken and are safe with you
#[derive(Args)]
pub struct Ack {
    /// Message ids, as `take` printed them
    #[arg(required = true, value_name = "MESSAGE_ID")]
    message_ids: Vec<String>,
}

/// Write messages to files and remove them once they are on disk
///
/// Also what was taken before and not acknowledged. Files are for their owner alone.
#[derive(Args)]
pub struct Export {
    /// The folder to write to; a folder a queue, a file a message
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// The queues to export; all but applications when none is named
    #[arg(value_name = "QUEUE")]
    queues: Vec<String>,
}

impl Postings {
    /// Runs the subcommand.
    pub fn run(&self, settings: &Settings) -> anyhow::Result<Ending> {
        block_on(async {
            let queue = setup::embedded(settings, &Clock::system())?;
            match self {
                Self::Count(count) => count.print(&queue).await?,
                Self::Take(take) => take.print(&queue).await?,
                Self::Ack(ack) => {
                    let removed = queue.ack(ack.message_ids.clone()).await?;
                    output::line(format!("{removed} removed"))?;
                    let others = ack.message_ids.len() as u64 - removed;
                    if others > 0 {
                        // A script that acknowledges again has done no wrong.
                        output::note(format!(
                            "{others} of the ids are of no taken message: acknowledged before, \
                             or never taken"
                        ));
                    }
                }
                Self::Export(export) => export.write(&queue).await?,
            }
            Ok(Ending::Done)
        })
    }
}

impl Count {
    async fn print(&self, queue: &EmbeddedQueue) -> anyhow::Result<()> {
        let holdings = queue.holdings().await?;
        if self.json {
            let counts: serde_json::Map<_, _> = holdings
                .into_iter()
                .map(|held| {
                    (
                        held.queue,
                        json!({ "waiting": held.waiting, "taken": held.taken }),
                    )
                })
                .collect();
            output::json(&counts)?;
            return Ok(());
        }
        let rows = holdings
            .into_iter()
            .map(|held| vec![held.queue, held.waiting.to_string(), held.taken.to_string()]);
        output::table(&["Kö", "Väntar", "Uttagna, ej kvitterade"], rows.collect())?;
        Ok(())
    }
}

impl Take {
    async fn print(&self, queue: &EmbeddedQueue) -> anyhow::Result<()> {
        let queues = chosen(&self.queues, queue).await?;
        for posting in queue.take(queues, self.limit, self.again).await? {
            output::json(&shown(&posting))?;
        }
        Ok(())
    }
}

impl Export {
    async fn write(&self, queue: &EmbeddedQueue) -> anyhow::Result<()> {
        let queues = chosen(&self.queues, queue).await?;
        let mut written = 0_u64;
        loop {
            // Again, so that what an interrupted export took is not left out.
            let taken = queue.take(queues.clone(), 200, true).await?;
            if taken.is_empty() {
                break;
            }
            let ids = taken
                .iter()
                .map(|posting| posting.message_id.clone())
                .collect();
            for posting in &taken {
                self.write_one(posting)?;
            }
            written += queue.ack(ids).await?;
        }
        output::line(format!(
            "{written} messages written to {}",
            self.to.display()
        ))?;
        Ok(())
    }

    /// Writes a message and waits until it is on disk.
    fn write_one(&self, posting: &TakenPosting) -> anyhow::Result<()> {
        use std::io::Write;
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        let folder = self.to.join(&posting.queue);
        let ending = if posting.queue == "dead-letters" {
            "bin"
        } else {
            "json"
        };
        let path = folder.join(format!("{}.{ending}", posting.message_id));
        // What is in it is about people: for the owner alone.
        let write = || -> std::io::Result<()> {
            std::fs::DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(&folder)?;
            let mut options = std::fs::OpenOptions::new();
            let mut file = options
                .write(true)
                .create(true)
                .truncate(true)
                .mode(0o600)
                .open(&path)?;
            file.write_all(&posting.body)?;
            file.sync_all()?;
            // The file's name is on disk only when its folder is.
            std::fs::File::open(&folder)?.sync_all()
        };
        write().with_context(|| format!("{} cannot be written", path.display()))
    }
}

/// The queues named, checked; all but the applications when none is.
async fn chosen(named: &[String], queue: &EmbeddedQueue) -> anyhow::Result<Vec<String>> {
    if named.is_empty() {
        let all = queue.holdings().await?.into_iter().map(|held| held.queue);
        let applications = Destination::Applications.queue_name();
        return Ok(all.filter(|name| *name != applications).collect());
    }
    for name in named {
        if Destination::from_queue_name(name).is_none_or(|queue| queue == Destination::Applications)
        {
            bail!(
                "{name} is no queue of postings; those are decisions, human-review.UNIT, \
                 restricted, notices and dead-letters"
            );
        }
    }
    Ok(named.to_vec())
}

/// A message as one JSON object; a body that is no JSON is shown as its length.
fn shown(posting: &TakenPosting) -> Value {
    let headers: serde_json::Map<_, _> = posting
        .headers
        .iter()
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    let body = serde_json::from_slice(&posting.body);
    let body = body.unwrap_or_else(|_| json!({ "bytes": posting.body.len() }));
    json!({
        "message_id": posting.message_id,
        "queue": posting.queue,
        "enqueued_at": posting.enqueued_at,
        "headers": headers,
        "body": body,
    })
}
