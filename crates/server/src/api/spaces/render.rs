//! A space as an answer shows it.

use domain::names;
use domain::spaces::Space;
use proto::chat as wire;
use proto::chat::space::{AccessSettings, MembershipCount, SpacePermissionSettings, SpaceType};
use proto::chat::space::{SpaceDetails, SpaceThreadingState, Type, access_settings::AccessState};

use crate::api::Call;
use crate::gate::scope::CHAT_APP_SPACES;

/// Which of the answers that hold a space this is.
#[derive(Clone, Copy, PartialEq)]
pub enum Shape {
    /// One space, asked for by itself: with its permission settings.
    Single,
    /// In a list or inside another resource: without.
    Listed,
}

/// What the caller may see of a space.
pub fn render(call: &Call, space: &Space, shape: Shape) -> wire::Space {
    let named = space.is_named();
    let direct = space.space_type == SpaceType::DirectMessage;
    let details = !space.description.is_empty() || !space.guidelines.is_empty();
    #[allow(deprecated)]
    wire::Space {
        name: names::space_name(space.id),
        r#type: if space.single_user_bot_dm {
            Type::Dm
        } else {
            Type::Room
        } as i32,
        space_type: space.space_type as i32,
        single_user_bot_dm: space.single_user_bot_dm,
        threaded: threading(call, space) == SpaceThreadingState::ThreadedMessages,
        display_name: space.display_name.clone(),
        external_user_allowed: space.external_user_allowed,
        space_threading_state: threading(call, space) as i32,
        space_details: details.then(|| SpaceDetails {
            description: space.description.clone(),
            guidelines: space.guidelines.clone(),
        }),
        space_history_state: space.history_state as i32,
        import_mode: space.import_mode,
        create_time: (!direct).then(|| space.create_time.to_wire()),
        last_active_time: space.last_active_time.map(|time| time.to_wire()),
        admin_installed: space.admin_installed,
        membership_count: Some(MembershipCount {
            joined_direct_human_user_count: count(space.human_count),
            joined_group_count: count(space.group_count),
        }),
        access_settings: access_settings(call, space),
        customer: (!direct).then(|| call.server.customer.clone()),
        space_uri: space_uri(call, space),
        import_mode_expire_time: space.import_expire_time.map(|time| time.to_wire()),
        space_permission_settings: (named && shape == Shape::Single)
            .then(|| permission_settings(call, space))
            .flatten(),
    }
}

/// A space of which the caller sees no more than the name.
pub fn name_only(space: domain::ids::SpaceId) -> wire::Space {
    wire::Space {
        name: names::space_name(space),
        ..Default::default()
    }
}

fn threading(call: &Call, space: &Space) -> SpaceThreadingState {
    if space.is_named() {
        SpaceThreadingState::ThreadedMessages
    } else {
        call.server.profile.direct_threading
    }
}

/// Apps with no more than `chat.bot` do not see who may find the space.
fn access_settings(call: &Call, space: &Space) -> Option<AccessSettings> {
    let hidden = call.is_app() && !call.caller.scopes.contains(CHAT_APP_SPACES);
    if !space.is_named() || hidden {
        return None;
    }
    let state = if space.audience.is_empty() {
        AccessState::Private
    } else {
        AccessState::Discoverable
    };
    Some(AccessSettings {
        access_state: state as i32,
        audience: space.audience.clone(),
        access_permission_settings: space.access_permission_settings.clone(),
    })
}

/// Apps see the settings of the spaces that they made.
fn permission_settings(call: &Call, space: &Space) -> Option<SpacePermissionSettings> {
    let own =
        space.creator_app == Some(call.caller.id) && call.caller.scopes.contains(CHAT_APP_SPACES);
    if call.is_app() && !own {
        return None;
    }
    space
        .permission_settings
        .map(SpacePermissionSettings::PermissionSettings)
}

/// Where a person opens the space: the web client at the public URL, with the
/// path and query of Google's links.
fn space_uri(call: &Call, space: &Space) -> String {
    let kind = if space.space_type == SpaceType::DirectMessage {
        "dm"
    } else {
        "room"
    };
    format!(
        "{}/{kind}/{}?cls=11",
        call.server.public_url,
        space.id.segment()
    )
}

fn count(count: i64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
