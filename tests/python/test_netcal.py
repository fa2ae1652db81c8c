# SPDX-License-Identifier: MIT
"""Calibration errors against netcal's, of models in ../shared/data, for every
group: golden_netcal.json was written by running it
(tests/oracle/gen_netcal.py)."""

import json
import math
import pathlib

import pytest

import libfairness as lf
from peers.reading import Table

GOLDEN = json.loads(
    pathlib.Path(__file__).with_name("golden_netcal.json").read_text())
MODELS = {
    "diabetes130": ("test_preds_binary.csv.gz", "readmit_30_days", "1",
                    "tree_score", "race"),
    "kozodoi": ("compas_6172_probs.csv.gz", "Two_yr_Recidivism", "yes",
                "probability", "ethnicity"),
}


def near(found, expected):
    """netcal adds doubles in turn."""
    return math.isclose(found, expected, rel_tol=1e-11)


@pytest.mark.parametrize("folder", MODELS)
def test_as_netcal(folder):
    file, label, positive, score, by = MODELS[folder]
    table = Table.of(folder, file)
    report = lf.audit(
        [v == positive for v in table[label]],
        y_score=[float(v) for v in table[score]],
        sensitive_features={by: table[by]}, metrics="calibration",
        favourable="positive")
    gaps = {}
    for row in report.reliability:
        if row["bins"] == "equal_width" and row["n"]:
            name = (row["group"] or "=").partition("=")[2]
            gaps.setdefault(name, []).append(
                abs(row["mean_score"] - row["observed_rate"]))
    golden = GOLDEN["models"][folder]
    assert golden.keys() == gaps.keys()
    for name, expected in golden.items():
        where = {"group": {by: name}} if name else {}

        def value(metric):
            return report.value(metric, **where).value
        assert near(value("expected_calibration_error"), expected["ECE"])
        assert near(value("maximum_calibration_error"), expected["MCE"])
        # Its ACE is the mean over bins of equal width, and another measure
        # than the adaptive error.
        assert near(sum(gaps[name]) / len(gaps[name]), expected["ACE"])
        assert not near(value("adaptive_calibration_error"), expected["ACE"])
