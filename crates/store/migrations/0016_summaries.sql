-- Who is mentioned where, so that mentions are counted without reading what
-- people wrote. User 0 stands for everybody in the space.
CREATE TABLE mentions (
    space_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    PRIMARY KEY (space_id, user_id, message_id)
) /* clustered */;

CREATE INDEX mentions_by_message ON mentions (space_id, message_id);

-- Up to when the person has seen the space, replies included. last_read_time
-- is lowered to the newest top-level message, as the API says.
ALTER TABLE space_read_states ADD COLUMN seen_time BIGINT;

-- The words of people's names and addresses, to find people by the beginnings
-- of words. Across spaces.
CREATE TABLE user_words (
    word TEXT NOT NULL,
    user_id BIGINT NOT NULL,
    PRIMARY KEY (word, user_id)
) /* clustered */;

CREATE INDEX user_words_by_user ON user_words (user_id, word);

-- Messages that were sent while history was off, by when they go.
CREATE TABLE expiring_messages (
    expire_time BIGINT NOT NULL,
    space_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    PRIMARY KEY (expire_time, space_id, message_id)
) /* clustered */;

CREATE INDEX expiring_messages_by_space ON expiring_messages (space_id, message_id);
