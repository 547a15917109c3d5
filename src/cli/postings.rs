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

/// Decisions, handovers and notices, for who has no broker.
///
/// The queues: decisions, human-review.UNIT, restricted, notices, dead-letters.
#[derive(Subcommand)]
pub enum Postings {
    /// How many messages wait in each queue
    Count(Count),
    /// Take messages out, one JSON object a line; they are kept until `ack`
    Take(Take),
    /// Remove messages that were taken and are safe with you
    Ack(Ack),
    /// Write messages to files and remove them once they are on disk
    Export(Export),
}

/// How many messages wait in each queue.
#[derive(Args)]
pub struct Count {
    /// One JSON object
    #[arg(long)]
    json: bool,
}

/// Take messages out.
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

/// Remove messages that were taken.
#[derive(Args)]
pub struct Ack {
    /// Message ids, as `take` printed them
    #[arg(required = true, value_name = "MESSAGE_ID")]
    message_ids: Vec<String>,
}

/// Write messages to files.
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
                    let asked = ack.message_ids.len() as u64;
                    if removed < asked {
                        bail!("{} of the ids are of no taken message", asked - removed);
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
        let waiting = queue.waiting_by_queue().await?;
        if self.json {
            let counts: serde_json::Map<_, _> = waiting
                .into_iter()
                .map(|(name, count)| (name, json!(count)))
                .collect();
            output::json(&counts)?;
            return Ok(());
        }
        let rows = waiting
            .into_iter()
            .map(|(name, count)| vec![name, count.to_string()]);
        output::table(&["Kö", "Väntar"], rows.collect())?;
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
        let folder = self.to.join(&posting.queue);
        let ending = if posting.queue == "dead-letters" {
            "bin"
        } else {
            "json"
        };
        let path = folder.join(format!("{}.{ending}", posting.message_id));
        let write = || -> std::io::Result<()> {
            std::fs::create_dir_all(&folder)?;
            let mut file = std::fs::File::create(&path)?;
            file.write_all(&posting.body)?;
            file.sync_all()
        };
        write().with_context(|| format!("{} cannot be written", path.display()))
    }
}

/// The queues named, checked; all but the applications when none is.
async fn chosen(named: &[String], queue: &EmbeddedQueue) -> anyhow::Result<Vec<String>> {
    if named.is_empty() {
        let all = queue
            .waiting_by_queue()
            .await?
            .into_iter()
            .map(|(name, _)| name);
        let applications = Destination::Applications.queue_name();
        return Ok(all.filter(|name| *name != applications).collect());
    }
    for name in named {
        if Destination::from_queue_name(name).is_none_or(|queue| queue == Destination::Applications)
        {
            bail!(
                "{name} is no queue of postings: decisions, human-review.UNIT, restricted, \
                 notices and dead-letters are"
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
