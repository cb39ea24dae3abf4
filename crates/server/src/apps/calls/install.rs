//! `POST /confab/v1/apps/A:install` and `:uninstall`: what a person does in the
//! client to have an app in a space, or to talk with it.

use domain::apps::App;
use domain::{Error, Result, names};
use proto::chat as wire;
use proto::confab::{InstallAppRequest, InstallAppResponse, UninstallAppRequest};

use super::apps::built_in_client;
use crate::api::visible_apps::finds;
use crate::api::{Call, members, spaces};
use crate::gate::scope::CHAT_MEMBERSHIPS_APP;

pub async fn install_app(call: Call, request: InstallAppRequest) -> Result<InstallAppResponse> {
    let (app, call) = through(call, &request.name).await?;
    if request.space.is_empty() {
        let space = wire::Space {
            space_type: wire::space::SpaceType::DirectMessage as i32,
            single_user_bot_dm: true,
            ..Default::default()
        };
        let set_up = wire::SetUpSpaceRequest {
            space: Some(space),
            ..Default::default()
        };
        let space = spaces::set_up_space(call, set_up).await?;
        return Ok(InstallAppResponse { space: space.name });
    }
    let membership = wire::Membership {
        member_type: Some(wire::membership::MemberType::Member(bot(&app))),
        ..Default::default()
    };
    let create = wire::CreateMembershipRequest {
        parent: request.space.clone(),
        membership: Some(membership),
        ..Default::default()
    };
    members::create_membership(call, create).await?;
    Ok(InstallAppResponse {
        space: request.space,
    })
}

pub async fn uninstall_app(call: Call, request: UninstallAppRequest) -> Result<()> {
    names::space("space", &request.space)?;
    let (_, call) = through(call, &request.name).await?;
    let delete = wire::DeleteMembershipRequest {
        name: format!("{}/members/app", request.space),
        ..Default::default()
    };
    members::delete_membership(call, delete).await.map(drop)
}

/// The call as if made through the app, as Google's client makes it.
async fn through(call: Call, name: &str) -> Result<(App, Call)> {
    built_in_client(&call)?;
    let id = super::app_id("name", name)?;
    let unit = call.clone();
    let read = call.server.store.read(move |tx| {
        Box::pin(async move {
            let app = super::app(tx, id).await?;
            let found = finds(tx, &unit, &app).await?;
            Ok(found.then_some(app))
        })
    });
    let app = read.await?.ok_or_else(Error::not_found)?;
    let mut call = call;
    call.caller.app = Some(app.id);
    call.caller.project = app.project_number;
    call.caller.scopes = call.caller.scopes.with(CHAT_MEMBERSHIPS_APP);
    Ok((app, call))
}

fn bot(app: &App) -> wire::User {
    wire::User {
        name: names::user_name(app.id),
        r#type: wire::user::Type::Bot as i32,
        ..Default::default()
    }
}
