-- What administrators did and what matters to security: who, what, when, from
-- where. The janitor takes the oldest.
CREATE TABLE audit_log (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    time BIGINT NOT NULL,
    -- users/…, commandLine or empty.
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    detail TEXT NOT NULL,
    -- An IP address, or the uid of whoever typed the command.
    origin TEXT NOT NULL
);

CREATE INDEX audit_log_by_action ON audit_log (action, seq);

CREATE INDEX audit_log_by_actor ON audit_log (actor, seq);
