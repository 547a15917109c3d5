//! Where a registry answers.

use std::fmt;
use std::net::IpAddr;

use reqwest::Url;

/// An `http` or `https` address without user, password, query and fragment, so
/// that it may be shown.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// Reads an address. Plain `http` to another machine is refused unless
    /// `allow_insecure`, because answers about people would cross the network
    /// for anybody to read.
    ///
    /// # Errors
    /// What is wrong, in words that do not quote the address.
    pub fn parse(text: &str, allow_insecure: bool) -> Result<Self, &'static str> {
        let url = Url::parse(text)
            .map_err(|_| "must be an address such as https://registry.example.se")?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err("must begin with https:// (or http:// on this machine)");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("must hold no user or password");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("must hold no query and no fragment: paths are added to it");
        }
        if url.scheme() == "http" && !is_this_machine(&url) && !allow_insecure {
            return Err(
                "must begin with https://: plain http:// to another machine is only for \
                 invented persons, and then registries.allow_insecure = true",
            );
        }
        Ok(Self(url))
    }

    /// The address of a path, such as `/csn/v1/fraga`, below this one.
    pub fn endpoint(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        let base = self.0.path().trim_end_matches('/');
        url.set_path(&format!("{base}/{}", path.trim_start_matches('/')));
        url
    }
}

fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || bare
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.as_str())
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_stays_on_this_machine_unless_allowed() {
        for near in ["http://127.0.0.1:1", "http://[::1]:1", "http://localhost:1"] {
            assert!(BaseUrl::parse(near, false).is_ok(), "{near}");
        }
        for far in [
            "http://simulator:1",
            "http://127.0.0.1.example.se",
            "http://10.0.0.1",
        ] {
            assert!(BaseUrl::parse(far, false).is_err(), "{far}");
            assert!(BaseUrl::parse(far, true).is_ok(), "{far}");
        }
        assert!(BaseUrl::parse("https://registry.example.se", false).is_ok());
    }

    #[test]
    fn other_addresses_are_refused_even_when_insecure_is_allowed() {
        for bad in [
            "",
            "registry.example.se",
            "ftp://127.0.0.1",
            "unix:/run/registry",
            "https://user:word@example.se",
            "https://example.se/?a=b",
            "https://example.se/#a",
        ] {
            assert!(BaseUrl::parse(bad, true).is_err(), "{bad}");
        }
    }

    #[test]
    fn paths_are_added_with_or_without_a_slash() {
        for base in ["https://example.se/ssbtek", "https://example.se/ssbtek/"] {
            let base = BaseUrl::parse(base, false).expect("an address");
            let endpoint = base.endpoint("/csn/v1/fraga");
            assert_eq!(endpoint.as_str(), "https://example.se/ssbtek/csn/v1/fraga");
        }
    }
}
