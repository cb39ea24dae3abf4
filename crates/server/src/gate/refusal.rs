//! Why a credential is not accepted, in Google's words: always 401, with a
//! reason that programs compare.

use domain::{Code, Error};

/// What may be wrong with a credential. The answer tells no more than this;
/// the log does not either, for a token must never be written there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is none.
    Missing,
    /// Neither a token nor a JWT that this server could have accepted.
    Unsupported,
    /// Expired, revoked, or never issued here.
    Expired,
    /// The person is disabled.
    Disabled,
}

const ADVICE: &str = "Expected OAuth 2 access token, login cookie or other valid authentication \
                      credential. See \
                      https://developers.google.com/identity/sign-in/web/devconsole-project.";

impl Refusal {
    fn reason(self) -> &'static str {
        match self {
            Self::Missing => "CREDENTIALS_MISSING",
            Self::Unsupported => "ACCESS_TOKEN_TYPE_UNSUPPORTED",
            Self::Expired => "ACCESS_TOKEN_EXPIRED",
            Self::Disabled => "ACCOUNT_STATE_INVALID",
        }
    }

    /// `rpc` is the method's full name, `google.chat.v1.ChatService/GetSpace`.
    pub fn error(self, rpc: &str) -> Error {
        let what = match self {
            Self::Missing => "Request is missing required authentication credential.",
            _ => "Request had invalid authentication credentials.",
        };
        Error::new(Code::Unauthenticated, format!("{what} {ADVICE}"))
            .with_info(self.reason(), metadata(rpc))
    }
}

/// What `ErrorInfo` says about the call.
pub fn metadata(rpc: &str) -> Vec<(&'static str, String)> {
    vec![
        ("service", "chat.googleapis.com".to_owned()),
        ("method", rpc.replace('/', ".")),
    ]
}
