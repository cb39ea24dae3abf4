-- Whom a named space may be discovered by, and joined: what its audience and
-- access permission settings say, to find spaces by. Across spaces.
CREATE TABLE space_audiences (
    audience TEXT NOT NULL,
    space_id BIGINT NOT NULL,
    may_join BOOLEAN NOT NULL,
    PRIMARY KEY (audience, space_id)
) /* clustered */;

CREATE INDEX space_audiences_by_space ON space_audiences (space_id);

INSERT INTO space_audiences (audience, space_id, may_join)
SELECT audience, space_id, true FROM spaces WHERE audience <> '' AND delete_time IS NULL;
