//! An installation: a database, its nodes, and people in one space.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::database::Database;
use crate::node::{self, Node};

/// reqwest's own are a feature that the server does without.
pub trait SendJson {
    fn json(self, value: &Value) -> RequestBuilder;
}

impl SendJson for RequestBuilder {
    fn json(self, value: &Value) -> RequestBuilder {
        let typed = self.header("content-type", "application/json");
        typed.body(value.to_string())
    }
}

pub trait ReadJson {
    async fn json(self) -> Result<Value, String>;
}

impl ReadJson for Response {
    /// An answer that broke off is an error.
    async fn json(self) -> Result<Value, String> {
        let bytes = self.bytes().await.map_err(|error| error.to_string())?;
        serde_json::from_slice(&bytes).map_err(|error| error.to_string())
    }
}

const NAMES: [&str; 5] = ["alice", "bob", "carol", "dave", "erin"];

/// Whoever restarts PostgreSQL does so while no other test runs.
static CALM: RwLock<()> = RwLock::const_new(());

enum Place {
    Shared(#[allow(dead_code)] RwLockReadGuard<'static, ()>),
    Alone(#[allow(dead_code)] RwLockWriteGuard<'static, ()>),
}

/// Waits until no other test runs, and keeps them from running.
pub async fn alone() -> RwLockWriteGuard<'static, ()> {
    CALM.write().await
}

pub struct Team {
    pub database: Database,
    pub nodes: Vec<Node>,
    /// `users/…`, and an access token of each.
    pub users: Vec<String>,
    pub tokens: Vec<String>,
    pub space: String,
    pub client: Client,
    folder: TempDir,
    url: String,
    _place: Place,
}

impl Team {
    /// `count` nodes with flags of their own; `None` where no server is named.
    pub async fn start(count: usize, flags: &[&str]) -> Option<Team> {
        let place = Place::Shared(CALM.read().await);
        let database = Database::create().await?;
        let url = database.url();
        Some(Team::placed(database, &url, count, flags, place).await)
    }

    pub async fn start_alone(
        count: usize,
        flags: &[&str],
        alone: RwLockWriteGuard<'static, ()>,
    ) -> Option<Team> {
        let database = Database::create().await?;
        let url = database.url();
        Some(Team::placed(database, &url, count, flags, Place::Alone(alone)).await)
    }

    /// Nodes reach the database by `url`.
    pub async fn on(database: Database, url: &str, count: usize, flags: &[&str]) -> Team {
        let place = Place::Shared(CALM.read().await);
        Team::placed(database, url, count, flags, place).await
    }

    async fn placed(
        database: Database,
        url: &str,
        count: usize,
        flags: &[&str],
        place: Place,
    ) -> Team {
        let folder = tempfile::tempdir().unwrap();
        // One after the other: the first one makes the tables.
        let nodes: Vec<Node> = (0..count)
            .map(|number| Node::start(folder.path(), number, url, flags))
            .collect();
        let mut team = Team {
            url: database.url(),
            database,
            nodes,
            users: Vec::new(),
            tokens: Vec::new(),
            space: String::new(),
            client: client(),
            folder,
            _place: place,
        };
        for name in NAMES {
            team.add(name);
        }
        team.space = team.new_space("All").await;
        for user in &team.users[1..] {
            let member = json!({"member": {"name": user, "type": "HUMAN"}});
            let path = format!("v1/{}/members", team.space);
            let answer = team.post(0, &path, 0).json(&member).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::OK, "{:?}", answer.text().await);
        }
        team
    }

    /// The same with one new node that reaches the database by another URL.
    pub fn moved_to(mut self, url: &str) -> Team {
        self.nodes = vec![Node::start(self.folder.path(), 9, url, &[])];
        self
    }

    fn add(&mut self, name: &str) {
        let email = format!("{name}@example.com");
        let user = self.admin(&["user", "create", &email, "--name", name]);
        self.users.push(user["name"].as_str().unwrap().to_owned());
        let mut arguments = vec!["token", "create", "--user", &email];
        for scope in ["chat.spaces", "chat.memberships", "chat.messages"] {
            arguments.extend(["--scope", scope]);
        }
        let token = self.admin(&arguments);
        let token = token["access_token"].as_str().unwrap().to_owned();
        self.tokens.push(token);
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn admin(&self, arguments: &[&str]) -> Value {
        node::admin(self.folder.path(), &self.url, arguments)
    }

    /// A space of alice's, made on the first node.
    pub async fn new_space(&self, name: &str) -> String {
        let body = json!({"spaceType": "SPACE", "displayName": name});
        let answer = self.post(0, "v1/spaces", 0).json(&body).send().await;
        let answer = answer.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let space: Value = answer.json().await.unwrap();
        space["name"].as_str().unwrap().to_owned()
    }

    pub fn get(&self, node: usize, path: &str, who: usize) -> RequestBuilder {
        let url = format!("{}/{path}", self.nodes[node].url());
        self.client.get(url).bearer_auth(&self.tokens[who])
    }

    pub fn post(&self, node: usize, path: &str, who: usize) -> RequestBuilder {
        let url = format!("{}/{path}", self.nodes[node].url());
        self.client.post(url).bearer_auth(&self.tokens[who])
    }

    /// One attempt to write in the space of all; status and body.
    pub async fn write(&self, node: usize, who: usize, text: &str) -> (StatusCode, Value) {
        let path = format!("v1/{}/messages", self.space);
        let request = self.post(node, &path, who).json(&json!({"text": text}));
        let answer = request.send().await.unwrap();
        let status = answer.status();
        (status, answer.json().await.unwrap())
    }

    /// Writes until a node has said yes: one attempt after the other, on one
    /// node after the other, with one request id. The message's name.
    pub async fn write_surely(&self, first: usize, who: usize, text: &str) -> String {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = format!("v1/{}/messages?requestId=sure-{id}", self.space);
        let mut node = first % self.nodes.len();
        loop {
            let request = self.post(node, &path, who).json(&json!({"text": text}));
            if let Ok(answer) = request.send().await {
                match (answer.status(), answer.json().await) {
                    (StatusCode::OK, Ok(message)) => {
                        return message["name"].as_str().unwrap().to_owned();
                    }
                    // Not all of the answer came.
                    (StatusCode::OK, Err(_)) | (StatusCode::SERVICE_UNAVAILABLE, _) => {}
                    (status, body) => panic!("{text}: {status} {body:?}"),
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
            node = (node + 1) % self.nodes.len();
        }
    }

    /// Every message of the space in its order: name and text.
    pub async fn messages(&self, node: usize) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut page = String::new();
        loop {
            let path = format!("v1/{}/messages?pageSize=1000&pageToken={page}", self.space);
            let answer = self.get(node, &path, 0).send().await.unwrap();
            let body: Value = answer.json().await.unwrap();
            for message in body["messages"].as_array().into_iter().flatten() {
                let field = |name: &str| message[name].as_str().unwrap().to_owned();
                found.push((field("name"), field("text")));
            }
            match body["nextPageToken"].as_str() {
                Some(next) if !next.is_empty() => page = next.to_owned(),
                _ => return found,
            }
        }
    }

    pub async fn is_ready(&self, node: usize) -> bool {
        let url = format!("{}/readyz", self.nodes[node].url());
        let answer = self.client.get(url).send().await;
        answer.is_ok_and(|answer| answer.status() == StatusCode::OK)
    }

    pub async fn end(self) {
        drop(self.nodes);
        self.database.drop().await;
    }
}

pub fn client() -> Client {
    Client::builder()
        .no_proxy()
        .timeout(Duration::from_secs(60))
        .build()
        .unwrap()
}
