#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs what is missing, builds, audits the published COMPAS counts and the
# Berkeley admissions, prints the reports and saves them in out/.
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

say "saved: $(ls out | tr '\n' ' ')in out/"
echo 'next: .venv/bin/fairness audit YOUR.csv --y-true … --y-pred … --sensitive-features …'
