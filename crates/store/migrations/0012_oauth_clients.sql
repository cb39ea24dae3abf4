-- Programs that people may let act for them. app_id is the Chat app whose
-- project they belong to; empty: none.
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

-- Which scopes a person has let a client have, over all times.
CREATE TABLE consents (
    user_id BIGINT NOT NULL,
    client_id TEXT NOT NULL,
    scopes TEXT NOT NULL,
    update_time BIGINT NOT NULL,
    PRIMARY KEY (user_id, client_id)
) /* clustered */;

-- One authorization each: what came of one code. Access and refresh tokens end
-- with it.
CREATE TABLE grants (
    grant_id BIGINT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL,
    user_id BIGINT NOT NULL,
    scopes TEXT NOT NULL,
    create_time BIGINT NOT NULL,
    expire_time BIGINT NOT NULL
);

CREATE INDEX grants_by_user ON grants (user_id, client_id, create_time);

CREATE INDEX grants_by_client ON grants (client_id);

CREATE INDEX grants_by_expiry ON grants (expire_time);

-- Codes by the SHA-256 of their text. A used one stays until it expires, so
-- that a second use is noticed.
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

-- replaced: a newer one was given for it, and it must not come again.
CREATE TABLE refresh_tokens (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    grant_id BIGINT NOT NULL,
    replaced BOOLEAN NOT NULL,
    create_time BIGINT NOT NULL
) /* clustered */;

CREATE INDEX refresh_tokens_by_grant ON refresh_tokens (grant_id);
