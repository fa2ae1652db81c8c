#!/bin/sh
# SPDX-License-Identifier: MIT
# What takes longer than a change can wait for: each file of scripts/long/ is
# one check, run one after the other; scripts/test.sh has a short version of
# some.  test-long.sh NAME… runs these only, test-long.sh --list names all;
# docs/testing.md says what each one finds and what it found.
set -eu
. "$(dirname "$0")/lib.sh"

all=$(basename -s .sh scripts/long/*.sh)
if [ "${1:-}" = --list ]; then
    printf '%s\n' "$all"
    exit
fi
# shellcheck disable=SC2086
[ $# -gt 0 ] || set -- $all
for name in "$@"; do
    [ -f "scripts/long/$name.sh" ] ||
        die "there is no scripts/long/$name.sh; --list names what there is"
done

have_compiler
have_packages check
have_venv scripts/requirements.txt scripts/requirements-test.txt

failed=
for name in "$@"; do
    say "$name"
    # Each in a shell of its own: one that fails does not hide the others.  It
    # must not stand before ||, where the shell forgets set -e.
    set +e
    (
        set -e
        . "scripts/long/$name.sh"
    )
    [ $? = 0 ] || failed="$failed $name"
    set -e
done
[ -z "$failed" ] || die "failed:$failed"
say "all long tests passed"
