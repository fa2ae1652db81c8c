#!/bin/sh
# SPDX-License-Identifier: MIT
# One saved audit, reported again with other options: the rows are not needed
# any more.
set -eu
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

fairness audit examples/data/compas_counts.csv \
    --y-true recid --y-pred high --sensitive-features race \
    --frequency count --save "$out/compas.audit" --no-report

# Against Caucasians, at 99 %.
fairness report "$out/compas.audit" --favourable negative \
    --reference race=Caucasian --confidence 0.99

# Groups of fewer than 100 people are shown and not compared.
fairness report "$out/compas.audit" --favourable negative --min-count 100 \
    --format markdown
