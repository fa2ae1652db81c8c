# SPDX-License-Identifier: MIT
"""Metrics of scores against scikit-learn and SciPy, group by group; and where
other libraries are known to give another number, that we do not."""

import itertools
import math
import warnings

import pytest

import libfairness as lf

np = pytest.importorskip("numpy")
metrics = pytest.importorskip("sklearn.metrics")
stats = pytest.importorskip("scipy.stats")

RANKING = {"roc_auc": metrics.roc_auc_score,
           "pr_auc": metrics.average_precision_score}
PROBABILITIES = {
    "brier_score": metrics.brier_score_loss,
    "log_loss": lambda y, s, sample_weight: metrics.log_loss(
        y, s, labels=[0, 1], sample_weight=sample_weight)}


def scores_of(kind, chance, y):
    """Better than nothing, in each way that ties or does not."""
    s = np.clip(0.35 + 0.3 * y + chance.normal(0, 0.2, len(y)), 0, 1)
    return {"continuous": s, "tied": np.round(s * 8) / 8,
            "two": (s > 0.5).astype(float), "one": np.full(len(y), 0.25),
            "sure": np.where(s > 0.9, 1.0, np.where(s < 0.1, 0.0, s)),
            "float32": s.astype(np.float32),
            "logits": 6 * s - 3}[kind]


KINDS = ("continuous", "tied", "two", "one", "sure", "float32", "logits")
WEIGHTS = ("none", "real", "zeros", "frequency")


def table(kind, weights, n=3000):
    chance = np.random.default_rng(KINDS.index(kind))
    y = (chance.random(n) < 0.3).astype(int)
    g = chance.integers(0, 4, n)
    w = {"none": np.ones(n), "real": chance.gamma(2, 3, n),
         "zeros": chance.choice([0.0, 0.5, 2.0], n),
         "frequency": chance.integers(0, 5, n)}[weights]
    given = {} if weights == "none" else {
        "frequency" if weights == "frequency" else "sample_weight": w}
    return y, scores_of(kind, chance, y), g, w, given


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("kind", KINDS)
def test_as_scikit_learn_by_group(kind, weights):
    y, s, g, w, given = table(kind, weights)
    report = lf.audit(y, y_score=s, sensitive_features={"g": g}, **given)
    there = dict(RANKING)
    if kind != "logits":
        there.update(PROBABILITIES)
    for name, function in there.items():
        for group in range(4):
            mine = g == group
            # Of scores in 32 bits it gives numbers of 32 bits.
            theirs = function(y[mine], s[mine].astype(float),
                              sample_weight=w[mine])
            ours = report.value(name, group={"g": group}).value
            assert math.isclose(ours, theirs, rel_tol=1e-12), (name, group)
    gaps = [metrics.roc_auc_score(y[g == k], s[g == k],
                                  sample_weight=w[g == k]) for k in range(4)]
    assert math.isclose(report["auc_gap"].value, max(gaps) - min(gaps),
                        rel_tol=1e-9, abs_tol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_separation_as_scipy(kind):
    y, s, g, _, _ = table(kind, "none")
    report = lf.audit(y, y_score=s, sensitive_features={"g": g})
    for group in range(4):
        p, n = (s[(g == group) & (y == label)] for label in (1, 0))
        assert math.isclose(
            report.value("ks_separation", group={"g": group}).value,
            stats.ks_2samp(p, n).statistic, rel_tol=1e-12, abs_tol=1e-15)


def test_mean_scores_as_numpy():
    y, s, g, w, given = table("continuous", "real")
    report = lf.audit(y, y_score=s, sensitive_features={"g": g}, **given)
    for group in range(4):
        for name, rows in (("mean_score", g == group),
                           ("soft_true_positive_rate", (g == group) & (y == 1)),
                           ("soft_false_positive_rate",
                            (g == group) & (y == 0))):
            assert math.isclose(
                report.value(name, group={"g": group}).value,
                np.average(s[rows], weights=w[rows]), rel_tol=1e-12)


@pytest.mark.parametrize("label, reasons", [
    (1, {"roc_auc": "no_negatives", "ks_separation": "no_negatives",
         "soft_false_positive_rate": "no_negatives"}),
    (0, {"roc_auc": "no_positives", "ks_separation": "no_positives",
         "pr_auc": "no_positives", "soft_true_positive_rate": "no_positives"}),
])
def test_one_class(label, reasons):
    """A reason, where scikit-learn has NaN and a warning, 0 or an error."""
    s = [0.25, 0.5, 0.75]
    report = lf.audit([label] * 3 + [0, 1], y_score=[*s, 0.5, 0.25],
                      sensitive_features={"g": list("aaabb")})
    for name in ("roc_auc", "pr_auc", "ks_separation", "brier_score",
                 "log_loss", "soft_true_positive_rate",
                 "soft_false_positive_rate"):
        value = report.value(name, group={"g": "a"})
        assert value.reason == reasons.get(name), name
        assert (value.value is None) == (name in reasons), name
    assert report["auc_gap"].reason == "undefined_in_group"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert math.isnan(metrics.roc_auc_score([label] * 3, s))
        if label == 0:
            assert metrics.average_precision_score([0] * 3, s) == 0
    with pytest.raises(ValueError):
        metrics.log_loss([label] * 3, s)


def area(corners):
    return sum((x2 - x1) * (y1 + y2) / 2
               for (x1, y1), (x2, y2) in itertools.pairwise(corners))


def corners(y, s):
    """Of the ROC curve, one for each score from the highest."""
    p, n = sum(y), len(y) - sum(y)
    return [(sum(a >= t and not b for a, b in zip(s, y)) / n,
             sum(a >= t and b for a, b in zip(s, y)) / p)
            for t in sorted(set(s), reverse=True)]


@pytest.mark.parametrize("y, s, lost, whole", [
    # A positive and a negative tie at the top.
    ([1, 0, 1, 0, 0, 1], [0.9, 0.9, 0.8, 0.7, 0.2, 0.1], 8 / 18, 9 / 18),
    ([1, 0, 1, 0, 1, 0], [0.9, 0.9, 0.8, 0.7, 0.2, 0.1], 10 / 18, 11 / 18),
    ([1, 0, 1, 0], [0.5] * 4, 0, 1 / 2),  # all scores tie
])
def test_no_trapezoid_is_lost(y, s, lost, whole):
    """LiFT's computeROCCurve begins at the highest score, not at (0, 0)."""
    assert area(corners(y, s)) == pytest.approx(lost)
    assert area([(0, 0), *corners(y, s)]) == pytest.approx(whole)
    found = lf.audit(y, y_score=s, sensitive_features={"g": ["a"] * len(y)})
    assert found.value("roc_auc").value == pytest.approx(whole, rel=1e-15)


def test_precision_is_not_interpolated():
    """The trapezoids under a precision-recall curve give too much."""
    y, s, g, _, _ = table("tied", "none")
    precision, recall, _ = metrics.precision_recall_curve(y, s)
    ours = lf.audit(y, y_score=s, sensitive_features={"g": g})
    assert metrics.auc(recall, precision) > ours.value("pr_auc").value + 0.001


def test_adjacent_doubles_are_two_scores():
    """No midpoint is taken: the higher of two neighbours is the higher."""
    low = 0.1
    for _ in range(200):
        high = math.nextafter(low, 1)
        found = lf.audit([0, 1], y_score=[low, high],
                         sensitive_features={"g": ["a", "a"]})
        assert found.value("roc_auc").value == 1
        assert found.value("scoring_rate").value == 0.5
        low = high


def test_scores_of_a_grid_are_not_summed_as_doubles():
    """The mean of ten times 0.1 is 0.1, not 0.09999999999999999."""
    found = lf.audit([1] * 10 + [0], y_score=[0.1] * 11,
                     sensitive_features={"g": ["a"] * 11})
    assert found.value("soft_true_positive_rate").value == 0.1
    assert sum([0.1] * 10) / 10 != 0.1
