//! `schemas`: the JSON Schemas of everything that goes in and out.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::{Ending, output};
use crate::assessment::Assessment;
use crate::explanation::message_schemas;
use crate::vocabulary::{Application, Resolution, schema};

/// Write the JSON Schemas (draft 2020-12) of the application and the
/// resolution, of each outgoing message and of what `assess` prints: one file
/// each.
#[derive(Args)]
pub struct Schemas {
    /// The folder to write to
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Schemas {
    /// Writes the files.
    pub fn run(&self) -> anyhow::Result<Ending> {
        std::fs::create_dir_all(&self.out)
            .with_context(|| format!("{} cannot be made", self.out.display()))?;
        let mut schemas = message_schemas();
        schemas.push(("application", schema::of::<Application>()));
        schemas.push(("resolution", schema::of::<Resolution>()));
        schemas.push(("assessment", schema::of::<Assessment>()));
        for (name, schema) in &schemas {
            let path = self.out.join(format!("{name}.json"));
            let mut text = serde_json::to_string_pretty(schema)?;
            text.push('\n');
            std::fs::write(&path, text)
                .with_context(|| format!("{} cannot be written", path.display()))?;
        }
        let count = schemas.len();
        output::line(format!("{count} schemas written to {}", self.out.display()))?;
        Ok(Ending::Done)
    }
}
