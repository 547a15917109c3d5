//! `[console]`: where the operators' web page listens, and how people sign in.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use reqwest::Url;
use secrecy::SecretString;

use super::check::{Check, HOUR, MINUTE};
use super::sections;

/// A shared secret that could be guessed is none.
const SHORTEST_SECRET: usize = 32;

/// `[console]`
#[derive(Clone, Debug)]
pub struct ConsoleSettings {
    /// Where it listens.
    pub bind: SocketAddr,
    /// The origin that browsers see when a proxy stands in front, without a
    /// slash at its end.
    pub public_origin: Option<String>,
    /// Users, roles and password hashes.
    pub users_file: PathBuf,
    /// Without a click for so long, somebody is signed out.
    pub idle: Duration,
    /// After so long, somebody is signed out in any case.
    pub longest: Duration,
    /// How long identities of one case stay visible.
    pub reveal: Duration,
    /// A proxy that signs people in.
    pub proxy: Option<ProxySignIn>,
    /// Proxies on other machines.
    pub proxy_addresses: Vec<IpAddr>,
}

/// How a proxy says who somebody is.
#[derive(Clone, Debug)]
pub struct ProxySignIn {
    /// The header with the user's name, in small letters.
    pub header: String,
    /// What the header `x-proxy-secret` must hold.
    pub secret: SecretString,
}

impl ConsoleSettings {
    /// What forbids to listen at an address; `None` when nothing does.
    pub fn refuses(&self, bind: SocketAddr) -> Option<&'static str> {
        let behind_proxy = self.public_origin.is_some() && !self.proxy_addresses.is_empty();
        (!bind.ip().is_loopback() && !behind_proxy).then_some(
            "the console speaks no TLS, so it listens on 127.0.0.1 only, unless a proxy with TLS \
             stands in front: set console.public_address to its https address and \
             console.proxy_addresses to the machines it connects from",
        )
    }

    /// Whether a machine may connect at all.
    pub fn admits(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        peer.is_loopback() || self.proxy_addresses.contains(&peer)
    }
}

impl Check<'_> {
    pub(super) fn console(&mut self, console: &sections::Console) -> Option<ConsoleSettings> {
        let bind = console.bind.parse();
        if bind.is_err() {
            self.fault(
                "console.bind",
                "must be an address and a port such as 127.0.0.1:8440",
            );
        }
        let public_origin = self.public_origin(&console.public_address);
        self.filled("console.users_file", &console.users_file);
        let idle = self.time(
            "console.idle_minutes",
            console.idle_minutes,
            1..=240,
            MINUTE,
        );
        let longest = self.time("console.longest_hours", console.longest_hours, 1..=24, HOUR);
        let reveal = console.reveal_minutes;
        let reveal = self.time("console.reveal_minutes", reveal, 1..=60, MINUTE);
        let proxy = self.proxy(console);
        let settings = ConsoleSettings {
            bind: bind.ok()?,
            public_origin: public_origin?,
            users_file: PathBuf::from(console.users_file.trim()),
            idle: idle?,
            longest: longest?,
            reveal: reveal?,
            proxy: proxy?,
            proxy_addresses: self.addresses(&console.proxy_addresses)?,
        };
        if let Some(refusal) = settings.refuses(settings.bind) {
            self.fault("console.bind", refusal);
        }
        Some(settings)
    }

    /// The origin; `Some(None)` when none is configured.
    fn public_origin(&mut self, address: &str) -> Option<Option<String>> {
        if address.trim().is_empty() {
            return Some(None);
        }
        let url = Url::parse(address.trim())
            .ok()
            .filter(|url| url.scheme() == "https" && url.path() == "/" && url.query().is_none());
        if url.is_none() {
            self.fault(
                "console.public_address",
                "must be an https address without a path, such as https://robot.kommunen.example",
            );
        }
        url.map(|url| Some(url.origin().ascii_serialization()))
    }

    /// The proxy; `Some(None)` when none is configured.
    fn proxy(&mut self, console: &sections::Console) -> Option<Option<ProxySignIn>> {
        let header = console.proxy_header.trim().to_ascii_lowercase();
        if header.is_empty() {
            return Some(None);
        }
        let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        if !header.bytes().all(plain) {
            self.fault("console.proxy_header", "must be the name of a header");
            return None;
        }
        let key = "console.proxy_secret_file";
        if console.proxy_secret_file.is_empty() {
            self.fault(
                key,
                "must name a file with a secret, because proxy_header is set",
            );
            return None;
        }
        let secret = self.secret_file(key, &console.proxy_secret_file)?;
        let secret = String::from_utf8(secret).unwrap_or_default();
        if secret.len() < SHORTEST_SECRET {
            let problem = format!("the secret must have at least {SHORTEST_SECRET} characters");
            self.fault(key, problem);
            return None;
        }
        let secret = SecretString::from(secret);
        Some(Some(ProxySignIn { header, secret }))
    }

    fn addresses(&mut self, list: &str) -> Option<Vec<IpAddr>> {
        let parts = list.split(',').map(str::trim);
        let parts = parts.filter(|part| !part.is_empty());
        let read: Result<Vec<IpAddr>, _> = parts.map(str::parse).collect();
        if read.is_err() {
            self.fault(
                "console.proxy_addresses",
                "must be addresses such as 10.0.0.5, with commas between them",
            );
        }
        read.ok()
    }
}
