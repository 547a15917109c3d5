//! Asks a registry over HTTP: pooled connections, a limit to everything, and
//! no URL or body in any error.

use std::time::Duration;

use chrono::NaiveDate;
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Client, Response, StatusCode};
use serde::Serialize;

use super::{AskFault, Asking, Registry};
use crate::vocabulary::Source;

/// No real answer is longer, in bytes.
const LONGEST_ANSWER: usize = 4 * 1024 * 1024;

/// No registry's `Retry-After` is heeded for longer, in seconds.
const LONGEST_PAUSE: u64 = 24 * 60 * 60;

/// What the three adapters have in common.
#[derive(Clone, Debug)]
pub struct Caller {
    /// `ingivare.organisationsnummer`, twelve digits.
    pub organisation_number: String,
    /// `ingivare.namn`.
    pub organisation_name: String,
    /// `syfte`.
    pub purpose: String,
    /// Time limit for a connection.
    pub connect_timeout: Duration,
    /// Time limit for a whole answer.
    pub timeout: Duration,
}

/// One registry behind HTTP.
pub struct HttpRegistry {
    source: Source,
    base_url: String,
    client: Client,
    caller: Caller,
    /// `lagtext` by the day it begins to hold, oldest first.
    legal_texts: Vec<(NaiveDate, String)>,
}

/// The HTTP client could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client cannot be set up: {0}")]
pub struct NoClient(reqwest::Error);

/// A client for all registries: it pools connections by host.
///
/// # Errors
/// [`NoClient`] when TLS cannot be set up.
pub fn client(caller: &Caller) -> Result<Client, NoClient> {
    Client::builder()
        .connect_timeout(caller.connect_timeout)
        .timeout(caller.timeout)
        // Shorter than servers keep a connection, so that none is used as it
        // closes.
        .pool_idle_timeout(Duration::from_secs(20))
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .map_err(|error| NoClient(error.without_url()))
}

/// The contract's question.
#[derive(Serialize)]
struct Body<'a> {
    korrelationsid: &'a str,
    arendeidentitet: &'a str,
    personidentitet: &'a str,
    from: NaiveDate,
    tom: NaiveDate,
    syfte: &'a str,
    lagtext: &'a str,
    ingivare: Ingivare<'a>,
}

#[derive(Serialize)]
struct Ingivare<'a> {
    organisationsnummer: &'a str,
    namn: &'a str,
}

impl HttpRegistry {
    /// An adapter for one registry. `base_url` has no path of the contract.
    pub fn new(
        source: Source,
        base_url: &str,
        client: Client,
        caller: Caller,
        legal_texts: Vec<(NaiveDate, String)>,
    ) -> Self {
        let base_url = base_url.trim_end_matches('/').to_owned();
        Self {
            source,
            base_url,
            client,
            caller,
            legal_texts,
        }
    }

    fn url(&self, path: &str) -> String {
        let registry = match self.source {
            Source::Forsakringskassan => "forsakringskassan",
            Source::Csn => "csn",
            Source::Skatteverket => "skatteverket",
        };
        format!("{}/{registry}/v1/{path}", self.base_url)
    }

    fn legal_text(&self, day: NaiveDate) -> Option<&str> {
        let (_, text) = self.legal_texts.iter().rfind(|(from, _)| *from <= day)?;
        Some(text)
    }
}

impl Registry for HttpRegistry {
    fn source(&self) -> Source {
        self.source
    }

    async fn ask(&self, asking: &Asking<'_>) -> Result<String, AskFault> {
        let question = &asking.question;
        let body = Body {
            korrelationsid: &asking.correlation_id,
            arendeidentitet: asking.case_id,
            personidentitet: question.person.digits(),
            from: question.from,
            tom: question.to,
            syfte: &self.caller.purpose,
            lagtext: self
                .legal_text(asking.asked_on)
                .ok_or(AskFault::NoLegalText)?,
            ingivare: Ingivare {
                organisationsnummer: &self.caller.organisation_number,
                namn: &self.caller.organisation_name,
            },
        };
        let body = serde_json::to_vec(&body).map_err(|_| AskFault::NotReadable)?;
        let request = self.client.post(self.url("fraga"));
        let request = request.header(CONTENT_TYPE, "application/json").body(body);
        let response = request.send().await.map_err(|error| fault(&error))?;
        read(checked(response)?).await
    }

    async fn ping(&self) -> Result<(), AskFault> {
        let response = self.client.get(self.url("ping")).send().await;
        checked(response.map_err(|error| fault(&error))?).map(drop)
    }
}

fn checked(response: Response) -> Result<Response, AskFault> {
    if response.status() == StatusCode::OK {
        return Ok(response);
    }
    // Retry-After may also be a date; then the robot's own back-off holds.
    let seconds = response
        .headers()
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.trim().parse().ok())
        .map(|seconds: u64| seconds.min(LONGEST_PAUSE));
    Err(AskFault::Status {
        status: response.status().as_u16(),
        retry_after: seconds.map(Duration::from_secs),
    })
}

async fn read(mut response: Response) -> Result<String, AskFault> {
    let expected = response.content_length().unwrap_or(0);
    let mut body = Vec::with_capacity(usize::try_from(expected).unwrap_or(0).min(LONGEST_ANSWER));
    while let Some(chunk) = response.chunk().await.map_err(|error| broke_off(&error))? {
        if body.len().saturating_add(chunk.len()) > LONGEST_ANSWER {
            return Err(AskFault::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    String::from_utf8(body).map_err(|_| AskFault::NotReadable)
}

fn fault(error: &reqwest::Error) -> AskFault {
    if error.is_timeout() {
        AskFault::TimedOut
    } else if error.is_connect() {
        AskFault::Unreachable
    } else {
        AskFault::CutOff
    }
}

fn broke_off(error: &reqwest::Error) -> AskFault {
    if error.is_timeout() {
        AskFault::TimedOut
    } else {
        AskFault::CutOff
    }
}
