# SPDX-License-Identifier: MIT
"""DeLong's interval of an area under a ROC curve, pair by pair, with exact
fractions up to the last step; rows are (score, label, weight), or these and
how many there are."""

import math
from fractions import Fraction

FEWEST = 5


def _half(a, b):
    return Fraction((a > b) - (a < b) + 1, 2)


class _Label:
    """The rows of one label."""

    def __init__(self, rows, label):
        self.rows = [(s, Fraction(w), many[0] if many else 1)
                     for s, y, w, *many in rows if y == label]
        self.total = sum(w * many for _, w, many in self.rows)
        squares = sum(w * w * many for _, w, many in self.rows)
        self.n = self.total**2 / squares if squares else Fraction(0)

    def share(self, of):
        """What part of the rows `of` says 1 of, 1/2 of a tie."""
        return sum(w * many * of(s) for s, w, many in self.rows) / self.total

    def spread(self, of, whole):
        out = sum(many * (w / self.total) ** 2 * (of(s) - whole) ** 2
                  for s, w, many in self.rows)
        return out * self.n / (self.n - 1)


def area(rows):
    """(area, variance or None, effective numbers of positives and of
    negatives)"""
    rows = list(rows)
    low, high = _Label(rows, 0), _Label(rows, 1)
    def below(s):
        return low.share(lambda t: _half(s, t))
    def above(t):
        return high.share(lambda s: _half(s, t))
    whole = high.share(below)
    if min(low.n, high.n) <= 1:
        return whole, None, high.n, low.n
    return (whole, high.spread(below, whole) + low.spread(above, whole),
            high.n, low.n)


def interval(rows, z):
    """None where there are too few rows."""
    whole, variance, positives, negatives = area(rows)
    fewest = min(positives, negatives)
    if fewest * min(whole, 1 - whole) < FEWEST or variance == 0:
        return None
    at = math.log(whole / (1 - whole))
    wide = float(z) * math.sqrt(variance) / float(whole * (1 - whole))
    return tuple(1 / (1 + math.exp(-(at + side * wide))) for side in (-1, 1))


def difference(rows, others, z):
    """Of the two areas, from their intervals as Newcombe's."""
    own, other = interval(rows, z), interval(others, z)
    if own is None or other is None:
        return None
    a, b = float(area(rows)[0]), float(area(others)[0])
    return (a - b - math.hypot(a - own[0], other[1] - b),
            a - b + math.hypot(own[1] - a, b - other[0]))
