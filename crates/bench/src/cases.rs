//! What is measured: for each name, the request that is sent again and again, and
//! what must be there before.

use std::sync::Arc;

use bytes::{BufMut, Bytes, BytesMut};
use http::Method;
use proto::chat::{CreateMessageRequest, Message};
use serde_json::{Value, json};

use crate::Result;
use crate::connection::{Body, Connection, Shot};
use crate::server::Server;

pub struct Case {
    pub name: &'static str,
    prepare: fn(&Ground) -> Shot,
    /// Messages in the space before the first request.
    messages: u64,
    /// Also measured by the clock, see `pace.rs`.
    pub paced: bool,
}

impl Case {
    pub const ALL: [Case; 7] = [
        Case {
            name: CEILING,
            prepare: |ground| ceiling(ground, CEILING_BYTES),
            messages: 0,
            paced: false,
        },
        Case {
            name: CEILING_GRPC,
            prepare: |ground| ceiling_grpc(ground, CEILING_BYTES),
            messages: 0,
            paced: false,
        },
        Case {
            name: "create-nostore",
            prepare: create_nostore,
            messages: 0,
            paced: false,
        },
        Case {
            name: "create-rest",
            prepare: create_rest,
            messages: 0,
            paced: true,
        },
        Case {
            name: "create-grpc",
            prepare: create_grpc,
            messages: 0,
            paced: true,
        },
        Case {
            name: "get-rest",
            prepare: get_rest,
            messages: 1,
            paced: true,
        },
        Case {
            name: "list-rest",
            prepare: list_rest,
            messages: 1000,
            paced: true,
        },
    ];

    /// Makes a person with a space, and in it what the case needs.
    pub async fn prepare(&self, server: &Server) -> Result<(Ground, Arc<Shot>)> {
        let mut ground = Ground::new(server).await?;
        for number in 0..self.messages {
            let body = json!({"text": text(number)});
            let sent = ground.post("/v1/{space}/messages", body).await?;
            ground.message = name_of(&sent)?;
        }
        let shot = Arc::new((self.prepare)(&ground));
        Ok((ground, shot))
    }
}

pub const CEILING: &str = "ceiling";
pub const CEILING_GRPC: &str = "ceiling-grpc";

/// About the size of a created message as JSON.
const CEILING_BYTES: usize = 700;

/// What a case stands on.
pub struct Ground {
    pub port: u16,
    token: String,
    /// The id of the person who calls.
    pub user: String,
    pub space: String,
    pub message: String,
}

impl Ground {
    pub async fn new(server: &Server) -> Result<Ground> {
        let (user, token) = person(server, "alice@example.com")?;
        let mut ground = Ground {
            port: server.port,
            token,
            user,
            space: String::new(),
            message: String::new(),
        };
        ground.space = ground.new_space("Bench").await?;
        Ok(ground)
    }

    pub async fn new_space(&self, name: &str) -> Result<String> {
        let space = json!({"spaceType": "SPACE", "displayName": name});
        name_of(&self.post("/v1/spaces", space).await?)
    }

    /// Another member of the space; answers their credential.
    pub async fn member(&self, server: &Server, number: usize) -> Result<String> {
        let (user, token) = person(server, &format!("person{number}@example.com"))?;
        let member = json!({"member": {"name": format!("users/{user}"), "type": "HUMAN"}});
        self.post("/v1/{space}/members", member).await?;
        Ok(token)
    }

    pub async fn post(&self, path: &str, body: Value) -> Result<Value> {
        let shot = self.rest(Method::POST, path, Body::Same(body.to_string().into()));
        let mut connection = Connection::open(self.port, &Arc::new(shot)).await?;
        Ok(serde_json::from_slice(&connection.send(0).await?)?)
    }

    /// `{space}` and `{message}` in the path stand for this ground's.
    pub fn rest(&self, method: Method, path: &str, body: Body) -> Shot {
        let path = path
            .replace("{space}", &self.space)
            .replace("{message}", &self.message);
        let token = self.token.clone();
        Shot {
            grpc: false,
            method,
            path,
            token,
            body,
            status: 200,
        }
    }
}

/// A new person's id, and a credential for everything that is measured.
fn person(server: &Server, email: &str) -> Result<(String, String)> {
    let user = server.admin(&["user", "create", email, "--name", "Alice"])?;
    let user = name_of(&user)?.replace("users/", "");
    let mut command = vec!["token", "create", "--user", email];
    for scope in ["chat.spaces", "chat.messages", "chat.memberships"] {
        command.extend(["--scope", scope]);
    }
    let token = server.admin(&command)?;
    let token = token["access_token"].as_str().ok_or("no token")?;
    Ok((user, format!("Bearer {token}")))
}

/// The HTTP stack alone: a constant of about the size that the compared case
/// answers with.
pub fn ceiling(ground: &Ground, bytes: usize) -> Shot {
    let path = format!("/confab/v1/ceiling?bytes={bytes}");
    ground.rest(Method::GET, &path, Body::empty())
}

/// The same through the gRPC stack.
pub fn ceiling_grpc(ground: &Ground, bytes: usize) -> Shot {
    let path = format!("/confab/v1/ceiling?bytes={bytes}");
    let shot = ground.rest(Method::POST, &path, Body::Same(framed(&Message::default())));
    Shot { grpc: true, ..shot }
}

/// A create that is refused when all of it is decoded and the caller is known,
/// but before anything is stored: the message is empty.
fn create_nostore(ground: &Ground) -> Shot {
    let body = json!({"text": "", "thread": {"threadKey": "bench"}, "fallbackText": ""});
    let body = Body::Same(body.to_string().into());
    let shot = ground.rest(Method::POST, "/v1/{space}/messages", body);
    Shot {
        status: 400,
        ..shot
    }
}

pub fn create_rest(ground: &Ground) -> Shot {
    let body = |number| json!({"text": text(number)}).to_string().into();
    ground.rest(
        Method::POST,
        "/v1/{space}/messages",
        Body::Numbered(Box::new(body)),
    )
}

fn create_grpc(ground: &Ground) -> Shot {
    let parent = ground.space.clone();
    let body = move |number| {
        let message = Message {
            text: text(number),
            ..Message::default()
        };
        framed(&CreateMessageRequest {
            parent: parent.clone(),
            message: Some(message),
            ..CreateMessageRequest::default()
        })
    };
    let path = "/google.chat.v1.ChatService/CreateMessage";
    let shot = ground.rest(Method::POST, path, Body::Numbered(Box::new(body)));
    Shot { grpc: true, ..shot }
}

pub fn get_rest(ground: &Ground) -> Shot {
    ground.rest(Method::GET, "/v1/{message}", Body::empty())
}

pub fn list_rest(ground: &Ground) -> Shot {
    ground.rest(Method::GET, "/v1/{space}/messages", Body::empty())
}

/// gRPC's frame: not compressed, the length, the message.
fn framed(message: &impl prost::Message) -> Bytes {
    let length = message.encoded_len();
    let mut frame = BytesMut::with_capacity(length + 5);
    frame.put_u8(0);
    frame.put_u32(length as u32);
    frame.put(message.encode_to_vec().as_slice());
    frame.freeze()
}

pub fn text(number: u64) -> String {
    format!("Message number {number} of a benchmark, about as long as people write.")
}

pub fn name_of(resource: &Value) -> Result<String> {
    let name = resource["name"].as_str();
    Ok(name
        .ok_or_else(|| format!("no name in {resource}"))?
        .to_owned())
}

#[cfg(test)]
mod tests {
    use prost::Message as _;

    use super::*;

    #[test]
    fn frames_begin_with_their_length() {
        let message = Message {
            text: "hi".into(),
            ..Message::default()
        };
        let frame = framed(&message);
        assert_eq!(frame[..5], [0, 0, 0, 0, 4]);
        assert_eq!(frame[5..], message.encode_to_vec()[..]);
    }
}
