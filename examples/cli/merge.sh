#!/bin/sh
# SPDX-License-Identifier: MIT
# Three parts counted apart, each with the name of its shard. One is missing at
# first: the manifest finds it, merge ends with 2 and writes nothing. Then all
# three are merged.
set -eu
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
data=examples/data/compas_counts.csv

for part in 1 2 3; do
    # The header and eight lines: on a real machine, its own rows.
    sed -n "1p;$((8 * part - 6)),$((8 * part + 1))p" "$data" |
        fairness audit - --y-true recid --y-pred high \
            --sensitive-features race --frequency count \
            --shard "machine-$part" --save "$out/$part.audit" --no-report
done
printf 'machine-%s\n' 1 2 3 >"$out/manifest.txt"

code=0
fairness merge "$out/1.audit" "$out/3.audit" \
    --manifest "$out/manifest.txt" --output "$out/all.audit" || code=$?
echo "without part 2: exit $code"
[ ! -e "$out/all.audit" ] && echo "nothing written"

fairness merge "$out"/[123].audit \
    --manifest "$out/manifest.txt" --output "$out/all.audit"
fairness report "$out/all.audit" --favourable negative
