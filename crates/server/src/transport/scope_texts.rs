//! What each scope lets its holder do, for the discovery document and the
//! consent page.

use crate::gate::scope::{self as s, Scope};

/// Every scope of the Chat API with a sentence for people.
pub const TEXTS: &[(Scope, &str)] = &[
    (
        s::CHAT_ADMIN_DELETE,
        "As an administrator, delete spaces and what is in them",
    ),
    (
        s::CHAT_ADMIN_MEMBERSHIPS,
        "As an administrator, see and change who is in a space",
    ),
    (
        s::CHAT_ADMIN_MEMBERSHIPS_READONLY,
        "As an administrator, see who is in a space",
    ),
    (
        s::CHAT_ADMIN_SPACES,
        "As an administrator, see and change spaces",
    ),
    (
        s::CHAT_ADMIN_SPACES_READONLY,
        "As an administrator, see spaces",
    ),
    (
        s::CHAT_APP_ALL_MEMBERSHIPS_READONLY,
        "As an app, see who is in any space",
    ),
    (
        s::CHAT_APP_ALL_MESSAGES_READONLY,
        "As an app, read the messages of any space",
    ),
    (s::CHAT_APP_ALL_SPACES_READONLY, "As an app, see any space"),
    (
        s::CHAT_APP_DELETE,
        "As an app, delete the spaces it created",
    ),
    (
        s::CHAT_APP_MEMBERSHIPS,
        "As an app, see and change who is in its spaces",
    ),
    (
        s::CHAT_APP_MEMBERSHIPS_READONLY,
        "As an app, see who is in its spaces",
    ),
    (
        s::CHAT_APP_MESSAGES_READONLY,
        "As an app, read the messages of its spaces",
    ),
    (
        s::CHAT_APP_SPACES,
        "As an app, create spaces and see and change those it is in",
    ),
    (s::CHAT_APP_SPACES_CREATE, "As an app, create spaces"),
    (
        s::CHAT_APP_SPACES_READONLY,
        "As an app, see the spaces it is in",
    ),
    (s::CHAT_BOT, "Take part in conversations as a Chat app"),
    (s::CHAT_CUSTOMEMOJIS, "See, create and delete custom emoji"),
    (s::CHAT_CUSTOMEMOJIS_READONLY, "See custom emoji"),
    (s::CHAT_DELETE, "Delete spaces and lose what is in them"),
    (
        s::CHAT_IMPORT,
        "Import spaces, messages and members from elsewhere",
    ),
    (
        s::CHAT_MEMBERSHIPS,
        "See, add, change and remove members of spaces",
    ),
    (
        s::CHAT_MEMBERSHIPS_APP,
        "Add the app that asks to spaces and remove it",
    ),
    (s::CHAT_MEMBERSHIPS_READONLY, "See members of spaces"),
    (
        s::CHAT_MESSAGES,
        "Read, write, change and delete messages, with their reactions and files",
    ),
    (s::CHAT_MESSAGES_CREATE, "Write messages"),
    (
        s::CHAT_MESSAGES_REACTIONS,
        "See, add and remove reactions to messages",
    ),
    (
        s::CHAT_MESSAGES_REACTIONS_CREATE,
        "Add reactions to messages",
    ),
    (
        s::CHAT_MESSAGES_REACTIONS_READONLY,
        "See reactions to messages",
    ),
    (
        s::CHAT_MESSAGES_READONLY,
        "Read messages, with their reactions and files",
    ),
    (
        s::CHAT_SPACES,
        "Create spaces, and see and change those you are in",
    ),
    (s::CHAT_SPACES_CREATE, "Create spaces"),
    (
        s::CHAT_SPACES_PINS,
        "See, add and remove what is pinned in spaces",
    ),
    (s::CHAT_SPACES_PINS_READONLY, "See what is pinned in spaces"),
    (s::CHAT_SPACES_READONLY, "See the spaces you are in"),
    (
        s::CHAT_USERS_AVAILABILITY,
        "See and change your availability",
    ),
    (s::CHAT_USERS_AVAILABILITY_READONLY, "See your availability"),
    (
        s::CHAT_USERS_READSTATE,
        "See and change how far you have read",
    ),
    (
        s::CHAT_USERS_READSTATE_READONLY,
        "See how far you have read",
    ),
    (
        s::CHAT_USERS_SECTIONS,
        "See and change the sections of your list of conversations",
    ),
    (
        s::CHAT_USERS_SECTIONS_READONLY,
        "See the sections of your list of conversations",
    ),
    (
        s::CHAT_USERS_SPACESETTINGS,
        "See and change your notification settings of spaces",
    ),
];
