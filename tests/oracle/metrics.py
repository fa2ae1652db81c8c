# SPDX-License-Identifier: MIT
"""Metrics of one group in exact rationals, from metrics.md section 1.

A `Value` is a number or a reason, never both.  The one irrational metric,
Matthews correlation, is held to 200 binary digits.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from . import calibration, scores
from . import tally as t

HIGHER, LOWER, NEUTRAL = 1, -1, 0


@dataclass
class Value:
    value: Fraction | None = None
    reason: str | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    n: int = 0
    effective_n: Fraction = Fraction(0)
    least: int | None = None  # rows of the smallest of its denominators

    @property
    def smallest(self):
        return self.n if self.least is None else self.least

    @property
    def defined(self):
        return self.reason is None


def undefined(reason, like=None):
    value = Value(reason=reason)
    if like is not None:
        value.n, value.effective_n = like.n, like.effective_n
        value.numerator = like.numerator
        value.denominator = like.denominator
    return value


@dataclass(frozen=True)
class Ratio:
    """A ratio of two linear forms over cells; both are {cell: factor}."""
    name: str
    numerator: dict
    denominator: tuple
    empty: str       # reason where the denominator holds no row
    needs: str       # letters: l label, d decision
    better: int      # HIGHER, LOWER or NEUTRAL
    by_decision: bool = False  # turns round where selected is unfavourable
    rate: bool = True          # a share of the denominator's rows
    factors: dict | None = None  # of the denominator, where not all 1


def form(*cells):
    return dict.fromkeys(cells, 1)


TP, FP, FN, TN = "tp", "fp", "fn", "tn"
RATIOS = [
    Ratio("base_rate", form(*t.POSITIVES), t.LABELLED, "no_rows", "l",
          NEUTRAL),
    Ratio("selection_rate", form(*t.SELECTED), t.DECIDED, "no_rows", "d",
          HIGHER, True),
    Ratio("rejection_rate", form(*t.REJECTED), t.DECIDED, "no_rows", "d",
          LOWER, True),
    Ratio("true_positive_rate", form(TP), (TP, FN), "no_positives", "ld",
          HIGHER, True),
    Ratio("false_positive_rate", form(FP), (FP, TN), "no_negatives", "ld",
          HIGHER, True),
    Ratio("true_negative_rate", form(TN), (FP, TN), "no_negatives", "ld",
          LOWER, True),
    Ratio("false_negative_rate", form(FN), (TP, FN), "no_positives", "ld",
          LOWER, True),
    Ratio("positive_predictive_value", form(TP), (TP, FP), "none_selected",
          "ld", HIGHER),
    Ratio("negative_predictive_value", form(TN), (FN, TN), "none_rejected",
          "ld", HIGHER),
    Ratio("false_discovery_rate", form(FP), (TP, FP), "none_selected", "ld",
          LOWER),
    Ratio("false_omission_rate", form(FN), (FN, TN), "none_rejected", "ld",
          LOWER),
    Ratio("accuracy", form(TP, TN), (TP, FP, FN, TN), "no_rows", "ld",
          HIGHER),
    Ratio("error_rate", form(FP, FN), (TP, FP, FN, TN), "no_rows", "ld",
          LOWER),
    Ratio("f1_score", {TP: 2}, (TP, FP, FN), "zero_denominator", "ld",
          HIGHER, rate=False, factors={TP: 2, FP: 1, FN: 1}),
    Ratio("threat_score", form(TP), (TP, FP, FN), "zero_denominator", "ld",
          HIGHER),
    Ratio("treatment_ratio", form(FN), (FP,), "zero_denominator", "ld",
          LOWER, True, rate=False),
    Ratio("conditional_acceptance", form(TP, FN), (TP, FP), "none_selected",
          "ld", NEUTRAL, rate=False),
    Ratio("conditional_rejection", form(FP, TN), (FN, TN), "none_rejected",
          "ld", NEUTRAL, rate=False),
]
BY_NAME = {r.name: r for r in RATIOS}

# (orientation, turns round with favourable, needs) of what is not a Ratio.
OTHERS = {
    "count": (NEUTRAL, False, ""),
    "count_share": (NEUTRAL, False, ""),
    "balanced_accuracy": (HIGHER, False, "ld"),
    "matthews_correlation": (HIGHER, False, "ld"),
    "informedness": (HIGHER, False, "ld"),
    "markedness": (HIGHER, False, "ld"),
    "positive_likelihood_ratio": (NEUTRAL, False, "ld"),
    "negative_likelihood_ratio": (NEUTRAL, False, "ld"),
    "diagnostic_odds_ratio": (NEUTRAL, False, "ld"),
    "predicted_positive_share": (NEUTRAL, False, "d"),
    "expected_cost": (LOWER, False, "ld"),
    "utility": (HIGHER, False, "ld"),
}

# Metrics of scores: orientation, turns round with favourable, needs (p: the
# scores are probabilities), denominators.
SCORED = {
    "mean_score": (HIGHER, True, "s", (t.EVERY,)),
    "scoring_rate": (HIGHER, True, "s", (t.EVERY,)),
    "soft_true_positive_rate": (HIGHER, True, "lsp", (t.POSITIVES,)),
    "soft_false_positive_rate": (HIGHER, True, "lsp", (t.NEGATIVES,)),
    "roc_auc": (HIGHER, False, "ls", (t.POSITIVES, t.NEGATIVES)),
    "pr_auc": (HIGHER, False, "ls", (t.POSITIVES,)),
    "ks_separation": (HIGHER, False, "ls", (t.POSITIVES, t.NEGATIVES)),
    "brier_score": (LOWER, False, "lsp", (t.LABELLED,)),
    "log_loss": (LOWER, False, "lsp", (t.LABELLED,)),
    "calibration_in_the_large": (NEUTRAL, False, "lsp", (t.LABELLED,)),
}
SCORED.update((name, (
    LOWER if name.endswith("_error") or "error_equal" in name
    or name == "brier_reliability" else
    HIGHER if name == "brier_resolution" else NEUTRAL, False, "lsp",
    (t.POSITIVES, t.NEGATIVES) if name in (
        "calibration_slope", "calibration_intercept") else (t.LABELLED,)))
    for name in calibration.NAMES)
OTHERS.update((name, row[:3]) for name, row in SCORED.items())

# The order of the registry.
NAMES = [
    "count", "count_share", "base_rate", "selection_rate",
    "true_positive_rate", "false_positive_rate", "true_negative_rate",
    "false_negative_rate", "positive_predictive_value",
    "negative_predictive_value", "false_discovery_rate",
    "false_omission_rate", "accuracy", "error_rate", "balanced_accuracy",
    "f1_score", "threat_score", "matthews_correlation", "informedness",
    "markedness", "positive_likelihood_ratio", "negative_likelihood_ratio",
    "diagnostic_odds_ratio", "treatment_ratio", "conditional_acceptance",
    "conditional_rejection", "predicted_positive_share", "expected_cost",
    "utility", "rejection_rate", *SCORED,
]
ALIASES = {"precision": "positive_predictive_value", "prevalence": "base_rate"}


def orientation(name, favourable):
    if name in BY_NAME:
        better, turns = BY_NAME[name].better, BY_NAME[name].by_decision
    else:
        better, turns, _ = OTHERS[name]
    return -better if turns and favourable == "negative" else better


def needs(name):
    return BY_NAME[name].needs if name in BY_NAME else OTHERS[name][2]


def is_rate(name):
    """Rates of the group's own rows: differences have intervals too."""
    return name in BY_NAME and BY_NAME[name].rate or name == "scoring_rate"


def is_share(name):
    """Shares of all rows: one group's leaves less for the others."""
    return name in ("count_share", "predicted_positive_share")


def is_single(name):
    """One ratio of two sums: must be correctly rounded."""
    return name in BY_NAME or name in (
        "count", "count_share", "predicted_positive_share")


def quotient(numerator, denominator, cells, tally, empty):
    value = Value(numerator=numerator, denominator=denominator,
                  n=tally.n(cells), effective_n=tally.effective_n(cells))
    if value.n == 0:
        return undefined(empty, value)
    if denominator == 0:
        return undefined("zero_weight", value)
    value.value = numerator / denominator
    return value


def ratio(row, tally):
    numerator = Fraction(
        sum(f * tally.weight[c] for c, f in row.numerator.items()))
    factors = row.factors or dict.fromkeys(row.denominator, 1)
    denominator = Fraction(
        sum(f * tally.weight[c] for c, f in factors.items()))
    return quotient(numerator, denominator, row.denominator, tally, row.empty)


def first_reason(*parts):
    """Rows without weight go first: they hide whatever else is missing."""
    reasons = [p.reason for p in parts if p.reason]
    return "zero_weight" if "zero_weight" in reasons \
        else next(iter(reasons), None)


def combine(function, *parts):
    reason = first_reason(*parts)
    if reason:
        return undefined(reason)
    result = function(*(p.value for p in parts))
    return undefined("zero_denominator") if result is None \
        else Value(value=result)


def over(a, b):
    return a / b if b else None


def square_root(x):
    """To 200 binary digits; equal arguments give equal results."""
    return Fraction(isqrt((x.numerator << 400) // x.denominator), 1 << 200)


def matthews(tally):
    tp, fp, fn, tn = (Fraction(tally.weight[c]) for c in (TP, FP, FN, TN))
    top = tp * tn - fp * fn
    bottom = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)
    if bottom == 0:
        parts = [ratio(BY_NAME[m], tally) for m in (
            "true_positive_rate", "true_negative_rate",
            "positive_predictive_value", "negative_predictive_value")]
        return undefined(first_reason(*parts))
    size = square_root(top * top / bottom)
    return Value(value=size if top >= 0 else -size)


P, N, PP, PN = (TP, FN), (FP, TN), (TP, FP), (FN, TN)
DENOMINATORS = {
    "balanced_accuracy": (P, N), "informedness": (P, N),
    "markedness": (PP, PN), "matthews_correlation": (P, N, PP, PN),
    "positive_likelihood_ratio": (P, N), "negative_likelihood_ratio": (P, N),
    "diagnostic_odds_ratio": (P, N),
}


def composite(name, tally):
    def m(other):
        return ratio(BY_NAME[other], tally)
    tpr, fpr = m("true_positive_rate"), m("false_positive_rate")
    fnr, tnr = m("false_negative_rate"), m("true_negative_rate")
    ppv, npv = m("positive_predictive_value"), m("negative_predictive_value")
    w = {c: Fraction(x) for c, x in tally.weight.items()}

    def weightless(*cells):
        return [undefined("zero_weight") for c in cells
                if tally.rows[c] and not w[c]]
    value = {
        "balanced_accuracy":
            lambda: combine(lambda a, b: (a + b) / 2, tpr, tnr),
        "informedness": lambda: combine(lambda a, b: a + b - 1, tpr, tnr),
        "markedness": lambda: combine(lambda a, b: a + b - 1, ppv, npv),
        "positive_likelihood_ratio":
            lambda: combine(over, tpr, fpr, *weightless(FP)),
        "negative_likelihood_ratio":
            lambda: combine(over, fnr, tnr, *weightless(TN)),
        "diagnostic_odds_ratio": lambda: combine(
            lambda *_: over(w[TP] * w[TN], w[FP] * w[FN]), tpr, fpr,
            *weightless(FP, FN)),
        "matthews_correlation": lambda: matthews(tally),
    }[name]()
    # Of its denominators together: every row with label and decision.
    cells = (TP, FP, FN, TN)
    value.n, value.effective_n = tally.n(cells), tally.effective_n(cells)
    value.least = min(tally.n(d) for d in DENOMINATORS[name])
    return value


def scored(name, tally, total, context):
    if tally.scores is None:
        return undefined("not_applicable")
    rows = scores.of(tally.scores)
    if name in calibration.NAMES:
        found = calibration.metric(name, rows, context.bins,
                                   scores.of(total.scores))
    else:
        found = scores.METRICS[name](scores.Group(rows, context.median))
    value = undefined(found) if isinstance(found, str) else Value(value=found)
    parts = SCORED[name][3]
    cells = [c for part in parts for c in part]
    value.n, value.effective_n = tally.n(cells), tally.effective_n(cells)
    value.least = min(tally.n(part) for part in parts)
    return value


def evaluate(name, tally, total, context):
    """One metric of one tally; total is the tally of the whole grouping."""
    for letter in needs(name):
        if not {"l": context.has_label, "d": context.has_decision,
                "s": context.has_score, "p": context.probabilities}[letter]:
            return undefined("not_applicable")
    if name in calibration.CURVES:
        return undefined("not_applicable")  # not worked out here
    if name in SCORED:
        return scored(name, tally, total, context)
    if name in BY_NAME:
        return ratio(BY_NAME[name], tally)
    if name == "count":
        w = tally.w()
        return Value(value=w, numerator=w, denominator=Fraction(1),
                     n=tally.n(), effective_n=tally.effective_n())
    if name == "count_share":
        return quotient(tally.w(), total.w(), t.EVERY, total, "no_rows")
    if name == "predicted_positive_share":
        return quotient(tally.w(t.SELECTED), total.w(t.SELECTED), t.SELECTED,
                        total, "none_selected")
    if name in ("expected_cost", "utility"):
        prices = getattr(context, name)
        if prices is None:
            return undefined("not_applicable")
        cells = (TP, FP, FN, TN)
        top = sum((Fraction(prices.get(c, 0)) * tally.weight[c]
                   for c in cells), Fraction(0))
        return quotient(top, tally.w(cells), cells, tally, "no_rows")
    return composite(name, tally)
