# SPDX-License-Identifier: MIT
"""The oracle's decimals of fifty digits (tests/oracle/) against mpmath: log
loss, Spiegelhalter's z, calibration slope and intercept."""

import pathlib
import random
import sys
from fractions import Fraction as F

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from oracle import calibration, scores  # noqa: E402

mp = pytest.importorskip("mpmath")

SEEDS = range(6)


@pytest.fixture(autouse=True)
def digits():
    with mp.workdps(60):
        yield


def table(seed):
    """Rows of score, label, weight and how often; some scores are 0 or 1."""
    draw = random.Random(seed)
    rows = []
    for _ in range(40):
        s = draw.choice([0.0, 1.0, 0.5] + [draw.random()] * 9)
        rows.append((s, int(draw.random() < 0.2 + 0.6 * s),
                     draw.choice([1, 0.25, 3.5]), draw.randint(1, 3)))
    return rows


def number(x):
    x = F(x)
    return mp.mpf(x.numerator) / x.denominator


def held(s):
    return number(min(max(F(s), scores.CLIP), 1 - scores.CLIP))


def near(found, expected, digits):
    return abs(number(found) - expected) <= abs(expected) * mp.mpf(10) ** -digits


@pytest.mark.parametrize("seed", SEEDS)
def test_log_loss(seed):
    rows = table(seed)
    expected = -mp.fsum(number(w) * k * mp.log(held(s) if y else 1 - held(s))
                        for s, y, w, k in rows)
    assert near(scores.loss(rows), expected, 47)


@pytest.mark.parametrize("seed", SEEDS)
def test_spiegelhalter(seed):
    above = below = mp.mpf(0)
    for s, y, w, k in table(seed):
        p, w = number(s), number(w)
        above += k * w * (y - p) * (1 - 2 * p)
        below += k * w ** 2 * p * (1 - p) * (1 - 2 * p) ** 2
    expected = above / mp.sqrt(below)
    assert near(calibration.spiegelhalter(table(seed)), expected, 47)


@pytest.mark.parametrize("seed", SEEDS)
def test_curve(seed):
    rows = [(mp.log(held(s) / (1 - held(s))), y, number(w) * k)
            for s, y, w, k in table(seed)]

    def slopes(a, b):
        """Of the likelihood, by intercept and by slope."""
        errors = [(w * (y - 1 / (1 + mp.exp(-a - b * x))), x)
                  for x, y, w in rows]
        return (mp.fsum(e for e, _ in errors),
                mp.fsum(e * x for e, x in errors))
    found = calibration.curve(table(seed))
    start = tuple(mp.mpf(float(v)) for v in found)
    for ours, theirs in zip(found, mp.findroot(slopes, start)):
        assert near(ours, theirs, 35)  # Newton's last step is below 10^-20
