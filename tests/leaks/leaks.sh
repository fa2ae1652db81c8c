#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the extension for the debug interpreter, which counts references, and
# without the limited API, whose macros leave the count alone; then runs all
# that could leak.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$root/build-leaks
if [ ! -f "$build/build.ninja" ]; then
    mkdir -p "$build"
    printf "[binaries]\npython = 'python3-dbg'\n" >"$build/python.ini"
    meson setup "$build" "$root" --native-file "$build/python.ini" \
        -Dpython=enabled -Dpython.allow_limited_api=false -Dtests=disabled \
        -Dexamples=disabled -Doptimization=1 >"$build/setup.log" ||
        { cat "$build/setup.log"; exit 1; }
fi
ninja -C "$build" >"$build/ninja.log" || { cat "$build/ninja.log"; exit 1; }
site=$build/site/libfairness
mkdir -p "$site/schemas"
ln -sf "$root"/docs/schemas/* "$site/schemas/"
for file in "$root"/bindings/python/libfairness/* \
    "$build"/bindings/python/_core*.so; do
    ln -sf "$file" "$site/"
done
PYTHONPATH=$build/site python3-dbg "$root/tests/leaks/run.py" "$@"
