// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.call.Principal;
import io.assentor.core.ledger.DamageReport;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.MacKeys;
import io.assentor.core.people.AccountLinks;
import io.assentor.core.people.LinkCode;
import io.assentor.core.work.WorkEndedException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  private final MacKeys macs;
  private final DamageReport report;
  private final TransactionTemplate transaction;

  public PostgresAccountLinks(DataSource dataSource, MacKeys macs, DamageReport report) {
    this.macs = macs;
    this.report = report;
    this.jdbc = JdbcClient.create(dataSource);
    this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
  }

  @Override
  public void offer(Offer offer, LinkCode code) {
    var account = offer.account();
    var until = now().plus(OFFER_STANDS);
    jdbc.sql(
            """
            insert into account_offer
              (tenant, issuer, account, described, address, code_hash, until, mac)
            values
              (:tenant, :issuer, :account, :described, :address, :codeHash, :until, :mac)
            on conflict (tenant, issuer, account) do update
            set described = excluded.described, address = excluded.address,
              code_hash = excluded.code_hash, until = excluded.until, mac = excluded.mac
            """)
        .params(params(account))
        .param("described", offer.described())
        .param("address", offer.address())
        .param("codeHash", code.hash())
        .param("until", Rows.time(until))
        .param("mac", macs.sign(MacInput.offer(offer, code.hash(), until)))
        .update();
  }

  /** By the database's clock, so that signed times can be compared with it. */
  private Instant now() {
    return jdbc.sql("select clock_timestamp() as now")
        .query((row, n) -> Rows.instant(row, "now"))
        .single();
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
    var link =
        new Link(
            UUID.randomUUID(),
            account,
            offer.described(),
            offer.address(),
            person,
            by,
            now(),
            null);
    return jdbc.sql(
            """
            insert into account_link
              (id, tenant, issuer, account, described, address, person, linked_at, by_issuer,
               by_name, mac)
            values
              (:id, :tenant, :issuer, :account, :described, :address, :person, :at, :byIssuer,
               :byName, :mac)
            """)
        .param("id", link.id())
        .params(params(account))
        .param("described", link.described())
        .param("address", link.address())
        .param("person", person)
        .param("at", Rows.time(link.at()))
        .param("byIssuer", by.issuer())
        .param("byName", by.name())
        .param("mac", macs.sign(MacInput.link(link)))
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
    return jdbc.sql("select * from account_link where tenant = ? and issuer = ? and account = ?")
        .params(account.tenant(), account.issuer(), account.name())
        .query((row, n) -> link(row).person())
        .set();
  }

  @Override
  public List<Link> touching(String tenant, Set<String> people, Set<Principal> identities) {
    var issuers = identities.stream().map(Principal::issuer).toArray(String[]::new);
    var names = identities.stream().map(Principal::name).toArray(String[]::new);
    return jdbc.sql(
            """
            select * from account_link
            where tenant = :tenant and (person = any(:people)
              or (issuer, account) in (select * from unnest(:issuers::text[], :names::text[]))
              or (by_issuer, by_name) in (select * from unnest(:issuers::text[], :names::text[])))
            order by linked_at desc
            """)
        .param("tenant", tenant)
        .param("people", people.toArray(String[]::new))
        .param("issuers", issuers)
        .param("names", names)
        .query((row, n) -> link(row))
        .list();
  }

  @Override
  public List<Link> open(String tenant) {
    return links("tenant = ? and ended_at is null", tenant).links();
  }

  @Override
  public History history(String tenant) {
    return links("tenant = ?", tenant);
  }

  private History links(String condition, String tenant) {
    var damaged = new ArrayList<DamagedLink>();
    var links =
        jdbc
            .sql("select * from account_link where " + condition + " order by linked_at desc")
            .param(tenant)
            .query((row, n) -> wholeLink(row, damaged))
            .list()
            .stream()
            .flatMap(Optional::stream)
            .toList();
    return new History(links, damaged);
  }

  @Override
  public boolean end(UUID id, Principal by) {
    var ended = transaction.execute(status -> endLocked(id, by));
    return Boolean.TRUE.equals(ended);
  }

  private boolean endLocked(UUID id, Principal by) {
    var open =
        jdbc.sql(
                """
                select * from account_link where id = ? and tenant = ? and ended_at is null
                for update
                """)
            .params(id, by.tenant())
            .query((row, n) -> link(row))
            .optional();
    return open.isPresent() && end(open.get(), new Ended(by, now())) == 1;
  }

  private static Map<String, Object> params(Principal account) {
    return Map.of(
        "tenant", account.tenant(), "issuer", account.issuer(), "account", account.name());
  }

  private int end(Link open, Ended ended) {
    var link =
        new Link(
            open.id(),
            open.account(),
            open.described(),
            open.address(),
            open.person(),
            open.by(),
            open.at(),
            ended);
    return jdbc.sql(
            """
            update account_link
            set ended_at = :at, ended_by_issuer = :byIssuer, ended_by_name = :byName, mac = :mac
            where id = :id
            """)
        .param("at", Rows.time(ended.at()))
        .param("byIssuer", ended.by().issuer())
        .param("byName", ended.by().name())
        .param("mac", macs.sign(MacInput.link(link)))
        .param("id", link.id())
        .update();
  }

  private Offer offer(ResultSet row) throws SQLException {
    var offer = new Offer(Rows.account(row), row.getString("described"), row.getString("address"));
    var message = MacInput.offer(offer, row.getString("code_hash"), Rows.instant(row, "until"));
    authenticate(message, row, "account offer of " + offer.account().name());
    return offer;
  }

  private void authenticate(byte[] message, ResultSet row, String subject) throws SQLException {
    if (!macs.verify(message, row.getBytes("mac"))) {
      throw reported(row, subject, "it was not written by Assentor");
    }
    report.whole(row.getString("tenant"), () -> subject);
  }

  private DamagedRecordException reported(ResultSet row, String subject, String why)
      throws SQLException {
    var damaged = new DamagedRecordException(row.getString("tenant"), subject, why);
    report.damaged(damaged);
    return damaged;
  }

  /** For lists: a damaged link has no effect and does not hide the others. */
  private Optional<Link> wholeLink(ResultSet row, List<DamagedLink> damaged) throws SQLException {
    try {
      return Optional.of(link(row));
    } catch (DamagedRecordException e) {
      damaged.add(
          new DamagedLink(
              row.getObject("id", UUID.class),
              e.why(),
              Rows.account(row),
              row.getString("person"),
              Rows.instant(row, "linked_at")));
      return Optional.empty();
    }
  }

  private Link link(ResultSet row) throws SQLException {
    var subject = "account link " + row.getObject("id", UUID.class);
    Link link;
    try {
      link = Rows.link(row);
    } catch (RuntimeException e) {
      WorkEndedException.rethrow(e);
      throw reported(row, subject, String.valueOf(e.getMessage()));
    }
    authenticate(MacInput.link(link), row, subject);
    return link;
  }
}
