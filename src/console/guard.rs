//! What every request must be before a page sees it, and the headers that
//! every answer has.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{Console, Shared};

/// Nothing from elsewhere, nothing inline, in nobody's frame. `same-origin`
/// and not `no-referrer`, with which browsers leave the origin out of forms.
const HEADERS: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
         img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), microphone=(), geolocation=()",
    ),
];

/// Lets a request through to its page, or refuses it.
pub async fn guard(
    State(console): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = if !console.settings.admits(peer.ip()) {
        StatusCode::FORBIDDEN.into_response()
    } else if !console.is_meant(request.headers()) {
        StatusCode::MISDIRECTED_REQUEST.into_response()
    } else if !request.method().is_safe() && !console.is_from_own_page(request.headers()) {
        StatusCode::FORBIDDEN.into_response()
    } else {
        next.run(request).await
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    // What is about people stays out of every cache; style and script say
    // otherwise themselves.
    response
        .headers_mut()
        .entry("cache-control")
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

impl Console {
    /// Whether the request names this console, and not a foreign name that was
    /// made to lead to this machine.
    fn is_meant(&self, headers: &HeaderMap) -> bool {
        let Some(host) = text(headers, HOST) else {
            return false;
        };
        let public = self.settings.public_origin.as_deref();
        let is_public = public.is_some_and(|origin| origin == format!("https://{host}"));
        is_public || is_this_machine(host)
    }

    /// Whether a form was sent from one of the console's own pages.
    fn is_from_own_page(&self, headers: &HeaderMap) -> bool {
        let (Some(origin), Some(host)) = (text(headers, ORIGIN), text(headers, HOST)) else {
            return false;
        };
        let is_public = self.settings.public_origin.as_deref() == Some(origin);
        is_public || (is_this_machine(host) && origin == format!("http://{host}"))
    }
}

fn is_this_machine(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, port)| {
        let is_port = port.bytes().all(|byte| byte.is_ascii_digit());
        if is_port { name } else { host }
    });
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::is_this_machine;

    #[test]
    fn only_the_names_of_this_machine_are_its_own() {
        for host in ["127.0.0.1:8440", "localhost", "[::1]:80", "[::1]"] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in ["example.org", "127.0.0.1.example.org:80", "localhost:a", ""] {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}
