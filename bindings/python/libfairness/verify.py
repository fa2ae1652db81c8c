# SPDX-License-Identifier: MIT
"""Recomputes the numbers of reports and verdicts of libfairness.

    python verify.py REPORT.json...

This file shares no code with libfairness and needs nothing but Python: copy
it, read it, run it.  From the counts in a file every metric, interval,
comparison and criterion is worked out anew from its definition, in fractions
of whole numbers; of a verdict every test, bound and status.  Exit code 0: all
agree; 1: some do not; 2: the file is no whole report or verdict.
"""

import argparse
import contextlib
import copy
import decimal
import json
import math
import os
import statistics
import sys
from decimal import Decimal
from fractions import Fraction

VALUE, STATISTIC = 1e-12, 1e-9  # how closely numbers agree, relative
EXACT = decimal.Context(prec=50)
INFINITE = math.inf

_AMOUNTS = ("n", "tp", "fp", "fn", "tn", "positives", "selected")


_encode = json.JSONEncoder(sort_keys=True, default=str).encode


class Unreadable(Exception):
    """The file is no report, or not a whole one."""


# ---- what is found ----


class Check:
    """Numbers, names and reasons that were compared."""

    def __init__(self, draws=True):
        self.done = 0
        self.wrong = []
        self.left = {}
        self.inside = ""
        self.draws = draws  # or whether there are any

    def draws_of(self, spec, metric, own, total, group):
        """How an interval by resampling is found, where there are any."""
        if "replicates" not in spec or metric == "count":
            return None
        if not self.draws:
            return lambda found: ANY
        if self.draws is True:
            self.draws = Draws(spec)
        return lambda found: self.draws.interval(metric, own, total, group,
                                                 found)

    @contextlib.contextmanager
    def within(self, path):
        """What is checked meanwhile is a part of the file."""
        self.inside, outer = self.inside + path, self.inside
        yield
        self.inside = outer

    def _compared(self, path, agree, stated, found):
        self.done += 1
        if not agree:
            self.wrong.append((self.inside + path, stated, found))

    def same(self, path, stated, found):
        """A name, a reason, a group, a truth value, a count."""
        agree = _key(stated) == _key(found)
        self._compared(path, agree, stated, found)

    def one_of(self, path, stated, allowed):
        agree = any(_key(stated) == _key(one) for one in allowed)
        self._compared(path, agree, stated, allowed[0])

    def number(self, path, stated, found, relative=VALUE, floor=0):
        self._compared(path, _agree(stated, found, relative, floor), stated,
                       found)

    def true(self, path, agree, stated, text):
        self._compared(path, agree, stated, text)

    def cannot(self, what, value):
        """Numbers that this file has no counts for."""
        n = sum(1 for _ in _leaves(value))
        if n > 0:
            self.left[what] = self.left.get(what, 0) + n


def _key(value):
    """Equal for equal values of equal types: true is not 1."""
    if value is None or isinstance(value, (str, bool)):
        return type(value), value
    if isinstance(value, Fraction) and value.denominator == 1:
        value = value.numerator
    return _encode(value)


def _is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _agree(stated, found, relative, floor):
    if stated is None or found is None:
        return stated is None and found is None
    if not _is_number(stated):
        return False
    if isinstance(found, float) and not math.isfinite(found):
        return stated == found
    a, b = Fraction(stated), Fraction(found)
    if stated == sys.float_info.max and b > a:
        return True  # as large as a number of the file can be
    largest = max(abs(a), abs(b))
    return abs(a - b) <= Fraction(relative) * largest + Fraction(floor)


def _leaves(value):
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        if _is_number(value):
            yield value
        return
    for part in value:
        yield from _leaves(part)


def _shown(value):
    if isinstance(value, (Fraction, Decimal)):
        whole = isinstance(value, Fraction) and value.denominator == 1
        value = int(value) if whole else float(value)
    return json.dumps(value, ensure_ascii=True, default=str)


# ---- counts ----


def _above(metrics):
    """Of a scoring rate, those whose scores are above the median: only the
    rate itself tells."""
    return _amount(metrics.get("scoring_rate"), "numerator")


class Counts:
    """Rows, weights and squares of weights of one group, by name."""

    def __init__(self, counts, above=None):
        self.weighted = counts["weighted"] is not None
        self.rows = _sums(counts, counts.get("unlabelled"))
        self.weights = self.squares = self.rows
        if self.weighted:
            block = counts["weighted"]
            squares = block["sum_of_squares"]
            self.weights = _sums(block, block.get("unlabelled"))
            self.squares = _sums(squares, squares.get("unlabelled"))
        for kind in self.rows, self.weights, self.squares:
            kind["above"] = above

    @classmethod
    def of(cls, parts):
        """Several groups together."""
        whole = cls.__new__(cls)
        whole.weighted = any(part.weighted for part in parts)
        whole.rows, whole.weights, whole.squares = (
            {name: _plus(*(getattr(part, kind)[name] for part in parts))
             for name in getattr(parts[0], kind)}
            for kind in ("rows", "weights", "squares"))
        return whole

    def without(self, part):
        rest = Counts.__new__(Counts)
        rest.weighted = self.weighted
        rest.rows = rest.weights = rest.squares = {
            name: _minus(value, part.rows[name])
            for name, value in self.rows.items()}
        return rest

    def none(self):
        """No rows of these."""
        empty = Counts.__new__(Counts)
        empty.weighted = self.weighted
        empty.rows = empty.weights = empty.squares = {
            name: value and Fraction(0) for name, value in self.rows.items()}
        return empty


def _amount(block, name):
    value = (block or {}).get(name)
    if value is not None and not _is_number(value):
        raise Unreadable(f"{name}: {_shown(value)} is not a number")
    return None if value is None else Fraction(value)


def _plus(*parts):
    return None if None in parts else sum(parts, Fraction(0))


def _minus(a, b):
    return None if a is None or b is None else a - b


def _sums(block, unlabelled):
    """What metrics are made of; None where a column was not given."""
    tp, fp, fn, tn = (_amount(block, k) for k in ("tp", "fp", "fn", "tn"))
    rows, positives = _amount(block, "n"), _amount(block, "positives")
    ever = _amount(block, "selected")
    without = _amount(unlabelled, "n") or Fraction(0)
    labelled = None if positives is None else rows - without
    ever_not = _minus(rows, ever)
    if tp is not None:
        labelled, positives = tp + fp + fn + tn, tp + fn
        ever = tp + fp + (_amount(unlabelled, "selected") or 0)
        ever_not = fn + tn + (_amount(unlabelled, "rejected") or 0)
    return {
        "tp": tp, "fp": fp, "fn": fn, "tn": tn, "rows": rows,
        "labelled": labelled, "positives": positives,
        "negatives": _minus(labelled, positives) if tp is None else fp + tn,
        "selected": _plus(tp, fp), "rejected": _plus(fn, tn),
        "ever_selected": ever, "ever_rejected": ever_not,
        "right": _plus(tp, tn), "wrong": _plus(fp, fn),
        "twice_tp": _plus(tp, tp), "tp_or_wrong": _plus(tp, fp, fn),
        "twice_tp_and_wrong": _plus(tp, tp, fp, fn),
    }


def _check_block(check, path, block, unlabelled, floor):
    """Cells add up to what is stated of them."""
    def add_up(name, *parts):
        if block[name] is not None and None not in parts:
            check.number(f"{path}.{name}", block[name], sum(parts),
                         VALUE if floor else 0, floor)

    cell = {name: _amount(block, name) for name in _AMOUNTS}
    more = {name: _amount(unlabelled, name) or Fraction(0)
            for name in ("n", "selected", "rejected")}
    add_up("positives", cell["tp"], cell["fn"])
    add_up("selected", cell["tp"], cell["fp"], more["selected"])
    add_up("n", cell["tp"], cell["fp"], cell["fn"], cell["tn"], more["n"])
    if unlabelled and unlabelled["selected"] is not None:
        check.number(f"{path}.unlabelled.n", unlabelled["n"],
                     more["selected"] + more["rejected"],
                     VALUE if floor else 0, floor)
    for name, value in (*cell.items(), *more.items()):
        if value is not None and value < 0:
            check.true(f"{path}.{name}", False, float(value), "at least 0")


def _check_counts(check, path, counts):
    _check_block(check, path, counts, counts.get("unlabelled"), 0)
    of_rows = [counts, counts.get("unlabelled") or {},
               counts.get("baseline") or {}]
    for block in of_rows:
        for name, value in block.items():
            if name not in ("sum_weights", "effective_n") and isinstance(
                    value, float):
                check.true(f"{path}.{name}", False, value, "a whole number")
    found = Counts(counts)
    total = found.weights["rows"]
    if found.weighted:
        weighted = counts["weighted"]
        for name, block in (("weighted", weighted),
                            ("weighted.sum_of_squares",
                             weighted["sum_of_squares"])):
            _check_block(check, f"{path}.{name}", block,
                         block.get("unlabelled"), VALUE)
    check.number(f"{path}.sum_weights", counts["sum_weights"], total)
    check.number(f"{path}.effective_n", counts["effective_n"],
                 _effective(found, "rows"))
    if counts.get("baseline"):
        _check_baseline(check, f"{path}.baseline", counts)


def _check_baseline(check, path, counts):
    """The same rows by another model's decisions."""
    base, labels = counts["baseline"], counts["positives"] is not None
    unlabelled = (counts.get("unlabelled") or {}).get("n") or 0
    if labels:
        negatives = counts["n"] - unlabelled - counts["positives"]
        check.same(f"{path}.positives", base["positives"],
                   counts["positives"])
        check.same(f"{path}.tp", base["tp"], counts["positives"] - base["fn"])
        check.same(f"{path}.fp", base["fp"], negatives - base["tn"])
        if unlabelled == 0:
            check.same(f"{path}.selected", base["selected"],
                       base["tp"] + base["fp"])
    if base["gained"] is not None:
        check.same(f"{path}.gained", base["gained"] - base["lost"],
                   counts["selected"] - base["selected"])


def _check_sum(check, path, whole, parts):
    """Groups, or strata, hold every row of the whole once."""
    for name, value in whole.items():
        if name == "effective_n" or value is None:
            continue
        inner = [part[name] for part in parts]
        if isinstance(value, dict):
            _check_sum(check, f"{path}.{name}", value, inner)
        else:
            rounded = any(isinstance(x, float) for x in (value, *inner))
            check.number(f"{path}.{name}", value,
                         sum(map(Fraction, inner), Fraction(0)),
                         VALUE if rounded else 0)


# ---- metrics of one group ----

# What the metric is of, and who is better off where it is high: "selected"
# and "rejected" are so where that decision is the favourable one.
_RATES = {
    "base_rate": ("positives", "labelled", 0),
    "scoring_rate": ("above", "rows", "selected"),
    "selection_rate": ("ever_selected", "rows", "selected"),
    "rejection_rate": ("ever_rejected", "rows", "rejected"),
    "true_positive_rate": ("tp", "positives", "selected"),
    "false_positive_rate": ("fp", "negatives", "selected"),
    "true_negative_rate": ("tn", "negatives", "rejected"),
    "false_negative_rate": ("fn", "positives", "rejected"),
    "positive_predictive_value": ("tp", "selected", 1),
    "negative_predictive_value": ("tn", "rejected", 1),
    "false_discovery_rate": ("fp", "selected", -1),
    "false_omission_rate": ("fn", "rejected", -1),
    "accuracy": ("right", "labelled", 1),
    "error_rate": ("wrong", "labelled", -1),
    "threat_score": ("tp", "tp_or_wrong", 1),
}
# Ratios whose numerator is no part of the denominator's rows.
_RATIOS = {
    "f1_score": ("twice_tp", "twice_tp_and_wrong", 1),
    "treatment_ratio": ("fn", "fp", "rejected"),
    "conditional_acceptance": ("positives", "selected", 0),
    "conditional_rejection": ("negatives", "rejected", 0),
}
_SHARES = {"count_share": "rows", "predicted_positive_share": "ever_selected"}
# Of two rates: their mean; their sum less 1; their quotient.
_PAIRS = {
    "balanced_accuracy": ("mean", "tp", "positives", "tn", "negatives", 1),
    "informedness": ("sum", "tp", "positives", "tn", "negatives", 1),
    "markedness": ("sum", "tp", "selected", "tn", "rejected", 1),
    "positive_likelihood_ratio":
        ("quotient", "tp", "positives", "fp", "negatives", 0),
    "negative_likelihood_ratio":
        ("quotient", "fn", "positives", "tn", "negatives", 0),
}
# Made of the rates of one or two of these: k of n, independent given labels.
_PARTS = {
    "positive_likelihood_ratio":
        ("ratio", ("tp", "positives"), ("fp", "negatives")),
    "negative_likelihood_ratio":
        ("ratio", ("fn", "positives"), ("tn", "negatives")),
    "diagnostic_odds_ratio":
        ("odds ratio", ("tp", "positives"), ("fp", "negatives")),
    "treatment_ratio": ("odds", ("fn", "wrong")),
}
_PRICED = {"expected_cost": ("costs", -1), "utility": ("utilities", 1)}
_OTHERS = {"count": 0, "diagnostic_odds_ratio": 0, "matthews_correlation": 1}
_MAY_BE_NEGATIVE = ("matthews_correlation", "informedness", "markedness",
                    "utility")

_EMPTY = {
    "positives": "no_positives", "negatives": "no_negatives",
    "selected": "none_selected", "ever_selected": "none_selected",
    "rejected": "none_rejected", "ever_rejected": "none_rejected",
    "labelled": "no_rows", "rows": "no_rows",
}
_PRECEDENCE = ("zero_weight", "no_positives", "no_negatives",
               "none_selected", "none_rejected", "no_rows",
               "zero_denominator")


def is_known(metric, spec):
    """Whether counts tell it.  Without scores no metric of these applies;
    only which group would be best by it is not known here."""
    return is_of_counts(metric) or (
        "y_score" not in spec and spec["reference"] not in ("best", "worst"))


def is_of_counts(metric):
    return any(metric in table for table in
               (_RATES, _RATIOS, _SHARES, _PAIRS, _PRICED, _OTHERS))


def _better(metric, favourable):
    """1 if high values are good for a group, -1 if low ones are, or 0."""
    row = (_RATES.get(metric) or _RATIOS.get(metric) or _PAIRS.get(metric)
           or _PRICED.get(metric) or (_OTHERS.get(metric, 0),))
    if row[-1] in ("selected", "rejected"):
        helped = "rejected" if favourable == "negative" else "selected"
        return 1 if row[-1] == helped else -1
    return row[-1]


class Result:
    """A metric in one group."""

    value = reason = numerator = denominator = n = parts = None
    sum_weights = effective_n = gained = lost = None
    least_n = 0
    is_rate = is_share = False


def _rows_of(name):
    return "tp_or_wrong" if name == "twice_tp_and_wrong" else name


def _effective(counts, name):
    """Kish: (sum w)^2 / sum w^2."""
    if not counts.weighted:
        return counts.rows[name]
    square = counts.squares[name]
    return counts.weights[name] ** 2 / square if square else Fraction(0)


def _gather(out, counts, rows, denominators, proper):
    """Rows behind the metric, and the reason if a denominator is empty."""
    out.n = counts.rows[rows]
    out.sum_weights = counts.weights[rows]
    out.effective_n = _effective(counts, rows)
    out.least_n = min([counts.rows[_rows_of(d)] for d in proper] or [out.n])
    reasons = []
    for name in denominators:
        if counts.weights[name] == 0:
            some = counts.rows[_rows_of(name)] > 0
            reasons.append("zero_weight" if some
                           else _EMPTY.get(name, "zero_denominator"))
    out.reason = min(reasons, key=_PRECEDENCE.index, default=None)


def _prices(metric, spec, q):
    if metric == "expected_cost":
        of = {"fp": "false_positive", "fn": "false_negative"}
    else:
        of = {"tp": "true_positive", "fp": "false_positive",
              "fn": "false_negative", "tn": "true_negative"}
    prices = spec[_PRICED[metric][0]]
    return sum((Fraction(prices[of[c]]) * q[c] for c in of), Fraction(0))


def _correlation(q):
    """Matthews: (TP TN - FP FN) / sqrt(P N PP PN)."""
    top = q["tp"] * q["tn"] - q["fp"] * q["fn"]
    under = (q["positives"] * q["negatives"] * q["selected"]
             * q["rejected"])
    square = top * top / under
    root = Fraction(_root(square))
    return root if top >= 0 else -root


def _decimal(x):
    x = Fraction(x)
    return EXACT.divide(Decimal(x.numerator), Decimal(x.denominator))


def _root(x):
    return EXACT.sqrt(_decimal(x))


def _of_pair(kind, an, ad, bn, bd):
    if kind == "mean":
        return an * bd + bn * ad, 2 * ad * bd
    if kind == "sum":
        return an * bd + bn * ad - ad * bd, ad * bd
    return an * bd, ad * bn


def _needs(metric):
    if metric in _PRICED or metric in _PAIRS or metric in _OTHERS:
        return ("rows",) if metric == "count" else ("tp",)
    if metric in _SHARES:
        return (_SHARES[metric],)
    return (_RATES.get(metric) or _RATIOS[metric])[:2]


def compute(metric, own, total, spec):
    """A metric by its definition."""
    out, q = Result(), own.weights
    if not is_of_counts(metric) or any(
            q[name] is None for name in _needs(metric)) or (
            metric in _PRICED and spec.get(_PRICED[metric][0]) is None):
        out.reason = "not_applicable"
        return out
    if metric in _RATES or metric in _RATIOS:
        top, under, _ = _RATES.get(metric) or _RATIOS[metric]
        _gather(out, own, _rows_of(under), [under], [under])
        out.numerator, out.denominator = q[top], q[under]
        out.is_rate = metric in _RATES
    elif metric in _SHARES:
        name = _SHARES[metric]
        _gather(out, total, name, [name], [name])
        out.numerator, out.denominator = q[name], total.weights[name]
        out.is_rate = out.is_share = True
    elif metric in _PAIRS:
        kind, an, ad, bn, bd, _ = _PAIRS[metric]
        extra = [bn] if kind == "quotient" else []
        _gather(out, own, "labelled", [ad, bd, *extra], [ad, bd])
        out.numerator, out.denominator = _of_pair(kind, q[an], q[ad], q[bn],
                                                  q[bd])
    elif metric in _PRICED:
        _gather(out, own, "labelled", ["labelled"], ["labelled"])
        out.numerator = _prices(metric, spec, q)
        out.denominator = q["labelled"]
    elif metric == "count":
        _gather(out, own, "rows", [], [])
        out.numerator, out.denominator = q["rows"], Fraction(1)
    elif metric == "diagnostic_odds_ratio":
        _gather(out, own, "labelled", ["positives", "negatives", "fn", "fp"],
                ["positives", "negatives"])
        out.numerator, out.denominator = q["tp"] * q["tn"], q["fp"] * q["fn"]
    else:
        margins = ["positives", "negatives", "selected", "rejected"]
        _gather(out, own, "labelled", margins, margins)
        out.numerator = out.denominator = Fraction(0)
        if out.reason is None:
            out.numerator, out.denominator = _correlation(q), Fraction(1)
    if out.reason is None:
        out.value = out.numerator / out.denominator
    if metric in _PARTS and out.reason is None and out.effective_n > 0:
        kind, *names = _PARTS[metric]
        out.parts = Parts(kind, [
            (q[k] / q[n], _effective(own, n) / out.effective_n)
            for k, n in names])
    return out


# ---- intervals ----


def quantile(confidence):
    """Two-sided, of the normal distribution."""
    return -statistics.NormalDist().inv_cdf((1 - confidence) / 2)


def wilson(p, n, z):
    """Wilson 1927."""
    p, n, z = _decimal(p), _decimal(n), Decimal(z)
    with decimal.localcontext(EXACT):
        square = z * z / n
        centre = (p + square / 2) / (1 + square)
        half = (z * (p * (1 - p) / n + square / (4 * n)).sqrt()
                / (1 + square))
        return max(centre - half, Decimal(0)), min(centre + half, Decimal(1))


def bounded(p, n, z):
    """A rate between its bounds."""
    return _decimal(p), *wilson(p, n, z)


def newcombe(p1, n1, p2, n2, z):
    """Newcombe 1998, method 10: p1 - p2."""
    low, high = mover_difference(bounded(p1, n1, z), bounded(p2, n2, z))
    return max(low, Decimal(-1)), min(high, Decimal(1))


def mover_difference(one, other):
    (p1, l1, u1), (p2, l2, u2) = one, other
    with decimal.localcontext(EXACT):
        low = p1 - p2 - ((p1 - l1) ** 2 + (u2 - p2) ** 2).sqrt()
        high = p1 - p2 + ((u1 - p1) ** 2 + (p2 - l2) ** 2).sqrt()
        return low, high


def mover_sum(terms):
    """Zou and Donner 2008: factors times values that are bounded."""
    value, low, high = Decimal(0), Decimal(0), Decimal(0)
    with decimal.localcontext(EXACT):
        for factor, (p, below, above) in terms:
            factor = _decimal(factor)
            ends = factor * (p - below), factor * (above - p)
            value += factor * p
            low += (ends[0] if factor > 0 else ends[1]) ** 2
            high += (ends[1] if factor > 0 else ends[0]) ** 2
        return value, value - low.sqrt(), value + high.sqrt()


def _range(metric):
    """What a metric of decisions can be; None where there is no end."""
    if metric in _RATES or metric in _SHARES or metric in (
            "f1_score", "balanced_accuracy"):
        return 0, 1
    if metric == "utility":
        return None, None
    return (-1, 1) if metric in _MAY_BE_NEGATIVE else (0, None)


def _scaled(metric, x):
    """On the scale that replicates have their standard error on."""
    low, high = _range(metric)
    with decimal.localcontext(EXACT):
        if high is not None:
            return ((x - low) / (high - x)).ln()
        return x if low is None else (x - low).ln()


def _unscaled(metric, at):
    low, high = _range(metric)
    with decimal.localcontext(EXACT):
        if high is not None:
            return low + (high - low) / (1 + (-at).exp())
        return at if low is None else low + at.exp()


# ---- rows drawn again ----

_SLOTS = ("tp", "fp", "fn", "tn")
_SUMS = {  # by slot
    "tp": (1, 0, 0, 0), "tn": (0, 0, 0, 1), "twice_tp": (2, 0, 0, 0),
    "positives": (1, 0, 1, 0), "negatives": (0, 1, 0, 1),
    "selected": (1, 1, 0, 0), "rejected": (0, 0, 1, 1),
    "twice_tp_and_wrong": (2, 1, 1, 0),
}
_PURPOSE = 8  # of the streams that standard errors are drawn from
_WORD = 0xffffffff


def philox(counter, key):
    """Salmon, Moraes, Dror and Shaw 2011: Philox4x32-10."""
    (a, b, c, d), (k, m) = counter, key
    for _ in range(10):
        p, q = a * 0xd2511f53, c * 0xcd9e8d57
        a, b, c, d = (q >> 32) ^ b ^ k, q & _WORD, (p >> 32) ^ d ^ m, p & _WORD
        k, m = (k + 0x9e3779b9) & _WORD, (m + 0xbb67ae85) & _WORD
    return a, b, c, d


def uniforms(seed, replicate, group):
    """Numbers between 0 and 1 of 53 bits; what these keys give."""
    key, block = (seed & _WORD, seed >> 32), 0
    while True:
        a, b, c, d = philox((block, _PURPOSE, replicate, group), key)
        block += 1
        for word in (a | b << 32) >> 11, (c | d << 32) >> 11:
            if word:
                yield word * 2.0**-53


def _chance_of_none(n, p):
    """(1 - p)^n."""
    rest = 1 - p
    if n >= 1024:
        one = -p if rest == 1 else math.log(rest) * (p / (1 - rest))
        return math.exp(n * one)
    out, power = 1.0, rest
    while n:
        if n & 1:
            out *= power
        power *= power
        n >>= 1
    return out


def _draw_few(unit, n, p):
    """By inversion."""
    odds, none = p / (1 - p), _chance_of_none(n, p)
    while True:
        u, chance = next(unit), none
        for k in range(min(110, n) + 1):
            if u <= chance:
                return k
            u -= chance
            chance *= (n - k) / (k + 1) * odds


def _stirling_rest(k):
    if k < 10:
        return _RESTS[k]
    x = 1 / (k * k)
    return (1 / 12 - x * (1 / 360 - x * (1 / 1260 - x * (1 / 1680 - x / 1188)
                                         ))) / k


# log(k!) less Stirling's (k + 1/2) log k - k + log(2 pi) / 2, the first
# with log 0 as that of 1 / (2 pi)
_RESTS = (0.0, *(float(
    Decimal(math.factorial(k)).ln(EXACT) + k
    - (k + Decimal("0.5")) * Decimal(k).ln(EXACT)
    - Decimal("1.8378770664093454835606594728112352797227949") / 2)
    for k in range(1, 10)))


def _deviance_of(k, mean):
    """Loader 2000: k log(k / mean) + mean - k."""
    v = (k - mean) / (k + mean)
    if abs(v) > 0.1:
        return k * math.log(k / mean) + mean - k if k else mean
    total, power, i = (k - mean) * v, 2 * k * v, 3
    while True:
        power *= v * v
        more = total + power / i
        if more == total:
            return total
        total, i = more, i + 2


def _odds_of(k, n, p):
    none, rest = 0.15915494309189535, n - k
    cost = (_deviance_of(k, n * p) + _deviance_of(rest, n * (1 - p))
            + _stirling_rest(k) + _stirling_rest(rest))
    return cost, (k or none) * (rest or none)


def _draw_many(unit, n, p):
    """BTRS of Hormann 1993."""
    spread = math.sqrt(n * p * (1 - p))
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    alpha = (2.83 + 5.1 / b) * spread
    m = math.floor((n + 1) * p)
    c, mode = n * p - m + 0.5, None
    while True:
        u, v = next(unit) - 0.5, next(unit)
        us = 0.5 - abs(u)
        x = (2 * a / us + b) * u + c
        if not -m <= x < n - m + 1:
            continue
        k = m + math.floor(x)
        if us >= 0.07 and v <= 0.92 - 4.2 / b:
            return k
        mode = mode or _odds_of(m, n, p)
        here = _odds_of(k, n, p)
        v *= alpha / (a / (us * us) + b)
        v *= v * (here[1] / mode[1])
        if math.log(v) <= 2 * (mode[0] - here[0]):
            return k


def draw_binomial(unit, n, p):
    less = 1 - p if p > 0.5 else p
    if less <= 0 or n == 0:
        return n if p > 0.5 else 0
    k = (_draw_few if n * less < 10 else _draw_many)(unit, n, less)
    return n - k if p > 0.5 else k


def _slots_of(found):
    """Six amounts: of decisions by label, and of those without one."""
    four = [found[name] for name in _SLOTS]
    return [float(x) for x in (*four, found["ever_selected"] - four[0]
                               - four[1], found["ever_rejected"] - four[2]
                               - four[3])]


def _sums_of(metric):
    if metric in _PAIRS:
        return _PAIRS[metric][1:5]
    return _RATIOS[metric][:2]


def _cell_of(metric):
    """The cell of each slot: those that a metric tells apart."""
    if metric in _PRICED or metric == "matthews_correlation":
        return list(range(6))
    told = [(*column,) for column in zip(*(_SUMS[name]
                                           for name in _sums_of(metric)))]
    told += [(0,) * len(told[0])] * 2
    kinds = list(dict.fromkeys(told))
    return [kinds.index(one) for one in told]


def _value_of(metric, spec):
    """The metric of four slots, in doubles."""
    if metric == "matthews_correlation":
        def value(*slots):
            tp, fp, fn, tn = slots
            return (tp * tn - fp * fn) / (
                math.sqrt(tp + fn) * math.sqrt(fp + tn)
                * math.sqrt(tp + fp) * math.sqrt(fn + tn))
    elif metric in _PRICED:
        of = spec[_PRICED[metric][0]]
        price = [float(of.get(name, 0)) for name in (
            "true_positive", "false_positive", "false_negative",
            "true_negative")]

        def value(*slots):
            return sum(map(float.__mul__, price, slots)) / sum(slots)
    else:
        sums = [_SUMS[name] for name in _sums_of(metric)]
        kind = _PAIRS[metric][0] if metric in _PAIRS else None

        def value(*slots):
            x = [a * slots[0] + b * slots[1] + c * slots[2] + d * slots[3]
                 for a, b, c, d in sums]
            if kind is None:
                return x[0] / x[1]
            both = x[0] / x[1] + x[2] / x[3]
            return both / 2 if kind == "mean" else both - 1
    return value


def _deviation(values, centre):
    total = squares = 0.0
    for value in values:
        value -= centre
        total += value
        squares += value * value
    n = len(values)
    return math.sqrt((squares - total * (total / n)) / (n - 1))


class Draws:
    """Intervals of groups from replicates of their rows: each cell that the
    metric tells apart has one row more than there is, in what is drawn from
    and in what was drawn."""

    def __init__(self, spec):
        self.n, self.seed = spec["replicates"], spec["seed"]
        for value, least, most in ((self.n, 2, 1_000_000),
                                   (self.seed, 0, 2**64 - 1)):
            if type(value) is not int or not least <= value <= most:
                raise Unreadable(f"replicates or seed: {_shown(value)} is "
                                 f"not a whole number of {least} to {most}")
        self.spec, self._drawn = spec, {}

    def _rows(self, group, n, chances):
        """What is drawn depends on these alone: metrics share it."""
        while chances[-1] == 0:
            chances = chances[:-1]
        key = group, n, chances
        if key not in self._drawn:
            self._drawn[key] = [self._replicate(i, *key)
                                for i in range(self.n)]
        return self._drawn[key]

    def _replicate(self, i, group, n, chances):
        unit, out = uniforms(self.seed, i, group), []
        for chance in chances:
            out.append(draw_binomial(unit, n, chance))
            n -= out[-1]
        return out

    def interval(self, metric, own, total, group, found):
        """None where there is no end."""
        cell_of = _cell_of(metric)
        cells = range(max(cell_of) + 1)
        first = [cell_of.index(k) for k in cells]
        slots, seen = _slots_of(own.weights), total.rows
        never = [x == 0 for x in _slots_of(seen)]
        plus = [float(any(cell_of[s] == k and (s < 4 or not never[s])
                          for s in range(6))) for k in cells]
        had, whole = [0.0] * len(cells), 0.0
        for s in range(6):
            had[cell_of[s]] += slots[s]
            whole += slots[s]
        squares = sum(_slots_of(own.squares))
        n = max(1, min(int(whole * (whole / squares) + 0.5), 2**53))
        had = [x * (n / whole) for x in had]
        share = [x + more for x, more in zip(had, plus)]
        rows, chances, rest = sum(share), [], 0.0
        for x in reversed(share):
            rest += x
            chances.insert(0, x / rest if x > 0 else 0.0)
        value_of = _value_of(metric, self.spec)
        scale = whole / rows

        def value(drawn):
            out = [0.0] * 6
            for k, x in enumerate(drawn):
                out[first[k]] = (x + plus[k]) * scale
            return value_of(*out[:4])

        centre, left = [], float(n)
        for chance in chances:
            centre.append(left * chance)
            left -= centre[-1]
        values = [value(x) for x in self._rows(group, n, tuple(chances))]
        return self._interval(metric, found.value, value(had), values,
                              value(centre), n / rows)

    def _interval(self, metric, stated, estimate, values, centre, part):
        z, (low, high) = quantile(self.spec["confidence"]), _range(metric)
        if None not in (low, high):
            error = _deviation(values, centre) / part
            if error > 0:
                width = high - low
                like = (estimate - low) * (high - estimate) / error**2
                return [low + width * end for end in wilson(
                    (Fraction(stated) - low) / width, like, z)]

        def scaled(x):
            if high is not None:
                return math.log((x - low) / (high - x))
            return x if low is None else math.log(x - low)

        error = _deviation([scaled(x) for x in values], scaled(centre))
        at, wide = Decimal(scaled(estimate)), Decimal(z * error)
        return [min(_decimal(stated), _unscaled(metric, at - wide)),
                max(_decimal(stated), _unscaled(metric, at + wide))]


class Resampled:
    """A group's value with the interval that the report states, which hides
    an estimate and its standard error."""

    def __init__(self, metric, value, interval, confidence):
        self.metric = metric
        self.stated = _decimal(value), *map(Decimal, interval)
        self.rows = None  # of the rate that it is like
        p, low, high = self.stated
        z = Decimal(quantile(confidence))
        self.ends = _range(metric)
        if None not in self.ends:
            self.is_known = low < high
            if self.is_known:
                self.rows = z * z / self._square(p, low, high)
            return
        self.is_known = low < p < high and all(
            end is None or low != end for end in self.ends)
        if self.is_known:
            near, far = (_scaled(metric, x) for x in (low, high))
            self.at = (near + far) / 2
            self.error = (far - near) / 2 / z

    def _square(self, p, low, high):
        """z^2 / n of Wilson's interval, from how wide it is."""
        with decimal.localcontext(EXACT):
            width = Decimal(self.ends[1] - self.ends[0])
            p = (p - self.ends[0]) / width
            half = ((high - low) / 2 / width) ** 2
            b = 2 * half - p * (1 - p)
            a = Decimal("0.25") - half
            return (b + (b * b + 4 * a * half).sqrt()) / (2 * a)

    def bounded(self, z):
        p = self.stated[0]
        if self.rows is not None:
            first, width = self.ends[0], self.ends[1] - self.ends[0]
            ends = wilson((p - first) / width, self.rows, z)
            return p, *(first + width * end for end in ends)
        wide = Decimal(z) * self.error
        return (p, min(p, _unscaled(self.metric, self.at - wide)),
                max(p, _unscaled(self.metric, self.at + wide)))


def mover_r(p1, n1, p2, n2, z):
    """Donner and Zou 2012: p1 / p2; None where there is no upper bound."""
    return mover_ratio(bounded(p1, n1, z), bounded(p2, n2, z))


def mover_ratio(one, other):
    (p1, l1, u1), (p2, l2, u2) = one, other
    if p2 == 0 or l2 <= 0:
        return None
    with decimal.localcontext(EXACT):
        product = p1 * p2
        a = l1 * u2 * (2 * p1 - l1) * (2 * p2 - u2)
        b = u1 * l2 * (2 * p1 - u1) * (2 * p2 - l2)
        # (R - sqrt(R^2 - a)) / (u2 (2 p2 - u2)) without a difference
        under = product + max(product ** 2 - a, Decimal(0)).sqrt()
        low = l1 * (2 * p1 - l1) / under if under else Decimal(0)
        high = ((product + max(product ** 2 - b, Decimal(0)).sqrt())
                / (l2 * (2 * p2 - l2)))
    return (low, high) if high <= Decimal(sys.float_info.max) else None


# ---- what is made of two rates of a group ----


class Parts:
    """A ratio of two rates, of their odds, or the odds of one: rates, and of
    how many of the value's rows each is."""

    def __init__(self, kind, rates):
        self.kind = kind
        self.rates = [(_decimal(p), _decimal(rows)) for p, rows in rates]
        self._known = {}

    def _tables(self, n, half):
        """(counted, not counted) by rate, half a count moved; none is where
        there is none."""
        halves = Decimal(half) / 2, -Decimal(half) / 2
        moved = [(p * rows * n - h, (1 - p) * rows * n + h)
                 for (p, rows), h in zip(self.rates, halves)]
        gone = moved[0][0] <= 0 or (self.kind == "odds ratio"
                                    and moved[1][1] <= 0)
        return self._tables(n, 0) if half > 0 and gone else moved

    def value(self, n, half=0):
        with decimal.localcontext(EXACT):
            (k, f), *more = self._tables(Decimal(n), half)
            top, under = k, f
            if self.kind == "ratio":
                (k2, f2), = more
                top, under = k * (k2 + f2), (k + f) * k2
            elif more:
                (k2, f2), = more
                top, under = k * f2, f * k2 if min(f, k2) > 0 else 0
            if top <= 0:
                return 0.0
            return float(top / under) if under > 0 else INFINITE

    def score(self, n, x, half):
        """Standard errors above x, of a tail that is as long as Poisson's."""
        if x < 0:
            return INFINITE
        if x == 0:
            return INFINITE if self.value(n) > 0 else 0.0
        if x == INFINITE:
            return -INFINITE
        with decimal.localcontext(EXACT):
            n, x = Decimal(n), Decimal(x)
            key = n, half
            if key not in self._known:  # whether there is a half to take off
                self._known[key] = half <= 0 or \
                    self._tables(n, half) != self._tables(n, 0)
            half = half if self._known[key] else 0
            found = getattr(self, "_" + self.kind.replace(" ", "_"))(
                n, x, Decimal(half) / 2)
        return _deviate(*map(float, found))

    def _odds(self, n, x, half):
        (p, rows), = self.rates
        at = x / (1 + x)
        v = rows * n * at * (1 - at)
        return (rows * n * (p - at) - half) / v.sqrt(), (
            1 - 2 * at) / v.sqrt()

    def _ratio(self, n, x, half):
        (p1, m1), (p2, m2) = self.rates
        n1, n2 = m1 * n, m2 * n
        middle = (n1 + n2 * p2) * x + n2 + n1 * p1
        y2 = 2 * (n1 * p1 + n2 * p2) / (middle + (
            middle ** 2 - 4 * x * (n1 + n2) * (n1 * p1 + n2 * p2)).sqrt())
        y1 = x * y2
        v1, v2 = y1 * (1 - y1) / n1, x * x * y2 * (1 - y2) / n2
        third = v1 * (1 - 2 * y1) / n1 - x * v2 * (1 - 2 * y2) / n2
        far = p1 - x * p2 - half * (1 / n1 + x / n2)
        v = v1 + v2
        return far / v.sqrt(), third / (v * v.sqrt())

    def _odds_ratio(self, n, x, half):
        (p1, m1), (p2, m2) = self.rates
        n1, n2 = m1 * n, m2 * n
        hits = n1 * p1 + n2 * p2
        # n2 (x - 1) y^2 + (n1 x + n2 - hits (x - 1)) y - hits = 0
        b = n1 * x + n2 - hits * (x - 1)
        root = (b * b + 4 * n2 * (x - 1) * hits).sqrt()
        y2 = 2 * hits / (b + root)
        y1 = x * y2 / (1 + (x - 1) * y2)
        v1, v2 = n1 * y1 * (1 - y1), n2 * y2 * (1 - y2)
        v = v1 * v2 / (v1 + v2)
        third = (v2 ** 3 * v1 * (1 - 2 * y1)
                 - v1 ** 3 * v2 * (1 - 2 * y2)) / (v1 + v2) ** 3
        all_rows = n1 + n2
        more = all_rows / (all_rows - 1) if all_rows > 1 else Decimal(1)
        return (n1 * (p1 - y1) - half) / (v * more).sqrt(), (
            third / (v * v.sqrt()))

    def bounds(self, n, z):
        """What the score with half a count off lets stand; None: no end."""
        high = self._end(n, z, -1)
        return None if high == INFINITE else (self._end(n, z, 1), high)

    def _end(self, n, z, side):
        near = self.value(n, side)
        if near in (0.0, INFINITE):
            return near
        low, step = math.log(near), -0.5 * side
        f_low = -float(z)
        while True:
            high = low + step
            if abs(high) > 708:
                return 0.0 if side > 0 else INFINITE
            f_high = side * self.score(n, math.exp(high), side) - z
            if f_high > 0:
                break
            low, f_low, step = high, f_high, 2 * step
        at, moved = high, 0
        for _ in range(200):  # regula falsi; of an end that stays the half
            before, at = at, high - f_high * (high - low) / (f_high - f_low)
            f = side * self.score(n, math.exp(at), side) - z
            if f > 0:
                high, f_high = at, f
                f_low = f_low / 2 if moved > 0 else f_low
            else:
                low, f_low = at, f
                f_high = f_high / 2 if moved < 0 else f_high
            moved = 1 if f > 0 else -1
            if f == 0 or abs(at - before) < 1e-14:
                break
        return math.exp(at)


def _deviate(score, skew):
    """The normal deviate of a score whose tail is longer than normal, by the
    Poisson distribution as skew (Peizer and Pratt 1968)."""
    if score < 0:
        return -_deviate(-score, -skew)
    if skew <= 0 or score == 0:
        return score
    e = score * skew
    if not e < 1e300:
        return score
    if e > 1e-2:
        shorter = 2 * ((1 + 1 / e) * math.log1p(e) - 1) / e
    else:
        shorter = sum(2 * (-e) ** k / ((k + 1) * (k + 2)) for k in range(9))
    rows = 1 / skew / skew + score / skew
    return min(score, math.sqrt(shorter) * (
        score + skew * (1 / 6 + 0.02 / (rows + 0.5))))


# ---- groups, and how they stand ----

COMPARED, UNDEFINED, LEFT_OUT = "compared", "undefined", "left out"
NOT_HELD = "not held"  # a rule names groups, and this is not one of them
OVERALL, REST, ABSENT = "overall", "rest", "absent"
ANY = object()  # too close to call from rounded sums of weights


class Grouping:
    """The groups of one grouping, all rows or those of one stratum."""

    def __init__(self, entry, total, spec):
        self.by, self.control = entry["by"], entry["control"]
        self.names = [g["group"] for g in entry["groups"]]
        self.keys = [_key(name) for name in self.names]
        self.groups = [Counts(g["counts"], _above(g["metrics"]))
                       for g in entry["groups"]]
        self.missing = [None in name.values() for name in self.names]
        self.total, self.spec, self.strata = total, spec, []
        self.noise = Fraction(VALUE) if total.weighted else Fraction(0)
        self.named = self._find_named()
        self.entries = entry["groups"]
        self.held = None  # of a rule that names groups, which they are
        self._known, self.chosen, self.then = {}, {}, None
        self._whole = None

    def __len__(self):
        return len(self.names)

    def _find_named(self):
        """The named reference: the largest group that matches."""
        wanted = self.spec["reference"]
        if not isinstance(wanted, dict) or not set(wanted) & set(self.by):
            return None
        found = ABSENT
        for i, name in enumerate(self.names):
            fits = all(_key(value) == _key(wanted[f]) if f in wanted
                       else value is not None for f, value in name.items())
            if fits and (found == ABSENT or self.size(i) > self.size(found)):
                found = i
        return found

    def size(self, i):
        return self.groups[i].rows["rows"]

    def result(self, metric, i):
        key = metric, i
        if key not in self._known:
            own = self.total if i == OVERALL else self.groups[i]
            self._known[key] = compute(metric, own, self.total, self.spec)
        return self._known[key]

    def resampled(self, metric, i):
        """The group's value as replicates have it, or None."""
        found = (self.entries[i].get("metrics") or {}).get(metric) or {}
        if found.get("method") != "resampled" or found["interval"] is None:
            return None
        return Resampled(metric, self.result(metric, i).value,
                         found["interval"], self.spec["confidence"])

    def rest(self, metric, i):
        """The metric of all other groups' rows."""
        key = metric, i, REST
        if key not in self._known:
            self._known[key] = compute(metric, self._others(i), self.total,
                                       self.spec)
        return self._known[key]

    def _others(self, i):
        if self.total.weighted:  # rounded sums are added, not taken off
            return Counts.of([self.total.none(), *self.groups[:i],
                              *self.groups[i + 1:]])
        if self._whole is None:
            self._whole = Counts.of([self.total.none(), *self.groups])
        return self._whole.without(self.groups[i])

    def survey(self, metric):
        key = metric, "survey"
        if key not in self._known:
            stand = self.then and self.then.standing_now
            self._known[key] = Survey(self, metric, stand)
        return self._known[key]

    def standing(self, metric, i):
        """How group i stands, why, and its value."""
        if self.held is not None and i not in self.held:
            return NOT_HELD, "not_held", None
        return self.standing_of_any(metric, i)

    def standing_of_any(self, metric, i):
        """The same of the reference, which a rule need not name."""
        found, spec = self.result(metric, i), self.spec
        if found.reason == "not_applicable":
            return UNDEFINED, found.reason, None
        if spec["nulls"] == "set_aside" and self.missing[i]:
            return LEFT_OUT, "not_applicable", None
        all_rows = self.total.rows["rows"]
        share = spec.get("min_share") or 0
        if found.least_n < (spec.get("min_count") or 0) or (
                share > 0
                and (all_rows == 0
                     or float(self.size(i) / all_rows) < share)):
            return LEFT_OUT, "below_min_count", None
        return self._by_value(found.reason, found.value)

    def _by_value(self, reason, value):
        if reason is None:
            return COMPARED, None, value
        skip = self.spec.get("undefined") == "skip"
        return LEFT_OUT if skip else UNDEFINED, reason, None

    def standardized(self, metric, i):
        """The same of the value averaged over strata by their sizes."""
        whole = self.standing(metric, i)
        if whole[0] != COMPARED:
            return whole
        total = size = Fraction(0)
        for stratum in self.strata:
            if self.keys[i] not in stratum.keys:
                return self._by_value("no_rows", None)
            found = stratum.result(metric, stratum.keys.index(self.keys[i]))
            if found.reason is not None:
                return self._by_value(found.reason, None)
            weight = stratum.total.weights["rows"]
            total, size = total + weight * found.value, size + weight
        if size == 0:
            return self._by_value("zero_weight", None)
        return COMPARED, None, total / size

    def direction(self, metric):
        return _better(metric, self.spec["favourable"])

    def reference(self, metric):
        """A group, OVERALL, REST, ABSENT or None."""
        if metric not in self.chosen:
            self.chosen[metric] = next(iter(self.references(metric)), None)
        return self.chosen[metric]

    def choose(self, metric, stated):
        """Of references that are too close to call the one that is stated."""
        for i in self.references(metric):
            if _key(_group(self, i)) == stated:
                self.chosen[metric] = i

    def references(self, metric):
        """The reference first, then those that rounded sums of weights do
        not tell from it."""
        if self.named is not None:
            return [self.named]
        word = self.spec["reference"]
        if word in (OVERALL, REST):
            return [word]
        better = self.direction(metric)
        may = [i for i in range(len(self)) if not self.missing[i]]
        if word not in ("best", "worst") or better == 0:
            return [max(may, key=self.size)] if may else []
        sign = better if word == "best" else -better
        return _ends_of(self, {
            i: sign * s[2] for i in may
            for s in [self.standing(metric, i)] if s[0] == COMPARED})


def _ends_of(g, values):
    """The groups of the highest value, of which the first is named; where
    sums of weights are rounded those that may be it."""
    if not values:
        return []
    most = max(values.values())
    close = g.noise * max(abs(most), 1)
    return [i for i, v in values.items() if v >= most - close]


class Survey:
    """All groups at once."""

    def __init__(self, g, metric, stand=None):
        stand = stand or g.standing
        self.metric = metric
        self.stands = [stand(metric, i) for i in range(len(g))]
        self.values = {i: s[2] for i, s in enumerate(self.stands)
                       if s[0] == COMPARED}
        self.undefined = self.count(UNDEFINED)
        self.left_out = self.count(LEFT_OUT)
        self.small = sum(s[1] == "below_min_count" for s in self.stands)
        self.applicable = compute(metric, g.total, g.total,
                                  g.spec).reason != "not_applicable"
        self.lows = _ends_of(g, {i: -v for i, v in self.values.items()})
        self.highs = _ends_of(g, self.values)
        self.tops = _ends_of(g, {i: v for i, v in self.values.items()
                                 if not g.missing[i]})
        self.lowest, self.highest, self.most = (
            next(iter(ends), None)
            for ends in (self.lows, self.highs, self.tops))

    def count(self, standing):
        return sum(s[0] == standing for s in self.stands)

    def reason(self, least):
        if not self.applicable:
            return "not_applicable"
        if self.undefined > 0:
            return "undefined_in_group"
        return too_few(len(self.values), self.small, least)


def too_few(there, small, least):
    if there >= least:
        return None
    return "below_min_count" if small >= least - there else "single_group"


# ---- comparisons ----


def _size(value):
    """Of a group's value; of metrics together nothing is known."""
    return abs(value) if isinstance(value, Fraction) else 0


class Finding:
    """What a comparison or criterion found."""

    def __init__(self, survey, reason=None):
        self.reason, self.value = reason, None
        self.group = self.reference = self.worse_off = None
        self.compared = len(survey.values)
        self.undefined, self.left_out = survey.undefined, survey.left_out
        self.metric, self.interval, self.method = survey.metric, None, None
        self.scale = max(map(_size, survey.values.values()), default=0)
        self.within, self.near = None, {}

    def names(self, g, metric, own, other, group, reference):
        """Whom it is between, and who of them is harmed."""
        self.group, self.reference = group, reference
        better = g.direction(metric)
        if better == 0 or own == other:
            self.worse_off = None
        else:
            self.worse_off = group if (own < other) == (better > 0) \
                else reference
        if better != 0 and abs(own - other) <= g.noise * max(abs(own), 1) \
                and group != reference and g.noise:
            self.worse_off = ANY
        return self


def _gap(g, survey, ratio):
    out = Finding(survey, survey.reason(2))
    if ratio and survey.metric in _MAY_BE_NEGATIVE:
        out.reason = "not_applicable"
    if out.reason is not None:
        return out
    low, high = min(survey.values.values()), max(survey.values.values())
    out.names(g, survey.metric, low, high, survey.lowest, survey.highest)
    out.near = {"group": survey.lows, "reference": survey.highs}
    if not ratio:
        out.value = high - low
    elif high == 0:
        out.reason = "zero_reference"
    else:
        out.value = low / high
    return out


def _find_difference(g, metric):
    return _gap(g, g.survey(metric), False)


def _find_ratio(g, metric):
    return _gap(g, g.survey(metric), True)


def _find_end(g, metric, highest):
    survey = g.survey(metric)
    out = Finding(survey, survey.reason(1))
    if out.reason is None:
        out.near = {"group": survey.highs if highest else survey.lows}
        out.group = out.near["group"][0]
        out.value = (max if highest else min)(survey.values.values())
    return out


def _of_group(g, metric, i):
    survey = g.survey(metric)
    out = Finding(survey, survey.stands[i][1])
    out.group = i
    if out.reason is None:
        out.value = g.result(metric, i).value
    return out


def _find_to_overall(g, metric, ratio):
    survey = g.survey(metric)
    whole = g.result(metric, OVERALL)
    out = Finding(survey, survey.reason(2))
    if out.reason is None and whole.reason is not None:
        out.reason = "undefined_in_group"
    if ratio and metric in _MAY_BE_NEGATIVE:
        out.reason = "not_applicable"
    elif out.reason is None and ratio and whole.value == 0:
        out.reason = "zero_reference"
    if out.reason is not None:
        return out
    far = {}
    for i, v in survey.values.items():
        far[i] = abs(v - whole.value)
        if ratio:
            low, high = sorted((v, whole.value))
            far[i] = -low / high
    out.near = {"group": _ends_of(g, far)}
    first, most = out.near["group"][0], max(far.values())
    out.value = -most if ratio else most
    return out.names(g, metric, survey.values[first], whole.value, first,
                     OVERALL)


def _find_mean_pairwise(g, metric):
    survey = g.survey(metric)
    out = Finding(survey, survey.reason(2))
    if out.reason is None:
        values = sorted(survey.values.values())
        k = len(values)
        total = sum((2 * i - k + 1) * v for i, v in enumerate(values))
        out.value = Fraction(total) / (k * (k - 1) // 2)
    return out


def _find_variance(g, metric):
    survey = g.survey(metric)
    out = Finding(survey, survey.reason(2))
    if out.reason is not None:
        return out
    sizes = {i: g.groups[i].weights["rows"] for i in survey.values}
    size = sum(sizes.values())
    if size == 0:
        out.reason = "zero_weight"
        return out
    mean = sum(sizes[i] * v for i, v in survey.values.items()) / size
    out.value = sum(sizes[i] * (v - mean) ** 2
                    for i, v in survey.values.items()) / size
    return out


def _held_against(standing, reason):
    """What a reference that stands so does to others."""
    if standing == COMPARED:
        return None
    aside = standing == LEFT_OUT and reason in ("below_min_count",
                                                "not_applicable")
    return reason if aside else "undefined_in_group"


def _of_reference(g, metric, survey, i, reference):
    """What group i is held against, or why there is nothing."""
    if reference == ABSENT:
        return "undefined_in_group", None
    if reference is None:
        return ("undefined_in_group" if survey.undefined
                else "single_group"), None
    if reference not in (OVERALL, REST):
        standing, reason, _ = g.standing_of_any(metric, reference)
        return _held_against(standing, reason), g.result(metric, reference)
    if reference == OVERALL:
        found = g.result(metric, OVERALL)
    else:
        found = g.rest(metric, i)
    return found.reason and "undefined_in_group", found


def _to_reference(g, metric, i, ratio):
    survey = g.survey(metric)
    reference = g.reference(metric)
    out = Finding(survey)
    out.group = i
    out.reference = None if reference == ABSENT else reference
    if not survey.applicable or (ratio and metric in _MAY_BE_NEGATIVE):
        out.reason = "not_applicable"
        return out
    standing, reason, own = survey.stands[i]
    if standing == LEFT_OUT:
        out.reason = reason
        return out
    out.reason = too_few(len(survey.values) + survey.undefined, survey.small,
                         2) if g.held is None else too_few(len(g), 0, 2)
    if out.reason is None and standing == UNDEFINED:
        out.reason = "undefined_in_group"
    if out.reason is not None:
        return out
    out.reason, other = _of_reference(g, metric, survey, i, reference)
    if out.reason is None and ratio and other.value == 0:
        out.reason = "zero_reference"
    if out.reason is not None:
        return out
    out.value = own / other.value if ratio else own - other.value
    out.names(g, metric, own, other.value, i, reference)
    _set_interval(g, out, g.result(metric, i), other, ratio)
    return out


def _are_rates(own, other):
    """Proportions of rows of their own."""
    return own.is_rate and not own.is_share and own.effective_n > 0 \
        and other.effective_n > 0


def _is_chosen(g, metric):
    """Whether a metric's reference is chosen by its value."""
    return g.named is None and g.spec["reference"] in ("best", "worst") \
        and g.direction(metric) != 0


class Versus:
    """A group and what is independent of it: its reference, or all other
    rows, of which and of itself all rows are made."""

    def __init__(self, g, metric, i, reference, z):
        self.share, self.others = Fraction(0), Fraction(1)
        own = g.result(metric, i)
        self.is_known = False
        if reference in (OVERALL, REST):
            other = g.rest(metric, i)
        else:
            other = g.result(metric, reference)
        if other.reason is not None or not _are_rates(own, other):
            return
        if reference == OVERALL:
            whole = g.result(metric, OVERALL).denominator
            self.share = own.denominator / whole
            self.others = other.denominator / whole
        self.own, self.other = (bounded(r.value, r.effective_n, z)
                                for r in (own, other))
        self.one_row = 1 / min(own.effective_n, other.effective_n)
        self.is_known = self.others > 0

    def difference(self):
        low, high = mover_difference(self.own, self.other)
        with decimal.localcontext(EXACT):
            part = _decimal(self.others)
            return (part * max(low, Decimal(-1)), part * min(high, Decimal(1)))

    def ratio(self):
        """own / (s own + (1 - s) other); a rate of 0 is bounded the other way
        round."""
        if self.share == 0:
            return mover_ratio(self.own, self.other)
        s, others = _decimal(self.share), _decimal(self.others)
        turned = self.own[0] > self.other[0]
        found = mover_ratio(self.other, self.own) if turned \
            else mover_ratio(self.own, self.other)
        if found is None:
            return None
        with decimal.localcontext(EXACT):
            if turned:
                low, high = found
                return 1 / (s + others * high), 1 / (s + others * low)
            return tuple(r / (s * r + others) for r in found)


def _set_interval(g, out, own, other, ratio):
    """Of two groups, or of one and all other rows; a reference that was chosen
    by its value is one of all other groups, which share the level."""
    metric, reference = out.metric, out.reference
    if reference == out.group or reference is None:
        return
    others = len(g.survey(metric).values) - 1
    is_shared = _is_chosen(g, metric) and others > 1
    confidence = g.spec["confidence"]
    z = _z((1 - confidence) / 2 / others) if is_shared \
        else quantile(confidence)
    if own.parts is not None and other.parts is not None:
        if reference != OVERALL:
            _set_of_parts(out, own, other, ratio, z, is_shared)
        return
    if not own.is_rate:
        if reference not in (OVERALL, REST):
            _set_resampled(g, out, ratio, z if is_shared else None)
        return
    if not _are_rates(own, other):
        return
    pair = Versus(g, metric, out.group, reference, z)
    if not pair.is_known:
        return
    out.interval = pair.ratio() if ratio else pair.difference()
    if out.interval is not None:
        out.method = "simultaneous" if is_shared else \
            "mover_r" if ratio else "newcombe"
        _hold(out)


def _hold(out):
    value = _decimal(out.value)
    low, high = out.interval
    out.interval = min(low, value), max(high, value)


def _of_parts(found, z):
    """A value between its bounds; None if it has none."""
    ends = found.parts.bounds(float(found.effective_n), z)
    return ends and (_decimal(found.value), *map(Decimal, ends))


def _set_of_parts(out, own, other, ratio, z, is_shared):
    both = _of_parts(own, z), _of_parts(other, z)
    if None in both:
        return
    out.interval = (mover_ratio if ratio else mover_difference)(*both)
    if out.interval is not None:
        out.method = "simultaneous" if is_shared else "score"
        _hold(out)


def _set_resampled(g, out, ratio, z):
    """From the intervals of both groups that the report states."""
    one, other = (g.resampled(out.metric, i)
                  for i in (out.group, out.reference))
    if one is None or other is None:
        return
    if z is not None and not (one.is_known and other.is_known):
        out.method, out.interval = "simultaneous", ANY
        return
    ends = [r.stated if z is None else r.bounded(z) for r in (one, other)]
    out.interval = (mover_ratio if ratio else mover_difference)(*ends)
    if out.interval is not None:
        out.method = "resampled" if z is None else "simultaneous"
        _hold(out)


def _find_pair(g, metric, second, first):
    survey = g.survey(metric)
    out = Finding(survey)
    out.group, out.reference = second, first
    if not survey.applicable:
        out.reason = "not_applicable"
        return out
    own, other = survey.stands[second], survey.stands[first]
    if own[0] == COMPARED:
        out.reason = _held_against(other[0], other[1])
    else:
        out.reason = own[1] if own[0] == LEFT_OUT else "undefined_in_group"
    if out.reason is None:
        out.value = own[2] - other[2]
        out.names(g, metric, own[2], other[2], second, first)
        one, two = (g.result(metric, i) for i in (second, first))
        if _are_rates(one, two):
            out.interval = newcombe(one.value, one.effective_n, two.value,
                                    two.effective_n,
                                    quantile(g.spec["confidence"]))
            out.method = "newcombe"
    return out


def _find_standardized(g, metric, ratio):
    survey = Survey(g, metric, g.standardized if g.strata else None)
    survey.applicable = survey.applicable and bool(g.strata)
    return _gap(g, survey, ratio)


_WHOLE = {
    "difference": _find_difference,
    "ratio": _find_ratio,
    "group_min": lambda g, m: _find_end(g, m, False),
    "group_max": lambda g, m: _find_end(g, m, True),
    "difference_to_overall": lambda g, m: _find_to_overall(g, m, False),
    "ratio_to_overall": lambda g, m: _find_to_overall(g, m, True),
    "mean_pairwise_difference": _find_mean_pairwise,
    "weighted_variance": _find_variance,
    "standardized_difference": lambda g, m: _find_standardized(g, m, False),
    "standardized_ratio": lambda g, m: _find_standardized(g, m, True),
}


def findings(g, comparison, metric):
    """All findings of a comparison, in their order."""
    if comparison in _WHOLE:
        out = _WHOLE[comparison](g, metric)
        if comparison in _SPECIAL:
            _set_special(g, out, metric, comparison)
        else:
            set_extent(g, out, "one", (metric,), comparison)
        return [out]
    if comparison in ("difference_to_reference", "ratio_to_reference"):
        ratio = comparison.startswith("ratio")
        return [_to_reference(g, metric, i, ratio) for i in range(len(g))]
    return [_find_pair(g, metric, b, a) for a in range(len(g))
            for b in range(a + 1, len(g))]


# ---- criteria ----

_ODDS = ("true_positive_rate", "false_positive_rate")
_VALUES = ("positive_predictive_value", "negative_predictive_value")
# By which rule the metrics make one value, of which, by which comparison.
_CRITERIA = {
    "demographic_parity": ("one", ("selection_rate",)),
    "equal_opportunity": ("one", _ODDS[:1]),
    "predictive_equality": ("one", _ODDS[1:]),
    "equalized_odds": ("worst", _ODDS),
    "predictive_parity": ("one", _VALUES[:1]),
    "conditional_use_accuracy": ("worst", _VALUES),
    "overall_accuracy": ("one", ("accuracy",)),
    "treatment_equality": ("one", ("treatment_ratio",)),
}
_FOUR_FIFTHS = Fraction(4, 5)


def criterion_rule(name, favourable):
    """(rule, metrics, comparison), or None: not of counts."""
    chosen = "rejection_rate" if favourable == "negative" \
        else "selection_rate"
    if name in ("impact_ratio", "four_fifths"):
        return "impact", (chosen,), "ratio"
    if name == "conditional_demographic_disparity":
        return "disparity", (chosen,), None
    if name == "average_odds_difference":
        return "signed", _ODDS, None
    if name == "average_absolute_odds_difference":
        return "mean", _ODDS, "difference"
    stem, _, comparison = name.rpartition("_")
    return (*_CRITERIA[stem], comparison) if stem in _CRITERIA else None


class _Both:
    """How groups stand in two metrics together."""

    def __init__(self, surveys):
        self.metric = surveys[0].metric
        self.applicable = all(s.applicable for s in surveys)
        self.stands = [_joined(pair) for pair in
                       zip(*(s.stands for s in surveys))]
        self.values = {i: s[1] for i, s in enumerate(self.stands)
                       if s[0] == COMPARED}
        self.undefined = sum(s[0] == UNDEFINED for s in self.stands)
        self.left_out = sum(s[0] == LEFT_OUT for s in self.stands)
        self.small = sum(
            how[0] != UNDEFINED and any(
                s.stands[i][1] == "below_min_count" for s in surveys)
            for i, how in enumerate(self.stands))

    reason = Survey.reason


def _joined(pair):
    """Undefined if it is in one, else left out if it is in one."""
    for standing in (UNDEFINED, LEFT_OUT):
        for one in pair:
            if one[0] == standing:
                return standing, one[1]
    return COMPARED, None


def _of_two(g, rule, metrics, comparison):
    parts = [_WHOLE[comparison](g, m) for m in metrics]
    out = Finding(_Both([g.survey(m) for m in metrics]))
    out.reason = next((p.reason for p in parts if p.reason is not None), None)
    if out.reason is not None:
        return out
    first, second = parts
    if rule == "worst":
        sign = -1 if comparison == "ratio" else 1
        more = sign * (second.value - first.value)
        taken = parts[more > g.noise]
        out.value, out.metric = taken.value, taken.metric
        out.near = taken.near
        if g.noise and abs(more) <= g.noise:
            out.near = {name: first.near[name] + second.near[name]
                        for name in first.near}
            out.near["metric"] = metrics
    else:
        taken = first
        close = [*first.near.values(), *second.near.values()]
        if any(len(ends) > 1 for ends in close):
            out.near = {name: [None, *ends]
                        for name, ends in first.near.items()}
        out.value = (first.value + second.value) / 2
        if (first.group, first.reference) != (second.group,
                                              second.reference):
            return out
    out.group, out.reference = taken.group, taken.reference
    out.worse_off = taken.worse_off
    if rule == "mean" and first.worse_off != second.worse_off:
        out.worse_off = None
        if ANY in (first.worse_off, second.worse_off):
            out.worse_off = ANY
    return out


def _signed(g, metrics):
    both = _Both([g.survey(m) for m in metrics])
    out = Finding(both, both.reason(2))
    if out.reason is not None:
        return out
    means = {}
    for i in both.values:
        parts = [_to_reference(g, m, i, False) for m in metrics]
        out.reason = next((p.reason for p in parts if p.reason), None)
        if out.reason is not None:
            return out
        means[i] = (parts[0].value + parts[1].value) / 2
    out.near = {"group": _ends_of(g, {i: abs(v) for i, v in means.items()})}
    i = out.near["group"][0]
    references = {g.reference(m) for m in metrics}
    reference = references.pop() if len(references) == 1 else None
    out.value = means[i]
    return out.names(g, metrics[0], means[i], Fraction(0), i, reference)


def _impact(g, metric, limit):
    survey = g.survey(metric)
    out = Finding(survey, survey.reason(2))
    if out.reason is None and survey.most is None:
        out.reason = "single_group"
    if out.reason is not None:
        return out
    low = min(survey.values.values())
    high = max(v for i, v in survey.values.items() if not g.missing[i])
    out.names(g, metric, low, high, survey.lowest, survey.most)
    out.near = {"group": survey.lows, "reference": survey.tops}
    if high == 0:
        out.reason = "zero_reference"
        return out
    out.value = low / high
    if limit is not None:
        out.within = out.value >= limit
        if abs(out.value - limit) <= g.noise and g.noise:
            out.within = ANY
    return out


def _share(part, whole, decision):
    return part.weights[decision] / whole.weights[decision]


def _disparity(g, metric):
    """Shares of the unfavourable less shares of the favourable decisions,
    averaged over strata (Wachter, Mittelstadt and Russell 2021)."""
    survey = g.survey(metric)
    out = Finding(survey)
    out.reason = survey.reason(2) if g.strata else "not_applicable"
    good, bad = "ever_selected", "ever_rejected"
    absent = {good: "none_selected", bad: "none_rejected"}
    for stratum in g.strata if out.reason is None else ():
        for name in (good, bad):
            if stratum.total.weights[name] == 0 and out.reason is None:
                some = stratum.total.rows[name] > 0
                out.reason = "zero_weight" if some else absent[name]
    if out.reason is not None:
        return out
    if g.spec["favourable"] == "negative":
        good, bad = bad, good
    values = {}
    for i in survey.values:
        total = size = Fraction(0)
        for s in g.strata:
            weight = s.total.weights["rows"]
            size += weight
            if g.keys[i] in s.keys:
                part = s.groups[s.keys.index(g.keys[i])]
                total += weight * (_share(part, s.total, bad)
                                   - _share(part, s.total, good))
        values[i] = total / size
    out.near = {"group": _ends_of(g, {i: abs(v) for i, v in values.items()})}
    out.group = out.near["group"][0]
    out.value = values[out.group]
    out.worse_off = out.group if out.value > 0 else None
    if g.noise and abs(out.value) <= g.noise:
        out.worse_off = ANY
    return out


def criterion(g, name, rule):
    out = _criterion(g, name, rule)
    set_extent(g, out, *rule)
    return out


def _criterion(g, name, rule):
    kind, metrics, comparison = rule
    if kind == "impact":
        limit = _FOUR_FIFTHS if name == "four_fifths" else None
        return _impact(g, metrics[0], limit)
    if kind == "disparity":
        return _disparity(g, metrics[0])
    if kind == "signed":
        return _signed(g, metrics)
    if kind == "one":
        return _WHOLE[comparison](g, metrics[0])
    return _of_two(g, kind, metrics, comparison)


# ---- intervals of the most different groups ----

class Hidden(Exception):
    """A group's interval that was widened to hold its value, or is of a
    metric that is not shown."""


_MOST_PAIRED = 64  # groups; of these every pair is looked at


def _z(chance):
    return -statistics.NormalDist().inv_cdf(chance)


def _difference_of_pairs(pairs):
    """pairs: of two groups, each as it is bounded towards parity and away
    from it.  What cannot be the furthest bound is not worked out."""
    low, high = Decimal(0), Decimal(0)
    for (near, far), (near_other, far_other) in pairs:
        if far[0] - far_other[0] > low:
            low = max(low, mover_difference(near, near_other)[0])
        if far[2] - far_other[1] > high:
            high = max(high, mover_difference(far, far_other)[1])
    return low, high


def _ratio_of_pairs(pairs):
    low, high = Decimal(1), Decimal(1)
    for (near, far), (near_other, far_other) in pairs:
        if far[0] < high * far_other[0]:
            found = mover_ratio(near, near_other)
            high = min(high, found[1]) if found else high
        if far[1] < low * far_other[2]:
            found = mover_ratio(far, far_other)
            low = min(low, found[0]) if found else Decimal(0)
    return low, high


def _extent_of_ends(rates, may, ratio, towards, away):
    """Over many groups: by the ends of all intervals."""
    near, far = ([r(_z(chance)) for r in rates] for chance in
                 (towards / (2 * len(rates)), away / 2))
    if None in near:
        return None
    top_low = max(r[1] for r, m in zip(near, may) if m)
    top_high = max(r[2] for r, m in zip(far, may) if m)
    bottom_low, bottom_high = (min(r[1] for r in far),
                               min(r[2] for r in near))
    if not ratio:
        return top_low - bottom_high, top_high - bottom_low
    return (bottom_low / top_high,
            bottom_high / top_low if top_low > 0 else Decimal(1))


def _bounds_of(g, metric, i):
    """A group's value between its bounds, as a function of z; None where
    there are none."""
    r = g.result(metric, i)
    if r.is_rate and not r.is_share and r.effective_n > 0:
        return lambda z: bounded(r.value, r.effective_n, z)
    if r.parts is not None:
        return lambda z: _of_parts(r, z)  # None where z is too large for it
    is_drawn = not r.is_rate and "replicates" in g.spec
    if is_drawn and metric not in g.entries[i]["metrics"]:
        raise Hidden
    found = g.resampled(metric, i) if is_drawn else None
    if found is None:
        return None
    if not found.is_known:
        raise Hidden
    return found.bounded


def _standardized_bounds(g, metric, i):
    """Strata's bounds, put together."""
    whole, terms = g.total.weights["rows"], []
    for stratum in g.strata:
        found = stratum.result(metric, stratum.keys.index(g.keys[i]))
        if not _are_rates(found, found):
            return None
        terms.append((stratum.total.weights["rows"] / whole, found))

    def at(z):
        value, low, high = mover_sum(
            [(f, bounded(r.value, r.effective_n, z)) for f, r in terms])
        return value, max(low, Decimal(0)), min(high, Decimal(1))
    return at


def _extent_of(g, metric, kind, towards, away, standardized=False):
    """Of one metric; None where there is none."""
    survey = g.survey(metric)
    of = _bounds_of
    if standardized:
        survey, of = Survey(g, metric, g.standardized), _standardized_bounds
    rates = [of(g, metric, i) for i in survey.values]
    if None in rates or not rates:
        return None
    if kind in ("group_min", "group_max"):
        near = [r(_z(towards / len(rates))) for r in rates]
        far = [r(_z(away)) for r in rates]
        if None in near:
            return None
        if kind == "group_max":
            return max(r[1] for r in near), max(r[2] for r in far)
        return min(r[1] for r in far), min(r[2] for r in near)
    may = [kind != "impact" or not g.missing[i] for i in survey.values]
    claims = sum(may) * (len(rates) - 1)
    if claims == 0:
        return None
    ratio = kind != "difference"
    if len(rates) > _MOST_PAIRED:
        return _extent_of_ends(rates, may, ratio, towards, away)
    both = [(r(_z(towards / claims)), r(_z(away))) for r in rates]
    if any(None in ends for ends in both):
        return None
    pairs = ((a, b) for i, a in enumerate(both) for k, b in enumerate(both)
             if i != k and may[k])
    return (_ratio_of_pairs if ratio else _difference_of_pairs)(pairs)


def _most(metric, kind):
    """What no truth is above."""
    low, high = _range(metric)
    if kind in ("ratio", "impact"):
        return Decimal(1)
    if high is None:
        return Decimal("Infinity")
    return Decimal(high - low if kind == "difference" else high)


def set_extent(g, out, rule, metrics, comparison):
    """Towards parity a level that all pairs share, away from it the full
    one: Bonferroni, and Berger's intersection-union test."""
    if rule in ("signed", "disparity"):
        _set_signed(g, out, rule, metrics)
        return
    kind = "impact" if rule == "impact" else comparison
    standardized = kind is not None and kind.startswith("standardized_")
    if standardized:
        kind = kind.removeprefix("standardized_")
    if out.reason is not None or out.method is not None or kind not in (
            "impact", "difference", "ratio", "group_min", "group_max"):
        return
    half = (1 - g.spec["confidence"]) / 2
    towards = half / len(metrics)
    away = towards if rule == "mean" else half
    try:
        parts = [_extent_of(g, m, kind, towards, away, standardized)
                 for m in metrics]
    except Hidden:
        out.method = "simultaneous"
        out.interval = ANY
        return
    if None in parts:
        return
    if kind == "difference":
        parts = [(max(low, Decimal(0)), high) for low, high in parts]
    lows, highs = zip(*parts)
    if rule == "mean":
        low, high = sum(lows) / 2, sum(highs) / 2
    else:
        pick = max if kind in ("difference", "group_max") else min
        low, high = pick(lows), pick(highs)
    value = _decimal(out.value)
    out.method = "simultaneous"
    out.interval = min(low, value), max(min(high, _most(metrics[0], kind)),
                                        value)


# ---- intervals to all rows, of spreads, and of signed criteria ----

def _tail_of(g):
    """What each bound leaves out."""
    return (1 - g.spec["confidence"]) / 2


def _to_overall_extent(g, metric, ratio):
    near, far, values = [], [], g.survey(metric).values
    for i in values:
        own = g.result(metric, i)
        if not _are_rates(own, own):
            return None
        for into, chance in ((near, _tail_of(g) / (2 * len(values))),
                             (far, _tail_of(g))):
            pair = Versus(g, metric, i, OVERALL, _z(chance))
            if pair.is_known:  # otherwise all rows are the group's
                into.append(pair.ratio() if ratio else pair.difference())
    if not ratio:
        return (max([Decimal(0), *(max(l, -h) for l, h in near)]),
                max([Decimal(0), *(max(h, -l) for l, h in far)]))
    return (min([Decimal(1), *(min(l, 1 / h) for l, h in far)]),
            min([Decimal(1), *(min(h, 1 / l if l > 0 else h)
                               for l, h in near)]))


def _ends_at(g, metric, chance):
    """Of all groups compared; None if there is one without bounds."""
    found = [_bounds_of(g, metric, i) for i in g.survey(metric).values]
    if None in found:
        return None
    ends = [r(_z(chance)) for r in found]
    return None if None in ends else ends


def _furthest(far):
    """How much further than what was found an interval reaches."""
    return [max(p - low, high - p) ** 2 for p, low, high in far]


def _pairwise_extent(g, metric, value):
    tail, k = _tail_of(g), len(g.survey(metric).values)
    near = _ends_at(g, metric, tail / (k * (k - 1) if k <= _MOST_PAIRED
                                       else 2 * k))
    if near is None:
        return None
    with decimal.localcontext(EXACT):
        if k <= _MOST_PAIRED:
            low = sum(max(Decimal(0), mover_difference(a, b)[0])
                      for a in near for b in near if a is not b)
        else:
            mean = sum(p for p, _, _ in near) / k
            over = [low - mean for _, low, _ in near if low > mean]
            under = [mean - high for _, _, high in near if high < mean]
            low = len(under) * sum(over) + len(over) * sum(under)
        squares = _furthest(_ends_at(g, metric, tail))
        wide = min(4 * sum(squares) / k ** 2,
                   4 * (k + 1) * max(squares) / (3 * k * (k - 1)))
        return low / (k * (k - 1) // 2), _decimal(value) + wide.sqrt()


def _variance_extent(g, metric, value):
    tail, values = _tail_of(g), g.survey(metric).values
    far = _ends_at(g, metric, tail)
    if far is None:
        return None
    sizes = [_decimal(g.groups[i].weights["rows"]) for i in values]
    chance = Decimal(_chi_square_above(tail, len(values) - 1))
    with decimal.localcontext(EXACT):
        wide = (max(n * square for n, square in zip(sizes, _furthest(far)))
                / sum(sizes)).sqrt()
        root = _decimal(value).sqrt()
        low = max(Decimal(0), root - wide / Decimal(_z(tail)) * chance.sqrt())
        return low ** 2, (root + wide) ** 2


def _chi_square_above(chance, df):
    """The x above which lies so much, by halving."""
    def above(x):
        """The upper tail, a finite sum for whole numbers of df / 2; of an odd
        df it starts from the normal distribution's."""
        half, odd = x / 2, df % 2
        total = math.erfc(math.sqrt(half)) if odd else 0.0
        at = 0.5 if odd else 0.0
        while at < df / 2:
            if x > 0:
                total += math.exp(at * math.log(half) - half
                                  - math.lgamma(at + 1))
            at += 1
        return total if x > 0 else 1.0
    low, high = 0.0, 10.0 * df + 3000
    for _ in range(100):
        middle = (low + high) / 2
        if above(middle) > chance:
            low = middle
        else:
            high = middle
    return high


_SPECIAL = ("difference_to_overall", "ratio_to_overall",
            "mean_pairwise_difference", "weighted_variance")


def _set_special(g, out, metric, comparison):
    if out.reason is not None:
        return
    try:
        if comparison.endswith("_to_overall"):
            most, found = Decimal(1), _to_overall_extent(
                g, metric, comparison.startswith("ratio"))
        elif comparison == "weighted_variance":
            most = _most(metric, "difference") ** 2 / 4
            found = _variance_extent(g, metric, out.value)
        else:
            most = _most(metric, "difference")
            found = _pairwise_extent(g, metric, out.value)
    except Hidden:
        out.method, out.interval = "simultaneous", ANY
        return
    if found is not None:
        out.method = "simultaneous"
        out.interval = found[0], min(found[1], most)
        _hold(out)


class Signed:
    """Sums of rates of a signed criterion, by group."""

    def __init__(self, g, rule, metrics):
        self.g, self.rule, self.metrics = g, rule, metrics
        surveys = [g.survey(m) for m in metrics]
        self.groups = [i for i in range(len(g))
                       if all(i in s.values for s in surveys)]
        self.claims = len(self.groups)
        if rule != "signed":
            return
        self.groups = [i for i in self.groups
                       if any(g.reference(m) != i for m in metrics)]
        if _is_chosen(g, metrics[0]):
            for s in surveys:
                self.claims *= len(s.values)
        else:
            self.claims = len(self.groups)

    def at(self, i, z):
        """The bounds of the group's sum, and what half a row makes of it; or
        None."""
        if i not in self.groups:
            return None
        terms = self._odds(i, z) if self.rule == "signed" \
            else self._strata(i, z)
        return terms and (
            *mover_sum([term[:2] for term in terms])[1:],
            max(abs(factor) * row for factor, _, row in terms) / 2)

    def _odds(self, i, z):
        terms = []
        for metric in self.metrics:
            reference = self.g.reference(metric)
            if reference == i:
                continue
            pair = Versus(self.g, metric, i, reference, z)
            if not pair.is_known:
                return None
            half = pair.others / 2
            terms += [(half, pair.own, pair.one_row),
                      (-half, pair.other, pair.one_row)]
        return terms

    def _strata(self, i, z):
        g, terms = self.g, []
        good, bad = "ever_selected", "ever_rejected"
        if g.spec["favourable"] == "negative":
            good, bad = bad, good
        for s in g.strata:
            part = s.total.weights["rows"] / g.total.weights["rows"]
            own = s.groups[s.keys.index(g.keys[i])] \
                if g.keys[i] in s.keys else None
            for name, sign in ((bad, 1), (good, -1)):
                share = _share(own, s.total, name) if own else Fraction(0)
                n = _effective(s.total, name)
                terms.append((sign * part, bounded(share, n, z), 1 / n))
        return terms

    def p_none(self):
        """All groups' claims together: where an interval ends at what half a
        row makes of it."""
        furthest = 0.0
        for i in self.groups:
            high = 40.0
            if not self._excludes(i, furthest):
                continue
            for _ in range(50):
                middle = (furthest + high) / 2
                if self._excludes(i, middle):
                    furthest = middle
                else:
                    high = middle
        return min(1.0, self.claims * 2 * _tail(furthest))

    def _excludes(self, i, z):
        found = self.at(i, z)
        return found is not None and (found[0] > found[2]
                                      or found[1] < -found[2])


def _set_signed(g, out, rule, metrics):
    """Of the group that is named, at a level that all share."""
    if out.reason is not None or out.group is None:
        return
    signed = Signed(g, rule, metrics)
    if signed.claims == 0:
        return
    found = signed.at(out.group, _z(_tail_of(g) / signed.claims))
    if found is not None:
        out.method = "simultaneous"
        out.interval = max(found[0], Decimal(-1)), min(found[1], Decimal(1))
        _hold(out)


# ---- reports ----


_UNDRAWN = "intervals by resampling, not drawn as --no-draws asks"
_HIDDEN = "intervals of groups of which one ends at its value"


def _check_interval(check, path, entry, method, interval):
    check.same(f"{path}.method", entry["method"], method)
    if interval is ANY:
        check.cannot(_HIDDEN if check.draws else _UNDRAWN, entry["interval"])
        _check_holds(check, path, entry)
        return
    if interval is None or entry["interval"] is None:
        check.same(f"{path}.interval", entry["interval"], interval)
        return
    for k, bound in enumerate(interval):
        check.number(f"{path}.interval[{k}]", entry["interval"][k], bound,
                     STATISTIC, VALUE)


def _check_holds(check, path, entry):
    """An interval that is not recomputed has to hold the value."""
    low, high = entry["interval"] or (None, None)
    check.true(f"{path}.interval",
               all(map(_is_number, (low, high, entry["value"])))
               and low <= entry["value"] <= high,
               entry["interval"], "does not hold the value")


def _check_metric(check, path, entry, found, weighted, confidence, drawn):
    floor = Fraction(VALUE) if weighted else Fraction(0)
    known = found.reason != "not_applicable"
    scale = abs(found.denominator) if known else 0
    check.number(f"{path}.value", entry["value"], found.value, VALUE, floor)
    check.same(f"{path}.reason", entry["reason"], found.reason)
    for name in ("numerator", "denominator"):
        check.number(f"{path}.{name}", entry[name], getattr(found, name),
                     VALUE, floor * scale)
    for name in ("n", "sum_weights", "effective_n"):
        check.number(f"{path}.{name}", entry[name], getattr(found, name))
    method = interval = None
    if found.reason is None and found.is_rate and found.effective_n > 0:
        method = "wilson"
        interval = wilson(found.value, found.effective_n,
                          quantile(confidence))
    elif found.parts is not None:
        interval = found.parts.bounds(float(found.effective_n),
                                      quantile(confidence))
        method = interval and "score"
    elif found.reason is None and not found.is_rate and drawn and \
            found.effective_n > 0:
        method, interval = "resampled", drawn(found)
    _check_interval(check, path, entry, method, interval)


def _check_population(check, path, entry, total, spec, index=0):
    """Counts, and the metrics made of them; `index` is the group's."""
    _check_counts(check, f"{path}.counts", entry["counts"])
    own = Counts(entry["counts"], _above(entry["metrics"]))
    for name, metric in entry["metrics"].items():
        where = f"{path}.metrics.{name}"
        if name == "scoring_rate":
            check.cannot("rows above the median score", metric["numerator"])
        if not is_known(name, spec):
            check.cannot(name, metric)
            continue
        _guarded(check, where, _check_metric, metric,
                 lambda n=name: compute(n, own, total or own, spec),
                 own.weighted, spec["confidence"],
                 check.draws_of(spec, name, own, total or own, index))


def _guarded(check, path, then, entry, find, *more):
    """Counts of which no value can be made are no numbers of rows."""
    try:
        found = find()
        then(check, path, entry, found, *more)
    except (ArithmeticError, decimal.InvalidOperation) as error:
        check.true(path, False, entry.get("value"),
                   f"its counts allow no value ({type(error).__name__})")


def _group(g, i):
    if i is None or isinstance(i, str):
        return i
    return g.names[i]


def _aside(g, stands, standing, chosen):
    """Groups that stand so, as they are listed."""
    found = []
    for i in chosen:
        how, reason = stands[i][:2]
        if how == standing:
            found.append({"group": g.names[i],
                          "reason": _why_aside(how, reason),
                          "n": int(g.size(i))})
    return found


def _why_aside(how, reason):
    """A missing value that is set aside has no reason of its own."""
    aside = how == LEFT_OUT and reason == "not_applicable"
    return "set_aside" if aside else reason


def _check_finding(check, path, entry, found, g, stands, two):
    floor = g.noise * max(1, abs(found.value or 0), found.scale)
    check.number(f"{path}.value", entry["value"], found.value, VALUE, floor)
    check.same(f"{path}.reason", entry["reason"], found.reason)
    _check_interval(check, path, entry, found.method, found.interval)
    near = found.near if g.noise else {}
    for name in ("group", "reference"):
        allowed = [getattr(found, name), *near.get(name, ())]
        check.one_of(f"{path}.{name}", entry[name],
                     [_group(g, i) for i in allowed])
    clear = all(len(ends) == 1 for ends in near.values())
    if found.worse_off is not ANY and clear:
        check.same(f"{path}.worse_off", entry["worse_off"],
                   _group(g, found.worse_off))
    check.same(f"{path}.groups_compared", entry["groups_compared"],
               found.compared)
    chosen = range(len(g))
    if two:
        named = {i for i in (found.group, found.reference)
                 if isinstance(i, int)}
        chosen = sorted(named) if found.reason is not None else ()
    for name, standing, n in (
            ("undefined_groups", UNDEFINED, found.undefined),
            ("left_out", LEFT_OUT, found.left_out)):
        expected = _aside(g, stands, standing, chosen) if n > 0 else []
        check.same(f"{path}.{name}", entry[name], expected)


def _check_comparisons(check, path, entries, g):
    runs = {}
    for k, entry in enumerate(entries):
        key = entry["metric"], entry["comparison"]
        runs.setdefault(key, []).append((k, entry))
    for (metric, comparison), run in runs.items():
        if not is_known(metric, g.spec):
            for _, entry in run:
                check.cannot(metric, entry)
            continue
        if comparison.startswith("standardized") and g.strata:
            stands = [g.standardized(metric, i) for i in range(len(g))]
        else:
            stands = g.survey(metric).stands
        if comparison.endswith("_to_reference"):
            g.choose(metric, _key(run[0][1]["reference"]))
        expected = findings(g, comparison, metric)
        check.same(f"{path}: {comparison} of {metric}, how many", len(run),
                   len(expected))
        for (k, entry), found in zip(run, expected):
            _guarded(check, f"{path}[{k}]", _check_finding, entry,
                     lambda f=found: f, g, stands,
                     comparison not in _WHOLE)


def _check_criteria(check, path, entries, g):
    for name, entry in entries.items():
        rule = criterion_rule(name, g.spec["favourable"])
        if rule is None or not all(map(is_of_counts, rule[1])):
            check.cannot(name, entry)
            continue
        _guarded(check, f"{path}.{name}", _check_criterion, entry,
                 lambda n=name, r=rule: criterion(g, n, r), name, rule, g)


def _check_criterion(check, path, entry, found, name, rule, g):
    surveys = [g.survey(metric) for metric in rule[1]]
    stands = (_Both(surveys) if len(surveys) > 1 else surveys[0]).stands
    check.one_of(f"{path}.metric", entry["metric"],
                 [found.metric, *found.near.get("metric", ())])
    _check_finding(check, path, entry, found, g, stands, False)
    if name == "four_fifths":
        check.number(f"{path}.limit", entry["limit"], _FOUR_FIFTHS)
        if found.within is not ANY:
            check.same(f"{path}.within_limit", entry["within_limit"],
                       found.within)
    if "p_no_disparity" in entry:
        _check_p_values(check, path, entry, found, rule, g)


_P_VALUES = "p_no_disparity", "p_beyond", "p_within"


def _check_p_values(check, path, entry, found, rule, g):
    """Chances of a criterion, over all of its claims."""
    kind, metrics, comparison = rule
    form, between = (RATIO, "most") if kind == "impact" \
        else _PLANS.get(comparison, (None, None))
    if kind in ("signed", "disparity"):
        _check_signed_p(check, path, entry, found, rule, g)
        return
    tested = form is not None and all(metric in _RATES or metric in _PARTS for metric in metrics)
    drawn = form is not None and not tested and "replicates" in g.spec \
        and kind == "one"
    if drawn and found.reason is None:
        check.same(f"{path}.p_reason", entry["p_reason"], None)
        check.cannot("p-values by resampling",
                     [entry.get(name) for name in _P_VALUES])
        return
    why = found.reason if tested or drawn else "no_test"
    check.same(f"{path}.p_reason", entry["p_reason"], why)
    if why is not None:
        for name in _P_VALUES:
            check.same(f"{path}.{name}", entry.get(name), None)
        return
    side = -1 if form == RATIO else 1
    claims = [claim for metric in metrics
              for claim in Family(g, metric, (form, between), side).claims]
    _check_p(check, f"{path}.p_no_disparity", entry["p_no_disparity"],
             min([1.0, *(p_none(c) * len(claims) for c in claims)]))
    if "limit" not in entry:
        return
    limit = float(entry["limit"])
    ways = [way for c in claims for way in ((c, c.turned()) if c.both
                                            else (c,))]
    _check_p(check, f"{path}.p_beyond", entry["p_beyond"],
             min([1.0, *(p_beyond(c, limit, side) * len(claims)
                         for c in claims)]))
    _check_p(check, f"{path}.p_within", entry["p_within"],
             max((p_within(c, limit, side) for c in ways), default=1.0))


def _check_signed_p(check, path, entry, found, rule, g):
    check.same(f"{path}.p_reason", entry["p_reason"], found.reason)
    if found.reason is None:
        _check_p(check, f"{path}.p_no_disparity", entry["p_no_disparity"],
                 Signed(g, *rule[:2]).p_none())
    else:
        check.same(f"{path}.p_no_disparity", entry["p_no_disparity"], None)


def _check_grouping(check, path, entry, total, g):
    for i, group in enumerate(entry["groups"]):
        _check_population(check, f"{path}.groups[{i}]", group, g.total,
                          g.spec, i)
    _check_sum(check, f"{path}: sum of groups", total["counts"],
               [group["counts"] for group in entry["groups"]])
    _check_comparisons(check, f"{path}.comparisons", entry["comparisons"], g)
    _check_criteria(check, f"{path}.criteria", entry["criteria"], g)


def _check_rows(check, rows):
    check.number("rows.in", rows["in"],
                 rows["used"] + sum(rows["excluded"].values()), 0)


def check_report(check, report):
    spec, overall = report["specification"], report["overall"]
    strata = {_key(s["control"]): s["overall"] for s in report["strata"]}
    _check_rows(check, report["rows"])
    if "frequency" not in spec:
        check.number("overall.counts.n", overall["counts"]["n"],
                     report["rows"]["used"], 0)
    _check_population(check, "overall", overall, None, spec)
    for i, entry in enumerate(strata.values()):
        _check_population(check, f"strata[{i}].overall", entry, None, spec)
    if strata:
        _check_sum(check, "sum of strata", overall["counts"],
                   [entry["counts"] for entry in strata.values()])
    totals, made = [], []
    for entry in report["groupings"]:
        whole = entry["control"] is None
        totals.append(overall if whole else strata[_key(entry["control"])])
        total = Counts(totals[-1]["counts"], _above(totals[-1]["metrics"]))
        made.append(Grouping(entry, total, spec))
    for g in made:
        if g.control is None:
            g.strata = [s for s in made
                        if s.by == g.by and s.control is not None]
    for i, entry in enumerate(report["groupings"]):
        _check_grouping(check, f"groupings[{i}]", entry, totals[i], made[i])
    whole = {_key(g.by): g for g in made if g.control is None}
    for i, warning in enumerate(report["warnings"]):
        _check_warning(check, f"warnings[{i}]", warning, whole)


# ---- the difference that chance makes ----

_MOST_STEPS = 5_000_000


def _check_warning(check, path, warning, groupings):
    if "expected" not in warning:
        return
    g, metric = groupings[_key(warning["by"])], warning["metric"]
    values = g.survey(metric).values
    found = [g.result(metric, i) for i in values]
    check.same(f"{path}.groups_compared", warning["groups_compared"],
               len(values))
    check.number(f"{path}.observed", warning["observed"],
                 max(values.values()) - min(values.values()), VALUE, g.noise)
    rate = float(sum(r.numerator for r in found)
                 / sum(r.denominator for r in found))
    sizes = [max(1, math.floor(float(r.effective_n) + 0.5)) for r in found]
    expected = expected_range(rate, sizes)
    if expected is None:
        check.cannot("expected (the difference by chance, of large groups)",
                     warning["expected"])
        return
    # Sizes above 256 are rounded where it is written.
    check.number(f"{path}.expected", warning["expected"], expected,
                 STATISTIC if max(sizes) <= 256 else 0.01, g.noise)


def _binomial(p, n):
    """Steps (k / n, P(X <= k)) where they are not 0 or 1."""
    middle = math.sqrt(n * p * (1 - p))
    low = max(0, int(n * p - 12 * middle - 40))
    high = min(n, int(n * p + 12 * middle + 40))
    total, steps = 0.0, []
    for k in range(low, high + 1):
        total += math.exp(
            math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
            + k * math.log(p) + (n - k) * math.log1p(-p))
        steps.append((k / n, total))
    return steps


def expected_range(p, sizes):
    """Mean of max - min of rates of independent groups, all of the rate p:
    the integral of 1 - prod F - prod (1 - F)."""
    widths = [min(n, 24 * math.sqrt(n * p * (1 - p)) + 80) for n in sizes]
    if not 0 < p < 1 or sum(widths) * len(sizes) > _MOST_STEPS:
        return None
    steps = sorted((x, i, f) for i, n in enumerate(sizes)
                   for x, f in _binomial(p, n))
    below = [0.0] * len(sizes)
    total, last = 0.0, steps[0][0]
    for x, i, f in steps:
        if x > last:
            rest = math.prod(1 - one for one in below)
            total += (x - last) * (1 - math.prod(below) - rest)
            last = x
        below[i] = f
    return total


# ---- verdicts: what a limit claims about groups ----

VALUE_OF, DIFFERENCE, RATIO = "value", "difference", "ratio"
CHANGE = "change"  # from a baseline
NULL_SHARE = 5  # a disparity of any size is shown at a fifth of the level
STEP = 1e-9     # how near to a bound its test has to turn
_MOST_ROWS = 10**12
_MOST_SETTLED = 10_000  # claims; of more it is not said what settles them

_PLANS = {
    "difference": (DIFFERENCE, "pairs"), "ratio": (RATIO, "pairs"),
    "difference_to_reference": (DIFFERENCE, "reference"),
    "ratio_to_reference": (RATIO, "reference"),
    "group_min": (VALUE_OF, "each"), "group_max": (VALUE_OF, "each"),
}


class Sample:
    """A rate of a group: hits of rows, or of Kish's effective rows."""

    def __init__(self, name, found, before=None, missing=False, share=0):
        self.name, self.missing, self.share = name, missing, float(share)
        self.before = before
        self.hits, self.rows = found.numerator, found.denominator
        self.exact, self.rate = found.value, float(found.value)
        self.n, self.parts = float(found.effective_n), found.parts

    def grown(self, n):
        other = copy.copy(self)
        other.n = n
        return other


class Before:
    """A group in the baseline: a rate of n effective rows; of the same rows
    the parts that came into the numerator and left it, or None."""

    def __init__(self, found):
        self.paired = found.gained is not None
        if found.value is None:
            return
        self.rate, self.n = float(found.value), float(found.effective_n)
        if self.paired:
            self.gained = float(found.gained / found.denominator)
            self.lost = float(found.lost / found.denominator)


class Claim:
    """One rate, or one against another; both: either way round."""

    def __init__(self, family, a, b=None, both=False):
        self.family, self.a, self.b, self.both = family, a, b, both

    def turned(self):
        return Claim(self.family, self.b, self.a, True)

    def grown(self, n_a, n_b):
        return Claim(self.family, self.a.grown(n_a),
                     self.b and self.b.grown(n_b), self.both)


# ---- the baseline of a change ----


class Baseline(Grouping):
    """The groups in the baseline, as the evidence has them."""

    def __init__(self, g, entries, paired):
        self.__dict__.update(g.__dict__)
        self.now, self.paired, self._known = g, paired, {}
        for e in entries:
            found = self._result(e["baseline"])
            if e["group"] == OVERALL:
                self._known[e["metric"], OVERALL] = found
            if "left_out" in e:  # all rows may be one group
                i = 0 if e["group"] == OVERALL else self.keys.index(
                    _key(e["group"]))
                self._known[e["metric"], i] = found

    @staticmethod
    def _result(e):
        out = Result()
        if e is None:
            out.reason = "not_applicable"
            return out
        for name in ("numerator", "denominator", "n", "effective_n",
                     "gained", "lost"):
            value = _amount(e, name)
            setattr(out, name, value)
        out.reason, out.least_n, out.is_rate = e["reason"], out.n, True
        if out.denominator:
            out.value = out.numerator / out.denominator
        return out

    def reference(self, metric):
        return self.now.reference(metric)

    def standing_now(self, metric, i):
        """How a group stands, in both."""
        own = self.now.standing(metric, i)
        if own[0] == LEFT_OUT or own[1] == "not_applicable":
            return own
        found, aside = self.result(metric, i), self.now.entries[i]["left_out"]
        if aside and not self.paired and self.spec["min_share"] > 0:
            return LEFT_OUT, aside, None  # of rows that the file has not
        # How many rows it had, with labels that do not count, the file has not.
        absent = aside == "no_rows" and not found.least_n and not self.paired
        if found.reason == "no_rows" or absent:
            return LEFT_OUT, "no_rows", None
        then = self.standing(metric, i)
        if then[0] == COMPARED and found.effective_n > 0:
            return own
        if then[0] == LEFT_OUT:
            return then
        return UNDEFINED, then[1] if own[0] == COMPARED else own[1], None

    def survey(self, metric):
        return Survey(self, metric, self._standing_then)

    def _standing_then(self, metric, i):
        how, reason, _ = self.standing_now(metric, i)
        return how, reason, self.result(metric, i).value

    def rest(self, metric, i):
        """All rows but those of a group."""
        whole, own, out = (self.result(metric, OVERALL),
                           self.result(metric, i), Result())
        for name in ("numerator", "denominator", "gained", "lost"):
            setattr(out, name, _minus(getattr(whole, name),
                                      getattr(own, name)))
        if out.denominator <= 0:
            out.reason = "zero_denominator"
            return out
        squares = [r.denominator ** 2 / r.effective_n if r.effective_n else 0
                   for r in (whole, own)]
        out.value = out.numerator / out.denominator
        out.effective_n = out.denominator ** 2 / (squares[0] - squares[1])
        return out


# ---- the score tests ----


def _tail(z):
    return math.erfc(z / math.sqrt(2)) / 2


def _over(distance, variance):
    if variance > 0:
        return float(distance) / math.sqrt(variance)
    return 0.0 if distance == 0 else math.copysign(INFINITE, distance)


def _likely(p1, n1, p2, n2, d):
    """The most likely second rate where the first is d more: the root of the
    likelihood's slope, which falls."""
    if d == 0:
        return (n1 * p1 + n2 * p2) / (n1 + n2)
    low, high = max(0.0, -d), min(1.0, 1.0 - d)
    for _ in range(200):
        y = low + (high - low) / 2
        if y in (low, high):
            break
        x = y + d
        fx, fy = x * (1 - x), y * (1 - y)
        if n1 * (p1 - x) * fy + n2 * (p2 - y) * fx > 0:
            low = y
        else:
            high = y
    return low + (high - low) / 2


def _difference_moments(a, b, d):
    """The variance of a difference that is said to be d, and its skewness."""
    y = _likely(a.rate, a.n, b.rate, b.n, d)
    x, n = y + d, a.n + b.n
    first, second = x * (1 - x) / a.n, y * (1 - y) / b.n
    variance = first + second
    third = first * (1 - 2 * x) / a.n - second * (1 - 2 * y) / b.n
    return (variance * n / (n - 1) if n > 1 else variance,
            third / variance / math.sqrt(variance) if variance > 0 else 0.0)


def _stirling(z):
    """log z! less its leading terms."""
    if z <= 15:
        return (math.lgamma(z + 1) - (z + 0.5) * math.log(z) + z
                - 0.5 * math.log(2 * math.pi)) if z > 0 else 0.0
    square = z * z
    return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / (1188 * square))
            / square) / square) / square) / z


def _deviance(x, mean):
    """x log(x / mean) + mean - x (Loader 2000)."""
    far = x - mean
    if abs(far) >= 0.1 * (x + mean):
        return x * math.log(x / mean) + mean - x
    ratio = far / (x + mean)
    total, term, j = far * ratio, 2 * x * ratio, 1
    while True:
        term *= ratio * ratio
        if total + term / (2 * j + 1) == total:
            return total
        total += term / (2 * j + 1)
        j += 1


def _beta_below(x, a, b):
    """The chance of a beta distribution to be below x, and above."""
    if x >= (a + 1) / (a + b + 2):
        above, below = _beta_below(1 - x, b, a)
        return below, above
    n = a + b
    density = math.exp(
        _stirling(n) - _stirling(a) - _stirling(b)
        - _deviance(a, n * x) - _deviance(b, n * (1 - x))
    ) * math.sqrt(n / (2 * math.pi * a * b))
    total, term, i = 1.0, 1.0, 0
    while term > 1e-17 * total:
        term *= (n + i) / (a + 1 + i) * x
        total += term
        i += 1
    below = density * b / n * total
    return below, 1 - below


def score_rate(a, x, half):
    """The binomial distribution's own chance as a score, by the beta
    distribution where counts are not whole."""
    n, k = a.n, a.n * a.rate
    counted = k if half > 0 else n - k
    if half == 0 or counted < 0.5 or n > 1e9 or not 0 < x < 1:
        return _over(a.rate - x - half * 0.5 / n, x * (1 - x) / n)
    if half > 0:
        chance, rest = _beta_below(x, k, n - k + 1)
    else:
        rest, chance = _beta_below(x, k + 1, n - k)
    least, sign = (chance, 1) if chance < rest else (rest, -1)
    z = -statistics.NormalDist().inv_cdf(least) if least > 0 else 40.0
    return half * sign * z


def score_difference(a, b, d, half):
    """Miettinen and Nurminen 1985, half a count nearer, and by its skewness."""
    variance, skew = _difference_moments(a, b, d)
    step = half * 0.5 * (1 / a.n + 1 / b.n)
    return _deviate(_over(a.rate - b.rate - d - step, variance), skew)


def score_ratio(a, b, r, half):
    """Koopman 1984, half a count nearer, and by its skewness."""
    with decimal.localcontext(EXACT):
        p1, p2, n1, n2 = map(Decimal, (a.rate, b.rate, a.n, b.n))
        r, n = Decimal(r), n1 + n2
        hits = n1 * p1 + n2 * p2
        middle = (n1 + n2 * p2) * r + n2 + n1 * p1
        under = middle + (middle ** 2 - 4 * r * n * hits).sqrt()
        y = min(2 * hits / under, Decimal(1))
        x = min(r * y, Decimal(1))
        first, second = x * (1 - x) / n1, r * r * y * (1 - y) / n2
        variance = first + second
        step = half * (1 / n1 + r / n2) / 2
        distance = p1 - r * p2 - step
        if abs(variance) < Decimal("1e-40"):
            return _over(distance, 0.0)
        third = first * (1 - 2 * x) / n1 - r * second * (1 - 2 * y) / n2
        skew = float(third / (variance * variance.sqrt()))
    return _deviate(_over(distance, float(variance)), skew)


# ---- the score tests of changes ----


def _moments(up, down, n):
    """Of the mean of n values that are 1, -1 or 0."""
    mean, square = up - down, up + down
    return (mean, max(0.0, square - mean * mean) / n,
            mean * (1 - 3 * square + 2 * mean * mean) / (n * n))


def _tango(b, c, n, d):
    """A paired change that is said to be d (Tango 1998)."""
    if d < 0:
        mean, variance, third = _tango(c, b, n, -d)
        return -mean, variance, -third
    linear, product = (2 - b + c) * d - b - c, c * d * (1 - d)
    root = math.sqrt(linear * linear + 8 * product)
    q = 2 * product / (linear + root) if linear > 0 else (root - linear) / 4
    return _moments(q + d, q, n)


def _score_of(distance, variance, third, half):
    z = _over(distance, variance)
    if not half or not variance:
        return z
    return _deviate(z, third / variance / math.sqrt(variance))


def _parts_of(s, now, then):
    """now times the rate of today less `then` times that before: what is
    known, and means of values that are 1, -1 or 0."""
    before, parts = s.before, []
    if before.paired and now and then:
        up, down, known = before.gained, before.lost, 0
        if now != then:
            up, down, known = (max(0.0, s.rate - up),
                               max(0.0, 1 - before.rate - up), now)
        return known, [(up, down, s.n, "both") if now > 0
                       else (down, up, s.n, "both")]
    for rate, n, sign in ((s.rate, s.n, now),
                          (before.rate, before.n, -then)):
        if sign:
            parts.append((rate, 0.0, n, "up") if sign > 0
                         else (0.0, rate, n, "down"))
    return 0, parts


def _part_at(part, slope):
    """Where its distance over its variance is the slope: each share is what
    was observed over 1 + t (value - mean)."""
    up, down, n, way = part
    t = slope / n
    if way == "down" or (way == "both" and t < 0):
        mean, variance, third = _part_at(
            (down, up, n, "up" if way == "down" else way), -slope)
        return -mean, variance, -third
    if way == "up":
        root = math.sqrt((1 + t) ** 2 - 4 * t * up)
        d = (2 * up / (1 + t + root) if 1 + t > 0
             else (1 + t - root) / (2 * t))
        return _moments(d, 0.0, n)
    stay = max(0.0, 1 - up - down)
    low, high = 0.0, 1.0
    for _ in range(100):
        u = (low + high) / 2
        if u in (low, high):
            break
        if up / (u + 2 * t) + down / u + stay / (u + t) > 1:
            low = u
        else:
            high = u
    gained = up / (high + 2 * t) if up else 0.0
    lost = down / high if down else max(
        0.0, 1 - gained - (stay / (high + t) if stay else 0.0))
    return _moments(gained, lost, n)


def _score_of_sum(parts, x, half):
    """At the means that add up to x which are most likely, all slopes are the
    same one."""
    low = -sum(way != "up" for *_, way in parts)
    high = sum(way != "down" for *_, way in parts)
    distance = sum(up - down for up, down, *_ in parts) - x
    if not low < x < high:
        return _over(distance, 0.0)

    def at(slope):
        return [sum(m) for m in zip(*(_part_at(p, slope) for p in parts))]
    sign, near, far = math.copysign(1, distance), 0.0, 1.0
    while sign * (at(sign * far)[0] - x) > 0:
        near, far = far, 2 * far
    for _ in range(60 if distance else 0):
        middle = (near + far) / 2
        if sign * (at(sign * middle)[0] - x) > 0:
            near = middle
        else:
            far = middle
    _, variance, third = at(sign * far if distance else 0.0)
    rows = sum(n for _, _, n, _ in parts)
    factor = rows / (rows - 1) if rows > 1 else 1.0
    step = sum(half / n for _, _, n, _ in parts) / 2
    return _score_of(distance - step, variance * factor,
                     third * factor * math.sqrt(factor), half)


def score_change(a, b, x, half):
    """The change of a, less that of b, against x."""
    if b is not None and b.share > 0:
        x = x / (1 - b.share)
    if abs(x) > (1 if b is None else 2):
        return math.copysign(INFINITE, -x)
    if b is None and not a.before.paired:
        return score_difference(a, a.before, x, half)
    if b is None:
        up, down = a.before.gained, a.before.lost
        _, variance, third = _tango(up, down, a.n, x)
        return _score_of(up - down - x - half / a.n, variance, third, half)
    return _score_of_sum(_parts_of(a, 1, 1)[1] + _parts_of(b, -1, -1)[1],
                         x, half)


def _gaps_apart(claim, f, a, b):
    """The gap now less that of a and b of a family before."""
    same, known, parts = f is claim.family, 0, []
    terms = [(own, sign, (own is a) - (own is b) if same else 0)
             for own, sign in ((claim.a, 1), (claim.b, -1))]
    terms += [(other, 0, sign) for other, sign in ((a, 1), (b, -1))
              if other is not claim.a and other is not claim.b]
    for term in terms:
        more, own = _parts_of(*term)
        known, parts = known + more, parts + own
    return known, parts


def _growth_from(claim, f, a, b, x, half):
    known, parts = _gaps_apart(claim, f, a, b)
    return _score_of_sum(parts, x - known, half)


def _growth_of_others(claim, x):
    """How far the gap now is above every other pair's before; that of one that
    it is not above in what was observed is not asked."""
    others = [(f, a, b) for f in claim.family.peers
              for i, a in enumerate(f.samples)
              for k, b in enumerate(f.samples)
              if i != k and not (a is claim.a and b is claim.b)]
    for other in others:
        known, parts = _gaps_apart(claim, *other)
        if sum(up - down - 0.5 / n for up, down, n, _ in parts) <= x - known:
            return -INFINITE
    return min((_growth_from(claim, *other, x, 1) for other in others),
               default=INFINITE)


# ---- the score tests of what is made of rates ----


def _score_of_parts(a, b, form, x, half):
    """Of two groups: how far the nearest two values are, of which the one is
    x beyond the other."""
    if form == VALUE_OF:
        return a.parts.score(a.n, x, half)
    if form == RATIO and x <= 0:
        return INFINITE if a.rate > 0 else 0.0
    if form == RATIO and x == INFINITE:
        return -INFINITE if b.rate > 0 else 0.0
    if abs(x) == INFINITE:
        return -x
    own, end = a.parts.value(a.n, half), b.parts.value(b.n, -half)
    start = own / x if form == RATIO else own - x
    if start == end:
        return 0.0
    way, high = (1 if start > end else -1), max(start, end)
    low = max(0.0, min(start, end), -x if form == DIFFERENCE else 0.0)
    if high == INFINITE:
        return way * INFINITE
    if low >= high:
        return a.parts.score(a.n, low + x, half) if end == low \
            else -b.parts.score(b.n, low, -half)

    def far(t):
        at = math.exp(t)
        first = at * x if form == RATIO else at + x
        return (a.parts.score(a.n, first, half) ** 2
                + b.parts.score(b.n, at, -half) ** 2)

    last = math.log(high)
    first = max(last - 35, math.log(low)) if low > 0 else last - 35
    part = (math.sqrt(5) - 1) / 2  # the golden section
    left, right = last - part * (last - first), first + part * (last - first)
    at_left, at_right = far(left), far(right)
    while last - first > 1e-7:  # around a minimum: its square counts
        if at_left < at_right:
            last, right, at_right = right, left, at_left
            left = last - part * (last - first)
            at_left = far(left)
        else:
            first, left, at_left = left, right, at_right
            right = first + part * (last - first)
            at_right = far(right)
    return way * math.sqrt(min(at_left, at_right))


def _to_the_rest(form, x, share):
    """What a group is to the rest if it is x to all, a part of which it is."""
    if form == DIFFERENCE:
        return x / (1 - share)
    return x * (1 - share) / (1 - share * x) if share * x < 1 else INFINITE


def score(claim, x, half):
    a, b, form = claim.a, claim.b, claim.family.form
    if a.parts is not None:
        return _score_of_parts(a, b, form, x, half)
    if form == CHANGE:
        return score_change(a, b, x, half)
    if b is not None and b.share > 0:
        x = _to_the_rest(form, x, b.share)
    if form == VALUE_OF:
        return score_rate(a, x, half)
    if form == DIFFERENCE:
        if abs(x) > 1:
            return math.copysign(INFINITE, -x)
        return score_difference(a, b, x, half)
    if x <= 0:
        return INFINITE if a.rate > 0 else 0.0
    if x == INFINITE:
        return -INFINITE if b.rate > 0 else 0.0
    return score_ratio(a, b, x, half)


def _none(form):
    return 1.0 if form == RATIO else 0.0


def allows_none(form, x, side):
    """Whether a limit leaves room for no disparity."""
    return form != VALUE_OF and side * (x - _none(form)) >= 0


def _mirrored(form, x):
    if form == DIFFERENCE:
        return -x
    return 1 / x if x > 0 else INFINITE


def p_beyond(claim, x, side):
    """The chance of as much beyond if the truth is just x."""
    form = claim.family.form
    p = _tail(side * score(claim, x, side))
    if claim.family.grows:
        p = max(p, _tail(_growth_of_others(claim, x)))
    if claim.both:
        p += _tail(side * score(claim, _mirrored(form, x), side))
    if allows_none(form, x, side):
        p = max(p, NULL_SHARE * p_none(claim))
    return min(1.0, p)


def p_none(claim):
    """The chance of as much of a disparity, either way, if there is none."""
    none = _none(claim.family.form)
    way = 1 if score(claim, none, 0) > 0 else -1
    return min(1.0, 2 * _tail(way * score(claim, none, way)))


def p_within(claim, x, side):
    """The chance of as much within if the truth is just x."""
    p = _tail(-side * score(claim, x, -side))
    if not claim.family.grows:
        return p
    # Against the pair before, or the other way round: each at half the level.
    turned = _growth_from(claim, claim.family, claim.b, claim.a, x, -1)
    return min(1.0, 2 * min(p, _tail(-turned)))


# ---- families of claims ----


class Family:
    """The claims about one metric in one population."""

    def __init__(self, g, metric, plan, side):
        self.g, self.metric, self.control, self.side = (g, metric, g.control,
                                                        side)
        self.form, self.between = plan
        self.grows = self.form == CHANGE and self.between == "pairs"
        self.peers = []
        self.survey = g.survey(metric)
        self.applicable, self.weighted = self.survey.applicable, bool(g.noise)
        self.left_out = self.survey.left_out if self.applicable else 0
        self.undefined, self.samples, self.references = 0, [], []
        self.reference = g.reference(metric) \
            if self.between == "reference" else None
        for i in range(len(g)) if self.applicable else ():
            self._take(i)
        self.claims = list(self._claims())

    def _take(self, i):
        g, how = self.g, self.survey.stands[i][0]
        if how in (LEFT_OUT, NOT_HELD) or (self.between == "reference"
                               and i == self.reference and how == COMPARED):
            return
        own = g.result(self.metric, i)
        before = g.then and Before(g.then.result(self.metric, i))
        if how == UNDEFINED or not own.effective_n > 0:
            self.undefined += 1
            return
        if self.between == "reference":
            other = self._held_against(i, own)
            if other is None:
                self.undefined += 1
                return
            self.references.append(other)
        self.samples.append(Sample(g.names[i], own, before, g.missing[i]))

    def _held_against(self, i, own):
        """The sample of the reference; None where there is none.  Against
        all rows a group is tested against the others, which it is
        independent of."""
        g, reference = self.g, self.reference
        of_all, found = reference == OVERALL, {}
        for at in filter(None, (g, g.then)):
            reason, found[at] = _of_reference(
                at, self.metric, self.survey, i,
                REST if of_all else reference)
            if reason is not None or not found[at].effective_n > 0:
                return None
        share = 0
        if of_all and g.then and not g.then.paired:
            return None
        if of_all:
            share = own.denominator / g.result(self.metric,
                                               OVERALL).denominator
        before = g.then and Before(found[g.then])
        return None if share >= 1 else Sample(
            _group(g, reference), found[g], before, share=share)

    def without(self, names):
        """The family, but for groups of these names."""
        other = copy.copy(self)
        other.samples = [s for s in self.samples
                         if _key(s.name) not in names]
        return other

    def _claims(self):
        if self.between == "each":
            yield from (Claim(self, s) for s in self.samples)
        elif self.between == "reference":
            yield from map(Claim, [self] * len(self.samples), self.samples,
                           self.references)
        else:
            for i, a in enumerate(self.samples):
                for b in self.samples[i + 1:]:
                    yield from self._pair(a, b)

    def _pair(self, a, b):
        """The one first that may be beyond; no group is held against one
        with a missing value where the favourable decision is compared."""
        both = True
        if self.form == CHANGE:  # it may have grown either way round
            yield from (Claim(self, a, b), Claim(self, b, a))
            return
        if self.between == "most":
            if a.missing and b.missing:
                return
            both = not a.missing and not b.missing
            if b.missing:
                a, b = b, a
        if both and self.side * (a.rate - b.rate) < 0:
            a, b = b, a
        yield Claim(self, a, b, both)

    def reason(self):
        """Why there are no claims."""
        if not self.applicable:
            return "not_applicable"
        least = 1 if self.between in ("each", "reference") else 2
        few = too_few(len(self.samples), self.survey.small, least)
        return few or (None if self.claims else "single_group")


# ---- one rule ----


_MOMENTS = {"mean_score", "soft_true_positive_rate",
            "soft_false_positive_rate", "pr_auc", "brier_score", "log_loss",
            "calibration_in_the_large"}


def _method_of(metric):
    """What claims about it are tested by."""
    if metric in _RATES or metric in _PARTS:
        return "score"
    if is_of_counts(metric):
        return "resampling"
    if metric in _MOMENTS:
        return "moments"
    return "delong" if metric == "roc_auc" else "labels"


class Rule:
    """A rule of a verdict, with its claims rebuilt from its evidence."""

    def __init__(self, path, stated, spec, today):
        self.path, self.stated, self.today = path, stated, today
        self.spec = {**spec, "min_count": stated["min_count"]}
        (name, text), = stated["limit"].items()
        self.side = 1 if name in ("max", "max_increase") else -1
        self.change = name in ("max_increase", "max_decrease")
        self.limit = Fraction(text) * (-1 if name == "max_decrease" else 1)
        self.level = 1 - stated["confidence"]
        self.shared = None
        self.metrics, plan = self._plan()
        self.method = _method_of(self.metrics[0])
        self.is_taken = self.method != "score"
        self.populations = self._populations()
        self.known = plan is not None and all(
            is_known(m, spec) for m in self.metrics)
        self.is_of_each, self.families = plan and plan[1] == "each", []
        self.is_to_reference = plan is not None and plan[1] == "reference"
        if self.change and not self.lacks():
            plan = CHANGE, plan[1]
            for g in self.populations:
                g.then = self._before(g)
        for g in self.populations:
            if self.known and not self.lacks():
                peers = [Family(g, m, plan, self.side) for m in self.metrics]
                self.families += peers
                for f in peers:
                    f.peers = peers
        self.claims = [c for f in self.families for c in f.claims] \
            if self.known else range(stated["claims"])

    def _plan(self):
        """Its metrics, and what is claimed of them."""
        stated = self.stated
        if stated["criterion"] is None:
            comparison = stated["comparison"]
            return (stated["metric"],), ((VALUE_OF, "each") if comparison
                                         is None else _PLANS[comparison])
        rule = criterion_rule(stated["criterion"], self.spec["favourable"])
        if rule is None:  # of scores
            return tuple(dict.fromkeys(
                e["metric"] for e in stated["evidence"])), None
        kind, metrics, comparison = rule
        return metrics, ((RATIO, "most") if kind == "impact"
                         else _PLANS[comparison])

    def _populations(self):
        """Groups with their counts: all rows, or those of each stratum."""
        grouped = {}
        for e in self.stated["evidence"]:
            if e["metric"] == self.metrics[0]:
                grouped.setdefault(_key(e["control"]), []).append(e)
        return [self._population(entries) for entries in grouped.values()]

    def reference_of(self, g, metric):
        """What the groups of the rule are held against; None: each other."""
        return g.reference(metric) if self.is_to_reference else None

    def lacks(self):
        """There is nothing that a change could be from."""
        return self.change and self.stated["baseline"] is None

    def _before(self, g):
        """The same groups in the baseline."""
        return Baseline(g, [e for e in self.stated["evidence"]
                            if _key(e["control"]) == _key(g.control)],
                        self.stated["baseline"]["kind"] == "paired")

    def _population(self, entries):
        own = [e for e in entries if "left_out" in e]
        total, = [e for e in entries if "left_out" not in e] or own
        whole = self.stated["by"] is None
        g = Grouping({
            "by": self.stated["by"] or [], "control": total["control"],
            "groups": [{"group": {} if whole else e["group"],
                        "counts": e["counts"],
                        "metrics": {self.metrics[0]: e}} for e in own],
        }, Counts(total["counts"], _above({self.metrics[0]: total})),
            self.spec)
        if whole:
            g.names = [OVERALL]
        g.entries = own
        names = [_key(name) for name in self.stated["groups"]]
        if names:
            g.held = {i for i, key in enumerate(g.keys) if key in names}
        return g

    def p_beyond(self):
        if self.is_taken:
            return self.stated["p_beyond"]
        if not self.claims:
            return 1.0
        least = min(p_beyond(c, float(self.limit), self.side)
                    for c in self.claims)
        return min(1.0, least * len(self.claims))

    def p_within(self):
        if self.is_taken:
            return self.stated["p_within"]
        return max((p_within(c, float(self.limit), self.side)
                    for c in self.all_ways()), default=1.0)

    def all_ways(self):
        for c in self.claims:
            yield c
            if c.both:
                yield c.turned()

    def undefined(self):
        if not self.known:
            return self.stated["undefined_groups"]
        return sum(f.undefined for f in self.families)

    def is_applicable(self):
        if self.known:
            return all(f.applicable for f in self.families)
        return self.stated["evidence"][0]["reason"] != "not_applicable"

    def why_nothing(self):
        """Why there are no claims."""
        if not self.known:
            return self.stated["why"]
        return next(filter(None, (f.reason() for f in self.families)))

    def listed(self):
        """Groups left out of those that may be, each family by itself."""
        if not self.known:
            return self.stated["left_out_listed"]
        names = [_key(group) for group in self.stated["may_be_small"]]
        return sum(how[0] == LEFT_OUT and f.g.keys[i] in names
                   for f in self.families
                   for i, how in enumerate(f.survey.stands))

    def missing(self):
        keys = {key for g in self.populations for key in g.keys}
        return [group for name in ("required_groups", "groups")
                for group in self.stated[name] if _key(group) not in keys]

    def rest(self, groups):
        """Statuses without the groups of a waiver; several where the file
        does not tell."""
        if not groups:
            return ["pass"]
        if self.is_taken:
            return ["pass", "fail", "inconclusive"]
        names = [_key(group) for group in groups]
        left = {id(f): f.without(names) for f in self.families}
        for f in self.families:
            left[id(f)].peers = [left[id(peer)] for peer in f.peers]
        claims = [Claim(left[id(c.family)], c.a, c.b, c.both)
                  for c in self.claims
                  if _key(c.a.name) not in names
                  and not (c.b and c.family.between != "reference"
                           and _key(c.b.name) in names)]
        x, side, n = float(self.limit), self.side, len(claims)
        shown = self.undefined() == 0 and not self.refuses_left_out()
        if not claims:
            return ["pass" if shown and self.claims else "inconclusive"]
        beyond = min(1.0, n * min(p_beyond(c, x, side) for c in claims))
        within = max(p_within(w, x, side) for c in claims
                     for w in ((c, c.turned()) if c.both else (c,)))
        found = []
        if beyond <= self.shared or _close(beyond, self.shared):
            found.append("fail")
        if beyond > self.shared or _close(beyond, self.shared):
            if shown and (within <= self.level
                          or _close(within, self.level)):
                found.append("pass")
            if not shown or within > self.level or _close(within, self.level):
                found.append("inconclusive")
        return found

    def left_out(self):
        if not self.known:
            return self.stated["left_out"]
        strata = len(self.populations) > 1
        return sum(f.left_out + (strata and f.reason() is not None)
                   for f in self.families)

    def refuses_left_out(self):
        gone = (self.stated["baseline"] or {}).get("groups_gone", 0)
        return self.left_out() + gone > self.listed() and \
            self.stated["set_aside"] != "allow"

    def found(self, g):
        """What was observed in one population, of a change group by
        group."""
        stated, (metric, *_) = self.stated, self.metrics
        if stated["criterion"] is not None:
            yield _criterion(g, stated["criterion"], criterion_rule(
                stated["criterion"], self.spec["favourable"]))
        elif self.change and self.is_of_each:
            for i in range(len(g)):
                yield _of_group(g, metric, i)
        elif stated["comparison"] is None:
            yield _find_end(g, metric, self.side > 0)
        elif stated["comparison"] in _WHOLE:
            yield _WHOLE[stated["comparison"]](g, metric)
        else:
            ratio = stated["comparison"].startswith("ratio")
            for i in range(len(g)):
                if g.held is not None and i not in g.held and len(g) > 1:
                    continue
                if len(g) == 1 or i != g.reference(metric):
                    yield _to_reference(g, metric, i, ratio)

    def changed(self):
        """The largest change: (how much, found now, found before, in which
        population)."""
        worst = None
        for g in self.populations:
            for own, other in zip(self.found(g), self.found(g.then)):
                if own.value is None or other.value is None:
                    continue
                change = own.value - other.value
                if worst is None or self.side * (change - worst[0]) > g.noise:
                    worst = change, own, other, g
        return worst

    def observed(self):
        """The worst of all populations, and which it is in."""
        worst, where = None, self.populations[0]
        for g in self.populations:
            for found in self.found(g):
                better = worst is None or worst.reason is not None
                if found.reason is not None:
                    worst = found if better else worst
                elif better or self.side * (found.value - worst.value) \
                        > g.noise:
                    worst, where = found, g
        return worst, where


# ---- bounds ----


def _on_scale(form, t, has_end=True):
    """From 0 to 1 what is claimed can be; without an end, of ratios."""
    if form in (VALUE_OF, RATIO) and not has_end:
        form = RATIO
    elif form == DIFFERENCE and not has_end:
        t = 2 * t - 1
        return t / (1 - t * t) if abs(t) < 1 else math.copysign(INFINITE, t)
    if form == VALUE_OF:
        return t
    if form == DIFFERENCE:
        return 2 * t - 1
    if form == CHANGE:
        return 4 * t - 2
    return t / (1 - t) if t < 1 else INFINITE


def _off_scale(form, x, has_end=True):
    if form in (VALUE_OF, RATIO) and not has_end:
        form = RATIO
    elif form == DIFFERENCE and not has_end:
        if abs(x) == INFINITE:
            return float(x > 0)
        return (1 + 2 * x / (1 + math.sqrt(1 + 4 * x * x))) / 2
    if form == VALUE_OF:
        return x
    if form == DIFFERENCE:
        return (x + 1) / 2
    if form == CHANGE:
        return (x + 2) / 4
    return x / (1 + x) if x < INFINITE else 1.0


def _check_bound(check, rule, name, test, ways, level, nothing):
    """A bound is where its claim's test turns, and no other goes further.

    nothing: where a bound lies from which nothing is shown."""
    path, bound = f"{rule.path}.{name}", rule.stated[name]
    if not rule.claims or bound is None:
        check.same(path, bound, None)
        return
    check.number(f"{path}.level", bound["level"], level)
    named = [c for c in ways
             if c.family.metric == bound["metric"]
             and _key(c.family.control) == _key(bound["control"])
             and _key(c.a.name) == _key(bound["group"])
             and _key(c.b and c.b.name) == _key(bound["reference"])]
    check.true(f"{path}: {bound['metric']}, group and reference",
               bool(named), bound["group"], "no such claim")
    form, side = rule.claims[0].family.form, rule.side
    has_end = rule.metrics[0] not in _PARTS
    value = bound["value"]
    if value is None:
        value = -INFINITE if form == DIFFERENCE and side < 0 else INFINITE
    t, level = _off_scale(form, value, has_end), level * (1 + STATISTIC)
    worst, start = (1.0, 0.0) if side > 0 else (0.0, 1.0)
    if nothing is not None:
        start = _off_scale(form, nothing, has_end)

    def holds(claims, at):
        x = _on_scale(form, min(max(at, 0.0), 1.0), has_end)
        return [test(c, x, side) <= level for c in claims]

    far, near = t + side * STEP, t - side * STEP
    if name == "pass_bound":
        inside, outside = t == worst or all(holds(ways, far)), True
        if abs(t - start) > STEP:
            outside = not all(holds(named, near))
    else:
        inside = abs(t - start) <= STEP or any(holds(named, near))
        outside = t == worst or not any(holds(ways, far))
    check.true(f"{path}.value", inside and outside, bound["value"],
               "where the test turns")


# ---- rows that would settle it ----


def _least(test, claim, x, side, level, grow_a, grow_b):
    """The fewest rows to which one or both groups grow; None: never."""
    def reached(n):
        n_a = max(n, claim.a.n) if grow_a else claim.a.n
        n_b = claim.b and (max(n, claim.b.n) if grow_b else claim.b.n)
        return test(claim.grown(n_a, n_b), x, side) <= level

    low, high = 0.0, claim.a.n
    if claim.b is not None:
        high = min(high, claim.b.n)
    while not reached(high):
        if high > _MOST_ROWS:
            return None
        low, high = high, 2 * high
    while high - low > 1:
        middle = math.floor(low + (high - low) / 2)
        if not low < middle < high:
            break
        if reached(middle):
            high = middle
        else:
            low = middle
    return math.ceil(high)


def _sizes(test, claim, x, side, level):
    """To what the smaller group has to grow, or if need be both."""
    alone = claim.b is None or isinstance(claim.b.name, str)
    a_first = alone or claim.a.n <= claim.b.n
    ways = [(a_first, not a_first)] + ([] if alone else [(True, True)])
    for grow_a, grow_b in ways:
        n = _least(test, claim, x, side, level, grow_a, grow_b)
        if n is not None:
            n_a = max(n, claim.a.n) if grow_a else claim.a.n
            n_b = 0 if claim.b is None else (
                max(n, claim.b.n) if grow_b else claim.b.n)
            return n_a, n_b
    return None


def settle(rule):
    """As what, and how many more rows of whom."""
    x, side = float(rule.limit), rule.side
    over = [c for c in rule.claims if p_within(c, x, side) >= 0.5]
    more = {}

    def need(family, sample, n):
        if sample is not None and n > sample.n:
            key = id(family), _key(sample.name)
            more[key] = max(more.get(key, 0), math.ceil(n - sample.n))

    if over:
        best = None
        for c in over:
            found = _sizes(p_beyond, c, x, side, rule.shared / len(
                rule.claims))
            if found is None:
                continue
            n = found[0] - c.a.n + (found[1] - c.b.n if c.b else 0)
            if best is None or n < best[0]:
                best = n, c, found
        if best is None:
            return None, {}
        _, c, (n_a, n_b) = best
        need(c.family, c.a, n_a)
        need(c.family, c.b, n_b)
        return "fail", more
    for c in rule.all_ways():
        found = _sizes(p_within, c, x, side, rule.level)
        if found is None:
            return None, {}
        need(c.family, c.a, found[0])
        need(c.family, c.b, found[1])
    return "pass", more


def _check_settled(check, rule):
    path, stated = f"{rule.path}.settled_by", rule.stated["settled_by"]
    grows = rule.change and rule.claims and rule.families[0].grows
    open_still = (rule.stated["status"] == "inconclusive" and not grows
                  and 0 < len(rule.claims) <= _MOST_SETTLED
                  and rule.within > rule.level)
    if not open_still:
        check.same(path, stated, None)
        return
    outcome, more = settle(rule)
    check.same(f"{path}.as", stated and stated["as"], outcome)
    expected = []
    for f in rule.families:
        names = [s.name for s in f.samples]
        if f.between == "reference":
            names += [s.name for s in f.references[:1]]
        expected += [(f, name, more[id(f), _key(name)]) for name in names
                     if more.get((id(f), _key(name)), 0) > 0]
    _check_changes(check, f"{path}.rows", stated["rows"] if stated else [],
                   expected)


def _check_changes(check, path, stated, expected):
    check.same(f"{path}, how many", len(stated), len(expected))
    for k, (entry, (f, name, more)) in enumerate(zip(stated, expected)):
        check.same(f"{path}[{k}].metric", entry["metric"], f.metric)
        check.same(f"{path}[{k}].control", entry["control"], f.control)
        check.same(f"{path}[{k}].group", entry["group"], name)
        check.number(f"{path}[{k}].more", entry["more"], more, STATISTIC)


# ---- decisions that would reach the limit ----


def _goal(rule, f, i):
    """The rate at the limit, and whether rates above are within; or None."""
    if rule.change:
        return None
    if f.between == "each":
        return rule.limit, rule.side < 0
    if f.between == "reference":
        if isinstance(f.reference, str):
            return None
        rate = f.references[i].exact
        return (rate * rule.limit if f.form == RATIO else rate + rule.limit,
                rule.side < 0)
    raised = f.g.direction(f.metric) >= 0
    may = [s.exact for s in f.samples
           if not (f.between == "most" and s.missing)]
    if not may:
        return None
    rate = max(may) if raised else min(may)
    if f.form == DIFFERENCE:
        return rate + (-rule.limit if raised else rule.limit), raised
    if not raised and rule.limit == 0:
        return None
    return rate * rule.limit if raised else rate / rule.limit, raised


def _check_reached(check, rule):
    expected = []
    for f in rule.families:
        of_rates = f.metric in _RATES and not f.weighted
        for i, s in enumerate(f.samples if of_rates else ()):
            goal = _goal(rule, f, i)
            if goal is None:
                continue
            rate, raised = goal
            due = math.ceil(rate * s.rows) if raised \
                else math.floor(rate * s.rows)
            far = due > s.hits if raised else due < s.hits
            if far and 0 <= due <= s.rows:
                expected.append((f, s.name, due - int(s.hits)))
    _check_changes(check, f"{rule.path}.reached_by",
                   rule.stated["reached_by"], expected)


# ---- the evidence ----


def _check_evidence(check, rule, known):
    """Counts, the metric made of them, and how each group stands.

    known: the counts of a group as another rule has them."""
    sums = {}
    for k, e in enumerate(rule.stated["evidence"]):
        path, metric = f"{rule.path}.evidence[{k}]", e["metric"]
        by = rule.stated["by"] if "left_out" in e else None
        key = _key([by, e["control"], e["group"]])
        counts = known.setdefault(key, e["counts"])
        check.same(f"{path}.counts", e["counts"], counts)
        _check_counts(check, f"{path}.counts", e["counts"])
        sums.setdefault((_key(e["control"]), metric), []).append((path, e))
    by_control = {_key(g.control): g for g in rule.populations}
    for (control, metric), entries in sums.items():
        g = by_control[control]
        own = [e for e in entries if "left_out" in e[1]]
        total = [e for e in entries if e not in own]
        for path, e in total:
            _check_sum(check, f"{path}: sum of groups", e["counts"],
                       [one["counts"] for _, one in own])
            _check_one(check, path, e, g, OVERALL)
        for i, (path, e) in enumerate(own):
            _check_one(check, path, e, g, i, rule.reference_of(g, metric))


def _check_one(check, path, e, g, i, compared_with=None):
    metric, counts = e["metric"], g.total if i == OVERALL else g.groups[i]
    if not is_known(metric, g.spec):
        check.cannot(metric, {k: v for k, v in e.items() if k != "counts"})
        return
    if metric == "scoring_rate":
        check.cannot("rows above the median score", e["numerator"])
    _guarded(check, path, _check_metric, e, lambda: g.result(metric, i),
             counts.weighted, g.spec["confidence"],
             e["method"] == "resampled" and check.draws_of(
                 g.spec, metric, counts, g.total, 0 if i == OVERALL else i))
    if "baseline" in e:
        _check_before(check, f"{path}.baseline", e, counts.weighted)
    if i != OVERALL:
        how, reason, _ = g.survey(metric).stands[i]
        exempt = how == NOT_HELD and i == compared_with
        check.same(f"{path}.left_out", e["left_out"],
                   None if exempt else reason if how == NOT_HELD
                   else _why_aside(how, reason) if how == LEFT_OUT else None)


# ---- statuses ----

_EXIT = {"pass": 0, "fail": 1, "error": 2, "inconclusive": 3}
_GRAVITY = ("pass", "inconclusive", "fail", "error")


def share_level(rules):
    """Holm 1979 over the rules of severity error that have claims."""
    family = [r for r in rules
              if r.stated["severity"] == "error" and r.claims]
    for r in rules:
        r.p, r.within, r.shared = r.p_beyond(), r.p_within(), r.level
    ranked = sorted(family, key=lambda r: r.p / r.level)
    for failed, r in enumerate(ranked):
        if r.p > r.level / (len(ranked) - failed):
            break
    else:
        failed = len(ranked)
    for k, r in enumerate(ranked):
        r.shared = r.level / (len(ranked) - min(k, failed))


def _close(a, b):
    return abs(a - b) <= STATISTIC * b


def verdicts_of(rule):
    """(status, why) of a rule; several where the file does not tell."""
    stated = rule.stated
    if rule.missing():
        return [("error", "required_group_missing")]
    if rule.lacks():
        return [("error", "no_baseline")]
    if not rule.is_applicable():
        return [("error", "not_applicable")]
    found = []
    if rule.claims and (rule.p <= rule.shared or _close(rule.p, rule.shared)):
        found.append(("fail", "beyond_limit"))
        if rule.p <= rule.shared and not _close(rule.p, rule.shared):
            return found
    within = rule.within
    if rule.undefined() > 0:
        return [*found, ("inconclusive", "undefined_in_group")]
    if not rule.claims:
        return [("inconclusive", rule.why_nothing())]
    if within > rule.level or _close(within, rule.level):
        found.append(("inconclusive", "between_bounds"))
        if not _close(within, rule.level):
            return found
    refused = rule.refuses_left_out()
    found.append(("inconclusive", "set_aside") if refused
                 else ("pass", "within_limit"))
    return found


def _check_status(check, rule):
    path, stated = rule.path, rule.stated
    found = verdicts_of(rule)
    if _waived(check, rule) == "too_soon":
        found = [("error", "clock_set_back")]
    check.one_of(f"{path}.status", stated["status"], [s for s, _ in found])
    check.one_of(f"{path}.why", stated["why"],
                 [why for s, why in found if s == stated["status"]]
                 or [why for _, why in found])
    check.one_of(f"{path}.counts_as", stated["counts_as"],
                 _counts_as(rule, stated["status"]))


def _counted(stated, status):
    if stated["severity"] == "warn":
        return ["pass"]
    return [stated["inconclusive"] if status == "inconclusive" else status]


def _counts_as(rule, status):
    """What a status may count as, by its waiver."""
    waiver = rule.stated.get("waiver") or {"waived": None}
    if waiver["waived"] == "yes":
        return ["pass"]
    if waiver["waived"] == "partly":
        return [s for found in rule.rest(waiver["groups"])
                for s in _counted(rule.stated, found)
                if s != "pass"] or ["fail"]
    found = _counted(rule.stated, status)
    if waiver["waived"] == "unused":
        return [s for s in found if s != "fail"] or ["pass"]
    return found


def _waived(check, rule):
    """What the waiver does, which is checked; None: there is none."""
    path, waiver = f"{rule.path}.waiver", rule.stated.get("waiver")
    if waiver is None:
        return None
    today, stated = rule.today, waiver["waived"]
    if today < (waiver["granted"] or today):
        found = ["too_soon"]
    elif today > waiver["expires"]:
        found = ["expired"]
    else:
        counted = [s for status, _ in verdicts_of(rule)
                   for s in _counted(rule.stated, status)]
        found = ["unused"] if set(counted) - {"fail"} else []
        if "fail" in counted:
            rest = [s for status in rule.rest(waiver["groups"])
                    for s in _counted(rule.stated, status)]
            found += ["yes"] if "pass" in rest else []
            found += ["partly"] if set(rest) - {"pass"} else []
    check.one_of(f"{path}.waived", stated, found)
    return stated


def _check_change(check, rule):
    """What was observed now and before, and the worst change."""
    path, observed = f"{rule.path}.observed", rule.stated["observed"]
    base = rule.stated["baseline"]
    if base is None:
        check.same(f"{path}.value", observed["value"], None)
        check.same(f"{path}.reason", observed["reason"], "not_applicable")
        return
    _check_flips(check, rule)
    check.cannot("groups that only the baseline has", base["groups_gone"])
    found = rule.changed()
    change, own, other, g = found or (None, None, None, None)
    noise = rule.populations[0].noise
    for where, stated, value in (
            (f"{path}.value", observed["value"], own and own.value),
            (f"{rule.path}.baseline.value", base["value"],
             other and other.value),
            (f"{rule.path}.baseline.increase", base["increase"], change)):
        check.number(where, stated, value, VALUE, noise)
    if found is None:
        check.same(f"{path}.within_limit", observed["within_limit"], None)
        return
    check.same(f"{path}.reason", observed["reason"], None)
    beyond = rule.side * (change - rule.limit)
    if abs(beyond) > noise or not noise:
        check.same(f"{path}.within_limit", observed["within_limit"],
                   beyond <= 0)
    _check_whom(check, path, observed, own, g)


def _check_whom(check, path, stated, found, g):
    check.same(f"{path}.control", stated["control"], g.control)
    near = found.near if g.noise else {}
    for name in ("metric", "group", "reference"):
        allowed = [getattr(found, name), *near.get(name, ())]
        if name != "metric":
            allowed = [_group(g, i) for i in allowed]
        check.one_of(f"{path}.{name}", stated[name],
                     [None] if found.value is None else allowed)


def _check_flips(check, rule):
    """Decisions that changed: of each group those gained and lost."""
    path, flips = f"{rule.path}.baseline.flips", rule.stated["baseline"][
        "flips"]
    paired = any(e["baseline"] and e["baseline"]["gained"] is not None
                 for e in rule.stated["evidence"])
    check.same(f"{rule.path}.baseline.kind", rule.stated["baseline"]["kind"],
               "paired" if paired else "unpaired")
    if flips is None or not paired:
        check.same(path, flips, None)
        return
    counts = [(g, i, e["counts"]) for g in rule.populations
              for i, e in enumerate(g.entries)]
    check.same(f"{path}, how many", len(flips), len(counts))
    for k, (flip, (g, i, own)) in enumerate(zip(flips, counts)):
        ways = [own["baseline"]["gained"], own["baseline"]["lost"]]
        if rule.spec["favourable"] == "negative":
            ways.reverse()
        for name, found in (("control", g.control), ("group", g.names[i]),
                            ("n", own["n"]), ("to_favourable", ways[0]),
                            ("to_unfavourable", ways[1])):
            check.same(f"{path}[{k}].{name}", flip[name], found)


def _check_observed(check, rule):
    path, stated = f"{rule.path}.observed", rule.stated["observed"]
    if rule.change:
        _check_change(check, rule)
        return
    found, g = rule.observed()
    noise, value = g.noise, found.value
    check.number(f"{path}.value", stated["value"], value, VALUE, noise)
    check.same(f"{path}.reason", stated["reason"], found.reason)
    beyond = None if value is None else rule.side * (value - rule.limit)
    if value is None or abs(beyond) > noise or not noise:
        check.same(f"{path}.within_limit", stated["within_limit"],
                   None if value is None else beyond <= 0)
    _check_whom(check, path, stated, found, g)


def _check_before(check, path, e, weighted):
    """A rate in the baseline; of the same rows, what came and went."""
    before = e["baseline"]
    if before is None:
        return
    top, under = (Fraction(before[k]) for k in ("numerator", "denominator"))
    check.number(f"{path}.value", before["value"],
                 top / under if under else None, VALUE,
                 VALUE if weighted else 0)
    if before["gained"] is None:
        return
    check.number(f"{path}.denominator", before["denominator"],
                 Fraction(e["denominator"]))
    check.number(f"{path}.effective_n", before["effective_n"],
                 e["effective_n"])
    check.number(f"{path}: numerator, gained and lost", e["numerator"],
                 top + Fraction(before["gained"]) - Fraction(before["lost"]),
                 VALUE, VALUE * under if weighted else 0)


def _check_p(check, path, stated, found):
    """Far tails have fewer digits: their size is that of a square."""
    tail = 1 - math.log(found) if found > 0 else 1e3
    check.number(path, stated, found, STATISTIC * tail, 1e-300)


def _check_taken(check, rule):
    """A rule that is not about proportions: what follows from its chances."""
    path, stated = rule.path, rule.stated
    check.cannot(f"tests by {rule.method}, which take scores or random "
                 "numbers", [stated[name] for name in (
                     "p_beyond", "p_within", "settled_by", "reached_by",
                     "replicates", "seed")]
                 + [bound["value"] for bound in (
                     stated["pass_bound"], stated["fail_bound"]) if bound])
    if not rule.known:
        check.cannot(rule.metrics[0], [stated[name] for name in (
            "claims", "undefined_groups", "left_out", "left_out_listed")]
            + [stated["observed"]["value"]])
        _check_within(check, rule)
    for name, level in (("pass_bound", rule.level),
                        ("fail_bound", rule.shared / max(
                            1, len(rule.claims)))):
        if stated[name]:
            check.number(f"{path}.{name}.level", stated[name]["level"],
                         level)


def _check_within(check, rule):
    """What was observed, held against the limit."""
    observed = rule.stated["observed"]
    if observed["value"] is None:
        check.same(f"{rule.path}.observed.within_limit",
                   observed["within_limit"], None)
        return
    beyond = rule.side * (Fraction(observed["value"]) - rule.limit)
    if abs(beyond) > VALUE:
        check.same(f"{rule.path}.observed.within_limit",
                   observed["within_limit"], beyond <= 0)


def _check_tests(check, rule):
    """Of a rule about proportions, or what is made of them: every chance, and
    where bounds lie."""
    path, stated = rule.path, rule.stated
    for name in ("replicates", "seed"):
        check.same(f"{path}.{name}", stated[name], None)
    _check_p(check, f"{path}.p_beyond", stated["p_beyond"], rule.p)
    _check_p(check, f"{path}.p_within", stated["p_within"], rule.within)
    _check_bound(check, rule, "pass_bound", p_within, list(rule.all_ways()),
                 rule.level, None)
    nothing = None
    if rule.claims and allows_none(rule.claims[0].family.form,
                                   float(rule.limit), rule.side):
        nothing = _none(rule.claims[0].family.form)
    _check_bound(check, rule, "fail_bound", p_beyond, rule.claims,
                 rule.shared / max(1, len(rule.claims)), nothing)
    _check_reached(check, rule)
    _check_settled(check, rule)


def _check_rule(check, rule, known):
    path, stated = rule.path, rule.stated
    _check_evidence(check, rule, known)
    check.same(f"{path}.method", stated["method"], rule.method)
    if not rule.claims:
        check.cannot("confidence of a rule without claims",
                     stated["confidence"])
    if rule.known:
        _check_observed(check, rule)
        check.same(f"{path}.claims", stated["claims"], len(rule.claims))
        for name, found in (("undefined_groups", rule.undefined()),
                            ("left_out", rule.left_out()),
                            ("left_out_listed", rule.listed())):
            check.same(f"{path}.{name}", stated[name], found)
    check.same(f"{path}.missing_groups", stated["missing_groups"],
               rule.missing())
    (_check_taken if rule.is_taken else _check_tests)(check, rule)
    _check_status(check, rule)


def check_verdict(check, verdict):
    spec, known = verdict["specification"], {}
    _check_rows(check, verdict["rows"])
    rules = [Rule(f"rules[{i}]", stated, spec, verdict["today"])
             for i, stated in enumerate(verdict["rules"])]
    share_level(rules)
    for rule in rules:
        _check_rule(check, rule, known)
    whole = known.get(_key([None, None, OVERALL]))
    if whole and "frequency" not in spec:
        check.same("rows.used", verdict["rows"]["used"], whole["n"])
    _check_worst(check, verdict, [r.stated["counts_as"] for r in rules])


def _check_worst(check, verdict, statuses):
    worst = max(statuses, key=_GRAVITY.index)
    check.same("status", verdict["status"], worst)
    check.same("exit_code", verdict["exit_code"], _EXIT[worst])


def check_verdicts(check, verdicts):
    """Those of several models."""
    names = [model["model"] for model in verdicts["models"]]
    for i, name in enumerate(names):
        check.true(f"models[{i}].model", names.index(name) == i, name,
                   "the name of another model too")
    for i, model in enumerate(verdicts["models"]):
        with check.within(f"models[{i}].verdict."):
            check.same("schema", model["verdict"]["schema"],
                       "libfairness/verdict/1")
            check_verdict(check, model["verdict"])
    _check_worst(check, verdicts,
                 [m["verdict"]["status"] for m in verdicts["models"]])


# ---- files ----


def _once(pairs):
    """An object whose names are there once: of two readers one would see
    the first value, the other the last."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Unreadable("a name is there twice in one object")
    return found


def _refused(word):
    raise Unreadable(f"{word} is not JSON")


def read(data):
    """A report or a verdict."""
    try:
        found = json.loads(data.decode("utf-8"), object_pairs_hook=_once,
                           parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"not whole JSON: {error}") from None
    schema = found.get("schema") if isinstance(found, dict) else None
    if not isinstance(schema, str) or schema not in _CHECKS:
        raise Unreadable("neither a report nor a verdict of libfairness")
    return found


_CHECKS = {"libfairness/report/1": check_report,
           "libfairness/verdict/1": check_verdict,
           "libfairness/verdicts/1": check_verdicts}


def verify(document, draws=True):
    """A Check of a report or verdict as json.load gives it; without `draws`
    intervals by resampling are counted as not recomputed."""
    check = Check(draws)
    try:
        _CHECKS[document["schema"]](check, document)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError,
            StopIteration) as error:
        raise Unreadable("not as a report or verdict is built: "
                         f"{type(error).__name__} {error}") from None
    except ArithmeticError as error:
        check.true("counts", False, None, "are no numbers of rows: "
                   f"{type(error).__name__}")
    return check


def _line(text):
    """Whatever names the file holds, one line that can be shown."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def lines_of(shown, check):
    """What is said of one file."""
    for path, stated, found in check.wrong:
        text = found if isinstance(found, str) else _shown(found)
        yield _line(f"{shown}: {path}: stated {_shown(stated)}, "
                    f"recomputed {text}")
    left = ", ".join(f"{n} of {what}" for what, n in
                     sorted(check.left.items()))
    yield _line(
        f"{shown}: {check.done} recomputed, {len(check.wrong)} disagree, "
        f"{sum(check.left.values())} cannot be recomputed from this file"
        f"{left and f' ({left})'}")


def verify_files(paths, write, complain, draws=True):
    """The exit code; the worst of all files."""
    worst = 0
    for path in paths:
        try:
            if path == "-":  # standard input, which stays open
                file = open(0, "rb", closefd=False)
            else:
                file = open(path, "rb")
            with file:
                data = file.read()
            check = verify(read(data), draws)
        except (Unreadable, OSError) as error:
            complain(f"{path}: {getattr(error, 'strerror', None) or error}")
            worst = 2
            continue
        for line in lines_of(path, check):
            write(line)
        if check.wrong:
            worst = max(worst, 1)
    return worst


def main(argv=None):
    parser = argparse.ArgumentParser(
        description="Recompute every number of a report or verdict.")
    parser.add_argument("paths", nargs="+", metavar="PATH")
    parser.add_argument("--no-draws", dest="draws", action="store_false",
                        help="leave intervals by resampling as they are")
    options = parser.parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")
    try:
        code = verify_files(
            options.paths, print,
            lambda line: print(f"error: {_line(line)}", file=sys.stderr),
            options.draws)
        sys.stdout.flush()
    except OSError:  # nobody hears the answer
        os._exit(2)
    return code


if __name__ == "__main__":
    sys.exit(main())
