//! What a running worker tells who watches it: metrics and health, over HTTP.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use tokio::net::TcpListener;

use crate::telemetry::metrics::{MEDIA_TYPE, Metrics};

/// What is told.
#[derive(Default)]
pub struct Monitored {
    /// The metrics.
    pub metrics: Arc<Metrics>,
    ready: AtomicBool,
}

impl Monitored {
    /// Says whether ledger and queue work.
    pub fn set_ready(&self, ready: bool) {
        self.ready.store(ready, Ordering::Relaxed);
    }
}

/// Takes the address.
///
/// # Errors
/// When somebody else has it.
pub async fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    TcpListener::bind(address).await
}

/// Answers until it is dropped. `/healthz` answers as long as the worker's own
/// thread gets round to it, which is all there is to being alive; `/readyz`
/// tells whether ledger and queue work.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, monitored: Arc<Monitored>) -> std::io::Result<()> {
    let routes = Router::new()
        .route("/metrics", get(metrics))
        .route("/healthz", get(async || "alive\n"))
        .route("/readyz", get(readiness))
        .with_state(monitored);
    axum::serve(listener, routes).await
}

async fn metrics(State(monitored): State<Arc<Monitored>>) -> impl IntoResponse {
    let text = monitored.metrics.text();
    ([(header::CONTENT_TYPE, MEDIA_TYPE)], text)
}

async fn readiness(State(monitored): State<Arc<Monitored>>) -> (StatusCode, &'static str) {
    if monitored.ready.load(Ordering::Relaxed) {
        (StatusCode::OK, "ready\n")
    } else {
        let text = "not ready: ledger or queue does not answer\n";
        (StatusCode::SERVICE_UNAVAILABLE, text)
    }
}
