# SPDX-License-Identifier: MIT
"""The best thresholds, by trying all of them in fractions; shares nothing
with the library."""

import itertools
import math
from collections import namedtuple
from fractions import Fraction

Row = namedtuple("Row", "group label score weight")

RATES = {
    "none": (),
    "demographic_parity": ("selection",),
    "true_positive_rate_parity": ("tpr",),
    "false_positive_rate_parity": ("fpr",),
    "true_negative_rate_parity": ("tnr",),
    "false_negative_rate_parity": ("fnr",),
    "predictive_parity": ("ppv",),
    "equalized_odds": ("tpr", "fpr"),
}
OBJECTIVES = (
    "accuracy", "balanced_accuracy", "f1_score", "utility", "selection_rate",
    "true_positive_rate", "true_negative_rate", "expected_cost",
    "least_change",
)
SMALLER_IS_BETTER = ("expected_cost", "least_change")


def counts(rows, thresholds):
    """TP, FP, FN, TN as sums of weights."""
    cells = [Fraction(0)] * 4
    for row in rows:
        chosen = row.score >= thresholds[row.group]
        cells[2 * (not chosen) + (not row.label if chosen else row.label == 0)
              ] += row.weight
    tp, fp, fn, tn = cells
    return tp, fp, fn, tn


def over(a, b):
    return None if b == 0 else a / b


def rate(name, cells):
    tp, fp, fn, tn = cells
    return {
        "selection": over(tp + fp, tp + fp + fn + tn),
        "tpr": over(tp, tp + fn), "fnr": over(fn, tp + fn),
        "fpr": over(fp, fp + tn), "tnr": over(tn, fp + tn),
        "ppv": over(tp, tp + fp),
    }[name]


def value(objective, rows, thresholds, costs, utilities, before):
    tp, fp, fn, tn = counts(rows, thresholds)
    n = tp + fp + fn + tn
    if objective == "least_change":
        return sum(
            row.weight for row in rows
            if (row.score >= before) != (row.score >= thresholds[row.group])
        ) / n
    if objective == "balanced_accuracy":
        return (tp / (tp + fn) + tn / (fp + tn)) / 2
    return {
        "accuracy": lambda: (tp + tn) / n,
        "f1_score": lambda: 2 * tp / (2 * tp + fp + fn),
        "utility": lambda: sum(
            Fraction(utilities[k]) * x for k, x in zip(
                ("true_positive", "false_positive", "false_negative",
                 "true_negative"), (tp, fp, fn, tn))) / n,
        "selection_rate": lambda: (tp + fp) / n,
        "true_positive_rate": lambda: tp / (tp + fn),
        "true_negative_rate": lambda: tn / (fp + tn),
        "expected_cost": lambda: (Fraction(costs["false_positive"]) * fp
                                  + Fraction(costs["false_negative"]) * fn) / n,
    }[objective]()


def spread(rows, thresholds, constraint, is_ratio):
    """The largest difference, or the smallest ratio, of the constraint's
    rates, and the rates; None where a group has none, or a ratio is of 0."""
    groups = sorted({row.group for row in rows})
    found, all_rates = [], []
    for name in RATES[constraint]:
        rates = [rate(name, counts([r for r in rows if r.group == g],
                                   thresholds)) for g in groups]
        if None in rates or (is_ratio and 0 in rates):
            return None, ()
        all_rates += rates
        found.append(min(rates) / max(rates) if is_ratio
                     else max(rates) - min(rates))
    if not found:
        return None, ()
    return (min if is_ratio else max)(found), all_rates


def candidates(rows, rule):
    """Every assignment of thresholds that decides differently."""
    groups = sorted({row.group for row in rows})
    if rule == "shared":
        for cut in [*sorted({row.score for row in rows}), math.inf]:
            yield dict.fromkeys(groups, cut)
        return
    cuts = [[*sorted({r.score for r in rows if r.group == g}), math.inf]
            for g in groups]
    for picks in itertools.product(*cuts):
        yield dict(zip(groups, picks))


def satisfies(rows, thresholds, constraint, limit, is_ratio=False,
              min_rate=0, max_rate=1):
    """Whether, and by which disparity."""
    if constraint == "none":
        return True, None
    gap, rates = spread(rows, thresholds, constraint, is_ratio)
    if gap is None:
        return False, None
    inside = all(min_rate <= x <= max_rate for x in rates)
    return inside and (gap >= limit if is_ratio else gap <= limit), (
        gap if inside else None)


def best(rows, constraint, objective, rule, limit=Fraction(1),
         is_ratio=False, min_rate=0, max_rate=1, costs=None, utilities=None,
         before=None):
    """(value, None) of the best plan, or (None, nearest disparity)."""
    better = min if objective in SMALLER_IS_BETTER else max
    values, gaps = [], []
    for thresholds in candidates(rows, rule):
        fits, gap = satisfies(rows, thresholds, constraint, limit, is_ratio,
                              min_rate, max_rate)
        if fits:
            values.append(value(objective, rows, thresholds, costs, utilities,
                                before))
        elif gap is not None:
            gaps.append(gap)
    if values:
        return better(values), None
    return None, ((max if is_ratio else min)(gaps) if gaps else None)
