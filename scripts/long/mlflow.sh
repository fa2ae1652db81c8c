# SPDX-License-Identifier: MIT
# The evaluator of MLflow under MLflow itself, in an environment of its own;
# the ordinary tests have a stand-in for it.  Sourced by test-long.sh.

folder=build-long/mlflow
[ -x "$folder/bin/python" ] || "$python" -m venv "$folder" ||
    die "could not make $folder"
build_wheel . build/wheel
wheel=$(ls build/wheel/*.whl)
"$folder/bin/python" -m pip install -q --disable-pip-version-check \
    "$wheel[mlflow]" pytest jsonschema mpmath || die "could not install MLflow"
"$folder/bin/python" -m pip install -q --disable-pip-version-check \
    --no-deps --force-reinstall "$wheel" || die "could not install the package"
"$folder/bin/python" -m pip list --format freeze | grep '^mlflow=='
FAIRNESS_MLFLOW=1 "$folder/bin/python" -m pytest -q -W ignore \
    tests/python/test_mlflow.py || die "MLflow has it otherwise"
