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
OF_TWO = {"difference_to_reference", "ratio_to_reference", "all_pairs"}
# They can be negative: their ratios mean nothing.
SIGNED = {"matthews_correlation", "informedness", "markedness", "utility",
          "mean_score", "calibration_in_the_large",
          "brier_within_bin_covariance", "calibration_slope",
          "calibration_intercept", "spiegelhalter_z"}
OVERALL = "overall"  # in place of a group: the whole grouping
REST = "rest"        # all other groups together


class Field:
    """The values of one metric in one grouping, sorted into those that are
    compared, those that are undefined and those set aside."""

    def __init__(self, metric, grouping):
        self.metric = metric
        self.grouping = grouping
        context = grouping.context
        self.values = self.evaluate()
        self.overall = grouping.value(metric, grouping.overall)
        self.better = m.orientation(metric, context.favourable)
        self.left_out, self.undefined, self.compared = [], [], []
        for key, value in self.values.items():
            if context.nulls == "set_aside" and None in key:
                self.left_out.append((key, "set_aside"))
            elif grouping.too_small(key, value):
                self.left_out.append((key, "below_min_count"))
            elif value.defined:
                self.compared.append(key)
            elif context.undefined == "skip":
                self.left_out.append((key, value.reason))
            else:
                self.undefined.append((key, value.reason))

    def evaluate(self):
        return {key: self.grouping.value(self.metric, tally)
                for key, tally in self.grouping.groups.items()}

    @property
    def applicable(self):
        return self.overall.reason != "not_applicable"

    def obstacle(self, least=2):
        """Why nothing can be said over these groups; None if it can."""
        if not self.applicable:
            return "not_applicable"
        if self.undefined:
            return "undefined_in_group"
        if len(self.compared) < least:
            return self.too_few(least)
        return None

    def too_few(self, least=2):
        """Size is the reason where groups would be enough without it."""
        small = sum(r == "below_min_count" for _, r in self.left_out)
        there = len(self.compared) + len(self.undefined) + small
        return "below_min_count" if small and there >= least \
            else "single_group"

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
        self.fields = [field]

    def apart(self):
        """Groups that take no part: those that either metric sets aside, and
        those that are undefined in either, which goes first."""
        undefined = {k: r for f in reversed(self.fields)
                     for k, r in f.undefined}
        away = {k: r for f in reversed(self.fields) for k, r in f.left_out
                if k not in undefined}
        keys = self.field.values
        return ({k: away[k] for k in keys if k in away},
                {k: undefined[k] for k in keys if k in undefined})


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
                           reference)
        return Finding(field, comparison, a.value / b.value, None, group,
                       reference, worse)
    return Finding(field, comparison, a.value - b.value, None, group,
                   reference, worse)


def set_aside_reason(field, group, reference):
    """Why two are not compared if one was set aside, the group first; a
    reference that was set aside as undefined is undefined."""
    away = dict(field.left_out)
    reason = away.get(group)
    if reason is None and reference in away:
        reason = away[reference]
        if reason not in ("below_min_count", "set_aside"):
            reason = "undefined_in_group"
    return "not_applicable" if reason == "set_aside" else reason


def to_reference(field, comparison):
    out = []
    alone = len(field.values) - len(field.left_out) < 2
    for key, value in field.values.items():
        reference = field.grouping.reference(field, key)
        reason = set_aside_reason(field, key, None)
        if reason is None and alone:
            reason = field.too_few()
        reason = reason or set_aside_reason(field, None, reference)
        if reason is None and reference is None:
            reason = "undefined_in_group"
        if reason:
            out.append(Finding(field, comparison, None, reason, key,
                               reference))
            continue
        if reference == OVERALL:
            other = field.overall
        elif reference == REST:
            tally = field.grouping.overall.minus(field.grouping.groups[key])
            other = field.grouping.value(field.metric, tally)
        else:
            other = field.values.get(reference) or m.undefined("no_rows")
        out.append(between(field, comparison, key, reference, value, other))
    return out


def all_pairs(field, comparison):
    """Those that were set aside are listed, with the reason."""
    out = []
    for first, second in combinations(field.values, 2):
        reason = set_aside_reason(field, second, first)
        if second in dict(field.undefined):
            reason = "undefined_in_group"
        if reason is None and len(field.values) - len(field.left_out) < 2:
            reason = field.too_few()
        out.append(
            Finding(field, comparison, None, reason, second, first)
            if reason else
            between(field, comparison, second, first, field.values[second],
                    field.values[first]))
    return out


class Standardized(Field):
    """Direct standardisation: every group gets the strata of all rows."""

    def evaluate(self):
        plain = super().evaluate()
        return {key: value if value.reason else self.standardize(key, value)
                for key, value in plain.items()}

    def standardize(self, key, plain):
        whole, total = self.grouping.overall.w(), Fraction(0)
        for stratum in self.grouping.strata():
            tally = stratum.groups.get(key)
            value = stratum.value(self.metric, tally) if tally \
                else m.undefined("no_rows")
            reason = value.reason or (None if whole else "zero_weight")
            if reason:
                return m.Value(reason=reason, n=plain.n, least=plain.least)
            total += stratum.overall.w() / whole * value.value
        return m.Value(total, n=plain.n, least=plain.least)


def standardized(field, comparison):
    grouping = field.grouping
    if not grouping.table.control or grouping.stratum is not None:
        return [Finding(field, comparison, reason="not_applicable")]
    plain = comparison.removeprefix("standardized_")
    found = extremes(Standardized(field.metric, grouping), plain)[0]
    found.comparison = comparison
    return [found]


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
        if comparison == "ratio_to_reference":
            return [Finding(field, comparison, None, "not_applicable", key,
                            field.grouping.reference(field, key))
                    for key in field.values]
        return [Finding(field, comparison, reason="not_applicable")]
    return FUNCTIONS[comparison](field, comparison)
