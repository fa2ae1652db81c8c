# SPDX-License-Identifier: MIT
"""The expected range, max - min, of the rates of independent groups that all
have the same rate: from the definition of the expected maximum and minimum,
once in rational arithmetic, once in double precision with logarithms of
factorials."""

import bisect
import itertools
import math
from fractions import Fraction


def tails(n, p):
    """P(X <= k) for k = 0 ... n, of whole n and rational p = a / b, times
    b^n."""
    a, b = p.numerator, p.denominator
    terms = [math.comb(n, k) * a**k * (b - a)**(n - k) for k in range(n + 1)]
    return list(itertools.accumulate(terms)), b**n


def expected(groups, p):
    """E[max] - E[min] where E[X] of X in [0, 1] is the integral of P(X > x).
    groups: [(size, how many)]."""
    steps = sorted({Fraction(k, n) for n, _ in groups for k in range(n + 1)})
    ladders = [(n, many, *tails(n, p)) for n, many in groups]
    high = low = Fraction(0)
    for left, right in zip(steps, steps[1:]):
        all_below = all_above = scale = 1
        for n, many, below, whole in ladders:
            at = below[math.floor(left * n)]
            all_below *= at**many
            all_above *= (whole - at)**many
            scale *= whole**many
        high += (right - left) * (1 - Fraction(all_below, scale))
        low += (right - left) * Fraction(all_above, scale)
    return high - low


def log_chance(n, k, p):
    return (math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
            + k * math.log(p) + (n - k) * math.log1p(-p))


def expected_large(groups, p):
    """The same in double precision: steps within ten deviations."""
    ladders, steps = [], set()
    for n, many in groups:
        reach = 10 * math.sqrt(n * p * (1 - p)) + 20
        ks = range(max(0, int(n * p - reach)), min(n, int(n * p + reach)) + 1)
        below = list(itertools.accumulate(
            math.exp(log_chance(n, k, p)) for k in ks))
        places = [k / n for k in ks]
        ladders.append((many, places, below))
        steps.update(places)
    steps = sorted(steps)
    pieces = []
    for left, right in zip(steps, steps[1:]):
        all_below = all_above = 1.0
        for many, places, below in ladders:
            i = bisect.bisect_right(places, left)
            at = min(below[i - 1], 1.0) if i else 0.0
            all_below *= at**many
            all_above *= (1 - at)**many
        pieces.append((right - left) * (1 - all_below - all_above))
    return math.fsum(pieces)
