//! Where a request comes from, for throttling and the audit log.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use http::request::Parts;
use http::{Extensions, HeaderMap};

tokio::task_local! {
    /// Where an administrator's call comes from, for the audit log.
    static ORIGIN: IpAddr;
}

/// Runs a call that may ask for its [`origin`].
pub async fn with_origin<F: Future>(address: IpAddr, call: F) -> F::Output {
    ORIGIN.scope(address, call).await
}

/// Where the call under way comes from; nothing where nobody said.
pub fn origin() -> String {
    ORIGIN.try_with(IpAddr::to_string).unwrap_or_default()
}

/// The other end of the connection; an extension of every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

/// The client's address. A proxy on this machine is believed about whom it
/// speaks for (the last entry of `X-Forwarded-For`, the one it added itself);
/// from anywhere else that header is only somebody's claim.
pub fn client_address(parts: &Parts) -> IpAddr {
    address(&parts.headers, &parts.extensions)
}

/// The same of a request that is not taken apart.
pub fn address(headers: &HeaderMap, extensions: &Extensions) -> IpAddr {
    let Some(Peer(peer)) = extensions.get() else {
        return Ipv6Addr::UNSPECIFIED.into();
    };
    let peer = peer.ip().to_canonical();
    let forwarded = || {
        let header = headers.get_all("x-forwarded-for").iter().next_back()?;
        let last = header.to_str().ok()?.rsplit(',').next()?;
        last.trim().parse::<IpAddr>().ok()
    };
    match peer.is_loopback() {
        true => forwarded().unwrap_or(peer).to_canonical(),
        false => peer,
    }
}

/// What counts as one address: of IPv6 the network, for one customer has that
/// many addresses.
pub fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    #[test]
    fn only_a_local_proxy_is_believed() {
        let check = |peer: &str, forwarded: &[&str], expected: &str| {
            let mut request = Request::get("/");
            for value in forwarded {
                request = request.header("x-forwarded-for", *value);
            }
            let request = request.extension(Peer(peer.parse().unwrap()));
            let (parts, ()) = request.body(()).unwrap().into_parts();
            assert_eq!(client_address(&parts).to_string(), expected, "{peer}");
        };
        check("192.0.2.1:1", &[], "192.0.2.1");
        check("192.0.2.1:1", &["203.0.113.9"], "192.0.2.1");
        check("127.0.0.1:1", &[], "127.0.0.1");
        check("127.0.0.1:1", &["203.0.113.9"], "203.0.113.9");
        check("127.0.0.1:1", &["9.9.9.9, 203.0.113.9"], "203.0.113.9");
        check("127.0.0.1:1", &["9.9.9.9", "203.0.113.9"], "203.0.113.9");
        check("127.0.0.1:1", &["nonsense"], "127.0.0.1");
        check("[::1]:1", &["2001:db8::1"], "2001:db8::1");
        check("[::ffff:192.0.2.1]:1", &[], "192.0.2.1");
    }

    #[test]
    fn networks() {
        let check = |address: &str, expected: &str| {
            assert_eq!(network(address.parse().unwrap()).to_string(), expected);
        };
        check("192.0.2.7", "192.0.2.7");
        check("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::");
    }
}
