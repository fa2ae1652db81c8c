# SPDX-License-Identifier: MIT
"""Scores on a grid: what its bins make up, against exact fractions."""

import csv
import io
import math
import pathlib
import random
import sys
from fractions import Fraction as F

import pytest
from test_scores import draw

import libfairness as lf

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from oracle import calibration  # noqa: E402
from oracle import scores as oracle  # noqa: E402


def edge(low, high, n, k):
    return (high - low) * k / n + low


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("low, high, n", [(0, 1, 4), (0, 1, 100), (-1, 3, 7),
                                          (300, 850, 11)])
def test_grid(low, high, n, weighted):
    """Order is that of bins, and means are those of all scores."""
    columns, given, _, _ = draw(9, 120, weighted=weighted, times=True)
    r = random.Random(n)
    columns["s"] = [low + r.random() * (high - low) for _ in columns["s"]]
    columns["s"][0], columns["s"][1] = high, edge(low, high, n, n // 2)
    binned = [max(k for k in range(n) if edge(low, high, n, k) <= s)
              for s in columns["s"]]
    report = lf.audit(data=columns, score_range=(low, high), score_bins=n,
                      metrics="all", **given)
    exact = lf.audit(data=columns, score_range=(low, high), metrics="all",
                     **given)
    for group in "abc":
        rows = [i for i, g in enumerate(columns["g"]) if g == group]
        w = [F(columns["w"][i]) * columns["k"][i] for i in rows]
        y = [columns["y"][i] for i in rows]
        part = [(float(binned[i]), columns["y"][i], columns["w"][i],
                 columns["k"][i]) for i in rows]
        everything = [(float(b), y, w, k) for b, y, w, k in zip(
            binned, columns["y"], columns["w"], columns["k"])]
        want = oracle.metrics(part, oracle.median(everything), False)
        for name in ("roc_auc", "pr_auc", "ks_separation", "scoring_rate"):
            assert report.value(name, group={"g": group}).value == float(
                want[name]), name
        s = [F(columns["s"][i]) for i in rows]
        p = [(x - low) / (high - low) for x in s]

        def mean(x, take=lambda label: True):
            return float(sum(a * b for a, b, c in zip(w, x, y) if take(c))
                         / sum(a for a, c in zip(w, y) if take(c)))
        for name, value in {
                "mean_score": mean(s),
                "soft_true_positive_rate": mean(p, lambda label: label),
                "soft_false_positive_rate": mean(p, lambda label: not label),
                "calibration_in_the_large": mean(
                    [a - b for a, b in zip(p, y)])}.items():
            found = report.value(name, group={"g": group}).value
            assert found == value, (name, group)
            assert found == pytest.approx(
                exact.value(name, group={"g": group}).value, abs=1e-12)
    for name in ("brier_score", "log_loss"):
        with pytest.raises(lf.SpecificationError, match="score_bins") as e:
            report[name]
        assert e.value.column == "score_bins"
        assert report.to_dict()["overall"]["metrics"][name]["reason"] == \
            "not_applicable"
    assert report.to_dict()["specification"]["score_bins"] == n
    given = {k: [v] if k == "sensitive_features" else v
             for k, v in given.items()}
    given.update(score_range=(low, high), score_bins=n)
    whole, parts = lf.Audit(**given), lf.Audit(**given)
    whole.add(columns)
    for start, end in ((70, 120), (0, 33), (33, 70)):
        part = lf.Audit(**given)
        part.add({k: v[start:end] for k, v in columns.items()})
        parts.merge(lf.Audit.from_bytes(part.to_bytes()))
    assert parts.to_bytes() == whole.to_bytes()
    assert parts.report(metrics="all").to_json() == \
        whole.report(metrics="all").to_json()


def on_a_grid(r, low, high, n, weighted):
    """Columns, a few scores on edges, and the number of the grid's bin of each
    row; options of a grid."""
    columns, given, _, _ = draw(r.random(), 150, weighted=weighted, times=True)
    columns["s"] = [
        r.choice([low + r.random() * (high - low),
                  edge(low, high, n, r.randrange(n + 1))])
        for _ in columns["s"]]
    binned = [max(k for k in range(n) if edge(low, high, n, k) <= s)
              for s in columns["s"]]
    given.update(score_range=(low, high), score_bins=n)
    return columns, given, binned


OF_GRIDS = ("expected_calibration_error", "maximum_calibration_error",
            "root_mean_square_calibration_error", "brier_reliability",
            "brier_resolution", "brier_uncertainty")


CLIPS = ("log_loss", "calibration_slope", "calibration_intercept")
CLIPPED = "scores clipped to [2^-52, 1 - 2^-52]"
WITHIN = ("brier_within_bin_variance", "brier_within_bin_covariance")
MASS = ("expected_calibration_error_equal_mass", "adaptive_calibration_error")


def found_limit(rows, name):
    return next((row["limit"], row["within_limit"]) for row in rows
                if row["criterion"] == name)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("low, high, n, bins", [
    (0, 1, 4, 4), (0, 1, 100, 10), (0, 1, 100, 1), (0, 1, 1000, 1000),
    (-1, 3, 49, 7), (300, 850, 12, 3), (0, 2.0 ** -1074, 6, 3)])
def test_calibration_on_a_grid(low, high, n, bins, weighted):
    """Over bins that the grid's make up, closed below: from exact sums."""
    r = random.Random(n + bins)
    columns, given, binned = on_a_grid(r, low, high, n, weighted)
    report = lf.audit(data=columns, calibration_bins=bins, metrics="all",
                      calibration_tolerance=0.05, **given)
    p = [(F(s) - F(low)) / (F(high) - F(low)) for s in columns["s"]]
    of = {a: b * bins // n for a, b in zip(p, binned)}
    rows = list(zip(p, columns["y"], columns["w"], columns["k"]))
    groups = {g: [row for row, h in zip(rows, columns["g"]) if h == g]
              for g in "abc"}
    words = f"{bins} bin{'s' * (bins > 1)} of equal width, closed below"
    for group, part in {None: rows, **groups}.items():
        place = {} if group is None else {"group": {"g": group}}
        want = calibration.of_width(part, of.get)
        for name in OF_GRIDS:
            found = report.value(name, **place)
            assert found.value == float(want[name]), (name, group)
            if name != "brier_uncertainty":
                assert found.parameters == words
    error, group = calibration.calibration_within_groups(groups, of.get)
    found = report["calibration_within_groups"]
    assert (found.value, found.group) == (float(error), {"g": group})
    assert found.within_limit == (float(error) <= 0.05)
    gap, group, reference, bin_ = calibration.sufficiency_gap(groups, of.get) \
        or (None,) * 4
    found = report["sufficiency_gap"]
    assert found.value == (gap if gap is None else float(gap))
    if gap is not None:
        assert (found.group, found.reference) == (
            {"g": group}, {"g": reference})
        assert found.bin == [bin_ / bins, (bin_ + 1) / bins]
    error, group, bin_ = calibration.multicalibration_error(
        groups, of.get, rows)
    found = report["multicalibration_error"]
    assert (found.value, found.group, found.bin) == (
        float(error), {"g": group}, [bin_ / bins, (bin_ + 1) / bins])
    rest = {name: words for name in OF_GRIDS[:5]}
    assert {row["metric"]: row["parameters"] for row in report.groups
            if row["metric"] in OF_GRIDS} == {**rest, OF_GRIDS[5]: None}
    limit, within = found_limit(report.criteria, "calibration_within_groups")
    assert (limit, within) == (
        0.05, str(report["calibration_within_groups"].within_limit).lower())
    assert found_limit(report.criteria, "auc_gap") == (None, None)
    assert found_limit(csv.DictReader(io.StringIO(report.to_csv())),
                       "calibration_within_groups") == ("0.05", within)
    for row in csv.DictReader(io.StringIO(report.to_csv())):
        assert row["parameters"] == (
            words if row["metric"] in {*rest, *WITHIN} else CLIPPED
            if row["metric"] in CLIPS else "" if row["metric"] not in MASS
            else f"{bins} bin{'s' * (bins > 1)} of equal mass")
    table = report.reliability
    assert {row["bins"] for row in table} == {"equal_width"}
    for group in (None, *"abc"):
        part = groups.get(group, rows)
        found = [(row["n"], row["sum_weights"], row["mean_score"],
                  row["observed_rate"]) for row in table
                 if row["group"] == (group and f"g={group}")]
        want = calibration.reliability("equal_width", part, of.get, part)
        assert found == [(k, float(w), float(s), float(y))
                         for k, w, _, s, y in want]


@pytest.mark.parametrize("n, bins, advice", [
    (100, 15, "divide 100, such as 10 or 20"),
    (97, 10, "divide 97, such as 1 or 97"),
    (2000, 999, "divide 2000, such as 500 or 1000"),
    (2003, 7, "divide 2003, such as 1"),
    (100, "distinct", "divide 100, such as 10 or 20")])
def test_bins_that_a_grid_does_not_make_up(n, bins, advice):
    columns, given, _ = on_a_grid(random.Random(n), 0, 1, n, False)
    report = lf.audit(data=columns, calibration_bins=bins,
                      metrics=["calibration"], **given)
    metrics = report.to_dict()["overall"]["metrics"]
    assert "brier_uncertainty" in metrics and "brier_reliability" not in metrics
    assert "calibration_bins" not in report.to_dict()["specification"]
    for ask in (*(lambda name=name: report[name] for name in OF_GRIDS[:5]),
                lambda: report["sufficiency_gap"],
                lambda: list(report.reliability),
                lambda: lf.audit(data=columns, calibration_bins=bins,
                                 metrics=["brier_resolution"], **given)):
        with pytest.raises(lf.SpecificationError, match=advice) as e:
            ask()
        assert e.value.column == "calibration_bins"


def test_distances_on_a_grid():
    """Asked for by name they are the same error as metrics of every score."""
    columns, given, _ = on_a_grid(random.Random(2), 0, 1, 10, False)
    report = lf.audit(data=columns, metrics="ranking", **given)
    assert "score_distance_ks" in {row["criterion"]
                                   for row in report.criteria}
    for name in ("score_distance_wasserstein", "score_distance_energy"):
        assert name not in {row["criterion"] for row in report.criteria}
        for ask in (lambda name=name: report[name],
                    lambda name=name: lf.audit(data=columns, metrics=[name],
                                               **given)):
            with pytest.raises(lf.SpecificationError,
                               match=f"{name} needs every score") as e:
                ask()
            assert e.value.column == "score_bins"
    lf.audit(data=columns, metrics=["score_distance_ks"], **given)


def test_texts_say_grids_and_parameters():
    columns, given, _ = on_a_grid(random.Random(5), -1, 1, 20, False)
    audit = lf.audit(data=columns, metrics=["calibration", "log_loss"],
                     **{**given, "score_bins": None})
    report = lf.audit(data=columns, metrics="calibration", calibration_bins=4,
                      **given)
    grid = "scores: kept in 20 bins of equal width from -1 to 1"
    bins = ("4 bins of equal width, closed below (expected calibration error, "
            "sufficiency_gap, multicalibration_error, "
            "calibration_within_groups)")
    for text in (str(report), report.to_markdown().replace("\\", ""),
                 report.to_html()):
        assert grid in text and f"parameters: {bins}" in text
    for text in (str(audit), audit.to_markdown().replace("\\", ""),
                 audit.to_html()):
        assert "scores: kept" not in text
        assert ("parameters: 10 bins of equal width (expected calibration "
                "error, sufficiency_gap, multicalibration_error, "
                "calibration_within_groups); scores clipped to "
                "[2^-52, 1 - 2^-52] (log loss)") in text
    assert "parameters" not in str(lf.audit(data=columns, metrics="ranking",
                                            **given))


def test_curves_on_a_grid():
    """Points where bins begin, with exact counts from there up."""
    columns, given, binned = on_a_grid(random.Random(12), -1, 1, 8, False)
    report = lf.audit(data=columns, **given)
    rows = list(zip(binned, columns["y"], columns["k"]))

    def chosen(bin_, *labels):
        return sum(k for b, y, k in rows if b >= bin_ and y in labels)
    bins = sorted(set(binned), reverse=True)
    edges = [edge(-1, 1, 8, b) for b in bins]
    roc = [(row["threshold"], row["tp"], row["fp"])
           for row in report.roc_curve(by=[])]
    assert roc == [(math.inf, 0, 0)] + [
        (e, chosen(b, 1), chosen(b, 0)) for e, b in zip(edges, bins)]
    precision = [row["precision"]
                 for row in report.precision_recall_curve(by=[])]
    assert precision == [None] + [
        float(F(chosen(b, 1), chosen(b, 0, 1))) for b in bins]
    selected = [row["n"] for row in report.selection_rate_curve(by=[])]
    assert selected == [0] + [chosen(b, 0, 1) for b in bins]
    histogram = [(row["lower"], row["n"])
                 for row in report.score_histogram(by=[], bins=8)]
    assert histogram == [
        (edge(-1, 1, 8, b), chosen(b, 0, 1) - chosen(b + 1, 0, 1))
        for b in range(8)]
    assert {row["score"] for row in report.score_quantiles(by=[])} <= {*edges}


def test_memory_of_a_grid():
    """Rows of other scores take no more bytes."""
    given = {"y_true": "y", "y_score": "s", "sensitive_features": ["g"],
             "score_range": (0, 1), "score_bins": 10}
    r, sizes = random.Random(1), []
    audit = lf.Audit(**given)
    for _ in range(3):
        n = 5000
        audit.add({"y": [r.randrange(2) for _ in range(n)],
                   "s": [r.random() for _ in range(n)],
                   "g": [r.choice("ab") for _ in range(n)]})
        sizes.append(len(audit.to_bytes()))
    assert sizes[0] == sizes[1] == sizes[2] < 4000
