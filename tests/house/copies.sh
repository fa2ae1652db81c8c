#!/bin/sh
# SPDX-License-Identifier: MIT
#   copies.sh PROGRAM LIBRARY: the program with the library and a copy of it.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp "$2" "$scratch/libfairness.so.9"
"$1" "$2" "$scratch/libfairness.so.9"
