# SPDX-License-Identifier: MIT
"""What is made of scores, in exact rationals, row by row from the definitions.

A row is (score, label, weight, times): label 0, 1 or None (unlabelled), times
how often the row is there.  Only logarithms are no rationals: they are held to
50 digits.
"""
from decimal import Decimal, localcontext
from fractions import Fraction as F

CLIP = F(1, 1 << 52)


def weight(rows, *labels):
    return sum((F(w) * k for _, y, w, k in rows if y in labels), F(0))


def total(rows, value, *labels):
    return sum((F(w) * k * value(F(s)) for s, y, w, k in rows if y in labels),
               F(0))


def median(rows):
    """The middle of the scores by weight; between two, their exact middle."""
    rows = sorted((F(s), F(w) * k) for s, _, w, k in rows if w)
    half = sum((w for _, w in rows), F(0)) / 2
    below = [s for s, _ in rows
             if sum((w for t, w in rows if t <= s), F(0)) >= half]
    above = [s for s, _ in rows
             if sum((w for t, w in rows if t >= s), F(0)) >= half]
    return (below[0] + above[-1]) / 2 if rows else None


def lower_median(rows):
    """Where two are in the middle the lower: nothing lies between them."""
    rows = sorted((F(s), F(w) * k) for s, _, w, k in rows)
    half, below = sum((w for _, w in rows), F(0)) / 2, F(0)
    for s, w in rows:
        below += w
        if w and below >= half:
            return s
    return None


def of(counted):
    """Rows of a dict of (score, label, weight) to how often it is there."""
    return [(s, y, w, k) for (s, y, w), k in counted.items()]


def above(rows, middle):
    return [r for r in rows if F(r[0]) > middle]


def pairs(rows):
    """2 for each positive above a negative, 1 for each that ties."""
    return sum((F(v) * k * F(w) * j * ((s > t) + (s >= t))
                for s, y, v, k in rows if y == 1
                for t, z, w, j in rows if z == 0), F(0))


def precision(rows):
    """The precision at each positive's own score, summed over positives."""
    out = F(0)
    for s, y, w, k in rows:
        if y != 1 or not w:
            continue
        chosen = [r for r in rows if r[0] >= s]
        out += F(w) * k * weight(chosen, 1) / weight(chosen, 0, 1)
    return out


def separation(rows):
    p, n = weight(rows, 1), weight(rows, 0)
    best = F(0)
    for t in {r[0] for r in rows}:
        low = [r for r in rows if r[0] <= t]
        best = max(best, abs(weight(low, 1) * n - weight(low, 0) * p))
    return best


def minus_log(x):
    with localcontext() as context:
        context.prec = 50
        return F(-(Decimal(x.numerator) / Decimal(x.denominator)).ln())


def loss(rows):
    out = F(0)
    for s, y, w, k in rows:
        s = min(max(F(s), CLIP), 1 - CLIP)
        if y is not None and w:
            out += F(w) * k * minus_log(s if y else 1 - s)
    return out


def are_probabilities(rows):
    return all(0 <= s <= 1 for s, *_ in rows)


def over(empty, numerator, *denominators):
    """A quotient, or why there is none: empty by denominator, 'no rows'."""
    for (rows, d), reason in zip(denominators, empty):
        if d == 0 and rows:
            return "zero_weight"
    for (_, d), reason in zip(denominators, empty):
        if d == 0:
            return reason
    bottom = F(1)
    for _, d in denominators:
        bottom *= d
    return numerator / bottom


class Group:
    """What the metrics of one group are made of: (whether there are rows,
    their weight) of all, of those with a label, of positives, of negatives."""

    def __init__(self, rows, middle):
        self.rows, self.middle = rows, middle
        self.every, self.known, self.p, self.n = (
            (any(r[1] in labels for r in rows), weight(rows, *labels))
            for labels in ((0, 1, None), (0, 1), (1,), (0,)))

    def scores(self, *labels):
        return total(self.rows, lambda s: s, *labels)

    def squared_errors(self):
        return total(self.rows, lambda s: s * s, 0) + \
            total(self.rows, lambda s: (1 - s) ** 2, 1)

    def above(self):
        return 0 if self.middle is None else \
            weight(above(self.rows, self.middle), 0, 1, None)


BOTH = ["no_positives", "no_negatives"]
OF_SCORES = {
    "mean_score": lambda g: over(["no_rows"], g.scores(0, 1, None), g.every),
    "scoring_rate": lambda g: over(["no_rows"], g.above(), g.every),
    "roc_auc": lambda g: over(BOTH, pairs(g.rows) / 2, g.p, g.n),
    "pr_auc": lambda g: over(["no_positives"], precision(g.rows), g.p),
    "ks_separation": lambda g: over(BOTH, separation(g.rows), g.p, g.n),
}
OF_PROBABILITIES = {
    "soft_true_positive_rate":
        lambda g: over(["no_positives"], g.scores(1), g.p),
    "soft_false_positive_rate":
        lambda g: over(["no_negatives"], g.scores(0), g.n),
    "brier_score": lambda g: over(["no_rows"], g.squared_errors(), g.known),
    "log_loss": lambda g: over(["no_rows"], loss(g.rows), g.known),
    "calibration_in_the_large":
        lambda g: over(["no_rows"], g.scores(0, 1) - g.p[1], g.known),
}
METRICS = {**OF_SCORES, **OF_PROBABILITIES}


def metrics(rows, middle, probabilities):
    """Every metric of scores of a group: a Fraction or the name of a reason."""
    group = Group(rows, middle)
    return {name: metric(group) if probabilities or name in OF_SCORES
            else "not_applicable" for name, metric in METRICS.items()}
