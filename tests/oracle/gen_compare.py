# SPDX-License-Identifier: MIT
"""Golden values for tests/metric and tests/compare, in exact rationals.

Writes tests/compare/golden.inc: populations of groups (all edge tables and
random ones), and what every metric, comparison and criterion gives there.
Written from the definitions; a value that is a root (Matthews) is a rational
within 2^-400 of it.

    python3 tests/oracle/gen_compare.py > tests/compare/golden.inc
"""
import itertools
import math
import random
from fractions import Fraction as F

NO, OVERALL, REST = -1, -2, -3
DEFINED, NO_ROWS, NO_POS, NO_NEG, NONE_SEL, NONE_REJ, ZERO_WEIGHT, \
    ZERO_DEN, SINGLE, CLASS, BELOW, ZERO_REF, IN_GROUP, NOT_APPLICABLE = range(14)
COMPARED, UNDEFINED, LEFT = range(3)
LABEL, DECISION, WEIGHT, BASELINE, COSTS, UTILITIES = 1, 2, 4, 8, 16, 32
TP, FP, FN, TN, US, UR = range(6)
POS, NEG, SEL, REJ, LAB = {TP, FN}, {FP, TN}, {TP, FP}, {FN, TN}, \
    {TP, FP, FN, TN}
ALL, ALLSEL, ALLREJ = LAB | {US, UR}, SEL | {US}, REJ | {UR}
C_FP, C_FN, U = F(1), F(5, 2), (F(1), F(-2), F(-1, 2), F(1, 4))


def root(x):
    """Square root of a rational, within 2^-400."""
    scale = 1 << 900
    whole = x * scale
    r = math.isqrt(whole.numerator // whole.denominator)
    exact = math.isqrt(x.numerator) ** 2 == x.numerator and \
        math.isqrt(x.denominator) ** 2 == x.denominator
    if exact:
        return F(math.isqrt(x.numerator), math.isqrt(x.denominator))
    return F(r, 1 << 450)


class Counts:
    def __init__(self, rows, w=None, w2=None):
        self.rows, self.w, self.w2 = rows, w, w2

    def n(self, slots):
        return sum(self.rows[s] for s in slots)

    def s(self, slots):
        return F(sum((self.w or self.rows)[s] for s in slots))

    def s2(self, slots):
        return F(sum((self.w2 or self.rows)[s] for s in slots))

    def plus(self, o, sign=1):
        def add(a, b):
            return None if a is None else [x + sign * y
                                           for x, y in zip(a, b)]
        return Counts(add(self.rows, o.rows), add(self.w, o.w),
                      add(self.w2, o.w2))


ZERO = Counts([0] * 6)


class Metric:
    """dens: what may not be zero, with the reason; those with proper=True are
    denominators of rates.  value(c, total)."""

    def __init__(self, name, needs, orientation, dens, value, low=0,
                 share=False, extra=()):
        self.name, self.needs, self.orientation = name, needs, orientation
        self.dens, self.value, self.low = dens, value, low
        self.share, self.extra = share, extra


P_, N_, PP_, PN_ = (POS, NO_POS), (NEG, NO_NEG), (SEL, NONE_SEL), \
    (REJ, NONE_REJ)
W_ = (LAB, NO_ROWS)
B = LABEL | DECISION
NEUTRAL, HIGH, LOW, SELB, REJB = range(5)


def div(a, b):
    return lambda c, t: c.s(a) / c.s(b)


def phi(c, t):
    tp, fp, fn, tn = (c.s({k}) for k in range(4))
    top = tp * tn - fp * fn
    r = root(top * top / (c.s(POS) * c.s(NEG) * c.s(SEL) * c.s(REJ)))
    return r if top >= 0 else -r


METRICS = [
    Metric("count", 0, NEUTRAL, [], lambda c, t: c.s(ALL)),
    Metric("count_share", 0, NEUTRAL, [(ALL, NO_ROWS)],
           lambda c, t: c.s(ALL) / t.s(ALL), share=True),
    Metric("base_rate", LABEL, NEUTRAL, [W_], div(POS, LAB)),
    Metric("selection_rate", DECISION, SELB, [(ALL, NO_ROWS)],
           div(ALLSEL, ALL)),
    Metric("true_positive_rate", B, SELB, [P_], div({TP}, POS)),
    Metric("false_positive_rate", B, SELB, [N_], div({FP}, NEG)),
    Metric("true_negative_rate", B, REJB, [N_], div({TN}, NEG)),
    Metric("false_negative_rate", B, REJB, [P_], div({FN}, POS)),
    Metric("positive_predictive_value", B, HIGH, [PP_], div({TP}, SEL)),
    Metric("negative_predictive_value", B, HIGH, [PN_], div({TN}, REJ)),
    Metric("false_discovery_rate", B, LOW, [PP_], div({FP}, SEL)),
    Metric("false_omission_rate", B, LOW, [PN_], div({FN}, REJ)),
    Metric("accuracy", B, HIGH, [W_], div({TP, TN}, LAB)),
    Metric("error_rate", B, LOW, [W_], div({FP, FN}, LAB)),
    Metric("balanced_accuracy", B, HIGH, [P_, N_], lambda c, t: (
        c.s({TP}) / c.s(POS) + c.s({TN}) / c.s(NEG)) / 2),
    Metric("f1_score", B, HIGH, [({TP, FP, FN}, ZERO_DEN)], lambda c, t:
           2 * c.s({TP}) / (c.s(POS) + c.s(SEL))),
    Metric("threat_score", B, HIGH, [({TP, FP, FN}, ZERO_DEN)],
           div({TP}, {TP, FP, FN})),
    Metric("matthews_correlation", B, HIGH, [P_, N_, PP_, PN_], phi, low=-1),
    Metric("informedness", B, HIGH, [P_, N_], lambda c, t:
           c.s({TP}) / c.s(POS) - c.s({FP}) / c.s(NEG), low=-1),
    Metric("markedness", B, HIGH, [PP_, PN_], lambda c, t:
           c.s({TP}) / c.s(SEL) - c.s({FN}) / c.s(REJ), low=-1),
    Metric("positive_likelihood_ratio", B, NEUTRAL, [P_, N_], lambda c, t:
           (c.s({TP}) / c.s(POS)) / (c.s({FP}) / c.s(NEG)),
           extra=[({FP}, ZERO_DEN)]),
    Metric("negative_likelihood_ratio", B, NEUTRAL, [P_, N_], lambda c, t:
           (c.s({FN}) / c.s(POS)) / (c.s({TN}) / c.s(NEG)),
           extra=[({TN}, ZERO_DEN)]),
    Metric("diagnostic_odds_ratio", B, NEUTRAL, [P_, N_], lambda c, t:
           c.s({TP}) * c.s({TN}) / (c.s({FP}) * c.s({FN})),
           extra=[({FP}, ZERO_DEN), ({FN}, ZERO_DEN)]),
    Metric("treatment_ratio", B, REJB, [({FP}, ZERO_DEN)], div({FN}, {FP})),
    Metric("conditional_acceptance", B, NEUTRAL, [PP_], div(POS, SEL)),
    Metric("conditional_rejection", B, NEUTRAL, [PN_], div(NEG, REJ)),
    Metric("predicted_positive_share", DECISION, NEUTRAL,
           [(ALLSEL, NONE_SEL)], lambda c, t: c.s(ALLSEL) / t.s(ALLSEL),
           share=True),
    Metric("expected_cost", B | COSTS, LOW, [W_], lambda c, t:
           (C_FP * c.s({FP}) + C_FN * c.s({FN})) / c.s(LAB)),
    Metric("utility", B | UTILITIES, HIGH, [W_], lambda c, t:
           sum(u * c.s({k}) for k, u in enumerate(U)) / c.s(LAB), low=-9),
    Metric("rejection_rate", DECISION, REJB, [(ALL, NO_ROWS)],
           div(ALLREJ, ALL)),
]
BY_NAME = {m.name: m for m in METRICS}
PRECEDENCE = [ZERO_WEIGHT, NO_POS, NO_NEG, NONE_SEL, NONE_REJ, NO_ROWS,
              ZERO_DEN]


class Result:
    pass


def compute(m, c, total, given):
    r = Result()
    r.reason, r.value, r.n, r.min_n, r.sum, r.eff = \
        NOT_APPLICABLE, None, 0, 0, F(0), F(0)
    if m.needs & ~given:
        return r
    at = total if m.share else c
    slots = set().union(*(d for d, _ in m.dens)) if m.dens else ALL
    r.n, r.sum = at.n(slots), at.s(slots)
    r.min_n = min([at.n(d) for d, _ in m.dens], default=r.n)
    r.eff = r.sum ** 2 / at.s2(slots) if at.s2(slots) else F(0)
    reasons = [ZERO_WEIGHT if at.n(d) else why
               for d, why in [*m.dens, *m.extra] if at.s(d) == 0]
    r.reason = min(reasons, key=PRECEDENCE.index, default=DEFINED)
    if r.reason == DEFINED:
        r.value = m.value(c, total)
    return r


class Population:
    def __init__(self, name, groups, missing=(), given=B, strata=(), **rules):
        self.name, self.groups, self.given = name, groups, given
        self.missing = [i in missing for i in range(len(groups))]
        self.total = ZERO if not groups else groups[0]
        for g in groups[1:]:
            self.total = self.total.plus(g)
        self.strata = strata  # each {group: Counts}
        self.rules = dict(reference="largest", named=NO, negative=0, skip=0,
                          set_aside=0, min_count=0, min_share=0.0) | rules

    def __getattr__(self, name):
        return self.__dict__["rules"][name]

    def standing(self, m, i):
        r = compute(m, self.groups[i], self.total, self.given)
        if r.reason == NOT_APPLICABLE:
            return UNDEFINED, r.reason, r
        if self.set_aside and self.missing[i]:
            return LEFT, NOT_APPLICABLE, r
        rows, total = self.groups[i].n(ALL), self.total.n(ALL)
        if r.min_n < self.min_count or (
                self.min_share and
                F(rows, total) < F(str(self.min_share))):
            return LEFT, BELOW, r
        if r.reason == DEFINED:
            return COMPARED, DEFINED, r
        return (LEFT if self.skip else UNDEFINED), r.reason, r

    def direction(self, m):
        flip = -1 if self.negative else 1
        return [0, 1, -1, flip, -flip][m.orientation]

    def reference_of(self, m):
        if self.named != NO:
            return self.named
        if self.reference in ("overall", "rest"):
            return OVERALL if self.reference == "overall" else REST
        real = [i for i in range(len(self.groups)) if not self.missing[i]]
        better = self.direction(m)
        if self.reference == "largest" or better == 0:
            return max(real, key=lambda i: self.groups[i].n(ALL), default=NO)
        sign = better if self.reference == "best" else -better
        real = [i for i in real if self.standing(m, i)[0] == COMPARED]
        return max(real, key=lambda i: sign * self.standing(m, i)[2].value,
                   default=NO)


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

# Populations -----------------------------------------------------------------

R = random.Random(20261124)


def table(*rows):
    return Counts(list(rows) + [0] * (6 - len(rows)))


def random_table(most=12, unlabelled=0):
    return Counts([R.randint(0, most) for _ in range(4)] +
                  [R.randint(0, unlabelled) for _ in range(2)])


def random_weighted(most=5, none=0.1):
    """A table of rows with weights that are exact in binary."""
    rows, w, w2 = [], [], []
    for _ in range(6):
        k = R.randint(0, most)
        v = [F(R.choice((0, 1, 3, 5, 7, 12)), 8) for _ in range(k)]
        if R.random() < none:
            v = [F(0)] * k
        rows.append(k)
        w.append(sum(v, F(0)))
        w2.append(sum((x * x for x in v), F(0)))
    return Counts(rows, w, w2)


def with_strata(name, strata, **rules):
    n = 1 + max(g for s in strata for g in s)
    weighted = any(c.w for s in strata for c in s.values())
    zero = Counts([0] * 6, [F(0)] * 6, [F(0)] * 6) if weighted else ZERO
    groups = [zero] * n
    for s in strata:
        for g, c in s.items():
            groups[g] = groups[g].plus(c)
    return Population(name, groups, strata=strata, **rules)


COMPAS = [table(1369, 805, 532, 990), table(6, 2, 3, 21),
          table(505, 349, 461, 1139), table(103, 87, 129, 318),
          table(9, 3, 1, 5), table(43, 36, 90, 208)]
BIG = (1 << 60) + 12345


def populations():
    yield Population("compas", COMPAS, negative=1, named=2)
    yield Population("compas rest", COMPAS[:4], negative=1, reference="rest")
    yield Population("compas overall", COMPAS[:4], reference="overall")
    yield Population("compas best", COMPAS[1:5], reference="best", negative=1)
    yield Population("compas worst", COMPAS[1:5], reference="worst",
                     min_count=10)
    yield Population("min_share", COMPAS[1:4], min_share=0.1)
    yield Population("share exactly", [table(1, 0, 0, 0), table(2, 3, 2, 2)],
                     min_share=0.1)
    yield Population("single group", [table(3, 1, 4, 1)])
    yield Population("no groups", [])
    yield Population("single undefined", [table(0, 1, 0, 1)])
    yield Population("all small", [table(3, 1, 4, 1), table(2, 2, 2, 2)],
                     min_count=100)
    yield Population("one small", [table(30, 10, 40, 10), table(2, 2, 2, 2)],
                     min_count=5)
    yield Population("reference small",
                     [table(2, 200, 1, 200), table(30, 30, 20, 20),
                      table(20, 20, 20, 20)], min_count=5)
    yield Population("no positives", [table(0, 3, 0, 4), table(2, 1, 2, 3)])
    yield Population("no positives, skipped",
                     [table(0, 3, 0, 4), table(2, 1, 2, 3),
                      table(1, 1, 3, 1)], skip=1)
    yield Population("skip leaves one",
                     [table(0, 30, 0, 4), table(2, 1, 2, 3)], skip=1)
    yield Population("no negatives", [table(3, 0, 4, 0), table(2, 1, 2, 3)])
    yield Population("none selected", [table(0, 0, 4, 3), table(2, 1, 2, 3)])
    yield Population("none rejected", [table(4, 3, 0, 0), table(2, 1, 2, 3)])
    yield Population("nobody selected", [table(0, 0, 4, 3),
                                         table(0, 0, 2, 3)])
    yield Population("perfect", [table(4, 0, 0, 3), table(5, 0, 0, 3)])
    yield Population("always wrong", [table(0, 4, 3, 0), table(0, 5, 3, 0)])
    yield Population("identical", [table(1, 2, 3, 4)] * 3)
    yield Population("proportional", [table(1, 2, 3, 4), table(3, 6, 9, 12),
                                      table(7, 14, 21, 28)])
    yield Population("empty group", [table(0, 0, 0, 0), table(3, 6, 9, 12)])
    yield Population("four fifths", [table(2, 2, 3, 3), table(3, 2, 2, 3)])
    yield Population("just below", [table(399, 0, 300, 301),
                                    table(500, 0, 200, 300)])
    yield Population("rejections", [table(3, 3, 2, 2), table(2, 3, 2, 3)],
                     negative=1)
    yield Population("symmetric about overall",
                     [table(1, 1, 2, 2), table(2, 2, 1, 1)])
    yield Population("opposite odds", [table(2, 2, 4, 10), table(3, 1, 3, 11),
                                       table(1, 3, 5, 9)])
    yield Population("odds cancel by thirds",
                     [table(1, 1, 1, 2), table(1, 1, 2, 1),
                      table(2, 2, 2, 4)], named=0)
    yield Population("missing has most",
                     [table(2, 2, 3, 3), table(3, 2, 2, 3),
                      table(50, 50, 5, 5)], missing=(2,))
    yield Population("missing has least",
                     [table(2, 2, 3, 3), table(3, 2, 2, 3),
                      table(1, 1, 5, 5)], missing=(2,), reference="worst")
    yield Population("missing set aside",
                     [table(2, 2, 3, 3), table(3, 2, 2, 3),
                      table(1, 1, 5, 5)], missing=(2,), set_aside=1)
    yield Population("missing only",
                     [table(2, 2, 3, 3), table(3, 2, 2, 3)], missing=(0, 1))
    yield Population("missing named and set aside",
                     [table(2, 2, 3, 3), table(3, 2, 2, 3),
                      table(1, 1, 5, 5)], missing=(2,), set_aside=1, named=2)
    yield Population("unlabelled", [Counts([2, 3, 1, 2, 4, 1]),
                                    Counts([1, 1, 1, 5, 0, 7])])
    yield Population("unlabelled only", [Counts([0, 0, 0, 0, 4, 1]),
                                         Counts([1, 1, 1, 5, 0, 7])])
    yield Population("no decision", [table(0, 0, 3, 4), table(0, 0, 5, 2)],
                     given=LABEL)
    yield Population("no label", [Counts([0, 0, 0, 0, 3, 4]),
                                  Counts([0, 0, 0, 0, 5, 2])], given=DECISION)
    yield Population("costs", [table(3, 1, 4, 1), table(5, 9, 2, 6)],
                     given=B | COSTS | UTILITIES)
    yield Population("2^60", [table(BIG, BIG + 1, BIG + 2, BIG + 3),
                              table(BIG + 1, BIG, BIG + 3, BIG + 2),
                              table(1, 2, 3, 4)])
    z = [F(0)] * 6
    yield Population("zero weight group", [
        Counts([2, 1, 3, 1, 0, 0], z, z), random_weighted(none=0),
        random_weighted(none=0)], given=B | WEIGHT)
    yield Population("zero weight group skipped", [
        Counts([2, 1, 3, 1, 0, 0], z, z), random_weighted(none=0),
        random_weighted(none=0)], given=B | WEIGHT, skip=1)
    yield Population("zero weights", [Counts([2, 1, 3, 1, 1, 1], z, z)] * 2,
                     given=B | WEIGHT)
    yield Population("zero weight positives", [
        Counts([2, 1, 3, 1, 0, 0], [F(0), F(1), F(0), F(2), F(0), F(0)],
               [F(0), F(1), F(0), F(4), F(0), F(0)]),
        random_weighted(none=0)], given=B | WEIGHT)
    for k, ref in enumerate(("largest", "best", "rest", "overall")):
        yield Population(f"weighted {ref}",
                         [random_weighted() for _ in range(3)],
                         given=B | WEIGHT | COSTS | UTILITIES, reference=ref,
                         negative=k % 2)
    for k in range(8):
        n = R.randint(2, 4)
        yield Population(
            f"random {k}", [random_table(R.choice((1, 3, 12, 1000)), k % 3)
                            for _ in range(n)],
            missing=[i for i in range(n) if R.random() < 0.2],
            reference=R.choice(("largest", "best", "worst", "overall",
                                "rest")),
            negative=R.randint(0, 1), skip=R.randint(0, 1),
            min_count=R.choice((0, 0, 3)))
    berkeley = [  # men and women admitted (selected) and rejected, A to F
        ((512, 313), (89, 19)), ((353, 207), (17, 8)), ((120, 205), (202, 391)),
        ((138, 279), (131, 244)), ((53, 138), (94, 299)), ((22, 351), (24, 317))]
    yield with_strata("berkeley", [
        {g: Counts([0, 0, 0, 0, *d[g]]) for g in (0, 1)} for d in berkeley],
        given=DECISION)
    yield with_strata("berkeley, negative", [
        {g: Counts([0, 0, 0, 0, *d[g]]) for g in (0, 1)} for d in berkeley],
        given=DECISION, negative=1)
    yield with_strata("strata", [
        {g: Counts([R.randint(1, 9) for _ in range(6)]) for g in range(3)}
        for _ in range(3)])
    yield with_strata("strata, equal by thirds", [
        {0: table(1, 0, 2, 3), 1: table(2, 0, 1, 3)},
        {0: table(2, 0, 1, 3), 1: table(1, 0, 2, 3)}])
    absent = [{0: table(1, 2, 3, 4), 1: table(2, 2, 2, 1),
               2: table(1, 1, 1, 2)},
              {0: table(2, 2, 1, 1), 2: table(3, 1, 2, 1)}]
    yield with_strata("absent in a stratum", absent)
    yield with_strata("absent in a stratum, skipped", absent, skip=1)
    yield with_strata("none selected in a stratum", [
        {0: table(1, 2, 3, 4), 1: table(2, 2, 2, 1)},
        {0: table(0, 0, 3, 4), 1: table(0, 0, 2, 1)}])
    yield with_strata("none rejected in a stratum", [
        {0: table(1, 2, 0, 0), 1: table(2, 2, 0, 0)},
        {0: table(0, 0, 3, 4), 1: table(0, 1, 2, 1)}], negative=1)
    yield with_strata("weighted strata", [
        {g: random_weighted(none=0) for g in range(2)} for _ in range(3)],
        given=B | WEIGHT)


# Writing ---------------------------------------------------------------------

def number(x):
    if x is None:
        return "0"
    d = float(F(x))
    return str(int(d)) if d == int(d) and abs(d) < 1e6 else d.hex()


def rows_of(c):
    w = [*(c.w or []), *(c.w2 or [])]
    return "{%s}, {%s}" % (", ".join(f"{n}u" if n < 1 << 31 else f"{n}ull"
                                     for n in c.rows),
                           ", ".join(map(number, w)) or "0")


def finding(f):
    return (f"{f.reason}, {number(f.value if not f.reason else None)}, "
            f"{f.group}, {f.reference}, {f.worse}, {f.compared}, "
            f"{f.undefined}, {f.left}, {f.within}")


def chosen(k):
    """Metrics whose comparisons are written: some always, others in turn."""
    always = ["selection_rate", "true_positive_rate", "false_positive_rate"]
    others = [m.name for m in METRICS if m.name not in always]
    step = 3
    return always + [others[(k * step + j) % len(others)]
                     for j in range(step)]


def main():
    tables, strata, scenarios, metrics, comparisons, criteria = ([] for _ in
                                                                 range(6))
    refs = ["largest", "best", "worst", "overall", "rest"]
    for k, p in enumerate(populations()):
        first, first_stratum = len(tables), len(strata)
        for i, g in enumerate(p.groups):
            tables.append(f"{rows_of(g)}, {int(p.missing[i])}, {i}")
        for s in p.strata:
            strata.append(f"{len(tables)}, {len(s)}")
            for g, c in sorted(s.items()):
                tables.append(f"{rows_of(c)}, {int(p.missing[g])}, {g}")
        scenarios.append(
            f'"{p.name}", {first}, {len(p.groups)}, {first_stratum}, '
            f"{len(p.strata)}, {p.given}u, {refs.index(p.reference)}, "
            f"{p.named}, {p.negative}, {p.skip}, {p.set_aside}, "
            f"{p.min_count}, {p.min_share}")
        for m in METRICS:
            for i, c in enumerate([*p.groups, p.total]):
                r = compute(m, c, p.total, p.given)
                i = OVERALL if i == len(p.groups) else i
                metrics.append(
                    f"{k}, {METRICS.index(m)}, {i}, {r.reason}, {number(r.value)}, "
                    f"{r.n}u, {r.min_n}u, {number(r.sum)}, {number(r.eff)}")
        for name in chosen(k):
            for c, (find, shape) in COMPARISONS.items():
                n = len(p.groups)
                n = {"one": 1, "group": n, "pair": n * (n - 1) // 2}[shape]
                for i in range(n):
                    f = find(p, BY_NAME[name], i)
                    comparisons.append(
                        f"{k}, {METRICS.index(BY_NAME[name])}, "
                        f"{list(COMPARISONS).index(c)}, {i}, {finding(f)}")
        for c, find in CRITERIA.items():
            criteria.append(f"{k}, {list(CRITERIA).index(c)}, 0, 0, "
                            + finding(find(p)))
    print("/* SPDX-License-Identifier: MIT\n"
          " * Made by tests/oracle/gen_compare.py: do not edit. */")
    for kind, names in [("metric", METRICS), ("comparison", COMPARISONS),
                        ("criterion", CRITERIA)]:
        print(f"static const char *const {kind}_names[] = {{")
        for name in names:
            print(f'"{getattr(name, "name", name)}",')
        print("};")
    for kind, name, rows in [
            ("golden_table", "golden_tables", tables),
            ("golden_stratum", "golden_strata", strata),
            ("golden_scenario", "golden_scenarios", scenarios),
            ("golden_metric", "golden_metrics", metrics),
            ("golden_finding", "golden_comparisons", comparisons),
            ("golden_finding", "golden_criteria", criteria)]:
        print(f"static const {kind} {name}[] = {{")
        for row in rows:
            print(f"{{{row}}},".replace(", ", ","))
        print("};")


if __name__ == "__main__":
    main()
