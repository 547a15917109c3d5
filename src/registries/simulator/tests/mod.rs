//! A raw HTTP client over TCP, so that no HTTP library stands on both sides.

mod conversation;
mod disturbance;
mod storage;

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Answers, Fault, RunningSimulator, Simulator, Source};

const PERSON: &str = "199004129806";
const OTHER_PERSON: &str = "201706159827";

/// Nothing in these tests may take this long.
const AT_MOST: Duration = Duration::from_secs(5);

struct Reply {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

async fn start(answers: Answers, faults: &[&str]) -> RunningSimulator {
    Simulator::start(answers, parsed(faults), loopback())
        .await
        .expect("a free port on loopback")
}

fn parsed(faults: &[&str]) -> Vec<Fault> {
    let parse = |text: &&str| text.parse().expect("a well-formed fault");
    faults.iter().map(parse).collect()
}

fn loopback() -> SocketAddr {
    "127.0.0.1:0".parse().expect("an address")
}

/// An envelope with spaces of its own, which only verbatim serving keeps.
fn stored(source: Source, person: &str, svar: &Value) -> Vec<u8> {
    format!(
        r#"{{ "korrelationsid": "lagrad",  "kalla": "{}", "hamtad": "2026-11-02T08:15:02+01:00",
"fraga": {{"personidentitet": "{person}", "from": "2026-09-01", "tom": "2026-11-30",
"syfte": "s", "lagtext": "l"}}, "status": "OK", "fel": null, "svar": {svar}}}"#,
        source.code(),
    )
    .into_bytes()
}

fn answers_for(person: &str) -> Answers {
    let mut answers = Answers::empty();
    let svar = [
        json!({"utlamnare": [{"foretag": 1001, "tillstand": "OK"}], "utbetalningar": []}),
        json!({"person": {"traff": true, "sekretess": false}, "arenden": []}),
        json!({"folkbokforing": {"status": "OK", "svar": {}}, "individuppgifter": null,
               "skattekonto": null, "foretag": null}),
    ];
    for (source, svar) in Source::ALL.into_iter().zip(svar) {
        answers
            .insert(stored(source, person, &svar))
            .expect("an envelope");
    }
    answers
}

fn question(person: &str) -> Value {
    json!({
        "korrelationsid": "01KA3V6F2T1Q9Z5S8M4W7C0XHB",
        "arendeidentitet": "01KA3V5W9M7R2C8X4N6T0BQZJD",
        "personidentitet": person,
        "from": "2026-09-01",
        "tom": "2026-11-30",
        "syfte": "handlaggning av ekonomiskt bistand",
        "lagtext": "15 kap. 10 § SoL (2025:400)",
        "ingivare": { "organisationsnummer": "162120001234", "namn": "Exempelkommun" },
    })
}

async fn ask(simulator: &RunningSimulator, source: Source, body: &Value) -> Reply {
    post(simulator, source, body.to_string().as_bytes()).await
}

async fn post(simulator: &RunningSimulator, source: Source, body: &[u8]) -> Reply {
    let head = format!(
        "POST /{}/v1/fraga HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        source.path(),
        body.len()
    );
    exchange(simulator, &[head.as_bytes(), body].concat()).await
}

async fn get(simulator: &RunningSimulator, path: &str) -> Reply {
    let head = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    exchange(simulator, head.as_bytes()).await
}

async fn exchange(simulator: &RunningSimulator, request: &[u8]) -> Reply {
    let talking = talk(simulator.address(), request);
    let received = tokio::time::timeout(AT_MOST, talking)
        .await
        .expect("an answer in time");
    let split = received
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .expect("a complete head");
    let head = String::from_utf8(received[..split].to_vec()).expect("a head in ASCII");
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .expect("a status");
    Reply {
        status,
        head,
        body: received[split + 4..].to_vec(),
    }
}

/// Sends the request and reads until the other side closes.
async fn talk(address: SocketAddr, request: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(request).await.expect("the request leaves");
    let mut received = Vec::new();
    // A reset after the bytes is a way of closing, too.
    let _ = stream.read_to_end(&mut received).await;
    received
}
