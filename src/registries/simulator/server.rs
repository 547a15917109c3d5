//! The listener: from a request to the bytes of its answer.

use std::future::pending;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use chrono::{DateTime, Utc};
use futures_util::{StreamExt, stream};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::answers::{Answers, AnswersError, PersonKey};
use super::distortion;
use super::faults::{ArmedFaults, Fault, Suffering};
use super::question::{Question, Refusal};
use super::{RequestCounts, Source};
use crate::clock::Clock;

/// CSN takes case identities of up to 31 characters.
const LONGEST_CSN_CASE_IDENTITY: usize = 31;

/// The half of a cut-off body must have left before the connection closes.
const CUT_OFF_AFTER: Duration = Duration::from_millis(20);

/// What all conversations share.
pub(super) struct Shared {
    answers: RwLock<Answers>,
    faults: RwLock<Arc<ArmedFaults>>,
    counts: [AtomicU64; 3],
    stopping: watch::Receiver<bool>,
}

impl Shared {
    pub(super) fn new(
        answers: Answers,
        faults: Vec<Fault>,
        stopping: watch::Receiver<bool>,
    ) -> Shared {
        Shared {
            answers: RwLock::new(answers),
            faults: RwLock::new(Arc::new(ArmedFaults::new(faults))),
            counts: Default::default(),
            stopping,
        }
    }

    pub(super) fn set_faults(&self, faults: Vec<Fault>) {
        let armed = Arc::new(ArmedFaults::new(faults));
        *self.faults.write().unwrap_or_else(PoisonError::into_inner) = armed;
    }

    pub(super) fn replace_answer(&self, envelope: Vec<u8>) -> Result<(), AnswersError> {
        self.answers
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(envelope)
    }

    pub(super) fn counts(&self) -> RequestCounts {
        let count = |source: Source| self.counts[source.index()].load(Ordering::Relaxed);
        RequestCounts {
            forsakringskassan: count(Source::Forsakringskassan),
            csn: count(Source::Csn),
            skatteverket: count(Source::Skatteverket),
        }
    }

    fn faults(&self) -> Arc<ArmedFaults> {
        Arc::clone(&self.faults.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn stored(&self, source: Source, person: PersonKey) -> Option<Bytes> {
        self.answers
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .find(source, person)
    }

    /// Resolves when the simulator is stopped or its handle is gone.
    async fn stopped(&self) {
        let mut stopping = self.stopping.clone();
        // An error means that the handle is gone, which is a stop as well.
        let _ = stopping.wait_for(|stop| *stop).await;
    }

    /// Waits, unless the simulator is stopped meanwhile; then says false.
    async fn waited(&self, waiting: impl Future<Output = ()>) -> bool {
        tokio::select! {
            () = waiting => true,
            () = self.stopped() => false,
        }
    }
}

/// Serves until the handle of the simulator stops it or is dropped.
pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut routes = Router::new();
    for source in Source::ALL {
        let ask = move |State(shared): State<Arc<Shared>>, body: Bytes| async move {
            answer_question(&shared, source, &body).await
        };
        let ping = move |State(shared): State<Arc<Shared>>| async move {
            answer_ping(&shared, source).await
        };
        routes = routes
            .route(&format!("/{}/v1/fraga", source.path()), post(ask))
            .route(&format!("/{}/v1/ping", source.path()), get(ping));
    }
    let listener = listener.tap_io(|stream| {
        // Only latency depends on it; an answer without it is as right.
        let _ = stream.set_nodelay(true);
    });
    let stop = {
        let shared = Arc::clone(&shared);
        async move { shared.stopped().await }
    };
    let served = axum::serve(listener, routes.with_state(shared))
        .with_graceful_shutdown(stop)
        .await;
    if let Err(error) = served {
        tracing::warn!(%error, "mocked registries ended");
    }
}

async fn answer_question(shared: &Shared, source: Source, body: &[u8]) -> Response {
    shared.counts[source.index()].fetch_add(1, Ordering::Relaxed);
    let (question, person) = match Question::read(body) {
        Ok(read) => read,
        Err(refusal) => return refused(refusal),
    };
    let stored = shared.stored(source, person);
    let too_long = source == Source::Csn
        && question.arendeidentitet.chars().count() > LONGEST_CSN_CASE_IDENTITY;
    let plain = || {
        if too_long {
            return distortion::case_identity_too_long(&question, now());
        }
        let unknown = || distortion::unknown_person(source, &question, now());
        stored.clone().unwrap_or_else(unknown)
    };
    let Some(suffering) = shared.faults().for_question(source, person) else {
        return envelope(plain());
    };
    match suffering {
        Suffering::Fel => envelope(distortion::failed_agency(source, &question, now())),
        Suffering::FelHub => envelope(distortion::failed_hub(source, &question, now())),
        Suffering::Delvis => {
            let partial = distortion::partial(source, &question, stored.as_ref(), now());
            envelope(partial)
        }
        Suffering::SubFel(part) => {
            let failed = distortion::failed_part(&question, part, stored.as_ref(), now());
            envelope(failed)
        }
        transport => disturbed(shared, transport, plain()).await,
    }
}

async fn answer_ping(shared: &Shared, source: Source) -> Response {
    let body = json!({ "kalla": source.code(), "status": "OK" })
        .to_string()
        .into();
    match shared.faults().for_ping(source) {
        None => envelope(body),
        Some(suffering) => disturbed(shared, suffering, body).await,
    }
}

/// The faults that leave the content alone and disturb its way.
async fn disturbed(shared: &Shared, suffering: Suffering, body: Bytes) -> Response {
    match suffering {
        Suffering::Slow(time) => {
            if shared.waited(tokio::time::sleep(time)).await {
                envelope(body)
            } else {
                bare(StatusCode::SERVICE_UNAVAILABLE)
            }
        }
        Suffering::Silent => {
            shared.waited(pending()).await;
            bare(StatusCode::SERVICE_UNAVAILABLE)
        }
        Suffering::Status(status) => {
            bare(StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE))
        }
        Suffering::RetryAfter(seconds) => {
            let mut response = bare(StatusCode::TOO_MANY_REQUESTS);
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, seconds.into());
            response
        }
        Suffering::CutOff => cut_off(&body),
        Suffering::Malformed => envelope(body.slice(..body.len() / 2)),
        // What disturbs the content has been dealt with, and a ping meets none.
        Suffering::Fel | Suffering::FelHub | Suffering::Delvis | Suffering::SubFel(_) => {
            envelope(body)
        }
    }
}

fn envelope(body: Bytes) -> Response {
    json_response(StatusCode::OK, body.into())
}

fn refused(refusal: Refusal) -> Response {
    let (status, code, text) = refusal.describe();
    let body = json!({ "kalla": "SSBT", "felkod": code, "felmeddelande": [text] });
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    json_response(status, body.to_string().into())
}

fn cut_off(body: &Bytes) -> Response {
    let half = body.slice(..body.len() / 2);
    let closing = async {
        tokio::time::sleep(CUT_OFF_AFTER).await;
        Err(std::io::Error::from(std::io::ErrorKind::ConnectionAborted))
    };
    let halves = stream::iter([Ok(half)]).chain(stream::once(closing));
    let mut response = json_response(StatusCode::OK, Body::from_stream(halves));
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, body.len().into());
    response
}

fn json_response(status: StatusCode, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
}

fn bare(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// The instant of an envelope that is made here. The simulator plays a system
/// outside the robot, so it tells the computer's time and not the robot's.
fn now() -> DateTime<Utc> {
    Clock::system().now()
}
