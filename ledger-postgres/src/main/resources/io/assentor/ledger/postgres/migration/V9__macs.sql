-- Copyright The Assentor Authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Every row that shows a request or gives authority carries a MAC under a key the database never
-- sees. This adds the columns, V10 signs what exists, V11 demands a MAC of every row from then on.
alter table approval_event add column mac bytea;
alter table approval_content add column mac bytea;
alter table rendering add column mac bytea;
alter table command add column mac bytea;
alter table account_link add column mac bytea;

-- Offers live for minutes; those under way are made anew.
delete from account_offer;
alter table account_offer add column mac bytea not null;

-- When rows without a MAC were signed, how many, and a MAC of these numbers, which tells a process
-- that has another key file that it does. V10 writes the only row.
create table signing (
  at          timestamptz primary key default clock_timestamp(),
  events      bigint not null,
  contents    bigint not null,
  renderings  bigint not null,
  commands    bigint not null,
  links       bigint not null,
  specimen    bytea not null
);

-- When the owner last did what only the owner may do.
create table maintenance (
  one         boolean primary key default true check (one),
  at          timestamptz not null
);
insert into maintenance (at) values (clock_timestamp());
