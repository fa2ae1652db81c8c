#!/bin/sh
# SPDX-License-Identifier: MIT
# The library against the kept baseline: symbols may come, nothing may change
# or go.  (abidiff sees everything only without --headers-dir.)  After a change
# on purpose: scripts/abi_baseline.sh.
set -eu
command -v abidiff >/dev/null 2>&1 || { echo "abidiff is not installed"; exit 77; }
case "$(uname -m)" in x86_64) ;; *) echo "the baseline is for x86-64"; exit 77 ;; esac
here=$(dirname "$0")
abidiff --no-added-syms --suppressions "$here/libfairness.suppr" \
    "$here/libfairness.abi" "$1"
echo "abi: ok"
