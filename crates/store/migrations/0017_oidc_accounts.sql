-- People as an outside OpenID provider knows them.
CREATE TABLE oidc_accounts (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
) /* clustered */;
