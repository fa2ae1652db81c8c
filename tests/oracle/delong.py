# SPDX-License-Identifier: MIT
"""DeLong's interval of an area under a ROC curve, pair by pair, with exact
fractions up to the last step; rows are (score, label, weight)."""

import math
from fractions import Fraction

FEWEST = 5


def _half(a, b):
    return Fraction((a > b) - (a < b) + 1, 2)


def area(rows):
    """(area, variance, effective numbers of positives and of negatives)"""
    rows = [(s, y, Fraction(w)) for s, y, w in rows]
    of = [[(s, w) for s, y, w in rows if y == label] for label in (0, 1)]
    sums = [sum(w for _, w in part) for part in of]
    parts = [
        [(sum(v * _half(t, s) for t, v in of[1]) / sums[1], w)
         for s, w in of[0]],
        [(sum(v * _half(s, t) for t, v in of[0]) / sums[0], w)
         for s, w in of[1]],
    ]
    whole = sum(part * w for part, w in parts[1]) / sums[1]
    n = [total**2 / sum(w * w for _, w in part)
         for total, part in zip(sums, of)]
    variance = sum(
        sum((w / total) ** 2 * (part - whole) ** 2 for part, w in own)
        * many / (many - 1)
        for own, total, many in zip(parts, sums, n)
    )
    return whole, variance, n[1], n[0]


def interval(rows, z):
    """None where there are too few rows."""
    whole, variance, positives, negatives = area(rows)
    fewest = min(positives, negatives)
    if fewest * min(whole, 1 - whole) < FEWEST or variance == 0:
        return None
    at = math.log(whole / (1 - whole))
    wide = z * math.sqrt(variance) / float(whole * (1 - whole))
    return tuple(1 / (1 + math.exp(-(at + side * wide))) for side in (-1, 1))


def difference(rows, others, z):
    """Of the two areas, from their intervals as Newcombe's."""
    own, other = interval(rows, z), interval(others, z)
    if own is None or other is None:
        return None
    a, b = float(area(rows)[0]), float(area(others)[0])
    return (a - b - math.hypot(a - own[0], other[1] - b),
            a - b + math.hypot(own[1] - a, b - other[0]))
