-- Browsers that are signed in, by the SHA-256 of their cookie. expire_time
-- moves on while the session is used, up to a limit after create_time.
CREATE TABLE sessions (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    session_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    expire_time BIGINT NOT NULL
) /* clustered */;

CREATE INDEX sessions_by_user ON sessions (user_id, create_time);

CREATE INDEX sessions_by_expiry ON sessions (expire_time);

-- The session or grant that a token came from: it ends with it.
ALTER TABLE access_tokens ADD COLUMN origin_id BIGINT;

CREATE INDEX access_tokens_by_origin ON access_tokens (origin_id, create_time)
    WHERE origin_id IS NOT NULL;
