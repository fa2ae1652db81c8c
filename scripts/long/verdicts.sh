# SPDX-License-Identifier: MIT
# One policy and the same rows in 300 orders, on busy processors: every form of
# the verdict has the same bytes.  Then every number of reports and verdicts
# changed, one at a time, which fairness verify has to find, the sizes that
# packs take, with more runs, and more attacks on what is withheld.  Sourced by
# test-long.sh.

install_package
busy=
for _ in 1 2 3 4; do
    (while :; do :; done) &
    busy="$busy $!"
done
# shellcheck disable=SC2064,SC2086
trap "kill $busy" EXIT
FAIRNESS_RUNS=300 python -m pytest -q tests/python/test_fail_closed.py \
    -k shuffled || die "verdicts differ"
echo "300 orders of rows: the same bytes"
# shellcheck disable=SC2086
kill $busy
trap - EXIT
FAIRNESS_ALL=1 python -m pytest -q tests/python/test_verify.py \
    tests/python/test_pack_sizes.py tests/python/test_publish.py \
    tests/python/test_cli_gate.py tests/python/test_changes.py ||
    die "a changed number is not found, or a withheld one given back"
