# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Which branches of the library its C tests take: by gcov, each branch that
# gcc -O0 makes of a condition, without assertions; then by clang, whether each
# condition of a decision was seen to decide it (MC/DC).
have_packages gcovr clang-19 llvm-19 libclang-rt-19-dev qemu-user-static

# Counters are atomic: what threads lose of one makes others negative.
long=build-long/coverage
[ -f "$long/build.ninja" ] || CC=gcc meson setup "$long" -Dtests=enabled \
    -Dexamples=disabled -Dpython=disabled -Dbuildtype=debug -Doptimization=0 \
    -Db_ndebug=true -Db_coverage=true -Dwerror=false \
    -Dc_args=-fprofile-update=atomic >/dev/null ||
    die "meson setup failed"
ninja -C "$long" >/dev/null || die "the build failed"
find "$long" -name '*.gcda' -delete
meson test -C "$long" --no-suite house --quiet --timeout-multiplier 8
# Processors that lack what this one has: AVX2, and population counts too.
if [ "$(uname -m)" = x86_64 ]; then
    for processor in SandyBridge core2duo,+xsave; do
        CK_FORK=no CK_VERBOSITY=silent qemu-x86_64-static -cpu $processor \
            "$long/tests/test_kernels_kernels" 2>/dev/null ||
            die "test_kernels_kernels on $processor"
    done
fi
gcovr -r . --exclude-throw-branches -f libfairness/ --json "$long/gcov.json" \
    "$long"
python scripts/long/coverage.py "$long/gcov.json"

say "MC/DC"
long=build-long/mcdc
export LLVM_PROFILE_FILE="$root/$long/profiles/%2m.profraw"
[ -f "$long/build.ninja" ] || CC=clang-19 meson setup "$long" \
    -Dtests=enabled -Dexamples=disabled -Dpython=disabled -Dbuildtype=debug \
    -Doptimization=0 -Db_ndebug=true -Dwerror=false -Db_lundef=false \
    "-Dc_args=-fprofile-instr-generate -fcoverage-mapping -fcoverage-mcdc" \
    "-Dc_link_args=-fprofile-instr-generate" >/dev/null ||
    die "meson setup failed"
ninja -C "$long" >/dev/null || die "the build failed"
rm -rf "$long/profiles"
meson test -C "$long" --no-suite house --quiet --timeout-multiplier 8
llvm-profdata-19 merge -o "$long/all.profdata" "$long"/profiles/*.profraw
set --
for program in "$long"/tests/test_* "$long"/tests/fuzz/replay_*; do
    if [ -f "$program" ]; then set -- "$@" -object "$program"; fi
done
shift
llvm-cov-19 report --show-mcdc-summary --show-region-summary=0 \
    --instr-profile="$long/all.profdata" "$@" libfairness >"$long/report.txt"
awk 'NR == 1 || /^TOTAL/' "$long/report.txt"
echo "by file: $long/report.txt"
