-- Up to when people have read spaces (their top-level messages) and threads.
-- No row: never.
CREATE TABLE space_read_states (
    space_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    last_read_time BIGINT NOT NULL,
    PRIMARY KEY (space_id, user_id)
) /* clustered */;

CREATE TABLE thread_read_states (
    space_id BIGINT NOT NULL,
    thread_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    last_read_time BIGINT NOT NULL,
    PRIMARY KEY (space_id, thread_id, user_id)
) /* clustered */;

-- The newest top-level message, and how many are unread, without the replies
-- between them.
CREATE INDEX messages_top_level ON messages (space_id, thread_id)
    WHERE message_id = thread_id;
