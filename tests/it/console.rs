//! The operators' console over real HTTP.

mod faults;
mod forms;
mod identities;
mod markup;
mod operating;
mod restricted;
mod rights;
mod sign_in;

use std::collections::BTreeSet;
use std::net::SocketAddr;

use chrono::{DateTime, Utc};
use handlaggarrobot::cli::setup;
use handlaggarrobot::clock::{Clock, Hand};
use handlaggarrobot::console::Console;
use handlaggarrobot::console::access::rights::{Role, Roles};
use handlaggarrobot::console::access::users::Users;
use reqwest::header::{COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Client, RequestBuilder, StatusCode};
use tokio::net::TcpListener;

use crate::installation::Installation;

const PASSWORD: &str = "fyra korta ord här";

/// A console at a free port, its clock moved by hand.
pub struct RunningConsole {
    address: SocketAddr,
    hand: Hand,
}

/// Starts the console of an installation, with a user for each list of roles
/// who is named after them, such as `operator+restricted`.
async fn console(installation: &Installation, now: DateTime<Utc>) -> RunningConsole {
    let mut settings = installation.settings();
    let file = installation.folder.path().join("users.toml");
    settings.console.users_file.clone_from(&file);
    let mut users = Users::default();
    for name in USERS {
        let roles = name.split('+').filter_map(Role::from_code);
        let roles = Roles(roles.collect::<BTreeSet<_>>());
        users
            .put(name, roles, Some(PASSWORD), false)
            .expect("a user");
    }
    users.write(&file).expect("written");
    let database = setup::database(&settings).expect("the file");
    let ledger = setup::ledger(&settings, database).await.expect("a ledger");
    let rules = setup::rules(&settings.rules).expect("rules");
    let (clock, hand) = Clock::by_hand(now);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let console = Console::new(ledger, rules, clock, settings.console);
    tokio::spawn(console.serve(listener, std::future::pending()));
    RunningConsole { address, hand }
}

const USERS: [&str; 5] = [
    "operator",
    "caseworker",
    "auditor",
    "operator+restricted",
    "caseworker+restricted",
];

/// A browser: it keeps its cookie and follows no redirect by itself.
struct Browser {
    client: Client,
    address: SocketAddr,
    cookie: Option<String>,
}

/// What came back.
struct Shown {
    status: StatusCode,
    location: String,
    text: String,
}

impl RunningConsole {
    fn browser(&self) -> Browser {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().redirect(reqwest::redirect::Policy::none());
        Browser {
            client: client.build().expect("a client"),
            address: self.address,
            cookie: None,
        }
    }

    /// A browser in which a user is signed in.
    async fn signed_in(&self, user: &str) -> Browser {
        let mut browser = self.browser();
        let shown = browser.sign_in(user, PASSWORD).await;
        assert_eq!(
            (shown.status, &*shown.location),
            (StatusCode::SEE_OTHER, "/")
        );
        browser
    }
}

impl Browser {
    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    async fn send(&self, request: RequestBuilder) -> reqwest::Response {
        let request = match &self.cookie {
            Some(cookie) => request.header(COOKIE, cookie),
            None => request,
        };
        request.send().await.expect("an answer")
    }

    async fn get(&self, path: &str) -> Shown {
        Shown::from(self.send(self.client.get(self.url(path))).await).await
    }

    /// A form as a browser sends it from one of the console's pages.
    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Shown {
        let token = self.token().await;
        let mut all = vec![("token", token.as_str())];
        all.extend(fields);
        self.post_from(&format!("http://{}", self.address), path, &all)
            .await
    }

    async fn post_from(&self, origin: &str, path: &str, fields: &[(&str, &str)]) -> Shown {
        let request = self.client.post(self.url(path)).header(ORIGIN, origin);
        let request = request
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form(fields));
        Shown::from(self.send(request).await).await
    }

    async fn sign_in(&mut self, user: &str, password: &str) -> Shown {
        let fields = form(&[("name", user), ("password", password)]);
        let request = self.client.post(self.url("/logga-in"));
        let request = request
            .header(ORIGIN, format!("http://{}", self.address))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(fields);
        let response = self.send(request).await;
        let cookie = response.headers().get(SET_COOKIE);
        let cookie = cookie.and_then(|cookie| cookie.to_str().ok());
        self.cookie = cookie.and_then(|cookie| Some(cookie.split(';').next()?.to_owned()));
        Shown::from(response).await
    }

    /// What the forms of this session carry; empty for nobody.
    async fn token(&self) -> String {
        let page = self.get("/").await.text;
        let found = page.split_once("name=\"token\" value=\"");
        let token = found.and_then(|(_, rest)| rest.split('"').next());
        token.unwrap_or_default().to_owned()
    }
}

impl Shown {
    async fn from(response: reqwest::Response) -> Self {
        let location = response.headers().get(LOCATION);
        let location = location.and_then(|location| location.to_str().ok());
        Self {
            status: response.status(),
            location: location.unwrap_or_default().to_owned(),
            text: response.text().await.expect("a text"),
        }
    }
}

/// Fields as a form's body.
fn form(fields: &[(&str, &str)]) -> String {
    let mut url = reqwest::Url::parse("http://form").expect("an address");
    url.query_pairs_mut().extend_pairs(fields);
    url.query().unwrap_or_default().to_owned()
}
