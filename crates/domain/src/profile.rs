//! The rules in which the reference documents and today's Google Chat differ,
//! in one table. `--profile` picks the column.

use proto::chat::space::SpaceThreadingState;

/// One column of the table.
#[derive(Debug, PartialEq)]
pub struct Profile {
    pub name: &'static str,
    /// Characters of `spaceDetails.description`.
    pub description_limit: usize,
    /// Memberships in one `spaces.setup`, besides the caller.
    pub setup_limit: usize,
    /// Whether `spaces.search` works without administrator access.
    pub search_without_admin: bool,
    /// Whether `permissionSettings` may be patched with administrator access.
    pub permission_settings_as_admin: bool,
    /// Whether reactions may use the organisation's own emoji.
    pub custom_emoji_reactions: bool,
    /// `spaceThreadingState` of direct messages and group chats.
    pub direct_threading: SpaceThreadingState,
}

/// What the reference documents say; the default.
pub static REFERENCE: Profile = Profile {
    name: "reference",
    description_limit: 150,
    setup_limit: 20,
    search_without_admin: false,
    permission_settings_as_admin: false,
    custom_emoji_reactions: false,
    direct_threading: SpaceThreadingState::UnthreadedMessages,
};

/// What Google Chat does today.
pub static CURRENT: Profile = Profile {
    name: "current",
    description_limit: 4_096,
    setup_limit: 49,
    search_without_admin: true,
    permission_settings_as_admin: true,
    custom_emoji_reactions: true,
    direct_threading: SpaceThreadingState::ThreadedMessages,
};

impl Profile {
    pub fn named(name: &str) -> Option<&'static Self> {
        [&REFERENCE, &CURRENT]
            .into_iter()
            .find(|profile| profile.name == name)
    }

    /// Ends a refusal that the other profile would not make.
    pub fn note(&self) -> String {
        format!(" (rule of the {} profile)", self.name)
    }
}
