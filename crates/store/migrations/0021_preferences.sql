-- The language and the time zone of people, as their clients know them. Empty:
-- unknown.
CREATE TABLE preferences (
    user_id BIGINT NOT NULL PRIMARY KEY,
    locale TEXT NOT NULL,
    time_zone TEXT NOT NULL
);
