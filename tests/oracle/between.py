# SPDX-License-Identifier: MIT
"""Scores of two groups, in exact rationals, from the definitions that the
library does not compute by: pairs counted one by one, masses moved, mean
distances, curves cut at every crossing.

A row is (score, label, weight, times), as in scores.py.
"""
import math
from fractions import Fraction as F


def masses(rows, *labels):
    """(score, weight), ascending, one for each score."""
    out = {}
    for s, y, w, k in rows:
        if y in labels and w:
            out[F(s)] = out.get(F(s), F(0)) + F(w) * k
    return sorted(out.items())


def weight(pairs):
    return sum((w for _, w in pairs), F(0))


def cross_auc(a, b):
    """How often a positive of a outscores a negative of b; None: no pair."""
    positives, negatives = masses(a, 1), masses(b, 0)
    if not positives or not negatives:
        return None
    won = sum((v * w * (F(1, 2) if s == t else s > t)
               for s, v in positives for t, w in negatives), F(0))
    return won / (weight(positives) * weight(negatives))


def corners(rows):
    """(false positive rate, true positive rate), from (0, 0) to (1, 1)."""
    p, n = weight(masses(rows, 1)), weight(masses(rows, 0))
    x = y = F(0)
    out = [(x, y)]
    for t in sorted({F(r[0]) for r in rows}, reverse=True):
        here = [r for r in rows if F(r[0]) == t]
        x += weight(masses(here, 0)) / n
        y += weight(masses(here, 1)) / p
        out.append((x, y))
    return out


def height(curve, x, side):
    """Of a curve at x, coming from the left or going to the right."""
    if side == "left":
        there = [c for c in zip(curve, curve[1:]) if c[0][0] < x <= c[1][0]]
    else:
        there = [c for c in zip(curve, curve[1:]) if c[0][0] <= x < c[1][0]]
    (x0, y0), (x1, y1) = there[0]
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0)


def pieces(a, b):
    """Triangles and trapezoids between the curves, cut where they cross."""
    one, two = corners(a), corners(b)
    cuts = sorted({x for x, _ in one + two})
    for left, right in zip(cuts, cuts[1:]):
        d = height(one, left, "right") - height(two, left, "right")
        e = height(one, right, "left") - height(two, right, "left")
        ends = [(left, d), (right, e)]
        if d * e < 0:
            ends.insert(1, (left + (right - left) * d / (d - e), F(0)))
        for (u, y), (v, z) in zip(ends, ends[1:]):
            yield (v - u) * (abs(y) + abs(z)) / 2


def abroca(a, b):
    """The area between the curves; None where there is no curve."""
    if not all(masses(r, y) for r in (a, b) for y in (0, 1)):
        return None
    return sum(pieces(a, b), F(0))


def shares(rows):
    there = masses(rows, 0, 1, None)
    return [(s, w / weight(there)) for s, w in there]


def ks(a, b):
    """The largest difference, and the lowest score where it is."""
    one, two = shares(a), shares(b)
    best, at = F(0), F(0)
    for t in sorted({s for s, _ in one + two}):
        d = abs(weight([r for r in one if r[0] <= t]) -
                weight([r for r in two if r[0] <= t]))
        if d > best:
            best, at = d, t
    return best, at


def wasserstein(a, b):
    """What it costs to move the lowest of one to the lowest of the other."""
    one, two = shares(a), shares(b)
    cost = F(0)
    while one and two:
        (s, v), (t, w) = one[0], two[0]
        moved = min(v, w)
        cost += moved * abs(s - t)
        one[0], two[0] = (s, v - moved), (t, w - moved)
        one = one[1:] if v == moved else one
        two = two[1:] if w == moved else two
    return cost


def mean_distance(a, b):
    return sum((v * w * abs(s - t) for s, v in a for t, w in b), F(0))


def energy_squared(a, b):
    one, two = shares(a), shares(b)
    return (2 * mean_distance(one, two) - mean_distance(one, one) -
            mean_distance(two, two))


def root(x):
    """The double nearest to the root of a rational, from 200 bits of it."""
    if x == 0:
        return 0.0
    shift = 2 * (200 + max(0, x.denominator.bit_length()))
    return float(F(math.isqrt((x.numerator << shift) // x.denominator),
                   1 << (shift // 2)))
