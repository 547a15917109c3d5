//! Whether the values make sense, alone and together; every fault is told.

use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::NaiveDate;
use reqwest::Url;
use secrecy::{SecretSlice, SecretString};
use tracing::Level;

use super::check::{Check, HOUR, MINUTE, SECOND};
use super::fault::Fault;
use super::layers::Merged;
use super::{
    AmqpSettings, BaseUrl, BreakerSettings, LedgerSettings, LegalTexts, LogFormat, LogSettings,
    QueueKind, QueueSettings, RegistryAddress, RegistrySettings, RuleSettings, RunSettings,
    Settings, TelemetrySettings, sections,
};

/// HMAC-SHA256 is as strong as its key up to this length in bytes.
const SHORTEST_KEY: usize = 32;

/// Makes settings of the merged sources; `None` when a fault stands in the way.
pub(super) fn settings(merged: &Merged, faults: &mut Vec<Fault>) -> Option<Settings> {
    let mut check = Check { merged, faults };
    // Every section is judged before the first `?`, so that all faults are told.
    let queue = check.section("queue").map(|queue| check.queue(queue));
    let ledger = check.section("ledger").map(|ledger| check.ledger(ledger));
    let registries = check
        .section("registries")
        .map(|asked| check.registries(asked));
    let rules = check.section("rules").map(rules);
    let run = check.section("run").map(|run| check.run(&run));
    let console = check
        .section("console")
        .map(|console| check.console(&console));
    let log = check.section("log").map(|log| check.log(&log));
    let telemetry = check
        .section("telemetry")
        .map(|telemetry| check.telemetry(&telemetry));
    Some(Settings {
        queue: queue??,
        ledger: ledger??,
        registries: registries??,
        rules: rules?,
        run: run??,
        console: console??,
        log: log??,
        telemetry: telemetry?,
    })
}

impl Check<'_> {
    fn queue(&mut self, queue: sections::Queue) -> Option<QueueSettings> {
        let kinds = [("embedded", QueueKind::Embedded), ("amqp", QueueKind::Amqp)];
        let kind = self.one_of("queue.kind", &queue.kind, &kinds);
        let prefetch = self.number("queue.prefetch", queue.prefetch, 1..=10_000);
        let amqp = queue.amqp;
        let url = self.broker(&amqp, kind == Some(QueueKind::Amqp));
        let heartbeat = amqp.heartbeat_seconds;
        let heartbeat = self.time("queue.amqp.heartbeat_seconds", heartbeat, 1..=300, SECOND);
        let timeout = amqp.timeout_seconds;
        let timeout = self.time("queue.amqp.timeout_seconds", timeout, 1..=600, SECOND);
        let prefix = &amqp.name_prefix;
        let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_');
        if prefix.len() > 40 || !prefix.bytes().all(plain) || prefix.starts_with("amq.") {
            self.fault(
                "queue.amqp.name_prefix",
                "must be at most 40 of a-z 0-9 . - _ and must not begin with amq.",
            );
        }
        Some(QueueSettings {
            kind: kind?,
            prefetch: prefetch?,
            amqp: AmqpSettings {
                url: url?,
                heartbeat: heartbeat?,
                timeout: timeout?,
                name_prefix: amqp.name_prefix,
            },
        })
    }

    /// The broker's address, from the secret file when one is given. The file
    /// of a broker that is not used need not be there.
    fn broker(&mut self, amqp: &sections::Amqp, used: bool) -> Option<SecretString> {
        let (key, url) = if used && !amqp.url_file.is_empty() {
            let key = "queue.amqp.url_file";
            let bytes = self.secret_file(key, &amqp.url_file)?;
            (key, String::from_utf8(bytes).unwrap_or_default())
        } else {
            ("queue.amqp.url", amqp.url.clone())
        };
        let sound = Url::parse(&url).is_ok_and(|url| {
            matches!(url.scheme(), "amqp" | "amqps") && url.has_host() && url.fragment().is_none()
        });
        if !sound || url.contains(char::is_whitespace) {
            self.fault(
                key,
                "must be one address such as amqps://user:password@host:5671/vhost; \
                 in a password write @ : / ? # % in percent code",
            );
            return None;
        }
        Some(SecretString::from(url))
    }

    fn ledger(&mut self, ledger: sections::Ledger) -> Option<LedgerSettings> {
        let path = ledger.path.trim();
        // SQLite gives these names a meaning of its own: a ledger that is gone
        // with the process.
        if path.is_empty() || path.starts_with(':') || path.starts_with("file:") {
            self.fault("ledger.path", "must be the path of a file");
        }
        let key = "ledger.person_key_file";
        let person_key = match ledger.person_key_file.as_str() {
            "" => None,
            file => {
                let bytes = self.secret_file(key, file)?;
                if bytes.len() < SHORTEST_KEY {
                    self.fault(
                        key,
                        format!("the key must have at least {SHORTEST_KEY} bytes"),
                    );
                }
                Some(SecretSlice::from(bytes))
            }
        };
        Some(LedgerSettings {
            path: PathBuf::from(path),
            person_key,
        })
    }

    fn registries(&mut self, asked: sections::Registries) -> Option<RegistrySettings> {
        let number = &asked.organisation_number;
        if number.len() != 12 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            self.fault("registries.organisation_number", "must be 12 digits");
        }
        self.filled("registries.organisation_name", &asked.organisation_name);
        self.filled("registries.purpose", &asked.purpose);
        let (deadline_key, timeout_key) = ("registries.deadline_seconds", "registries.timeout_ms");
        let connect_key = "registries.connect_timeout_ms";
        let deadline = self.time(deadline_key, asked.deadline_seconds, 1..=600, SECOND);
        let connect = self.time(connect_key, asked.connect_timeout_ms, 1..=600_000, 1);
        let timeout = self.time(timeout_key, asked.timeout_ms, 1..=600_000, 1);
        self.at_most((connect_key, connect), (timeout_key, timeout));
        self.at_most((timeout_key, timeout), (deadline_key, deadline));
        let attempts = asked.attempts_in_process;
        let attempts = self.number("registries.attempts_in_process", attempts, 1..=10);
        let in_flight = self.number("registries.in_flight", asked.in_flight, 1..=10_000);
        let breaker = self.breaker(&asked.breaker);
        let insecure = asked.allow_insecure;
        let forsakringskassan =
            self.address("forsakringskassan", &asked.forsakringskassan, insecure);
        let csn = self.address("csn", &asked.csn, insecure);
        let skatteverket = self.address("skatteverket", &asked.skatteverket, insecure);
        let legal_texts = self.legal_texts(asked.legal_texts);
        Some(RegistrySettings {
            organisation_number: asked.organisation_number,
            organisation_name: asked.organisation_name,
            purpose: asked.purpose,
            deadline: deadline?,
            connect_timeout: connect?,
            timeout: timeout?,
            attempts_in_process: attempts?,
            in_flight: in_flight?,
            breaker: breaker?,
            forsakringskassan: forsakringskassan?,
            csn: csn?,
            skatteverket: skatteverket?,
            legal_texts,
        })
    }

    fn address(
        &mut self,
        name: &str,
        registry: &sections::Registry,
        allow_insecure: bool,
    ) -> Option<RegistryAddress> {
        let base_url = match BaseUrl::parse(&registry.base_url, allow_insecure) {
            Ok(url) => Some(url),
            Err(problem) => {
                self.fault(&format!("registries.{name}.base_url"), problem);
                None
            }
        };
        let key = format!("registries.{name}.requests_per_second");
        let requests_per_second = self.number(&key, registry.requests_per_second, 0..=100_000);
        Some(RegistryAddress {
            base_url: base_url?,
            requests_per_second: requests_per_second?,
        })
    }

    fn breaker(&mut self, breaker: &sections::Breaker) -> Option<BreakerSettings> {
        let key = |name: &str| format!("registries.breaker.{name}");
        let in_a_row = breaker.failures_in_a_row;
        let in_a_row = self.number(&key("failures_in_a_row"), in_a_row, 1..=1_000);
        let window = self.number(&key("window"), breaker.window, 10..=10_000);
        let percent = self.number(&key("failure_percent"), breaker.failure_percent, 1..=100);
        let probes = self.number(&key("probes"), breaker.probes, 1..=100);
        let (pause_key, longest_key) = (key("pause_seconds"), key("longest_pause_seconds"));
        let pause = self.time(&pause_key, breaker.pause_seconds, 1..=3600, SECOND);
        let longest = self.time(
            &longest_key,
            breaker.longest_pause_seconds,
            1..=3600,
            SECOND,
        );
        self.at_most((&pause_key, pause), (&longest_key, longest));
        let intake = key("intake_pause_minutes");
        let intake = self.time(&intake, breaker.intake_pause_minutes, 1..=1440, MINUTE);
        Some(BreakerSettings {
            failures_in_a_row: in_a_row?,
            window: window?,
            failure_percent: percent?,
            probes: probes?,
            pause: pause?,
            longest_pause: longest?,
            intake_pause: intake?,
        })
    }

    fn legal_texts(&mut self, texts: Vec<sections::LegalTexts>) -> Vec<LegalTexts> {
        let list = "registries.legal_texts";
        if texts.is_empty() {
            self.fault(list, "must have at least one entry");
        }
        let mut read: Vec<LegalTexts> = Vec::with_capacity(texts.len());
        for (place, texts) in texts.into_iter().enumerate() {
            let key = |name: &str| format!("{list}[{place}].{name}");
            self.filled(&key("forsakringskassan"), &texts.forsakringskassan);
            self.filled(&key("csn"), &texts.csn);
            self.filled(&key("skatteverket"), &texts.skatteverket);
            let Ok(from) = texts.from.parse::<NaiveDate>() else {
                self.fault(&key("from"), "must be a day such as 2025-07-01");
                continue;
            };
            if read.last().is_some_and(|before| before.from >= from) {
                self.fault(&key("from"), "must be later than that of the entry before");
            }
            read.push(LegalTexts {
                from,
                forsakringskassan: texts.forsakringskassan,
                csn: texts.csn,
                skatteverket: texts.skatteverket,
            });
        }
        read
    }

    fn run(&mut self, run: &sections::Run) -> Option<RunSettings> {
        let until_empty = "run.until_empty_deadline_minutes";
        let until_empty = self.time(
            until_empty,
            run.until_empty_deadline_minutes,
            1..=1440,
            MINUTE,
        );
        let stop = "run.stop_deadline_seconds";
        let stop = self.time(stop, run.stop_deadline_seconds, 1..=300, SECOND);
        let (base_key, cap_key) = ("run.retry_base_seconds", "run.retry_cap_minutes");
        let base = self.time(base_key, run.retry_base_seconds, 1..=3600, SECOND);
        let cap = self.time(cap_key, run.retry_cap_minutes, 1..=1440, MINUTE);
        self.at_most((base_key, base), (cap_key, cap));
        let protection = "run.protection_max_age_seconds";
        let protection = self.time(protection, run.protection_max_age_seconds, 1..=300, SECOND);
        let evidence = "run.evidence_max_age_hours";
        let evidence = self.time(evidence, run.evidence_max_age_hours, 1..=24, HOUR);
        let sweep = self.time("run.sweep_seconds", run.sweep_seconds, 1..=3600, SECOND);
        Some(RunSettings {
            until_empty_deadline: until_empty?,
            stop_deadline: stop?,
            retry_base: base?,
            retry_cap: cap?,
            protection_max_age: protection?,
            evidence_max_age: evidence?,
            sweep: sweep?,
        })
    }

    fn log(&mut self, log: &sections::Log) -> Option<LogSettings> {
        let formats = [
            ("auto", LogFormat::Auto),
            ("json", LogFormat::Json),
            ("text", LogFormat::Text),
        ];
        let levels = [
            ("error", Level::ERROR),
            ("warn", Level::WARN),
            ("info", Level::INFO),
            ("debug", Level::DEBUG),
            ("trace", Level::TRACE),
        ];
        let format = self.one_of("log.format", &log.format, &formats);
        let level = self.one_of("log.level", &log.level, &levels);
        Some(LogSettings {
            format: format?,
            level: level?,
        })
    }

    /// Loopback only: whoever reads it from elsewhere comes through something
    /// that asks who they are.
    fn telemetry(&mut self, telemetry: &sections::Telemetry) -> TelemetrySettings {
        let text = telemetry.metrics_bind.trim();
        let address = text.parse::<SocketAddr>().ok();
        let metrics_bind = address.filter(|address| address.ip().is_loopback());
        if metrics_bind.is_none() && !text.is_empty() {
            self.fault(
                "telemetry.metrics_bind",
                "must be an address of this machine alone, with a port, such as \
                 127.0.0.1:9464; let a proxy serve it to others",
            );
        }
        TelemetrySettings { metrics_bind }
    }
}

fn rules(rules: sections::Rules) -> RuleSettings {
    let path = |text: String| (!text.trim().is_empty()).then(|| PathBuf::from(text));
    RuleSettings {
        directory: path(rules.directory),
        policy: path(rules.policy),
    }
}
