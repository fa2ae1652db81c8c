# SPDX-License-Identifier: MIT
# How often intervals by resampling hold what is true: 2,000 runs of each
# scenario (FAIR_RUNS for another number).  The table is that of
# docs/explanation/uncertainty.md.
folder=build-long/resampled
mkdir -p build-long
[ -f "$folder/build.ninja" ] ||
    meson setup "$folder" -Dtests=enabled -Dexamples=disabled \
        >"$folder.log" 2>&1 || { cat "$folder.log"; die "meson setup failed"; }
ninja -C "$folder" tests/test_compare_bounds >/dev/null ||
    die "the build failed"
RUNS=${FAIR_RUNS:-2000} CK_FORK=no "$folder/tests/test_compare_bounds" ||
    die "an interval holds too little"
