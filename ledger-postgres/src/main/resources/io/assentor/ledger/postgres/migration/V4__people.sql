-- Copyright The Assentor Authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Stages for groups, for named people and for whom they were widened to; several reminders in one
-- stage; deliveries that failed for good; an agent's history.

-- In which capacities the stage that waits may be decided: role:r, group:g, person:p.
alter table approval add column open_to text[] not null default '{}';
update approval set open_to = array['role:' || open_role] where open_role is not null;
alter table approval drop column open_role;

-- Why it ended; null while it is pending, and for what ended before this column was there.
alter table approval add column reason text;

create index approval_by_agent on approval (tenant, agent, id);

-- step: which of the stage's steps it is about; failure: why it can never arrive.
alter table delivery add column step integer not null default 0;
alter table delivery add column failure text;
alter table delivery drop constraint delivery_pkey;
alter table delivery add primary key (approval_id, channel, recipient, purpose, stage, step);
