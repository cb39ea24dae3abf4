//! OAuth scopes: one constant each, and compact sets of them.
//!
//! A scope is written as its full URL (`https://www.googleapis.com/auth/chat.bot`)
//! and read in that form or by its last part (`chat.bot`). The method table
//! names the constants here.

use std::fmt;

/// What all of Google's scopes but the three of OpenID Connect begin with.
const PREFIX: &str = "https://www.googleapis.com/auth/";

/// One scope that means something here: an index into the list of names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope(u8);

macro_rules! scopes {
    ($($name:ident = $text:literal,)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum Index { $($name),* }

        $(pub const $name: Scope = Scope(Index::$name as u8);)*

        const NAMES: &[&str] = &[$($text),*];
    };
}

scopes! {
    CHAT_BOT = "chat.bot",

    CHAT_APP_SPACES = "chat.app.spaces",
    CHAT_APP_SPACES_CREATE = "chat.app.spaces.create",
    CHAT_APP_SPACES_READONLY = "chat.app.spaces.readonly",
    CHAT_APP_MEMBERSHIPS = "chat.app.memberships",
    CHAT_APP_MEMBERSHIPS_READONLY = "chat.app.memberships.readonly",
    CHAT_APP_MESSAGES_READONLY = "chat.app.messages.readonly",
    CHAT_APP_DELETE = "chat.app.delete",
    CHAT_APP_ALL_SPACES_READONLY = "chat.app.all.spaces.readonly",
    CHAT_APP_ALL_MEMBERSHIPS_READONLY = "chat.app.all.memberships.readonly",
    CHAT_APP_ALL_MESSAGES_READONLY = "chat.app.all.messages.readonly",

    CHAT_SPACES = "chat.spaces",
    CHAT_SPACES_CREATE = "chat.spaces.create",
    CHAT_SPACES_READONLY = "chat.spaces.readonly",
    CHAT_SPACES_PINS = "chat.spaces.pins",
    CHAT_SPACES_PINS_READONLY = "chat.spaces.pins.readonly",
    CHAT_MEMBERSHIPS = "chat.memberships",
    CHAT_MEMBERSHIPS_APP = "chat.memberships.app",
    CHAT_MEMBERSHIPS_READONLY = "chat.memberships.readonly",
    CHAT_MESSAGES = "chat.messages",
    CHAT_MESSAGES_CREATE = "chat.messages.create",
    CHAT_MESSAGES_READONLY = "chat.messages.readonly",
    CHAT_MESSAGES_REACTIONS = "chat.messages.reactions",
    CHAT_MESSAGES_REACTIONS_CREATE = "chat.messages.reactions.create",
    CHAT_MESSAGES_REACTIONS_READONLY = "chat.messages.reactions.readonly",
    CHAT_DELETE = "chat.delete",
    CHAT_IMPORT = "chat.import",
    CHAT_CUSTOMEMOJIS = "chat.customemojis",
    CHAT_CUSTOMEMOJIS_READONLY = "chat.customemojis.readonly",
    CHAT_USERS_READSTATE = "chat.users.readstate",
    CHAT_USERS_READSTATE_READONLY = "chat.users.readstate.readonly",
    CHAT_USERS_SPACESETTINGS = "chat.users.spacesettings",
    CHAT_USERS_SECTIONS = "chat.users.sections",
    CHAT_USERS_SECTIONS_READONLY = "chat.users.sections.readonly",
    CHAT_USERS_AVAILABILITY = "chat.users.availability",
    CHAT_USERS_AVAILABILITY_READONLY = "chat.users.availability.readonly",

    CHAT_ADMIN_SPACES = "chat.admin.spaces",
    CHAT_ADMIN_SPACES_READONLY = "chat.admin.spaces.readonly",
    CHAT_ADMIN_MEMBERSHIPS = "chat.admin.memberships",
    CHAT_ADMIN_MEMBERSHIPS_READONLY = "chat.admin.memberships.readonly",
    CHAT_ADMIN_DELETE = "chat.admin.delete",

    USERINFO_EMAIL = "userinfo.email",
    USERINFO_PROFILE = "userinfo.profile",
    OPENID = "openid",
}

/// The names that OpenID Connect gives to two of Google's scopes.
const OPENID_NAMES: &[(&str, Scope)] = &[("email", USERINFO_EMAIL), ("profile", USERINFO_PROFILE)];

impl Scope {
    pub fn all() -> impl Iterator<Item = Scope> {
        (0..NAMES.len() as u8).map(Scope)
    }

    /// Reads the full URL or the last part of it.
    pub fn parse(text: &str) -> Option<Scope> {
        let short = text.strip_prefix(PREFIX).unwrap_or(text);
        if short.len() != text.len() && short == "openid" {
            return None;
        }
        let by_name = NAMES
            .iter()
            .position(|name| *name == short)
            .map(|at| Scope(at as u8));
        by_name.or_else(|| {
            OPENID_NAMES
                .iter()
                .find(|(name, _)| *name == text)
                .map(|(_, scope)| *scope)
        })
    }

    /// `chat.bot`.
    pub fn short(self) -> &'static str {
        NAMES[usize::from(self.0)]
    }

    /// `https://www.googleapis.com/auth/chat.bot`.
    pub fn url(self) -> String {
        if self == OPENID {
            self.short().to_owned()
        } else {
            format!("{PREFIX}{}", self.short())
        }
    }

    /// Scopes of app authentication that an administrator has to approve.
    pub fn needs_approval(self) -> bool {
        self.short().starts_with("chat.app.")
    }

    /// Scopes that only an app itself may hold, never a user's token.
    pub fn is_for_apps(self) -> bool {
        self == CHAT_BOT || self.needs_approval()
    }

    /// Scopes that a person cannot consent to: an administrator delegates them.
    pub fn needs_delegation(self) -> bool {
        self == CHAT_IMPORT
    }

    /// Scopes that open methods together with `useAdminAccess` only.
    pub fn is_for_admins(self) -> bool {
        self.short().starts_with("chat.admin.")
    }

    /// A well-formed scope of another Google product. It may be asked for
    /// together with Chat's and gives nothing here.
    pub fn is_foreign(text: &str) -> bool {
        let Some(short) = text.strip_prefix(PREFIX) else {
            return false;
        };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_/".contains(&byte);
        let ours = short == "chat" || short.starts_with("chat.");
        !short.is_empty() && !ours && short.bytes().all(plain)
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.short())
    }
}

/// Any number of scopes, one bit each.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct ScopeSet(u64);

const _: () = assert!(NAMES.len() <= 64, "a ScopeSet has 64 bits");

impl ScopeSet {
    pub const EMPTY: ScopeSet = ScopeSet(0);

    pub const fn of(scopes: &[Scope]) -> ScopeSet {
        let mut bits = 0;
        let mut at = 0;
        while at < scopes.len() {
            bits |= 1 << scopes[at].0;
            at += 1;
        }
        ScopeSet(bits)
    }

    /// Reads a space-separated list; the first word that is no scope of ours
    /// is the error.
    pub fn parse(text: &str) -> Result<ScopeSet, String> {
        let words = text.split_ascii_whitespace();
        words
            .map(|word| Scope::parse(word).ok_or_else(|| word.to_owned()))
            .try_fold(ScopeSet::EMPTY, |set, scope| Ok(set.with(scope?)))
    }

    /// Reads a space-separated list and passes over what is unknown.
    pub fn parse_known(text: &str) -> ScopeSet {
        text.split_ascii_whitespace()
            .filter_map(Scope::parse)
            .collect()
    }

    pub const fn with(self, scope: Scope) -> ScopeSet {
        ScopeSet(self.0 | 1 << scope.0)
    }

    pub const fn contains(self, scope: Scope) -> bool {
        self.0 & 1 << scope.0 != 0
    }

    pub const fn union(self, other: ScopeSet) -> ScopeSet {
        ScopeSet(self.0 | other.0)
    }

    pub const fn intersection(self, other: ScopeSet) -> ScopeSet {
        ScopeSet(self.0 & other.0)
    }

    /// What is in this set and not in the other.
    pub const fn without(self, other: ScopeSet) -> ScopeSet {
        ScopeSet(self.0 & !other.0)
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether one of these scopes is in the set: enough to open a method.
    pub fn contains_any(self, scopes: &[Scope]) -> bool {
        !self.intersection(ScopeSet::of(scopes)).is_empty()
    }

    pub const fn is_subset_of(self, other: ScopeSet) -> bool {
        self.0 & !other.0 == 0
    }

    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::all().filter(move |scope| self.contains(*scope))
    }

    /// Full URLs, separated by spaces, as OAuth writes them.
    pub fn to_urls(self) -> String {
        self.iter().map(Scope::url).collect::<Vec<_>>().join(" ")
    }

    /// Last parts, separated by spaces, as they are stored.
    pub fn to_short(self) -> String {
        self.iter().map(Scope::short).collect::<Vec<_>>().join(" ")
    }
}

impl FromIterator<Scope> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        scopes.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl fmt::Debug for ScopeSet {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.to_short())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_spelling_and_writes_urls() {
        let check = |text: &str, short: Option<&str>| {
            assert_eq!(Scope::parse(text).map(Scope::short), short, "{text}");
        };
        check("chat.bot", Some("chat.bot"));
        check(
            "https://www.googleapis.com/auth/chat.messages",
            Some("chat.messages"),
        );
        check("openid", Some("openid"));
        check("email", Some("userinfo.email"));
        check(
            "https://www.googleapis.com/auth/userinfo.profile",
            Some("userinfo.profile"),
        );
        check("https://www.googleapis.com/auth/openid", None);
        check("https://www.googleapis.com/auth/email", None);
        check("https://www.googleapis.com/auth/drive", None);
        check("http://www.googleapis.com/auth/chat.bot", None);
        check("chat", None);
        check("Chat.Bot", None);
        check("", None);
        for scope in Scope::all() {
            assert_eq!(Scope::parse(scope.short()), Some(scope));
            assert_eq!(Scope::parse(&scope.url()), Some(scope));
        }
    }

    #[test]
    fn sets_hold_what_was_put_in() {
        let set = ScopeSet::parse("chat.messages  https://www.googleapis.com/auth/chat.bot");
        let set = set.expect("both are scopes");
        assert_eq!(set, ScopeSet::of(&[CHAT_BOT, CHAT_MESSAGES]));
        assert_eq!(set.to_short(), "chat.bot chat.messages");
        assert!(set.contains_any(&[CHAT_SPACES, CHAT_BOT]));
        assert!(!set.contains_any(&[CHAT_SPACES, OPENID]));
        assert!(!set.contains_any(&[]));
        assert!(ScopeSet::of(&[CHAT_BOT]).is_subset_of(set));
        assert!(!set.is_subset_of(ScopeSet::of(&[CHAT_BOT])));
        assert_eq!(
            ScopeSet::parse("chat.bot nonsense"),
            Err("nonsense".to_owned())
        );
        assert_eq!(
            ScopeSet::parse_known("nonsense openid"),
            ScopeSet::of(&[OPENID])
        );
    }

    #[test]
    fn scopes_know_who_may_hold_them() {
        assert!(CHAT_BOT.is_for_apps() && !CHAT_BOT.needs_approval());
        assert!(CHAT_APP_DELETE.is_for_apps() && CHAT_APP_DELETE.needs_approval());
        assert!(!CHAT_DELETE.is_for_apps() && CHAT_ADMIN_DELETE.is_for_admins());
        assert!(Scope::is_foreign(
            "https://www.googleapis.com/auth/cloud-platform"
        ));
        assert!(!Scope::is_foreign(
            "https://www.googleapis.com/auth/chat.nonsense"
        ));
        assert!(!Scope::is_foreign("https://www.googleapis.com/auth/"));
        assert!(!Scope::is_foreign("drive"));
    }
}
