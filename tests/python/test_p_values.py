# SPDX-License-Identifier: MIT
"""P-values of criteria in every form of a report."""

import csv
import io
import json
import random
import sys

import pytest

import libfairness as lf
from libfairness import verify
from published import ROOT
from test_gate import schema
from test_limit_test import report_of

sys.path.insert(0, str(ROOT / "tests"))

from oracle import contrasts, gate, oracle  # noqa: E402

# Tested in reports with replicates only (test_resampled.py).
DRAWN = ("calibration_within_groups",)
# Of these it is tested that there is no disparity, but no limit.
UNCLAIMED = ("average_odds_difference", "average_absolute_odds_difference",
             "conditional_demographic_disparity", "sufficiency_gap",
             "cross_auc", "abroca", "score_distance_ks",
             "score_distance_wasserstein", "score_distance_energy")
NAMES = ("p_no_disparity", "p_reason", "p_beyond", "p_within")


def criteria(report, i=0):
    return json.loads(report.to_json())["groupings"][i]["criteria"]


def of_groups(groups, **options):
    """Groups of (selected, rows)."""
    n = range(len(groups))
    return lf.audit(
        y_pred=[1] * len(n) + [0] * len(n),
        frequency=[k for k, _ in groups] + [rows - k for k, rows in groups],
        sensitive_features={"g": [f"g{i}" for i in n] * 2},
        favourable="positive", p_values=True, **options)


def none(kind, groups):
    """Pair by pair, each at its share of the level."""
    found = []
    for i, a in enumerate(groups):
        for b in groups[i + 1:]:
            x = gate.NONE[kind]
            way = 1 if gate.SCORE[kind](a, b, x, 0) > 0 else -1
            found.append(2 * gate.tail(way * gate.SCORE[kind](a, b, x, way)))
    return min(1, len(found) * min(found))


def test_they_are_those_of_another_program():
    draw = random.Random(9)
    for _ in range(12):
        groups = [(draw.randint(1, n - 1), n) for n in
                  (draw.randint(5, 400) for _ in range(draw.randint(2, 5)))]
        found = criteria(of_groups(groups))
        for name, kind in (("demographic_parity_difference", "difference"),
                           ("demographic_parity_ratio", "ratio"),
                           ("four_fifths", "ratio")):
            assert found[name]["p_no_disparity"] == pytest.approx(
                none(kind, groups), rel=1e-8)
            assert found[name]["p_reason"] is None
        beyond, within, _ = gate.rule_p(("ratio", -1, 0.8), groups)
        assert found["four_fifths"]["p_beyond"] == pytest.approx(
            beyond, rel=1e-8)
        assert found["four_fifths"]["p_within"] == pytest.approx(
            within, rel=1e-8)


def test_two_groups_are_those_of_scipy():
    """Yates' chi-square, with n - 1 in place of n: just that where groups are
    as large, as then no tail is longer than the other; else never smaller, and
    hardly larger."""
    stats = pytest.importorskip("scipy.stats")
    for (a, m), (b, n) in (((30, 100), (50, 110)), ((5, 40), (9, 35)),
                           ((30, 100), (45, 100)),
                           ((200, 1000), (100, 1000))):
        square = stats.chi2_contingency(
            [[a, m - a], [b, n - b]], correction=True).statistic
        expected = stats.chi2.sf(square * (m + n - 1) / (m + n), 1)
        found = criteria(of_groups([(a, m), (b, n)]))[
            "demographic_parity_difference"]["p_no_disparity"]
        if m == n:
            assert found == pytest.approx(expected, rel=1e-9)
        assert expected * (1 - 1e-9) <= found <= expected * 1.02


def scored(**options):
    draw = random.Random(3)
    n = 300
    groups = [draw.choice("ab") for _ in range(n)]
    truth = [draw.randint(0, 1) for _ in range(n)]
    scores = [min(1, max(0, draw.gauss(0.4 + 0.2 * y, 0.2))) for y in truth]
    return lf.audit(y_true=truth, y_score=scores, threshold=0.5,
                    sensitive_features={"g": groups},
                    control_features={"c": [draw.choice("xy")
                                            for _ in range(n)]},
                    favourable="positive", metrics="all", **options)


def test_every_criterion_has_them_or_a_reason():
    report = scored(p_values=True, calibration_tolerance=0.1)
    document = json.loads(report.to_json())
    schema("report").validate(document)
    tested = set()
    for grouping in document["groupings"]:
        for name, entry in grouping["criteria"].items():
            if name in UNCLAIMED:
                assert entry["p_reason"] == entry["reason"], name
                assert (entry["p_no_disparity"] is None) == (
                    entry["reason"] is not None), name
                continue
            try:
                control = {"control": grouping["control"]} \
                    if grouping["control"] else {}
                limit = entry.get("limit", 0.8)
                test = report.test(name, limit, by="g", **control)
            except lf.SpecificationError:
                assert entry["p_reason"] == "no_test", name
                assert entry["p_no_disparity"] is None
                continue
            if name == "multicalibration_error":  # never 0 by chance
                assert entry["p_reason"] == "no_test"
                assert test.p_no_disparity is None
                continue
            if name in DRAWN:
                assert entry["p_reason"] == "no_test", name
                continue
            tested.add(name)
            assert entry["p_no_disparity"] == test.p_no_disparity, name
            assert entry["p_reason"] == entry["reason"] == test.reason
            assert ("p_beyond" in entry) == ("limit" in entry)
            if "limit" in entry:
                assert entry["p_beyond"] == test.p_beyond
                assert entry["p_within"] == test.p_within
    assert {"auc_gap", "equalized_odds_difference", "four_fifths",
            "predictive_parity_difference"} <= tested
    assert "calibration_within_groups" not in tested


def test_of_signed_criteria_and_of_two_metrics():
    """Against the oracle's bounds, halved until they end at half a row."""
    for seed in range(6):
        draw = random.Random(seed)
        n = draw.randint(30, 200)
        columns = {"y_true": [draw.randint(0, 1) for _ in range(n)],
                   "y_pred": [draw.randint(0, 1) for _ in range(n)],
                   "sensitive": {"g": [draw.choice("abc") for _ in range(n)]},
                   "control": {"c": [draw.choice("xy") for _ in range(n)]}}
        mode = ("largest", "rest", "overall", "best", "worst", "rest")[seed]
        report = lf.audit(
            columns["y_true"], columns["y_pred"],
            sensitive_features=columns["sensitive"],
            control_features=columns["control"], p_values=True,
            reference=mode, favourable="positive")
        assert not verify.verify(json.loads(report.to_json())).wrong
        table = oracle.Table(nulls="group", **columns)
        context = oracle.Context(table, favourable="positive", reference=mode)
        whole = oracle.Grouping(table, ["g"], None, context)
        found = json.loads(report.to_json())["groupings"]
        entries = next(g for g in found if g["control"] is None)["criteria"]
        for name in ("average_odds_difference",
                     "conditional_demographic_disparity"):
            claims, z = contrasts.signed_p(name, whole)
            assert entries[name]["p_no_disparity"] == pytest.approx(
                min(1, 2 * claims * gate.tail(float(z))), rel=1e-8)
        assert entries["average_absolute_odds_difference"][
            "p_no_disparity"] == entries["equalized_odds_difference"][
            "p_no_disparity"]


def test_of_gaps_in_bins():
    """Of all pairs in all bins, from the labels themselves."""
    draw = random.Random(8)
    n = 400
    groups = [draw.choice("abc") for _ in range(n)]
    scores = [draw.choice((0.05, 0.25, 0.95)) for _ in range(n)]
    truth = [int(draw.random() < s + 0.2 * (g == "a"))
             for g, s in zip(groups, scores)]
    report = lf.audit(truth, y_score=scores, threshold=0.5, metrics="all",
                      sensitive_features={"g": groups}, p_values=True)
    least, claims = 1, 0
    for s in set(scores):
        parts = [[y for g, x, y in zip(groups, scores, truth)
                  if (g, x) == (name, s)] for name in "abc"]
        parts = [(sum(part), len(part)) for part in parts if part]
        pairs = len(parts) * (len(parts) - 1) // 2
        for i, a in enumerate(parts):
            least = min(least, *(none("difference", [a, b])
                                 for b in parts[i + 1:]), 1)
        claims += pairs
    assert criteria(report)["sufficiency_gap"][
        "p_no_disparity"] == pytest.approx(min(1, claims * least), rel=1e-8)


def test_all_forms_say_the_same():
    report = scored(p_values=True)
    stated = {}
    for grouping in json.loads(report.to_json())["groupings"]:
        control = grouping["control"]
        for name, entry in grouping["criteria"].items():
            stated[control and f"c={control['c']}", name] = [
                entry.get(key) for key in NAMES]
    rows = list(report.criteria)
    assert {(row["control"], row["criterion"]): [row[key] for key in NAMES]
            for row in rows} == stated
    text = io.StringIO(report.to_csv())
    rows = [row for row in csv.DictReader(text) if row["table"] == "criteria"]
    assert {(row["control"] or None, row["criterion"]): [
        row[key] or None if key == "p_reason"
        else float(row[key]) if row[key] else None
        for key in NAMES] for row in rows} == stated


def test_text_has_them_in_brief():
    text = str(of_groups([(200, 1000), (100, 1000)]))
    assert "p < 0.001, below 0.8 (p < 0.001)" in text
    groups = [(200, 1000), (190, 1000)]
    within = gate.rule_p(("ratio", -1, 0.8), groups)[1]
    assert "p {:.3f}, at least 0.8 (p {:.3f})".format(
        none("ratio", groups), within) in str(of_groups(groups))


def test_undefined_says_why():
    entry = criteria(of_groups([(0, 10), (0, 10)]))["four_fifths"]
    assert entry["p_reason"] == entry["reason"] is not None
    assert [entry[name] for name in NAMES if name != "p_reason"] == [None] * 3


def test_without_being_asked_nothing_changes():
    plain = scored()
    assert "p_" + "no_disparity" not in plain.to_json() + plain.to_csv()
    assert "p_values" not in plain.to_json()
    assert not set(NAMES) & set(plain.criteria.columns)
    assert scored(p_values=False).to_json() == plain.to_json()


def test_verify_works_them_out():
    report = scored(p_values=True)
    document = json.loads(report.to_json())
    assert not verify.verify(document).wrong
    for grouping in document["groupings"]:
        entry = grouping["criteria"]["four_fifths"]
        for name in ("p_no_disparity", "p_beyond", "p_within"):
            kept, entry[name] = entry[name], entry[name] / 2 + 1e-4
            assert len(verify.verify(document).wrong) == 1, name
            entry[name] = kept
        entry["p_reason"] = "no_test"
        assert verify.verify(document).wrong
        entry["p_reason"] = None
    weighted = of_groups([(20, 100), (40, 100)])
    assert not verify.verify(json.loads(weighted.to_json())).wrong


def test_audits_and_refusals():
    audit = lf.Audit(y_pred="p", sensitive_features="g")
    audit.add({"p": [1, 0, 1, 0], "g": list("aabb")})
    found = criteria(audit.report(p_values=True))
    assert found["demographic_parity_difference"]["p_no_disparity"] == 1
    with pytest.raises(lf.SpecificationError, match="p_values"):
        audit.report(p_values="yes")
