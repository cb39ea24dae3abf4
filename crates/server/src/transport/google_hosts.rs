//! Which hosts the proxy answers for, and what of this server stands behind
//! each. Google spreads over many names what Confab serves on one.

use std::borrow::Cow;

/// The names that a proxy stands in for.
pub struct GoogleHosts {
    universe: String,
    /// This server's own addresses, with whether they speak TLS: key files
    /// name them as `token_uri`.
    own: Vec<(String, bool)>,
}

/// What a host of Google's is for; an extension of requests that came through
/// the proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// This server under its own address.
    Own,
    Chat,
    /// `accounts.google.com`: sign-in and consent.
    Accounts,
    /// `oauth2.`, `openidconnect.`, `iamcredentials.`, `iam.`, `sts.`
    Identity,
    /// `www.googleapis.com`: older addresses of several APIs.
    Www,
    /// Some other API: nothing of it is here.
    Other,
}

/// A host that is answered for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    pub service: Service,
    pub tls: bool,
}

/// Paths of the Chat API and of what goes with it.
const CHAT: &[&str] = &["/v1/", "/upload/", "/resumable/", "/batch", "/$discovery/"];
const ACCOUNTS: &[&str] = &[
    "/o/",
    "/signin",
    "/signout",
    "/consent",
    "/.well-known/",
    "/oauth2/",
];
const IDENTITY: &[&str] = &[
    "/token",
    "/revoke",
    "/oauth2/",
    "/.well-known/",
    "/v1/projects/-/serviceAccounts/",
];
const WWW: &[&str] = &[
    "/oauth2/",
    "/discovery/",
    "/batch",
    "/robot/",
    "/service_accounts/",
];

/// Google's other names for paths that this server has once.
const ALIASES: &[(Service, &str, &str)] = &[
    (Service::Identity, "/v1/userinfo", "/oauth2/v3/userinfo"),
    (Service::Www, "/oauth2/v4/token", "/token"),
    (Service::Www, "/oauth2/v3/token", "/token"),
    (Service::Accounts, "/o/oauth2/token", "/token"),
    (Service::Accounts, "/o/oauth2/revoke", "/revoke"),
];

impl GoogleHosts {
    /// `own` are URLs of this server.
    pub fn new(universe: &str, own: &[&str]) -> Self {
        let authority = |url: &&str| {
            let (scheme, rest) = url.split_once("://")?;
            let tls = scheme == "https";
            let rest = rest.trim_end_matches('/').to_lowercase();
            let has_port = rest.rsplit_once(':').is_some_and(|(_, port)| {
                !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())
            });
            let port = if tls { 443 } else { 80 };
            match has_port {
                true => Some((rest, tls)),
                false => Some((format!("{rest}:{port}"), tls)),
            }
        };
        let mut own: Vec<_> = own.iter().filter_map(authority).collect();
        for at in 0..own.len() {
            let (authority, tls) = own[at].clone();
            if let Some(port) = authority.strip_prefix("127.0.0.1:") {
                own.push((format!("localhost:{port}"), tls));
            }
        }
        let universe = universe.to_lowercase();
        Self { universe, own }
    }

    /// What is behind a host and port; `None` for what is refused.
    pub fn find(&self, host: &str, port: u16) -> Option<Answered> {
        let host = host.to_lowercase();
        let authority = format!("{host}:{port}");
        if let Some((_, tls)) = self.own.iter().find(|(own, _)| *own == authority) {
            let service = Service::Own;
            return Some(Answered { service, tls: *tls });
        }
        let tls = match port {
            443 => true,
            80 => false,
            _ => return None,
        };
        let service = self.service(host.strip_suffix('.').unwrap_or(&host))?;
        Some(Answered { service, tls })
    }

    fn service(&self, host: &str) -> Option<Service> {
        match host {
            "accounts.google.com" => return Some(Service::Accounts),
            "googleapis.com" => return Some(Service::Www),
            _ => {}
        }
        let below = |domain: &str| host.strip_suffix(domain)?.strip_suffix('.');
        let label = below("googleapis.com").or_else(|| below(&self.universe))?;
        Some(match label {
            "" => return None,
            "chat" => Service::Chat,
            "www" => Service::Www,
            "oauth2" | "openidconnect" | "iamcredentials" | "iam" | "sts" => Service::Identity,
            _ => Service::Other,
        })
    }
}

impl Service {
    /// The path that serves what `path` means at this host; `None` when
    /// nothing here does.
    pub fn path(self, path: &str) -> Option<Cow<'_, str>> {
        let alias = ALIASES
            .iter()
            .find(|(service, theirs, _)| *service == self && *theirs == path);
        if let Some((_, _, ours)) = alias {
            return Some(Cow::Borrowed(ours));
        }
        let prefixes = match self {
            Self::Own => return Some(Cow::Borrowed(path)),
            Self::Chat => CHAT,
            Self::Accounts => ACCOUNTS,
            Self::Identity => IDENTITY,
            Self::Www => WWW,
            Self::Other => &[],
        };
        let known = prefixes.iter().any(|prefix| path.starts_with(prefix));
        known.then_some(Cow::Borrowed(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        let hosts = GoogleHosts::new(
            "example.org",
            &["http://127.0.0.1:8080", "https://chat.example.com"],
        );
        let check = |host: &str, port, expected: Option<(Service, bool)>| {
            let expected = expected.map(|(service, tls)| Answered { service, tls });
            assert_eq!(hosts.find(host, port), expected, "{host}:{port}");
        };
        check("chat.googleapis.com", 443, Some((Service::Chat, true)));
        check("Chat.GoogleAPIs.com.", 80, Some((Service::Chat, false)));
        check("chat.example.org", 443, Some((Service::Chat, true)));
        check("accounts.google.com", 443, Some((Service::Accounts, true)));
        check(
            "oauth2.googleapis.com",
            443,
            Some((Service::Identity, true)),
        );
        check("oauth2.example.org", 443, Some((Service::Identity, true)));
        check("www.googleapis.com", 443, Some((Service::Www, true)));
        check("googleapis.com", 443, Some((Service::Www, true)));
        check("drive.googleapis.com", 443, Some((Service::Other, true)));
        check("127.0.0.1", 8080, Some((Service::Own, false)));
        check("localhost", 8080, Some((Service::Own, false)));
        check("chat.example.com", 443, Some((Service::Own, true)));
        for (host, port) in [
            ("chat.googleapis.com", 22),
            ("google.com", 443),
            ("www.google.com", 443),
            ("evilgoogleapis.com", 443),
            ("chat.googleapis.com.evil.example", 443),
            ("example.org", 443),
            (".googleapis.com", 443),
            ("metadata.google.internal", 80),
            ("169.254.169.254", 80),
            ("127.0.0.1", 80),
            ("127.0.0.1", 8081),
            ("", 443),
        ] {
            check(host, port, None);
        }
    }

    #[test]
    fn paths() {
        let check = |service: Service, path: &str, expected: Option<&str>| {
            assert_eq!(service.path(path).as_deref(), expected, "{path}");
        };
        check(Service::Chat, "/v1/spaces", Some("/v1/spaces"));
        check(Service::Chat, "/", None);
        check(Service::Chat, "/token", None);
        check(Service::Chat, "/confab/v1/people", None);
        check(Service::Other, "/v1/spaces", None);
        check(Service::Identity, "/token", Some("/token"));
        check(
            Service::Identity,
            "/v1/userinfo",
            Some("/oauth2/v3/userinfo"),
        );
        check(Service::Www, "/oauth2/v4/token", Some("/token"));
        check(Service::Www, "/v1/spaces", None);
        check(
            Service::Accounts,
            "/o/oauth2/v2/auth",
            Some("/o/oauth2/v2/auth"),
        );
        check(Service::Own, "/confab/v1/people", Some("/confab/v1/people"));
    }
}
