#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs what is missing, builds, audits the published COMPAS counts and the
# Berkeley admissions, prints the reports, saves them in out/, and asks the saved
# counts for one number in Python.
set -eu
. "$(dirname "$0")/lib.sh"

have_compiler
have_venv scripts/requirements.txt
say "building the C library in build/"
configure
ninja -C build >/dev/null || die "the build failed: see ninja -C build"
install_package

mkdir -p out
# audit NAME ARGUMENT…: prints the text, saves JSON, Markdown and the tally.
audit() {
    name=$1
    shift
    fairness audit "$@"
    fairness audit "$@" --format json --output "out/$name.json" \
        --save "out/$name.audit"
    fairness audit "$@" --format markdown --output "out/$name.md"
}

say "COMPAS, Broward County (ProPublica 2016): who is flagged as high risk?"
audit compas examples/data/compas_counts.csv \
    --y-true recid --y-pred high --sensitive-features race \
    --frequency count --favourable negative --reference race=Caucasian

say "Berkeley 1973: admissions by gender, and within departments"
audit berkeley examples/data/berkeley_counts.csv \
    --y-pred admitted --sensitive-features gender \
    --control-features department --frequency count --favourable positive

say "the saved counts in Python: one number, with its evidence"
python - <<'PYTHON'
import libfairness as lf

with open("out/compas.audit", "rb") as file:
    audit = lf.Audit.from_bytes(file.read())
report = audit.report(favourable="negative", reference={"race": "Caucasian"})
gap = report.value(
    "false_positive_rate",
    group={"race": "African-American"},
    comparison="difference_to_reference",
)
print(gap)
print("worse off:", gap.worse_off)
PYTHON

say "saved: $(ls out | tr '\n' ' ')in out/"
cat <<'NEXT'
next: .venv/bin/fairness audit YOUR.csv --y-true COL --y-pred COL \
          --sensitive-features COL --favourable positive
      .venv/bin/fairness explain equalized_odds_difference
      docs/README.md
NEXT
