#!/bin/sh
# Copyright The Assentor Authors
# SPDX-License-Identifier: Apache-2.0
#
# Brings Temporal's two databases to the schema of this version of its tools. May run again.
set -eu

for part in temporal visibility; do
  database=temporal
  [ $part = temporal ] || database=temporal_visibility
  temporal-sql-tool --database $database setup-schema --version 0.0
  temporal-sql-tool --database $database update-schema --schema-name postgresql/v12/$part
done
