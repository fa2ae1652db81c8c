#!/bin/sh
# SPDX-License-Identifier: MIT
# check_abi.sh finds what it is there for: the library is linked anew with one
# break of its interface each time, which has to be refused by naming it.
#   planted_abi.sh ROOT libfairness.a (with debug information)
set -eu
command -v abidiff >/dev/null 2>&1 || { echo "abidiff is not installed"; exit 77; }
case "$(uname -m)" in x86_64) ;; *) echo "the baseline is for x86-64"; exit 77 ;; esac
root=$1
archive=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp "$root/libfairness/libfairness.map" "$scratch/script.map"
cp "$archive" "$scratch/library.a"
found=0

linked() {
    ${CC:-cc} -shared -o "$scratch/library.so" \
        -Wl,--whole-archive "$scratch/library.a" -Wl,--no-whole-archive \
        "-Wl,--version-script=$scratch/script.map" \
        -Wl,-soname,libfairness.so.0 -lm
}

judged() {
    sh "$root/tests/house/check_abi.sh" "$scratch/library.so"
}

# refused WORDS: the library as it is now.
refused() {
    linked
    if judged >"$scratch/said" 2>&1; then
        echo "not found: $1"
        exit 1
    fi
    grep -q "$1" "$scratch/said" || {
        echo "wanted: $1; was said:"
        cat "$scratch/said"
        exit 1
    }
    found=$((found + 1))
}

# changed FILE SED WORDS: audit/FILE compiled with the program of sed applied
# to it and to the public headers, in place of what the library has.
changed() {
    rm -rf "$scratch/include"
    cp -R "$root/include" "$scratch/include"
    sed "$2" "$root/libfairness/audit/$1.c" >"$scratch/$1.c"
    for header in audit report; do
        sed -i "$2" "$scratch/include/fairness/$header.h"
    done
    if diff -r "$root/include" "$scratch/include" >/dev/null; then
        echo "changes nothing: $2"
        exit 1
    fi
    ${CC:-cc} -std=c11 -g -O1 -w -fPIC -fvisibility=hidden \
        -I"$scratch/include" -I"$root/libfairness" \
        -c "$scratch/$1.c" -o "$scratch/audit_$1.c.o"
    cp "$archive" "$scratch/library.a"
    ar r "$scratch/library.a" "$scratch/audit_$1.c.o"
    refused "$3"
    cp "$archive" "$scratch/library.a"
}

linked
judged >/dev/null
sed '/fair_audit_copy;/d' "$root/libfairness/libfairness.map" \
    >"$scratch/script.map"
refused "\[D\] 'function fair_status fair_audit_copy("
cp "$root/libfairness/libfairness.map" "$scratch/script.map"

# A field that goes, that comes, that others are exchanged with, that is
# narrower in the same place; arrays, parameters and results likewise.
changed audit '/fair_column \*control;/d' \
    "'const fair_column\* control', at offset"
changed report 's/int32_t reason; /int64_t bug; &/' "'int64_t bug', at offset"
changed audit 's/fair_column y_true;/fair_column bug;/
    s/fair_column y_pred;/fair_column y_true;/
    s/fair_column bug;/fair_column y_pred;/' "'fair_column y_true' offset changed"
changed audit 's/uint64_t first_row;/uint32_t first_row;/' \
    "type of 'uint64_t first_row' changed"
changed report 's/reserved\[88\]/reserved[96]/' 'size changed from 1536 to 1600'
changed audit 's/size_t n, fair_error/uint32_t n, fair_error/' \
    "parameter 3 of type 'typedef size_t' changed"
changed audit '/^uint64_t$/{N;s/64_t\(\nfair_audit_rows(\)/32_t\1/;}
    s/uint64_t \(fair_audit_rows(\)/uint32_t \1/' 'return type changed'
echo "planted: $found breaks found"
