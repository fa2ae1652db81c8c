# SPDX-License-Identifier: MIT
# Plans against every combination of thresholds (100,000 small problems), and
# randomized ones against a simplex method (as many) and against SciPy's HiGHS
# on up to 1,000 rows (FAIR_PROBLEMS of them; 3,000).
folder=$root/build-long/plans
mkdir -p "$folder"
[ -f "$folder/build/build.ninja" ] ||
    meson setup "$folder/build" -Dtests=disabled >"$folder/log" 2>&1 ||
    { cat "$folder/log"; die "meson setup failed"; }
ninja -C "$folder/build" libfairness/libfairness.a >/dev/null ||
    die "the build failed"

# NAME [-D…]: a test, with a library that has all its symbols.
test_of() {
    name=$1
    shift
    # shellcheck disable=SC2046
    cc -O2 -std=c11 "$@" -Iinclude -Ilibfairness -Itests \
        "tests/plan/test_$name.c" "$folder/build/libfairness/libfairness.a" \
        -o "$folder/$name" $(pkg-config --cflags --libs check) -lm ||
        die "test_$name.c"
    CK_VERBOSITY=normal "$folder/$name" ||
        die "test_$name found something"
}
test_of plan -DPROBLEMS=10000 -DRUNS=10
for first in 0 25000 50000 75000; do
    test_of randomized -DPROBLEMS=25000 -DFIRST=$first
done

cc -O2 -std=c11 -Iinclude tests/plan/solve.c \
    "$folder/build/libfairness/libfairness.a" -lm -o "$folder/solve" ||
    die "solve.c"
"$python" tests/oracle/plan_lp.py "$folder/solve" 0 "${FAIR_PROBLEMS:-3000}" ||
    die "a plan is not what the linear program says"
