# SPDX-License-Identifier: MIT
# Every libFuzzer target for FAIR_SECONDS (default 600) each, from the kept
# corpus and what earlier runs found.  FAIR_MERGE=1 then adds to the kept
# corpus what covers something new.  Executions belong into docs/testing.md.

have_packages clang libclang-rt-dev
folder=build-long/fuzz
[ -f "$folder/build.ninja" ] ||
    CC=clang meson setup "$folder" -Dtests=enabled -Dexamples=disabled \
        -Dfuzz=enabled -Doptimization=2 >/dev/null
for target in arrow calibrator calls gate load plan; do
    ninja -C "$folder" "tests/fuzz/fuzz_$target" >/dev/null ||
        die "the build failed"
    kept=tests/fuzz/corpus/$target
    found=$folder/corpus-$target
    mkdir -p "$found"
    # Inputs of fuzz_calls are 9 pairs of bytes: a plan and eight calls.  What
    # is rare among them costs more to count than to run.
    how=-max_len=4096
    [ "$target" = calls ] && how="-max_len=18 -entropic=0"
    # shellcheck disable=SC2086
    "$folder/tests/fuzz/fuzz_$target" $how -verbosity=0 \
        "-max_total_time=${FAIR_SECONDS:-600}" -print_final_stats=1 \
        "-artifact_prefix=$folder/" "$found" "$kept" \
        >"$folder/$target.log" 2>&1 ||
        { cat "$folder/$target.log"; die "fuzz_$target"; }
    printf '%s: ' "$target"
    sed -n 's/stat::number_of_executed_units: *//p' "$folder/$target.log"
    [ -z "${FAIR_MERGE:-}" ] ||
        "$folder/tests/fuzz/fuzz_$target" -merge=1 -use_counters=0 \
            "$kept" "$found" >"$folder/merge.log" 2>&1 ||
        { cat "$folder/merge.log"; die "merging $target"; }
done
