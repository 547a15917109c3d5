//! Signing in and out.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use secrecy::SecretString;

use super::Answer;
use crate::console::access::posted::Posted;
use crate::console::access::rights::Roles;
use crate::console::access::signed::{ToLook, named_by};
use crate::console::access::users::{LONGEST_NAME, Users};
use crate::console::refusal::{Refusal, page};
use crate::console::{Console, Shared};

#[derive(Template)]
#[template(path = "console/sign_in.html")]
struct SignInPage {
    fault: Option<&'static str>,
    by_proxy: bool,
}

/// The form, or straight in for whom a proxy names.
pub async fn show(State(console): State<Shared>, headers: HeaderMap) -> Answer {
    let Some(proxy) = &console.settings.proxy else {
        return Ok(form(StatusCode::OK, None));
    };
    let roles = named_by(proxy, &headers).and_then(|name| {
        let users = Users::read(&console.settings.users_file).ok()?;
        Some((users.roles_of(&name)?, name))
    });
    match roles {
        Some((roles, name)) => Ok(console.let_in(name, roles)),
        None => {
            let refused = SignInPage {
                fault: None,
                by_proxy: true,
            };
            Ok(page(StatusCode::FORBIDDEN, &refused))
        }
    }
}

/// Holds name and password against the users' file. An unknown name and a
/// wrong password get the same answer, after the same time.
pub async fn sign_in(
    State(console): State<Shared>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Answer {
    if console.settings.proxy.is_some() {
        return Err(Refusal::Forbidden);
    }
    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
    // No user's name is longer, and what is remembered of it must not be.
    let name: String = field("name").chars().take(LONGEST_NAME).collect();
    let password = SecretString::from(field("password"));
    let now = console.clock.now();
    if !console.throttle.admits(&name, now) {
        let wait = "För många försök. Vänta en stund och försök igen.";
        return Ok(form(StatusCode::TOO_MANY_REQUESTS, Some(wait)));
    }
    // Noted before the slow part, so that many at once are not all admitted.
    console.throttle.wrong(&name, now);
    let _turn = console.checks.acquire().await;
    let checking = Arc::clone(&console);
    let (given, user) = (password, name.clone());
    let checked = tokio::task::spawn_blocking(move || checking.check(&user, &given)).await;
    match checked.unwrap_or(Checked::Unreadable) {
        Checked::Right(roles) => {
            console.throttle.right(&name);
            Ok(console.let_in(name, roles))
        }
        Checked::Wrong => Ok(form(
            StatusCode::FORBIDDEN,
            Some("Namnet eller lösenordet stämmer inte."),
        )),
        Checked::Unreadable => Ok(form(
            StatusCode::SERVICE_UNAVAILABLE,
            Some("Filen med användare kan inte läsas. Kontakta den som sköter konsolen."),
        )),
    }
}

/// Ends the session.
pub async fn sign_out(posted: Posted<ToLook>) -> Answer {
    let person = &posted.signed.person;
    person.console.sessions.end(&person.cookie);
    let gone = [(SET_COOKIE, person.console.set_cookie(""))];
    Ok((gone, Redirect::to("/logga-in")).into_response())
}

enum Checked {
    Right(Roles),
    Wrong,
    Unreadable,
}

impl Console {
    fn check(&self, name: &str, password: &SecretString) -> Checked {
        use secrecy::ExposeSecret;
        let Ok(users) = Users::read(&self.settings.users_file) else {
            return Checked::Unreadable;
        };
        match users.check(name, password.expose_secret()) {
            Some(roles) => Checked::Right(roles),
            None => Checked::Wrong,
        }
    }

    fn let_in(&self, name: String, roles: Roles) -> Response {
        match self.sessions.begin(name, roles, self.clock.now()) {
            Some(cookie) => {
                let given = [(SET_COOKIE, self.set_cookie(&cookie))];
                (given, Redirect::to("/")).into_response()
            }
            None => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        }
    }
}

fn form(status: StatusCode, fault: Option<&'static str>) -> Response {
    let form = SignInPage {
        fault,
        by_proxy: false,
    };
    page(status, &form)
}
