-- The secret is stored as HMAC-SHA-256 with a pepper that never enters the database.
CREATE TABLE api_keys (
    project_id     uuid NOT NULL REFERENCES projects (id),
    id             text NOT NULL UNIQUE CHECK (id ~ '^[0-9A-Za-z]{12}$'),
    name           text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    scopes         text[] NOT NULL,
    secret_mac     bytea NOT NULL CHECK (octet_length(secret_mac) = 32),
    pepper_version text NOT NULL,
    last_four      text NOT NULL,
    created_by     text NOT NULL,
    created_at     timestamptz NOT NULL,
    expires_at     timestamptz,
    last_used_at   timestamptz,
    revoked_at     timestamptz,
    PRIMARY KEY (project_id, id)
);

ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY own_project ON api_keys TO gateway_app
    USING (project_id = current_setting('app.project_id')::uuid);
-- A key is looked up before its project is known.
CREATE POLICY every_project ON api_keys TO gateway_system USING (true);

GRANT SELECT, INSERT, UPDATE ON api_keys TO gateway_app;
GRANT SELECT, INSERT, UPDATE ON api_keys TO gateway_system;
