# SPDX-License-Identifier: MIT
"""The report of docs and metrics.md in exact rational arithmetic.

Written from the definitions and not from the library: `report` takes rows
(or counts with a frequency) and returns the dict of the JSON report with
`Fraction`s where JSON has numbers.  It is slow and plain on purpose.
"""

from fractions import Fraction

from . import (comparisons, contrasts, criteria, delong, extent, intervals,
               metrics, moments, ratios, warned)
from .metrics import FN, FP, TN, TP
from .tally import (EVERY, LABELLED, POSITIVES, SELECTED, Table,
                    tuple_order)

__all__ = ["report", "Table"]


class Context:
    """What shapes the answer: the options of a report."""

    def __init__(self, table, *, favourable=None, reference=None,
                 nulls="group", undefined="propagate", min_count=0,
                 min_share=0, confidence=0.95, expected_cost=None,
                 utility=None):
        self.has_label = table.has_label
        self.has_decision = table.has_decision
        self.has_score = table.has_score
        self.probabilities = table.probabilities
        self.median = table.median
        self.favourable = favourable or "positive"
        self.favourable_undeclared = favourable is None
        self.reference = reference or "largest"
        self.nulls = nulls
        self.undefined = undefined
        self.min_count = min_count
        self.min_share = min_share
        self.confidence = confidence
        self.z = intervals.z_of(confidence)
        self.expected_cost = expected_cost
        self.utility = utility
        self.bins = 10


class Grouping:
    """One list of features, over all rows or within one stratum."""

    def __init__(self, table, by, stratum, context):
        self.table, self.by, self.stratum = table, tuple(by), stratum
        self.context = context
        self.groups = table.groups(by, stratum)
        self.overall = table.overall(stratum)
        self._fields = {}

    def value(self, metric, tally):
        return metrics.evaluate(metric, tally, self.overall, self.context)

    def field(self, metric):
        if metric not in self._fields:
            self._fields[metric] = comparisons.Field(metric, self)
        return self._fields[metric]

    def strata(self):
        return [Grouping(self.table, self.by, s, self.context)
                for s in self.table.strata()]

    def too_small(self, key, value):
        rows, every = self.groups[key].n(), self.overall.n()
        # A fifth of the rows is not below 0.2: compared as written.
        return value.smallest < self.context.min_count or \
            float(Fraction(rows, every)) < self.context.min_share

    def eligible(self):
        """Groups that may be chosen as largest, best or worst."""
        return [k for k in self.groups if None not in k]

    def largest(self, keys):
        return max(keys, key=lambda k: self.groups[k].n(), default=None)

    def reference(self, field, key):
        """What group `key` is compared with by field's metric."""
        mode = self.context.reference
        if isinstance(mode, dict):
            named = {f: mode[f] for f in self.by if f in mode}
            if named:
                return self._named(named)
            mode = "largest"
        neutral = mode in ("best", "worst") and not field.better
        if mode == "largest" or neutral:
            return self.largest(self.eligible())
        if mode in ("best", "worst"):
            keys = [k for k in field.compared if None not in k]
            if not keys:
                return None
            high = (field.better == metrics.HIGHER) == (mode == "best")
            return field.highest(keys) if high else field.lowest(keys)
        return {"overall": comparisons.OVERALL, "rest": comparisons.REST}[mode]

    def _named(self, named):
        keys = [k for k in self.groups
                if all(k[self.by.index(f)] == v for f, v in named.items())]
        if len(named) < len(self.by):
            keys = [k for k in keys
                    if all(v is not None or f in named
                           for f, v in zip(self.by, k))]
            return self.largest(keys)
        return keys[0] if keys else None


def named(features, key):
    if key is None or isinstance(key, str):
        return key
    return dict(zip(features, key))


def cells_of(sums, table):
    """The named sums of one quantity over a tally's cells."""
    both = table.has_label and table.has_decision

    def of(cells, there):
        return sum(sums[c] for c in cells) if there else None
    return {
        "n": of(EVERY, True),
        **{c: of((c,), both) for c in (TP, FP, FN, TN)},
        "positives": of(POSITIVES, table.has_label),
        "selected": of(SELECTED, table.has_decision),
    }


def unlabelled_of(sums, table):
    def of(cell):
        return sums[cell] if table.has_decision else None
    return {"n": sum(sums[c] for c in EVERY if c not in LABELLED),
            "selected": of("unlabelled_selected"),
            "rejected": of("unlabelled_rejected")}


def counts_of(tally, table):
    out = cells_of(tally.rows, table)
    out["sum_weights"] = tally.w()
    out["effective_n"] = tally.effective_n()
    out["weighted"] = None
    if table.weighted:
        out["weighted"] = cells_of(tally.weight, table)
        out["weighted"]["sum_of_squares"] = cells_of(tally.squares, table)
    if table.has_label and table.unlabelled == "keep":
        out["unlabelled"] = unlabelled_of(tally.rows, table)
    return out


def rows_of(tally):
    return [(*row, many) for row, many in tally.scores.items()]


def metrics_of(grouping, tally, names):
    out = {}
    for name in names:
        value = grouping.value(name, tally)
        entry = {"value": value.value, "reason": value.reason,
                 "numerator": value.numerator,
                 "denominator": value.denominator, "n": value.n,
                 "effective_n": value.effective_n,
                 "interval": None, "method": None}
        if value.defined and (metrics.is_rate(name)
                              or metrics.is_share(name)):
            entry["interval"] = intervals.wilson(
                value.value, value.effective_n, grouping.context.z)
            entry["method"] = "wilson"
        if value.defined and name == "roc_auc":
            entry["interval"] = delong.interval(rows_of(tally),
                                                grouping.context.z)
            entry["method"] = entry["interval"] and "delong"
        if value.defined and name in moments.NAMES:
            known = moments.of(grouping, name, tally)
            entry["interval"] = known.at(grouping.context.z)
            if entry["interval"]:
                entry["interval"] = entry["interval"][1:]
                entry["method"] = known.method
        if value.defined and name in ratios.KINDS and value.effective_n > 0:
            entry["interval"] = ratios.interval(tally, name,
                                                grouping.context.z)
            entry["method"] = entry["interval"] and "score"
        out[name] = entry
    return out


def interval_of(finding):
    field = finding.field
    if finding.comparison not in comparisons.OF_TWO:
        found = extent.extent(finding, field.grouping)
        return found, found and "simultaneous"
    if finding.comparison != "all_pairs":
        return contrasts.to_reference(finding)
    if finding.reason or not metrics.is_rate(finding.metric):
        return None, None
    a, b = (field.values[k] for k in (finding.group, finding.reference))
    return intervals.newcombe(a.value, a.effective_n, b.value, b.effective_n,
                              field.grouping.context.z), "newcombe"


def listed(grouping, groups):
    """With the group's rows, whatever the denominator of the metric."""
    return [{"group": named(grouping.by, key), "reason": reason,
             "n": grouping.groups[key].n()}
            for key, reason in groups.items()]


def told_of(finding, groups):
    """Of a comparison of two groups these, otherwise all."""
    if finding.comparison in comparisons.OF_TWO:
        return {key: reason for key, reason in groups.items()
                if key in (finding.group, finding.reference)}
    return groups


def finding_of(finding):
    """A group that either of two metrics leaves out takes no part."""
    by, grouping = finding.field.grouping.by, finding.field.grouping
    interval, method = interval_of(finding)
    away, undefined = finding.apart()
    return {
        "metric": finding.metric, "comparison": finding.comparison,
        "value": finding.value, "reason": finding.reason,
        "interval": interval, "method": method,
        "group": named(by, finding.group),
        "reference": named(by, finding.reference),
        "worse_off": named(by, finding.worse_off),
        "groups_compared": len(grouping.groups) - len(away) - len(undefined),
        "undefined_groups": listed(grouping, told_of(finding, undefined)),
        "left_out": listed(grouping, told_of(finding, away)),
    }


def criterion_of(name, grouping):
    found = criteria.evaluate(name, grouping)
    out = finding_of(found)
    out["interval"] = extent.extent(found, grouping, name)
    out["method"] = out["interval"] and "simultaneous"
    if name == "four_fifths":
        out["limit"] = Fraction(4, 5)
        out["within_limit"] = criteria.within_four_fifths(found)
    return out


def grouping_of(grouping, names, comparison_names):
    by = grouping.by
    found = []
    for metric in names:
        for comparison in comparison_names:
            found += comparisons.compare(grouping.field(metric), comparison)
    return {
        "by": list(by),
        "control": named(grouping.table.control, grouping.stratum),
        "groups": [
            {"group": named(by, key), "counts": counts_of(tally,
                                                          grouping.table),
             "metrics": metrics_of(grouping, tally, names)}
            for key, tally in grouping.groups.items()],
        "comparisons": [finding_of(f) for f in found],
        "criteria": {name: criterion_of(name, grouping)
                     for name in criteria.NAMES
                     if criteria.evaluate(name, grouping).reason
                     != "not_applicable"
                     and (name not in criteria.OF_SCORES
                          or criteria.OF_SCORES[name] in names)},
    }


def suite(table, context):
    """Every metric that the given columns and prices allow: all suites."""
    empty = table.overall()
    return [name for name in metrics.NAMES
            if metrics.evaluate(name, empty, empty, context).reason
            != "not_applicable"]


def report(*, by=None, metric_names=None, comparison_names=None,
           context=None, **columns):
    """The whole report as a dict.

    by                list of lists of features; None: each, then all together
    metric_names      None: every metric that the columns allow
    comparison_names  None: the six of the default
    context           dict of the arguments of `Context`
    columns           the arguments of `tally.Table`
    """
    table = Table(**columns)
    options = Context(table, **(context or {}))
    names = metric_names or suite(table, options)
    if by is None:
        by = [[f] for f in table.sensitive]
        if len(by) > 1:
            by.append(table.sensitive)
    compared = comparison_names or comparisons.DEFAULT
    strata = table.strata()
    whole = Grouping(table, table.sensitive, None, options)
    groupings = [Grouping(table, b, s, options)
                 for b in by for s in [None, *strata]]

    def overall(grouping):
        return {"counts": counts_of(grouping.overall, table),
                "metrics": metrics_of(grouping, grouping.overall, names)}
    return {
        "rows": {"in": table.rows_in, "used": table.used,
                 "excluded": table.excluded},
        "overall": overall(whole),
        "strata": [
            {"control": named(table.control, s),
             "overall": overall(Grouping(table, table.sensitive, s, options))}
            for s in sorted(strata, key=tuple_order)],
        "groupings": [grouping_of(g, names, compared) for g in groupings],
        "warnings": list(warned.warnings(
            table, [g for g in groupings if g.stratum is None], options)),
    }
