-- URLs that programs without a credential post to. Each has a bot user of the
-- same id, so that its messages keep their sender when it is gone; the row
-- stays for the same reason until the space goes.
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
