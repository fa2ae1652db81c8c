# SPDX-License-Identifier: MIT
# Plans against Fairlearn's ThresholdOptimizer on COMPAS and Adult: never worse
# on the rows that both were made from.  Sourced by test-long.sh.

folder=build-long/fairlearn
[ -x "$folder/bin/python" ] || "$python" -m venv "$folder" ||
    die "could not make $folder"
build_wheel . build/wheel
"$folder/bin/python" -m pip install -q --disable-pip-version-check \
    fairlearn "$(ls build/wheel/*.whl)" || die "could not install Fairlearn"
"$folder/bin/python" -m pip list --format freeze | grep '^fairlearn=='
"$folder/bin/python" scripts/long/fairlearn_plans.py || die "a plan is not the best"
