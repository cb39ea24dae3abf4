-- The words of the names of named spaces, as domain's filter splits them, to
-- find spaces by the beginnings of words. Across spaces.
CREATE TABLE space_words (
    word TEXT NOT NULL,
    space_id BIGINT NOT NULL,
    PRIMARY KEY (word, space_id)
) /* clustered */;

CREATE INDEX space_words_by_space ON space_words (space_id, word);

-- The spaces that searches can find, in their usual order. The other orders
-- are sorted for each search: their columns change with messages and members,
-- and an index on one would cost every message.
CREATE INDEX spaces_by_age ON spaces (create_time, space_id)
    WHERE space_type = 1 AND delete_time IS NULL AND NOT import_mode;
