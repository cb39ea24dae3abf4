//! The keys of an app's service account, for its developer.

use domain::apps::{App, AppKey};
use domain::audit::{Action, Actor, Entry};
use domain::ids::UserId;
use domain::{Error, Result};
use proto::confab as wire;
use store::{app_keys, audit, meta};

use super::apps::{built_in_client, own};
use crate::api::Call;
use crate::apps::app_name;
use crate::service_account_key::{self, Addresses};
use crate::transport::peer;

/// More than an app may have.
const LIMIT: i64 = 100;

pub async fn list_app_keys(
    call: Call,
    request: wire::ListAppKeysRequest,
) -> Result<wire::ListAppKeysResponse> {
    let (_, keys) = read(&call, &request.parent).await?;
    Ok(wire::ListAppKeysResponse {
        keys: keys.iter().map(render).collect(),
    })
}

pub async fn create_app_key(
    call: Call,
    request: wire::CreateAppKeyRequest,
) -> Result<wire::AppKey> {
    let (app, _) = read(&call, &request.parent).await?;
    let addresses = Addresses::here(&call.server.public_url, &call.server.settings.universe);
    let now = call.now;
    let made = move || service_account_key::make(&app, &addresses, now);
    let made = tokio::task::spawn_blocking(made).await;
    let made = made.map_err(Error::internal)??;
    let entry = entry(&call, Action::KEY_CREATE, made.row.app, &made.row.key_id);
    let row = made.row.clone();
    let write = call.server.store.write(move |tx| {
        Box::pin(async move {
            service_account_key::insert(tx, &row).await?;
            audit::record(tx, &entry).await
        })
    });
    write.await?;
    Ok(wire::AppKey {
        file: made.file,
        ..render(&made.row)
    })
}

pub async fn delete_app_key(call: Call, request: wire::DeleteAppKeyRequest) -> Result<()> {
    built_in_client(&call)?;
    let parts = request.name.split_once("/keys/");
    let (app, key_id) = parts.ok_or_else(|| {
        let what = "A key has the format apps/{app}/keys/{key}.";
        Error::invalid("name", what)
    })?;
    let (id, key_id) = (super::app_id("name", app)?, key_id.to_owned());
    let unit = call.clone();
    let entry = entry(&call, Action::KEY_DELETE, id, &key_id);
    let write = call.server.store.write(move |tx| {
        Box::pin(async move {
            own(tx, &unit, id).await?;
            if !app_keys::delete(tx, id, &key_id).await? {
                return Err(Error::not_found());
            }
            // What was signed with it stops working on every node.
            meta::bump_auth(tx).await?;
            audit::record(tx, &entry).await
        })
    });
    write.await
}

/// An app with its keys, for its developer.
async fn read(call: &Call, parent: &str) -> Result<(App, Vec<AppKey>)> {
    built_in_client(call)?;
    let id = super::app_id("parent", parent)?;
    let unit = call.clone();
    let read = call.server.store.read(move |tx| {
        Box::pin(async move {
            let app = own(tx, &unit, id).await?;
            let keys = app_keys::of_app(tx, id, LIMIT).await?;
            Ok((app, keys))
        })
    });
    read.await
}

fn render(key: &AppKey) -> wire::AppKey {
    wire::AppKey {
        name: format!("{}/keys/{}", app_name(key.app), key.key_id),
        create_time: Some(key.create_time.to_wire()),
        file: String::new(),
    }
}

fn entry(call: &Call, action: Action, app: UserId, key_id: &str) -> Entry {
    Entry {
        time: call.now,
        actor: Actor::User(call.caller.id),
        action,
        target: app_name(app),
        detail: key_id.to_owned(),
        origin: peer::origin(),
    }
}
