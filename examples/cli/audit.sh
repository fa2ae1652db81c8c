#!/bin/sh
# SPDX-License-Identifier: MIT
# An audit as JSON for a program, and three values from it: the false positive
# rate of each race with its interval.
set -eu
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

fairness audit examples/data/compas_counts.csv \
    --y-true recid --y-pred high --sensitive-features race \
    --frequency count --favourable negative \
    --format json --output "$out/report.json"

python - "$out/report.json" <<'PYTHON'
import json
import sys

with open(sys.argv[1]) as file:
    report = json.load(file)
for group in report["groupings"][0]["groups"]:
    rate = group["metrics"]["false_positive_rate"]
    lower, upper = rate["interval"]
    print(group["group"]["race"], rate["numerator"], rate["denominator"],
          f"{rate['value']:.3f} [{lower:.3f}, {upper:.3f}]", sep="\t")
PYTHON
