-- Copyright The Assentor Authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Why a delivery has not arrived: its attempts, the last error, and when it is tried again. And
-- whom it tells, so that the request's page and auditors need not know the channel's addresses.
alter table delivery add column people text[] not null default '{}';
alter table delivery add column attempts integer not null default 0;
alter table delivery add column last_error text;
alter table delivery add column last_error_at timestamptz;
alter table delivery add column next_try_at timestamptz;
update delivery set attempts = claims;
