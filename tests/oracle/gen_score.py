# SPDX-License-Identifier: MIT
"""Golden values of libfairness/stats/score.c, with 50 digits: the most likely
rates under the hypothesis are found by halving where the slope of the log
likelihood changes sign, not by the closed forms or Newton's steps of the
library.

python3 tests/oracle/gen_score.py > tests/stats/golden_score.h
"""
import decimal
import random
from decimal import Decimal as D

import golden

decimal.getcontext().prec = 50
random.seed(20267)


def halve(slope, low, high):
    """Where a falling function of the open interval changes sign."""
    for _ in range(160):
        middle = (low + high) / 2
        if slope(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def part(p, n, x):
    """Slope of the log likelihood of n rows at rate p, in the true rate."""
    return n * (p - x) / (x * (1 - x))


def over(distance, variance):
    return distance / variance.sqrt()


def rate(p, n, p0, half):
    return over(p - p0 - half / (2 * n), p0 * (1 - p0) / n)


def difference(p1, n1, p2, n2, d, half):
    x = halve(lambda x: part(p1, n1, x) + part(p2, n2, x - d),
              max(D(0), d), min(D(1), 1 + d))
    y = x - d
    n = n1 + n2
    variance = (x * (1 - x) / n1 + y * (1 - y) / n2) * n / (n - 1)
    return over(p1 - p2 - d - half * (1 / n1 + 1 / n2) / 2, variance)


def ratio(p1, n1, p2, n2, r, half):
    y = halve(lambda y: r * part(p1, n1, r * y) + part(p2, n2, y),
              D(0), min(D(1), 1 / r))
    x = r * y
    variance = x * (1 - x) / n1 + r * r * y * (1 - y) / n2
    return over(p1 - r * p2 - half * (1 / n1 + r / n2) / 2, variance)


def odds_ratio(p1, n1, p2, n2, r, half):
    """Along x = r y / (1 - y + r y) the slope is what is counted beyond what
    is expected."""
    y = halve(lambda y: n1 * (p1 - r * y / (1 - y + r * y)) + n2 * (p2 - y),
              D(0), D(1))
    x = r * y / (1 - y + r * y)
    a, b, n = n1 * x * (1 - x), n2 * y * (1 - y), n1 + n2
    if a * b == 0:
        return D("inf")
    return over(n1 * (p1 - x) - half / 2, a * b / (a + b) * n / (n - 1))


def sizes():
    return D(random.choice([5, 20, 57, 300, 4096, 10**6, 10**9]))


def rates():
    """A double, as the library gets it; sometimes an end."""
    return D(random.choice([random.random(), random.random() / 1000,
                            1 - random.random() / 1000, 0.0, 1.0]))


def rows(function, hypothesis, n):
    made = []
    while len(made) < n:
        p1, n1, p2, n2 = rates(), sizes(), rates(), sizes()
        x, half = D(hypothesis()), D(random.choice([-1, 0, 1]))
        z = function(p1, n1, p2, n2, x, half)
        if abs(z) > 10**6:
            continue  # the most likely rates are ends, which halving nears only
        made.append("{%s}" % ", ".join(
            float(v).hex() for v in (p1, n1, p2, n2, x, half, z)))
    return made


golden.header("Score statistics of rates, with 50 digits.")
golden.table("golden_score golden_rate", [
    "{%s}" % ", ".join(float(v).hex() for v in (p, n, 0, 1, x, h, rate(
        p, n, x, h)))
    for p, n, x, h in [(rates(), sizes(), D(random.uniform(0.001, 0.999)),
                        D(random.choice([-1, 0, 1]))) for _ in range(40)]])
golden.table("golden_score golden_difference", rows(
    difference, lambda: random.choice([0.0, 0.1, -0.2, 0.015625, 0.7]), 120))
golden.table("golden_score golden_ratio", rows(
    ratio, lambda: random.choice([1.0, 0.8, 1.25, 0.015625, 3.0]), 120))
golden.table("golden_score golden_odds_ratio", rows(
    odds_ratio, lambda: random.choice([1.0, 0.8, 1.25, 0.015625, 300.0]), 120))
