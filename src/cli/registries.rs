//! `registries`: mocked registries over HTTP.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::{Ending, block_on, output};
use crate::registries::simulator::{Answers, Fault, Simulator, Source};

/// Serve mocked registries over HTTP, until stopped (Ctrl-C)
///
/// They answer from files: the fixtures' folder, or the folder that `generate`
/// wrote. A person without a stored answer gets INGA_UPPGIFTER. Faults make
/// them misbehave as real ones do.
#[derive(Args)]
pub struct Registries {
    /// The folder with answers: fixtures/, or one that `generate` wrote
    #[arg(value_name = "DIR", default_value = "fixtures")]
    answers: PathBuf,
    /// Where to listen; port 0 takes any free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// Misbehave: KIND[=ARG][:SOURCE][@PERSON], may be given several times;
    /// kinds: slow=2s, slow=500ms..750ms, status=503, retry-after=30, cut-off,
    /// malformed, fel, fel-hub, delvis, silent, flapping=3,
    /// sub-fel=individuppgifter; sources: FK, CSN, SKV
    #[arg(long, value_name = "FAULT")]
    fault: Vec<Fault>,
    /// Print the addresses as JSON
    #[arg(long)]
    json: bool,
}

impl Registries {
    /// Serves until interrupted.
    pub fn run(self) -> anyhow::Result<Ending> {
        let answers = Answers::load(&self.answers)?;
        let stored = answers.len();
        block_on(async {
            let simulator = Simulator::start(answers, self.fault, self.listen).await?;
            let base_url = format!("http://{}", simulator.address());
            if self.json {
                output::json(&serde_json::json!({ "base_url": base_url, "answers": stored }))?;
            } else {
                output::line(format!("{stored} stored answers; stop with Ctrl-C"))?;
                for source in Source::ALL {
                    output::line(format!(
                        "{:3}  {}/v1/fraga",
                        source.code(),
                        simulator.base_url(source)
                    ))?;
                }
                output::line(format!(
                    "base_url for every registry in the settings: {base_url}"
                ))?;
            }
            use tokio::signal::unix::{SignalKind, signal};
            let mut terminate = signal(SignalKind::terminate())?;
            tokio::select! {
                interrupted = tokio::signal::ctrl_c() => interrupted?,
                _ = terminate.recv() => {}
            }
            simulator.stop().await;
            Ok(Ending::Done)
        })
    }
}
