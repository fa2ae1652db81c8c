# SPDX-License-Identifier: MIT
"""Compares a report of the library with one of the oracle, entry by entry.

Counts are exact, a single ratio is the double nearest to the exact one, a
number made of several is within two units in the last place, intervals
within 1e-12; those between scores within 1e-8, of roots of what is left of a
share of 1.  Logarithms are doubles in the library: what is left where two
such numbers nearly cancel is within units of the numbers themselves, and so is
what is left of squares of scores, which are at most 1.  `judge` returns what
disagrees, as text.
"""

import math
from fractions import Fraction

from . import criteria, metrics as m

MISSING = object()
OF_LOGARITHMS = {"log_loss"}
OF_ROOTS = tuple(criteria.FURTHEST)
OF_SQUARES = {"spiegelhalter_z", "brier_within_bin_variance",
              "brier_within_bin_covariance"}


def ulps(found, exact, scale=0):
    """Distance of a double from the exact value in its last places, or in
    those of a larger number that it was made of."""
    if not isinstance(found, (int, float)) or isinstance(found, bool) \
            or not math.isfinite(found):
        return math.inf
    if exact == 0 and (found == 0 or not scale):
        return 0 if found == 0 else math.inf
    return float(abs(Fraction(found) - exact)
                 / Fraction(math.ulp(max(float(abs(exact)), scale))))


class Judge:
    def __init__(self, tolerance=2):
        self.tolerance = tolerance
        self.complaints = []
        self.checked = 0

    def say(self, where, what, found, expected):
        self.complaints.append(
            f"{where}: {what} is {found!r}, not {expected!r}")

    def same(self, where, what, found, expected):
        self.checked += 1
        if found != expected:
            self.say(where, what, found, expected)

    def number(self, where, what, found, exact, single, scale=0):
        self.checked += 1
        if exact is None or found is None:
            if found is not exact:
                self.say(where, what, found, exact and float(exact))
        elif found == exact:  # whole numbers beyond 2**53 stay whole
            return
        elif single and found != float(exact):
            self.say(where, what, found, float(exact))
        elif ulps(found, exact, scale) > self.tolerance:
            self.say(where, f"{what} ({ulps(found, exact, scale):.1f} ulp)",
                     found, float(exact))

    def interval(self, where, found, expected):
        self.same(where, "method", found["method"], expected["method"])
        self.checked += 1
        a, b = found["interval"], expected["interval"]
        if a is None or b is None:
            if a is not b:
                self.say(where, "interval", a, b)
            return
        for x, y in zip(a, b):
            y = float(y)
            most = 1e-8 if where.endswith(OF_ROOTS) else 1e-12
            if abs(x - y) > most * max(1, abs(y)):
                self.say(where, "interval", a, [float(v) for v in b])
                return

    def counts(self, where, found, expected):
        for key in ("n", "tp", "fp", "fn", "tn", "positives", "selected"):
            self.same(where, key, found[key], expected[key])
        self.number(where, "sum_weights", found["sum_weights"],
                    expected["sum_weights"], True)
        self.number(where, "effective_n", found["effective_n"],
                    expected["effective_n"], False)
        a, b = found["weighted"], expected["weighted"]
        if a is None or b is None:
            self.same(where, "weighted", a, b)
        else:
            self.sums(where + " weighted", a, b)
            self.sums(where + " sum_of_squares", a["sum_of_squares"],
                      b["sum_of_squares"])
        self.same(where, "unlabelled", found.get("unlabelled"),
                  expected.get("unlabelled"))

    def sums(self, where, found, expected):
        for key, value in expected.items():
            if key != "sum_of_squares":
                self.number(where, key, found.get(key, MISSING), value, True)

    def metrics(self, where, found, expected):
        self.same(where, "metrics", list(found), list(expected))
        for name, e in expected.items():
            f = found.get(name)
            if f is None:
                continue
            here, single = f"{where} {name}", m.is_single(name)
            self.same(here, "reason", f["reason"], e["reason"])
            self.number(here, "value", f["value"], e["value"], single,
                        1 if name in OF_SQUARES else 0)
            self.interval(here, f, e)
            if single:
                self.number(here, "numerator", f["numerator"],
                            e["numerator"], True)
                self.number(here, "denominator", f["denominator"],
                            e["denominator"], True)
                self.number(here, "effective_n", f["effective_n"],
                            e["effective_n"], False)

    def population(self, where, found, expected):
        self.counts(where, found["counts"], expected["counts"])
        self.metrics(where, found["metrics"], expected["metrics"])

    def finding(self, where, found, expected, scale=0):
        self.same(where, "reason", found["reason"], expected["reason"])
        self.number(where, "value", found["value"], expected["value"], False,
                    scale)
        for key in ("group", "reference", "worse_off"):
            self.same(where, key, found[key], expected[key])
        self.interval(where, found, expected)
        if expected["reason"] == "not_applicable":
            return  # nothing was to be compared
        self.same(where, "groups_compared", found["groups_compared"],
                  expected["groups_compared"])
        for key in ("undefined_groups", "left_out"):
            self.same(where, key, found[key], expected[key])

    def comparisons(self, where, found, expected, scales):
        def names(entries):
            return [(e["metric"], e["comparison"], e["group"], e["reference"])
                    for e in entries]

        def kinds(entries):
            return [e[:2] for e in names(entries)]
        if kinds(found) != kinds(expected):
            a, b = kinds(found), kinds(expected)
            self.say(where, "list of comparisons",
                     sorted(x for x in set(a) if a.count(x) != b.count(x)),
                     sorted(x for x in set(b) if a.count(x) != b.count(x)))
            return
        for f, e in zip(found, expected):
            scale = scales.get(e["metric"], 0)
            if e["comparison"] == "weighted_variance":
                scale **= 2
            self.finding(f"{where} {e['metric']} {e['comparison']} "
                         f"{e['group']}", f, e, scale)

    def criteria(self, where, found, expected):
        self.same(where, "criteria", list(found), list(expected))
        for name, e in expected.items():
            if name not in found:
                continue
            here = f"{where} {name}"
            self.finding(here, found[name], e)
            if "within_limit" in e:
                self.same(here, "within_limit",
                          found[name].get("within_limit"), e["within_limit"])

    def report(self, found, expected):
        self.same("rows", "rows", found["rows"], expected["rows"])
        self.population("overall", found["overall"], expected["overall"])
        self.same("strata", "control",
                  [s["control"] for s in found["strata"]],
                  [s["control"] for s in expected["strata"]])
        for f, e in zip(found["strata"], expected["strata"]):
            self.population(f"stratum {e['control']}", f["overall"],
                            e["overall"])
        self.same("groupings", "by and control",
                  [(g["by"], g["control"]) for g in found["groupings"]],
                  [(g["by"], g["control"]) for g in expected["groupings"]])
        for f, e in zip(found["groupings"], expected["groupings"]):
            where = ",".join(e["by"]) + (
                f" within {e['control']}" if e["control"] else "")
            self.same(where, "groups", [g["group"] for g in f["groups"]],
                      [g["group"] for g in e["groups"]])
            for fg, eg in zip(f["groups"], e["groups"]):
                self.population(f"{where} {eg['group']}", fg, eg)
            self.comparisons(where, f["comparisons"], e["comparisons"],
                             scales(e["groups"]))
            self.criteria(where, f["criteria"], e["criteria"])
        self.warnings(found["warnings"], expected["warnings"])

    def warnings(self, found, expected):
        def what(warnings):
            return [(w["code"], w["group"] or w.get("by")) for w in warnings
                    if w["code"] != "near_duplicate"]

        def alike(warnings):  # in any order
            return sorted(str(w["group"]) for w in warnings
                          if w["code"] == "near_duplicate")
        self.same("warnings", "codes and groups", what(found), what(expected))
        self.same("warnings", "near duplicates", alike(found),
                  alike(expected))
        by_chance = [[w for w in side if w["code"] == "difference_by_chance"]
                     for side in (found, expected)]
        for f, e in zip(*by_chance):
            where = f"difference by chance of {e['by']}"
            for key in ("metric", "groups_compared"):
                self.same(where, key, f[key], e[key])
            self.number(where, "observed", f["observed"], e["observed"], True)
            if e["expected"] is None:
                continue
            # Sizes above 256 are approximated (libfairness/stats/range.h).
            off = abs(f["expected"] - e["expected"]) / e["expected"]
            if off > (1e-9 if e["largest"] <= 256 else 0.005):
                self.say(where, "expected", f["expected"], e["expected"])


def scales(groups):
    """The largest value in any group of what is made of logarithms, or of
    squares and at least 1."""
    return {name: max((float(abs(g["metrics"][name]["value"]))
                       for g in groups if g["metrics"][name]["value"]),
                      default=0) + (name in OF_SQUARES)
            for name in OF_LOGARITHMS | OF_SQUARES
            if name in groups[0]["metrics"]}


def judge(found, expected):
    it = Judge()
    it.report(found, expected)
    return it.complaints
