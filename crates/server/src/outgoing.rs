//! Requests that this server makes: to Chat apps, to OpenID providers, to pages
//! that messages link to. One client for all of them, which reaches public
//! addresses alone unless the administrator says otherwise: an endpoint or a
//! link is somebody's input, and must not open what only this machine sees.

mod addresses;

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Url, redirect};
use tokio::net::lookup_host;

pub use addresses::Reach;

/// How long a connection may take to open.
const CONNECT: Duration = Duration::from_secs(5);

/// Makes requests; clones share connections.
#[derive(Clone)]
pub struct Outgoing {
    client: Client,
    reach: Reach,
}

/// Why a URL is not asked at all.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Unreachable {
    #[error("the URL is not a valid http or https URL")]
    NotAUrl,
    #[error("{0} is not a public address; --outgoing says which addresses may be reached")]
    Address(IpAddr),
}

impl Outgoing {
    /// Follows no redirect and takes no proxy from the environment: either
    /// could lead where `reach` forbids.
    pub fn new(reach: Reach) -> Result<Self, String> {
        let client = Client::builder()
            .user_agent(concat!("Confab/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT)
            .dns_resolver(Resolver(reach))
            .build()
            .map_err(|error| format!("cannot make outgoing requests: {error}"))?;
        Ok(Self { client, reach })
    }

    /// The client and the parsed URL, if the URL may be asked. A name is held
    /// against the rules when it is resolved, at the moment of connecting.
    pub fn client(&self, url: &str) -> Result<(&Client, Url), Unreachable> {
        let url = Url::parse(url).map_err(|_| Unreachable::NotAUrl)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Unreachable::NotAUrl);
        }
        let host = url.host_str().ok_or(Unreachable::NotAUrl)?;
        let literal = host.trim_matches(['[', ']']).parse();
        match literal {
            Ok(ip) if !self.reach.allows(ip) => Err(Unreachable::Address(ip)),
            _ => Ok((&self.client, url)),
        }
    }
}

/// The system's resolver, without the addresses that may not be reached.
struct Resolver(Reach);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found: Vec<SocketAddr> = lookup_host((name.as_str(), 0)).await?.collect();
            let (allowed, refused): (Vec<_>, Vec<_>) = found
                .into_iter()
                .partition(|address| reach.allows(address.ip()));
            match refused.first() {
                Some(address) if allowed.is_empty() => {
                    Err(Unreachable::Address(address.ip()).into())
                }
                _ => Ok(Box::new(allowed.into_iter()) as Addrs),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls() {
        let check = |reach, url: &str, expected: Result<(), Unreachable>| {
            let outgoing = Outgoing::new(reach).unwrap();
            assert_eq!(outgoing.client(url).map(drop), expected, "{url}");
        };
        let address = |text: &str| Err(Unreachable::Address(text.parse().unwrap()));
        check(Reach::Public, "https://example.com/hook", Ok(()));
        check(
            Reach::Public,
            "ftp://example.com",
            Err(Unreachable::NotAUrl),
        );
        check(
            Reach::Public,
            "file:///etc/passwd",
            Err(Unreachable::NotAUrl),
        );
        check(Reach::Public, "nonsense", Err(Unreachable::NotAUrl));
        check(Reach::Public, "http://127.0.0.1:80/", address("127.0.0.1"));
        // Other spellings of the same address.
        check(Reach::Public, "http://2130706433/", address("127.0.0.1"));
        check(Reach::Public, "http://0x7f.1/", address("127.0.0.1"));
        check(Reach::Public, "http://[::1]/", address("::1"));
        check(Reach::Loopback, "http://127.0.0.1:80/", Ok(()));
        check(Reach::Loopback, "http://10.0.0.1/", address("10.0.0.1"));
        check(Reach::Private, "http://10.0.0.1/", Ok(()));
    }

    #[tokio::test]
    async fn names_are_resolved_within_reach() {
        let ask = async |reach| {
            let outgoing = Outgoing::new(reach).unwrap();
            // Nothing listens on port 1.
            let (client, url) = outgoing.client("http://localhost:1/").unwrap();
            format!("{:?}", client.get(url).send().await.unwrap_err())
        };
        assert!(ask(Reach::Public).await.contains("Address("));
        assert!(!ask(Reach::Loopback).await.contains("Address("));
    }
}
