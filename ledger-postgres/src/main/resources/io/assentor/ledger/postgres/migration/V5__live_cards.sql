-- Copyright The Assentor Authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What was sent may go on saying how the request stands: which state it shows now. And when sending
-- was first begun, to look from there on for what may have arrived.
alter table delivery add column shown text;
alter table delivery add column begun_at timestamptz not null default clock_timestamp();
