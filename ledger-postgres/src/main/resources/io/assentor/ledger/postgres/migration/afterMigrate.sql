-- The application sees which version the schema has, so that it can refuse to run on another one.
grant select on ${flyway:defaultSchema}.${flyway:table} to "${application}";
