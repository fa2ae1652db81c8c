# SPDX-License-Identifier: MIT
"""Named criteria, from metrics.md section 3."""

from fractions import Fraction

from . import comparisons as c
from . import tally as t
from .comparisons import Finding

SIMPLE = {
    "demographic_parity_difference": ("selection_rate", "difference"),
    "demographic_parity_ratio": ("selection_rate", "ratio"),
    "equal_opportunity_difference": ("true_positive_rate", "difference"),
    "equal_opportunity_ratio": ("true_positive_rate", "ratio"),
    "predictive_equality_difference": ("false_positive_rate", "difference"),
    "predictive_equality_ratio": ("false_positive_rate", "ratio"),
    "predictive_parity_ratio": ("positive_predictive_value", "ratio"),
    "predictive_parity_difference":
        ("positive_predictive_value", "difference"),
    "overall_accuracy_difference": ("accuracy", "difference"),
    "treatment_equality_difference": ("treatment_ratio", "difference"),
}
# The worst of two: the larger difference, the smaller ratio; the first of
# equals.
WORST = {
    "equalized_odds_difference":
        (("true_positive_rate", "false_positive_rate"), "difference"),
    "equalized_odds_ratio":
        (("true_positive_rate", "false_positive_rate"), "ratio"),
    "conditional_use_accuracy_difference":
        (("positive_predictive_value", "negative_predictive_value"),
         "difference"),
}
# The order of the registry.
NAMES = [
    "demographic_parity_difference", "demographic_parity_ratio",
    "impact_ratio", "equal_opportunity_difference",
    "equal_opportunity_ratio", "predictive_equality_difference",
    "predictive_equality_ratio", "equalized_odds_difference",
    "equalized_odds_ratio", "average_odds_difference",
    "average_absolute_odds_difference", "predictive_parity_difference",
    "predictive_parity_ratio", "conditional_use_accuracy_difference",
    "overall_accuracy_difference", "treatment_equality_difference",
    "conditional_demographic_disparity", "four_fifths",
]
ODDS = ("true_positive_rate", "false_positive_rate")


def worst(name, grouping):
    metrics, comparison = WORST[name]
    found = [c.compare(grouping.field(m), comparison)[0] for m in metrics]
    for finding in found:
        if finding.reason:
            return finding
    pick = max if comparison == "difference" else min
    return pick(found, key=lambda f: f.value)


def average_absolute_odds(name, grouping):
    found = [c.compare(grouping.field(m), "difference")[0] for m in ODDS]
    for finding in found:
        if finding.reason:
            return finding
    return Finding(found[0].field, name,
                   (found[0].value + found[1].value) / 2)


def average_odds(name, grouping):
    """Signed, per group to the reference; the largest in absolute value."""
    fields = [grouping.field(m) for m in ODDS]
    for field in fields:
        reason = field.obstacle()
        if reason:
            return Finding(field, name, reason=reason)
    best = None
    compared = [k for k in fields[0].compared if k in fields[1].compared]
    for key in compared:
        gaps, reference = [], grouping.reference(fields[0], key)
        if key == reference:
            continue
        for field in fields:
            if reference == c.OVERALL:
                other = field.overall
            elif reference == c.REST:
                other = grouping.value(
                    field.metric, grouping.overall.minus(grouping.groups[key]))
            elif reference in field.compared:
                other = field.values[reference]
            else:
                return Finding(field, name, reason="undefined_in_group")
            if other.reason:
                return Finding(field, name, reason="undefined_in_group")
            gaps.append(field.number(key) - other.value)
        value = sum(gaps) / 2
        if best is None or abs(value) > abs(best.value):
            best = Finding(fields[0], name, value, None, key, reference)
    return best or Finding(fields[0], name, reason="single_group")


def impact_ratio(name, grouping):
    """Lowest rate of the favourable decision over the highest among groups
    without a missing value."""
    favourable = grouping.context.favourable
    metric = "rejection_rate" if favourable == "negative" \
        else "selection_rate"
    field = grouping.field(metric)
    reason = field.obstacle()
    if reason:
        return Finding(field, name, reason=reason)
    whole = [k for k in field.compared if None not in k]
    if not whole:
        return Finding(field, name, reason="single_group")
    low, high = field.lowest(), field.highest(whole)
    a, b = field.number(low), field.number(high)
    if b == 0:
        return Finding(field, name, None, "zero_reference", low, high)
    return Finding(field, name, a / b, None, low, high,
                   low if a < b else None)


def conditional_disparity(name, grouping):
    """Per group, sum over strata of n (share of the rejected - share of the
    accepted) / n; accepted is the favourable decision."""
    field = grouping.field("selection_rate")
    if not grouping.table.control or grouping.stratum is not None:
        return Finding(field, name, reason="not_applicable")
    if not field.applicable:
        return Finding(field, name, reason="not_applicable")
    keys = field.compared
    reason = field.obstacle()
    if reason:
        return Finding(field, name, reason=reason)
    accepted, rejected = t.SELECTED, t.REJECTED
    if grouping.context.favourable == "negative":
        accepted, rejected = rejected, accepted
    whole = grouping.overall.w()
    best = None
    for key in keys:
        total = Fraction(0)
        for stratum in grouping.strata():
            all_a, all_r = stratum.overall.w(accepted), \
                stratum.overall.w(rejected)
            for cells, empty in ((t.SELECTED, "none_selected"),
                                 (t.REJECTED, "none_rejected")):
                if stratum.overall.n(cells) == 0:
                    return Finding(field, name, reason=empty)
                if stratum.overall.w(cells) == 0:
                    return Finding(field, name, reason="zero_weight")
            tally = stratum.groups.get(key, t.Tally())
            disparity = tally.w(rejected) / all_r - tally.w(accepted) / all_a
            total += stratum.overall.w() * disparity
        value = total / whole
        if best is None or abs(value) > abs(best.value):
            best = Finding(field, name, value, None, key)
    return best


def within_four_fifths(finding):
    return None if finding.reason else finding.value >= Fraction(4, 5)


def evaluate(name, grouping):
    if name in SIMPLE:
        metric, comparison = SIMPLE[name]
        return c.compare(grouping.field(metric), comparison)[0]
    if name in WORST:
        return worst(name, grouping)
    return {
        "average_odds_difference": average_odds,
        "average_absolute_odds_difference": average_absolute_odds,
        "impact_ratio": impact_ratio, "four_fifths": impact_ratio,
        "conditional_demographic_disparity": conditional_disparity,
    }[name](name, grouping)
