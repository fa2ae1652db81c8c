# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Bugs planted in the sources that make the numbers, one at a time: how many
# the C tests find.  FAIR_MUTANTS=all tries every one, which takes hours.
long=build-long/mutation
[ -f "$long/build.ninja" ] || CC=gcc meson setup "$long" -Dtests=enabled \
    -Dexamples=disabled -Dpython=disabled -Dbuildtype=debug -Ddebug=false \
    -Doptimization=1 -Db_ndebug=true -Dwerror=false >/dev/null ||
    die "meson setup failed"
ninja -C "$long" >/dev/null || die "the build failed"
case ${FAIR_MUTANTS:-400} in
all) python tests/mutation/run.py "$long" --all ;;
*) python tests/mutation/run.py "$long" --count "${FAIR_MUTANTS:-400}" ;;
esac
