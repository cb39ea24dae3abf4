-- What all migrations together come to. Generated: a test compares it and
-- says how to renew it.

CREATE TABLE access_tokens (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    user_id BIGINT,
    app_id BIGINT,
    scopes TEXT NOT NULL,
    create_time BIGINT NOT NULL,
    expire_time BIGINT NOT NULL
, origin_id BIGINT, display_name TEXT) /* clustered */;

CREATE INDEX access_tokens_by_expiry ON access_tokens (expire_time);

CREATE INDEX access_tokens_by_origin ON access_tokens (origin_id, create_time)
    WHERE origin_id IS NOT NULL;

CREATE INDEX access_tokens_by_user ON access_tokens (user_id, create_time)
    WHERE origin_id IS NULL;

CREATE TABLE app_keys (
    key_id TEXT NOT NULL PRIMARY KEY,
    app_id BIGINT NOT NULL,
    -- SubjectPublicKeyInfo, DER.
    public_key BYTEA NOT NULL,
    create_time BIGINT NOT NULL
);

CREATE INDEX app_keys_by_app ON app_keys (app_id);

CREATE TABLE app_movers (
    space_id BIGINT NOT NULL,
    app_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL, message_id BIGINT,
    PRIMARY KEY (space_id, app_id)
) /* clustered */;

CREATE TABLE apps (
    app_id BIGINT NOT NULL PRIMARY KEY,
    project_number BIGINT NOT NULL UNIQUE,
    project_id TEXT NOT NULL UNIQUE,
    client_email TEXT NOT NULL UNIQUE,
    client_id TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    endpoint TEXT,
    event_format TEXT NOT NULL,
    audience TEXT NOT NULL,
    -- Commands and link-preview patterns as JSON.
    config TEXT NOT NULL,
    -- Space-separated scopes that an administrator approved for the app
    -- itself, and those it may use in the name of any user.
    approved_scopes TEXT NOT NULL,
    delegated_scopes TEXT NOT NULL,
    create_time BIGINT NOT NULL
);

CREATE TABLE attachments (
    space_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    content_name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    PRIMARY KEY (space_id, message_id, file_id)
) /* clustered */;

CREATE INDEX attachments_by_file ON attachments (file_id);

CREATE TABLE audit_log (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    time BIGINT NOT NULL,
    -- users/…, commandLine or empty.
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    detail TEXT NOT NULL,
    -- An IP address, or the uid of whoever typed the command.
    origin TEXT NOT NULL
);

CREATE INDEX audit_log_by_action ON audit_log (action, seq);

CREATE INDEX audit_log_by_actor ON audit_log (actor, seq);

CREATE TABLE authorization_codes (
    code_hash BYTEA NOT NULL PRIMARY KEY,
    grant_id BIGINT NOT NULL,
    redirect_uri TEXT NOT NULL,
    -- base64url of the verifier's SHA-256 (RFC 7636).
    challenge TEXT,
    nonce TEXT,
    -- Whether a refresh token was asked for.
    offline BOOLEAN NOT NULL,
    used BOOLEAN NOT NULL,
    expire_time BIGINT NOT NULL
) /* clustered */;

CREATE INDEX authorization_codes_by_expiry ON authorization_codes (expire_time);

CREATE TABLE availabilities (
    user_id BIGINT NOT NULL PRIMARY KEY,
    choice BIGINT NOT NULL,
    choice_until BIGINT,
    status_text TEXT NOT NULL,
    status_emoji TEXT NOT NULL,
    status_until BIGINT
);

CREATE TABLE consents (
    user_id BIGINT NOT NULL,
    client_id TEXT NOT NULL,
    scopes TEXT NOT NULL,
    update_time BIGINT NOT NULL,
    PRIMARY KEY (user_id, client_id)
) /* clustered */;

CREATE TABLE counters (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
) /* clustered */;

CREATE TABLE custom_emoji_pictures (
    emoji_id BIGINT NOT NULL PRIMARY KEY,
    picture BYTEA NOT NULL
);

CREATE TABLE custom_emojis (
    emoji_id BIGINT NOT NULL PRIMARY KEY,
    -- :party-parrot:
    emoji_name TEXT NOT NULL UNIQUE,
    creator_id BIGINT NOT NULL,
    content_type TEXT NOT NULL,
    -- The part of the picture's address that nobody can guess.
    picture_key BIGINT NOT NULL,
    create_time BIGINT NOT NULL
);

CREATE INDEX custom_emojis_by_creator ON custom_emojis (creator_id, emoji_id);

CREATE TABLE dead_files (
    file_id BIGINT NOT NULL PRIMARY KEY
) /* clustered */;

CREATE TABLE deliveries (
    delivery_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    app_id BIGINT NOT NULL,
    -- The place in the log; NULL for what a person did by a call.
    event_seq BIGINT,
    -- MESSAGE, ADDED_TO_SPACE, …
    event_type TEXT NOT NULL,
    space_id BIGINT,
    message_id BIGINT,
    -- The person whom it is about.
    user_id BIGINT,
    -- 1 to 3: still something to do.
    state BIGINT NOT NULL,
    reason TEXT NOT NULL,
    url TEXT NOT NULL,
    request TEXT NOT NULL,
    -- What the meaning of an answer depends on, as JSON.
    context TEXT NOT NULL,
    -- Every request made, as JSON.
    attempts TEXT NOT NULL,
    response TEXT NOT NULL,
    outcome TEXT NOT NULL,
    -- What the person sees, as JSON.
    result TEXT NOT NULL,
    -- SHA-256 of the secret in the link back from an app's configuration.
    config_hash BYTEA,
    -- When a waiting one is sent; until when one being sent is its sender's.
    due_time BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    finish_time BIGINT
);

CREATE INDEX deliveries_by_app ON deliveries (app_id, delivery_id);

CREATE INDEX deliveries_by_config ON deliveries (config_hash) WHERE config_hash IS NOT NULL;

CREATE UNIQUE INDEX deliveries_by_event ON deliveries (event_seq, app_id)
    WHERE event_seq IS NOT NULL;

CREATE INDEX deliveries_by_message ON deliveries (space_id, message_id);

CREATE INDEX deliveries_open ON deliveries (app_id, due_time) WHERE state <= 3;

CREATE INDEX deliveries_skipped ON deliveries (app_id, delivery_id) WHERE state = 6;

CREATE TABLE dm_pairs (
    low_id BIGINT NOT NULL,
    high_id BIGINT NOT NULL,
    space_id BIGINT NOT NULL,
    PRIMARY KEY (low_id, high_id)
) /* clustered */;

CREATE TABLE events (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    space_id BIGINT NOT NULL,
    time BIGINT NOT NULL,
    n BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    -- The message's or member's id; 0 for the space itself.
    target_id BIGINT NOT NULL,
    -- member_kind of a membership event, else 0.
    target_kind BIGINT NOT NULL
, detail TEXT);

CREATE UNIQUE INDEX events_by_space ON events (space_id, kind, time, n);

CREATE TABLE expiring_messages (
    expire_time BIGINT NOT NULL,
    space_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    PRIMARY KEY (expire_time, space_id, message_id)
) /* clustered */;

CREATE INDEX expiring_messages_by_space ON expiring_messages (space_id, message_id);

CREATE TABLE grants (
    grant_id BIGINT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL,
    user_id BIGINT NOT NULL,
    scopes TEXT NOT NULL,
    create_time BIGINT NOT NULL,
    expire_time BIGINT NOT NULL
);

CREATE INDEX grants_by_client ON grants (client_id);

CREATE INDEX grants_by_expiry ON grants (expire_time);

CREATE INDEX grants_by_user ON grants (user_id, client_id, create_time);

CREATE TABLE group_members (
    group_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    PRIMARY KEY (group_id, user_id)
) /* clustered */;

CREATE INDEX group_members_by_user ON group_members (user_id, group_id);

CREATE TABLE groups (
    group_id BIGINT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    create_time BIGINT NOT NULL
);

CREATE TABLE link_previews (
    -- SHA-256 of the address.
    url_hash BYTEA NOT NULL PRIMARY KEY,
    url TEXT NOT NULL,
    -- To be fetched when due_time has come.
    waiting BOOLEAN NOT NULL,
    due_time BIGINT NOT NULL,
    -- Empty: the page tells nothing.
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    site_name TEXT NOT NULL,
    image_uri TEXT NOT NULL,
    -- When it was last asked for.
    create_time BIGINT NOT NULL
) /* clustered */;

CREATE INDEX link_previews_by_age ON link_previews (create_time);

CREATE INDEX link_previews_waiting ON link_previews (due_time) WHERE waiting;

CREATE TABLE memberships (
    space_id BIGINT NOT NULL,
    member_kind BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    state BIGINT NOT NULL,
    role BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    delete_time BIGINT,
    PRIMARY KEY (space_id, member_kind, member_id)
) /* clustered */;

CREATE INDEX memberships_by_member ON memberships (member_kind, member_id, space_id);

CREATE TABLE mentions (
    space_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    PRIMARY KEY (space_id, user_id, message_id)
) /* clustered */;

CREATE INDEX mentions_by_message ON mentions (space_id, message_id);

CREATE TABLE messages (
    space_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    thread_id BIGINT NOT NULL,
    sender_id BIGINT NOT NULL,
    -- The app that sent it, or through which its sender did.
    app_id BIGINT,
    client_id TEXT,
    private_viewer_id BIGINT,
    silent BOOLEAN NOT NULL,
    reply_count BIGINT NOT NULL,
    last_update_time BIGINT,
    delete_time BIGINT,
    deletion_type BIGINT NOT NULL,
    -- What people wrote: a google.chat.v1.Message with its content fields
    -- only; empty once deleted.
    content BYTEA NOT NULL, reactions BYTEA,
    PRIMARY KEY (space_id, message_id)
) /* clustered */;

CREATE UNIQUE INDEX messages_by_client_id ON messages (space_id, client_id)
    WHERE client_id IS NOT NULL;

CREATE INDEX messages_by_thread ON messages (space_id, thread_id, message_id);

CREATE INDEX messages_top_level ON messages (space_id, thread_id)
    WHERE message_id = thread_id;

CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) /* clustered */;

CREATE TABLE notification_settings (
    space_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    level BIGINT NOT NULL,
    muted BOOLEAN NOT NULL,
    PRIMARY KEY (space_id, user_id)
) /* clustered */;

CREATE TABLE oauth_clients (
    client_id TEXT NOT NULL PRIMARY KEY,
    display_name TEXT NOT NULL,
    app_id BIGINT,
    project_id TEXT NOT NULL,
    -- web or installed.
    client_type TEXT NOT NULL,
    secret_hash BYTEA NOT NULL,
    -- A JSON list.
    redirect_uris TEXT NOT NULL,
    create_time BIGINT NOT NULL
);

CREATE TABLE oidc_accounts (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
) /* clustered */;

CREATE TABLE preferences (
    user_id BIGINT NOT NULL PRIMARY KEY,
    locale TEXT NOT NULL,
    time_zone TEXT NOT NULL
);

CREATE TABLE reactions (
    space_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    -- UNICODE. and the characters.
    emoji TEXT NOT NULL,
    PRIMARY KEY (space_id, message_id, create_time)
) /* clustered */;

CREATE UNIQUE INDEX reactions_by_user ON reactions (space_id, message_id, user_id, emoji);

CREATE TABLE refresh_tokens (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    grant_id BIGINT NOT NULL,
    replaced BOOLEAN NOT NULL,
    create_time BIGINT NOT NULL
) /* clustered */;

CREATE INDEX refresh_tokens_by_grant ON refresh_tokens (grant_id);

CREATE TABLE requests (
    space_id BIGINT NOT NULL,
    app_id BIGINT NOT NULL,
    method BIGINT NOT NULL,
    request_id TEXT NOT NULL,
    caller_id BIGINT NOT NULL,
    target_id BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    PRIMARY KEY (space_id, app_id, method, request_id)
) /* clustered */;

CREATE TABLE sessions (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    session_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    expire_time BIGINT NOT NULL
) /* clustered */;

CREATE INDEX sessions_by_expiry ON sessions (expire_time);

CREATE INDEX sessions_by_user ON sessions (user_id, create_time);

CREATE TABLE signing_keys (
    key_id TEXT NOT NULL PRIMARY KEY,
    -- In whose name: accounts, or a service account's e-mail address.
    signer TEXT NOT NULL,
    -- X.509, DER; holds the public key.
    certificate BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    create_time BIGINT NOT NULL,
    expire_time BIGINT NOT NULL
);

CREATE INDEX signing_keys_by_signer ON signing_keys (signer, create_time);

CREATE TABLE space_audiences (
    audience TEXT NOT NULL,
    space_id BIGINT NOT NULL,
    may_join BOOLEAN NOT NULL,
    PRIMARY KEY (audience, space_id)
) /* clustered */;

CREATE INDEX space_audiences_by_space ON space_audiences (space_id);

CREATE TABLE space_names (
    display_name TEXT NOT NULL PRIMARY KEY,
    space_id BIGINT NOT NULL
) /* clustered */;

CREATE TABLE space_read_states (
    space_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    last_read_time BIGINT NOT NULL, seen_time BIGINT,
    PRIMARY KEY (space_id, user_id)
) /* clustered */;

CREATE TABLE space_words (
    word TEXT NOT NULL,
    space_id BIGINT NOT NULL,
    PRIMARY KEY (word, space_id)
) /* clustered */;

CREATE INDEX space_words_by_space ON space_words (space_id, word);

CREATE TABLE spaces (
    space_id BIGINT NOT NULL PRIMARY KEY,
    -- Space.SpaceType of google.chat.v1.
    space_type BIGINT NOT NULL,
    single_user_bot_dm BOOLEAN NOT NULL,
    admin_installed BOOLEAN NOT NULL,
    display_name TEXT NOT NULL,
    description TEXT NOT NULL,
    guidelines TEXT NOT NULL,
    external_user_allowed BOOLEAN NOT NULL,
    -- HistoryState of google.chat.v1.
    history_state BIGINT NOT NULL,
    import_mode BOOLEAN NOT NULL,
    import_expire_time BIGINT,
    -- Who made it: a person, and the app through which, or the app itself.
    creator_id BIGINT NOT NULL,
    creator_app_id BIGINT,
    -- Empty: private.
    audience TEXT NOT NULL,
    -- Space.PermissionSettings and Space.AccessPermissionSettings, encoded;
    -- empty for anything but a named space.
    permission_settings BYTEA,
    access_permission_settings BYTEA,
    -- Joined people and groups, kept by the writes.
    human_count BIGINT NOT NULL,
    group_count BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    last_active_time BIGINT,
    -- The space's own clock: every change takes a later microsecond, so that
    -- times inside a space are unique even when the machine's clock steps back.
    clock BIGINT NOT NULL,
    -- Set by spaces.delete; the janitor then removes everything inside.
    delete_time BIGINT
);

CREATE INDEX spaces_by_age ON spaces (create_time, space_id)
    WHERE space_type = 1 AND delete_time IS NULL AND NOT import_mode;

CREATE INDEX spaces_deleted ON spaces (delete_time) WHERE delete_time IS NOT NULL;

CREATE INDEX spaces_importing ON spaces (import_expire_time) WHERE import_mode;

CREATE TABLE thread_keys (
    space_id BIGINT NOT NULL,
    app_id BIGINT NOT NULL,
    thread_key TEXT NOT NULL,
    thread_id BIGINT NOT NULL,
    PRIMARY KEY (space_id, app_id, thread_key)
) /* clustered */;

CREATE INDEX thread_keys_by_thread ON thread_keys (space_id, thread_id);

CREATE TABLE thread_read_states (
    space_id BIGINT NOT NULL,
    thread_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    last_read_time BIGINT NOT NULL,
    PRIMARY KEY (space_id, thread_id, user_id)
) /* clustered */;

CREATE TABLE uploads (
    file_id BIGINT NOT NULL PRIMARY KEY,
    -- SHA-256 of what the session's address carries, and of the upload token.
    session_hash BYTEA NOT NULL UNIQUE,
    token_hash BYTEA NOT NULL UNIQUE,
    space_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    content_name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    -- Bytes announced, and bytes that are safely kept.
    total_size BIGINT,
    received BIGINT NOT NULL,
    finished BOOLEAN NOT NULL,
    -- Counts the requests that sent bytes; only the last one goes on.
    writer BIGINT NOT NULL,
    expire_time BIGINT NOT NULL
);

CREATE INDEX uploads_by_expiry ON uploads (expire_time);

CREATE INDEX uploads_by_user ON uploads (user_id);

CREATE TABLE user_blocks (
    user_id BIGINT NOT NULL,
    blocked_id BIGINT NOT NULL,
    PRIMARY KEY (user_id, blocked_id)
) /* clustered */;

CREATE TABLE user_words (
    word TEXT NOT NULL,
    user_id BIGINT NOT NULL,
    PRIMARY KEY (word, user_id)
) /* clustered */;

CREATE INDEX user_words_by_user ON user_words (user_id, word);

CREATE TABLE users (
    user_id BIGINT NOT NULL PRIMARY KEY,
    kind BIGINT NOT NULL,
    email TEXT UNIQUE,
    display_name TEXT NOT NULL,
    avatar_url TEXT NOT NULL DEFAULT '',
    domain_id TEXT NOT NULL DEFAULT '',
    admin BOOLEAN NOT NULL,
    disabled BOOLEAN NOT NULL,
    auto_accept BOOLEAN NOT NULL,
    password_hash TEXT,
    create_time BIGINT NOT NULL
);

CREATE TABLE webhooks (
    webhook_id BIGINT NOT NULL PRIMARY KEY,
    space_id BIGINT NOT NULL,
    -- SHA-256 of the URL's token; empty once the webhook is deleted.
    token_hash BYTEA UNIQUE,
    -- The token's first letters, for people to tell URLs apart by.
    token_hint TEXT NOT NULL,
    -- Who made it; empty: an administrator on the command line.
    creator_id BIGINT,
    create_time BIGINT NOT NULL
);

CREATE INDEX webhooks_by_space ON webhooks (space_id, webhook_id);
