# SPDX-License-Identifier: MIT
"""Comparisons of a metric between groups, from metrics.md section 2 and the
rules 6 to 8 of interface.md section 1."""

from fractions import Fraction
from itertools import combinations

from . import metrics as m
from .metrics import HIGHER, LOWER

DEFAULT = ["difference", "ratio", "difference_to_reference",
           "ratio_to_reference", "group_min", "group_max"]
NAMES = ["difference", "difference_to_reference", "difference_to_overall",
         "ratio", "ratio_to_reference", "ratio_to_overall", "group_min",
         "group_max", "mean_pairwise_difference", "weighted_variance",
         "all_pairs", "standardized_difference", "standardized_ratio"]
# They can be negative: their ratios mean nothing.
SIGNED = {"matthews_correlation", "informedness", "markedness", "utility"}
OVERALL = "overall"  # in place of a group: the whole grouping
REST = "rest"        # all other groups together


class Field:
    """The values of one metric in one grouping, sorted into those that are
    compared, those that are undefined and those set aside."""

    def __init__(self, metric, grouping):
        self.metric = metric
        self.grouping = grouping
        context = grouping.context
        self.values = {}
        for key, tally in grouping.groups.items():
            self.values[key] = grouping.value(metric, tally)
        self.overall = grouping.value(metric, grouping.overall)
        self.better = m.orientation(metric, context.favourable)
        self.left_out, self.undefined, self.compared = [], [], []
        for key, value in self.values.items():
            if context.nulls == "set_aside" and None in key:
                self.left_out.append((key, "set_aside"))
            elif grouping.too_small(key, value):
                self.left_out.append((key, "below_min_count"))
            elif not value.defined:
                self.undefined.append((key, value.reason))
            else:
                self.compared.append(key)

    @property
    def applicable(self):
        return self.overall.reason != "not_applicable"

    def obstacle(self, least=2):
        """Why nothing can be said over these groups; None if it can."""
        if not self.applicable:
            return "not_applicable"
        if self.undefined and self.grouping.context.undefined != "skip":
            return "undefined_in_group"
        if len(self.compared) < least:
            return self.too_few()
        return None

    def too_few(self):
        small = any(r == "below_min_count" for _, r in self.left_out)
        return "below_min_count" if small else "single_group"

    def number(self, key):
        return self.values[key].value

    def lowest(self, keys=None):
        keys = self.compared if keys is None else keys
        return min(keys, key=self.number)  # the first of equals

    def highest(self, keys=None):
        keys = self.compared if keys is None else keys
        return max(keys, key=self.number)

    def worse_off(self, group, reference, a, b):
        """The harmed one of two, a and b their values; None if neither."""
        if a is None or b is None or a == b or self.better not in (
                HIGHER, LOWER):
            return None
        return group if (a < b) == (self.better == HIGHER) else reference


class Finding:
    """One comparison: what was found between which groups."""

    def __init__(self, field, comparison, value=None, reason=None,
                 group=None, reference=None, worse_off=None):
        self.field = field
        self.metric = field.metric
        self.comparison = comparison
        self.value = value
        self.reason = reason
        self.group = group
        self.reference = reference
        self.worse_off = worse_off


def extremes(field, comparison):
    reason = field.obstacle()
    if reason:
        return [Finding(field, comparison, reason=reason)]
    low, high = field.lowest(), field.highest()
    a, b = field.number(low), field.number(high)
    worse = field.worse_off(low, high, a, b)
    if comparison == "difference":
        value, reason = b - a, None
    else:
        value, reason = (a / b, None) if b else (None, "zero_reference")
    return [Finding(field, comparison, value, reason, low, high, worse)]


def one_extreme(field, comparison):
    reason = field.obstacle(least=1)
    if reason:
        return [Finding(field, comparison, reason=reason)]
    key = field.lowest() if comparison == "group_min" else field.highest()
    return [Finding(field, comparison, field.number(key), None, key)]


def to_overall(field, comparison):
    reason = field.obstacle()
    if reason:
        return [Finding(field, comparison, reason=reason)]
    whole = field.overall.value
    if comparison == "ratio_to_overall" and whole == 0:
        return [Finding(field, comparison, reason="zero_reference")]

    def distance(key):
        x = field.number(key)
        if comparison == "difference_to_overall":
            return abs(x - whole)
        r = x / whole
        return min(r, 1 / r) if r else r
    pick = max if comparison == "difference_to_overall" else min
    key = pick(field.compared, key=distance)
    return [Finding(field, comparison, distance(key), None, key, OVERALL,
                    field.worse_off(key, OVERALL, field.number(key), whole))]


def spread(field, comparison):
    reason = field.obstacle()
    if reason:
        return [Finding(field, comparison, reason=reason)]
    if comparison == "mean_pairwise_difference":
        gaps = [abs(field.number(a) - field.number(b))
                for a, b in combinations(field.compared, 2)]
        return [Finding(field, comparison, sum(gaps) / len(gaps))]
    sizes = {k: field.grouping.groups[k].w() for k in field.compared}
    whole = sum(sizes.values())
    if whole == 0:
        return [Finding(field, comparison, reason="zero_weight")]
    mean = sum(sizes[k] * field.number(k) for k in sizes) / whole
    value = sum(s * (field.number(k) - mean) ** 2
                for k, s in sizes.items()) / whole
    return [Finding(field, comparison, value)]


def between(field, comparison, group, reference, a, b):
    """One pair; a and b are Values of group and reference."""
    if a.reason or b.reason:
        return Finding(field, comparison, None, "undefined_in_group", group,
                       reference)
    worse = field.worse_off(group, reference, a.value, b.value)
    if comparison.startswith("ratio"):
        if b.value == 0:
            return Finding(field, comparison, None, "zero_reference", group,
                           reference, worse)
        return Finding(field, comparison, a.value / b.value, None, group,
                       reference, worse)
    return Finding(field, comparison, a.value - b.value, None, group,
                   reference, worse)


def to_reference(field, comparison):
    if len(field.values) - len(field.left_out) < 2:
        return [Finding(field, comparison, reason="single_group")]
    out = []
    away = {k for k, _ in field.left_out}
    for key, value in field.values.items():
        if key in away:
            continue
        reference = field.grouping.reference(field, key)
        if reference == OVERALL:
            other = field.overall
        elif reference == REST:
            tally = field.grouping.overall.minus(field.grouping.groups[key])
            other = field.grouping.value(field.metric, tally)
        elif reference in away or reference not in field.values:
            other = m.undefined("below_min_count")
        else:
            other = field.values[reference]
        out.append(between(field, comparison, key, reference, value, other))
    return out


def all_pairs(field, comparison):
    away = {k for k, _ in field.left_out}
    keys = [k for k in field.values if k not in away]
    if len(keys) < 2:
        return [Finding(field, comparison, reason="single_group")]
    return [between(field, comparison, second, first, field.values[second],
                    field.values[first])
            for first, second in combinations(keys, 2)]


def standardized(field, comparison):
    """Direct standardisation: every group gets the strata of all rows."""
    grouping = field.grouping
    if not grouping.table.control or grouping.stratum is not None:
        return [Finding(field, comparison, reason="not_applicable")]
    away = {k for k, _ in field.left_out}
    keys = [k for k in field.values if k not in away]
    if len(keys) < 2:
        return [Finding(field, comparison, reason="single_group")]
    whole = grouping.overall.w()
    if whole == 0:
        return [Finding(field, comparison, reason="zero_weight")]
    sums = {}
    for key in keys:
        total = Fraction(0)
        for stratum in grouping.strata():
            share = stratum.overall.w() / whole
            tally = stratum.groups.get(key)
            value = stratum.value(field.metric, tally) if tally else None
            if value is None or not value.defined:
                return [Finding(field, comparison,
                                reason="undefined_in_group")]
            total += share * value.value
        sums[key] = total
    low, high = min(sums, key=sums.get), max(sums, key=sums.get)
    a, b = sums[low], sums[high]
    worse = field.worse_off(low, high, a, b)
    if comparison == "standardized_difference":
        return [Finding(field, comparison, b - a, None, low, high, worse)]
    if b == 0:
        return [Finding(field, comparison, None, "zero_reference", low, high)]
    return [Finding(field, comparison, a / b, None, low, high, worse)]


FUNCTIONS = {
    "difference": extremes, "ratio": extremes,
    "difference_to_reference": to_reference,
    "ratio_to_reference": to_reference,
    "difference_to_overall": to_overall, "ratio_to_overall": to_overall,
    "group_min": one_extreme, "group_max": one_extreme,
    "mean_pairwise_difference": spread, "weighted_variance": spread,
    "all_pairs": all_pairs, "standardized_difference": standardized,
    "standardized_ratio": standardized,
}


def compare(field, comparison):
    if "ratio" in comparison and field.metric in SIGNED:
        return [Finding(field, comparison, reason="not_applicable")]
    return FUNCTIONS[comparison](field, comparison)
