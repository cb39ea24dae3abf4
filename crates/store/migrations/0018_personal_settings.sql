-- What people want to be notified of in a space. No row: what the type of the
-- space says.
CREATE TABLE notification_settings (
    space_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    level BIGINT NOT NULL,
    muted BOOLEAN NOT NULL,
    PRIMARY KEY (space_id, user_id)
) /* clustered */;

-- What people said about whether they are there. Whether they really are is
-- known to the process that they are connected to.
CREATE TABLE availabilities (
    user_id BIGINT NOT NULL PRIMARY KEY,
    choice BIGINT NOT NULL,
    choice_until BIGINT,
    status_text TEXT NOT NULL,
    status_emoji TEXT NOT NULL,
    status_until BIGINT
);

-- Tokens that people made for themselves have a name.
ALTER TABLE access_tokens ADD COLUMN display_name TEXT;

CREATE INDEX access_tokens_by_user ON access_tokens (user_id, create_time)
    WHERE origin_id IS NULL;
