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
        "w": [r.choice([0, 1, .5, .1, 3, 1e-3]) if seed % 2 else 1.0
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
    with pytest.raises(lf.SpecificationError, match="score_range"):
        report.reliability.to_lists()


@pytest.mark.parametrize("seed", range(24))
def test_metrics(seed):
    """In every group and stratum; and the same where they are asked for but
    not shown."""
    columns, given, rows = draw(seed)
    if not {0, 1} <= set(columns["y"]):
        pytest.skip("a label is never there")
    bins = BINS[seed % 7]
    shown, hidden = (lf.audit(data=columns, calibration_bins=bins,
                              metrics=metrics, **given)
                     for metrics in ("all", "count"))
    for stratum, group, own, pool in parts(rows):
        if not own:
            continue
        expected = oracle.metrics(own, bins, pool)
        where = {"group": {"g": group} if group else None,
                 "control": {"z": stratum} if stratum else None}
        for name, want in expected.items():
            value = shown.value(name, **where)
            again = hidden.value(name, **where)
            assert (value.value, value.reason) == (again.value, again.reason)
            if isinstance(want, str):
                assert (value.value, value.reason) == (None, want), name
                continue
            off = abs(value.value - float(want))
            assert off <= ROUNDED.get(name, 0) * max(1, abs(want)), name


ROUNDED = {**oracle.ROUNDED, "root_mean_square_calibration_error": 2.3e-16}


@pytest.mark.parametrize("seed", range(20))
def test_criteria(seed):
    columns, given, rows = draw(2 * seed)  # no weights: nobody without any
    groups = {g: [r[:4] for r in rows if r[4] == g and r[1] is not None]
              for g in "abc"}
    groups = {g: part for g, part in groups.items() if part}
    if len(groups) < len({r[4] for r in rows}) or len(groups) < 2 or \
            not {0, 1} <= set(columns["y"]):
        pytest.skip("somebody has no label")
    n = (1, 2, 3, 10)[seed % 4]
    report = lf.audit(data=columns, calibration_bins=n, min_count=2 if
                      min(map(len, groups.values())) > 1 else None, **given)
    least = 2 if min(map(len, groups.values())) > 1 else 0
    gap = oracle.sufficiency_gap(groups, n, least)
    found = report["sufficiency_gap"]
    if gap is None:
        assert found.reason == "single_group"
    else:
        assert found.value == float(gap[0])
        assert (found.group, found.reference) == (
            {"g": gap[1]}, {"g": gap[2]})
        assert found.bin == [gap[3] / n, (gap[3] + 1) / n]
    pool = [r for part in groups.values() for r in part]
    error, group, number = oracle.multicalibration_error(groups, n, pool)
    found = report["multicalibration_error"]
    assert (found.value, found.group) == (float(error), {"g": group})
    assert found.bin == [number / n, (number + 1) / n]
    error, group = oracle.calibration_within_groups(groups, n)
    found = report["calibration_within_groups"]
    assert (found.value, found.group) == (float(error), {"g": group})
    assert found.parameters == f"{n} bin{'s' * (n > 1)} of equal width"
    assert found.within_limit is None
    for tolerance, within in ((float(error), True),
                              (float(error) * 0.99, False)):
        if tolerance > 0:
            assert lf.audit(
                data=columns, calibration_bins=n,
                calibration_tolerance=tolerance, **given
            )["calibration_within_groups"].within_limit is within
