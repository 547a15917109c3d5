//! `submit`: puts applications on the queue.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use futures_util::stream::{StreamExt, TryStreamExt, iter};
use serde::de::IgnoredAny;

use super::{Ending, block_on, output, progress, setup};
use crate::clock::Clock;
use crate::config::Settings;
use crate::queue::Queue;
use crate::vocabulary::identity::{derived_id, digest};
use crate::vocabulary::intake::{Intake, read_application};
use crate::vocabulary::{Destination, Posting};

/// Put applications on the queue
///
/// A file ending in .jsonl, or with JSON on every line, holds one application a
/// line; any other file is one application. The robot sorts out what it cannot read, so nothing is refused
/// here; what will not be accepted is told.
#[derive(Args)]
pub struct Submit {
    /// Files with applications, or - for standard input (one a line)
    #[arg(required = true, value_name = "FILES")]
    files: Vec<PathBuf>,
    /// Print what was submitted as JSON
    #[arg(long)]
    json: bool,
}

/// How many messages are on their way at once.
const AT_ONCE: usize = 200;

impl Submit {
    /// Submits the files.
    pub fn run(&self, settings: &Settings) -> anyhow::Result<Ending> {
        let mut messages = Vec::new();
        for file in &self.files {
            read(file, &mut messages)?;
        }
        block_on(async {
            let queue = setup::publisher(settings, &Clock::system()).await?;
            let doubtful = publish(&queue, messages.clone()).await?;
            queue.close().await;
            if self.json {
                let report =
                    serde_json::json!({ "submitted": messages.len(), "doubtful": doubtful });
                output::json(&report)?;
            } else {
                output::line(format!("{} submitted", messages.len()))?;
                if doubtful > 0 {
                    output::note(format!(
                        "{doubtful} of them will not be accepted as they are: the robot hands \
                         them to a person or puts them among the dead letters"
                    ));
                }
            }
            Ok(Ending::Done)
        })
    }
}

fn read(file: &Path, messages: &mut Vec<Vec<u8>>) -> anyhow::Result<()> {
    let standard_input = file == Path::new("-");
    let bytes = if standard_input {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .context("standard input cannot be read")?;
        bytes
    } else {
        std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?
    };
    let named_so = file.extension().is_some_and(|ending| ending == "jsonl");
    let by_line = standard_input || named_so || is_lines_of_json(&bytes);
    if by_line {
        let lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        messages.extend(lines.filter(|line| !line.is_empty()).map(<[u8]>::to_vec));
    } else {
        messages.push(bytes);
    }
    Ok(())
}

/// Whether each of several lines is JSON by itself, whatever the file's name.
fn is_lines_of_json(bytes: &[u8]) -> bool {
    let is_json = |line: &[u8]| serde_json::from_slice::<IgnoredAny>(line).is_ok();
    let mut lines = bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.trim_ascii().is_empty());
    !is_json(bytes) && lines.next().is_some_and(is_json) && lines.all(is_json)
}

/// Publishes messages; returns how many will not be accepted as they are.
pub async fn publish(queue: &impl Queue, messages: Vec<Vec<u8>>) -> anyhow::Result<usize> {
    let bar = progress::bar(messages.len() as u64, "submitted");
    let sent = iter(messages).map(|body| async {
        let (message_id, accepted) = identify(&body);
        let destination = Destination::Applications;
        let posting = Posting {
            message_id,
            destination,
            headers: Vec::new(),
            body,
        };
        queue.publish(&posting).await?;
        bar.inc(1);
        anyhow::Ok(usize::from(!accepted))
    });
    let doubtful = sent
        .buffer_unordered(AT_ONCE)
        .try_fold(0, |sum, one| async move { Ok(sum + one) });
    let doubtful = doubtful.await?;
    bar.finish_and_clear();
    Ok(doubtful)
}

/// The message's id, which is the application's where it can be read.
fn identify(body: &[u8]) -> (String, bool) {
    match read_application(body) {
        Intake::Accepted(accepted) => (accepted.application.application_id, true),
        Intake::Invalid(invalid) => (invalid.application_id, false),
        Intake::Unreadable(_) => (derived_id("", &digest(&[b"unreadable", body])), false),
    }
}
