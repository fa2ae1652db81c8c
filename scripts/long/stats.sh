# SPDX-License-Identifier: MIT
# Distributions, intervals and tests against values of 50 digits and more, SciPy
# and statsmodels: golden files are what their generators write, and hold with
# eight times as many rows (FAIR_ROWS for another number).
folder=$root/build-long/stats
mkdir -p "$folder"
[ -x "$folder/venv/bin/python" ] || "$python" -m venv "$folder/venv" ||
    die "could not make $folder/venv"
"$folder/venv/bin/python" -m pip install -q --disable-pip-version-check \
    -r scripts/requirements-stats.txt || die "pip could not install"
[ -f "$folder/build/build.ninja" ] ||
    meson setup "$folder/build" -Dtests=disabled >"$folder/log" 2>&1 ||
    { cat "$folder/log"; die "meson setup failed"; }
ninja -C "$folder/build" libfairness/libfair_stats.a \
    libfairness/libfair_base.a >/dev/null || die "the build failed"

write() {
    "$folder/venv/bin/python" -B -W ignore "tests/oracle/gen_$1.py" $2 \
        >"$folder/golden_$1.h" || die "gen_$1.py failed"
}

for name in distribution score_interval tests multiplicity; do
    write $name ""
    cmp "$folder/golden_$name.h" "tests/stats/golden_$name.h" ||
        die "golden_$name.h is not what gen_$name.py writes"
done

# A test beside a longer golden file of that name reads this one.
more() {
    write "$1" "${FAIR_ROWS:-8}"
    cp "tests/stats/test_$2.c" "$folder"
    # shellcheck disable=SC2046
    cc -std=c11 -D_POSIX_C_SOURCE=200809L -Iinclude -Ilibfairness -Itests \
        "$folder/test_$2.c" "$folder/build/libfairness/libfair_stats.a" \
        "$folder/build/libfairness/libfair_base.a" \
        $(pkg-config --cflags --libs check) -lm -o "$folder/test_$2" ||
        die "test_$2.c does not compile"
    SHOW_ERRORS=1 "$folder/test_$2" || die "$1 is out of its bounds"
}

more distribution distribution
more tests test
