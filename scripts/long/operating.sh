# SPDX-License-Identifier: MIT
# How often the gate is wrong, and how often it finds what is there: 20,000
# runs of each scenario (FAIR_RUNS for another number), the sizes from which on
# it passes, and what power says of areas and F1.  The tables are those of
# docs/explanation/gate.md.
install_package
folder=build-long/operating
mkdir -p build-long
[ -f "$folder/build.ninja" ] ||
    meson setup "$folder" -Dtests=enabled -Dexamples=disabled \
        >"$folder.log" 2>&1 || { cat "$folder.log"; die "meson setup failed"; }
ninja -C "$folder" tests/test_gate_operating \
    tests/test_gate_operating_values \
    tests/test_gate_operating_change >/dev/null ||
    die "the build failed"
"$folder/tests/test_gate_operating" "${FAIR_RUNS:-20000}" ||
    die "a scenario is out of its bounds"
"$folder/tests/test_gate_operating_values" 2000 ||
    die "a scenario of other values is out of its bounds"
"$folder/tests/test_gate_operating_change" 10000 ||
    die "a scenario of changes is out of its bounds"
"$folder/tests/test_gate_operating" sizes 2000
python scripts/long/operating.py "$folder/tests/test_gate_operating" \
    "${FAIR_RUNS:-20000}" || die "sizes that power names are too small"
python scripts/long/power.py
