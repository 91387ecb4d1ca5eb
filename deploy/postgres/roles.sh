#!/bin/sh
# Copyright The Assentor Authors
# SPDX-License-Identifier: Apache-2.0
#
# Makes the roles and databases, once, on a new PostgreSQL. Assentor's owner migrates; the role it
# runs as gets its grants from the migrations. Temporal's databases are Temporal's.
set -eu

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
  --set owner="$ASSENTOR_OWNER_PASSWORD" --set app="$ASSENTOR_APP_PASSWORD" --set temporal="$TEMPORAL_DB_PASSWORD" <<'SQL'
create role assentor_owner login password :'owner';
create role assentor_app login password :'app';
create role temporal login password :'temporal';
create database assentor owner assentor_owner;
create database temporal owner temporal;
create database temporal_visibility owner temporal;
revoke connect, temporary on database assentor, temporal, temporal_visibility from public;
grant connect on database assentor to assentor_app;
SQL
