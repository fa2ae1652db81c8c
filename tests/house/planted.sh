#!/bin/sh
# SPDX-License-Identifier: MIT
# check_symbols.py finds what it is there for: the library is linked anew with
# one bug each time, and has to be refused by that bug's words.
#   planted.sh ROOT libfairness.a [--release]
# --release: of a release, stripped; only the bugs that count there.
set -eu
root=$1
archive=$2
release=${3:-}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# linked SOURCE OPTION…: the library with one more source.
linked() {
    printf '%s\n' "$1" >"$scratch/bug.c"
    shift
    ${CC:-cc} -std=gnu11 -O1 -w -fPIC -c "$scratch/bug.c" \
        -o "$scratch/bug.o"
    ${CC:-cc} -shared -o "$scratch/library.so" "$scratch/bug.o" \
        -Wl,--whole-archive "$archive" -Wl,--no-whole-archive \
        "-Wl,--version-script=$scratch/script.map" \
        -Wl,--as-needed -Wl,-soname,libfairness.so.0 -Wl,-z,relro,-z,now \
        ${release:+-Wl,-s} "$@" -lm
}

judged() {
    python3 "$root/tests/house/check_symbols.py" "$root" \
        "$scratch/library.so" $release
}

# refused WORDS SOURCE OPTION…
refused() {
    words=$1
    shift
    linked "$@"
    if judged >"$scratch/said"; then
        echo "not found: $words"
        exit 1
    fi
    grep -q "$words" "$scratch/said" || {
        echo "wanted: $words; was said:"
        cat "$scratch/said"
        exit 1
    }
    found=$((found + 1))
}

cp "$root/libfairness/libfairness.map" "$scratch/script.map"
linked ''
judged >/dev/null
found=0
if [ -n "$release" ]; then
    room=$((896 * 1024 - $(wc -c <"$scratch/library.so")))
    refused 'more than 896 KiB' \
        "const char bug[$room + 4096] = {1};" # a page of what is filled up
    refused '^__assert_fail: the library may not use it' \
        "#include <assert.h>
        void bug(int x) { assert(x); }"
    echo "planted: $found bugs of a release found"
    exit
fi
# Each is kept by a pointer that the loader fills in.
for name in exit abort getenv setlocale printf fprintf snprintf puts strtod \
    atof strtol toupper isalpha localeconv qsort time signal pthread_create \
    dlopen perror __errno_location; do
    refused "^$name: the library may not use it" \
        "extern int $name(); __attribute__((used)) int (*const bug)() = $name;" \
        -Wno-builtin-declaration-mismatch
done
refused '^stdout: the library may not use it' \
    'extern char *stdout; void *bug(void) { return stdout; }'
refused 'mutable globals' 'long long bug[3] = {1, 2, 3};'
refused 'mutable globals' 'long long bug[3];'
refused '^bug: a mutable global' 'char bug;'
refused 'thread-local' '__thread int bug; int *f(void) { return &bug; }'
refused 'a constructor runs' \
    '__attribute__((constructor)) static void bug(void) { __asm__ volatile(""); }'
refused 'relocations in the code' \
    '__asm__(".text; .balign 8; bug: .dc.a bug");' -Wl,-z,notext
refused 'an executable stack' '' -Wl,-z,execstack
refused 'no RELRO' '' -Wl,-z,norelro
refused 'no BIND_NOW' '' -Wl,-z,lazy
refused 'no SONAME' '' -Wl,-soname,libother.so
refused 'a run path' '' -Wl,-rpath,/lib
refused 'libc and libm only' '' -Wl,--no-as-needed -lgcc_s
sed 's/global:/global: fair_bug;/' "$root/libfairness/libfairness.map" \
    >"$scratch/script.map"
refused 'exported but not in a header' 'void fair_bug(void) {}'
echo "planted: $found bugs found"
