-- Lists ask for few kinds of many: each kind is a range of its own.
DROP INDEX events_by_space;

CREATE UNIQUE INDEX events_by_space ON events (space_id, kind, time, n);
