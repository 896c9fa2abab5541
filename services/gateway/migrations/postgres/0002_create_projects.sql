CREATE TABLE projects (
    id         uuid PRIMARY KEY,
    name       text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    created_at timestamptz NOT NULL,
    suspended  boolean NOT NULL DEFAULT false,
    deleted_at timestamptz
);

CREATE TABLE project_settings (
    project_id     uuid PRIMARY KEY REFERENCES projects (id),
    retention_days integer NOT NULL CHECK (retention_days BETWEEN 1 AND 3650)
);

CREATE TABLE members (
    project_id uuid NOT NULL REFERENCES projects (id),
    user_id    uuid NOT NULL REFERENCES users (id),
    role       text NOT NULL CHECK (role IN ('owner', 'editor', 'viewer')),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (project_id, user_id)
);
CREATE INDEX members_by_user ON members (user_id);

ALTER TABLE project_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE project_settings FORCE ROW LEVEL SECURITY;
CREATE POLICY own_project ON project_settings TO gateway_app
    USING (project_id = current_setting('app.project_id')::uuid);
-- Creating a project and listing a user's projects look across projects.
CREATE POLICY every_project ON project_settings TO gateway_system USING (true);

ALTER TABLE members ENABLE ROW LEVEL SECURITY;
ALTER TABLE members FORCE ROW LEVEL SECURITY;
CREATE POLICY own_project ON members TO gateway_app
    USING (project_id = current_setting('app.project_id')::uuid);
CREATE POLICY every_project ON members TO gateway_system USING (true);

GRANT SELECT, INSERT ON projects TO gateway_system;
GRANT SELECT, UPDATE ON project_settings TO gateway_app;
GRANT SELECT, INSERT ON project_settings TO gateway_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON members TO gateway_app;
GRANT SELECT, INSERT ON members TO gateway_system;
