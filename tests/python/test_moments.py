# SPDX-License-Identifier: MIT
"""Means of scores and average precision: SciPy's t, derivatives by small
changes, bins that hide where scores are, and gates."""

import json
import pathlib
import random
import sys
from fractions import Fraction

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from oracle import moments, scores  # noqa: E402

import libfairness as lf  # noqa: E402

stats = pytest.importorskip("scipy.stats")


def drawn(seed, n=60):
    r = random.Random(seed)
    rows = [(r.choice("ab"), round(r.gauss(r.choice((0, 1)), 2), 3))
            for _ in range(n)]
    return [g for g, _ in rows], [s for _, s in rows]


def audit(groups, y_score, metrics, **more):
    return lf.audit(y_score=y_score, sensitive_features={"g": groups},
                    favourable="positive", metrics=metrics, **more)


@pytest.mark.parametrize("seed", range(5))
def test_means_without_ends_are_scipys(seed):
    groups, y_score = drawn(seed)
    report = audit(groups, y_score, ["mean_score"])
    of = {g: [s for h, s in zip(groups, y_score) if h == g] for g in "ab"}
    for g, values in of.items():
        v = report.value("mean_score", group={"g": g})
        n = len(values)
        expected = stats.t.interval(0.95, n - 1, loc=v.value,
                                    scale=stats.sem(values))
        assert v.method == "student"
        assert v.interval == pytest.approx(expected, rel=1e-9)
    test = report.test("mean_score", 0.5, comparison="difference", by="g")
    p = stats.ttest_ind(of["a"], of["b"], equal_var=False).pvalue
    assert test.p_no_disparity == pytest.approx(p, rel=1e-9)
    far = sorted(of.values(), key=lambda x: sum(x) / len(x))
    one_sided = stats.ttest_ind([x - 0.5 for x in far[1]], far[0],
                                equal_var=False, alternative="less").pvalue
    assert test.p_within >= one_sided * (1 - 1e-9)


def test_few_rows_and_equal_scores_have_none():
    few = audit(list("a" * 9 + "b" * 10), [float(i) for i in range(19)],
                ["mean_score"])
    assert few.value("mean_score", group={"g": "a"}).interval is None
    assert few.value("mean_score", group={"g": "b"}).interval is not None
    same = audit(list("ab" * 20), [2.0, 3.0] * 20, ["mean_score"])
    assert same.value("mean_score", group={"g": "a"}).interval is None
    # A range says how far off a mean of these may be.
    ranged = audit(list("ab" * 20), [2.0, 3.0] * 20, ["mean_score"],
                   score_range=(0, 10))
    v = ranged.value("mean_score", group={"g": "a"})
    assert v.method == "moments" and v.interval[0] < 1.9 < 2.2 < v.interval[1]


@pytest.mark.parametrize("seed", range(4))
def test_effects_are_what_small_changes_do(seed):
    r = random.Random(seed)
    rows = [(Fraction(r.randrange(6)), r.randrange(2), Fraction(r.choice((1, 2))), 1)
            for _ in range(12)] + [(Fraction(3), 1, Fraction(1), 1)]
    def value(some):
        return scores.precision(some) / scores.weight(some, 1)
    step = Fraction(1, 10**9)
    for i, (w, _, found) in enumerate(moments.effects(rows)):
        s, y, w, k = rows[i]
        moved = rows[:i] + [(s, y, w + step, k)] + rows[i + 1:]
        assert float((value(moved) - value(rows)) / step) == pytest.approx(
            float(found), abs=1e-6)


def test_bins_hide_where_scores_are():
    r = random.Random(7)
    y_score = [r.random() for _ in range(500)]
    y_true = [int(r.random() < s) for s in y_score]
    names = ["mean_score", "soft_true_positive_rate",
             "calibration_in_the_large"]
    of = {bins: audit(["a"] * 500, y_score, names, y_true=y_true,
                      score_range=(0, 1), score_bins=bins)
          for bins in (4, 1000)}
    for name in names:
        wide, narrow = (of[b].value(name, group={"g": "a"}).interval
                        for b in (4, 1000))
        exact = audit(["a"] * 500, y_score, names, y_true=y_true).value(
            name, group={"g": "a"}).interval
        assert wide[1] - wide[0] > narrow[1] - narrow[0]
        assert narrow == pytest.approx(exact, abs=2e-3)


def test_rows_without_a_label_are_in_the_mean_only():
    groups, y_score = list("ab" * 30), [i / 60 for i in range(60)]
    y_true = [None if i % 3 == 0 else i % 2 for i in range(60)]
    kept = audit(groups, y_score, ["mean_score", "brier_score"],
                 y_true=y_true, unlabelled="keep")
    without = audit(groups, y_score, ["mean_score"])
    some = [i for i in range(60) if y_true[i] is not None]
    known = audit([groups[i] for i in some], [y_score[i] for i in some],
                  ["brier_score"], y_true=[y_true[i] for i in some])
    for name, other in (("mean_score", without), ("brier_score", known)):
        for g in "ab":
            assert kept.value(name, group={"g": g}).interval == \
                other.value(name, group={"g": g}).interval


POLICY = """
schema = "libfairness/policy/1"
[data]
y_true = "y"
y_score = "s"
sensitive_features = ["g"]
favourable = "positive"
[[rule]]
id = "errors"
metric = "brier_score"
comparison = "difference"
max = 0.2
[[rule]]
id = "every"
metric = "pr_auc"
min = 0.3
[[rule]]
id = "loss"
metric = "log_loss"
comparison = "group_max"
max = 0.3
"""


def test_gates_hold_them_against_limits(tmp_path):
    r = random.Random(3)
    rows = {"g": [], "s": [], "y": []}
    for i in range(3000):
        s = r.random()
        rows["g"].append("ab"[i % 2])
        rows["s"].append(s)
        rows["y"].append(int(r.random() < s))
    path = tmp_path / "p.toml"
    path.write_text(POLICY)
    verdict = lf.gate(path, data=rows)
    assert [x["status"] for x in verdict.rules] == ["pass", "pass", "fail"]
    found = json.loads(verdict.to_json())
    assert {x["method"] for x in found["rules"]} == {"moments"}
