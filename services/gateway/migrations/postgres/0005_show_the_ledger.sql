-- A service asks at its start whether the schema is new enough for it.
GRANT SELECT ON migrations TO gateway_system;
