-- What is known of the pages that messages link to: a queue while it is
-- fetched, then a memory.
CREATE TABLE link_previews (
    -- SHA-256 of the address.
    url_hash BYTEA NOT NULL PRIMARY KEY,
    url TEXT NOT NULL,
    -- To be fetched when due_time has come.
    waiting BOOLEAN NOT NULL,
    due_time BIGINT NOT NULL,
    -- Empty: the page tells nothing.
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    site_name TEXT NOT NULL,
    image_uri TEXT NOT NULL,
    -- When it was last asked for.
    create_time BIGINT NOT NULL
) /* clustered */;
CREATE INDEX link_previews_waiting ON link_previews (due_time) WHERE waiting;
CREATE INDEX link_previews_by_age ON link_previews (create_time);

-- Up to where the log was read for links.
INSERT INTO counters (name, value) SELECT 'links', COALESCE(MAX(seq), 0) FROM events;
