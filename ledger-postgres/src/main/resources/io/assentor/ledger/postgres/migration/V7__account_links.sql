-- Copyright The Assentor Authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Accounts of remote services that people linked themselves. A link is never deleted, it ends.
create table account_link (
  id              uuid primary key,
  tenant          text not null,
  issuer          text not null,
  account         text not null,
  described       text not null,
  address         text not null,
  person          text not null,
  linked_at       timestamptz not null default clock_timestamp(),
  by_issuer       text not null,
  by_name         text not null,
  ended_at        timestamptz,
  ended_by_issuer text,
  ended_by_name   text
);

-- An account acts as one person, and a person has one account of a service.
create unique index on account_link (tenant, issuer, account) where ended_at is null;
create unique index on account_link (tenant, person, split_part(issuer, ':', 1)) where ended_at is null;
create index on account_link (tenant, issuer, account);
create index on account_link (tenant, linked_at);

-- Who ended it, and when, stays as it is.
create function keep_ended_link() returns trigger language plpgsql as $$
begin
  raise exception 'permission denied: this link has ended';
end $$;
create trigger keep_ended_link before update on account_link
  for each row when (old.ended_at is not null) execute function keep_ended_link();

-- One offer an account; it serves for minutes.
create table account_offer (
  tenant      text not null,
  issuer      text not null,
  account     text not null,
  described   text not null,
  address     text not null,
  code_hash   text not null unique,
  until       timestamptz not null,
  primary key (tenant, issuer, account)
);

grant select, insert on account_link to "${application}";
grant update (ended_at, ended_by_issuer, ended_by_name) on account_link to "${application}";
grant select, insert, update, delete on account_offer to "${application}";
