//! The keys of an app's service account, for its developer.

use domain::apps::AppKey;
use domain::audit::{Action, Actor, Entry};
use domain::{Error, Result};
use proto::confab as wire;
use store::{app_keys, audit, meta};

use super::apps::{built_in_client, check_developer};
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
    built_in_client(&call)?;
    let id = super::app_id("parent", &request.parent)?;
    let unit = call.clone();
    let read = call.server.store.read(move |tx| {
        Box::pin(async move {
            let app = super::app(tx, id).await?;
            check_developer(&unit, &app)?;
            app_keys::of_app(tx, id, LIMIT).await
        })
    });
    let keys = read.await?;
    Ok(wire::ListAppKeysResponse {
        keys: keys.iter().map(render).collect(),
    })
}

pub async fn create_app_key(
    call: Call,
    request: wire::CreateAppKeyRequest,
) -> Result<wire::AppKey> {
    built_in_client(&call)?;
    let id = super::app_id("parent", &request.parent)?;
    let unit = call.clone();
    let read = call.server.store.read(move |tx| {
        Box::pin(async move {
            let app = super::app(tx, id).await?;
            check_developer(&unit, &app)?;
            Ok(app)
        })
    });
    let app = read.await?;
    let addresses = Addresses::here(&call.server.public_url, &call.server.settings.universe);
    let now = call.now;
    let made = move || service_account_key::make(&app, &addresses, now);
    let made = tokio::task::spawn_blocking(made).await;
    let made = made.map_err(Error::internal)??;
    let entry = entry(&call, Action::KEY_CREATE, &made.row);
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
    let gone = AppKey {
        key_id: key_id.clone(),
        app: id,
        public_key: Vec::new(),
        create_time: call.now,
    };
    let entry = entry(&call, Action::KEY_DELETE, &gone);
    let write = call.server.store.write(move |tx| {
        Box::pin(async move {
            let app = super::app(tx, id).await?;
            check_developer(&unit, &app)?;
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

fn render(key: &AppKey) -> wire::AppKey {
    wire::AppKey {
        name: format!("{}/keys/{}", app_name(key.app), key.key_id),
        create_time: Some(key.create_time.to_wire()),
        file: String::new(),
    }
}

fn entry(call: &Call, action: Action, key: &AppKey) -> Entry {
    Entry {
        time: call.now,
        actor: Actor::User(call.caller.id),
        action,
        target: app_name(key.app),
        detail: key.key_id.clone(),
        origin: peer::origin(),
    }
}
