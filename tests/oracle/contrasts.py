# SPDX-License-Identifier: MIT
"""Intervals of what is between a group and a reference, and of sums of rates:
signed criteria, standardised rates, means and variances over groups, bins of
scores.

MOVER: bounds of a sum of factors times values are the roots of the sums of
squares of factors times how far the values' own bounds are (Zou and Donner
2008).
"""

from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, permutations

from . import (calibration, comparisons, delong, intervals, metrics, moments,
               ratios)
from . import tally as t
from .intervals import decimal

INFINITE = Decimal("Infinity")


@lru_cache(None)
def z_of(chance):
    return intervals.normal_quantile(1 - chance)


def half_of(grouping):
    return (1 - Fraction(grouping.context.confidence)) / 2


def bounded(value, n, z):
    return decimal(value), *intervals.wilson(value, n, z)


def mover(terms):
    """terms: (factor, (value, lower, upper))."""
    value = sum(f * x for f, (x, _, _) in terms)
    low = sum((f * (x - (l if f > 0 else u))) ** 2 for f, (x, l, u) in terms)
    high = sum((f * ((u if f > 0 else l) - x)) ** 2 for f, (x, l, u) in terms)
    return value - low.sqrt(), value + high.sqrt()


# ---- a group and its reference ----

def is_chosen(grouping, field):
    """By its value."""
    mode = grouping.context.reference
    return mode in ("best", "worst") and field.better in (metrics.HIGHER,
                                                          metrics.LOWER)


def other_of(grouping, field, key, reference):
    """The value of what is independent of the group, and the group's part of
    what it is held against; None where the group is all there is."""
    if reference not in (comparisons.OVERALL, comparisons.REST):
        return field.values[reference], Fraction(0)
    rest = grouping.value(field.metric,
                          grouping.overall.minus(grouping.groups[key]))
    if rest.reason:
        return None, None
    if reference == comparisons.REST:
        return rest, Fraction(0)
    own, every = field.values[key].denominator, field.overall.denominator
    if field.metric == "scoring_rate":  # of all rows
        own, every = grouping.groups[key].w(), grouping.overall.w()
    return rest, own / every


def ratio_to_part(own, other, share):
    """own / (share own + (1 - share) other), whose bounds are where the
    ratio of both has its own."""
    def of(r):
        if r is INFINITE:
            return 1 / share
        return r / (share * r + 1 - share)
    share = decimal(share)
    if other[0] == 0:  # infinite, bounded the other way round
        low, high = intervals.mover_ratio(other, own)
        return 1 / (share + (1 - share) * high), 1 / share
    low, high = intervals.mover_ratio(own, other)
    return of(low), of(high)


def of_parts(finding, z, ratio, shared):
    field, grouping = finding.field, finding.field.grouping
    group, reference = finding.group, finding.reference
    one = grouping.groups[group]
    two = grouping.groups[reference] if reference != comparisons.REST \
        else grouping.overall.minus(one)
    values = field.values[group].value, metrics.evaluate(
        finding.metric, two, grouping.overall, grouping.context).value
    both = [(decimal(value), *map(Decimal, found))
            for tally, value in zip((one, two), values)
            if (found := ratios.interval(tally, finding.metric, z))]
    if len(both) < 2:
        return None, None
    join = intervals.mover_ratio if ratio else intervals.mover_difference
    found = join(*both)
    return found, found and (shared or "score")


def to_reference(finding):
    """(interval, method)"""
    field, grouping = finding.field, finding.field.grouping
    group, reference = finding.group, finding.reference
    ratio = finding.comparison == "ratio_to_reference"
    if finding.reason or group == reference:
        return None, None
    z, shared = grouping.context.z, None
    if is_chosen(grouping, field) and len(field.compared) > 2:
        z = z_of(half_of(grouping) / (len(field.compared) - 1))
        shared = "simultaneous"
    if finding.metric == "roc_auc":
        if ratio or reference == comparisons.OVERALL:
            return None, None
        other = grouping.groups[reference] if reference != comparisons.REST \
            else grouping.overall.minus(grouping.groups[group])
        found = delong.difference(
            *([(*row, many) for row, many in tally.scores.items()]
              for tally in (grouping.groups[group], other)), z)
        return found, found and (shared or "delong")
    if finding.metric in moments.NAMES:
        if reference == comparisons.OVERALL:
            return None, None
        other = grouping.groups[reference] if reference != comparisons.REST \
            else grouping.overall.minus(grouping.groups[group])
        known = [moments.of(grouping, finding.metric, tally)
                 for tally in (grouping.groups[group], other)]
        bounds = [k.at(z) for k in known]
        if None in bounds or (ratio and bounds[1][1] <= 0):
            return None, None
        found = (intervals.mover_ratio if ratio
                 else intervals.mover_difference)(*bounds)
        return found, shared or known[0].method
    if finding.metric in ratios.KINDS:
        if reference == comparisons.OVERALL:
            return None, None
        return of_parts(finding, z, ratio, shared)
    if not metrics.is_rate(finding.metric):
        return None, None
    own = field.values[group]
    other, share = other_of(grouping, field, group, reference)
    if other is None:
        return None, None
    own, other = (bounded(v.value, v.effective_n, z) for v in (own, other))
    if not ratio:
        found = intervals.mover_difference(own, other)
        return [(1 - decimal(share)) * end for end in found], \
            shared or "newcombe"
    found = ratio_to_part(own, other, share) if share \
        else intervals.mover_ratio(own, other)
    return found, shared or "mover_r"


def to_overall(finding):
    """Each group either way: towards parity these share the level."""
    field, grouping = finding.field, finding.field.grouping
    if not metrics.is_rate(finding.metric):
        return None
    half = half_of(grouping)
    levels = half / (2 * len(field.compared)), half
    difference = finding.comparison == "difference_to_overall"
    near, far = [], []
    for key in field.compared:
        other, share = other_of(grouping, field, key, comparisons.OVERALL)
        if other is None:
            continue
        for level, into in zip(levels, (near, far)):
            own, rest = (bounded(v.value, v.effective_n, z_of(level))
                         for v in (field.values[key], other))
            if difference:
                into.append([(1 - decimal(share)) * end for end in
                             intervals.mover_difference(own, rest)])
            else:
                into.append(ratio_to_part(own, rest, share))
    if difference:
        return (max([Decimal(0), *(max(l, -u) for l, u in near)]),
                max([Decimal(0), *(max(u, -l) for l, u in far)]))
    return (min([Decimal(1), *(min(l, 1 / u) for l, u in far)]),
            min([Decimal(1), *(min(u, 1 / l if l > 0 else INFINITE)
                               for l, u in near)]))


# ---- signed criteria ----

ODDS = ("true_positive_rate", "false_positive_rate")


def odds_terms(grouping, key):
    """(factor, value, n) of the mean of two differences; [] where it is its
    own reference in both."""
    terms = []
    for field in map(grouping.field, ODDS):
        reference = grouping.reference(field, key)
        if reference == key:
            continue
        other, share = other_of(grouping, field, key, reference)
        if other is None:
            return None
        own, half = field.values[key], (1 - share) / 2
        terms += [(half, own.value, own.effective_n),
                  (-half, other.value, other.effective_n)]
    return terms


def odds_claims(grouping):
    """How many means may be the one that is named."""
    fields = [grouping.field(m) for m in ODDS]
    both = [k for k in fields[0].compared if k in fields[1].compared]
    if is_chosen(grouping, fields[0]):
        return len(both) * len(fields[0].compared) * len(fields[1].compared)
    return sum(any(grouping.reference(f, k) != k for f in fields)
               for k in both)


def strata_terms(grouping, key):
    """A group that a stratum has no row of has none of its decisions."""
    good, bad = t.SELECTED, t.REJECTED
    if grouping.context.favourable == "negative":
        good, bad = bad, good
    whole, terms = grouping.overall.w(), []
    for stratum in grouping.strata():
        own, all_rows = stratum.groups.get(key, t.Tally()), stratum.overall
        for cells, sign in ((bad, 1), (good, -1)):
            terms.append((sign * all_rows.w() / whole,
                          own.w(cells) / all_rows.w(cells),
                          all_rows.effective_n(cells)))
    return terms


def at(terms, z):
    return mover([(decimal(f), bounded(value, n, z))
                  for f, value, n in terms])


def signed(finding, name, grouping):
    """Of the group that is named, at a level that all share."""
    if name == "average_odds_difference":
        terms, claims = odds_terms(grouping, finding.group), \
            odds_claims(grouping)
    else:
        terms = strata_terms(grouping, finding.group)
        claims = len(finding.field.compared)
    return at(terms, z_of(half_of(grouping) / claims)) if terms else None


def signed_p(name, grouping):
    """(claims, the least z, over all groups, at which an interval ends at what
    half a row makes of the sum)."""
    if name == "average_odds_difference":
        fields = [grouping.field(m) for m in ODDS]
        keys = [k for k in fields[0].compared if k in fields[1].compared]
        every = [odds_terms(grouping, k) for k in keys]
        claims = odds_claims(grouping)
    else:
        keys = grouping.field("selection_rate").compared
        every = [strata_terms(grouping, k) for k in keys]
        claims = len(keys)
    furthest = Decimal(0)
    for terms in filter(None, every):
        low, high = Decimal(0), Decimal(40)
        half = max(decimal(abs(f) / n) for f, _, n in terms) / 2
        for _ in range(60):
            z = (low + high) / 2
            ends = at(terms, z)
            if ends[0] > half or ends[1] < -half:
                low = z
            else:
                high = z
        furthest = max(furthest, low)
    return claims, furthest


# ---- standardised rates ----

class Standard:
    """A group's rate, with the strata's shares of all rows."""

    def __init__(self, grouping, metric, key):
        self.terms, whole = [], grouping.overall.w()
        for stratum in grouping.strata():
            found = stratum.value(metric, stratum.groups[key])
            self.terms.append((stratum.overall.w() / whole, found.value,
                               found.effective_n))
        self.value = decimal(sum(f * v for f, v, _ in self.terms))
        self.n = 1

    def at(self, z):
        low, high = at(self.terms, z)
        return self.value, max(low, Decimal(0)), min(high, Decimal(1))


# ---- all groups ----

MOST_PAIRED = 64


def mean_pairwise(rates, value, out):
    """rates: what has a value and bounds at z."""
    k = len(rates)
    pairs = k * (k - 1) // 2
    if k <= MOST_PAIRED:
        near = [r.at(z_of(out / (k * (k - 1)))) for r in rates]
        low = sum(max(Decimal(0), intervals.mover_difference(a, b)[0])
                  for a, b in permutations(near, 2))
    else:
        near = [r.at(z_of(out / (2 * k))) for r in rates]
        mean = sum(v for v, _, _ in near) / k
        low = sum((l - mean) + (mean - u) for _, l, _ in near
                  for _, _, u in near if l > mean and u < mean)
    far = [max(v - l, u - v) ** 2 for v, l, u in
           (r.at(z_of(out)) for r in rates)]
    factors = [(Decimal(2 * i - k + 1) / pairs) ** 2 for i in range(k)]
    # How far one of all sums gets: by the largest factor, or the largest gap.
    squares = min((Decimal(2) / k) ** 2 * sum(far), sum(factors) * max(far))
    return low / pairs, decimal(value) + squares.sqrt()


def variance(rates, sizes, value, out):
    total = decimal(sum(sizes))
    z = z_of(out)
    gaps = [max(v - l, u - v) for v, l, u in (r.at(z) for r in rates)]
    far = max(decimal(s) / total * g * g for s, g in zip(sizes, gaps)).sqrt()
    root = decimal(value).sqrt()
    chance = chi_square_quantile(out, len(rates) - 1).sqrt()
    least = max(Decimal(0), root - far / z * chance)
    return least ** 2, (root + far) ** 2


@lru_cache(None)
def chi_square_quantile(above, df):
    """What lies so much above, by halving, from the series of the incomplete
    gamma function."""
    def gamma_of_half(n):
        value, start = (Decimal(1), 2) if n % 2 == 0 else \
            (intervals.machin().sqrt(), 1)
        for k in range(start, n, 2):
            value *= Decimal(k) / 2
        return value

    def below(x):
        a, term, total, k = Decimal(df) / 2, Decimal(1), Decimal(1), 0
        while term > Decimal(10) ** -60 * total:
            k += 1
            term *= (x / 2) / (a + k)
            total += term
        return (x / 2) ** a * (-x / 2).exp() * total / (
            a * gamma_of_half(df))
    with localcontext() as context:
        context.prec = 70
        low, high = Decimal(0), Decimal(10 * df + 200)
        for _ in range(120):
            middle = (low + high) / 2
            if 1 - below(middle) > decimal(above):
                low = middle
            else:
                high = middle
        return low


def spread(finding, rates):
    field, grouping = finding.field, finding.field.grouping
    out = half_of(grouping)
    rates = [rates[k] for k in field.compared]
    if finding.comparison == "mean_pairwise_difference":
        return mean_pairwise(rates, finding.value, out)
    sizes = [grouping.groups[k].w() for k in field.compared]
    low, high = variance(rates, sizes, finding.value, out)
    if finding.metric in ratios.KINDS:
        return low, high
    return low, min(high, moments.width(finding.metric) ** 2 / 4)


# ---- bins of scores ----

def parts(rows, n):
    """{number of the bin: (rate, effective n, mean score, weight, rows)}"""
    out = {}
    for number, part in calibration.numbered("equal_width", rows, n,
                                             rows).items():
        w, p, s = calibration.sums(part)
        squares = sum(Fraction(r[2]) ** 2 * r[3] for r in part)
        out[number] = (p / w, w * w / squares, s / w, w,
                       sum(r[3] for r in part))
    return out


def sufficiency(groups, n, min_count, out):
    bins = {}
    for rows in groups.values():
        for number, part in parts(rows, n).items():
            if part[4] >= min_count:
                bins.setdefault(number, []).append(part)
    assert all(len(found) <= MOST_PAIRED for found in bins.values())
    pairs = [pair for found in bins.values()
             for pair in combinations(found, 2)]

    def furthest(level, end):
        found = [Decimal(0)]
        for a, b in pairs:
            a, b = (bounded(p[0], p[1], z_of(level)) for p in (a, b))
            found += [intervals.mover_difference(a, b)[end],
                      intervals.mover_difference(b, a)[end]]
        return max(found)
    return furthest(out / (2 * len(pairs)), 0), furthest(out, 1)


def multicalibration(groups, n, whole, out):
    found = [part for rows in groups.values()
             for part in parts(rows, n).values()]
    low = high = Decimal(0)
    for rate, rows, score, weight, _ in found:
        part, score = decimal(weight / whole), decimal(score)
        _, l, u = bounded(rate, rows, z_of(out / (2 * len(found))))
        low = max(low, part * (l - score), part * (score - u))
        _, l, u = bounded(rate, rows, z_of(out))
        high = max(high, part * (u - score), part * (score - l))
    return low, high


def of_bins(finding, name, grouping):
    from . import scores
    groups = {k: scores.of(grouping.groups[k].scores)
              for k in finding.field.compared}
    context = grouping.context
    if name == "sufficiency_gap":
        return sufficiency(groups, context.bins, context.min_count or 0,
                           half_of(grouping))
    every = calibration.known(scores.of(grouping.overall.scores))
    return multicalibration(groups, context.bins,
                            scores.weight(every, 0, 1), half_of(grouping))
