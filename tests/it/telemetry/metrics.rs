//! A running worker, its metrics and its health, over HTTP.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};

use handlaggarrobot::telemetry::metrics::{DERIVED, GAUGES};

use super::{ask_until, generate, serve, submit};
use crate::installation::{Installation, errors};
use crate::privacy::Registries;

/// A worker with a generated population on its queue.
pub struct Watched {
    worker: Child,
    pub installation: Installation,
    pub address: String,
    _registries: Registries,
}

/// A port that nobody has.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("its address").port()
}

/// What is served under a path: the status line and the rest.
pub fn get(address: &str, path: &str) -> String {
    let Ok(mut stream) = TcpStream::connect(address) else {
        return String::new();
    };
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    let _ = stream.write_all(request.as_bytes());
    let _ = stream.read_to_string(&mut answer);
    answer
}

impl Watched {
    /// Starts it; its log is dropped.
    pub fn start(households: usize) -> Self {
        let mut installation = Installation::new("http://127.0.0.1:9");
        let folder = generate(&installation, households);
        let registries = serve(&mut installation, &folder, &[]);
        submit(&installation, &folder);
        let address = format!("127.0.0.1:{}", free_port());
        installation.set("TELEMETRY__METRICS_BIND", &address);
        // The metrics do not depend on what is logged.
        installation.set("LOG__LEVEL", "error");
        let mut command = installation.command(&["run", "--example-policy"]);
        let worker = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        Self {
            worker: worker.expect("a worker"),
            installation,
            address,
            _registries: registries,
        }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.worker.kill();
        let _ = self.worker.wait();
    }
}

#[test]
fn a_running_worker_tells_its_metrics_and_health() {
    const HOUSEHOLDS: usize = 20;
    let watched = Watched::start(HOUSEHOLDS);
    let received = format!("applications_received_total{{redelivered=\"false\"}} {HOUSEHOLDS}\n");
    let done = |text: &str| {
        text.contains(&received) && text.contains("handlaggarrobot_queue_messages{} 0.0")
    };
    let metrics = ask_until(|| get(&watched.address, "/metrics"), done);
    assert!(done(&metrics), "{metrics}");
    assert!(metrics.starts_with("HTTP/1.1 200"));
    assert!(metrics.contains("content-type: application/openmetrics-text"));
    for gauge in GAUGES.iter().filter(|gauge| gauge.label.is_none()) {
        let line = format!("\n{}{{}} ", gauge.full_name());
        assert!(metrics.contains(&line), "{line}");
    }
    // A metric is told of from the first line of its event on.
    for shown in metrics.split("# TYPE handlaggarrobot_").skip(1) {
        let name = shown.split(' ').next().expect("a name");
        let derived = DERIVED.iter().any(|metric| metric.name == name);
        assert!(
            derived || GAUGES.iter().any(|gauge| gauge.name == name),
            "{name}"
        );
    }
    for line in [
        "handlaggarrobot_cases{state=\"decided\"}",
        "handlaggarrobot_cases_finished_total{state=\"decided\",outcome=\"granted\"",
        "handlaggarrobot_registry_answer_seconds_count{source=\"SKV\"}",
        "handlaggarrobot_postings_confirmed_total{destination=\"decisions\"}",
        "handlaggarrobot_build_info{version=\"",
    ] {
        assert!(metrics.contains(line), "{line}\n{metrics}");
    }
    for path in ["/healthz", "/readyz"] {
        assert!(
            get(&watched.address, path).starts_with("HTTP/1.1 200"),
            "{path}"
        );
    }
}

#[test]
fn metrics_that_cannot_be_served_stop_the_worker_with_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address").to_string();
    let mut installation = Installation::new("http://127.0.0.1:9");
    for (address, problem) in [
        (address.as_str(), "change telemetry.metrics_bind"),
        ("0.0.0.0:9464", "must be an address of this machine alone"),
        ("localhost", "must be an address of this machine alone"),
    ] {
        installation.set("TELEMETRY__METRICS_BIND", address);
        let output = installation.run(&["run", "--example-policy"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(errors(&output).contains(problem), "{}", errors(&output));
    }
}
