# SPDX-License-Identifier: MIT
"""Calibration from Python, against exact rationals."""
import pathlib
import random
import sys

import pytest

import libfairness as lf

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from oracle import calibration as oracle  # noqa: E402


def draw(seed):
    """Columns of an audit, and its rows as (score, label, weight, times,
    group, stratum)."""
    r = random.Random(seed)
    n, steps = r.randint(1, 60), r.choice([3, 5, 10, 10 ** 6])
    score = [r.randint(0, steps) / steps for _ in range(n)]
    if seed % 5 == 0:
        score = [s * 10.0 ** -r.randint(0, 20) for s in score]
    columns = {
        "s": score, "y": [r.choice([0, 1, None, 1, 0]) for _ in range(n)],
        "w": [r.choice([0, 1, .5, .1, 3, 1e-30]) if seed % 2 else 1.0
              for _ in range(n)],
        "k": [r.randint(1, 3) if seed % 3 else 1 for _ in range(n)],
        "g": [r.choice("abc") for _ in range(n)],
        "z": [r.choice("xy") for _ in range(n)]}
    given = {"y_true": "y", "y_score": "s", "sensitive_features": "g",
             "control_features": "z", "unlabelled": "keep",
             "allow_sparse": True}
    if seed % 2:
        given["sample_weight"] = "w"
    if seed % 3:
        given["frequency"] = "k"
    rows = list(zip(*(columns[c] for c in "sywkgz")))
    return columns, given, rows


def parts(rows):
    """(stratum, group, its rows, the rows of all groups)."""
    for stratum in (None, "x", "y"):
        pool = [r for r in rows if stratum in (None, r[5])]
        for group in (None, "a", "b", "c"):
            own = [r for r in pool if group in (None, r[4])]
            yield stratum, group, [r[:4] for r in own], [r[:4] for r in pool]


BINS = [1, 2, 3, 7, 10, 1000, "distinct"]


@pytest.mark.parametrize("seed", range(40))
def test_reliability(seed):
    columns, given, rows = draw(seed)
    if not {0, 1} <= set(columns["y"]):
        pytest.skip("a label is never there")
    bins = BINS[seed % 7]
    report = lf.audit(data=columns, calibration_bins=bins, **given)
    found = {}
    for row in report.reliability:
        key = row["control"], row["group"], row["bins"]
        if row["sum_weights"] > 0:
            found.setdefault(key, []).append(row)
        else:
            assert row["mean_score"] is row["observed_rate"] is None
            assert row["lower"] is row["method"] is None
    kinds = ["distinct"] if bins == "distinct" else ["equal_width",
                                                     "equal_mass"]
    expected = {}
    for stratum, group, own, pool in parts(rows):
        for kind in kinds:
            expected[stratum and "z=" + stratum, group and "g=" + group,
                     kind] = oracle.reliability(kind, own, bins, pool)
    assert set(found) == {k for k, v in expected.items() if v}
    for key, have in found.items():
        assert len(have) == len(expected[key])
        for row, (_, w, square, mean, rate) in zip(have, expected[key]):
            assert row["sum_weights"] == float(w)
            assert row["effective_n"] == float(w * w / square)
            assert row["mean_score"] == float(mean)
            assert row["observed_rate"] == float(rate)
            assert row["lower"] <= row["observed_rate"] <= row["upper"]
            assert row["lower_edge"] <= row["upper_edge"]


def test_frames():
    report = lf.audit(y_true=[0, 1, 1], y_score=[.1, .1, .9],
                      sensitive_features={"g": ["a", "a", "b"]})
    assert report.reliability.columns == (
        "by", "control", "group", "group_key", "control_key", "bins", "bin",
        "lower_edge", "upper_edge", "n", "sum_weights", "effective_n",
        "mean_score", "observed_rate", "lower", "upper", "method")
    pytest.importorskip("pandas")
    frame = report.to_pandas("reliability")
    assert list(frame["n"]) == [2, 1, 2, 1, 2, 2, 1, 1]


@pytest.mark.parametrize("bins", [0, -1, 1001, 2.5, "all", True, None, 10**30])
def test_bad_bins(bins):
    def make():
        return lf.audit(y_true=[0, 1], y_score=[.1, .9],
                        sensitive_features=["a", "b"], calibration_bins=bins)
    if bins is None:
        assert len(make().reliability) > 0
        return
    with pytest.raises(lf.SpecificationError, match="calibration_bins"):
        make()


def test_no_probabilities():
    report = lf.audit(y_true=[0, 1], y_score=[-1., 2.],
                      sensitive_features=["a", "b"])
    with pytest.raises(lf.SpecificationError, match="probabilities"):
        report.reliability.to_lists()
