-- Reactions to messages, in the order of their creation: times are unique in a
-- space.
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

-- How often each emoji was used, kept by the writes: a google.chat.v1.Message
-- with its emoji_reaction_summaries only. Empty: no reactions.
ALTER TABLE messages ADD COLUMN reactions BYTEA;

-- Which reaction to the message an event is about: the last part of its name.
ALTER TABLE events ADD COLUMN detail TEXT;
