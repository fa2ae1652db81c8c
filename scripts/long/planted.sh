# SPDX-License-Identifier: MIT
# Bugs planted one by one into a copy of the sources: each must be found by the
# fuzzers of its target within a minute.  FAIR_PLANTED="WORD …": only some.

have_packages clang libclang-rt-dev
folder=build-long/planted
mkdir -p "$folder/source"
git ls-files -z | tar -c --null -T - | tar -x -C "$folder/source"
[ -f "$folder/build/build.ninja" ] ||
    CC=clang meson setup "$folder/build" "$folder/source" -Dtests=enabled \
        -Dexamples=disabled -Dfuzz=enabled -Doptimization=1 >/dev/null
# shellcheck disable=SC2086
python tests/fuzz/planted.py "$folder/build" "$folder/source" ${FAIR_PLANTED:-}
