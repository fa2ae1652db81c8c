# SPDX-License-Identifier: MIT
# ThreadSanitizer, valgrind, clang-tidy, gcc's analyzer, gcc's warnings and
# ASan with UBSan find nothing in the library, and find what is planted in a
# copy of it.  FAIR_TOOLS="memcheck planted": only these; FAIR_PLANTED="tidy
# asan": of the planted bugs only those for these.
have_packages valgrind clang-tidy-19 clang-19
work=$root/build-long/tools
tree=$work/tree # the copy
log=$work/log
mkdir -p "$tree"
git ls-files | while read -r file; do # what did not change is not built anew
    cmp -s "$file" "$tree/$file" || cp --parents -t "$tree" "$file"
done

# build_of NAME OPTION…: how a tool wants it built.
build_of() {
    name=$1
    shift
    [ -f "$work/$name/build.ninja" ] ||
        meson setup "$work/$name" "$tree" -Dexamples=disabled -Dwerror=false \
            "$@" >"$log" 2>&1 || { cat "$log"; die "meson setup failed"; }
}
# valgrind takes 50 times as long, so the tests do what they do under ASan.
build_of plain -Dtests=enabled -Doptimization=1 -Dc_args=-DTEST_SANITIZED=1
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

# valgrind's.  A test that ends well but with a finding fails by its status.
memcheck() {
    # shellcheck disable=SC2046
    built plain $(echo "$1" | sed 's|^\(.*\)/|tests/test_\1_|
        s|^draws|tests/same/test_draws|')
    # shellcheck disable=SC2086
    CK_FORK=no meson test -C "$work/plain" --no-rebuild --print-errorlogs \
        --timeout-multiplier 60 --wrapper "valgrind -q --error-exitcode=9 \
            --leak-check=full \
            --errors-for-leak-kinds=definite,indirect,possible" \
        $1 >"$log" 2>&1
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

# chosen NAME LIST: whether the list, where there is one, has the name.
chosen() {
    case " ${2:-$1} " in
    *" $1 "*) ;;
    *) return 1 ;;
    esac
}

# zero TOOL WHAT…: one run for each of these.
zero() {
    chosen "$1" "${FAIR_TOOLS:-}" || return 0
    tool=$1
    shift
    for what in "$@"; do
        "$tool" "$what" || { cat "$log"; die "$tool: $what"; }
    done
    echo "$tool: nothing ($# runs)"
}

# planted TOOL WHAT FILE EDIT: the tool finds what sed does to the file.
planted() {
    chosen "$1" "${FAIR_PLANTED:-}" || return 0
    sed -i "$4" "$tree/$3"
    cmp -s "$3" "$tree/$3" && die "$3: there is nothing to edit: $4"
    # A test that fails is not enough: the tool has to say something.
    if ! "$1" "$2" && grep -qE '^==[0-9]+==|Sanitizer|warning:|error:' "$log"; then
        found=$((found + 1))
    else
        missed="$missed $1:$3"
    fi
    printf '%-12s %-32s %s\n' "$1" "$3" "$4" | cut -c1-79
    cp "$3" "$tree/$3"
}

sources=$(git ls-files 'libfairness/*.c')
# Not those of other environments, which valgrind does not imitate.
tests=$(git ls-files 'tests/*/test_*.c' | grep -v 'bad_inputs\|environment\|floatenv' |
    sed 's|tests/\(.*\)/test_\(.*\)\.c|\1/\2|; s|same/||')
# shellcheck disable=SC2086
{
    zero tsan audit_threads
    zero warnings "$sources"
    zero analyzer "$sources"
    zero tidy "$sources"
    zero asan audit_threads audit_export audit_copy tally_merge
    zero memcheck "$tests"
}

chosen planted "${FAIR_TOOLS:-}" || exit 0
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
planted memcheck tally/narrow libfairness/tally/tally.c \
    's/s = fair__calloc(&t->mem, 1/s = fair__alloc(\&t->mem, 1/'
free_seen='s/^    if (seen == NULL).*/&\n    fair__free(\&t->mem, seen, n_seen, 1);/'
planted memcheck audit/audit $shards "$free_seen"
planted asan audit_audit $shards "$free_seen"
planted memcheck tally/merge $merge '/fair__free(&t->mem, map,/d'
one_less='s/fair__alloc(&t->mem, total,/fair__alloc(\&t->mem, total - 1,/'
planted memcheck tally/merge $merge "$one_less"
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
