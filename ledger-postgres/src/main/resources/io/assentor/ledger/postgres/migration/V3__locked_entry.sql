-- Copyright The Assentor Authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Locks an approval's row, then reads it: in one round trip, and still two statements. A volatile
-- function reads each with a snapshot of its own, so what is read under the lock includes all that
-- went before it; one statement alone would read as of before it waited.
create function locked_entry(wanted uuid, of_tenant text)
  returns table (id uuid, tenant text, repeats integer, as_of timestamptz, salt bytea,
    content bytea, events bytea[], last_link bytea)
  language plpgsql volatile as $$
#variable_conflict use_column
begin
  perform from approval a where a.id = wanted and a.tenant = of_tenant for update;
  if found then
    return query
      select a.id, a.tenant, a.repeats, clock_timestamp(), c.salt, c.body, e.events, e.last_link
      from approval a
      join approval_content c on c.approval_id = a.id
      cross join lateral (
        select array_agg(body order by seq) as events,
          (array_agg(hash order by seq desc))[1] as last_link
        from approval_event where approval_id = a.id) e
      where a.id = wanted;
  end if;
end $$;
