# SPDX-License-Identifier: MIT
"""Named criteria, from metrics.md section 3."""

from fractions import Fraction
from itertools import combinations

from . import between, calibration, scores
from . import comparisons as c
from . import tally as t
from .comparisons import Finding

CALIBRATION = "expected_calibration_error"
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
    "auc_gap": ("roc_auc", "difference"),
    "calibration_within_groups": (CALIBRATION, "group_max"),
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
# Of the two groups that are furthest apart: the metric that both must have,
# how far they are, and what the value is of that.
FURTHEST = {
    "cross_auc": ("roc_auc", lambda a, b: abs(advantage(a, b)), None),
    "abroca": ("roc_auc", between.abroca, None),
    "score_distance_ks": ("scoring_rate", lambda a, b: between.ks(a, b)[0],
                          None),
    "score_distance_wasserstein": ("mean_score", between.wasserstein, None),
    "score_distance_energy": ("mean_score", between.energy_squared,
                              lambda x: Fraction(between.root(x))),
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
    "conditional_demographic_disparity", "four_fifths", "auc_gap",
    *FURTHEST,
    "sufficiency_gap", "multicalibration_error", "calibration_within_groups",
]
# Shown where their metric is.
OF_SCORES = {"auc_gap": "roc_auc",
             **{name: metric for name, (metric, *_) in FURTHEST.items()},
             **{name: CALIBRATION for name in NAMES[-3:]}}
ODDS = ("true_positive_rate", "false_positive_rate")


def of_two(fields, name, *rest, **more):
    """A finding from two metrics: a group must take part in both."""
    finding = Finding(fields[0], name, *rest, **more)
    finding.fields = fields
    return finding


def pairs_of(metrics, comparison, grouping):
    """The comparison of both metrics, over the groups that have both; and
    the first reason why there is none."""
    fields = [grouping.field(m) for m in metrics]
    found = [c.compare(f, comparison)[0] for f in fields]
    return fields, found, next((f.reason for f in found if f.reason), None)


def worst(name, grouping):
    metrics, comparison = WORST[name]
    fields, found, reason = pairs_of(metrics, comparison, grouping)
    if reason:
        return of_two(fields, name, reason=reason)
    pick = max if comparison == "difference" else min
    finding = pick(found, key=lambda f: f.value)
    finding.fields = fields
    return finding


def average_absolute_odds(name, grouping):
    """Names the groups where both gaps are between the same two."""
    fields, found, reason = pairs_of(ODDS, "difference", grouping)
    if reason:
        return of_two(fields, name, reason=reason)
    value = (found[0].value + found[1].value) / 2
    ends = [(f.group, f.reference, f.worse_off) for f in found]
    group, reference, worse = ends[0] if ends[0][:2] == ends[1][:2] \
        else (None, None, None)
    return of_two(fields, name, value, None, group, reference, worse)


def other_of(field, key, reference):
    """What a group is compared with, as a Value; None if set aside."""
    grouping = field.grouping
    if reference == c.OVERALL:
        return field.overall
    if reference == c.REST:
        rest = grouping.overall.minus(grouping.groups[key])
        return grouping.value(field.metric, rest)
    return field.values[reference] if reference in field.compared else None


def average_odds(name, grouping):
    """Signed, per group to the reference (of each metric its own, if best or
    worst); the largest in absolute value, the first of equals."""
    fields = [grouping.field(m) for m in ODDS]
    if not fields[0].applicable:
        return of_two(fields, name, reason="not_applicable")
    away, undefined = of_two(fields, name).apart()
    if undefined:
        return of_two(fields, name, reason="undefined_in_group")
    small = sum(r == "below_min_count" for r in away.values())
    left = len(grouping.groups) - len(away)
    if left < 2:
        return of_two(fields, name, reason="below_min_count"
                      if small and small + left >= 2 else "single_group")
    best = None
    for key in fields[0].compared:
        if key not in fields[1].compared:
            continue
        ends = [grouping.reference(f, key) for f in fields]
        others = [other_of(f, key, end) for f, end in zip(fields, ends)]
        for field, end, other in zip(fields, ends, others):
            if other is None and dict(field.left_out).get(end) == \
                    "below_min_count":
                return of_two(fields, name, reason="below_min_count")
            if other is None or other.reason:
                return of_two(fields, name, reason="undefined_in_group")
        value = sum(f.number(key) - o.value
                    for f, o in zip(fields, others)) / 2
        if best is None or abs(value) > abs(best.value):
            end = ends[0] if ends[0] == ends[1] else None
            worse = fields[0].worse_off(key, end, value, 0)
            best = of_two(fields, name, value, None, key, end, worse)
    return best or of_two(fields, name, reason="single_group")


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
            best = Finding(field, name, value, None, key,
                           worse_off=key if value > 0 else None)
    return best


def advantage(a, b):
    """By how much a's positives outscore b's negatives more often than the
    other way round."""
    return between.cross_auc(a, b) - between.cross_auc(b, a)


def furthest(name, grouping):
    """The first of equals; of cross_auc first the one that is outscored."""
    metric, distance, value_of = FURTHEST[name]
    field = grouping.field(metric)
    reason = field.obstacle()
    if reason:
        return Finding(field, name, reason=reason)
    rows = {key: scores.of(grouping.groups[key].scores)
            for key in field.compared}
    pair, most = None, Fraction(-1)
    for a, b in combinations(field.compared, 2):
        apart = distance(rows[a], rows[b])
        if apart > most:
            pair, most = (a, b), apart
    worse = None
    if name == "cross_auc" and most:
        pair = pair if advantage(*(rows[g] for g in pair)) < 0 else pair[::-1]
        worse = pair[0]
    return Finding(field, name, value_of(most) if value_of else most, None,
                   *pair, worse)


def of_bins(name, grouping):
    """Over bins of equal width, of the groups that are compared."""
    field, context = grouping.field(CALIBRATION), grouping.context
    gap = name == "sufficiency_gap"
    reason = field.obstacle(2 if gap else 1)
    if reason:
        return Finding(field, name, reason=reason)
    groups = {k: scores.of(grouping.groups[k].scores)
              for k in field.compared}
    if not gap:
        value, key, _ = calibration.multicalibration_error(
            groups, context.bins, scores.of(grouping.overall.scores))
        return Finding(field, name, value, None, key)
    found = calibration.sufficiency_gap(groups, context.bins,
                                        context.min_count or 0)
    if found is None:
        return Finding(field, name, reason="single_group")
    return Finding(field, name, found[0], None, found[1], found[2])


def within_four_fifths(finding):
    return None if finding.reason else finding.value >= Fraction(4, 5)


def evaluate(name, grouping):
    if name in SIMPLE:
        metric, comparison = SIMPLE[name]
        return c.compare(grouping.field(metric), comparison)[0]
    if name in WORST:
        return worst(name, grouping)
    if name in FURTHEST:
        return furthest(name, grouping)
    return {
        "average_odds_difference": average_odds,
        "average_absolute_odds_difference": average_absolute_odds,
        "impact_ratio": impact_ratio, "four_fifths": impact_ratio,
        "conditional_demographic_disparity": conditional_disparity,
        "sufficiency_gap": of_bins, "multicalibration_error": of_bins,
    }[name](name, grouping)
