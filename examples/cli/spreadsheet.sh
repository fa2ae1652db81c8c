#!/bin/sh
# SPDX-License-Identifier: MIT
# A report as one CSV table, which any spreadsheet opens, and from it a small
# one: a line for each race, a column for each of three rates.
set -eu
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

fairness audit examples/data/compas_counts.csv \
    --y-true recid --y-pred high --sensitive-features race \
    --frequency count --favourable negative \
    --format csv --output "$out/report.csv"

python - "$out/report.csv" <<'PYTHON'
import csv
import sys

RATES = "selection_rate", "false_positive_rate", "false_negative_rate"
lines = {}
with open(sys.argv[1], newline="", encoding="utf-8") as file:
    for row in csv.DictReader(file):
        if row["table"] == "groups" and row["metric"] in RATES and row["by"]:
            line = lines.setdefault(row["group"], {"group": row["group"]})
            line[row["metric"]] = row["value"]
table = csv.DictWriter(sys.stdout, ("group", *RATES), lineterminator="\n")
table.writeheader()
table.writerows(lines.values())
PYTHON
