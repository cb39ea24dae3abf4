//! Cookies of the sign-in pages. Behind https their names begin with `__Host-`,
//! which browsers take from this very host alone: a page on another name of the
//! same domain cannot put a session of its own there.

use domain::Result;
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

/// One of our cookies, on a server that is reached by https or not.
#[derive(Clone, Copy, Debug)]
pub struct Cookie {
    name: &'static str,
    secure: bool,
}

impl Cookie {
    pub fn new(name: &'static str, public_url: &str) -> Self {
        let secure = public_url.starts_with("https://");
        Self { name, secure }
    }

    fn prefix(self) -> &'static str {
        if self.secure { "__Host-" } else { "" }
    }

    /// What a request has in it.
    pub fn of(self, headers: &HeaderMap) -> Option<&str> {
        let cookies = headers.get_all(COOKIE).iter();
        let mut pairs = cookies
            .filter_map(|value| value.to_str().ok())
            .flat_map(|text| text.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        let is_it = |name: &str| name.strip_prefix(self.prefix()) == Some(self.name);
        let (_, text) = pairs.find(|(name, _)| is_it(name))?;
        (!text.is_empty()).then_some(text)
    }

    /// Sets it for so many seconds; none take it away.
    pub fn set(self, text: &str, max_age: i64) -> Result<HeaderValue> {
        let (prefix, name) = (self.prefix(), self.name);
        let secure = if self.secure { "; Secure" } else { "" };
        let value = format!(
            "{prefix}{name}={text}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}"
        );
        HeaderValue::try_from(value).map_err(domain::Error::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(cookie: Cookie, given: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for text in given {
            headers.append(COOKIE, text.parse().unwrap());
        }
        cookie.of(&headers).map(str::to_owned)
    }

    #[test]
    fn cookies_are_found_by_name() {
        let cookie = Cookie::new("session", "http://localhost:8080");
        let check = |given: &[&str], expected: Option<&str>| {
            assert_eq!(found(cookie, given).as_deref(), expected, "{given:?}");
        };
        check(&[], None);
        check(&["a=b"], None);
        check(&["session="], None);
        check(&["session=x"], Some("x"));
        check(&["a=b; session=x;c=d"], Some("x"));
        check(&["a=b", "session=x=y"], Some("x=y"));
        check(&["Session=x", "xsession=x", "__Host-session=x"], None);
    }

    #[test]
    fn behind_https_only_this_hosts_own_count() {
        let cookie = Cookie::new("session", "https://chat.example.com");
        let check = |given: &[&str], expected: Option<&str>| {
            assert_eq!(found(cookie, given).as_deref(), expected, "{given:?}");
        };
        // What another name of the domain could have set.
        check(&["session=evil"], None);
        check(&["session=evil; __Host-session=own"], Some("own"));
        let set = cookie.set("own", 60).unwrap();
        assert_eq!(
            set,
            "__Host-session=own; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
        );
    }
}
