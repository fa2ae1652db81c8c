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


def metrics(rows, middle, probabilities):
    """Every metric of scores of a group: a Fraction or the name of a reason."""
    def part(*labels):
        return any(r[1] in labels for r in rows), weight(rows, *labels)
    every, known, p, n = part(0, 1, None), part(0, 1), part(1), part(0)
    labels = (0, 1, None)

    def same(s):
        return s
    out = {
        "mean_score": over(["no_rows"], total(rows, same, *labels), every),
        "scoring_rate": over(
            ["no_rows"], weight(above(rows, middle), *labels)
            if middle is not None else 0, every),
        "roc_auc": over(["no_positives", "no_negatives"], pairs(rows) / 2, p,
                        n),
        "pr_auc": over(["no_positives"], precision(rows), p),
        "ks_separation": over(["no_positives", "no_negatives"],
                              separation(rows), p, n),
    }
    of_probabilities = {
        "soft_true_positive_rate": lambda: over(
            ["no_positives"], total(rows, same, 1), p),
        "soft_false_positive_rate": lambda: over(
            ["no_negatives"], total(rows, same, 0), n),
        "brier_score": lambda: over(
            ["no_rows"], total(rows, lambda s: s * s, 0) +
            total(rows, lambda s: (1 - s) ** 2, 1), known),
        "log_loss": lambda: over(["no_rows"], loss(rows), known),
        "calibration_in_the_large": lambda: over(
            ["no_rows"], total(rows, same, 0, 1) - p[1], known),
    }
    for name, value in of_probabilities.items():
        out[name] = value() if probabilities else "not_applicable"
    return out
