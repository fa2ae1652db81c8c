# SPDX-License-Identifier: MIT
# The same bytes whatever the way: 1,000 draws of rows and options (FAIR_DRAWS
# for another number), and every public function in other environments.
folder=build-long/same
mkdir -p build-long
[ -f "$folder/build.ninja" ] ||
    meson setup "$folder" -Dtests=enabled -Dexamples=disabled \
        >"$folder.log" 2>&1 || { cat "$folder.log"; die "meson setup failed"; }
ninja -C "$folder" tests/same/test_draws tests/same/test_environment \
    tests/same/fast_math >/dev/null ||
    die "the build failed"
rm -f "$folder"/digests*

FAIR_DRAWS=${FAIR_DRAWS:-1000} FAIR_DIGESTS=$folder/digests \
    CK_TIMEOUT_MULTIPLIER=10 "$folder/tests/same/test_draws" ||
    die "draws differ"
echo "bytes compared: $(awk -F'[, ]+' '{
    for (i = 1; i <= NF; i++) if ($i ~ /^(saved|json|csv|text|markdown|html|tables)$/)
        bytes += $(i + 1) } END { printf "%.0f", bytes }' "$folder/digests")"

# What the process is started with.  GLIBC_TUNABLES takes instructions away
# from the C library.
while read -r variable; do
    env "$variable" "FAIR_DIGESTS=$folder/digests-environment" \
        FAIR_MAP=libfairness/libfairness.map \
        "FAIR_FAST_MATH=$folder/tests/same/fast_math" CK_VERBOSITY=minimal \
        "$folder/tests/same/test_environment" >/dev/null ||
        die "with $variable"
done <<END
LC_ALL=C
LC_ALL=de_DE.UTF-8
LANG=tr_TR.UTF-8
TZ=Pacific/Chatham
OMP_NUM_THREADS=1
MALLOC_ARENA_MAX=1
MALLOC_PERTURB_=165
MALLOC_CHECK_=3
GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA,-AVX
END
[ "$(sort -u "$folder/digests-environment" | wc -l)" = 1 ] ||
    die "environment variables change what comes out"
echo "$(wc -l <"$folder/digests-environment") environments, the same digest"
