# SPDX-License-Identifier: MIT
"""Which counts follow from those of a group that are shown."""

from fractions import Fraction

# Cells of the confusion table as bits.  Rows without a label have two more.
_TP, _FP, _FN, _TN, _SELECTED, _REJECTED = (1 << i for i in range(6))
_LABELLED, _CELLS = 4, 6

# Of a rate what is counted, out of what.
_RATES = {
    "selection_rate": (_TP | _FP | _SELECTED, -1),
    "rejection_rate": (_FN | _TN | _REJECTED, -1),
    "base_rate": (_TP | _FN, _TP | _FP | _FN | _TN),
    "accuracy": (_TP | _TN, _TP | _FP | _FN | _TN),
    "error_rate": (_FP | _FN, _TP | _FP | _FN | _TN),
    "true_positive_rate": (_TP, _TP | _FN),
    "false_negative_rate": (_FN, _TP | _FN),
    "false_positive_rate": (_FP, _FP | _TN),
    "true_negative_rate": (_TN, _FP | _TN),
    "positive_predictive_value": (_TP, _TP | _FP),
    "false_discovery_rate": (_FP, _TP | _FP),
    "negative_predictive_value": (_TN, _FN | _TN),
    "false_omission_rate": (_FN, _FN | _TN),
    "threat_score": (_TP, _TP | _FP | _FN),
}


def counted(metric):
    """Whether it is known what a metric counts."""
    return metric in _RATES


# Worked out from the whole table: beside a rate their values give it back.
_COMPOSED = frozenset((
    "balanced_accuracy", "conditional_acceptance", "conditional_rejection",
    "diagnostic_odds_ratio", "expected_cost", "f1_score", "informedness",
    "markedness", "matthews_correlation", "negative_likelihood_ratio",
    "positive_likelihood_ratio", "treatment_ratio", "utility",
))


def whole(metric, counts):
    """All cells, where a metric is of all of them; else None."""
    found = {
        _TP: counts["tp"], _FP: counts["fp"],
        _FN: counts["fn"], _TN: counts["tn"],
    } if metric in _COMPOSED and counts else {None: None}
    return None if None in found.values() else found


def forms(metric, numerator, denominator, kept):
    """Sums of cells that a rate shows, and what they are.  kept: there may be
    rows without a label."""
    every = (1 << (_CELLS if kept else _LABELLED)) - 1
    over, of = (mask & every for mask in _RATES[metric])
    return {over: numerator, of & ~over: denominator - numerator}


# Rates whose numerator a decision comes into by being positive, and by being
# negative.
_BY_POSITIVE = ("selection_rate", "true_positive_rate", "false_positive_rate")
_BY_NEGATIVE = ("rejection_rate", "false_negative_rate", "true_negative_rate")


def changed(entry, flip, positive):
    """Parts of a group that are shown, or follow, where its flips are, beside
    what a rate shows that both models' decisions make.  positive: that is
    the favourable decision."""
    before = entry["baseline"]
    came, left = before["gained"], before["lost"]
    ways = [flip["to_favourable"], flip["to_unfavourable"]]
    if entry["metric"] not in _BY_POSITIVE + _BY_NEGATIVE:
        return [0]  # which of its rows changed to what is not told
    if positive != (entry["metric"] in _BY_POSITIVE):
        ways.reverse()
    others = [ways[0] - came, ways[1] - left]
    stayed = [entry["numerator"] - came,
              entry["denominator"] - entry["numerator"] - left]
    return [came, left, *stayed, *(others if any(others) else ())]


def _reduced(vector, basis):
    """What is left of a vector once those of the basis are taken off."""
    for pivot, other in basis:
        factor = vector[pivot]
        if factor:
            vector = [
                a - factor * b for a, b in zip(vector, other, strict=True)
            ]
    return vector


def _derivable(masks):
    """Of sums of cells that are known, all that follow (differences of two
    rates' counts, say): mask to how often each of the known is in it."""
    basis = []
    for i, mask in enumerate(masks):
        # Cells, and behind them how the sums were put together.
        vector = [Fraction(mask >> j & 1) for j in range(_CELLS)]
        vector += [Fraction(i == j) for j in range(len(masks))]
        vector = _reduced(vector, basis)
        pivot = next((j for j in range(_CELLS) if vector[j]), None)
        if pivot is not None:
            first = vector[pivot]
            basis.append((pivot, [x / first for x in vector]))
    found = {}
    for mask in range(1, 1 << _CELLS):
        vector = [Fraction(mask >> j & 1) for j in range(_CELLS)]
        vector = _reduced(vector + [Fraction(0)] * len(masks), basis)
        if not any(vector[:_CELLS]):
            found[mask] = tuple(-x for x in vector[_CELLS:])
    return found


# What was worked out: there are few different rules.
_DERIVABLE: dict[tuple[int, ...], dict[int, tuple[Fraction, ...]]] = {}


def following(known):
    """Sums of cells that follow from known ones, and what they are."""
    masks = tuple(sorted(known))
    if masks not in _DERIVABLE:
        _DERIVABLE[masks] = _derivable(masks)
    return {
        mask: sum(
            factor * known[each]
            for factor, each in zip(factors, masks, strict=True)
            if factor
        )
        for mask, factors in _DERIVABLE[masks].items()
    }
