# SPDX-License-Identifier: MIT
"""Intervals of calibration_slope and calibration_intercept, from every row by
itself: NumPy's linear algebra, Newton's method from the start."""
import math
import random
from statistics import NormalDist

import pytest

import libfairness as lf

np = pytest.importorskip("numpy")

NAMES = ("calibration_intercept", "calibration_slope")
Z = NormalDist().inv_cdf(0.95)


def draw(seed, weighted):
    r = random.Random(seed)
    rows = []
    for _ in range(160):
        group = r.choice("ab")
        s = r.uniform(0.02, 0.98)
        y = int(r.random() < (s if group == "a" else s ** 2))
        rows.append((group, s, y, r.uniform(0.2, 3) if weighted else 1.0))
    return rows


def curve(rows):
    """(value, lower, upper) of both."""
    s, y, w = (np.array([r[k] for r in rows]) for k in (1, 2, 3))
    x = np.c_[np.ones_like(s), np.log(s / (1 - s))]
    at = np.zeros(2)
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ at))
        inverse = np.linalg.inv(x.T @ (x * (w * p * (1 - p))[:, None]))
        at = at + inverse @ (x.T @ (w * (y - p)))
    n = w.sum() ** 2 / (w ** 2).sum()
    squares = x.T @ (x * (w * (y - p) ** 2)[:, None])
    model = np.diag(inverse) * w.sum() / n
    rows_ = np.diag(inverse @ squares @ inverse) * w.sum() / (n - 2)
    wide = Z * np.sqrt(np.maximum(model, rows_))
    return [(v, v - d, v + d) for v, d in zip(at, wide)]


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_as_numpy_has_them(seed, weighted):
    rows = draw(seed, weighted)
    more = {"sample_weight": [r[3] for r in rows]} if weighted else {}
    report = lf.audit(
        y_true=[r[2] for r in rows], y_score=[r[1] for r in rows],
        sensitive_features={"g": [r[0] for r in rows]}, metrics=list(NAMES),
        reference={"g": "b"}, confidence=0.9, comparisons="all", **more)
    a, b = (curve([r for r in rows if r[0] == g]) for g in "ab")
    for k, name in enumerate(NAMES):
        for group, expected in (("a", a[k]), ("b", b[k])):
            found = report.value(name, group={"g": group})
            assert found.method == "sandwich"
            assert (found.value, *found.interval) == pytest.approx(
                expected, rel=1e-8, abs=1e-8)
        (v, low, high), (u, down, up) = a[k], b[k]
        gap = report.value(name, group={"g": "a"},
                           comparison="difference_to_reference")
        assert gap.method == "sandwich"
        assert gap.interval == pytest.approx(
            (v - u - math.hypot(v - low, up - u),
             v - u + math.hypot(high - v, u - down)), rel=1e-7, abs=1e-8)
        assert report.value(name, by="g",
                            comparison="difference").method == "simultaneous"


def test_none_where_there_is_no_curve():
    """Scores part the labels."""
    report = lf.audit(y_true=[0, 0, 1, 1], y_score=[.1, .2, .8, .9],
                      sensitive_features={"g": list("aaaa")},
                      metrics=list(NAMES))
    found = report.value(NAMES[1], group={"g": "a"})
    assert found.value is None and found.interval is None
    assert found.method is None and found.reason == "not_converged"
