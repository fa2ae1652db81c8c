# SPDX-License-Identifier: MIT
# Plans against those of Fairlearn and error-parity on COMPAS and Adult: never
# worse on the rows that all were made from; and the classical methods beside
# AIF360's.  Sourced by test-long.sh.

folder=build-long/plan-peers
[ -x "$folder/bin/python" ] || "$python" -m venv "$folder" ||
    die "could not make $folder"
build_wheel . build/wheel
"$folder/bin/python" -m pip install -q --disable-pip-version-check \
    fairlearn error-parity aif360 "$(ls build/wheel/*.whl)" ||
    die "could not install Fairlearn, error-parity and AIF360"
"$folder/bin/python" -m pip list --format freeze |
    grep '^fairlearn==\|^error-parity==\|^aif360=='
"$folder/bin/python" scripts/long/plan_peers.py || die "a plan is not the best"
"$folder/bin/python" scripts/long/plan_aif360.py ||
    die "a classical method is another"
