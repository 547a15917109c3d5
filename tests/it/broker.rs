//! A private RabbitMQ: own ports, folders, cookie and port mapper, nothing
//! shared with a broker that may run on the machine, and nothing left behind.
//!
//! One broker serves the whole test binary; every test has its own prefix for
//! the names. Tests that disturb the broker hold it alone.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Where Debian keeps the scripts themselves. Those in the search path change
/// the user and the folders, so they cannot run a private broker.
const SCRIPTS: &str = "/usr/lib/rabbitmq/bin";
const READY_WITHIN: Duration = Duration::from_secs(90);
const STOPPED_WITHIN: Duration = Duration::from_secs(60);
const SIGTERM: i32 = 15;
const SIGKILL: i32 = 9;
const SIGSTOP: i32 = 19;
const SIGCONT: i32 = 18;

static SHARED: OnceLock<RwLock<Broker>> = OnceLock::new();

/// The broker, beside other tests.
pub fn shared() -> RwLockReadGuard<'static, Broker> {
    loop {
        let broker = cell().read().unwrap_or_else(PoisonError::into_inner);
        if broker.is_running() {
            return broker;
        }
        // A test that disturbed it failed half-way; that is no one else's fault.
        drop(broker);
        drop(alone());
    }
}

/// The broker, for a test that disturbs it.
pub fn alone() -> RwLockWriteGuard<'static, Broker> {
    let mut broker = cell().write().unwrap_or_else(PoisonError::into_inner);
    if !broker.is_running() {
        broker.start();
    }
    broker
}

fn cell() -> &'static RwLock<Broker> {
    SHARED.get_or_init(|| RwLock::new(Broker::new()))
}

/// A running broker.
pub struct Broker {
    scripts: PathBuf,
    folder: PathBuf,
    port: u16,
    distribution_port: u16,
    mapper_port: u16,
    mapper: Child,
    server: Option<Child>,
    watchdog: Child,
    names: AtomicU32,
}

impl Broker {
    /// Starts a broker and waits until it answers.
    fn new() -> Self {
        let scripts = PathBuf::from(SCRIPTS);
        assert!(
            scripts.join("rabbitmq-server").exists(),
            "rabbitmq-server is not installed; run `make test`, which installs it"
        );
        // A folder of its own rather than a guard that deletes it: statics are
        // never dropped, so the watchdog tidies up.
        let folder = tempfile::Builder::new()
            .prefix("handlaggarrobot-broker-")
            .tempdir()
            .expect("a temporary folder")
            .keep();
        let [port, distribution_port, mapper_port] = free_ports();
        let cookie = folder.join(".erlang.cookie");
        fs::write(&cookie, format!("PRIVATE{port}{mapper_port}")).expect("the cookie");
        fs::set_permissions(&cookie, fs::Permissions::from_mode(0o600)).expect("its mode");
        fs::write(folder.join("enabled_plugins"), "[].\n").expect("the plugin list");
        fs::write(folder.join("environment"), "").expect("the environment file");
        let watchdog = watchdog(&folder);
        let mapper = command("epmd")
            .args(["-port", &mapper_port.to_string(), "-address", "127.0.0.1"])
            .process_group(0)
            .spawn()
            .expect("epmd, which belongs to Erlang");
        let mut broker = Self {
            scripts,
            folder,
            port,
            distribution_port,
            mapper_port,
            mapper,
            server: None,
            watchdog,
            names: AtomicU32::new(0),
        };
        broker.start();
        broker
    }

    /// The address for the default user.
    pub fn url(&self) -> String {
        self.url_of("guest:guest")
    }

    /// Where it listens.
    #[allow(dead_code, reason = "only the chaos puts a proxy in front")]
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))
    }

    /// The address with other credentials.
    pub fn url_of(&self, credentials: &str) -> String {
        format!("amqp://{credentials}@127.0.0.1:{}/%2f", self.port)
    }

    /// A prefix that no other test has.
    pub fn prefix(&self) -> String {
        format!("test{}.", self.names.fetch_add(1, Ordering::SeqCst))
    }

    /// Runs `rabbitmqctl` and fails the test when it fails.
    pub fn control(&self, arguments: &[&str]) {
        let output = self
            .script("rabbitmqctl")
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .output()
            .expect("rabbitmqctl");
        assert!(
            output.status.success(),
            "rabbitmqctl {arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// Stops the broker in good order; [`Broker::start`] brings it back.
    pub fn stop(&mut self) {
        let mut server = self.server.take().expect("a running broker");
        signal(SIGTERM, &server);
        let deadline = Instant::now() + STOPPED_WITHIN;
        while server.try_wait().expect("the broker's state").is_none() {
            assert!(Instant::now() < deadline, "the broker does not stop");
            sleep(Duration::from_millis(50));
        }
        self.tell_watchdog();
    }

    /// Stops it in good order and starts it again.
    pub fn restart(&mut self) {
        self.stop();
        self.start();
    }

    /// `kill -9`: no goodbye, nothing flushed.
    pub fn kill(&mut self) {
        let mut server = self.server.take().expect("a running broker");
        server.kill().expect("the kill");
        let status = server.wait().expect("the broker's end");
        assert_eq!(
            status.signal(),
            Some(SIGKILL),
            "it was another end: {status}"
        );
        self.tell_watchdog();
    }

    /// Freezes it, as a machine that hangs; [`Broker::thaw`] lets it go on.
    pub fn freeze(&mut self) {
        signal(SIGSTOP, self.server.as_ref().expect("a running broker"));
    }

    /// Lets a frozen broker go on.
    pub fn thaw(&mut self) {
        signal(SIGCONT, self.server.as_ref().expect("a frozen broker"));
    }

    /// Starts a stopped broker and waits until it answers.
    pub fn start(&mut self) {
        let log = fs::File::create(self.folder.join("output")).expect("the output file");
        let server = self
            .script("rabbitmq-server")
            .stdout(log.try_clone().expect("a second handle"))
            .stderr(log)
            .process_group(0)
            .spawn()
            .expect("the broker");
        self.server = Some(server);
        self.tell_watchdog();
        let deadline = Instant::now() + READY_WITHIN;
        while !self.answers() {
            if Instant::now() > deadline || !self.is_running() {
                panic!("the broker did not start:\n{}", self.output());
            }
            sleep(Duration::from_millis(100));
        }
    }

    /// Whether the process lives.
    fn is_running(&self) -> bool {
        self.server
            .as_ref()
            .is_some_and(|server| Path::new(&format!("/proc/{}/exe", server.id())).exists())
    }

    /// Whether it greets a client.
    fn answers(&self) -> bool {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let patience = Duration::from_secs(5);
        let Ok(mut stream) = TcpStream::connect_timeout(&address, patience) else {
            return false;
        };
        let mut first = [0];
        stream.set_read_timeout(Some(patience)).is_ok()
            && stream.write_all(b"AMQP\x00\x00\x09\x01").is_ok()
            && stream.read_exact(&mut first).is_ok()
            && first == [1]
    }

    fn output(&self) -> String {
        fs::read_to_string(self.folder.join("output")).unwrap_or_default()
    }

    /// A script of RabbitMQ in this broker's own environment and no other.
    fn script(&self, name: &str) -> Command {
        let configuration = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/rabbitmq/rabbitmq.conf");
        let mut script = command(self.scripts.join(name));
        script
            .env("RABBITMQ_NODENAME", "robot@localhost")
            .env("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1")
            .env("RABBITMQ_NODE_PORT", self.port.to_string())
            .env("RABBITMQ_DIST_PORT", self.distribution_port.to_string())
            .env("ERL_EPMD_PORT", self.mapper_port.to_string())
            .env("ERL_EPMD_ADDRESS", "127.0.0.1")
            .env(
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                "-kernel inet_dist_use_interface {127,0,0,1} -start_epmd false",
            )
            .env("RABBITMQ_CONFIG_FILE", configuration)
            // The script then becomes the broker, instead of watching over it,
            // so that the child's process id is the broker's.
            .env("RUNNING_UNDER_SYSTEMD", "true")
            .env("HOME", &self.folder)
            .current_dir(&self.folder);
        for (variable, file) in [
            ("RABBITMQ_MNESIA_BASE", "data"),
            ("RABBITMQ_LOG_BASE", "log"),
            ("RABBITMQ_CONF_ENV_FILE", "environment"),
            ("RABBITMQ_ADVANCED_CONFIG_FILE", "advanced.config"),
            ("RABBITMQ_ENABLED_PLUGINS_FILE", "enabled_plugins"),
            ("RABBITMQ_SCHEMA_DIR", "schema"),
            ("RABBITMQ_GENERATED_CONFIG_DIR", "generated"),
        ] {
            script.env(variable, self.folder.join(file));
        }
        script
    }

    /// Tells the watchdog what to end when this process is gone.
    fn tell_watchdog(&mut self) {
        let server = self.server.as_ref().map_or(0, Child::id);
        let line = format!("{} {server}\n", self.mapper.id());
        let pipe = self.watchdog.stdin.as_mut().expect("the watchdog's pipe");
        pipe.write_all(line.as_bytes()).expect("a living watchdog");
    }
}

/// A shell that waits until this process ends, however it ends, and then ends
/// the broker: the pipe closes by itself.
fn watchdog(folder: &Path) -> Child {
    let script = r#"
        while read -r line; do processes=$line; done
        for process in $processes; do [ "$process" = 0 ] || kill -9 "$process"; done
        sleep 1
        rm -rf "$0"
    "#;
    command("/bin/sh")
        .args(["-c", script])
        .arg(folder)
        .stdin(Stdio::piped())
        // Ctrl-C at the terminal must not end it before its work is done.
        .process_group(0)
        .spawn()
        .expect("a shell")
}

/// A command that inherits nothing but the search path.
fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn signal(number: i32, process: &Child) {
    let sent = command("/bin/sh")
        .args(["-c", "kill -\"$0\" \"$1\""])
        .args([number.to_string(), process.id().to_string()])
        .status()
        .expect("a shell");
    assert!(sent.success(), "the broker is gone already");
}

/// Ports that are free now; all are held until all are known.
fn free_ports<const COUNT: usize>() -> [u16; COUNT] {
    let held: [TcpListener; COUNT] =
        std::array::from_fn(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port"));
    held.map(|listener| listener.local_addr().expect("its address").port())
}
