// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.call.Principal;
import io.assentor.core.people.AccountLinks;
import io.assentor.core.people.LinkCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Linked accounts on PostgreSQL. */
public final class PostgresAccountLinks implements AccountLinks {

  private static final String OFFERED =
      " from account_offer where code_hash = ? and tenant = ? and until > clock_timestamp()";

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  public PostgresAccountLinks(DataSource dataSource) {
    this.jdbc = JdbcClient.create(dataSource);
    this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
  }

  @Override
  public void offer(Offer offer, LinkCode code) {
    var account = offer.account();
    jdbc.sql(
            """
            insert into account_offer
              (tenant, issuer, account, described, address, code_hash, until)
            values (?, ?, ?, ?, ?, ?, clock_timestamp() + make_interval(secs => ?))
            on conflict (tenant, issuer, account) do update
            set described = excluded.described, address = excluded.address,
              code_hash = excluded.code_hash, until = excluded.until
            """)
        .params(
            account.tenant(),
            account.issuer(),
            account.name(),
            offer.described(),
            offer.address(),
            code.hash(),
            (double) OFFER_STANDS.toSeconds())
        .update();
  }

  @Override
  public Optional<Offer> offered(String tenant, LinkCode code) {
    return jdbc.sql("select *" + OFFERED)
        .params(code.hash(), tenant)
        .query((row, n) -> offer(row))
        .optional();
  }

  @Override
  public Taken take(LinkCode code, String person, Principal by) {
    try {
      var taken =
          transaction.execute(
              status ->
                  jdbc.sql("delete" + OFFERED + " returning *")
                      .params(code.hash(), by.tenant())
                      .query((row, n) -> offer(row))
                      .optional()
                      .map(offer -> link(offer, person, by)));
      return taken != null && taken.isPresent() ? Taken.LINKED : Taken.GONE;
    } catch (DuplicateKeyException e) {
      return Taken.LINKED_OTHERWISE;
    }
  }

  private int link(Offer offer, String person, Principal by) {
    var account = offer.account();
    return jdbc.sql(
            """
            insert into account_link
              (id, tenant, issuer, account, described, address, person, by_issuer, by_name)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        .params(
            UUID.randomUUID(),
            account.tenant(),
            account.issuer(),
            account.name(),
            offer.described(),
            offer.address(),
            person,
            by.issuer(),
            by.name())
        .update();
  }

  @Override
  public Optional<Link> link(Principal account) {
    return jdbc.sql(
            """
            select * from account_link
            where tenant = ? and issuer = ? and account = ? and ended_at is null
            """)
        .params(account.tenant(), account.issuer(), account.name())
        .query((row, n) -> link(row))
        .optional();
  }

  @Override
  public Set<String> people(Principal account) {
    return jdbc.sql(
            "select person from account_link where tenant = ? and issuer = ? and account = ?")
        .params(account.tenant(), account.issuer(), account.name())
        .query((row, n) -> row.getString("person"))
        .set();
  }

  @Override
  public List<Link> touching(String tenant, Set<String> people, Set<Principal> identities) {
    var issuers = identities.stream().map(Principal::issuer).toArray(String[]::new);
    var names = identities.stream().map(Principal::name).toArray(String[]::new);
    return jdbc.sql(
            """
            select * from account_link
            where tenant = ? and (person = any(?)
              or (issuer, account) in (select * from unnest(?::text[], ?::text[]))
              or (by_issuer, by_name) in (select * from unnest(?::text[], ?::text[])))
            order by linked_at desc
            """)
        .params(tenant, people.toArray(String[]::new), issuers, names, issuers, names)
        .query((row, n) -> link(row))
        .list();
  }

  @Override
  public List<Link> open(String tenant) {
    return links("tenant = ? and ended_at is null", tenant);
  }

  @Override
  public List<Link> history(String tenant) {
    return links("tenant = ?", tenant);
  }

  private List<Link> links(String condition, String tenant) {
    return jdbc.sql("select * from account_link where " + condition + " order by linked_at desc")
        .param(tenant)
        .query((row, n) -> link(row))
        .list();
  }

  @Override
  public boolean end(UUID id, Principal by) {
    return jdbc.sql(
                """
                update account_link
                set ended_at = clock_timestamp(), ended_by_issuer = ?, ended_by_name = ?
                where id = ? and tenant = ? and ended_at is null
                """)
            .params(by.issuer(), by.name(), id, by.tenant())
            .update()
        == 1;
  }

  private static Offer offer(ResultSet row) throws SQLException {
    return new Offer(account(row), row.getString("described"), row.getString("address"));
  }

  private static Principal account(ResultSet row) throws SQLException {
    return new Principal(
        row.getString("tenant"), row.getString("issuer"), row.getString("account"));
  }

  private static Link link(ResultSet row) throws SQLException {
    var tenant = row.getString("tenant");
    var endedAt = Rows.optionalInstant(row, "ended_at");
    return new Link(
        row.getObject("id", UUID.class),
        account(row),
        row.getString("described"),
        row.getString("address"),
        row.getString("person"),
        new Principal(tenant, row.getString("by_issuer"), row.getString("by_name")),
        Rows.instant(row, "linked_at"),
        endedAt == null
            ? null
            : new Ended(
                new Principal(
                    tenant, row.getString("ended_by_issuer"), row.getString("ended_by_name")),
                endedAt));
  }
}
