//! An app that uses the code flow by hand: what Google's libraries send, and
//! what they never would.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use reqwest::{Method, Url};
use serde_json::Value;
use server::gate::{Caller, secret};
use server::state::now;

use crate::browser::{Answer, Browser, Site, form};

pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk.~_-0";
pub const MESSAGES: &str = "https://www.googleapis.com/auth/chat.messages";
pub const SPACES: &str = "https://www.googleapis.com/auth/chat.spaces";

pub struct App {
    pub id: String,
    pub secret: String,
    pub redirect: String,
    browser: Browser,
}

impl App {
    /// Registers a client by `confab admin` and reads its file.
    pub fn register(site: &Site, name: &str, more: &[&str]) -> Self {
        let file = site.data.path().join(format!("{name}.json"));
        let mut arguments = vec![
            "oauth-client",
            "create",
            name,
            "--out",
            file.to_str().unwrap(),
        ];
        arguments.extend(more);
        let answer = site.admin(&arguments);
        let file: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        let inner = &file[answer["type"].as_str().unwrap()];
        let text = |name: &str| inner[name].as_str().unwrap().to_owned();
        assert_eq!(answer["clientId"], inner["client_id"]);
        Self {
            id: text("client_id"),
            secret: text("client_secret"),
            redirect: inner["redirect_uris"][0].as_str().unwrap().to_owned(),
            browser: site.browser(),
        }
    }

    pub fn web(site: &Site) -> Self {
        Self::register(site, "Web", &["--redirect-uri", "https://app.example/cb"])
    }

    pub fn installed(site: &Site) -> Self {
        let mut app = Self::register(site, "Tool", &["--redirect-uri", "http://localhost"]);
        app.redirect = "http://localhost:8085/".to_owned();
        app
    }

    /// The address to send people to; fields replace the usual ones, an empty
    /// one takes it away.
    pub fn auth(&self, fields: &[(&str, &str)]) -> String {
        let challenge = URL_SAFE_NO_PAD.encode(secret::hash(VERIFIER));
        let mut all = vec![
            ("client_id", self.id.as_str()),
            ("redirect_uri", &self.redirect),
            ("response_type", "code"),
            ("scope", MESSAGES),
            ("state", "s t&=1"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        all.retain(|(name, _)| !fields.iter().any(|(other, _)| other == name));
        all.extend(fields.iter().filter(|(_, value)| !value.is_empty()));
        format!("/o/oauth2/v2/auth?{}", form(&all))
    }

    /// Lets somebody allow it: the fields that come back.
    pub async fn ask(&self, browser: &Browser, fields: &[(&str, &str)]) -> Fields {
        let page = browser.get(&self.auth(fields)).await;
        if page.status == 303 {
            return Fields::of(&page);
        }
        let page = page.expect(200, "wants to use Confab as you");
        Fields::of(&allow(browser, &page, &[]).await)
    }

    pub async fn code(&self, browser: &Browser, fields: &[(&str, &str)]) -> String {
        self.ask(browser, fields)
            .await
            .get("code")
            .expect("a code")
            .to_owned()
    }

    /// `POST /token` with these fields, and its id and secret in the body.
    pub async fn token(&self, fields: &[(&str, &str)]) -> Answer {
        let own = [
            ("client_id", self.id.as_str()),
            ("client_secret", &self.secret),
        ];
        self.post("/token", &[&own, fields].concat()).await
    }

    pub async fn exchange(&self, code: &str) -> Answer {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect),
            ("code_verifier", VERIFIER),
        ])
        .await
    }

    pub async fn refresh(&self, token: &str) -> Answer {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)])
            .await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self.browser.request(Method::POST, path);
        self.browser.send(request.body(form(fields))).await
    }

    /// `POST /token` with id and secret by HTTP Basic, as google-auth-oauthlib.
    pub async fn token_by_basic(&self, fields: &[(&str, &str)]) -> Answer {
        let basic = STANDARD.encode(format!("{}:{}", self.id, self.secret));
        let request = self.browser.request(Method::POST, "/token");
        let request = request.header("authorization", format!("Basic {basic}"));
        self.browser.send(request.body(form(fields))).await
    }

    pub async fn get(&self, path: &str, bearer: &str) -> Answer {
        let request = self.browser.request(Method::GET, path);
        self.browser.send(request.bearer_auth(bearer)).await
    }
}

/// Presses Allow on the consent page, with the marks of `scopes` (all, if
/// there are none).
pub async fn allow(browser: &Browser, page: &Answer, scopes: &[&str]) -> Answer {
    decide(browser, page, "allow", scopes).await
}

pub async fn decide(browser: &Browser, page: &Answer, decision: &str, scopes: &[&str]) -> Answer {
    let names: Vec<String> = match scopes {
        [] => marks(&page.text),
        some => some.iter().map(|name| format!("scope.{name}")).collect(),
    };
    let (request, token) = (hidden(&page.text, "request"), hidden(&page.text, "token"));
    let mut fields = vec![
        ("request", request.as_str()),
        ("token", &token),
        ("decision", decision),
    ];
    fields.extend(names.iter().map(|name| (name.as_str(), "on")));
    browser.post("/o/oauth2/consent", &fields).await
}

/// The names of the boxes on a consent page.
pub fn marks(page: &str) -> Vec<String> {
    let parts = page.split("type=\"checkbox\" name=\"").skip(1);
    parts
        .map(|part| part.split('"').next().unwrap().to_owned())
        .collect()
}

fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.split_once(&start).expect("a hidden field");
    rest.split('"').next().unwrap().replace("&amp;", "&")
}

/// The fields of a redirect to the app.
#[derive(Debug)]
pub struct Fields {
    pub location: Url,
    pairs: Vec<(String, String)>,
}

impl Fields {
    #[track_caller]
    pub fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, 303, "{}", answer.text);
        let location = Url::parse(answer.header("location")).unwrap();
        let pairs = location.query_pairs().into_owned().collect();
        Self { location, pairs }
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Who calls with a token.
pub async fn caller(site: &Site, token: &str) -> domain::Result<Caller> {
    let gate = &site.running.server.gate;
    gate.authenticate("x.Y/Z", Some(token), now()).await
}

pub fn text(answer: &Value, name: &str) -> String {
    answer[name]
        .as_str()
        .unwrap_or_else(|| panic!("no {name} in {answer}"))
        .to_owned()
}

/// Checks a refusal of the token endpoint.
#[track_caller]
pub fn refused(answer: Answer, status: u16, word: &str, part: &str) {
    let body = answer.json();
    assert_eq!(
        (answer.status, body["error"].as_str()),
        (status, Some(word)),
        "{body}"
    );
    let description = body["error_description"].as_str().unwrap();
    assert!(description.contains(part), "{body}");
    assert_eq!(answer.header("cache-control"), "no-store");
}
