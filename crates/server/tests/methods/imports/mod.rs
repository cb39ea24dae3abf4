//! Import mode: spaces that an app fills with the past.
//! Source: the reference's Space.importMode, Space.createTime,
//! Message.createTime, Membership.createTime and deleteTime, the scope
//! chat.import, and the import guides.

mod access;
mod create;
mod end;
mod members;
mod messages;

use serde_json::{Value, json};

use crate::harness::{As, Refusal, World};

pub const CREATED: &str = "2015-03-01T09:00:00Z";

/// This person, impersonated by the app that imports.
pub fn through(user: &'static str) -> As {
    As::scoped_of(user, "robo", "chat.import")
}

/// The same with the scopes that reading one space or message needs.
pub fn reading(user: &'static str) -> As {
    As::scoped_of(
        user,
        "robo",
        "chat.import chat.spaces.readonly chat.messages.readonly",
    )
}

/// A named space in import mode, made by robo in alice's name.
pub async fn imported(w: &World, display_name: &str) -> String {
    let space = json!({"spaceType": "SPACE", "displayName": display_name, "importMode": true,
        "createTime": CREATED});
    let made = w
        .ok(through("alice"), "CreateSpace", json!({"space": space}))
        .await;
    made["name"].as_str().unwrap().to_owned()
}

pub async fn complete(w: &World, who: As, space: &str) -> Result<Value, Refusal> {
    w.call(who, "CompleteImportSpace", json!({"name": space}))
        .await
}

/// Posts a text of the past.
pub async fn post(
    w: &World,
    who: As,
    space: &str,
    text: &str,
    time: &str,
) -> Result<Value, Refusal> {
    let message = json!({"text": text, "createTime": time});
    let request = json!({"parent": space, "message": message});
    w.call(who, "CreateMessage", request).await
}

/// Makes the import one whose time ran out at the given moment.
pub async fn expire_at(w: &World, micros: i64) {
    w.running
        .server
        .store
        .write(move |tx| {
            Box::pin(async move {
                let sql = store::Sql::build(
                    "UPDATE spaces SET import_expire_time = $1 WHERE import_expire_time IS NOT NULL"
                        .to_owned(),
                );
                tx.changed_everywhere();
                tx.execute(&sql, &[micros.into()]).await.map(drop)
            })
        })
        .await
        .unwrap();
}
