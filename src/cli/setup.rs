//! Makes a worker, a ledger or a queue from the settings.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use secrecy::ExposeSecret;

use crate::clock::Clock;
use crate::config::{QueueKind, RuleSettings, Settings};
use crate::ledger::sqlite::{ConsumerLock, Database, SqliteLedger};
use crate::queue::ConfiguredQueue;
use crate::queue::amqp::{AmqpQueue, AmqpSettings};
use crate::queue::embedded::EmbeddedQueue;
use crate::registries::access::Access;
use crate::registries::breaker::BreakerSettings;
use crate::registries::gather::Registries;
use crate::registries::http::{Caller, HttpRegistry, client};
use crate::rules::{COMPILED_IN, EXAMPLE_POLICY, Policy, RULE_FILES, Rules};
use crate::vocabulary::Source;
use crate::worker::{Worker, WorkerSettings};

/// The worker the settings describe.
pub type ConfiguredWorker = Worker<ConfiguredQueue, SqliteLedger, HttpRegistry>;

/// Rules and policy: from the files the settings name, else compiled in.
pub fn rules(settings: &RuleSettings) -> anyhow::Result<(Rules, Policy)> {
    let rules = match &settings.directory {
        None => Rules::read(COMPILED_IN)?,
        Some(directory) => rules_in(directory)?,
    };
    let policy = match &settings.policy {
        None => Policy::load("policy.toml", EXAMPLE_POLICY)?,
        Some(file) => policy_in(file)?,
    };
    Ok((rules, policy))
}

/// The rules of a folder.
pub fn rules_in(directory: &Path) -> anyhow::Result<Rules> {
    let mut texts = Vec::new();
    for file in RULE_FILES {
        texts.push(read_file(&directory.join(file))?);
    }
    let [norm, base, stimulus] = [0, 1, 2].map(|place: usize| texts[place].as_str());
    Ok(Rules::read([norm, base, stimulus])?)
}

/// A policy file.
pub fn policy_in(file: &Path) -> anyhow::Result<Policy> {
    let name = file.display().to_string();
    Ok(Policy::load(&name, &read_file(file)?)?)
}

fn read_file(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| {
        format!(
            "{} cannot be read; check the path you gave, or rules.directory and rules.policy",
            path.display()
        )
    })
}

/// The ledger's file.
pub fn database(settings: &Settings) -> anyhow::Result<Database> {
    Ok(Database::open(&settings.ledger.path)?)
}

/// The ledger's file, for commands that only look: it must be there.
pub fn existing_database(settings: &Settings) -> anyhow::Result<Database> {
    let path = &settings.ledger.path;
    if !path.exists() {
        bail!(
            "there is no ledger at {}: check --config and ledger.path, or submit something first",
            path.display()
        );
    }
    database(settings)
}

/// The ledger, on its file.
pub async fn ledger(settings: &Settings, database: Database) -> anyhow::Result<SqliteLedger> {
    let key = settings.ledger.person_key.as_ref();
    let key = key.map(|key| key.expose_secret().to_vec());
    Ok(SqliteLedger::open(database, key).await?)
}

/// The one TLS provider of the process, for broker and registries alike. Only
/// the first call does anything.
fn tls_provider() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// A queue to publish applications to.
pub async fn publisher(settings: &Settings, clock: &Clock) -> anyhow::Result<ConfiguredQueue> {
    tls_provider();
    Ok(match settings.queue.kind {
        QueueKind::Embedded => {
            let queue = EmbeddedQueue::publisher(database(settings)?, clock.clone());
            ConfiguredQueue::Embedded(queue)
        }
        QueueKind::Amqp => {
            let (_, policy) = rules(&settings.rules)?;
            let settings = amqp(settings, &policy);
            ConfiguredQueue::Amqp(AmqpQueue::connect_publisher(settings).await?)
        }
    })
}

/// The embedded queue, for commands that only it has.
pub fn embedded(settings: &Settings, clock: &Clock) -> anyhow::Result<EmbeddedQueue> {
    if settings.queue.kind == QueueKind::Amqp {
        bail!(
            "the postings are in RabbitMQ (queue.kind is \"amqp\"): consume the queues there; \
             this command is for the embedded queue"
        );
    }
    Ok(EmbeddedQueue::publisher(
        existing_database(settings)?,
        clock.clone(),
    ))
}

/// The worker.
pub async fn worker(settings: &Settings, clock: Clock) -> anyhow::Result<ConfiguredWorker> {
    tls_provider();
    let (rules, policy) = rules(&settings.rules)?;
    let registries = registries(settings, &clock)?;
    let database = database(settings)?;
    // A second consumer would work the same cases. One that has just been
    // killed may take a moment to let go.
    let patience = match settings.queue.kind {
        QueueKind::Amqp => settings.queue.amqp.heartbeat.saturating_mul(2),
        QueueKind::Embedded => Duration::from_secs(2),
    };
    let lock = Arc::new(ConsumerLock::take(&settings.ledger.path, patience).await?);
    let ledger = ledger(settings, database.clone()).await?;
    let queue = match settings.queue.kind {
        QueueKind::Embedded => {
            let prefetch = u32::from(settings.queue.prefetch);
            let queue = EmbeddedQueue::consumer(database, clock.clone(), prefetch, lock).await?;
            ConfiguredQueue::Embedded(queue)
        }
        QueueKind::Amqp => {
            let queue = AmqpQueue::connect(amqp(settings, &policy)).await?;
            ConfiguredQueue::AmqpBesideLedger(queue, lock)
        }
    };
    let worker_settings = worker_settings(settings);
    Ok(Worker::new(
        (queue, ledger, registries),
        (rules, policy),
        clock,
        worker_settings,
    ))
}

fn worker_settings(settings: &Settings) -> WorkerSettings {
    let run = &settings.run;
    WorkerSettings {
        in_flight: settings.registries.in_flight,
        retry_base: run.retry_base,
        retry_cap: run.retry_cap,
        stop_deadline: run.stop_deadline,
        protection_max_age: run.protection_max_age,
        evidence_max_age: run.evidence_max_age,
        sweep_every: run.sweep.max(Duration::from_secs(1)),
        breaker_intake_pause: settings.registries.breaker.intake_pause,
    }
}

fn amqp(settings: &Settings, policy: &Policy) -> AmqpSettings {
    let amqp = &settings.queue.amqp;
    AmqpSettings {
        url: amqp.url.clone(),
        prefetch: settings.queue.prefetch,
        heartbeat: amqp.heartbeat,
        confirm_timeout: amqp.timeout,
        units: policy.units.all(),
        name_prefix: amqp.name_prefix.clone(),
        // The SQLite ledger is one machine's.
        exclusive: true,
    }
}

fn registries(settings: &Settings, clock: &Clock) -> anyhow::Result<Registries<HttpRegistry>> {
    let settings = &settings.registries;
    let caller = Caller {
        organisation_number: settings.organisation_number.clone(),
        organisation_name: settings.organisation_name.clone(),
        purpose: settings.purpose.clone(),
        connect_timeout: settings.connect_timeout,
        timeout: settings.timeout,
    };
    let client = client(&caller)?;
    let adapter = |source| {
        let texts = settings.legal_texts.iter().map(|texts| {
            let text = match source {
                Source::Forsakringskassan => &texts.forsakringskassan,
                Source::Csn => &texts.csn,
                Source::Skatteverket => &texts.skatteverket,
            };
            (texts.from, text.clone())
        });
        let base_url = settings.address(source).base_url.to_string();
        HttpRegistry::new(
            source,
            &base_url,
            client.clone(),
            caller.clone(),
            texts.collect(),
        )
    };
    let breaker = BreakerSettings {
        failures_in_a_row: settings.breaker.failures_in_a_row,
        window: settings.breaker.window,
        failure_percent: settings.breaker.failure_percent,
        probes: settings.breaker.probes,
        pause: settings.breaker.pause,
        longest_pause: settings.breaker.longest_pause,
    };
    let access = |source| {
        let requests_per_second = settings.address(source).requests_per_second;
        Access::new(source, breaker.clone(), requests_per_second, clock.clone())
    };
    Ok(Registries {
        adapters: Source::ALL.map(adapter),
        access: Source::ALL.map(access),
        deadline: settings.deadline,
        attempts: settings.attempts_in_process,
        clock: clock.clone(),
    })
}
