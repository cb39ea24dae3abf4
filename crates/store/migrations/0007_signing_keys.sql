-- Keys that this installation signs with: ID tokens, and requests to Chat apps.
-- Published until expire_time. sealed is the private key, encrypted under a
-- secret that is not in the database.
CREATE TABLE signing_keys (
    key_id TEXT NOT NULL PRIMARY KEY,
    -- In whose name: accounts, or a service account's e-mail address.
    signer TEXT NOT NULL,
    -- X.509, DER; holds the public key.
    certificate BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    create_time BIGINT NOT NULL,
    expire_time BIGINT NOT NULL
);

CREATE INDEX signing_keys_by_signer ON signing_keys (signer, create_time);
