//! A line to the broker that can be cut, go dead without a word, or be slow.

use std::net::SocketAddr;
use std::sync::mpsc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::registries::block_on;

/// What a connection has to bear.
#[derive(Clone, Copy, Default)]
struct Line {
    /// Connections opened before so many cuts are closed.
    cuts: u64,
    /// Connections opened before so many deaths pass nothing on any more, and
    /// neither end is told.
    deaths: u64,
    delay: Duration,
}

/// A proxy on a thread of its own until the program ends.
pub struct Proxy {
    address: SocketAddr,
    line: watch::Sender<Line>,
}

impl Proxy {
    /// A proxy in front of `broker`.
    pub fn start(broker: SocketAddr) -> Self {
        let line = watch::Sender::new(Line::default());
        let (sender, receiver) = mpsc::channel();
        let lines = line.subscribe();
        std::thread::spawn(move || {
            block_on(async {
                let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
                sender.send(listener.local_addr()).expect("a receiver");
                serve(listener, broker, lines).await;
            });
        });
        let address = receiver.recv().expect("a proxy").expect("its address");
        Self { address, line }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes every connection there is.
    pub fn cut(&self) {
        self.line.send_modify(|line| line.cuts += 1);
    }

    /// Lets every connection there is go dead, half-open.
    pub fn half_open(&self) {
        self.line.send_modify(|line| line.deaths += 1);
    }

    /// Makes every piece of every connection wait so long.
    pub fn delay(&self, delay: Duration) {
        self.line.send_modify(|line| line.delay = delay);
    }
}

async fn serve(listener: TcpListener, broker: SocketAddr, lines: watch::Receiver<Line>) {
    loop {
        let Ok((client, _)) = listener.accept().await else {
            continue;
        };
        let lines = lines.clone();
        tokio::spawn(async move {
            // Without a broker the client finds its connection closed.
            let Ok(server) = TcpStream::connect(broker).await else {
                return;
            };
            let opened = *lines.borrow();
            let (from_client, to_client) = client.into_split();
            let (from_server, to_server) = server.into_split();
            let mut cut = lines.clone();
            tokio::select! {
                () = pass(from_client, to_server, lines.clone(), opened) => {}
                () = pass(from_server, to_client, lines, opened) => {}
                _ = cut.wait_for(|line| line.cuts > opened.cuts) => {}
            }
        });
    }
}

/// Passes on what comes until one end closes. What is dead passes nothing and
/// does not end: the other end learns it by the heartbeat.
async fn pass(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut lines: watch::Receiver<Line>,
    opened: Line,
) {
    let mut piece = vec![0; 64 * 1024];
    loop {
        let read = from.read(&mut piece).await;
        let line = *lines.borrow_and_update();
        if line.deaths > opened.deaths {
            std::future::pending::<()>().await;
        }
        let Ok(read @ 1..) = read else { return };
        tokio::time::sleep(line.delay).await;
        if to.write_all(&piece[..read]).await.is_err() {
            return;
        }
    }
}
