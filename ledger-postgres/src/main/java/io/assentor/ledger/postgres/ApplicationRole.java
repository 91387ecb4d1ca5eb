// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.ledger.MacKeys;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Preconditions for a process to serve on a ledger; each check returns what is wrong. */
public final class ApplicationRole {

  private final JdbcClient jdbc;

  /**
   * Checks with the connections that the process will use.
   *
   * @param jdbc as the application's role
   */
  public ApplicationRole(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Returns why this role has too many rights: it could change the record unnoticed. Empty if it
   * has no more than the migrations grant.
   */
  public Optional<String> tooMighty() {
    return jdbc.sql(
            """
            select case
              when r.rolsuper then 'it is a superuser'
              when r.rolbypassrls or r.rolcreaterole or r.rolreplication
                then 'it may make roles, replicate or bypass row security'
              when exists (select from pg_roles o where o.rolsuper
                  and pg_has_role(current_user, o.oid, 'member'))
                then 'it may become a superuser'
              when exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                  where n.nspname = :schema and pg_has_role(current_user, c.relowner, 'member'))
                or exists (select from pg_namespace n
                  where n.nspname = :schema and pg_has_role(current_user, n.nspowner, 'member'))
                then 'it owns the schema or may become its owner'
              when has_schema_privilege(current_user, :schema, 'create')
                then 'it may create in the schema'
              when exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                  where n.nspname = :schema and c.relkind in ('r', 'p')
                    and (has_table_privilege(current_user, c.oid, 'trigger')
                      or has_table_privilege(current_user, c.oid, 'truncate')
                      or c.relname in ('approval_event', 'approval_content', 'rendering', 'command',
                          'account_link', 'attempt')
                        and (has_table_privilege(current_user, c.oid, 'delete')
                          or has_table_privilege(current_user, c.oid, 'update'))))
                then 'it has more rights than the migrations give it'
            end
            from pg_roles r where r.rolname = current_user
            """)
        .param("schema", LedgerSchema.NAME)
        .query(String.class)
        .optional();
  }

  /** Returns why these keys do not belong to this ledger; empty if they do. */
  public Optional<String> wrongKeys(MacKeys keys) {
    boolean right =
        jdbc
            .sql("select * from assentor.signing")
            .query(
                (row, n) ->
                    keys.verify(
                        MacInput.signing(
                            row.getLong("events"),
                            row.getLong("contents"),
                            row.getLong("renderings"),
                            row.getLong("commands"),
                            row.getLong("links")),
                        row.getBytes("specimen")))
            .list()
            .stream()
            .allMatch(it -> it);
    return right
        ? Optional.empty()
        : Optional.of("they do not hold the key that this ledger was first signed with");
  }
}
