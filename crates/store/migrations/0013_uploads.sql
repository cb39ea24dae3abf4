-- Files that people send. The bytes are beside the database, under file_id.

-- A file from its first byte until a message takes it.
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
CREATE INDEX uploads_by_user ON uploads (user_id);
CREATE INDEX uploads_by_expiry ON uploads (expire_time);

-- Where a file is shown. Several messages may show one.
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

-- Files that lost an upload or a message; the janitor removes those that no
-- message shows.
CREATE TABLE dead_files (
    file_id BIGINT NOT NULL PRIMARY KEY
) /* clustered */;
