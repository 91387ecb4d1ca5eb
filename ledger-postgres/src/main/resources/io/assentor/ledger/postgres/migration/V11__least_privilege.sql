-- Copyright The Assentor Authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What ${application} may do, column by column. It appends, and moves on what is derived from
-- events. It can change neither what was submitted nor whose it is, and can take nothing back.
alter table approval_event alter column mac set not null;
alter table approval_content alter column mac set not null;
alter table rendering alter column mac set not null;
alter table command alter column mac set not null;
alter table account_link alter column mac set not null;

-- As V3's, with what is verified when it is read. Names are qualified, so that no search path
-- decides what is locked and read.
drop function locked_entry(uuid, text);
create function locked_entry(wanted uuid, of_tenant text)
  returns table (id uuid, tenant text, repeats integer, as_of timestamptz, salt bytea,
    content bytea, content_mac bytea, rendered boolean, events bytea[], links bytea[], macs bytea[],
    last_sequence integer)
  language plpgsql volatile as $$
#variable_conflict use_column
begin
  perform from ${flyway:defaultSchema}.approval a
    where a.id = wanted and a.tenant = of_tenant for update;
  if found then
    return query
      select a.id, a.tenant, a.repeats, clock_timestamp(), c.salt, c.body, c.mac,
        exists (select from ${flyway:defaultSchema}.rendering r
          where r.approval_id = a.id and r.channel = 'api'),
        e.events, e.links, e.macs, e.last_sequence
      from ${flyway:defaultSchema}.approval a
      left join ${flyway:defaultSchema}.approval_content c on c.approval_id = a.id
      cross join lateral (
        select array_agg(body order by seq) as events, array_agg(hash order by seq) as links,
          array_agg(mac order by seq) as macs, max(seq) as last_sequence
        from ${flyway:defaultSchema}.approval_event where approval_id = a.id) e
      where a.id = wanted;
  end if;
end $$;

-- The owner may, to repair what was raised by hand.
create function only_grows() returns trigger language plpgsql as $$
begin
  if not pg_has_role(current_user,
      (select c.relowner from pg_catalog.pg_class c where c.oid = tg_relid), 'member') then
    raise exception 'permission denied: % of % only grows', tg_argv[0], tg_table_name;
  end if;
  return new;
end $$;
create trigger version_grows before update of version on approval
  for each row when (new.version < old.version) execute function only_grows('version');
create trigger denial_stands before update of until on recent_denial
  for each row when (new.until < old.until) execute function only_grows('until');

revoke all on all tables in schema ${flyway:defaultSchema} from "${application}";
revoke all on all sequences in schema ${flyway:defaultSchema} from "${application}";
grant select on all tables in schema ${flyway:defaultSchema} to "${application}";
grant insert (id, tenant, version, status, server, tool, subject, agent, gateway, session, rule,
    open_to, barred, deciders, submitted_at, expires_at, tend_at, attach_key, denial_key, reason),
  update (version, status, reason, open_to, deciders, tend_at, repeats)
  on approval to "${application}";
grant insert (approval_id, seq, tenant, type, body, hash, mac) on approval_event to "${application}";
grant insert (approval_id, salt, body, mac) on approval_content to "${application}";
grant insert (approval_id, channel, body, mac) on rendering to "${application}";
grant insert (approval_id, command_id, by_issuer, by_name, digest, at, mac)
  on command to "${application}";
grant insert (approval_id, by_tenant, by_issuer, by_name, command, refusal, detail)
  on attempt to "${application}";
grant insert (approval_id, channel, recipient, purpose, stage, step, people, claims, attempts,
    claimed_at),
  update (people, claims, attempts, claimed_at, begun_at, receipt, receipt_at, failure, shown,
    last_error, last_error_at, next_try_at)
  on delivery to "${application}";
grant insert (version, kind, content) on versioned_content to "${application}";
grant insert (tenant, key) on tenant_key to "${application}";
grant insert, delete, update (approval_id, until) on open_call to "${application}";
grant insert, update (until) on recent_denial to "${application}";
grant insert on idempotency_key to "${application}";
grant insert (id, tenant, issuer, account, described, address, person, linked_at, by_issuer,
    by_name, mac),
  update (ended_at, ended_by_issuer, ended_by_name, mac)
  on account_link to "${application}";
grant insert, delete, update (described, address, code_hash, until, mac)
  on account_offer to "${application}";
