# SPDX-License-Identifier: MIT
# Saved audits, byte by byte: every state of tests/fuzz/states.h with each
# prefix, bit flipped, byte missing or inserted, and field at its extremes; the
# time that long ones take; and forged ones.
# FAIR_EXECUTIONS=N: of forged ones (default 20,000,000); FAIR_FIRST and
# FAIR_SEED: which ones, to go on where another run ended.

folder=build-long/hostile
[ -f "$folder/build.ninja" ] ||
    meson setup "$folder" -Dtests=enabled -Dexamples=disabled >/dev/null
ninja -C "$folder" tests/test_tally_codec_damage tests/fuzz/long_load \
    tests/fuzz/mutate_load >/dev/null || die "the build failed"

FAIR_LONG=1 CK_DEFAULT_TIMEOUT=3600 "$folder/tests/test_tally_codec_damage"
"$folder/tests/fuzz/long_load"
"$folder/tests/fuzz/mutate_load" -s "${FAIR_SEED:-1}" -f "${FAIR_FIRST:-0}" \
    -n "${FAIR_EXECUTIONS:-20000000}"
