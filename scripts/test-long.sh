#!/bin/sh
# SPDX-License-Identifier: MIT
# What takes longer than a change can wait for: each file of scripts/long/ is
# one check, run one after the other; scripts/test.sh has a short version of
# each.  test-long.sh NAME… runs these only; docs/testing.md says what each
# one finds and what it found.
set -eu
. "$(dirname "$0")/lib.sh"

have_compiler
have_packages check
have_venv scripts/requirements.txt scripts/requirements-test.txt

[ $# -gt 0 ] || set -- $(basename -s .sh scripts/long/*.sh)
failed=
for name in "$@"; do
    [ -f "scripts/long/$name.sh" ] || die "there is no scripts/long/$name.sh"
    say "$name"
    # Each in a shell of its own: one that fails does not hide the others.
    (. "scripts/long/$name.sh") || failed="$failed $name"
done
[ -z "$failed" ] || die "failed:$failed"
say "all long tests passed"
