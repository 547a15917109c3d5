//! The extractor of every page: somebody who is signed in and has the right.

use std::marker::PhantomData;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use chrono::{DateTime, Utc};
use cookie::{Cookie, SameSite};
use secrecy::ExposeSecret;
use subtle::ConstantTimeEq;

use super::rights::Right;
use super::sessions::Session;
use crate::config::ProxySignIn;
use crate::console::refusal::Refusal;
use crate::console::{Console, Shared};
use crate::ledger::overview::Sight;

/// Marks the right that a route needs.
pub trait Needs: Send + Sync {
    /// The right.
    const RIGHT: Right;
}

/// Needs [`Right::Look`].
pub struct ToLook;
/// Needs [`Right::ReadContent`].
pub struct ToRead;
/// Needs [`Right::Operate`].
pub struct ToOperate;
/// Needs [`Right::Resolve`].
pub struct ToResolve;

impl Needs for ToLook {
    const RIGHT: Right = Right::Look;
}
impl Needs for ToRead {
    const RIGHT: Right = Right::ReadContent;
}
impl Needs for ToOperate {
    const RIGHT: Right = Right::Operate;
}
impl Needs for ToResolve {
    const RIGHT: Right = Right::Resolve;
}

/// Somebody who is signed in.
pub struct Person {
    /// The console they use.
    pub console: Shared,
    /// Who they are.
    pub session: Session,
    /// Their cookie's value.
    pub cookie: String,
    /// Whether the page refreshes itself, without a click.
    pub refreshes: bool,
}

impl Person {
    /// Whether they have a right.
    pub fn may(&self, right: Right) -> bool {
        self.session.roles.may(right)
    }

    /// Which cases they may know of.
    pub fn sight(&self) -> Sight {
        self.session.roles.sight()
    }

    /// The time.
    pub fn now(&self) -> DateTime<Utc> {
        self.console.clock.now()
    }

    /// Finds who sent a request.
    ///
    /// # Errors
    /// [`Refusal::SignIn`] when nobody is signed in.
    pub fn of(console: &Shared, headers: &HeaderMap) -> Result<Self, Refusal> {
        let refreshes = headers.contains_key("x-refresh");
        let cookie = console.cookie(headers).ok_or(Refusal::SignIn)?;
        let now = console.clock.now();
        let session = console.sessions.find(&cookie, now, !refreshes);
        let session = session.ok_or(Refusal::SignIn)?;
        // Whom the proxy no longer names, or names otherwise, is gone.
        if let Some(proxy) = &console.settings.proxy
            && named_by(proxy, headers).as_deref() != Some(&session.user)
        {
            return Err(Refusal::SignIn);
        }
        Ok(Self {
            console: Arc::clone(console),
            session,
            cookie,
            refreshes,
        })
    }
}

/// Somebody who is signed in and has the right `N` names.
pub struct Signed<N> {
    /// Who.
    pub person: Person,
    needs: PhantomData<N>,
}

impl<N: Needs> Signed<N> {
    /// Finds who sent a request, and holds their roles against the right.
    ///
    /// # Errors
    /// [`Refusal::SignIn`], or [`Refusal::Forbidden`] without the right.
    pub fn of(console: &Shared, headers: &HeaderMap) -> Result<Self, Refusal> {
        let person = Person::of(console, headers)?;
        if !person.may(N::RIGHT) {
            return Err(Refusal::Forbidden);
        }
        Ok(Self {
            person,
            needs: PhantomData,
        })
    }
}

impl<N: Needs> FromRequestParts<Shared> for Signed<N> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, console: &Shared) -> Result<Self, Refusal> {
        Self::of(console, &parts.headers)
    }
}

/// Whom a proxy names, if it is the proxy that says so.
pub fn named_by(proxy: &ProxySignIn, headers: &HeaderMap) -> Option<String> {
    let secret = only(headers, "x-proxy-secret")?.as_bytes();
    let right: bool = secret.ct_eq(proxy.secret.expose_secret().as_bytes()).into();
    let name = only(headers, &proxy.header)?.to_str().ok()?;
    right.then(|| name.to_owned())
}

/// The header's value when it stands there once. A second one comes from the
/// browser: a proxy that adds its header leaves the browser's beside it.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a HeaderValue> {
    let mut values = headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none())
}

impl Console {
    /// The session's cookie. Behind TLS its name makes browsers refuse it from
    /// anywhere else; without TLS they would refuse that name.
    fn cookie_name(&self) -> &'static str {
        match self.settings.public_origin {
            Some(_) => "__Host-konsol",
            None => "konsol",
        }
    }

    fn cookie(&self, headers: &HeaderMap) -> Option<String> {
        let texts = headers.get_all(COOKIE).iter();
        let mut cookies = texts
            .filter_map(|text| text.to_str().ok())
            .flat_map(Cookie::split_parse)
            .flatten();
        let found = cookies.find(|cookie| cookie.name() == self.cookie_name());
        found.map(|cookie| cookie.value().to_owned())
    }

    /// The header that gives a browser its cookie; an empty value takes it away.
    pub fn set_cookie(&self, value: &str) -> String {
        let mut cookie = Cookie::build((self.cookie_name(), value))
            .path("/")
            .http_only(true)
            .secure(self.settings.public_origin.is_some())
            .same_site(SameSite::Strict);
        if value.is_empty() {
            cookie = cookie.removal();
        }
        cookie.to_string()
    }
}
