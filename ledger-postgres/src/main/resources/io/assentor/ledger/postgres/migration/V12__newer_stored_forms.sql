-- Copyright The Assentor Authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Nothing changes in the schema, but what is stored in it has forms that processes of V11 take for
-- damage: disclosed events, integers beyond 2^53, fingerprints of calls with such integers. With a
-- version of its own, those processes do not start on it. A stored form that older processes cannot
-- read always comes with a migration.
comment on table approval_event is 'Events, in the forms that processes from V12 on read';
