//! Sign-in by an outside OpenID provider, where this server is the client:
//! `/signin/oidc` leads there and `/signin/oidc/callback` comes back. The
//! password form stays beside it.
//!
//! `provider.rs` asks the provider, `id_token.rs` checks what it says,
//! `attempt.rs` ties the way back to the way there, `people.rs` finds or makes
//! the person.

mod attempt;
mod id_token;
mod pages;
mod people;
mod provider;

use clap::Args;

pub use pages::{callback, start};
pub use provider::Provider;

/// Settings of the outside provider.
#[derive(Clone, Debug, Default, Args)]
pub struct Oidc {
    /// Issuer of an OpenID provider that people may sign in with
    #[arg(long, env = "CONFAB_OIDC_ISSUER", value_name = "URL")]
    pub oidc_issuer: Option<String>,

    /// This server's client id there; its redirect URI is PUBLIC_URL/signin/oidc/callback
    #[arg(long, env = "CONFAB_OIDC_CLIENT_ID", value_name = "ID")]
    pub oidc_client_id: Option<String>,

    /// The client's secret there; better given by the environment, which others cannot see
    #[arg(
        long,
        env = "CONFAB_OIDC_CLIENT_SECRET",
        value_name = "SECRET",
        hide_env_values = true
    )]
    pub oidc_client_secret: Option<String>,

    /// What the button on the sign-in page calls the provider [default: its host]
    #[arg(long, env = "CONFAB_OIDC_NAME", value_name = "NAME")]
    pub oidc_name: Option<String>,

    /// E-mail domains whose people may sign in so, separated by commas [default: the
    /// organisation's]
    #[arg(
        long,
        env = "CONFAB_OIDC_DOMAINS",
        value_name = "DOMAINS",
        default_value = "",
        hide_default_value = true
    )]
    pub oidc_domains: String,
}

impl Oidc {
    /// What is wrong with these settings, in one line.
    pub fn check(&self) -> Result<(), String> {
        let given = [
            self.oidc_issuer.is_some(),
            self.oidc_client_id.is_some(),
            self.oidc_client_secret.is_some(),
        ];
        if given != [given[0]; 3] {
            return Err(
                "--oidc-issuer, --oidc-client-id and --oidc-client-secret need each other".into(),
            );
        }
        let Some(issuer) = &self.oidc_issuer else {
            return Ok(());
        };
        let url = reqwest::Url::parse(issuer).ok();
        let is_safe = url.is_some_and(|url| {
            let host = url.host_str().unwrap_or_default();
            let is_here = ["localhost", "127.0.0.1", "[::1]"].contains(&host);
            url.scheme() == "https" || (url.scheme() == "http" && is_here)
        });
        match is_safe {
            true => Ok(()),
            false => Err(format!("--oidc-issuer must begin with https://: {issuer}")),
        }
    }

    /// Domains in lower case.
    pub fn domains(&self) -> Vec<String> {
        let words = self.oidc_domains.split(',').map(str::trim);
        words
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    }

    /// How the sign-in page calls the provider.
    pub fn name(&self) -> Option<String> {
        let issuer = self.oidc_issuer.as_ref()?;
        let host = || {
            reqwest::Url::parse(issuer)
                .ok()?
                .host_str()
                .map(str::to_owned)
        };
        self.oidc_name.clone().or_else(host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings() {
        let with = |issuer: &str| Oidc {
            oidc_issuer: Some(issuer.to_owned()),
            oidc_client_id: Some("a".to_owned()),
            oidc_client_secret: Some("b".to_owned()),
            ..Oidc::default()
        };
        assert_eq!(Oidc::default().check(), Ok(()));
        assert_eq!(with("https://id.example.com").check(), Ok(()));
        assert_eq!(with("http://127.0.0.1:1").check(), Ok(()));
        for wrong in [
            "http://id.example.com",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://localhost@example.com",
            "https://",
            "id.example.com",
        ] {
            assert!(with(wrong).check().is_err(), "{wrong}");
        }
        let half = Oidc {
            oidc_client_secret: None,
            ..with("https://x.example")
        };
        assert!(
            half.check()
                .is_err_and(|text| text.contains("need each other"))
        );
        assert_eq!(
            with("https://id.example.com/a").name().as_deref(),
            Some("id.example.com")
        );
        let domains = Oidc {
            oidc_domains: " A.example,b.example, ".to_owned(),
            ..Oidc::default()
        };
        assert_eq!(domains.domains(), ["a.example", "b.example"]);
    }
}
