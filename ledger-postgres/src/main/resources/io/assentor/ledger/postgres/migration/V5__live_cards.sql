-- Copyright The Assentor Authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What was sent may go on saying how the request stands: which state it shows now.
alter table delivery add column shown text;
