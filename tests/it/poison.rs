//! An application that makes the program fall: it goes to a person, and those
//! that were beside it are worked as any other.
//!
//! The worker really dies: CSN's questions pass through a proxy that kills it
//! with SIGKILL as soon as the one person is asked about.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use handlaggarrobot::clock::Clock;
use handlaggarrobot::registries::simulator::RunningSimulator;
use rusqlite::Connection;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};

use crate::installation::{Installation, application, most_common_morning, printed, registries};
use crate::life::Worker;

const POISON: &str = "worked-example";
/// Cases of other people, none of them for the restricted queue.
const INNOCENT: [&str; 5] = [
    "children-of-ten-and-eleven",
    "couple-without-children",
    "household-of-nine",
    "tax-refund",
    "two-employers",
];
const PATIENCE: Duration = Duration::from_secs(90);

/// The process that a question about the person kills; zero when none is.
type Victim = Arc<AtomicU32>;

/// Passes CSN's questions on, but for those about one person.
async fn deadly_proxy(registry: SocketAddr, person: String, victim: Victim) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(pass_on(
                client,
                registry,
                person.clone(),
                Arc::clone(&victim),
            ));
        }
    });
    address
}

async fn pass_on(mut client: TcpStream, registry: SocketAddr, person: String, victim: Victim) {
    let server = TcpStream::connect(registry).await.expect("the registry");
    let (mut answers, mut questions) = server.into_split();
    let (mut from, mut to) = client.split();
    let asking = async {
        let mut seen = Vec::new();
        let mut chunk = [0; 4096];
        while let Ok(read @ 1..) = from.read(&mut chunk).await {
            // A number may be cut in two by the chunks.
            seen.extend_from_slice(&chunk[..read]);
            if String::from_utf8_lossy(&seen).contains(&person) {
                kill(victim.load(Ordering::SeqCst));
                return;
            }
            seen.drain(..seen.len().saturating_sub(person.len()));
            if questions.write_all(&chunk[..read]).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        () = asking => {}
        _ = copy(&mut answers, &mut to) => {}
    }
}

fn kill(process: u32) {
    assert_ne!(process, 0, "nobody works now");
    let status = std::process::Command::new("kill")
        .args(["-KILL", &process.to_string()])
        .status();
    assert!(status.expect("kill").success());
}

async fn installation() -> (RunningSimulator, Installation, Victim) {
    let simulator = registries(&[]).await;
    let mut installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.set("REGISTRIES__IN_FLIGHT", "8");
    let poison: Value = serde_json::from_slice(&application(POISON)).expect("JSON");
    let person = poison["applicant"]["personnummer"].as_str();
    let victim = Victim::default();
    let proxy = deadly_proxy(
        simulator.address(),
        person.expect("a person").to_owned(),
        Arc::clone(&victim),
    )
    .await;
    installation.set("REGISTRIES__CSN__BASE_URL", &format!("http://{proxy}"));
    (simulator, installation, victim)
}

/// Starts workers, one after the other, until one of them has no work left;
/// says how many died before.
async fn work_until_done(installation: &Installation, victim: &Victim) -> u32 {
    let started = Instant::now();
    let mut died = 0;
    loop {
        let mut worker = Worker::start(installation);
        victim.store(worker.0.id(), Ordering::SeqCst);
        while worker.0.try_wait().expect("a worker").is_none() {
            if is_done(installation) {
                worker.signal("TERM");
                worker.0.wait().expect("an end");
                return died;
            }
            assert!(started.elapsed() < PATIENCE, "{died} workers died");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        died += 1;
    }
}

fn is_done(installation: &Installation) -> bool {
    let left = "SELECT (SELECT count(*) FROM queue_messages WHERE queue = 'applications')
        + (SELECT count(*) FROM cases WHERE due_at IS NOT NULL)
        + (SELECT count(*) FROM outbox WHERE posted_at IS NULL)";
    count(installation, left) == 0
}

fn ledger(installation: &Installation) -> Connection {
    let path = installation.folder.path().join("ledger.sqlite");
    let ledger = Connection::open(path).expect("the ledger");
    ledger.busy_timeout(PATIENCE).expect("patience");
    ledger
}

fn count(installation: &Installation, query: &str) -> i64 {
    ledger(installation)
        .query_row(query, [], |row| row.get(0))
        .expect("a count")
}

/// The poison alone is restricted, and its envelope says why.
fn expect_only_the_poison_convicted(installation: &Installation) {
    let restricted: Vec<(String, Vec<u8>)> = ledger(installation)
        .prepare("SELECT case_number, envelope FROM cases WHERE restricted = 1")
        .expect("a query")
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("rows")
        .map(|row| row.expect("a row"))
        .collect();
    assert_eq!(restricted.len(), 1);
    let poison: Value = serde_json::from_slice(&application(POISON)).expect("JSON");
    assert_eq!(
        restricted[0].0,
        poison["case_number"].as_str().expect("a number")
    );
    let content: Value = serde_json::from_slice(&restricted[0].1).expect("JSON");
    let reasons = content["assessment"]["reasons"].to_string();
    assert!(reasons.contains("poison"), "{reasons}");
    assert_eq!(count(installation, "SELECT count(*) FROM begun_alone"), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_kills_three_times_alone_goes_to_a_person_and_the_innocent_are_worked() {
    let (simulator, installation, victim) = installation().await;
    let names = INNOCENT.into_iter().chain([POISON]);
    installation.submit(names.map(application)).await;
    let died = work_until_done(&installation, &victim).await;
    assert_eq!(died, 4, "once in company and three times alone");
    let cases = count(&installation, "SELECT count(*) FROM cases");
    assert_eq!(cases, INNOCENT.len() as i64 + 1);
    expect_only_the_poison_convicted(&installation);
    simulator.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_due_case_that_kills_goes_to_a_person_too() {
    let (simulator, mut installation, victim) = installation().await;
    simulator.set_faults(vec!["status=503:SKV".parse().expect("a fault")]);
    // As long ago as the answers of the first attempt must be to be asked for
    // again, whatever day it really is.
    let earlier = Clock::system().now() - TimeDelta::days(2);
    let messages = INNOCENT.into_iter().chain([POISON]).map(|name| {
        let mut message: Value = serde_json::from_slice(&application(name)).expect("JSON");
        message["received_at"] = earlier.to_rfc3339().into();
        message.to_string().into_bytes()
    });
    installation.submit(messages).await;
    // Nobody has to die yet: the first attempt asks CSN without the proxy.
    let deadly = installation.variables.clone();
    let address = format!("http://{}", simulator.address());
    installation.set("REGISTRIES__CSN__BASE_URL", &address);
    let summary = installation.work(earlier).await;
    assert_eq!(summary.counts.retrying, INNOCENT.len() as u64 + 1);
    installation.variables = deadly;
    simulator.set_faults(Vec::new());
    let died = work_until_done(&installation, &victim).await;
    assert_eq!(died, 4, "once in company and three times alone");
    expect_only_the_poison_convicted(&installation);
    simulator.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_is_no_fall() {
    let (simulator, mut installation, _) = installation().await;
    let address = format!("http://{}", simulator.address());
    installation.set("REGISTRIES__CSN__BASE_URL", &address);
    installation.set("RUN__STOP_DEADLINE_SECONDS", "1");
    simulator.set_faults(vec!["slow=20s:FK".parse().expect("a fault")]);
    installation.submit([application(POISON)]).await;
    let started = Instant::now();
    for _ in 0..5 {
        let asked = simulator.counts().forsakringskassan;
        let mut worker = Worker::start(&installation);
        while simulator.counts().forsakringskassan == asked {
            assert!(started.elapsed() < PATIENCE, "it is not worked any more");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        worker.signal("TERM");
        let status = worker.0.wait().expect("an end");
        assert_eq!(status.code(), Some(0));
    }
    simulator.set_faults(Vec::new());
    installation.work(most_common_morning()).await;
    let listed = printed(&installation.run(&["cases", "list", "--json"]));
    let row: Value = serde_json::from_str(&listed).expect("one case");
    assert_eq!(row["state"], "decided");
    simulator.stop().await;
}

#[tokio::test]
async fn a_pause_is_no_fall() {
    let simulator = registries(&["status=503:FK"]).await;
    let mut installation = Installation::new(&format!("http://{}", simulator.address()));
    installation.set("REGISTRIES__ATTEMPTS_IN_PROCESS", "1");
    installation.submit([application(POISON)]).await;
    installation.work(most_common_morning()).await;
    simulator.set_faults(vec!["slow=2s:SKV".parse().expect("a fault")]);
    let asked = simulator.counts().skatteverket;
    let stopping = async {
        while simulator.counts().skatteverket == asked {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        installation.run(&["stop", "--everything", "--comment", "prov", "--by", "drift"]);
    };
    let later = most_common_morning() + TimeDelta::hours(2);
    let (summary, ()) = tokio::join!(installation.work(later), stopping);
    assert_eq!((summary.counts.decided, summary.stops.len()), (0, 1));
    let counted = "SELECT count(*) FROM cases WHERE state = 'retrying' AND taken_up > 0";
    assert_eq!(count(&installation, counted), 0, "nothing fell");
    simulator.stop().await;
}
