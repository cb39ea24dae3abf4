-- The organisation's own emoji, and apart from them, since they are seldom
-- read, their pictures.
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

CREATE TABLE custom_emoji_pictures (
    emoji_id BIGINT NOT NULL PRIMARY KEY,
    picture BYTEA NOT NULL
);
