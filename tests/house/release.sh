#!/bin/sh
# SPDX-License-Identifier: MIT
# The release as it is shipped, stripped: what it takes from outside and its
# size; and that what would break these rules is found.
#   release.sh [FOLDER]: builds there instead of build-release.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
build=${1:-$root/build-release}
library=$build/libfairness/libfairness.so.0
[ -f "$build/build.ninja" ] ||
    meson setup "$build" "$root" -Dbuildtype=release -Dtests=disabled \
        -Dexamples=disabled >/dev/null
ninja -C "$build" >"$build/log" || { cat "$build/log"; exit 1; }
strip -o "$build/stripped.so" "$library"
python3 "$root/tests/house/check_symbols.py" "$root" "$build/stripped.so" \
    --release
sh "$root/tests/house/planted.sh" "$root" \
    "$build/libfairness/libfairness.a" --release
echo "release: $(wc -c <"$build/stripped.so") bytes"
