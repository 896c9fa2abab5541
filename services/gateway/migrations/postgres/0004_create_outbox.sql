-- Changes on their way to control.v1. A row commits with the change it tells of; the relay publishes it and deletes it.
CREATE TABLE outbox (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES projects (id),
    record_key text NOT NULL,
    payload    bytea NOT NULL,
    created_at timestamptz NOT NULL
);

-- Revisions of control.v1; drawn only under the relay's advisory lock, so they rise in topic order.
CREATE SEQUENCE control_revision MAXVALUE 1099511627775;

ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
-- The app role may announce changes of its own project in the transaction that makes them; it can read nothing here.
CREATE POLICY own_project ON outbox FOR INSERT TO gateway_app
    WITH CHECK (project_id = current_setting('app.project_id')::uuid);
CREATE POLICY every_project ON outbox TO gateway_system USING (true);

GRANT INSERT ON outbox TO gateway_app;
GRANT SELECT, INSERT, DELETE ON outbox TO gateway_system;
GRANT USAGE ON SEQUENCE control_revision TO gateway_system;
