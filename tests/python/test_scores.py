# SPDX-License-Identifier: MIT
"""Metrics of scores from Python: exact rationals, scikit-learn where it has
the same definition, and what is kept of scores."""
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
