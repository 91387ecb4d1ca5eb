#!/bin/sh
# Copyright The Assentor Authors
# SPDX-License-Identifier: Apache-2.0
#
# Makes the namespace, unless it is there. A closed workflow is kept for a day: the record is the
# ledger, Temporal only needs what is under way.
set -eu

tries=30
until temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" > /dev/null 2>&1; do
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 24h || true
  tries=$((tries - 1))
  [ $tries -gt 0 ] || exit 1
  sleep 2
done
