//! A server with the people of `--dev`, and apps that run beside it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use domain::Time;
use domain::apps::{App, Audience, Command, CommandKind, EventFormat};
use domain::ids::UserId;
use serde_json::{Value, json};
use server::accounts;
use server::gate::{ScopeSet, secret};
use server::serve::{self, Running};
use server::settings::Settings;
use store::access_tokens::AccessToken;
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep};

/// One request that an app got.
#[derive(Clone, Debug)]
pub struct Asked {
    pub headers: HeaderMap,
    pub text: String,
    pub body: Value,
}

/// What an app answers: status and body.
type Handler = dyn Fn(&Asked) -> (u16, String) + Send + Sync;

/// An app's endpoint.
pub struct Endpoint {
    pub url: String,
    pub asked: Arc<Mutex<Vec<Asked>>>,
}

impl Endpoint {
    pub async fn start(handler: impl Fn(&Asked) -> (u16, String) + Send + Sync + 'static) -> Self {
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let (kept, handler): (_, Arc<Handler>) = (asked.clone(), Arc::new(handler));
        let answer = move |headers: HeaderMap, body: Bytes| {
            let text = String::from_utf8(body.to_vec()).unwrap();
            let new = Asked {
                headers,
                body: serde_json::from_str(&text).unwrap(),
                text,
            };
            let (status, body) = handler(&new);
            kept.lock().unwrap().push(new);
            async move {
                if status == 0 {
                    // Never answers.
                    sleep(Duration::from_secs(3_600)).await;
                }
                let mut headers = HeaderMap::new();
                if status == 302 {
                    headers.insert("location", "http://127.0.0.1:1/".parse().unwrap());
                }
                (
                    StatusCode::from_u16(status.max(100)).unwrap(),
                    headers,
                    body,
                )
            }
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/chat", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, asked }
    }

    /// Answers the same JSON to everything.
    pub async fn says(answer: Value) -> Self {
        Self::start(move |_| (200, answer.to_string())).await
    }

    pub fn requests(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// The first request whose body this is true of.
    pub async fn request(&self, wanted: impl Fn(&Value) -> bool) -> Asked {
        until(async || {
            let asked = self.requests();
            asked.into_iter().find(|asked| wanted(&asked.body))
        })
        .await
    }

    pub async fn of_type(&self, kind: &str) -> Asked {
        self.request(|body| body["type"] == kind).await
    }
}

/// Asks until there is an answer, for a minute.
pub async fn until<T>(ask: impl AsyncFn() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(found) = ask().await {
            return found;
        }
        assert!(Instant::now() < end, "nothing happened");
        sleep(Duration::from_millis(10)).await;
    }
}

pub struct Stage {
    pub running: Running,
    client: reqwest::Client,
    tokens: Mutex<Vec<(String, String)>>,
}

impl Stage {
    /// Apps may take longer here than a busy machine makes them.
    pub async fn start() -> Self {
        Self::with_deadline("20").await
    }

    /// Apps have so many seconds to answer.
    pub async fn with_deadline(seconds: &str) -> Self {
        let arguments = [
            "--ephemeral",
            "--dev",
            "--listen",
            "127.0.0.1:0",
            "--app-deadline",
            seconds,
        ];
        let settings = Settings::from_arguments(arguments).unwrap();
        Self::on(serve::start(settings).await.unwrap())
    }

    pub fn on(running: Running) -> Self {
        Self {
            running,
            client: reqwest::Client::new(),
            tokens: Mutex::default(),
        }
    }

    /// An app with commands /about, /form (a dialog), Report, previews of
    /// example.com, and a home.
    pub async fn app(&self, name: &str, endpoint: &str, format: EventFormat) -> App {
        self.app_with(name, endpoint, format, |_| {}).await
    }

    pub async fn app_with(
        &self,
        name: &str,
        endpoint: &str,
        format: EventFormat,
        change: impl FnOnce(&mut App),
    ) -> App {
        let mut app = accounts::new_app(name, Time(1)).unwrap();
        app.endpoint = Some(endpoint.to_owned());
        app.event_format = format;
        app.audience = Audience::EndpointUrl;
        let command = |id, name: &str, dialog, kind| Command {
            id,
            name: name.to_owned(),
            description: String::new(),
            dialog,
            kind,
        };
        app.config.commands = vec![
            command(1, "about", false, CommandKind::SlashCommand),
            command(2, "form", true, CommandKind::SlashCommand),
            command(3, "Report", false, CommandKind::QuickCommand),
        ];
        app.config.link_previews = vec!["example.com/tickets/".to_owned()];
        app.config.home = true;
        change(&mut app);
        let made = app.clone();
        let store = &self.running.server.store;
        store
            .write(move |tx| Box::pin(async move { store::apps::insert(tx, &app).await }))
            .await
            .unwrap();
        made
    }

    /// A token with all scopes; `who` is a person's name.
    pub async fn token(&self, who: &str) -> String {
        let known = self.tokens.lock().unwrap().clone();
        if let Some((_, token)) = known.into_iter().find(|(name, _)| name == who) {
            return token;
        }
        let email = format!("{who}@example.com");
        let text = secret::access_token(false).unwrap();
        let hash = secret::hash(&text);
        let scopes: ScopeSet = server::gate::Scope::all()
            .filter(|scope| !scope.is_for_apps())
            .collect();
        let store = &self.running.server.store;
        store
            .write(move |tx| {
                Box::pin(async move {
                    let user = store::users::by_email(tx, &email).await?.unwrap();
                    let token = AccessToken {
                        user: Some(user.id),
                        app: None,
                        scopes: scopes.to_short(),
                        create_time: Time(1),
                        expire_time: Time(i64::MAX),
                    };
                    store::access_tokens::insert(tx, &hash, &token).await
                })
            })
            .await
            .unwrap();
        self.tokens
            .lock()
            .unwrap()
            .push((who.to_owned(), text.clone()));
        text
    }

    pub async fn send(&self, who: &str, method: &str, path: &str, body: Value) -> (u16, Value) {
        let token = self.token(who).await;
        let url = format!("{}{path}", self.running.url);
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self.client.request(method.clone(), url).bearer_auth(token);
        if method != reqwest::Method::GET {
            request = request.body(body.to_string());
        }
        let request = request.header("content-type", "application/json");
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let body = response.bytes().await.unwrap();
        (status, serde_json::from_slice(&body).unwrap())
    }

    pub async fn post(&self, who: &str, path: &str, body: Value) -> Value {
        let (status, answer) = self.send(who, "POST", path, body).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    pub async fn get(&self, who: &str, path: &str) -> Value {
        let (status, answer) = self.send(who, "GET", path, Value::Null).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    /// A named space of alice's with the app in it.
    pub async fn space(&self, name: &str, app: &App) -> String {
        let space = json!({"spaceType": "SPACE", "displayName": name});
        let space = self.post("alice", "/v1/spaces", space).await;
        let space = space["name"].as_str().unwrap().to_owned();
        self.install(app, &space).await;
        space
    }

    pub async fn install(&self, app: &App, space: &str) -> String {
        let path = format!("/confab/v1/{}:install", app_name(app));
        let answer = self.post("alice", &path, json!({"space": space})).await;
        answer["space"].as_str().unwrap().to_owned()
    }

    /// Alice adds somebody to her space.
    pub async fn add_person(&self, who: &str, space: &str) {
        let name = format!("users/{who}@example.com");
        let add = json!({"member": {"name": name, "type": "HUMAN"}});
        self.post("alice", &format!("/v1/{space}/members"), add)
            .await;
    }

    pub async fn say(&self, who: &str, space: &str, text: &str) -> Value {
        self.post(who, &format!("/v1/{space}/messages"), json!({"text": text}))
            .await
    }

    pub async fn messages(&self, who: &str, space: &str) -> Vec<Value> {
        let list = self
            .get(who, &format!("/v1/{space}/messages?pageSize=200"))
            .await;
        list["messages"].as_array().cloned().unwrap_or_default()
    }

    /// The first message that this is true of.
    pub async fn message(&self, who: &str, space: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        until(async || self.messages(who, space).await.into_iter().find(&wanted)).await
    }

    pub async fn deliveries(&self, app: &App) -> Vec<Value> {
        let path = format!("/confab/v1/{}/deliveries", app_name(app));
        let list = self.get("alice", &path).await;
        list["deliveries"].as_array().cloned().unwrap_or_default()
    }

    /// The first delivery that this is true of.
    pub async fn delivery(&self, app: &App, wanted: impl Fn(&Value) -> bool) -> Value {
        until(async || self.deliveries(app).await.into_iter().find(&wanted)).await
    }

    /// Makes everything that waits due now.
    pub async fn hurry(&self) {
        static HURRY: store::Sql =
            store::Sql::new("UPDATE deliveries SET due_time = 0 WHERE state = 1");
        let store = &self.running.server.store;
        store
            .write(|tx| {
                Box::pin(async move {
                    tx.wake();
                    tx.execute(&HURRY, &[]).await
                })
            })
            .await
            .unwrap();
    }
}

pub fn app_name(app: &App) -> String {
    format!("apps/{}", app.id.segment())
}

pub fn user_name(id: UserId) -> String {
    format!("users/{}", id.segment())
}
