//! One TCP connection to the broker that can really be let go of.
//!
//! The client library runs each connection on a thread of its own and has no
//! time limits: a broker that accepts a connection and then says nothing would
//! leave a thread behind at every attempt. So the socket is opened here, and a
//! second handle to it is kept, with which it is shut from outside.

use std::io;
use std::net::{Shutdown, TcpStream};
use std::os::fd::AsFd;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lapin::tcp::{AMQPUriTcpExt, AsyncTcpStream, TLSConfig};
use lapin::uri::{AMQPScheme, AMQPUri};
use lapin::{Connection, ConnectionProperties};
use tokio::time::timeout;

/// A connection; dropping it shuts its socket at once.
pub(super) struct Wire {
    connection: Connection,
    socket: Socket,
}

/// Why a connection could not be opened.
pub(super) enum Refusal {
    Library(lapin::Error),
    TimedOut,
}

impl Wire {
    /// Connects and logs in, within the time limit. The name is what operators
    /// see in the broker's list of connections.
    pub(super) async fn open(
        uri: &AMQPUri,
        name: &'static str,
        limit: Duration,
    ) -> Result<Self, Refusal> {
        let socket = Socket::default();
        let kept = socket.clone();
        let runtime = lapin::runtime::default_runtime().map_err(Refusal::Library)?;
        let connecting = Connection::connector(
            uri.clone(),
            runtime,
            async move |uri: AMQPUri, runtime| {
                let plain = AMQPUri {
                    scheme: AMQPScheme::AMQP,
                    ..uri.clone()
                };
                let opening = async {
                    let stream = plain
                        .connect_with_config_async(TLSConfig::default(), &runtime)
                        .await?;
                    if let AsyncTcpStream::Plain(stream) = &stream {
                        kept.keep(stream.get_ref())?;
                    }
                    match uri.scheme {
                        AMQPScheme::AMQP => Ok(stream),
                        AMQPScheme::AMQPS => {
                            let host = &uri.authority.host;
                            stream.into_tls(host, TLSConfig::default()).await
                        }
                    }
                };
                match timeout(limit, opening).await {
                    Ok(opened) => opened.map_err(lapin::Error::from),
                    Err(_) => Err(io::Error::from(io::ErrorKind::TimedOut).into()),
                }
            },
            ConnectionProperties::default().with_connection_name(name.into()),
        );
        match timeout(limit, connecting).await {
            Ok(Ok(connection)) => Ok(Self { connection, socket }),
            Ok(Err(error)) => Err(Refusal::Library(error)),
            Err(_) => {
                socket.shut();
                Err(Refusal::TimedOut)
            }
        }
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Shuts the socket at once; the library's thread ends by that.
    pub(super) fn shut(&self) {
        self.socket.shut();
    }

    /// Says goodbye to the broker, within the time limit.
    pub(super) async fn close(&self, limit: Duration) {
        // Nobody is left to tell of a failure: the socket is shut afterwards.
        let _ = timeout(limit, self.connection.close(200, "OK".into())).await;
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.shut();
    }
}

/// The second handle. Dropping it shuts nothing, so that the library's thread
/// can own a clone.
#[derive(Clone, Default)]
struct Socket(Arc<Mutex<Option<TcpStream>>>);

impl Socket {
    fn keep(&self, stream: &impl AsFd) -> io::Result<()> {
        let handle = stream.as_fd().try_clone_to_owned()?;
        *self.lock() = Some(TcpStream::from(handle));
        Ok(())
    }

    fn shut(&self) {
        if let Some(stream) = self.lock().take() {
            // An error says that the other end was faster.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<TcpStream>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
