# SPDX-License-Identifier: MIT
"""Comparisons and criteria in exact rationals, from the definitions."""
import itertools
from fractions import Fraction as F

from golden_metrics import (
    ALL, ALLREJ, ALLSEL, B, BELOW, BY_NAME, COMPARED, DEFINED, IN_GROUP, LEFT,
    NO, NONE_REJ, NONE_SEL, NOT_APPLICABLE, OVERALL, SINGLE, UNDEFINED, ZERO,
    ZERO_REF, ZERO_WEIGHT, Metric, compute)


class Finding:
    def __init__(self, stands):
        self.reason, self.value = DEFINED, None
        self.group = self.reference = self.worse = NO
        self.within = 0
        self.compared = sum(s[0] == COMPARED for s in stands)
        self.undefined = sum(s[0] == UNDEFINED for s in stands)
        self.left = sum(s[0] == LEFT for s in stands)
        self.small = sum(s[0] == LEFT and s[1] == BELOW for s in stands)

    def too_few(self, there, least):
        if there >= least:
            return DEFINED
        return BELOW if there + self.small >= least else SINGLE

    def whole(self, m, p, least=2):
        if m.needs & ~p.given:
            return NOT_APPLICABLE
        if self.undefined:
            return IN_GROUP
        return self.too_few(self.compared, least)


def harmed(p, m, a, b, group, reference):
    better = p.direction(m)
    if better == 0 or a == b:
        return NO
    return group if (a < b) == (better > 0) else reference


def survey(p, m):
    return [p.standing(m, i) for i in range(len(p.groups))]


def values(stands):
    return [(i, s[2].value) for i, s in enumerate(stands) if s[0] == COMPARED]


def lowest(vs):
    return min(vs, key=lambda x: x[1])


def highest(vs):
    return max(vs, key=lambda x: x[1])


def extremes(kind):
    def find(p, m, i=0, stands=None):
        stands = stands if stands is not None else survey(p, m)
        f = Finding(stands)
        f.reason = f.whole(m, p, 1 if kind in ("min", "max") else 2)
        if kind == "ratio" and m.low < 0:
            f.reason = NOT_APPLICABLE
        if f.reason:
            return f
        (g, low), (r, high) = lowest(values(stands)), highest(values(stands))
        if kind in ("min", "max"):
            f.group, f.value = (g, low) if kind == "min" else (r, high)
            return f
        f.group, f.reference = g, r
        f.worse = harmed(p, m, low, high, g, r)
        if kind == "difference":
            f.value = high - low
        elif high == 0:
            f.reason = ZERO_REF
        else:
            f.value = low / high
        return f
    return find


def reference_reason(how, why):
    if how == COMPARED:
        return DEFINED
    return why if how == LEFT and why in (BELOW, NOT_APPLICABLE) else IN_GROUP


def to_reference(kind):
    def find(p, m, i):
        stands = survey(p, m)
        f = Finding(stands)
        f.group, f.reference = i, p.reference_of(m)
        if m.needs & ~p.given or (kind == "ratio" and m.low < 0):
            f.reason = NOT_APPLICABLE
            return f
        how, why, own = stands[i]
        if how == LEFT:
            f.reason = why
            return f
        f.reason = f.too_few(f.compared + f.undefined, 2)
        if f.reason:
            return f
        if how == UNDEFINED:
            f.reason = IN_GROUP
            return f
        if f.reference == NO:
            f.reason = IN_GROUP if f.undefined else SINGLE
            return f
        if f.reference >= 0:
            f.reason = reference_reason(*stands[f.reference][:2])
            other = stands[f.reference][2]
        else:
            c = p.total if f.reference == OVERALL else \
                p.total.plus(p.groups[i], -1)
            other = compute(m, c, p.total, p.given)
            f.reason = DEFINED if other.reason == DEFINED else IN_GROUP
        if f.reason:
            return f
        if kind == "ratio" and other.value == 0:
            f.reason = ZERO_REF
            return f
        f.value = own.value - other.value if kind == "difference" else \
            own.value / other.value
        f.worse = harmed(p, m, own.value, other.value, i, f.reference)
        return f
    return find


def to_overall(kind):
    def find(p, m, i=0):
        stands = survey(p, m)
        f = Finding(stands)
        f.reason = f.whole(m, p)
        o = compute(m, p.total, p.total, p.given)
        if not f.reason and o.reason:
            f.reason = IN_GROUP
        if kind == "ratio" and m.low < 0:
            f.reason = NOT_APPLICABLE
        if not f.reason and kind == "ratio" and o.value == 0:
            f.reason = ZERO_REF
        if f.reason:
            return f
        if kind == "difference":
            g, f.value = highest([(k, abs(v - o.value))
                                  for k, v in values(stands)])
        else:
            g, f.value = lowest([
                (k, F(0) if v == 0 else min(v / o.value, o.value / v))
                for k, v in values(stands)])
        f.group, f.reference = g, OVERALL
        f.worse = harmed(p, m, stands[g][2].value, o.value, g, OVERALL)
        return f
    return find


def mean_pairwise(p, m, i=0):
    stands = survey(p, m)
    f = Finding(stands)
    f.reason = f.whole(m, p)
    if not f.reason:
        d = [abs(a - b) for (_, a), (_, b) in
             itertools.combinations(values(stands), 2)]
        f.value = sum(d) / F(len(d))
    return f


def variance(p, m, i=0):
    stands = survey(p, m)
    f = Finding(stands)
    f.reason = f.whole(m, p)
    if f.reason:
        return f
    vs = [(p.groups[k].s(ALL), v) for k, v in values(stands)]
    size = sum(n for n, _ in vs)
    if size == 0:
        f.reason = ZERO_WEIGHT
        return f
    mean = sum(n * v for n, v in vs) / size
    f.value = sum(n * (v - mean) ** 2 for n, v in vs) / size
    return f


def all_pairs(p, m, i):
    stands = survey(p, m)
    f = Finding(stands)
    a, b = list(itertools.combinations(range(len(p.groups)), 2))[i]
    f.group, f.reference = b, a
    if m.needs & ~p.given:
        f.reason = NOT_APPLICABLE
        return f
    how, why, own = stands[b]
    f.reason = reference_reason(*stands[a][:2]) if how == COMPARED else \
        why if how == LEFT else IN_GROUP
    if not f.reason:
        x, y = own.value, stands[a][2].value
        f.value, f.worse = x - y, harmed(p, m, x, y, b, a)
    return f


def stratum_total(s):
    total = None
    for c in s.values():
        total = c if total is None else total.plus(c)
    return total


def standardized(kind):
    def find(p, m, i=0):
        stands = survey(p, m)
        if not p.strata:
            f = Finding(stands)
            f.reason = NOT_APPLICABLE
            return f
        size = p.total.s(ALL)
        for g, (how, why, r) in enumerate(stands):
            if how != COMPARED:
                continue
            total, ok = F(0), size > 0
            for s in p.strata:
                t = stratum_total(s)
                one = compute(m, s[g], t, p.given) if g in s else None
                if one is None or one.reason:
                    ok = False
                    break
                total += t.s(ALL) * one.value
            if ok:
                r.value = total / size
            else:
                stands[g] = (LEFT if p.skip else UNDEFINED, IN_GROUP, r)
        return extremes(kind)(p, m, 0, stands)
    return find


COMPARISONS = {
    "difference": (extremes("difference"), "one"),
    "difference_to_reference": (to_reference("difference"), "group"),
    "difference_to_overall": (to_overall("difference"), "one"),
    "ratio": (extremes("ratio"), "one"),
    "ratio_to_reference": (to_reference("ratio"), "group"),
    "ratio_to_overall": (to_overall("ratio"), "one"),
    "group_min": (extremes("min"), "one"),
    "group_max": (extremes("max"), "one"),
    "mean_pairwise_difference": (mean_pairwise, "one"),
    "weighted_variance": (variance, "one"),
    "all_pairs": (all_pairs, "pair"),
    "standardized_difference": (standardized("difference"), "one"),
    "standardized_ratio": (standardized("ratio"), "one"),
}


def one(metric, comparison):
    return lambda p: COMPARISONS[comparison][0](p, BY_NAME[metric])


def both(p, ms):
    """Standing in two metrics together."""
    out = []
    for i in range(len(p.groups)):
        s = [p.standing(m, i) for m in ms]
        hows = [x[0] for x in s]
        how = UNDEFINED if UNDEFINED in hows else LEFT if LEFT in hows \
            else COMPARED
        out.append((how, BELOW if BELOW in [x[1] for x in s] else 0, None))
    return out


def copy_groups(f, part):
    f.group, f.reference, f.worse = part.group, part.reference, part.worse


def worst(a, b, comparison):
    def find(p):
        ms = [BY_NAME[a], BY_NAME[b]]
        f = Finding(both(p, ms))
        x, y = (COMPARISONS[comparison][0](p, m) for m in ms)
        f.reason = x.reason or y.reason
        if f.reason:
            return f
        second = y.value > x.value if comparison == "difference" else \
            y.value < x.value
        f.value = y.value if second else x.value
        copy_groups(f, y if second else x)
        return f
    return find


def mean_of_gaps(p):
    ms = [BY_NAME["true_positive_rate"], BY_NAME["false_positive_rate"]]
    f = Finding(both(p, ms))
    x, y = (COMPARISONS["difference"][0](p, m) for m in ms)
    f.reason = x.reason or y.reason
    if f.reason:
        return f
    f.value = (x.value + y.value) / 2
    if (x.group, x.reference) == (y.group, y.reference):
        copy_groups(f, x)
        if x.worse != y.worse:
            f.worse = NO
    return f


def average_odds(p):
    ms = [BY_NAME["true_positive_rate"], BY_NAME["false_positive_rate"]]
    stands = both(p, ms)
    f = Finding(stands)
    f.reason = f.whole(Metric("", B, 0, [], None), p)
    if f.reason:
        return f
    best = None
    for i, s in enumerate(stands):
        if s[0] != COMPARED:
            continue
        x, y = (COMPARISONS["difference_to_reference"][0](p, m, i)
                for m in ms)
        if x.reason or y.reason:
            f.reason = x.reason or y.reason
            return f
        v = (x.value + y.value) / 2
        if best is None or abs(v) > best:
            best, f.value, f.group = abs(v), v, i
            f.reference = x.reference if x.reference == y.reference else NO
            f.worse = harmed(p, ms[0], v, 0, i, f.reference)
    return f


def impact(limit):
    def find(p):
        m = BY_NAME["rejection_rate" if p.negative else "selection_rate"]
        stands = survey(p, m)
        f = Finding(stands)
        f.reason = f.whole(m, p)
        if f.reason:
            return f
        real = [x for x in values(stands) if not p.missing[x[0]]]
        if not real:
            f.reason = SINGLE
            return f
        (g, low), (r, high) = lowest(values(stands)), highest(real)
        f.group, f.reference = g, r
        f.worse = harmed(p, m, low, high, g, r)
        if high == 0:
            f.reason = ZERO_REF
            return f
        f.value = low / high
        if limit:
            f.within = 1 if f.value >= limit else -1
        return f
    return find


def disparity(p):
    m = BY_NAME["rejection_rate" if p.negative else "selection_rate"]
    stands = survey(p, m)
    f = Finding(stands)
    f.reason = f.whole(m, p) if p.strata else NOT_APPLICABLE
    accepted, rejected = (ALLREJ, ALLSEL) if p.negative else (ALLSEL, ALLREJ)
    for s in p.strata:
        t = stratum_total(s)
        for slots, why in ((ALLSEL, NONE_SEL), (ALLREJ, NONE_REJ)):
            if not f.reason and t.s(slots) == 0:
                f.reason = ZERO_WEIGHT if t.n(slots) else why
    if f.reason:
        return f
    best = None
    for g, stand in enumerate(stands):
        if stand[0] != COMPARED:
            continue
        v = F(0)
        for s in p.strata:
            t, c = stratum_total(s), s.get(g, ZERO)
            v += t.s(ALL) * (c.s(rejected) / t.s(rejected) -
                             c.s(accepted) / t.s(accepted))
        v /= p.total.s(ALL)
        if best is None or abs(v) > best:
            best, f.value, f.group = abs(v), v, g
    f.worse = f.group if f.value > 0 else NO
    return f


CRITERIA = {
    "demographic_parity_difference": one("selection_rate", "difference"),
    "demographic_parity_ratio": one("selection_rate", "ratio"),
    "impact_ratio": impact(None),
    "equal_opportunity_difference": one("true_positive_rate", "difference"),
    "equal_opportunity_ratio": one("true_positive_rate", "ratio"),
    "predictive_equality_difference":
        one("false_positive_rate", "difference"),
    "predictive_equality_ratio": one("false_positive_rate", "ratio"),
    "equalized_odds_difference":
        worst("true_positive_rate", "false_positive_rate", "difference"),
    "equalized_odds_ratio":
        worst("true_positive_rate", "false_positive_rate", "ratio"),
    "average_odds_difference": average_odds,
    "average_absolute_odds_difference": mean_of_gaps,
    "predictive_parity_difference":
        one("positive_predictive_value", "difference"),
    "predictive_parity_ratio": one("positive_predictive_value", "ratio"),
    "conditional_use_accuracy_difference":
        worst("positive_predictive_value", "negative_predictive_value",
              "difference"),
    "overall_accuracy_difference": one("accuracy", "difference"),
    "treatment_equality_difference": one("treatment_ratio", "difference"),
    "conditional_demographic_disparity": disparity,
    "four_fifths": impact(F(4, 5)),
}
