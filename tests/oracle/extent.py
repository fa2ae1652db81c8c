# SPDX-License-Identifier: MIT
"""Intervals of what is found by looking at all groups: the largest
difference, the smallest ratio, the lowest and the highest rate.

Towards parity the furthest bound of all ordered pairs (or groups), which share
alpha / 2; away from parity the furthest bound of all, each at alpha / 2.
Over more than 64 groups the ends of Wilson's intervals: each group's two
bounds share the level, and away from parity the two groups that are furthest
apart in truth.
"""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from . import (apart, contrasts, criteria, delong, intervals, metrics,
               moments, ratios, scores)

MOST_PAIRED = 64
INFINITE = Decimal("Infinity")


@lru_cache(None)
def z_of(chance):
    return intervals.normal_quantile(1 - chance)


class Rate:
    def __init__(self, value, n):
        self.value, self.n = intervals.decimal(value), n

    def at(self, z):
        """The value between its bounds."""
        return self.value, *intervals.wilson(self.value, self.n, z)


class Area:
    """The area under a group's ROC curve."""

    def __init__(self, rows):
        self.rows, self.value = rows, intervals.decimal(delong.area(rows)[0])

    def at(self, z):
        found = delong.interval(self.rows, z)
        return found and (self.value, *map(Decimal, found))


def known_of(grouping, metric, key):
    """Of a group: its value, and that between bounds at any z."""
    tally = grouping.groups[key]
    if metric == "roc_auc":
        return Area([(*row, many) for row, many in tally.scores.items()])
    return moments.of(grouping, metric, tally)


class Parts:
    """A ratio or odds of two of a group's rates."""

    def __init__(self, tally, name, value):
        self.tally, self.name = tally, name
        self.value = intervals.decimal(value)

    def at(self, z):
        found = ratios.interval(self.tally, self.name, z)
        return found and (self.value, *map(Decimal, found))


def width(metric):
    return INFINITE if metric in ratios.KINDS else moments.width(metric)


def wilson(r, z):
    return r.at(z)[1:]


def newcombe(a, b, z):
    return intervals.mover_difference(a.at(z), b.at(z))


def ratio_bounds(a, b, z):
    """(0, infinite) where nothing is known of a ratio."""
    bounds = b.at(z)
    if b.value == 0 or bounds[1] <= 0:
        return Decimal(0), Decimal("Infinity")
    return intervals.mover_ratio(a.at(z), bounds)


def of_ends(rates, references, comparison, towards, away):
    wide = z_of(away / 2), z_of(towards / (2 * len(rates)))
    low, high = ([[wilson(r, z) for r in some]
                  for some in (rates, references)] for z in wide)
    if comparison == "difference":
        return (max(l for l, _ in high[1]) - min(u for _, u in high[0]),
                max(u for _, u in low[1]) - min(l for l, _ in low[0]))
    top = max(l for l, _ in high[1])
    return (min(l for l, _ in low[0]) / max(u for _, u in low[1]),
            min(u for _, u in high[0]) / top if top > 0 else Decimal(1))


def rates_of(grouping, metric, field, standardized=False):
    """By group what has a value and bounds; None where one has not."""
    if standardized:
        return {k: contrasts.Standard(grouping, metric, k)
                for k in field.compared}
    if metric == "roc_auc" or metric in moments.NAMES:
        rates = {k: known_of(grouping, metric, k) for k in field.compared}
        return rates if all(r.at(1) for r in rates.values()) else None
    if metric in ratios.KINDS:
        rates = {k: Parts(grouping.groups[k], metric, field.values[k].value)
                 for k in field.compared}
        return rates if all(r.at(1) for r in rates.values()) else None
    rates = {k: Rate(field.values[k].value, field.values[k].effective_n)
             for k in field.compared}
    return rates if all(r.n > 0 for r in rates.values()) else None


def of_metric(grouping, metric, comparison, towards, away, may_refer,
              standardized):
    field = standardized or grouping.field(metric)
    rates = rates_of(grouping, metric, field, standardized)
    if rates is None:
        return None
    if comparison in ("group_min", "group_max"):
        share, full = z_of(towards / len(rates)), z_of(away)
        if comparison == "group_max":
            return (max(wilson(r, share)[0] for r in rates.values()),
                    max(wilson(r, full)[1] for r in rates.values()))
        return (min(wilson(r, full)[0] for r in rates.values()),
                min(wilson(r, share)[1] for r in rates.values()))
    references = [k for k in rates if may_refer(k)]
    pairs = [(rates[a], rates[b]) for a in rates for b in references if a != b]
    if not pairs:
        return None
    if len(rates) > MOST_PAIRED:
        return of_ends(list(rates.values()), [rates[k] for k in references],
                       comparison, towards, away)
    share, full = z_of(towards / len(pairs)), z_of(away)
    if comparison == "difference":
        return (max(newcombe(a, b, share)[0] for a, b in pairs),
                max(newcombe(a, b, full)[1] for a, b in pairs))
    return (min(ratio_bounds(a, b, full)[0] for a, b in pairs),
            min(ratio_bounds(a, b, share)[1] for a, b in pairs))


def plan(finding, name):
    """(metrics, comparison, how parts are put together, who may be what
    others are held against)."""
    anyone = lambda key: True  # noqa: E731
    if name is None:
        return [finding.metric], finding.comparison, "one", anyone
    if name in ("impact_ratio", "four_fifths"):
        return [finding.metric], "ratio", "one", lambda key: None not in key
    if name in criteria.SIMPLE:
        metric, comparison = criteria.SIMPLE[name]
        return [metric], comparison, "one", anyone
    if name in criteria.WORST:
        return *criteria.WORST[name], "worst", anyone
    if name == "average_absolute_odds_difference":
        return criteria.ODDS, "difference", "mean", anyone
    return [], None, None, anyone


def between_scores(finding, grouping, name):
    found = apart.largest(
        name, [scores.of(grouping.groups[k].scores)
               for k in finding.field.compared],
        grouping.context.confidence, float(finding.value),
        (0, 1) if grouping.context.probabilities else None)
    return found and tuple(map(Decimal, found[:2]))


def special(finding, grouping, name):
    """Of what is no comparison of the most different groups; "none" where it
    is one."""
    if name in ("average_odds_difference", "conditional_demographic_disparity"):
        return contrasts.signed(finding, name, grouping)
    if name in ("sufficiency_gap", "multicalibration_error"):
        return contrasts.of_bins(finding, name, grouping)
    if name in criteria.FURTHEST:
        return between_scores(finding, grouping, name)
    if name is not None:
        return "none"
    if finding.comparison.endswith("_to_overall"):
        return contrasts.to_overall(finding)
    if finding.comparison in ("mean_pairwise_difference",
                              "weighted_variance"):
        if not metrics.is_rate(finding.metric) and \
                finding.metric != "roc_auc" and \
                finding.metric not in moments.NAMES and \
                finding.metric not in ratios.KINDS:
            return None
        rates = rates_of(grouping, finding.metric, finding.field)
        return rates and contrasts.spread(finding, rates)
    return "none"


def extent(finding, grouping, name=None):
    """(lower, upper), or None where there is none.  name: the criterion."""
    if finding.reason:
        return None
    found = special(finding, grouping, name)
    if found != "none":
        value = intervals.decimal(finding.value)
        most = width(finding.metric) if name is None else \
            INFINITE if name in criteria.FURTHEST else Decimal(1)
        return found and (min(found[0], value),
                          max(min(found[1], most), value))
    names, comparison, how, may_refer = plan(finding, name)
    standardized = None
    if name is None and comparison.startswith("standardized_"):
        standardized = finding.field
        comparison = comparison.removeprefix("standardized_")
        if metrics.is_share(finding.metric):
            return None
    if not names or comparison not in (
            "difference", "ratio", "group_min", "group_max"):
        return None
    if name == "calibration_within_groups":
        return None
    if not all(metrics.is_rate(m) or m == "roc_auc" or m in moments.NAMES
               or m in ratios.KINDS for m in names):
        return None
    if standardized and names[0] in (*moments.NAMES, *ratios.KINDS):
        return None
    half = (1 - Fraction(grouping.context.confidence)) / 2
    towards = half / len(names)
    away = towards if how == "mean" else half
    parts = [of_metric(grouping, m, comparison, towards, away, may_refer,
                       standardized) for m in names]
    if None in parts:
        return None
    if comparison == "difference":
        parts = [(max(l, Decimal(0)), u) for l, u in parts]
    lows, highs = zip(*parts)
    if how == "mean":
        found = sum(lows) / 2, sum(highs) / 2
    else:
        pick = min if comparison in ("ratio", "group_min") else max
        found = pick(lows), pick(highs)
    value = intervals.decimal(finding.value)
    most = width(finding.metric) if comparison == "difference" else Decimal(1)
    if comparison in ("group_min", "group_max"):
        most = INFINITE
    return (min(found[0], value), max(min(found[1], most), value))
