-- Global: no project owns a user. Reached only by gateway_system, through store/identity.
CREATE TABLE users (
    id            uuid PRIMARY KEY,
    email         text NOT NULL UNIQUE CHECK (email = lower(email)),
    password_hash text NOT NULL,
    created_at    timestamptz NOT NULL
);

-- The token itself is never stored, only its SHA-256.
CREATE TABLE sessions (
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);

-- Keyed by a hash of the e-mail, known or not: an unknown account must slow down exactly like a known one.
CREATE TABLE login_failures (
    account_hash   bytea PRIMARY KEY CHECK (octet_length(account_hash) = 32),
    failures       integer NOT NULL CHECK (failures > 0),
    first_at       timestamptz NOT NULL,
    last_at        timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE ON users TO gateway_system;
GRANT SELECT, INSERT, DELETE ON sessions TO gateway_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON login_failures TO gateway_system;
