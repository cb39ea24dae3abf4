//! A server with people on it, and a browser that keeps cookies and sends
//! forms, but follows no redirect by itself and runs no script.

use std::collections::BTreeMap;
use std::sync::Mutex;

use domain::ids::UserId;
use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use server::accounts::{self, NewUser};
use server::serve::{self, Running};
use server::settings::Settings;
use server::state::now;
use tempfile::TempDir;

pub const PASSWORD: &str = "correct horse";

/// Alice (an administrator), bob and carol of example.com, all with the same
/// password; nora has none.
pub struct Site {
    pub running: Running,
    pub alice: UserId,
    pub data: TempDir,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Site {
    pub async fn start(more: &[&str]) -> Self {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().to_str().unwrap();
        let mut arguments = vec!["--data", folder, "--listen", "127.0.0.1:0"];
        arguments.extend(more);
        let settings = Settings::from_arguments(arguments).unwrap();
        let running = serve::start(settings).await.unwrap();
        let mut ids = Vec::new();
        for (name, password) in [
            ("alice", Some(PASSWORD)),
            ("bob", Some(PASSWORD)),
            ("carol", Some(PASSWORD)),
            ("nora", None),
        ] {
            ids.push(person(&running, name, password).await);
        }
        Self {
            running,
            alice: ids[0],
            data,
        }
    }

    pub fn browser(&self) -> Browser {
        Browser {
            client: Client::builder().redirect(Policy::none()).build().unwrap(),
            url: self.running.url.clone(),
            cookies: Mutex::default(),
        }
    }

    /// A browser in which somebody has signed in.
    pub async fn signed_in(&self, email: &str) -> Browser {
        let browser = self.browser();
        let answer = browser.sign_in(email, PASSWORD).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        browser
    }

    /// As if time had gone by: changes rows by hand.
    pub async fn execute(&self, sql: &'static str) {
        let write = self.running.server.store.write(move |tx| {
            Box::pin(async move {
                let sql = store::Sql::build(sql.to_owned());
                tx.execute(&sql, &[]).await.map(drop)
            })
        });
        write.await.unwrap();
    }

    /// `confab admin --json` beside the server.
    pub fn admin(&self, arguments: &[&str]) -> Value {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_confab"))
            .args(["admin", "--json", "--data"])
            .arg(self.data.path())
            .args(arguments)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

async fn person(running: &Running, name: &str, password: Option<&str>) -> UserId {
    let new = NewUser {
        email: format!("{name}@example.com"),
        display_name: name.to_uppercase(),
        admin: name == "alice",
        password: password.map(str::to_owned),
    };
    let (user, hash) = new.make(now()).unwrap();
    let write = running.server.store.write(move |tx| {
        Box::pin(async move { accounts::insert_user(tx, user, hash.as_deref()).await })
    });
    write.await.unwrap().id
}

pub struct Browser {
    client: Client,
    pub url: String,
    pub cookies: Mutex<BTreeMap<String, String>>,
}

impl Browser {
    /// Opens a path or a whole URL.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self.request(Method::POST, path);
        self.send(request.header("origin", &self.url).body(form(fields)))
            .await
    }

    pub async fn sign_in(&self, email: &str, password: &str) -> Answer {
        self.post("/signin", &[("email", email), ("password", password)])
            .await
    }

    pub async fn token(&self) -> Answer {
        let request = self.request(Method::POST, "/confab/v1/session:token");
        self.send(request.header("x-confab-request", "1")).await
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = match path.starts_with('/') {
            true => format!("{}{path}", self.url),
            false => path.to_owned(),
        };
        let request = self.client.request(method.clone(), url);
        match method {
            Method::POST => request.header(CONTENT_TYPE, "application/x-www-form-urlencoded"),
            _ => request,
        }
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let cookies: Vec<_> = self
            .cookies
            .lock()
            .unwrap()
            .iter()
            .map(|(a, b)| format!("{a}={b}"))
            .collect();
        let response = request
            .header(COOKIE, cookies.join("; "))
            .send()
            .await
            .unwrap();
        let headers = response.headers().clone();
        for cookie in headers.get_all(SET_COOKIE) {
            let (pair, attributes) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let mut cookies = self.cookies.lock().unwrap();
            match attributes.contains("Max-Age=0") {
                true => cookies.remove(name),
                false => cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        Answer {
            status: response.status().as_u16(),
            headers,
            text: response.text().await.unwrap(),
        }
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |it| it.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    #[track_caller]
    pub fn expect(self, status: u16, part: &str) -> Self {
        assert!(
            self.status == status && self.text.contains(part),
            "expected {status} {part}: {} {}",
            self.status,
            self.text
        );
        self
    }

    /// That it sends the browser to `location`.
    #[track_caller]
    pub fn leads_to(self, location: &str) -> Self {
        assert_eq!(
            (self.status, self.header("location")),
            (303, location),
            "{}",
            self.text
        );
        self
    }
}

pub fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}
