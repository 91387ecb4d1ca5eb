-- Copyright The Assentor Authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Auditors ask by tool first; without this, what is rare is found only by walking back through all
-- of the tenant's approvals.
create index approval_by_tool on approval (tenant, tool, id);
