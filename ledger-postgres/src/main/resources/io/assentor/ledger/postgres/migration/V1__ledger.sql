-- Copyright The Assentor Authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The ledger. Migrated by the owner of this schema; the application runs as ${application},
-- which may only INSERT events.
--
-- Unique keys all begin with (or are) the approval's id, a UUIDv7, so that tables can be
-- partitioned by it. There are no foreign keys for the same reason, and because rows are written
-- by one door only.

-- The current state: one row for search and locking. Derived; the events are the truth.
create table approval (
  id           uuid primary key,
  tenant       text not null,
  version      integer not null,          -- number of events
  status       text not null,
  server       text not null,
  tool         text not null,
  subject      text not null,
  agent        text not null,
  gateway      text not null,
  session      text,
  rule         text not null,
  open_role    text,                      -- role of the stage that waits now
  barred       text[] not null,
  deciders     text[] not null,
  submitted_at timestamptz not null,
  expires_at   timestamptz,
  tend_at      timestamptz,               -- when someone must act next; null: never
  attach_key   bytea not null,
  denial_key   bytea not null,
  repeats      integer not null default 0
);
create index approval_by_time on approval (tenant, id);
create index approval_pending on approval (tenant, expires_at, id) where status = 'pending';
create index approval_to_tend on approval (tend_at) where tend_at is not null;

-- The append-only truth. body: versioned canonical JSON; hash: links to the event before.
create table approval_event (
  approval_id uuid not null,
  seq         integer not null,
  tenant      text not null,
  position    bigint generated always as identity,
  xid         xid8 not null default pg_current_xact_id(),
  type        text not null,
  body        bytea not null,
  hash        bytea not null,
  primary key (approval_id, seq)
);
-- Identity values become visible out of order, so the tail reads by transaction first.
create index approval_event_tail on approval_event (xid, position);

-- What may one day have to be erased, apart from the events, which hold salted hashes of it.
create table approval_content (
  approval_id uuid primary key,
  salt        bytea not null,
  body        bytea not null
);
create table rendering (
  approval_id uuid not null,
  channel     text not null,
  body        bytea not null,
  primary key (approval_id, channel)
);

-- Open calls: where a repeated submission attaches. Small: swept when they cannot attach any more.
create table open_call (
  tenant      text not null,
  attach_key  bytea not null,
  approval_id uuid not null,
  until       timestamptz not null,
  primary key (tenant, attach_key)
);
create table recent_denial (
  tenant      text not null,
  denial_key  bytea not null,
  until       timestamptz not null,
  primary key (tenant, denial_key)
);
create table idempotency_key (
  tenant      text not null,
  gateway_issuer text not null,
  gateway     text not null,
  key         text not null,
  approval_id uuid not null,
  body_hash   text not null,
  until       timestamptz not null,
  primary key (tenant, gateway_issuer, gateway, key)
);

-- Commands that were carried out under a name of their own.
create table command (
  approval_id uuid not null,
  command_id  text not null,
  by_issuer   text not null,
  by_name     text not null,
  digest      text not null,
  at          timestamptz not null,
  primary key (approval_id, command_id)
);

-- Refused commands. They move no sequence.
create table attempt (
  id          bigint generated always as identity primary key,
  approval_id uuid not null,
  at          timestamptz not null default clock_timestamp(),
  by_tenant   text not null,
  by_issuer   text not null,
  by_name     text not null,
  command     text not null,
  refusal     text not null,
  detail      text not null
);
create index attempt_by_approval on attempt (approval_id, id);

create table delivery (
  approval_id uuid not null,
  channel     text not null,
  recipient   text not null,
  purpose     text not null,
  stage       integer not null,
  claims      integer not null,
  claimed_at  timestamptz not null,
  receipt     text,
  receipt_at  timestamptz,
  primary key (approval_id, channel, recipient, purpose, stage)
);

-- The content behind the versions that events name.
create table versioned_content (
  version     text primary key,
  kind        text not null,
  content     bytea not null,
  first_seen  timestamptz not null default clock_timestamp()
);

-- Keys of the hashes that find repeated calls; without one, its tenant's hashes mean nothing.
create table tenant_key (
  tenant      text primary key,
  key         bytea not null
);

grant usage on schema ${flyway:defaultSchema} to "${application}";
grant select, insert on approval_event, approval_content, rendering, command, attempt,
  versioned_content, tenant_key to "${application}";
grant select, insert, update on approval, delivery to "${application}";
grant select, insert, update, delete on open_call, recent_denial, idempotency_key to "${application}";
