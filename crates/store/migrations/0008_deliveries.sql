-- What apps are told: one row for each decision about one event and one app.
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

CREATE UNIQUE INDEX deliveries_by_event ON deliveries (event_seq, app_id)
    WHERE event_seq IS NOT NULL;

CREATE INDEX deliveries_by_app ON deliveries (app_id, delivery_id);

CREATE INDEX deliveries_open ON deliveries (app_id, due_time) WHERE state <= 3;

CREATE INDEX deliveries_skipped ON deliveries (app_id, delivery_id) WHERE state = 6;

CREATE INDEX deliveries_by_message ON deliveries (space_id, message_id);

CREATE INDEX deliveries_by_config ON deliveries (config_hash) WHERE config_hash IS NOT NULL;

-- Who put an app into a space, or took it out: its events tell.
CREATE TABLE app_movers (
    space_id BIGINT NOT NULL,
    app_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    PRIMARY KEY (space_id, app_id)
) /* clustered */;

-- Up to where the log was read for apps.
INSERT INTO counters (name, value) SELECT 'apps', COALESCE(MAX(seq), 0) FROM events;
