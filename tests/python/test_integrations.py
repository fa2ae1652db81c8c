# SPDX-License-Identifier: MIT
"""The plugin of pytest, and the scorer of scikit-learn."""

import json
import os
import pathlib
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV

import libfairness as lf
from libfairness.sklearn import make_fairness_scorer
from test_gate import FAILS, PASSES, TOML, UNSURE, rows_of

PLUGIN = """
import json, pytest
rows = json.load(open("rows.json"))

@pytest.mark.parametrize("name", ["pass", "fail", "unsure"])
def test_model(fairness_gate, name):
    assert fairness_gate("p.toml", data=rows[name]).status == "pass"

def test_counted(fairness_gate):
    fairness_gate("counted.toml", data=rows["unsure"])

def test_error(fairness_gate):
    fairness_gate("missing.toml", data=rows["pass"])

def test_no_policy(fairness_gate):
    fairness_gate("none.toml", data=rows["pass"])
"""


def test_the_plugin(tmp_path):
    """In a process of its own, by name: no other plugin is there."""
    (tmp_path / "test_it.py").write_text(PLUGIN)
    (tmp_path / "p.toml").write_text(TOML)
    (tmp_path / "counted.toml").write_text(TOML + 'inconclusive = "pass"\n')
    (tmp_path / "missing.toml").write_text(
        TOML + 'required_groups = [{g = "Martian"}]\n')
    (tmp_path / "rows.json").write_text(json.dumps({
        "pass": rows_of(PASSES), "fail": rows_of(FAILS),
        "unsure": rows_of(UNSURE)}))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "libfairness.pytest", "-q",
         "-rA", "-p", "no:cacheprovider"], cwd=tmp_path,
        capture_output=True, text=True, timeout=120,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"})
    assert done.returncode == 1
    said = {line.split("::")[1].split(" ")[0]: line.split(" ")[0]
            for line in done.stdout.split("\n")
            if line.startswith(("PASSED ", "FAILED "))}
    assert said == {
        "test_model[pass]": "PASSED", "test_model[fail]": "FAILED",
        "test_model[unsure]": "FAILED", "test_counted": "PASSED",
        "test_error": "FAILED", "test_no_policy": "FAILED"}
    for words in ("FAIL: a rule is violated", "INCONCLUSIVE: the data",
                  "ERROR: a rule cannot be held", "none.toml"):
        assert words in done.stdout


def people():
    r = np.random.default_rng(5)
    frame = pd.DataFrame({"x": r.normal(size=600),
                          "sex": r.integers(0, 2, 600)})
    y = (frame.x + frame.sex + r.normal(size=600) > 0).astype(int)
    return frame, y


@pytest.mark.parametrize("criterion, sign", [
    ("equalized_odds_difference", -1), ("impact_ratio", 1),
    ("average_odds_difference", -1)])
def test_the_scorer(criterion, sign):
    X, y = people()
    model = LogisticRegression().fit(X, y)
    scorer = make_fairness_scorer(criterion, sensitive_features="sex",
                                  favourable="positive")
    assert scorer.value is None
    score = scorer(model, X, y)
    expected = getattr(lf, criterion)(
        y, model.predict(X), sensitive_features={"sex": X.sex},
        favourable="positive")
    assert score == sign * abs(expected.value)
    assert scorer.value.interval == expected.interval


def test_a_search_by_fairness():
    X, y = people()
    scorer = make_fairness_scorer("demographic_parity_difference",
                                  sensitive_features=["sex"])
    search = GridSearchCV(LogisticRegression(), {"C": [1e-4, 1.0]},
                          scoring=scorer, cv=3).fit(X, y)
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()
    assert search.best_params_ == {"C": 1e-4}  # hardly uses sex
    with pytest.raises(lf.SpecificationError, match="no criterion"):
        make_fairness_scorer("nonsense", sensitive_features="sex")
    one = X.assign(sex=0)
    with pytest.raises(lf.UndefinedError):
        scorer(search.best_estimator_, one, y)


def test_nothing_is_imported_for_them():
    done = subprocess.run(
        [sys.executable, "-c", "import sys, libfairness\n"
         "sys.exit(any(m in sys.modules for m in ('pytest', 'sklearn')))"],
        cwd=pathlib.Path(__file__).parent, timeout=60)
    assert done.returncode == 0
