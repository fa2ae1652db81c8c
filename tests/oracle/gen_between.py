# SPDX-License-Identifier: MIT
"""Golden values of pairs of groups, from exact rationals.

python3 tests/oracle/gen_between.py > tests/metric/golden_between.h
"""
import math
import random

import between as o
import golden

R = random.Random(20261130)


def rows(n, score, weight=lambda: 1.0, label=None, times=lambda: 1):
    label = label or (lambda: R.choice((0, 0, 1, 1, None)))
    return [(R.randrange(2), score(), label(), weight(), times())
            for _ in range(n)]


def steps(k):
    return lambda: R.randint(0, k) / k


def twice(table, times):
    """Both groups the same, one of them some times over."""
    return [(g, s, y, w, k * (times if g else 1)) for _, s, y, w, k in table
            for g in (0, 1)]


def apart(bits, high):
    """Distances of nearly 1, between groups or between curves: scores are
    higher where `high` says so.  3/4 2^bits rows of each label and group."""
    return [(g, high(g, y) + k / 4, y, 1.0, 3 << bits[g] - 2 - (k or 2))
            for g in (0, 1) for y in (0, 1) for k in (0, 1, 2)]


def tables():
    """(weighted, rows of group, score, label, weight, times)."""
    near = [0.1, math.nextafter(0.1, 1), math.nextafter(0.1, 0)]
    third = [1 / 3, 0.1, 0.7]
    for _ in range(6):
        yield 0, rows(16, steps(3))
        yield 0, rows(40, steps(8))
        yield 0, rows(30, R.random)
    yield 0, rows(40, steps(6), times=lambda: R.randint(1, 5))
    yield 0, rows(30, steps(4), times=lambda: R.randint(1, 1 << 20))
    yield 0, rows(30, steps(4), times=lambda: R.randint(1, 1 << 40))
    yield 0, rows(30, steps(4), times=lambda: R.randint(1, 1 << 55))
    yield 0, rows(20, lambda: R.choice(near))
    yield 0, rows(25, lambda: R.uniform(-3, 5))
    yield 0, rows(25, lambda: float(R.randint(-4, 4)))
    yield 0, rows(12, lambda: 0.75)
    yield 0, rows(20, lambda: R.choice((0.0, 1.0, 0.5, 2.0 ** -60, 1e-300,
                                        5e-324, 1 - 2.0 ** -53)))
    yield 0, rows(20, lambda: R.random() * 10.0 ** -R.randint(0, 20))
    yield 0, rows(20, lambda: R.choice((1e300, -1e300, 1e-300, 0.0)))
    yield 0, rows(20, lambda: R.choice((1.7e308, -1.7e308)))
    yield 0, rows(20, steps(4), label=lambda: None)
    yield 0, rows(20, steps(4), label=lambda: 1)
    yield 0, rows(20, steps(4), label=lambda: 0)
    yield 0, [(0, 0.5, 1, 1.0, 1), (1, 0.25, 0, 1.0, 1)]
    for times in (1, 2, 3, 7):
        yield 0, twice(rows(12, steps(4)), times)
        yield 0, twice(rows(12, R.random), times)
    yield 1, twice(rows(12, steps(4), lambda: R.choice(third)), 3)
    yield 1, twice(rows(12, R.random, R.random), 5)
    yield 1, rows(40, steps(8), lambda: R.randint(0, 5) / 4)
    for _ in range(4):
        yield 1, rows(30, R.random, R.random)
        yield 1, rows(30, steps(6), R.random, times=lambda: R.randint(1, 3))
    yield 1, rows(30, lambda: R.uniform(-2, 2), lambda: R.choice(third))
    for _ in range(3):  # two limbs
        yield 1, rows(30, steps(6), lambda: R.choice((1, 1 << 20)) *
                      R.random(), times=lambda: R.randint(1, 3))
        yield 1, rows(30, R.random, lambda: R.choice((1, 1 << 20)) *
                      R.random())
    yield 0, rows(20, lambda: R.randint(-5, 5) * 5e-324)
    yield 1, rows(20, steps(6), lambda: R.random() * 10.0 **
                  R.randint(-20, 20))
    yield 1, rows(20, lambda: R.uniform(-1, 1),
                  lambda: R.choice((1e-100, 1.5e100, 3.0, 0.0)))
    yield 1, rows(16, steps(4), lambda: 2.0 ** 480)
    # Products of totals by label of 2^61 to 2^65, by group four times that.
    for a, b in ((31, 31), (31, 32), (32, 32), (32, 33)):
        yield 0, apart((a, b), lambda g, y: g)
        yield 0, apart((a, b), lambda g, y: g ^ y)


def number(x):
    """The nearest double of a rational; 0 for none."""
    return golden.bits(float(x or 0))


all_rows, all_pairs = [], []
for weighted, table in tables():
    parts = [[r[1:] for r in table if r[0] == g] for g in (0, 1)]
    there = all(any(r[2] for r in part) for part in parts)
    area = o.abroca(*parts)
    forward, backward = o.cross_auc(*parts), o.cross_auc(*parts[::-1])
    gap = forward - backward if area is not None else None
    ks, at = o.ks(*parts) if there else (None, None)
    all_pairs.append("{%d, %d, %d, %d, %d, {%s}}" % (
        len(all_rows), len(table), weighted, area is not None, there,
        ", ".join([
            number(forward), number(backward), number(gap), number(area),
            number(ks), number(at),
            number(o.wasserstein(*parts) if there else None),
            golden.bits(o.root(o.energy_squared(*parts)) if there else 0.0),
        ])))
    for g, s, y, w, k in table:
        all_rows.append("{%s, %s, %d, %d, %d}" % (
            golden.bits(s), golden.bits(w), k, g, 2 if y is None else y))

golden.header("Scores of pairs of groups, from exact rationals.")
golden.table("golden_row golden_rows", all_rows)
golden.table("golden_pair golden_pairs", all_pairs)
