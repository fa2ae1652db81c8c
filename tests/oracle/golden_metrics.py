# SPDX-License-Identifier: MIT
"""Metrics and how groups stand, in exact rationals, from the definitions.

A value that is a root (Matthews) is a rational within 2^-400 of it.
"""
import math
from fractions import Fraction as F

NO, OVERALL, REST = -1, -2, -3
DEFINED, NO_ROWS, NO_POS, NO_NEG, NONE_SEL, NONE_REJ, ZERO_WEIGHT, \
    ZERO_DEN, SINGLE, CLASS, BELOW, ZERO_REF, IN_GROUP, NOT_APPLICABLE = \
    range(14)
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
