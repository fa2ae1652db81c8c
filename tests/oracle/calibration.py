# SPDX-License-Identifier: MIT
"""Calibration in exact rationals, row by row from the definitions.

A row is (score, label, weight, times) as in scores.py; unlabelled rows and
rows without weight are in no bin.  Edges of equal width are doubles, those of
equal mass are of the rows of a pool.
"""
from fractions import Fraction as F

from . import scores


def known(rows):
    return [r for r in rows if r[1] is not None and r[2] and r[3]]


def by_number(rows, number):
    out = {}
    for r in known(rows):
        out.setdefault(number(r[0]), []).append(r)
    return [out[k] for k in sorted(out)]


def equal_width(rows, n):
    """The lowest k with s <= the double nearest to (k + 1) / n."""
    return by_number(rows, lambda s: next(
        k for k in range(n) if s <= (k + 1) / n))


def equal_mass(rows, n, pool):
    """n times the share of the pool that scores lower, rounded down."""
    pool = known(pool)
    whole = scores.weight(pool, 0, 1)

    def number(s):
        lower = scores.weight([r for r in pool if r[0] < s], 0, 1)
        return n * lower // whole
    return by_number(rows, number)


def distinct(rows):
    return by_number(rows, lambda s: s)


def bins(kind, rows, n, pool):
    if n == "distinct":
        return distinct(rows)
    return (equal_width(rows, n) if kind == "equal_width"
            else equal_mass(rows, n, pool))


def sums(part):
    """Weight, weight of the positives, sum of w s."""
    return (scores.weight(part, 0, 1), scores.weight(part, 1),
            scores.total(part, lambda s: s, 0, 1))


def reliability(kind, rows, n, pool):
    """(rows, sum of w, sum of w^2, mean score, observed rate) by bin."""
    out = []
    for part in bins(kind, rows, n, pool):
        w, p, s = sums(part)
        out.append((sum(r[3] for r in part), w,
                    sum(F(r[2]) ** 2 * r[3] for r in part), s / w, p / w))
    return out
