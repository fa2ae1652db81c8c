# SPDX-License-Identifier: MIT
"""Golden values of libfairness/stats/range.c.

golden_exact: binomial, in rational arithmetic from the definition of the
expected maximum and minimum.  golden_large: sizes at which the library
approximates, the same sums in double precision with logarithms of factorials.

python3 tests/oracle/gen_range.py > tests/stats/golden_range.h
"""
import bisect
import itertools
import math
import random
from fractions import Fraction

import golden

random.seed(20264)
SIZES = 8  # room for sizes that differ, each with how many groups have it


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


def row(groups, p, value):
    sizes = ", ".join("{%d, %d}" % g for g in groups)
    return "{%s, {%s}, %s}" % (float(p).hex(), sizes, float(value).hex())


def random_groups(most, many):
    return [(random.randint(1, most), random.randint(1, 3))
            for _ in range(random.randint(2, many))]


golden.header("Expected ranges by chance alone, in rational arithmetic and, "
              "for large\n * groups, in double precision.")
EXACT = [([(100, 2)], Fraction(3, 10)), ([(100, 12)], Fraction(3, 10)),
         ([(50, 50)], Fraction(3, 10)), ([(1, 2)], Fraction(1, 2)),
         ([(1, 1), (2, 1)], Fraction(1, 2)), ([(256, 2)], Fraction(1, 2)),
         ([(256, 1), (255, 1)], Fraction(1, 1024)), ([(2, 40)], Fraction(1, 4)),
         ([(1, 1000)], Fraction(1, 8))]
EXACT += [(random_groups(most, 4), Fraction(random.randint(1, 63), 64))
          for most in (3, 10, 30, 60) for _ in range(4)]
golden.table("golden_range golden_exact",
             [row(g, p, expected(g, p)) for g, p in EXACT])
LARGE = [([(257, 2)], 0.5), ([(1000, 2)], 0.3), ([(1000, 12)], 0.3),
         ([(5000, 3), (20, 2)], 0.3), ([(3000, 1), (3100, 1)], 0.7),
         ([(100000, 4)], 0.001), ([(100000, 4)], 0.0001),
         ([(3175, 1), (103, 1), (31, 1), (11, 1), (509, 1), (343, 1)], 0.45),
         ([(n, 1) for n in (400, 700, 1100, 1700, 2600, 4100, 9000, 20000)],
          0.2), ([(1000003, 2), (999983, 3)], 0.25)]
golden.table("golden_range golden_large",
             [row(g, p, expected_large(g, p)) for g, p in LARGE])
