# SPDX-License-Identifier: MIT
"""Metrics of scores from Python: exact rationals, scikit-learn where it has
the same definition, and what is kept of scores."""
import csv
import io
import json
import math
import pathlib
import pickle
import random
import sys
from fractions import Fraction as F

import pytest

import libfairness as lf
from libfairness import _criteria, cli

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from oracle import calibration  # noqa: E402
from oracle import scores as oracle  # noqa: E402


def draw(seed, n=60, weighted=False, times=False, probabilities=True):
    """Rows of few scores, so that many tie: columns, and by group the oracle's
    rows."""
    r = random.Random(seed)
    columns = {"y": [], "s": [], "g": [], "w": [], "k": []}
    for _ in range(n):
        columns["y"].append(r.choice([0, 1]))
        columns["s"].append(
            r.randrange(9) / 8 if probabilities else r.gauss(0, 3))
        columns["g"].append(r.choice("abc"))
        columns["w"].append(r.choice([0.5, 1.0, 2.25]) if weighted else 1.0)
        columns["k"].append(r.randrange(1, 4) if times else 1)
    rows = list(zip(columns["s"], columns["y"], columns["w"], columns["k"]))
    groups = {g: [row for row, h in zip(rows, columns["g"]) if h == g]
              for g in "abc"}
    given = {"y_true": "y", "y_score": "s", "sensitive_features": "g"}
    if weighted:
        given["sample_weight"] = "w"
    if times:
        given["frequency"] = "k"
    return columns, given, groups, rows


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("times", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_exact(seed, weighted, times):
    columns, given, groups, rows = draw(seed, weighted=weighted, times=times)
    report = lf.audit(data=columns, metrics="all", **given)
    expected = {g: oracle.metrics(part, oracle.lower_median(rows), True)
                for g, part in groups.items()}
    for group, values in expected.items():
        for name, want in values.items():
            value = report.value(name, group={"g": group})
            if isinstance(want, str):
                assert (value.value, value.reason) == (None, want)
            elif name == "log_loss":  # logarithms are doubles
                assert math.isclose(value.value, want, rel_tol=1e-15)
            else:
                assert value.value == float(want), (name, group)


def test_every_metric_of_scores_has_an_oracle():
    assert set(oracle.METRICS) | set(calibration.NAMES) == {
        name for name in lf.names("metrics")
        if "y_score" in lf.explain(name, "metrics").needs}


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("probabilities", [False, True])
def test_as_scikit_learn(weighted, probabilities):
    metrics = pytest.importorskip("sklearn.metrics")
    columns, given, groups, _ = draw(
        7, 400, weighted=weighted, probabilities=probabilities)
    report = lf.audit(data=columns, **given)
    there = {"roc_auc": metrics.roc_auc_score,
             "pr_auc": metrics.average_precision_score}
    if probabilities:
        there["brier_score"] = metrics.brier_score_loss
        there["log_loss"] = metrics.log_loss
    for group, rows in groups.items():
        s, y, w, _ = zip(*rows)
        for name, function in there.items():
            ours = report.value(name, group={"g": group}).value
            theirs = function(list(y), list(s), sample_weight=list(w))
            assert ours == pytest.approx(theirs, rel=1e-12), (name, group)


def test_default_report_is_as_without_scores():
    columns, given, _, _ = draw(1)
    columns["p"] = [int(s >= 0.5) for s in columns["s"]]
    kept = lf.audit(data=columns, y_pred="p", **given)
    none = lf.audit(data=columns, y_pred="p", scores="none", **given)
    kept, none = kept.to_dict(), none.to_dict()
    assert kept["specification"].pop("calibration_bins") == 10
    assert kept == none


def test_suites():
    columns, given, _, _ = draw(2)
    report = lf.audit(data=columns, metrics=["ranking", "calibration"],
                      **given)
    shown = set(report.to_dict()["overall"]["metrics"])
    assert {"roc_auc", "ks_separation", "brier_score"} <= shown
    assert "selection_rate" not in shown
    gap = report["auc_gap"]
    assert gap.value == pytest.approx(
        max(report.value("roc_auc", group={"g": g}).value for g in "abc")
        - min(report.value("roc_auc", group={"g": g}).value for g in "abc"))


def test_without_scores_and_beyond_probabilities():
    columns, given, _, _ = draw(3, probabilities=False)
    report = lf.audit(data=columns, **given)
    assert report.value("roc_auc").value is not None
    with pytest.raises(lf.DataError, match="score_range") as caught:
        report["brier_score"]
    assert caught.value.column == "s"
    with pytest.raises(lf.DataError, match="log_loss needs probabilities"):
        lf.audit(data=columns, metrics="log_loss", **given)
    everything = lf.audit(data=columns, metrics="all", **given).to_dict()
    assert everything["overall"]["metrics"]["brier_score"]["reason"] == \
        "not_applicable"
    none = lf.audit(data=columns, scores="none", **given)
    assert none.value("roc_auc").reason == "not_applicable"


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("low, high", [(-4, 9), (300, 850), (0, 3)])
def test_range(low, high, weighted):
    """Probabilities are those that NumPy's user would make of scores; the
    mean stays one of scores."""
    columns, given, _, _ = draw(8, 90, weighted=weighted)
    mapped = dict(columns)
    columns["s"] = [low + s * (high - low) for s in columns["s"]]
    mapped["s"] = [(s - low) / (high - low) for s in columns["s"]]
    report = lf.audit(data=columns, score_range=(low, high), metrics="all",
                      **given)
    expected = lf.audit(data=mapped, metrics="all", **given)
    for name in oracle.METRICS:
        for group in (None, *({"g": g} for g in "abc")):
            value = report.value(name, group=group).value
            if name != "mean_score":
                assert value == expected.value(name, group=group).value, name
            else:
                mean = expected.value(name, group=group).value
                assert value == pytest.approx(low + mean * (high - low))
    assert report.to_dict()["specification"]["score_range"] == [low, high]
    assert "score_range" not in expected.to_dict()["specification"]


@pytest.mark.parametrize("bad", [(0, 1, 2), 3, "ab", ("a", 1), (True, 1),
                                 (1, 0), (0, float("nan")), (0,), None])
def test_no_range(bad):
    columns, given, _, _ = draw(8)
    if bad is None:  # not declared
        assert lf.audit(data=columns, score_range=bad, **given)
        return
    with pytest.raises(lf.SpecificationError, match="score_range") as caught:
        lf.audit(data=columns, score_range=bad, **given)
    assert caught.value.column == "score_range"


def test_infinite():
    """In order they are like very large numbers; values are an error."""
    inf = float("inf")
    columns, given, _, _ = draw(6, 80, probabilities=False)
    large = dict(columns)
    columns["s"] = [inf if s > 2 else -inf if s < -2 else s
                    for s in columns["s"]]
    large["s"] = [9.0 if s == inf else -9.0 if s == -inf else s
                  for s in columns["s"]]
    n = sum(abs(s) == inf for s in columns["s"])
    report = lf.audit(data=columns, metrics="ranking", threshold=-2.5,
                      **given)
    expected = lf.audit(data=large, metrics="ranking", threshold=-2.5,
                        **given)
    for name in ("roc_auc", "pr_auc", "ks_separation", "scoring_rate",
                 "selection_rate"):
        assert report.value(name).value == expected.value(name).value
    for name in ("mean_score", "brier_score", "log_loss",
                 "soft_true_positive_rate", "calibration_in_the_large"):
        with pytest.raises(lf.DataError, match=f"{name} needs finite") as e:
            report.value(name)
        assert (e.value.code, e.value.column, e.value.count) == (
            "NONFINITE", "s", n)
    given = {k: [v] if k == "sensitive_features" else v
             for k, v in given.items()}
    audit = lf.Audit(**given)
    audit.add(columns)
    state = audit.to_bytes()
    assert state[8] == 3
    assert lf.Audit.from_bytes(state).to_bytes() == state


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


@pytest.mark.parametrize("shown", ["all", ["count"], ["roc_auc"]])
@pytest.mark.parametrize("weighted, control", [
    (False, False), (True, False), (True, True)])
def test_rest(weighted, control, shown):
    """A group against all others together, whether that was asked for before
    or is now."""
    columns, given, _, _ = draw(31, 90, weighted=weighted, times=True)
    columns["c"] = [i % 2 if control else 0 for i in range(90)]
    if control:
        given["control_features"] = "c"
    report = lf.audit(data=columns, reference="rest", metrics=shown,
                      calibration_bins=4, **given)
    median = oracle.lower_median(list(zip(  # of all rows, in strata too
        columns["s"], columns["y"], columns["w"], columns["k"])))
    table = {(row["metric"], row["group"], row["control"]): row["value"]
             for row in report.comparisons
             if row["comparison"] == "difference_to_reference"}
    for stratum in (0, 1, None) if control else (None,):
        rows = [(g, row) for g, c, row in zip(columns["g"], columns["c"], zip(
            columns["s"], columns["y"], columns["w"], columns["k"]))
            if stratum in (None, c)]
        everything = [row for _, row in rows]
        where = {} if stratum is None else {"control": {"c": stratum}}
        for group in "abc":
            own, rest = ({**oracle.metrics(part, median, True),
                          **calibration.metrics(part, 4, everything)}
                         for part in ([row for g, row in rows if g == group],
                                      [row for g, row in rows if g != group]))
            for name, value in own.items():
                found = report.value(
                    name, comparison="difference_to_reference",
                    group={"g": group}, **where)
                assert found.reference == "rest"
                if isinstance(value, str) or isinstance(rest[name], str):
                    assert found.value is None
                    continue
                exact = name not in ("log_loss", *calibration.ROUNDED)
                want = float(value - rest[name])
                if exact:
                    assert found.value == want, (name, group)
                else:
                    assert math.isclose(found.value, want, abs_tol=1e-10)
                if shown == "all":
                    assert table[name, f"g={group}", where and f"c={stratum}"
                                 or None] == found.value
                if name not in ("roc_auc", "pr_auc", "brier_score"):
                    continue
                found = report.value(name, comparison="ratio_to_reference",
                                     group={"g": group}, **where)
                assert found.value == float(value / rest[name])


def test_rest_that_is_furthest_is_found():
    """Without a group, it is the finding that is furthest from none."""
    columns, given, groups, rows = draw(33, 90)
    auc = {g: [oracle.metrics(part, 0, True)["roc_auc"] for part in (
        own, [row for row, h in zip(rows, columns["g"]) if h != g])]
        for g, own in groups.items()}
    want = {g: own - rest for g, (own, rest) in auc.items()}
    furthest = max("abc", key=lambda g: abs(want[g]))
    for shown in ("classification", "ranking"):
        report = lf.audit(data=columns, reference="rest", metrics=shown,
                          **given)
        found = report.value("roc_auc", comparison="difference_to_reference")
        assert (found.value, found.group) == (
            float(want[furthest]), {"g": furthest})


def test_rest_of_many_groups():
    """More than one walk takes."""
    r = random.Random(8)
    rows = [(r.randrange(20) / 20, r.randrange(2), 1, 1) for _ in range(120)]
    g = [k % 40 for k in range(120)]
    report = lf.audit(y_true=[row[1] for row in rows],
                      y_score=[row[0] for row in rows],
                      sensitive_features={"g": g}, reference="rest",
                      metrics=["mean_score"])
    found = {row["group"]: row["value"] for row in report.comparisons
             if row["comparison"] == "difference_to_reference"}
    for k in range(40):
        own, rest = ([F(row[0]) for row, h in zip(rows, g) if (h == k) == mine]
                     for mine in (True, False))
        assert found[f"g={k}"] == float(
            sum(own) / len(own) - sum(rest) / len(rest))


def test_limit():
    columns, given, _, _ = draw(4, probabilities=False)
    with pytest.raises(lf.LimitError, match="max_scores") as caught:
        lf.audit(data=columns, max_scores=10, **given)
    assert caught.value.column == "max_scores"
    with pytest.raises(lf.LimitError, match="max_scores"):
        lf.auc_gap([0, 1] * 4, y_score=[i / 8 for i in range(8)],
                   sensitive_features=list("aaaabbbb"), max_scores=7)
    assert lf.auc_gap([0, 1] * 4, y_score=[i / 8 for i in range(8)],
                      sensitive_features=list("aaaabbbb"),
                      max_scores=8).value == 0


def test_limit_after_loading():
    """The limit is no part of the saved form, but goes with a pickle."""
    columns = {"y": [1, 0] * 4, "s": [k / 8 for k in range(8)],
               "g": ["a"] * 8}
    few = lf.Audit(y_true="y", y_score="s", sensitive_features=["g"],
                   max_scores=4)
    for part in pickle.loads(pickle.dumps(few)), \
            lf.Audit.from_bytes(few.to_bytes(), max_scores=4):
        with pytest.raises(lf.LimitError, match="max_scores"):
            part.add(columns)
    part = lf.Audit.from_bytes(few.to_bytes())
    part.add(columns)
    with pytest.raises(lf.LimitError, match="max_scores"):
        lf.Audit.from_bytes(part.to_bytes(), max_scores=4)
    with pytest.raises(lf.SpecificationError, match="max_scores"):
        lf.Audit.from_bytes(part.to_bytes(), max_scores=-1)



@pytest.mark.parametrize("weighted", [False, True])
def test_saved_merged_and_in_parts(weighted):
    columns, given, _, _ = draw(5, 500, weighted=weighted)
    given = {k: [v] if k == "sensitive_features" else v
             for k, v in given.items()}
    whole = lf.Audit(**given)
    whole.add(columns)
    parts = lf.Audit(**given)
    for start in (400, 0, 130):
        end = {400: 500, 0: 130, 130: 400}[start]
        part = lf.Audit(**given)
        part.add({k: v[start:end] for k, v in columns.items()})
        parts.merge(lf.Audit.from_bytes(part.to_bytes()))
    assert parts.to_bytes() == whole.to_bytes()
    assert (parts.report(metrics="all").to_json()
            == whole.report(metrics="all").to_json())


def test_scores_alone():
    """No label and no decision: how scores are spread is enough."""
    columns = {"s": [0.5, 0.75, 3.0, -1.0], "g": list("aabb")}
    report = lf.audit(data=columns, y_score="s", sensitive_features="g",
                      metrics="ranking")
    assert set(report.to_dict()["overall"]["metrics"]) \
        == {"mean_score", "scoring_rate"}
    assert report.value("mean_score", group={"g": "a"}).value == 0.625
    assert report.value("roc_auc").reason == "not_applicable"
    with pytest.raises(lf.SpecificationError, match="y_score alone"):
        lf.audit(data=columns, y_score="s", sensitive_features="g",
                 scores="none")


def test_scores_alone_from_the_command_line(tmp_path, capsys):
    path = tmp_path / "rows.csv"
    path.write_text("s,g\n.5,a\n.75,a\n3,b\n-1,b\n")
    words = ["audit", str(path), "--y-score", "s", "--sensitive-features",
             "g", "--metrics", "mean_score", "--format", "json"]
    assert cli.main(words) == 0
    group, _ = json.loads(capsys.readouterr().out)["groupings"][0]["groups"]
    assert group["metrics"]["mean_score"]["value"] == 0.625
    assert cli.main([*words, "--scores", "none"]) == 2
    assert "--y-score alone" in capsys.readouterr().err


def kept_by(monkeypatch, name, columns, **given):
    """What a function of one criterion counted."""
    kept = []

    class Spy:
        @staticmethod
        def _of(core, options):
            kept.append(core.to_bytes())
            return lf.Report._of(core, options)

    monkeypatch.setattr(_criteria, "Report", Spy)
    getattr(lf, name)(data=columns, **given)
    return kept.pop()


@pytest.mark.parametrize("name", lf.names("criteria"))
def test_criteria_of_decisions_keep_no_scores(name, monkeypatch):
    columns, given, _, _ = draw(6)
    given["threshold"] = 0.5
    if "control_features" in lf.explain(name, "criteria").needs:
        given["control_features"] = "y"
    found = kept_by(monkeypatch, name, columns, **given)
    kinds = {}
    for scores in ("exact", "none"):
        audit = lf.Audit(scores=scores, **given)
        audit.add(columns)
        kinds[audit.to_bytes()] = scores
    needed = "y_score" in lf.explain(name, "criteria").needs
    assert kinds[found] == ("exact" if needed else "none")
