//! `console`: the operators' web page, and its users.

use std::collections::BTreeSet;
use std::io::{BufRead, IsTerminal};
use std::net::SocketAddr;

use anyhow::{Context, bail, ensure};
use clap::{Args, Subcommand};
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpListener;

use super::run::stop_on_signal;
use super::{Ending, block_on, output, setup};
use crate::clock::Clock;
use crate::config::Settings;
use crate::console::access::rights::{Role, Roles};
use crate::console::access::users::Users;

/// Serve the operators' web page, in Swedish
///
/// On this machine only, unless a proxy with TLS stands in front (see [console]
/// in config/default.toml). Works beside a running worker, until Ctrl-C or
/// SIGTERM. Make a user first: `console add-user NAME --role operator`.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Console {
    #[command(subcommand)]
    command: Option<ConsoleCommand>,
    /// Where to listen [default: console.bind]
    #[arg(long, value_name = "ADDRESS:PORT")]
    bind: Option<SocketAddr>,
}

#[derive(Subcommand)]
enum ConsoleCommand {
    AddUser(AddUser),
}

/// Add a user of the console, or change one
///
/// The password is asked for twice at the terminal, or read from the first two
/// lines of standard input: it stands in no history and no list of processes.
#[derive(Args)]
struct AddUser {
    /// The user's name: one word
    name: String,
    /// operator, caseworker or auditor; and restricted beside one of them for
    /// who may know of cases with protected identity
    #[arg(long = "role", value_name = "ROLE", required = true, value_parser = role)]
    roles: Vec<Role>,
    /// Only a proxy signs the user in: there is no password
    #[arg(long)]
    without_password: bool,
    /// Give a known user these roles and a new password
    #[arg(long)]
    replace: bool,
}

fn role(code: &str) -> Result<Role, String> {
    let codes = Role::ALL.map(Role::code).join(", ");
    Role::from_code(code).ok_or_else(|| format!("one of {codes}"))
}

impl Console {
    /// Serves the page, or adds a user.
    pub fn run(&self, settings: &Settings) -> anyhow::Result<Ending> {
        match &self.command {
            Some(ConsoleCommand::AddUser(user)) => user.add(settings),
            None => block_on(self.serve(settings)),
        }
    }

    async fn serve(&self, settings: &Settings) -> anyhow::Result<Ending> {
        let bind = self.bind.unwrap_or(settings.console.bind);
        if let Some(refusal) = settings.console.refuses(bind) {
            bail!(refusal);
        }
        // Told now and not to the first who tries to sign in.
        Users::read(&settings.console.users_file)?;
        let ledger = setup::ledger(settings, setup::existing_database(settings)?).await?;
        let rules = setup::rules(&settings.rules)?;
        if settings.rules.policy.is_none() {
            output::note("no policy is configured: previews are computed by the example policy");
        }
        let listener = TcpListener::bind(bind)
            .await
            .with_context(|| format!("cannot listen at {bind}: choose another --bind"))?;
        let stop = stop_on_signal()?;
        let address = listener.local_addr()?;
        output::line(format!(
            "the console is at http://{address} (Ctrl-C ends it)"
        ))?;
        let console = settings.console.clone();
        crate::console::Console::new(ledger, rules, Clock::system(), console)
            .serve(listener, async move { stop.cancelled().await })
            .await?;
        Ok(Ending::Done)
    }
}

impl AddUser {
    fn add(&self, settings: &Settings) -> anyhow::Result<Ending> {
        let file = &settings.console.users_file;
        let mut users = match file.exists() {
            true => Users::read(file)?,
            false => Users::default(),
        };
        let roles = Roles(self.roles.iter().copied().collect::<BTreeSet<_>>());
        let password = match self.without_password {
            true => None,
            false => Some(chosen_password()?),
        };
        let password = password.as_ref().map(ExposeSecret::expose_secret);
        users.put(&self.name, roles, password, self.replace)?;
        users.write(file)?;
        output::line(format!(
            "{} may sign in; users are in {}",
            self.name,
            file.display()
        ))?;
        Ok(Ending::Done)
    }
}

/// The password, given twice alike.
fn chosen_password() -> anyhow::Result<SecretString> {
    let [first, second] = match std::io::stdin().is_terminal() {
        true => [
            rpassword::prompt_password("Password: ")?,
            rpassword::prompt_password("Once more: ")?,
        ],
        false => {
            let mut lines = std::io::stdin().lock().lines();
            let mut line = || lines.next().transpose();
            let both = line()?.zip(line()?);
            let (first, second) =
                both.context("give the password twice, on two lines of standard input")?;
            [first, second]
        }
    };
    ensure!(
        first == second,
        "the two passwords are not the same; nothing was changed"
    );
    Ok(SecretString::from(first))
}
