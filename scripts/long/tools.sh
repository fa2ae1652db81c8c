# SPDX-License-Identifier: MIT
# ThreadSanitizer, valgrind, clang-tidy, gcc's analyzer, gcc's warnings and
# ASan with UBSan find nothing in the library, and find what is planted in a
# copy of it.
have_packages valgrind clang-tidy-19 clang-19
work=$root/build-long/tools
tree=$work/tree # the copy
log=$work/log
mkdir -p "$tree"
git ls-files -z | xargs -0 cp --parents -t "$tree"

# build_of NAME OPTION…: how a tool wants it built.
build_of() {
    name=$1
    shift
    [ -f "$work/$name/build.ninja" ] ||
        meson setup "$work/$name" "$tree" -Dexamples=disabled -Dwerror=false \
            "$@" >"$log" 2>&1 || { cat "$log"; die "meson setup failed"; }
}
build_of plain -Dtests=enabled -Doptimization=1
build_of tsan -Dtests=enabled -Doptimization=1 -Db_sanitize=thread \
    -Db_lundef=false
build_of asan -Dtests=enabled -Doptimization=1 \
    -Db_sanitize=address,undefined -Db_lundef=false \
    -Dc_args=-fno-sanitize-recover=all
CC=clang-19 build_of tidy -Dtests=disabled

# Each tool is 0 where it finds nothing.  A bug that does not compile proves
# nothing: building fails loudly.
built() {
    build=$1
    shift
    ninja -C "$work/$build" "$@" >"$log" 2>&1 ||
        { cat "$log"; die "the build for $build failed"; }
}

# Without the randomness of addresses that gcc's runtime cannot bear.
tsan() {
    built tsan "tests/test_$1"
    CK_FORK=no setarch -R "$work/tsan/tests/test_$1" >"$log" 2>&1
}

valgrind_of() {
    built plain "tests/test_$1"
    CK_FORK=no valgrind -q --error-exitcode=9 --leak-check=full \
        --errors-for-leak-kinds=definite,indirect,possible \
        "$work/plain/tests/test_$1" >"$log" 2>&1
}

asan() {
    built asan "tests/test_$1"
    CK_FORK=no "$work/asan/tests/test_$1" >"$log" 2>&1
}

tidy() {
    # shellcheck disable=SC2086
    (cd "$tree" && clang-tidy-19 -p "$work/tidy" --quiet $1) >"$log" 2>&1
}

gcc_on() {
    for file in $1; do
        (cd "$tree" && gcc -std=c11 -O1 -Iinclude -Ilibfairness -Werror \
            "$2" -c "$file" -o /dev/null) || return 1
    done >"$log" 2>&1
}
analyzer() { gcc_on "$1" -fanalyzer; }
warnings() { gcc_on "$1" -Wconversion; }

# zero TOOL WHAT…: one run for each of these.
zero() {
    tool=$1
    shift
    for what in "$@"; do
        "$tool" "$what" || { cat "$log"; die "$tool: $what"; }
    done
    echo "$tool: nothing ($# runs)"
}

# planted TOOL WHAT FILE EDIT: the tool finds what sed does to the file.
planted() {
    sed -i "$4" "$tree/$3"
    cmp -s "$3" "$tree/$3" && die "$3: there is nothing to edit: $4"
    if "$1" "$2"; then missed="$missed $1:$3"; else found=$((found + 1)); fi
    printf '%-12s %-32s %s\n' "$1" "$3" "$4" | cut -c1-79
    cp "$3" "$tree/$3"
}

sources=$(git ls-files 'libfairness/*.c')
tests=$(git ls-files 'tests/*/test_*.c' | grep -v bad_inputs |
    sed 's|tests/\(.*\)/test_\(.*\)\.c|\1_\2|')
# shellcheck disable=SC2086
{
    zero tsan audit_threads
    zero warnings "$sources"
    zero analyzer "$sources"
    zero tidy "$sources"
    zero asan audit_threads audit_export audit_copy tally_merge
    zero valgrind_of $tests
}

say "planted bugs"
missed=
found=0
write=libfairness/audit/write.c
table=libfairness/audit/table.c
merge=libfairness/tally/merge.c
count=libfairness/tally/count.c
shards=libfairness/audit/shards.c
# One text, one answer for all threads.
planted tsan audit_threads $write 's/ fair__text out;/ static fair__text out;/'
planted tsan audit_threads $table 's/ fair__answer a;/ static fair__answer a;/'
planted tsan audit_threads libfairness/audit/answer.c \
    's/^    const fair__snapshot .s = .*/    static int calls;\n    calls++;\n&/'
# Not initialised; freed and used; not freed; one too few.
planted valgrind_of tally_narrow libfairness/tally/tally.c \
    's/s = fair__calloc(&t->mem, 1/s = fair__alloc(\&t->mem, 1/'
free_seen='s/^    if (seen == NULL).*/&\n    fair__free(\&t->mem, seen, n_seen, 1);/'
planted valgrind_of audit_audit $shards "$free_seen"
planted asan audit_audit $shards "$free_seen"
planted valgrind_of tally_merge $merge '/fair__free(&t->mem, map,/d'
one_less='s/fair__alloc(&t->mem, total,/fair__alloc(\&t->mem, total - 1,/'
planted valgrind_of tally_merge $merge "$one_less"
planted asan tally_merge $merge "$one_less"
planted asan audit_report $table '/^fair__table_find/,/^}/s/i < N_TABLES/i <= N_TABLES/'
# No check for NULL, no value; sizes and signs that are wrong.
planted analyzer $table $table 's/if (t == NULL)/if (err == NULL)/'
planted tidy $table $table 's/uint64_t per_metric = 0;/uint64_t per_metric;/'
planted tidy $count $count 's/memset(s->cause, 0, n);/memset(s->cause, n, 0);/'
planted warnings libfairness/tally/narrow_stage.c \
    libfairness/tally/narrow_stage.c 's/(uint16_t)g;/(int16_t)g;/'
planted warnings $merge $merge 's/(size_t)other/(int)other/'
[ -z "$missed" ] || die "planted and not found:$missed"
echo "$found planted, all found"
