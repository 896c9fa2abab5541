-- Run as superuser by psql, from both stacks, with ON_ERROR_STOP; safe to repeat. Makes the database, one schema per
-- context and its three roles: owner (migrations), app (row-level security applies) and system (cross-project jobs).
-- Passwords come from the environment, so they show in no command line. Grants on tables belong to the migrations.
\getenv gateway_owner_password ASSAY_GATEWAY_OWNER_PASSWORD
\getenv gateway_app_password ASSAY_GATEWAY_APP_PASSWORD
\getenv gateway_system_password ASSAY_GATEWAY_SYSTEM_PASSWORD
\getenv scoring_owner_password ASSAY_SCORING_OWNER_PASSWORD
\getenv scoring_app_password ASSAY_SCORING_APP_PASSWORD
\getenv scoring_system_password ASSAY_SCORING_SYSTEM_PASSWORD
\getenv evals_owner_password ASSAY_EVALS_OWNER_PASSWORD
\getenv evals_app_password ASSAY_EVALS_APP_PASSWORD
\getenv evals_system_password ASSAY_EVALS_SYSTEM_PASSWORD

SELECT 'CREATE DATABASE assay' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'assay') \gexec

SELECT format('CREATE ROLE %I', name)
FROM (SELECT context || '_' || duty AS name
      FROM unnest(ARRAY['gateway', 'scoring', 'evals']) context, unnest(ARRAY['owner', 'app', 'system']) duty) AS roles
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

SELECT format('ALTER ROLE %I LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD %L', name, password)
FROM (VALUES
  ('gateway_owner', :'gateway_owner_password'), ('gateway_app', :'gateway_app_password'),
  ('gateway_system', :'gateway_system_password'),
  ('scoring_owner', :'scoring_owner_password'), ('scoring_app', :'scoring_app_password'),
  ('scoring_system', :'scoring_system_password'),
  ('evals_owner', :'evals_owner_password'), ('evals_app', :'evals_app_password'),
  ('evals_system', :'evals_system_password')
) AS roles (name, password) \gexec

\connect assay
REVOKE ALL ON DATABASE assay FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;

SELECT format(statement, context)
FROM unnest(ARRAY['gateway', 'scoring', 'evals']) context, unnest(ARRAY[
  'GRANT CONNECT ON DATABASE assay TO %1$s_owner, %1$s_app, %1$s_system',
  'CREATE SCHEMA IF NOT EXISTS %1$I AUTHORIZATION %1$s_owner',
  'GRANT USAGE ON SCHEMA %1$I TO %1$s_app, %1$s_system',
  'ALTER ROLE %1$s_owner SET search_path = %1$s',
  'ALTER ROLE %1$s_app SET search_path = %1$s',
  'ALTER ROLE %1$s_system SET search_path = %1$s'
]) WITH ORDINALITY AS steps (statement, step)
ORDER BY context, step \gexec
