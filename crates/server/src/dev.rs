//! `--dev`: people and conversations for an empty database, so that there is
//! something to look at, and what to type to use it. Everything is made
//! through the same calls that clients make. Start with [`start`].

use std::sync::Arc;

use domain::ids::UserId;
use domain::{Error, Result, Time, names};
use proto::chat as wire;
use proto::chat::create_message_request::MessageReplyOption;
use proto::chat::membership::MemberType;
use proto::chat::space::SpaceType;
use proto::chat::user;
use store::users;

use crate::accounts::{self, NewUser};
use crate::api::{Call, messages, spaces};
use crate::gate::{AuthKind, Caller, Scope, ScopeSet};
use crate::state::Server;

const PASSWORD: &str = "confab";

/// The first is the administrator.
const PEOPLE: &[(&str, &str)] = &[
    ("alice@example.com", "Alice Andersen"),
    ("bob@example.com", "Bob Baptiste"),
    ("carol@example.com", "Carol Costa"),
    ("dave@example.com", "Dave Dimitrov"),
];

const ALICE: usize = 0;
const BOB: usize = 1;
const CAROL: usize = 2;
const DAVE: usize = 3;

/// A space, who is in it (its maker first), and what was said.
struct Scene {
    name: &'static str,
    people: &'static [usize],
    lines: &'static [Line],
}

/// Somebody's message, so many minutes ago.
struct Line {
    minutes: i64,
    author: usize,
    text: &'static str,
    /// Answers the line before, instead of beginning a thread.
    reply: bool,
}

const fn says(minutes: i64, author: usize, text: &'static str) -> Line {
    Line {
        minutes,
        author,
        text,
        reply: false,
    }
}

const fn replies(minutes: i64, author: usize, text: &'static str) -> Line {
    Line {
        minutes,
        author,
        text,
        reply: true,
    }
}

const SCENES: &[Scene] = &[
    Scene {
        name: "Confab tour",
        people: &[ALICE, BOB, CAROL, DAVE],
        lines: &[
            says(
                2_880,
                ALICE,
                "Welcome to *Confab*! Everything here can be changed or deleted.",
            ),
            says(
                2_870,
                ALICE,
                "Text can be *bold*, _italic_, ~struck out~ or `code`.",
            ),
            replies(
                2_860,
                BOB,
                "And replies like this one stay together in their thread.",
            ),
            replies(
                2_850,
                CAROL,
                "Links work as well: <https://example.com|an example>.",
            ),
            says(
                1_440,
                DAVE,
                "Whatever Google Chat's client libraries can do, they do here too.",
            ),
        ],
    },
    Scene {
        name: "Launch planning",
        people: &[BOB, ALICE, CAROL],
        lines: &[
            says(400, BOB, "The launch is on Thursday. What is still open?"),
            replies(390, CAROL, "* Release notes\n* The mail to our testers"),
            replies(380, ALICE, "I take the release notes."),
            says(
                60,
                CAROL,
                "The mail is written; please read it before noon.",
            ),
        ],
    },
    Scene {
        name: "Coffee corner",
        people: &[CAROL, BOB, DAVE, ALICE],
        lines: &[
            says(200, DAVE, "There is cake in the kitchen."),
            replies(199, BOB, "There _was_ cake in the kitchen."),
        ],
    },
];

/// Answers whether the database was empty.
async fn fill(server: &Arc<Server>) -> Result<bool> {
    let now = server.now();
    let people = tokio::task::spawn_blocking(move || make_people(now))
        .await
        .map_err(Error::internal)??;
    let Some(ids) = insert_people(server, people).await? else {
        return Ok(false);
    };
    for scene in SCENES {
        play(server, &ids, scene, now).await?;
    }
    Ok(true)
}

type NewPerson = (domain::users::User, Option<String>);

fn make_people(now: Time) -> Result<Vec<NewPerson>> {
    let make = |(index, (email, name)): (usize, &(&str, &str))| {
        let new = NewUser {
            email: (*email).to_owned(),
            display_name: (*name).to_owned(),
            admin: index == ALICE,
            password: Some(PASSWORD.to_owned()),
        };
        new.make(now)
    };
    PEOPLE.iter().enumerate().map(make).collect()
}

/// Writes them unless there is anybody, and then answers `None`.
async fn insert_people(server: &Server, people: Vec<NewPerson>) -> Result<Option<Vec<UserId>>> {
    let write = server.store.write(move |tx| {
        Box::pin(async move {
            if !users::is_empty(tx).await? {
                return Ok(None);
            }
            let mut ids = Vec::with_capacity(people.len());
            for (user, hash) in people {
                let user = accounts::insert_user(tx, user, hash.as_deref()).await?;
                ids.push(user.id);
            }
            Ok(Some(ids))
        })
    });
    write.await
}

async fn play(server: &Arc<Server>, ids: &[UserId], scene: &Scene, now: Time) -> Result<()> {
    let oldest = scene.lines.first().map_or(0, |line| line.minutes);
    let maker = scene.people.first().copied().unwrap_or(ALICE);
    let call = call(server, ids, maker, ago(now, oldest + 1))?;
    let space = spaces::set_up_space(call, set_up(scene, ids)).await?;
    let mut thread = None;
    for line in scene.lines {
        let call = self::call(server, ids, line.author, ago(now, line.minutes))?;
        let answered = thread.take().filter(|_| line.reply);
        let request = message(&space.name, line.text, answered);
        thread = messages::create_message(call, request).await?.thread;
    }
    Ok(())
}

fn set_up(scene: &Scene, ids: &[UserId]) -> wire::SetUpSpaceRequest {
    let member = |id: &UserId| wire::Membership {
        member_type: Some(MemberType::Member(wire::User {
            name: names::user_name(*id),
            r#type: user::Type::Human as i32,
            ..Default::default()
        })),
        ..Default::default()
    };
    let others = scene
        .people
        .iter()
        .skip(1)
        .filter_map(|person| ids.get(*person));
    wire::SetUpSpaceRequest {
        space: Some(wire::Space {
            space_type: SpaceType::Space as i32,
            display_name: scene.name.to_owned(),
            ..Default::default()
        }),
        memberships: others.map(member).collect(),
        ..Default::default()
    }
}

fn message(space: &str, text: &str, thread: Option<wire::Thread>) -> wire::CreateMessageRequest {
    let option = match thread {
        Some(_) => MessageReplyOption::ReplyMessageOrFail,
        None => MessageReplyOption::Unspecified,
    };
    wire::CreateMessageRequest {
        parent: space.to_owned(),
        message: Some(wire::Message {
            text: text.to_owned(),
            thread,
            ..Default::default()
        }),
        message_reply_option: option as i32,
        ..Default::default()
    }
}

/// A call by one of the people, as of a time in the past.
fn call(server: &Arc<Server>, ids: &[UserId], person: usize, now: Time) -> Result<Call> {
    let missing = || Error::internal("a scene with an unknown person");
    let id = *ids.get(person).ok_or_else(missing)?;
    let scopes: ScopeSet = Scope::all().filter(|scope| !scope.is_for_apps()).collect();
    let caller = Caller {
        kind: AuthKind::User,
        id,
        user: Some(id),
        app: None,
        project: 0,
        admin: person == ALICE,
        scopes,
        unapproved: ScopeSet::EMPTY,
    };
    Ok(Call {
        server: server.clone(),
        caller,
        now,
    })
}

fn ago(now: Time, minutes: i64) -> Time {
    Time(now.0 - minutes * 60 * Time::SECOND)
}

/// Fills the database if it is empty. Answers what to type now, for standard
/// output.
pub async fn start(server: &Arc<Server>) -> std::result::Result<String, String> {
    let failed = |error: Error| format!("cannot make the data of --dev: {error:?}");
    let made = fill(server).await.map_err(failed)?;
    let ours = made || is_ours(server).await.map_err(failed)?;
    Ok(welcome(server, ours))
}

/// Whether the people of an earlier start are there.
async fn is_ours(server: &Server) -> Result<bool> {
    let read = server.store.read(|tx| {
        Box::pin(async move {
            for (email, _) in PEOPLE {
                if users::by_email(tx, email).await?.is_none() {
                    return Ok(false);
                }
            }
            Ok(true)
        })
    });
    read.await
}

fn welcome(server: &Server, ours: bool) -> String {
    let url = &server.public_url;
    let place = match &server.settings.database_url {
        Some(_) => "--database-url URL".to_owned(),
        None => format!("--data {}", server.data.display()),
    };
    let accounts = if ours {
        let names: Vec<_> = PEOPLE.iter().map(|(email, _)| *email).collect();
        let names = names.join(", ");
        format!("{names}; the password is {PASSWORD}, alice is the administrator")
    } else {
        "those of the database, which was not empty and stays as it was".to_owned()
    };
    format!(
        "\
accounts: {accounts}
a token:  confab admin {place} token create --user alice@example.com --scope chat.spaces chat.messages
a call:   curl -H \"Authorization: Bearer TOKEN\" {url}/v1/spaces
an app:   confab admin {place} app create \"My app\" --key-out key.json
Python:   googleapiclient.discovery.build(\"chat\", \"v1\", credentials=…, static_discovery=False,
              discoveryServiceUrl=\"{url}/$discovery/rest?version=v1\")
Node:     google.chat({{version: \"v1\", auth: …, rootUrl: \"{url}/\"}})"
    )
}
