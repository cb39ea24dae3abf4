//! What an app asks for, read and checked.

use store::oauth_clients::{self, ClientKind, OAuthClient};

use crate::gate::{Scope, ScopeSet};
use crate::oauth::error::{OAuthError, Word};
use crate::oauth::form::Form;
use crate::oauth::{pkce, redirect_uri};
use crate::state::Server;

/// Bytes of `state` and `nonce`.
const TEXT_LIMIT: usize = 4_096;

/// Where the answer goes, once that is known to be the client's own.
#[derive(Clone, Debug)]
pub struct Target {
    pub client: OAuthClient,
    pub redirect_uri: String,
    pub state: Option<String>,
    /// In the fragment instead of the query (`response_mode=fragment`).
    pub in_fragment: bool,
}

/// An authorization request with nothing wrong in it.
#[derive(Debug)]
pub struct Ask {
    pub scopes: ScopeSet,
    pub challenge: Option<String>,
    pub nonce: Option<String>,
    pub offline: bool,
    /// Scopes granted before come along (`include_granted_scopes`).
    pub with_granted: bool,
    pub prompt: Prompt,
    pub login_hint: Option<String>,
}

/// What the app wants the person to be asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    pub none: bool,
    pub login: bool,
    pub consent: bool,
    pub select_account: bool,
}

/// Client and redirect URI. A fault here is told to the person: the address
/// might not be the client's.
pub async fn target(server: &Server, form: &Form<'_>) -> Result<Target, OAuthError> {
    let id = form.required("client_id")?.to_owned();
    let redirect_uri = form.required("redirect_uri")?.to_owned();
    let read = server
        .store
        .read(move |tx| Box::pin(async move { oauth_clients::get(tx, &id).await }));
    let Some(client) = read.await? else {
        return Err(OAuthError::new(
            Word::InvalidClient,
            "The OAuth client was not found.",
        ));
    };
    if !redirect_uri::is_registered(client.kind, &client.redirect_uris, &redirect_uri) {
        let text = format!(
            "The redirect URI of this request, {redirect_uri}, is not one of those registered for \
             the client."
        );
        return Err(OAuthError::new(Word::RedirectUriMismatch, text));
    }
    Ok(Target {
        client,
        redirect_uri,
        state: form.get("state").map(str::to_owned),
        in_fragment: form.get("response_mode") == Some("fragment"),
    })
}

/// The rest. A fault here is told to the app.
pub fn ask(target: &Target, form: &Form<'_>) -> Result<Ask, OAuthError> {
    match form.required("response_type")? {
        "code" => {}
        _ => {
            let text = "response_type must be code.";
            return Err(OAuthError::new(Word::UnsupportedResponseType, text));
        }
    }
    let one_of = |name: &'static str, values: &[&str]| match form.get(name) {
        Some(value) if !values.contains(&value) => {
            let text = format!("{name} must be {}.", values.join(" or "));
            Err(OAuthError::new(Word::InvalidRequest, text))
        }
        value => Ok(value.map(str::to_owned)),
    };
    one_of("response_mode", &["query", "fragment"])?;
    let access_type = one_of("access_type", &["online", "offline"])?;
    let with_granted = one_of("include_granted_scopes", &["true", "false"])?;
    for name in ["state", "nonce"] {
        if form.get(name).is_some_and(|text| text.len() > TEXT_LIMIT) {
            let text = format!("{name} must not have more than {TEXT_LIMIT} bytes.");
            return Err(OAuthError::new(Word::InvalidRequest, text));
        }
    }
    let challenge = pkce::challenge(form)?;
    if challenge.is_none() && target.client.kind == ClientKind::Installed {
        let text = "Installed apps must use PKCE: code_challenge with code_challenge_method=S256.";
        return Err(OAuthError::new(Word::InvalidRequest, text));
    }
    Ok(Ask {
        scopes: scopes(form.required("scope")?)?,
        challenge,
        nonce: form.get("nonce").map(str::to_owned),
        offline: access_type.as_deref() == Some("offline"),
        with_granted: with_granted.as_deref() == Some("true"),
        prompt: prompt(form)?,
        login_hint: form.get("login_hint").map(str::to_owned),
    })
}

/// Scopes of other Google products are passed over: they open nothing here,
/// and apps ask for them together with Chat's.
fn scopes(text: &str) -> Result<ScopeSet, OAuthError> {
    let words = || text.split_ascii_whitespace();
    let refused = |text: String| Err(OAuthError::new(Word::InvalidScope, text));
    if let Some(word) =
        words().find(|word| Scope::parse(word).is_none() && !Scope::is_foreign(word))
    {
        let shown: String = word.chars().take(100).collect();
        return refused(format!("Some requested scopes were invalid: {shown}"));
    }
    let scopes = ScopeSet::parse_known(text);
    if let Some(scope) = scopes.iter().find(|scope| scope.is_for_apps()) {
        return refused(format!(
            "{} is for apps in their own name; no user can grant it.",
            scope.url()
        ));
    }
    if let Some(scope) = scopes.iter().find(|scope| scope.needs_delegation()) {
        return refused(format!(
            "{} is for domain-wide delegation; no user can grant it.",
            scope.url()
        ));
    }
    match scopes.is_empty() {
        true => refused("None of the requested scopes is one of Google Chat's.".to_owned()),
        false => Ok(scopes),
    }
}

fn prompt(form: &Form<'_>) -> Result<Prompt, OAuthError> {
    let mut prompt = Prompt::default();
    for word in form
        .get("prompt")
        .unwrap_or_default()
        .split_ascii_whitespace()
    {
        match word {
            "none" => prompt.none = true,
            "login" => prompt.login = true,
            "consent" => prompt.consent = true,
            "select_account" => prompt.select_account = true,
            _ => {
                let text = "prompt may have none, login, consent and select_account.";
                return Err(OAuthError::new(Word::InvalidRequest, text));
            }
        }
    }
    if prompt.none
        && prompt
            != (Prompt {
                none: true,
                ..Prompt::default()
            })
    {
        let text = "prompt=none cannot be together with another prompt.";
        return Err(OAuthError::new(Word::InvalidRequest, text));
    }
    Ok(prompt)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(kind: ClientKind) -> Target {
        let client = OAuthClient {
            id: "1-a.apps.googleusercontent.com".to_owned(),
            display_name: "A".to_owned(),
            app: None,
            project_id: "a-1".to_owned(),
            kind,
            secret_hash: vec![],
            redirect_uris: vec![],
            create_time: domain::Time(0),
        };
        Target {
            client,
            redirect_uri: String::new(),
            state: None,
            in_fragment: false,
        }
    }

    #[test]
    fn asks() {
        let check = |kind, query: &str, expected: Result<&str, Word>| {
            let form = Form::parse(query.as_bytes()).unwrap();
            let found = ask(&target(kind), &form);
            let found = found
                .map(|ask| ask.scopes.to_short())
                .map_err(|error| error.word);
            assert_eq!(found.as_deref().map_err(|word| *word), expected, "{query}");
        };
        let web = ClientKind::Web;
        let base = "response_type=code&scope=openid+chat.messages";
        check(web, base, Ok("chat.messages openid"));
        let pkce = "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
        check(
            ClientKind::Installed,
            &format!("{base}{pkce}"),
            Ok("chat.messages openid"),
        );
        check(ClientKind::Installed, base, Err(Word::InvalidRequest));
        check(
            web,
            &format!("{base}&prompt=consent+select_account&access_type=offline"),
            Ok("chat.messages openid"),
        );
        check(web, "scope=openid", Err(Word::InvalidRequest));
        check(
            web,
            "response_type=token&scope=openid",
            Err(Word::UnsupportedResponseType),
        );
        check(web, "response_type=code", Err(Word::InvalidRequest));
        for more in [
            "&prompt=none+consent",
            "&prompt=nonsense",
            "&access_type=x",
            "&response_mode=form_post",
            "&include_granted_scopes=1",
            "&code_challenge=x",
        ] {
            check(web, &format!("{base}{more}"), Err(Word::InvalidRequest));
        }
        check(
            web,
            &format!("{base}&state={}", "a".repeat(5_000)),
            Err(Word::InvalidRequest),
        );
        let drive = "https://www.googleapis.com/auth/drive";
        check(
            web,
            &format!("response_type=code&scope=openid+{drive}"),
            Ok("openid"),
        );
        for scope in [
            drive,
            "nonsense",
            "openid+chat.bot",
            "openid+chat.app.spaces",
            "+",
        ] {
            check(
                web,
                &format!("response_type=code&scope={scope}"),
                Err(Word::InvalidScope),
            );
        }
    }
}
