//! What somebody sees instead of a page.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};

use crate::ledger::LedgerError;

/// Why there is no page.
#[derive(Debug)]
pub enum Refusal {
    /// Nobody is signed in.
    SignIn,
    /// The roles do not allow it.
    Forbidden,
    /// There is no such thing, or none that this person may know of: the answer
    /// is the same.
    NotFound,
    /// A form that will not do, and what to do about it.
    Form(&'static str),
    /// The ledger failed.
    Ledger(LedgerError),
}

#[derive(Template)]
#[template(path = "console/refusal.html")]
struct RefusalPage {
    heading: &'static str,
    text: String,
}

impl From<LedgerError> for Refusal {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, heading, text) = match self {
            Self::SignIn => return Redirect::to("/logga-in").into_response(),
            Self::Forbidden => (
                StatusCode::FORBIDDEN,
                "Du får inte göra det här",
                "Din roll räcker inte. Be den som sköter konsolen om rätt roll.".to_owned(),
            ),
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "Sidan finns inte",
                "Det finns inget sådant ärende eller någon sådan sida.".to_owned(),
            ),
            Self::Form(text) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "Det gick inte",
                text.to_owned(),
            ),
            // What the database said is no text for readers; the command line
            // has it.
            Self::Ledger(_) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "Liggaren svarar inte",
                "Försök igen om en stund. Hjälper det inte, kör ”handlaggarrobot cases list” i \
                 terminalen: då syns felet."
                    .to_owned(),
            ),
        };
        page(status, &RefusalPage { heading, text })
    }
}

/// A template as an answer.
pub fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        // No value makes a template fail; without a page, at least a status.
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
