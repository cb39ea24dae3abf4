//! The server under test and who is on it.

use std::collections::HashMap;
use std::sync::Mutex;

use domain::Time;
use domain::apps::{App, Audience, Config, EventFormat};
use domain::groups::Group;
use domain::ids::{GroupId, UserId};
use domain::users::{User, UserKind};
use serde_json::Value;
use server::gate::{ScopeSet, secret};
use server::serve::{self, Running};
use server::settings::Settings;
use store::access_tokens::AccessToken;

use super::call::{As, Refusal};
use super::database::Schema;
use super::{grpc, rest};

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Transport {
    Rest,
    Grpc,
}

/// People of example.com (alice is an administrator, dave turned auto-accept
/// off), erin of other.org, the apps robo and other, the group team (carol).
pub struct World {
    pub transport: Transport,
    pub running: Running,
    ids: HashMap<&'static str, i64>,
    tokens: Mutex<HashMap<As, String>>,
    schema: Option<Schema>,
    _data: tempfile::TempDir,
}

const PEOPLE: [(&str, &str); 5] = [
    ("alice", "example.com"),
    ("bob", "example.com"),
    ("carol", "example.com"),
    ("dave", "example.com"),
    ("erin", "other.org"),
];

/// Plays a scenario over each transport, each time on a server of its own.
pub async fn both(scenario: impl AsyncFn(&World)) {
    both_in_profile("reference", scenario).await;
}

pub async fn both_in_profile(profile: &str, scenario: impl AsyncFn(&World)) {
    // At once: most of the time they wait for disks.
    tokio::join!(
        play(Transport::Rest, profile, &scenario),
        play(Transport::Grpc, profile, &scenario)
    );
}

/// For what gRPC has no way to say.
pub async fn over_rest(scenario: impl AsyncFn(&World)) {
    play(Transport::Rest, "reference", &scenario).await;
}

async fn play(transport: Transport, profile: &str, scenario: &impl AsyncFn(&World)) {
    let world = World::start(transport, profile).await;
    scenario(&world).await;
    world.running.stop().await;
    if let Some(schema) = world.schema {
        schema.drop().await;
    }
}

impl World {
    async fn start(transport: Transport, profile: &str) -> Self {
        let data = tempfile::tempdir().unwrap();
        let schema = Schema::create().await;
        let mut arguments = vec!["--data", data.path().to_str().unwrap()];
        arguments.extend(["--listen", "127.0.0.1:0", "--profile", profile]);
        let url = schema.as_ref().map(Schema::url);
        if let Some(url) = &url {
            arguments.extend(["--database-url", url]);
        }
        let settings = Settings::from_arguments(arguments).unwrap();
        let running = serve::start(settings).await.unwrap();
        let mut world = Self {
            transport,
            running,
            ids: HashMap::new(),
            tokens: Mutex::default(),
            schema,
            _data: data,
        };
        world.cast().await;
        world
    }

    async fn cast(&mut self) {
        let store = self.running.server.store.clone();
        let ids: Vec<i64> = (1..=20).map(|n| 7_000_000_000_000_000 + n).collect();
        let mut fresh = ids.into_iter();
        let mut users = Vec::new();
        for (name, domain) in PEOPLE {
            let id = fresh.next().unwrap();
            self.ids.insert(name, id);
            users.push(person(id, name, domain));
        }
        let mut apps = Vec::new();
        for name in ["robo", "other"] {
            let id = fresh.next().unwrap();
            self.ids.insert(name, id);
            apps.push(app(id, name));
        }
        let group = Group {
            id: GroupId(fresh.next().unwrap()),
            email: "team@example.com".into(),
            display_name: "Team".into(),
            create_time: Time(1),
        };
        self.ids.insert("team", group.id.0);
        let carol = UserId(self.ids["carol"]);
        store
            .write(move |tx| {
                Box::pin(async move {
                    store::meta::set(tx, store::meta::DOMAIN, "example.com").await?;
                    for user in &users {
                        store::users::insert(tx, user, None).await?;
                    }
                    for app in &apps {
                        store::apps::insert(tx, app).await?;
                    }
                    store::groups::insert(tx, &group).await?;
                    store::groups::add_member(tx, group.id, carol).await?;
                    Ok(())
                })
            })
            .await
            .unwrap();
    }

    /// `users/{user}` or `groups/{group}` of somebody of the cast.
    pub fn name(&self, who: &str) -> String {
        let collection = if who == "team" { "groups" } else { "users" };
        format!("{collection}/{}", UserId(self.ids[who]).segment())
    }

    /// The last part of that name.
    pub fn id(&self, who: &str) -> String {
        UserId(self.ids[who]).segment()
    }

    pub fn user_id(&self, who: &str) -> UserId {
        UserId(self.ids[who])
    }

    /// Calls an RPC of ChatService with the request as JSON.
    pub async fn call(&self, who: As, rpc: &str, request: Value) -> Result<Value, Refusal> {
        let token = self.token(who).await;
        match self.transport {
            Transport::Rest => rest::call(&self.running, token.as_deref(), rpc, request).await,
            Transport::Grpc => grpc::call(&self.running, token.as_deref(), rpc, request).await,
        }
    }

    /// As [`World::call`], where a refusal would be the test's own mistake.
    pub async fn ok(&self, who: As, rpc: &str, request: Value) -> Value {
        match self.call(who, rpc, request.clone()).await {
            Ok(answer) => answer,
            Err(refusal) => panic!("{:?} {rpc} {request}: {refusal:?}", self.transport),
        }
    }

    /// A named space that alice made and these have joined.
    pub async fn space(&self, display_name: &str, members: &[&str]) -> String {
        let space = serde_json::json!({"spaceType": "SPACE", "displayName": display_name});
        let space = self
            .ok(
                As::user("alice"),
                "CreateSpace",
                serde_json::json!({"space": space}),
            )
            .await;
        let name = space["name"].as_str().unwrap().to_owned();
        for member in members {
            self.join(&name, member).await;
        }
        name
    }

    /// A direct message or group chat of alice with these people.
    pub async fn chat(&self, space_type: &str, members: &[&str]) -> String {
        let memberships: Vec<_> = members
            .iter()
            .map(|who| serde_json::json!({"member": {"name": self.name(who), "type": "HUMAN"}}))
            .collect();
        let request = serde_json::json!({
            "space": {"spaceType": space_type}, "memberships": memberships});
        let chat = self.ok(As::user("alice"), "SetUpSpace", request).await;
        chat["name"].as_str().unwrap().to_owned()
    }

    /// Gives a member of a named space of alice's a role.
    pub async fn set_role(&self, space: &str, who: &str, role: &str) {
        let name = format!("{space}/members/{}", self.id(who));
        let request = serde_json::json!({
            "membership": {"name": name, "role": role}, "updateMask": "role"});
        self.ok(As::user("alice"), "UpdateMembership", request)
            .await;
    }

    /// Adds a person, the group, or an app (by a call through that app).
    pub async fn join(&self, space: &str, who: &str) {
        let (caller, membership) = match who {
            "robo" | "other" => (
                As::user_of("alice", if who == "robo" { "robo" } else { "other" }),
                serde_json::json!({"member": {"name": "users/app", "type": "BOT"}}),
            ),
            "team" => (
                As::user("alice"),
                serde_json::json!({"groupMember": {"name": self.name(who)}}),
            ),
            _ => (
                As::user("alice"),
                serde_json::json!({"member": {"name": self.name(who), "type": "HUMAN"}}),
            ),
        };
        let request = serde_json::json!({"parent": space, "membership": membership});
        self.ok(caller, "CreateMembership", request).await;
    }

    /// Sends a text and answers the message.
    pub async fn send(&self, who: As, space: &str, text: &str) -> Value {
        let request = serde_json::json!({"parent": space, "message": {"text": text}});
        self.ok(who, "CreateMessage", request).await
    }

    /// Changes something about a person that no RPC changes.
    pub async fn block(&self, who: &str, blocked: &str) {
        let (who, blocked) = (self.user_id(who), self.user_id(blocked));
        self.running
            .server
            .store
            .write(move |tx| Box::pin(store::users::block(tx, who, blocked)))
            .await
            .unwrap();
    }

    pub async fn unblock(&self, who: &str, blocked: &str) {
        let (who, blocked) = (self.user_id(who), self.user_id(blocked));
        self.running
            .server
            .store
            .write(move |tx| Box::pin(store::users::unblock(tx, who, blocked)))
            .await
            .unwrap();
    }

    /// Takes somebody out of the group team.
    pub async fn leave_team(&self, who: &str) {
        let (team, who) = (GroupId(self.ids["team"]), self.user_id(who));
        self.running
            .server
            .store
            .write(move |tx| Box::pin(store::groups::remove_member(tx, team, who)))
            .await
            .unwrap();
    }

    /// The token of such a credential, for calls made by hand.
    pub async fn token(&self, who: As) -> Option<String> {
        if who == As::Nobody {
            return None;
        }
        if let Some(token) = self.tokens.lock().unwrap().get(&who) {
            return Some(token.clone());
        }
        let (user, app, scopes) = who.parts();
        let text = secret::access_token(user.is_none()).unwrap();
        let token = AccessToken {
            user: user.map(|user| self.user_id(user)),
            app: app.map(|app| self.user_id(app)),
            scopes: scopes.to_short(),
            create_time: Time(1),
            expire_time: Time(4_000_000_000_000_000),
        };
        let hash = secret::hash(&text);
        self.running
            .server
            .store
            .write(move |tx| {
                Box::pin(async move { store::access_tokens::insert(tx, &hash, &token).await })
            })
            .await
            .unwrap();
        self.tokens.lock().unwrap().insert(who, text.clone());
        Some(text)
    }
}

fn person(id: i64, name: &str, domain: &str) -> User {
    let mut display_name = name.to_owned();
    display_name[..1].make_ascii_uppercase();
    User {
        id: UserId(id),
        kind: UserKind::Person,
        email: Some(format!("{name}@{domain}")),
        display_name,
        avatar_url: String::new(),
        domain_id: "1a2b3c4".into(),
        admin: name == "alice",
        disabled: false,
        auto_accept: name != "dave",
        create_time: Time(1),
    }
}

fn app(id: i64, name: &str) -> App {
    App {
        id: UserId(id),
        display_name: name.to_owned(),
        avatar_url: String::new(),
        description: String::new(),
        project_number: id,
        project_id: format!("{name}-1"),
        client_email: format!("{name}@{name}-1.iam.gserviceaccount.com"),
        client_id: format!("1{id:020}"),
        endpoint: None,
        event_format: EventFormat::Chat,
        audience: Audience::ProjectNumber,
        config: Config::default(),
        // other has no approval for anything.
        approved_scopes: if name == "robo" {
            all_app_scopes().to_short()
        } else {
            String::new()
        },
        delegated_scopes: String::new(),
        create_time: Time(1),
    }
}

fn all_app_scopes() -> ScopeSet {
    server::gate::Scope::all()
        .filter(|scope| scope.needs_approval())
        .collect()
}
