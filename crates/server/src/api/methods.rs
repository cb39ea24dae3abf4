//! THE table: every RPC, the scopes that open it by kind of authentication,
//! and its handler. gRPC, REST, batch, the discovery document and the coverage
//! test read it.
//!
//! The scopes are those of the reference's method pages. One accepted scope is
//! enough.

use std::convert::identity;
use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use domain::{Error, Result};
use prost::Message;
use proto::{chat, confab};

use super::{
    Call, administration, attachments, availability, custom_emojis, groups, joining, link_previews,
    members, messages, notification_settings, people, preferences, presence, reactions,
    read_states, server_info, space_events, spaces, summaries, tokens, webhooks,
};
use crate::apps::calls;
use crate::gate::scope::{self as s, Scope};
use crate::gate::{Scopes, authorize};

/// One RPC.
pub struct Method {
    /// `google.chat.v1.ChatService/CreateMessage`.
    pub rpc: &'static str,
    pub scopes: Scopes,
    /// Needs no credential.
    pub public: bool,
    /// Runs the call. It authorizes by itself, since administrator access is a
    /// field of the request: decode, authorize, run, encode.
    pub run: Handler,
}

pub type Handler = fn(&'static Method, Call, Bytes) -> Answer;

/// The encoded answer.
pub type Answer = Pin<Box<dyn Future<Output = Result<Vec<u8>>> + Send>>;

/// Requests that may ask for administrator access.
trait AdminAccess {
    fn use_admin_access(&self) -> bool {
        false
    }
}

macro_rules! with_admin_access {
    ($($request:ident)*) => {
        $(impl AdminAccess for chat::$request {
            fn use_admin_access(&self) -> bool {
                self.use_admin_access
            }
        })*
    };
}

macro_rules! without_admin_access {
    ($($request:ty)*) => {
        $(impl AdminAccess for $request {})*
    };
}

with_admin_access! {
    CreateMembershipRequest DeleteMembershipRequest DeleteSpaceRequest GetMembershipRequest
    GetSpaceRequest ListMembershipsRequest SearchSpacesRequest UpdateMembershipRequest
    UpdateSpaceRequest
}

without_admin_access! {
    chat::CompleteImportSpaceRequest chat::CreateMessageRequest chat::CreateReactionRequest chat::CreateSpaceRequest
    chat::CreateCustomEmojiRequest chat::DeleteCustomEmojiRequest chat::GetCustomEmojiRequest
    chat::ListCustomEmojisRequest chat::FindGroupChatsRequest
    chat::DeleteMessageRequest chat::DeleteReactionRequest chat::FindDirectMessageRequest
    chat::GetAttachmentRequest chat::UploadAttachmentRequest
    chat::GetMessageRequest chat::GetSpaceEventRequest chat::GetSpaceReadStateRequest
    chat::GetThreadReadStateRequest chat::ListMessagesRequest chat::ListReactionsRequest
    chat::ListSpaceEventsRequest chat::UpdateSpaceReadStateRequest
    chat::ReplaceMessageCardsRequest
    chat::ListSpacesRequest chat::SetUpSpaceRequest chat::UpdateMessageRequest
    confab::GetServerInfoRequest confab::ListLinkPreviewsRequest
    confab::BatchListLinkPreviewsRequest
    confab::AcceptInvitationRequest confab::DeclineInvitationRequest confab::JoinSpaceRequest
    confab::ListDiscoverableSpacesRequest confab::ListInvitationsRequest
    confab::ListSpaceSummariesRequest confab::SearchPeopleRequest
    confab::SearchGroupsRequest confab::GetGroupRequest
    confab::ListUsersRequest confab::CreateUserRequest
    confab::SetUserDisabledRequest confab::SetUserAdminRequest confab::ListGroupsRequest
    confab::ListAppGrantsRequest confab::ListAuditEntriesRequest
    confab::CreateWebhookRequest confab::ListWebhooksRequest confab::DeleteWebhookRequest
    confab::ClickCardRequest confab::RunCommandRequest confab::SubmitDialogRequest
    confab::OpenAppHomeRequest confab::SubmitAppHomeRequest confab::ListCommandsRequest
    confab::ListAppNoticesRequest confab::ListAppsRequest confab::GetAppRequest
    confab::CreateAppRequest confab::UpdateAppRequest confab::InstallAppRequest
    confab::UninstallAppRequest confab::ListDeliveriesRequest confab::GetDeliveryRequest
    confab::ReplayDeliveryRequest
    confab::ListAppKeysRequest confab::CreateAppKeyRequest confab::DeleteAppKeyRequest
    confab::CreateGroupRequest confab::ListGroupMembersRequest confab::AddGroupMemberRequest
    confab::RemoveGroupMemberRequest confab::SetAppGrantsRequest
    confab::ListTokensRequest confab::CreateTokenRequest confab::RevokeTokenRequest
    confab::ReportActivityRequest confab::GetPreferencesRequest
    confab::UpdatePreferencesRequest
    chat::GetAvailabilityRequest chat::UpdateAvailabilityRequest chat::MarkAsActiveRequest
    chat::MarkAsAwayRequest chat::MarkAsDoNotDisturbRequest
    chat::GetSpaceNotificationSettingRequest chat::UpdateSpaceNotificationSettingRequest
}

async fn unary<Q, A, F>(
    method: &'static Method,
    call: Call,
    bytes: Bytes,
    handler: impl FnOnce(Call, Q) -> F + Send,
    encode: fn(A) -> Vec<u8>,
) -> Result<Vec<u8>>
where
    Q: Message + Default + AdminAccess,
    F: Future<Output = Result<A>> + Send,
{
    let request = Q::decode(bytes).map_err(|error| {
        Error::new(
            domain::Code::InvalidArgument,
            format!("The request is not a message of its type: {error}"),
        )
    })?;
    if !method.public {
        authorize(
            method.rpc,
            &method.scopes,
            &call.caller,
            request.use_admin_access(),
        )?;
    }
    handler(call, request).await.map(encode)
}

fn to_wire<A: Message>(answer: A) -> Vec<u8> {
    answer.encode_to_vec()
}

fn unimplemented(method: &'static Method, call: Call, _: Bytes) -> Answer {
    Box::pin(async move {
        authorize(method.rpc, &method.scopes, &call.caller, false)?;
        let name = method.rpc.rsplit('/').next().unwrap_or_default();
        Err(Error::unimplemented(name))
    })
}

/// `served!(handler)` for a method that is there.
macro_rules! served {
    ($handler:path) => {
        |method, call, bytes| Box::pin(unary(method, call, bytes, $handler, to_wire))
    };
}

/// As `served!`, for a handler that answers with the encoded message.
macro_rules! encoded {
    ($handler:path) => {
        |method, call, bytes| Box::pin(unary(method, call, bytes, $handler, identity))
    };
}

macro_rules! chat_method {
    ($rpc:literal, $run:expr, user: $user:expr, app: $app:expr, approved: $approved:expr,
     admin: $admin:expr) => {
        Method {
            rpc: concat!("google.chat.v1.ChatService/", $rpc),
            scopes: Scopes {
                user: $user,
                app: $app,
                app_approved: $approved,
                admin: $admin,
            },
            public: false,
            run: $run,
        }
    };
}

/// A method of ours, for people.
macro_rules! confab_method {
    ($rpc:literal, $run:expr, user: $user:expr) => {
        Method {
            rpc: concat!("confab.v1.", $rpc),
            scopes: Scopes {
                user: $user,
                ..NO_SCOPES
            },
            public: false,
            run: $run,
        }
    };
}

const NO_SCOPES: Scopes = Scopes {
    user: &[],
    app: &[],
    app_approved: &[],
    admin: &[],
};

const SPACE_EVENT_READERS: &[Scope] = &[
    s::CHAT_SPACES,
    s::CHAT_SPACES_READONLY,
    s::CHAT_MESSAGES,
    s::CHAT_MESSAGES_READONLY,
    s::CHAT_MEMBERSHIPS,
    s::CHAT_MEMBERSHIPS_READONLY,
    s::CHAT_MESSAGES_REACTIONS,
    s::CHAT_MESSAGES_REACTIONS_READONLY,
];

const APP_EVENT_READERS: &[Scope] = &[
    s::CHAT_APP_MESSAGES_READONLY,
    s::CHAT_APP_MEMBERSHIPS,
    s::CHAT_APP_MEMBERSHIPS_READONLY,
    s::CHAT_APP_SPACES,
    s::CHAT_APP_SPACES_READONLY,
];

/// Every method, Google's in the order of the service's file, then ours.
pub static METHODS: &[Method] = &[
    chat_method!("CreateMessage", served!(messages::create_message),
        user: &[s::CHAT_MESSAGES_CREATE, s::CHAT_MESSAGES, s::CHAT_IMPORT],
        app: &[s::CHAT_BOT], approved: &[], admin: &[]),
    chat_method!("ListMessages", encoded!(messages::list_messages),
        user: &[s::CHAT_MESSAGES_READONLY, s::CHAT_MESSAGES, s::CHAT_IMPORT],
        app: &[], approved: &[s::CHAT_APP_MESSAGES_READONLY], admin: &[]),
    chat_method!("ListMemberships", served!(members::list_memberships),
        user: &[s::CHAT_MEMBERSHIPS_READONLY, s::CHAT_MEMBERSHIPS, s::CHAT_IMPORT],
        app: &[s::CHAT_BOT], approved: &[s::CHAT_APP_MEMBERSHIPS],
        admin: &[s::CHAT_ADMIN_MEMBERSHIPS_READONLY, s::CHAT_ADMIN_MEMBERSHIPS]),
    chat_method!("GetMembership", served!(members::get_membership),
        user: &[s::CHAT_MEMBERSHIPS_READONLY, s::CHAT_MEMBERSHIPS],
        app: &[s::CHAT_BOT], approved: &[s::CHAT_APP_MEMBERSHIPS],
        admin: &[s::CHAT_ADMIN_MEMBERSHIPS_READONLY, s::CHAT_ADMIN_MEMBERSHIPS]),
    chat_method!("GetMessage", served!(messages::get_message),
        user: &[s::CHAT_MESSAGES_READONLY, s::CHAT_MESSAGES],
        app: &[s::CHAT_BOT], approved: &[s::CHAT_APP_MESSAGES_READONLY], admin: &[]),
    chat_method!("UpdateMessage", served!(messages::update_message),
        user: &[s::CHAT_MESSAGES, s::CHAT_IMPORT],
        app: &[s::CHAT_BOT], approved: &[], admin: &[]),
    chat_method!("DeleteMessage", served!(messages::delete_message),
        user: &[s::CHAT_MESSAGES, s::CHAT_IMPORT],
        app: &[s::CHAT_BOT], approved: &[], admin: &[]),
    chat_method!("ReplaceMessageCards", served!(messages::replace_message_cards),
        user: &[], app: &[s::CHAT_BOT], approved: &[], admin: &[]),
    chat_method!("SearchMessages", unimplemented,
        user: &[s::CHAT_MESSAGES_READONLY, s::CHAT_MESSAGES],
        app: &[], approved: &[], admin: &[]),
    chat_method!("GetAttachment", served!(attachments::get_attachment),
        user: &[], app: &[s::CHAT_BOT], approved: &[], admin: &[]),
    chat_method!("UploadAttachment", served!(attachments::upload_attachment),
        user: &[s::CHAT_MESSAGES_CREATE, s::CHAT_MESSAGES, s::CHAT_IMPORT],
        app: &[], approved: &[], admin: &[]),
    chat_method!("ListSpaces", served!(spaces::list_spaces),
        user: &[s::CHAT_SPACES_READONLY, s::CHAT_SPACES],
        app: &[s::CHAT_BOT], approved: &[], admin: &[]),
    chat_method!("SearchSpaces", served!(spaces::search_spaces),
        user: &[s::CHAT_SPACES_READONLY, s::CHAT_SPACES],
        app: &[], approved: &[],
        admin: &[s::CHAT_ADMIN_SPACES_READONLY, s::CHAT_ADMIN_SPACES]),
    chat_method!("GetSpace", served!(spaces::get_space),
        user: &[s::CHAT_SPACES_READONLY, s::CHAT_SPACES],
        app: &[s::CHAT_BOT], approved: &[s::CHAT_APP_SPACES],
        admin: &[s::CHAT_ADMIN_SPACES_READONLY, s::CHAT_ADMIN_SPACES]),
    chat_method!("CreateSpace", served!(spaces::create_space),
        user: &[s::CHAT_SPACES_CREATE, s::CHAT_SPACES, s::CHAT_IMPORT],
        app: &[], approved: &[s::CHAT_APP_SPACES_CREATE, s::CHAT_APP_SPACES], admin: &[]),
    chat_method!("SetUpSpace", served!(spaces::set_up_space),
        user: &[s::CHAT_SPACES_CREATE, s::CHAT_SPACES],
        app: &[], approved: &[], admin: &[]),
    chat_method!("UpdateSpace", served!(spaces::update_space),
        user: &[s::CHAT_SPACES, s::CHAT_IMPORT],
        app: &[], approved: &[s::CHAT_APP_SPACES], admin: &[s::CHAT_ADMIN_SPACES]),
    chat_method!("DeleteSpace", served!(spaces::delete_space),
        user: &[s::CHAT_DELETE, s::CHAT_IMPORT],
        app: &[], approved: &[s::CHAT_APP_DELETE], admin: &[s::CHAT_ADMIN_DELETE]),
    chat_method!("CompleteImportSpace", served!(spaces::complete_import_space),
        user: &[s::CHAT_IMPORT], app: &[], approved: &[], admin: &[]),
    chat_method!("FindDirectMessage", served!(spaces::find_direct_message),
        user: &[s::CHAT_SPACES_READONLY, s::CHAT_SPACES],
        app: &[s::CHAT_BOT], approved: &[], admin: &[]),
    chat_method!("FindGroupChats", served!(spaces::find_group_chats),
        user: &[s::CHAT_MEMBERSHIPS_READONLY, s::CHAT_MEMBERSHIPS],
        app: &[], approved: &[], admin: &[]),
    chat_method!("CreateMembership", served!(members::create_membership),
        user: &[s::CHAT_MEMBERSHIPS, s::CHAT_MEMBERSHIPS_APP, s::CHAT_IMPORT],
        app: &[], approved: &[s::CHAT_APP_MEMBERSHIPS], admin: &[s::CHAT_ADMIN_MEMBERSHIPS]),
    chat_method!("UpdateMembership", served!(members::update_membership),
        user: &[s::CHAT_MEMBERSHIPS, s::CHAT_IMPORT],
        app: &[], approved: &[s::CHAT_APP_MEMBERSHIPS], admin: &[s::CHAT_ADMIN_MEMBERSHIPS]),
    chat_method!("DeleteMembership", served!(members::delete_membership),
        user: &[s::CHAT_MEMBERSHIPS, s::CHAT_MEMBERSHIPS_APP, s::CHAT_IMPORT],
        app: &[], approved: &[s::CHAT_APP_MEMBERSHIPS], admin: &[s::CHAT_ADMIN_MEMBERSHIPS]),
    chat_method!("CreateReaction", served!(reactions::create_reaction),
        user: &[s::CHAT_MESSAGES_REACTIONS_CREATE, s::CHAT_MESSAGES_REACTIONS, s::CHAT_MESSAGES,
            s::CHAT_IMPORT],
        app: &[], approved: &[], admin: &[]),
    chat_method!("ListReactions", served!(reactions::list_reactions),
        user: &[s::CHAT_MESSAGES_REACTIONS_READONLY, s::CHAT_MESSAGES_REACTIONS,
            s::CHAT_MESSAGES_READONLY, s::CHAT_MESSAGES],
        app: &[], approved: &[s::CHAT_APP_MESSAGES_READONLY], admin: &[]),
    chat_method!("DeleteReaction", served!(reactions::delete_reaction),
        user: &[s::CHAT_MESSAGES_REACTIONS, s::CHAT_MESSAGES, s::CHAT_IMPORT],
        app: &[], approved: &[], admin: &[]),
    chat_method!("ListMessagePins", unimplemented,
        user: &[s::CHAT_SPACES_PINS_READONLY, s::CHAT_SPACES_PINS, s::CHAT_SPACES_READONLY,
            s::CHAT_SPACES],
        app: &[], approved: &[], admin: &[]),
    chat_method!("CreateMessagePin", unimplemented,
        user: &[s::CHAT_SPACES_PINS, s::CHAT_SPACES], app: &[], approved: &[], admin: &[]),
    chat_method!("DeleteMessagePin", unimplemented,
        user: &[s::CHAT_SPACES_PINS, s::CHAT_SPACES], app: &[], approved: &[], admin: &[]),
    chat_method!("CreateCustomEmoji", served!(custom_emojis::create_custom_emoji),
        user: &[s::CHAT_CUSTOMEMOJIS], app: &[], approved: &[], admin: &[]),
    chat_method!("GetCustomEmoji", served!(custom_emojis::get_custom_emoji),
        user: &[s::CHAT_CUSTOMEMOJIS_READONLY, s::CHAT_CUSTOMEMOJIS],
        app: &[], approved: &[], admin: &[]),
    chat_method!("ListCustomEmojis", served!(custom_emojis::list_custom_emojis),
        user: &[s::CHAT_CUSTOMEMOJIS_READONLY, s::CHAT_CUSTOMEMOJIS],
        app: &[], approved: &[], admin: &[]),
    chat_method!("DeleteCustomEmoji", served!(custom_emojis::delete_custom_emoji),
        user: &[s::CHAT_CUSTOMEMOJIS], app: &[], approved: &[], admin: &[]),
    chat_method!("GetSpaceReadState", served!(read_states::get_space_read_state),
        user: &[s::CHAT_USERS_READSTATE_READONLY, s::CHAT_USERS_READSTATE],
        app: &[], approved: &[], admin: &[]),
    chat_method!("UpdateSpaceReadState", served!(read_states::update_space_read_state),
        user: &[s::CHAT_USERS_READSTATE], app: &[], approved: &[], admin: &[]),
    chat_method!("GetThreadReadState", served!(read_states::get_thread_read_state),
        user: &[s::CHAT_USERS_READSTATE_READONLY, s::CHAT_USERS_READSTATE],
        app: &[], approved: &[], admin: &[]),
    chat_method!("GetAvailability", served!(availability::get_availability),
        user: &[s::CHAT_USERS_AVAILABILITY_READONLY, s::CHAT_USERS_AVAILABILITY],
        app: &[], approved: &[], admin: &[]),
    chat_method!("MarkAsActive", served!(availability::mark_as_active),
        user: &[s::CHAT_USERS_AVAILABILITY], app: &[], approved: &[], admin: &[]),
    chat_method!("MarkAsAway", served!(availability::mark_as_away),
        user: &[s::CHAT_USERS_AVAILABILITY], app: &[], approved: &[], admin: &[]),
    chat_method!("MarkAsDoNotDisturb", served!(availability::mark_as_do_not_disturb),
        user: &[s::CHAT_USERS_AVAILABILITY], app: &[], approved: &[], admin: &[]),
    chat_method!("UpdateAvailability", served!(availability::update_availability),
        user: &[s::CHAT_USERS_AVAILABILITY], app: &[], approved: &[], admin: &[]),
    chat_method!("GetSpaceEvent", served!(space_events::get_space_event),
        user: SPACE_EVENT_READERS, app: &[], approved: APP_EVENT_READERS, admin: &[]),
    chat_method!("ListSpaceEvents", served!(space_events::list_space_events),
        user: SPACE_EVENT_READERS, app: &[], approved: APP_EVENT_READERS, admin: &[]),
    chat_method!("GetSpaceNotificationSetting",
        served!(notification_settings::get_space_notification_setting),
        user: &[s::CHAT_USERS_SPACESETTINGS], app: &[], approved: &[], admin: &[]),
    chat_method!("UpdateSpaceNotificationSetting",
        served!(notification_settings::update_space_notification_setting),
        user: &[s::CHAT_USERS_SPACESETTINGS], app: &[], approved: &[], admin: &[]),
    chat_method!("CreateSection", unimplemented,
        user: &[s::CHAT_USERS_SECTIONS], app: &[], approved: &[], admin: &[]),
    chat_method!("DeleteSection", unimplemented,
        user: &[s::CHAT_USERS_SECTIONS], app: &[], approved: &[], admin: &[]),
    chat_method!("UpdateSection", unimplemented,
        user: &[s::CHAT_USERS_SECTIONS], app: &[], approved: &[], admin: &[]),
    chat_method!("ListSections", unimplemented,
        user: &[s::CHAT_USERS_SECTIONS_READONLY, s::CHAT_USERS_SECTIONS],
        app: &[], approved: &[], admin: &[]),
    chat_method!("PositionSection", unimplemented,
        user: &[s::CHAT_USERS_SECTIONS], app: &[], approved: &[], admin: &[]),
    chat_method!("ListSectionItems", unimplemented,
        user: &[s::CHAT_USERS_SECTIONS_READONLY, s::CHAT_USERS_SECTIONS],
        app: &[], approved: &[], admin: &[]),
    chat_method!("MoveSectionItem", unimplemented,
        user: &[s::CHAT_USERS_SECTIONS], app: &[], approved: &[], admin: &[]),
    Method {
        rpc: "confab.v1.ServerService/GetServerInfo",
        scopes: NO_SCOPES,
        public: true,
        run: served!(server_info::get_server_info),
    },
    confab_method!("AdminService/ListUsers", served!(administration::list_users),
        user: &[s::CHAT_ADMIN_SPACES]),
    confab_method!("AdminService/CreateUser", served!(administration::create_user),
        user: &[s::CHAT_ADMIN_SPACES]),
    confab_method!("AdminService/SetUserDisabled", served!(administration::set_user_disabled),
        user: &[s::CHAT_ADMIN_SPACES]),
    confab_method!("AdminService/SetUserAdmin", served!(administration::set_user_admin),
        user: &[s::CHAT_ADMIN_SPACES]),
    confab_method!("AdminService/ListGroups", served!(administration::list_groups),
        user: &[s::CHAT_ADMIN_SPACES]),
    confab_method!("AdminService/ListAppGrants", served!(administration::list_app_grants),
        user: &[s::CHAT_ADMIN_SPACES]),
    confab_method!("AdminService/ListAuditEntries", served!(administration::list_audit_entries),
        user: &[s::CHAT_ADMIN_SPACES]),
    confab_method!("AdminService/CreateGroup", served!(administration::create_group),
        user: &[s::CHAT_ADMIN_SPACES]),
    confab_method!("AdminService/ListGroupMembers", served!(administration::list_group_members),
        user: &[s::CHAT_ADMIN_SPACES]),
    confab_method!("AdminService/AddGroupMember", served!(administration::add_group_member),
        user: &[s::CHAT_ADMIN_SPACES]),
    confab_method!("AdminService/RemoveGroupMember", served!(administration::remove_group_member),
        user: &[s::CHAT_ADMIN_SPACES]),
    confab_method!("AdminService/SetAppGrants", served!(administration::set_app_grants),
        user: &[s::CHAT_ADMIN_SPACES]),
    confab_method!("TokenService/ListTokens", served!(tokens::list_tokens),
        user: &[s::CHAT_SPACES_READONLY, s::CHAT_SPACES]),
    confab_method!("TokenService/CreateToken", served!(tokens::create_token),
        user: &[s::CHAT_SPACES]),
    confab_method!("TokenService/RevokeToken", served!(tokens::revoke_token),
        user: &[s::CHAT_SPACES]),
    confab_method!("PresenceService/ReportActivity", served!(presence::report_activity),
        user: &[s::CHAT_USERS_AVAILABILITY]),
    confab_method!("PreferencesService/GetPreferences", served!(preferences::get_preferences),
        user: &[s::CHAT_USERS_SPACESETTINGS]),
    confab_method!("PreferencesService/UpdatePreferences",
        served!(preferences::update_preferences),
        user: &[s::CHAT_USERS_SPACESETTINGS]),
    confab_method!("WebhookService/CreateWebhook", served!(webhooks::create_webhook),
        user: &[s::CHAT_SPACES]),
    confab_method!("WebhookService/ListWebhooks", served!(webhooks::list_webhooks),
        user: &[s::CHAT_SPACES_READONLY, s::CHAT_SPACES]),
    confab_method!("WebhookService/DeleteWebhook", served!(webhooks::delete_webhook),
        user: &[s::CHAT_SPACES]),
    confab_method!("InteractionService/ClickCard", served!(calls::click_card),
        user: &[s::CHAT_MESSAGES]),
    confab_method!("InteractionService/RunCommand", served!(calls::run_command),
        user: &[s::CHAT_MESSAGES_CREATE, s::CHAT_MESSAGES]),
    confab_method!("InteractionService/SubmitDialog", served!(calls::submit_dialog),
        user: &[s::CHAT_MESSAGES]),
    confab_method!("InteractionService/OpenAppHome", served!(calls::open_app_home),
        user: &[s::CHAT_MESSAGES]),
    confab_method!("InteractionService/SubmitAppHome", served!(calls::submit_app_home),
        user: &[s::CHAT_MESSAGES]),
    confab_method!("InteractionService/ListCommands", served!(calls::list_commands),
        user: &[s::CHAT_MESSAGES_READONLY, s::CHAT_MESSAGES_CREATE, s::CHAT_MESSAGES]),
    confab_method!("InteractionService/ListAppNotices", served!(calls::list_app_notices),
        user: &[s::CHAT_MESSAGES_READONLY, s::CHAT_MESSAGES]),
    confab_method!("AppService/ListApps", served!(calls::list_apps),
        user: &[s::CHAT_SPACES_READONLY, s::CHAT_SPACES]),
    confab_method!("AppService/GetApp", served!(calls::get_app),
        user: &[s::CHAT_SPACES_READONLY, s::CHAT_SPACES]),
    confab_method!("AppService/CreateApp", served!(calls::create_app),
        user: &[s::CHAT_SPACES]),
    confab_method!("AppService/UpdateApp", served!(calls::update_app),
        user: &[s::CHAT_SPACES]),
    confab_method!("AppService/InstallApp", served!(calls::install_app),
        user: &[s::CHAT_MEMBERSHIPS, s::CHAT_MEMBERSHIPS_APP]),
    confab_method!("AppService/UninstallApp", served!(calls::uninstall_app),
        user: &[s::CHAT_MEMBERSHIPS, s::CHAT_MEMBERSHIPS_APP]),
    confab_method!("AppService/ListAppKeys", served!(calls::list_app_keys),
        user: &[s::CHAT_SPACES_READONLY, s::CHAT_SPACES]),
    confab_method!("AppService/CreateAppKey", served!(calls::create_app_key),
        user: &[s::CHAT_SPACES]),
    confab_method!("AppService/DeleteAppKey", served!(calls::delete_app_key),
        user: &[s::CHAT_SPACES]),
    confab_method!("AppService/ListDeliveries", served!(calls::list_deliveries),
        user: &[s::CHAT_MESSAGES_READONLY, s::CHAT_MESSAGES]),
    confab_method!("AppService/GetDelivery", served!(calls::get_delivery),
        user: &[s::CHAT_MESSAGES_READONLY, s::CHAT_MESSAGES]),
    confab_method!("AppService/ReplayDelivery", served!(calls::replay_delivery),
        user: &[s::CHAT_MESSAGES]),
    confab_method!("LinkPreviewService/ListLinkPreviews",
        served!(link_previews::list_link_previews),
        user: &[s::CHAT_MESSAGES_READONLY, s::CHAT_MESSAGES]),
    confab_method!("LinkPreviewService/BatchListLinkPreviews",
        served!(link_previews::batch_list_link_previews),
        user: &[s::CHAT_MESSAGES_READONLY, s::CHAT_MESSAGES]),
    confab_method!("JoiningService/ListInvitations", served!(joining::list_invitations),
        user: &[s::CHAT_MEMBERSHIPS_READONLY, s::CHAT_MEMBERSHIPS]),
    confab_method!("JoiningService/AcceptInvitation", served!(joining::accept_invitation),
        user: &[s::CHAT_MEMBERSHIPS]),
    confab_method!("JoiningService/DeclineInvitation", served!(joining::decline_invitation),
        user: &[s::CHAT_MEMBERSHIPS]),
    confab_method!("JoiningService/ListDiscoverableSpaces",
        served!(joining::list_discoverable_spaces),
        user: &[s::CHAT_SPACES_READONLY, s::CHAT_SPACES]),
    confab_method!("JoiningService/JoinSpace", served!(joining::join_space),
        user: &[s::CHAT_MEMBERSHIPS]),
    confab_method!("SummaryService/ListSpaceSummaries", served!(summaries::list_space_summaries),
        user: &[s::CHAT_SPACES_READONLY, s::CHAT_SPACES]),
    confab_method!("PeopleService/SearchPeople", served!(people::search_people),
        user: &[s::CHAT_MEMBERSHIPS_READONLY, s::CHAT_MEMBERSHIPS, s::CHAT_SPACES_READONLY,
            s::CHAT_SPACES]),
    confab_method!("PeopleService/SearchGroups", served!(groups::search_groups),
        user: &[s::CHAT_MEMBERSHIPS_READONLY, s::CHAT_MEMBERSHIPS, s::CHAT_SPACES_READONLY,
            s::CHAT_SPACES]),
    confab_method!("PeopleService/GetGroup", served!(groups::get_group),
        user: &[s::CHAT_MEMBERSHIPS_READONLY, s::CHAT_MEMBERSHIPS, s::CHAT_SPACES_READONLY,
            s::CHAT_SPACES]),
];
