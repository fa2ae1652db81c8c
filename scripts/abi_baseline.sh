#!/bin/sh
# SPDX-License-Identifier: MIT
# Writes tests/house/libfairness.abi from a debug build of the shared library:
# only after a change of the ABI on purpose, with the change in NEWS.md.
#   sh scripts/abi_baseline.sh build/libfairness/libfairness.so.0
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
abidw --no-comp-dir-path --no-corpus-path --no-show-locs \
    --suppressions "$root/tests/house/libfairness.suppr" "$1" |
    sed "s|path='[^']*libfairness/|path='libfairness/|" \
        >"$root/tests/house/libfairness.abi"
