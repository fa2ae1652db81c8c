# SPDX-License-Identifier: MIT
"""Intervals of means of scores and of average precision, row by row: what a
row does to the value is worked out for each by itself.  Rows are (score,
label, weight, how many)."""

from decimal import Decimal
from fractions import Fraction as F

from scipy import stats

from . import intervals, scores

EVERY, KNOWN = (0, 1, None), (0, 1)
# Whom it is a mean of, of what, and where that lies (None: see Value).
MEANS = {
    "mean_score": (EVERY, lambda s, y: s, None),
    "soft_true_positive_rate": ((1,), lambda s, y: s, (0, 1)),
    "soft_false_positive_rate": ((0,), lambda s, y: s, (0, 1)),
    "calibration_in_the_large": (KNOWN, lambda s, y: s - y, (-1, 1)),
    "brier_score": (KNOWN, lambda s, y: (s - y) ** 2, (0, 1)),
    "log_loss": (KNOWN, lambda s, y: loss(s if y else 1 - s), None),
}
NAMES = (*MEANS, "pr_auc")
FEWEST_POSITIVES, FEWEST_MEANT = 5, 10


def loss(p):
    return scores.minus_log(max(p, scores.CLIP))


def kish(rows):
    squares = sum((w * w * k for _, _, w, k in rows), F(0))
    return sum((w * k for _, _, w, k in rows), F(0)) ** 2 / squares


def effects(rows):
    """Of average precision: the derivatives by the weight of each row."""
    all_positive = scores.weight(rows, 1)
    whole = scores.precision(rows) / all_positive
    tops = []  # of each positive: weight, score, positives and rows above
    for s, y, w, k in rows:
        if y == 1 and w:
            up = [r for r in rows if r[0] >= s]
            tops.append((w * k, s, scores.weight(up, 1),
                         scores.weight(up, 0, 1)))
    for s, y, w, k in rows:
        found = F(0)
        if y is not None and w:
            found = sum((v * (y / b - a / b ** 2) for v, t, a, b in tops
                         if s >= t), F(0))
            if y == 1:
                found += next(a / b for _, t, a, b in tops if t == s) - whole
        yield w, k, found / all_positive


class Value:
    """A defined value; extreme: the lowest and the highest score of all."""

    def __init__(self, metric, rows, value, extreme, probabilities=True):
        self.value, self.rows = value, 0
        rows = [(F(s), y, F(w), k) for s, y, w, k in rows]
        if metric == "pr_auc":
            self.ends = 0, 1
            n = kish([r for r in rows if r[1] == 1])
            if n < FEWEST_POSITIVES:
                return
            v = sum(k * (w * x) ** 2 for w, k, x in effects(rows))
            spread = value * (1 - value)
            self.rows = spread / v if v * n > spread > 0 else n
            return
        labels, of, self.ends = MEANS[metric]
        if metric == "mean_score":
            self.ends = (0, 1) if probabilities else None
        if metric == "log_loss":
            low, high = map(F, extreme)
            self.ends = 0, loss(min(low, 1 - high))
        rows = [r for r in rows if r[1] in labels]
        n = kish(rows)
        total = scores.weight(rows, *labels)
        v = sum((k * (w * (of(s, y) - value)) ** 2 for s, y, w, k in rows),
                F(0)) / total ** 2
        if self.ends is None:
            self.n, self.error = n, v * n / (n - 1) if n > 1 else None
            return
        low, high = self.ends
        spread = (value - low) * (high - value)
        if spread > 0:
            v += ((value - low) ** 2 + (high - value) ** 2) / 2 / n ** 2
            self.rows = max(n, spread / v)
        else:
            self.rows = n

    @property
    def method(self):
        return "student" if self.ends is None else "moments"

    def at(self, z):
        """The value between its bounds; None where there are none."""
        value = intervals.decimal(self.value)
        if self.ends is None:
            if self.n < FEWEST_MEANT or not self.error:
                return None
            chance = stats.norm.sf(float(z))
            t = stats.t.isf(chance, float(self.n - 1))
            wide = Decimal(t) * intervals.decimal(self.error).sqrt()
            return value, value - wide, value + wide
        if not self.rows:
            return None
        low, high = map(intervals.decimal, self.ends)
        found = intervals.wilson((value - low) / (high - low), self.rows, z)
        return (value, *(low + (high - low) * x for x in found))


def of(grouping, metric, tally):
    """Of a tally of an oracle's grouping."""
    return Value(metric, scores.of(tally.scores),
                 grouping.value(metric, tally).value,
                 grouping.table.extreme, grouping.context.probabilities)


def width(metric):
    """How far two groups can be apart, of any metric."""
    if metric in ("mean_score", "log_loss"):
        return Decimal("Infinity")
    return Decimal(2 if metric == "calibration_in_the_large" else 1)
