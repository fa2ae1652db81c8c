# SPDX-License-Identifier: MIT
"""Golden sums and metrics of scores, from exact rationals.

python3 tests/oracle/gen_scores.py > tests/metric/golden_scores.h
"""
import math
import random
from fractions import Fraction as F

import golden
import scores as o

R = random.Random(20261129)
N_GROUPS = 3
REASONS = ["defined", "no_rows", "no_positives", "no_negatives",
           "none_selected", "none_rejected", "zero_weight"]


def rows(n, score, weight=lambda: 1.0, label=None, times=lambda: 1):
    label = label or (lambda: R.choice((0, 0, 1, 1, None)))
    return [(R.randrange(N_GROUPS), score(), label(), weight(), times())
            for _ in range(n)]


def steps(k):
    return lambda: R.randint(0, k) / k


def tables():
    """(weighted, rows of group, score, label, weight, times)."""
    one = 0.1
    near = [one, math.nextafter(one, 1), math.nextafter(one, 0)]
    eighths = R.choice((2, 4, 8, 16))
    yield 0, rows(30, steps(8))
    yield 0, rows(30, steps(3), times=lambda: R.randint(1, 5))
    yield 0, rows(40, R.random)
    yield 0, rows(20, lambda: R.choice(near))
    yield 0, [(0, near[0], 1, 1.0, 1), (0, near[1], 0, 1.0, 1)]
    yield 0, rows(25, lambda: R.uniform(-3, 5))
    yield 0, rows(25, lambda: float(R.randint(-4, 4)))
    yield 0, rows(12, lambda: 0.75)
    yield 0, rows(1, lambda: 0.25)
    yield 0, rows(9, steps(4), label=lambda: 1)
    yield 0, rows(9, steps(4), label=lambda: 0)
    yield 0, rows(9, steps(4), label=lambda: None)
    yield 0, rows(20, lambda: R.choice((0.0, 1.0, 0.5, 2.0 ** -60, 1e-300,
                                        5e-324, 1 - 2.0 ** -53)))
    yield 0, rows(20, lambda: R.random() * 10.0 ** -R.randint(0, 20))
    yield 0, rows(20, lambda: R.choice((1e300, -1e300, 1e-300, 0.0)))
    yield 0, rows(15, steps(5), times=lambda: R.randint(1, 1 << 55))
    yield 1, rows(30, steps(8), lambda: R.randint(0, 5) / eighths)
    yield 1, rows(30, R.random, lambda: R.randint(0, 5) / eighths,
                  times=lambda: R.randint(1, 3))
    yield 1, rows(30, R.random, R.random)
    yield 1, rows(30, steps(6), R.random, times=lambda: R.randint(1, 3))
    yield 1, rows(20, steps(6), lambda: R.random() * 10.0 **
                  R.randint(-20, 20))
    yield 1, rows(20, lambda: R.uniform(-1, 1),
                  lambda: R.choice((1e-100, 1.5e100, 3.0, 0.0)))
    yield 1, rows(10, steps(4), lambda: 0.0)
    yield 1, rows(16, steps(4), lambda: 2.0 ** 480)
    yield 1, [(g, s, y, 0.0 if y else 1.0, k) for g, s, y, _, k in
              rows(16, steps(4))]
    yield 0, rows(9, lambda: R.random() * 10.0 ** -R.randint(8, 14),
                  label=lambda: 0)  # losses as small as the scores
    yield 1, rows(20, lambda: 0.5, lambda: R.choice((0.1, 0.7)))
    # Ties of one negative each: the largest distance is between two of them.
    yield 0, [(0, s, y, 1.0, k if y else 1) for s, k in
              ((0.25, 1), (0.5, 1), (0.75, 4)) for y in (0, 1)]


def number(x):
    """The nearest double of a rational."""
    return golden.bits(float(x))


all_rows, all_tables, all_sums, values = [], [], [], []
for weighted, table in tables():
    own = [r[1:] for r in table]
    middle, probabilities = o.median(own), o.are_probabilities(own)
    all_tables.append("{%d, %d, %d, %d}" % (len(all_rows), len(table),
                                            weighted, probabilities))
    for g, s, y, w, k in table:
        all_rows.append("{%s, %s, %d, %d, %d}" % (
            golden.bits(s), golden.bits(w), k, g, 2 if y is None else y))
    for g in range(1 + N_GROUPS):
        part = [r[1:] for r in table if g in (0, r[0] + 1)]
        high = o.above(part, middle) if middle is not None else []
        least = min((s for s, *_ in part), default=0.0)
        most = max((s for s, *_ in part), default=0.0)

        def total(power, *labels):
            return o.total(part, lambda s: s ** power, *labels)
        floats = [o.weight(high, 0, 1, None), total(1, 0, 1, None),
                  total(1, 0) if probabilities else F(0),
                  total(1, 1) if probabilities else F(0),
                  total(2, 0, 1) if probabilities else F(0),
                  o.loss(part) if probabilities else F(0), o.pairs(part),
                  o.precision(part), o.separation(part)]
        all_sums.append("{%d, %s, %s, {%s}}" % (
            sum(r[3] for r in high), golden.bits(least), golden.bits(most),
            ", ".join(map(number, floats))))
        for name, v in o.metrics(part, middle, probabilities).items():
            reason = v if isinstance(v, str) else "defined"
            code = 13 if reason == "not_applicable" else REASONS.index(reason)
            values.append("{%s, %d}" % (
                number(0 if code else v), code))

names = list(o.metrics([], None, True))
golden.header("Sums and metrics of scores, from exact rationals.")
golden.table("golden_row golden_rows", all_rows)
golden.table("golden_table golden_tables", all_tables)
golden.table("golden_sum golden_sums", all_sums)
golden.table("char *const golden_names", ('"%s"' % n for n in names))
golden.table("golden_value golden_values", values)
