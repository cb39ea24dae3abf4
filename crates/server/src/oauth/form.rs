//! The body of a request to the token endpoint.

use std::borrow::Cow;
use std::collections::HashMap;

use super::error::{OAuthError, Word};

/// The fields of an `application/x-www-form-urlencoded` body. Fields without a
/// value count as absent (RFC 6749, section 3.2).
pub struct Form<'a>(HashMap<Cow<'a, str>, Cow<'a, str>>);

impl<'a> Form<'a> {
    pub fn parse(body: &'a [u8]) -> Result<Self, OAuthError> {
        let mut fields = HashMap::new();
        for (name, value) in form_urlencoded::parse(body) {
            if value.is_empty() {
                continue;
            }
            if fields.contains_key(&name) {
                let text = "A parameter was given more than once.";
                return Err(OAuthError::new(Word::InvalidRequest, text));
            }
            fields.insert(name, value);
        }
        Ok(Self(fields))
    }

    /// The same, free of the bytes it was read from.
    pub fn into_owned(self) -> Form<'static> {
        let own = |text: Cow<'a, str>| Cow::<'static, str>::Owned(text.into_owned());
        let fields = self.0.into_iter();
        Form(
            fields
                .map(|(name, value)| (own(name), own(value)))
                .collect(),
        )
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(Cow::as_ref)
    }

    pub fn required(&self, name: &'static str) -> Result<&str, OAuthError> {
        self.get(name).ok_or_else(|| {
            let text = format!("Missing required parameter: {name}");
            OAuthError::new(Word::InvalidRequest, text)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_once() {
        let form = Form::parse(b"a=1&b=x+y%2Fz&c=&c=2").unwrap();
        assert_eq!(form.get("a"), Some("1"));
        assert_eq!(form.get("b"), Some("x y/z"));
        assert_eq!(form.get("c"), Some("2"));
        assert_eq!(form.required("d").unwrap_err().word, Word::InvalidRequest);
        assert!(Form::parse(b"a=1&a=2").is_err());
        assert!(Form::parse(b"\xff%ff=%&&=").is_ok());
    }
}
