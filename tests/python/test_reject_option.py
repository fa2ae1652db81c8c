# SPDX-License-Identifier: MIT
"""Reject-option classification: every margin, tried in fractions."""

import pathlib
import random
import subprocess
import sys
from fractions import Fraction

import numpy as np
import published
import pytest

import libfairness as lf

sys.path.insert(
    0, str(pathlib.Path(__file__).resolve().parent.parent / "oracle"))

import plan as oracle  # noqa: E402

COSTS = {"false_positive": 2, "false_negative": 3}
UTILITIES = {"true_positive": 3, "false_positive": -4, "false_negative": -1,
             "true_negative": 1}


def draw_rows(draw):
    """Both labels in each group; scores that tie, and are as far from a half
    as others, or a last bit off."""
    rows = []
    for group in "abcd"[:draw.choice((2, 2, 3, 4))]:
        for i in range(draw.randint(3, 9)):
            score = draw.choice((draw.randint(0, 8) / 8, draw.random(),
                                 draw.randint(0, 10) / 10))
            if draw.random() < 0.2:
                score = float(np.nextafter(score, draw.choice((-2, 2))))
            label = i if i < 2 else draw.randint(0, 1)
            weight = Fraction(draw.choice((1, 1, 1, 2, 5)), 4)
            rows.append(oracle.Row(group, label, score, weight))
    return rows


def decided(rows, middle, margin, favoured):
    """Of the paper: within the margin the favoured are rejected, all others
    selected; None: there is none."""
    found = []
    for row in rows:
        far = abs(Fraction(row.score) - Fraction(middle))
        if margin is not None and far <= margin:
            found.append(row.group not in favoured)
        else:
            found.append(row.score >= middle)
    return found


def as_scores(rows, selected):
    """The same rows with decisions as scores, which the oracle can count."""
    return [row._replace(score=float(x)) for row, x in zip(rows, selected)]


def best(rows, middle, favoured, constraint, objective, limit):
    """(value, disparity, margin) of the best margin: the better value, then
    the smaller disparity, then the narrower; and the smallest disparity."""
    half = dict.fromkeys("abcd", 0.5)
    found = nearest = None
    margins = sorted({abs(Fraction(r.score) - Fraction(middle))
                      for r in rows})
    sign = -1 if objective in oracle.SMALLER_IS_BETTER else 1
    for margin in [None, *margins]:
        done = as_scores(rows, decided(rows, middle, margin, favoured))
        value = sign * oracle.value(objective, done, half, COSTS, UTILITIES,
                                    0.5)
        gap = Fraction(0)
        if constraint != "none":
            gap, _ = oracle.spread(done, half, constraint, False)
            if gap is None:
                continue
            nearest = gap if nearest is None else min(nearest, gap)
            if gap > limit:
                continue
        if found is None or (value, -gap) > (found[0], -found[1]):
            found = value, gap, margin
    return found and (sign * found[0], *found[1:]), nearest


@pytest.mark.parametrize("constraint", oracle.RATES)
@pytest.mark.parametrize("objective", [
    "accuracy", "balanced_accuracy", "f1_score", "utility", "expected_cost"])
def test_no_margin_is_better(constraint, objective):
    draw = random.Random(f"{constraint} {objective}")
    made = 0
    for _ in range(25):
        rows = draw_rows(draw)
        groups = sorted({r.group for r in rows})
        favoured = draw.sample(groups, draw.randint(1, len(groups) - 1))
        middle = draw.choice((0.5, 0.3, draw.random()))
        limit = draw.choice(("0", "0.1", "0.3333333333333333", "0.5", "0.8"))
        asked = dict(constraint=constraint, objective=objective,
                     rule="reject_option", threshold=middle,
                     favoured=[{"g": x} for x in favoured])
        if constraint != "none":
            asked["tolerance"] = limit
        expected, nearest = best(rows, middle, favoured, constraint, objective,
                                 Fraction(limit))
        try:
            found = lf.plan(
                [r.label for r in rows], [r.score for r in rows],
                sensitive_features={"g": [r.group for r in rows]},
                sample_weight=[float(r.weight) for r in rows], costs=COSTS,
                utilities=UTILITIES, **asked)
        except lf.InfeasibleError as error:
            assert expected is None
            assert error.nearest == (nearest and pytest.approx(
                float(nearest)))
            continue
        value, gap, margin = expected
        made += 1
        assert found.objective == pytest.approx(float(value), abs=1e-15)
        assert found.bound == 0 and found.needs_groups
        if constraint != "none":
            assert found.disparity == pytest.approx(float(gap), abs=1e-15)
        selected = found.apply([r.score for r in rows],
                               sensitive_features=[r.group for r in rows])
        weighty = [bool(x) for x in selected]
        assert weighty == decided(rows, middle, margin, favoured)
        assert lf.Plan.from_json(found.to_json()) == found
    assert made > 5


def test_incomes():
    """On real rows: decisions are the paper's, of the margin that is found."""
    rows = published.read(published.shared("pleiss", "income.csv"))
    s = np.array([float(x) for x in rows["prediction"]])
    y = np.array(published.binary(rows["label"]))
    g = np.array(published.binary(rows["group"]))
    means = [s[g == x].mean() for x in (0, 1)]
    high = int(means[1] > means[0])
    asked = dict(sensitive_features={"g": g}, tolerance="0.05",
                 constraint="demographic_parity")
    plan = lf.plan(y, s, rule="reject_option", threshold=0.5, favoured=high,
                   **asked)
    selected = np.array(plan.apply(s, sensitive_features=g))
    changed = selected != (s >= 0.5)
    margin = np.abs(s[changed] - 0.5).max()
    inside = np.abs(s - 0.5) <= margin
    assert (selected == np.where(inside, g != high, s >= 0.5)).all()
    gap = abs(selected[g == 0].mean() - selected[g == 1].mean())
    assert gap <= 0.05 and plan.disparity == pytest.approx(gap)
    before = abs((s >= .5)[g == 0].mean() - (s >= .5)[g == 1].mean())
    assert before > 0.1
    best = lf.plan(y, s, **asked)
    assert plan.objective == pytest.approx(np.mean(selected == y))
    assert plan.objective <= best.objective  # thresholds by group are freer


def test_groups_by_several_features():
    r = np.random.default_rng(0)
    data = {"s": r.random(400), "y": r.integers(0, 2, 400),
            "g": r.choice(["a", "b"], 400), "h": r.integers(0, 2, 400)}
    asked = dict(data=data, y_true="y", y_score="s",
                 sensitive_features=["g", "h"], rule="reject_option",
                 threshold=0.5, constraint="demographic_parity", tolerance=.2)
    plan = lf.plan(**asked, favoured=[("a", 0), {"h": 1, "g": "a"}])
    same = lf.audit(data=data, y_true="y", y_score="s", by=[["g", "h"]],
                    sensitive_features=["g", "h"]).plan(
        rule="reject_option", threshold=0.5, constraint="demographic_parity",
        tolerance=.2, favoured=[{"g": "a", "h": 0}, {"g": "a", "h": 1}])
    assert plan == same
    high = {group for group, cut in plan.thresholds.items() if cut > 0.5}
    assert {("a", 0), ("a", 1)} <= high


ASKED = {"sensitive_features": {"g": list("aabb")}, "threshold": 0.5,
         "rule": "reject_option", "favoured": "a"}


@pytest.mark.parametrize("options, kind, words", [
    ({"favoured": None}, lf.SpecificationError, "needs the groups"),
    ({"favoured": []}, lf.SpecificationError, "needs the groups"),
    ({"favoured": ("a", "b")}, lf.SpecificationError, "a mapping of features"),
    ({"favoured": "z"}, lf.SpecificationError, "no rows are in this group"),
    ({"favoured": {"h": "a"}}, lf.SpecificationError, "every feature"),
    ({"threshold": None}, lf.SpecificationError, "around a threshold"),
    ({"threshold": float("inf")}, lf.SpecificationError, "expected a number"),
    ({"threshold": float("nan")}, lf.SpecificationError, "expected a number"),
    ({"rule": "by_group", "threshold": None}, lf.SpecificationError,
     "of no other"),
    ({"score_range": (0, 1), "score_bins": 4}, lf.SpecificationError,
     "needs scores"),
    ({"rule": "reject"}, lf.SpecificationError, "reject_option"),
])
def test_refused(options, kind, words):
    with pytest.raises(kind, match=words):
        lf.plan([0, 1, 0, 1], [.1, .6, .4, .9], **{**ASKED, **options})


def run(*args):
    return subprocess.run(
        [sys.executable, "-m", "libfairness", *map(str, args)],
        capture_output=True, text=True, timeout=60)


def test_the_command_line(tmp_path):
    r = np.random.default_rng(1)
    s, y = r.random(200), r.integers(0, 2, 200)
    g, h = r.choice(["a", "b,c"], 200), r.choice(["x", "y"], 200)
    rows, path = tmp_path / "rows.csv", tmp_path / "plan.json"
    rows.write_text("s,y,g,h\n" + "".join(
        f'{float(a)!r},{b},"{c}",{d}\n' for a, b, c, d in zip(s, y, g, h)))
    asked = ("plan", "fit", rows, "--y-true", "y", "--y-score", "s",
             "--sensitive-features", "g,h", "--rule", "reject-option",
             "--threshold", "0.5", "--constraint", "demographic_parity",
             "--tolerance", "0.3")
    done = run(*asked, "--favoured", "g=b,c,h=x", "--favoured", "h=y,g=a",
               "--output", path)
    assert done.returncode == 0, done.stderr
    assert lf.Plan.load(path) == lf.plan(
        list(map(str, y)), s, positive_label="1",
        sensitive_features={"g": g, "h": h},
        rule="reject_option", threshold=0.5, constraint="demographic_parity",
        tolerance=0.3, favoured=[("b,c", "x"), ("a", "y")])
    for wrong, words in ((("--favoured", "b"), "expected FEATURE=VALUE"),
                         (("--favoured", "g=a"), "every feature"),
                         (("--favoured", "g=z,h=x"), "no rows"),
                         ((), "needs the groups")):
        done = run(*asked, *wrong)
        assert done.returncode == 2 and words in done.stderr, done.stderr
