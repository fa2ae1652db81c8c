# SPDX-License-Identifier: MIT
"""The worked examples of docs/metrics: the rows of examples/data/loans.csv,
and what the definitions make of them, in exact fractions.

A metric of scores, or a criterion that is no formula over metrics, may have a
note: how its number comes about, for people to follow.
"""
import csv
import pathlib
from dataclasses import dataclass
from fractions import Fraction as F

from . import between, calibration, comparisons, criteria, metrics, scores
from . import examples_calibration as bins
from .oracle import Context, Grouping
from .tally import Table

LOANS = pathlib.Path(__file__).parents[2] / "examples/data/loans.csv"
COSTS = {"fp": 1, "fn": 5}
UTILITIES = {"tp": 1, "fp": -4}
COMPARED = "selection_rate"  # by the examples of comparisons


@dataclass
class Worked:
    """A number of an example; of a comparison or criterion, who is named."""
    value: F
    note: str = ""
    group: str | None = None
    reference: str | None = None
    worse_off: str | None = None


def rows():
    with open(LOANS, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def counted(stratified=False):
    """The rows as decisions: one grouping, with strata or without."""
    lines = rows()
    table = Table(
        sensitive={"group": [r["group"] for r in lines]},
        control={"branch": [r["branch"] for r in lines]}
        if stratified else None,
        y_true=[int(r["repaid"]) for r in lines],
        y_pred=[int(r["granted"]) for r in lines])
    return Grouping(table, ["group"], None, Context(
        table, favourable="positive", expected_cost=COSTS,
        utility=UTILITIES))


def scored():
    """The rows as scores, by group; None: all of them."""
    lines = [(F(r["score"]), int(r["repaid"]), 1, 1, r["group"])
             for r in rows()]
    parts = {None: lines} | {g: [r for r in lines if r[4] == g]
                             for g in sorted({r[4] for r in lines})}
    return {g: [r[:4] for r in part] for g, part in parts.items()}


def decimal(x):
    return f"{float(x):.12g}"


def summed(part, *labels):
    return decimal(scores.total(part, lambda s: s, *labels))


def in_order(part):
    """Pairs of a positive and a negative: in order, tied, all."""
    p = [s for s, y, *_ in part if y]
    n = [s for s, y, *_ in part if not y]
    return (sum(s > t for s in p for t in n),
            sum(s == t for s in p for t in n), len(p) * len(n))


def note_pairs(part, _):
    above, tied, every = in_order(part)
    return (f"{above} of {every} pairs in order, {tied} tied: "
            f"({above} + {tied} / 2) / {every}")


def note_precision(part, _):
    parts = []
    for s in sorted((s for s, y, *_ in part if y), reverse=True):
        chosen = [y for t, y, *_ in part if t >= s]
        parts.append(f"{sum(chosen)}/{len(chosen)}")
    return f"({' + '.join(parts)}) / {len(parts)}"


def note_separation(part, _):
    p = [s for s, y, *_ in part if y]
    n = [s for s, y, *_ in part if not y]

    def below(t):
        return sum(s <= t for s in p), sum(s <= t for s in n)

    def gap(t):
        a, b = below(t)
        return abs(F(a, len(p)) - F(b, len(n)))
    t = max(sorted(p + n), key=gap)
    a, b = below(t)
    return f"at t = {decimal(t)}: |{a}/{len(p)} - {b}/{len(n)}|"


def note_squares(part, _):
    squares = scores.total(part, lambda s: s * s, 0) \
        + scores.total(part, lambda s: (1 - s) ** 2, 1)
    return f"{decimal(squares)} / {len(part)}"


def note_loss(part, _):
    return f"{decimal(scores.loss(part))} / {len(part)}"


def note_above(part, middle):
    return (f"the median of all rows is {decimal(middle)}: "
            f"{len(scores.above(part, middle))} / {len(part)}")


def note_large(part, _):
    return (f"({summed(part, 0, 1)} - {sum(y for _, y, *_ in part)}) / "
            f"{len(part)}")


def note_mean(*labels):
    return lambda part, _: (f"{summed(part, *labels)} / "
                            f"{sum(y in labels for _, y, *_ in part)}")


# Found step by step: the last digits are not those of the oracle.
CLOSE = ("calibration_slope", "calibration_intercept")

NOTES = {
    "mean_score": note_mean(0, 1),
    "scoring_rate": note_above,
    "soft_true_positive_rate": note_mean(1),
    "soft_false_positive_rate": note_mean(0),
    "roc_auc": note_pairs,
    "pr_auc": note_precision,
    "ks_separation": note_separation,
    "brier_score": note_squares,
    "log_loss": note_loss,
    "calibration_in_the_large": note_large,
}


def of_scores(part, parts):
    """Every metric of the scores of a group."""
    found = scores.metrics(part, scores.median(parts[None]), True)
    return found | calibration.metrics(part, bins.BINS, parts[None])


def note_of(name, part, parts):
    if name in bins.NOTES:
        return bins.NOTES[name](part, parts[None])
    note = NOTES.get(name, lambda *_: "")
    return note(part, scores.median(parts[None]))


def metric(name):
    """{group, None for all rows: Worked}; KeyError: there is no oracle."""
    parts = scored()
    found = {g: of_scores(part, parts) for g, part in parts.items()}
    if name in found[None]:
        return {g: Worked(found[g][name], note_of(name, part, parts))
                for g, part in parts.items()}
    if name not in metrics.NAMES:
        raise KeyError(name)
    grouping = counted()
    tallies = {None: grouping.overall} | {
        key[0]: tally for key, tally in grouping.groups.items()}
    return {g: Worked(grouping.value(name, tally).value)
            for g, tally in tallies.items()}


def named(key):
    return key[0] if isinstance(key, tuple) else key


def of_finding(found, note=""):
    return Worked(found.value, note, named(found.group),
                  named(found.reference), named(found.worse_off))


def note_strata(grouping, group):
    """Of conditional_demographic_disparity: n (rejected - accepted) / n."""
    parts = []
    for stratum in grouping.strata():
        tally = stratum.groups[(group,)]
        share = [f"{tally.w(cells)}/{stratum.overall.w(cells)}"
                 for cells in (criteria.t.REJECTED, criteria.t.SELECTED)]
        parts.append(f"{stratum.overall.w()} ({' - '.join(share)})")
    return f"({' + '.join(parts)}) / {grouping.overall.w()}"


def note_verdict(found):
    verdict = "within" if criteria.within_four_fifths(found) else "below"
    return f"{found.value} against 4/5: {verdict}"


def steps(a, b):
    """Between scores that follow each other: both shares below, and how far
    they are apart."""
    one, two = between.shares(a), between.shares(b)
    cuts = sorted({s for s, _ in one + two})
    for low, high in zip(cuts, cuts[1:]):
        yield tuple(between.weight([r for r in part if r[0] <= low])
                    for part in (one, two)) + (high - low,)


def lower_is_worse(a, b):
    """The gap of two numbers, of group a and of group b."""
    (low, worse), (high, better) = sorted([(a, "a"), (b, "b")])
    return Worked(high - low, f"{high} - {low}", worse, better, worse)


def pair_auc_gap(a, b):
    return lower_is_worse(*(scores.metrics(part, 0, True)["roc_auc"]
                            for part in (a, b)))


def pair_cross_auc(a, b):
    return lower_is_worse(between.cross_auc(a, b), between.cross_auc(b, a))


def pair_abroca(a, b):
    pieces = [f"{x}" for x in between.pieces(a, b) if x]
    return Worked(between.abroca(a, b), " + ".join(pieces))


def pair_ks(a, b):
    value, t = between.ks(a, b)
    below = [between.weight([r for r in between.shares(part) if r[0] <= t])
             for part in (a, b)]
    return Worked(value, f"at t = {decimal(t)}: |{below[0]} - {below[1]}|")


def pair_wasserstein(a, b):
    parts = [f"|{x} - {y}| · {w}" for x, y, w in steps(a, b) if x != y]
    return Worked(between.wasserstein(a, b), " + ".join(parts))


def pair_energy(a, b):
    parts = [f"({x} - {y})^2 · {w}" for x, y, w in steps(a, b) if x != y]
    return Worked(F(between.root(between.energy_squared(a, b))),
                  f"sqrt(2 ({' + '.join(parts)}))")


PAIRS = {
    "auc_gap": pair_auc_gap,
    "cross_auc": pair_cross_auc,
    "abroca": pair_abroca,
    "score_distance_ks": pair_ks,
    "score_distance_wasserstein": pair_wasserstein,
    "score_distance_energy": pair_energy,
}


def pair(name):
    """Of the only pair there is; distances call nobody worse off."""
    parts = scored()
    found = PAIRS[name](parts["a"], parts["b"])
    if found.group is None:
        found.group, found.reference = "a", "b"
    return found


def of_bins(name):
    """The criteria over bins: nobody is called worse off."""
    parts = scored()
    pool = parts.pop(None)
    if name == "calibration_within_groups":
        found, group = calibration.calibration_within_groups(parts, bins.BINS)
        note = note_of("expected_calibration_error", parts[group],
                       {None: pool})
        return Worked(found, note, group)
    if name == "sufficiency_gap":
        found, low, high, number = calibration.sufficiency_gap(
            parts, bins.BINS)
        rates = calibration.rates(parts, bins.BINS)[number]
        return Worked(found, f"{bins.edges(number)}: {rates[high][0]} - "
                      f"{rates[low][0]}", low, high)
    found, group, number = calibration.multicalibration_error(
        parts, bins.BINS, pool)
    part = calibration.numbered("equal_width", parts[group], bins.BINS,
                                pool)[number]
    _, p, s = calibration.sums(part)
    return Worked(found, f"{bins.edges(number)}: |{decimal(s)} - {p}| / "
                  f"{len(pool)}", group)


OF_BINS = ("sufficiency_gap", "multicalibration_error",
           "calibration_within_groups")


def criterion(name):
    """Worked; KeyError: there is no oracle."""
    if name in PAIRS:
        return pair(name)
    if name in OF_BINS:
        return of_bins(name)
    if name not in criteria.NAMES:
        raise KeyError(name)
    stratified = name == "conditional_demographic_disparity"
    grouping = counted(stratified)
    found = criteria.evaluate(name, grouping)
    note = ""
    if stratified:
        note = note_strata(grouping, named(found.group))
    if name == "four_fifths":
        note = note_verdict(found)
    return of_finding(found, note)


def standardized(grouping):
    """How each group comes to its rate: that of a stratum by its share."""
    field = comparisons.Standardized(COMPARED, grouping)
    whole = grouping.overall.w()
    out = []
    for key in grouping.groups:
        parts = []
        for stratum in grouping.strata():
            rate = stratum.value(COMPARED, stratum.groups[key]).value
            parts.append(f"{stratum.overall.w()}/{whole} · {rate}")
        out.append(f"M_{named(key)} = {' + '.join(parts)} = "
                   f"{field.number(key)}")
    return "; ".join(out)


def note_variance(field):
    mean, parts = field.overall.value, []
    for key, tally in field.grouping.groups.items():
        parts.append(f"{tally.w()} ({field.number(key)} - {mean})^2")
    return f"({' + '.join(parts)}) / {field.grouping.overall.w()}"


def note_comparison(name, field, found):
    """The comparison with the rates in the place of their names."""
    if name == "weighted_variance":
        return note_variance(field)
    if name == "mean_pairwise_difference":
        a, b = map(field.number, field.compared)
        return f"of the only pair: |{a} - {b}|"
    m = field.number(found.group)
    if name.startswith("group"):
        return f"{m}"
    other = field.overall.value if found.reference == comparisons.OVERALL \
        else field.number(found.reference)
    return {
        "difference": f"{other} - {m}",
        "ratio": f"({m}) / ({other})",
        "difference_to_overall": f"|{m} - {other}|",
        "ratio_to_overall": f"({m}) / ({other})" if m < other
        else f"({other}) / ({m})",
        "difference_to_reference": f"{m} - {other}",
        "ratio_to_reference": f"({m}) / ({other})",
        "all_pairs": f"{m} - {other}",
    }[name]


def comparison(name):
    """[Worked] of the selection rate; KeyError: there is no oracle."""
    stratified = name.startswith("standardized")
    grouping = counted(stratified)
    field = grouping.field(COMPARED)
    return [of_finding(found, standardized(grouping) if stratified
                       else note_comparison(name, field, found))
            for found in comparisons.FUNCTIONS[name](field, name)]
