# SPDX-License-Identifier: MIT
"""Plans that are made from decisions: what Hardt, Price and Srebro derive from
a binary predictor."""

import json
import random
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import libfairness as lf

optimize = pytest.importorskip("scipy.optimize")

COMPAS = {  # TN, FP, FN, TP, as ProPublica has them
    "African-American": (990, 805, 532, 1369), "Asian": (21, 2, 3, 6),
    "Caucasian": (1139, 349, 461, 505), "Hispanic": (318, 87, 129, 103),
    "Native American": (5, 3, 1, 9), "Other": (208, 36, 90, 43),
}


def compas():
    cells = [(race, label, decision, n)
             for race, (tn, fp, fn, tp) in COMPAS.items()
             for label, decision, n in ((0, 0, tn), (0, 1, fp), (1, 0, fn),
                                        (1, 1, tp))]
    return pd.DataFrame(cells, columns=["race", "recid", "high", "count"])


def rates(cells):
    tn, fp, fn, tp = cells
    return tp / (tp + fn), fp / (fp + tn)


def by_linear_program(groups, equal, tolerance, turns=False):
    """The most that is decided right, by the equations of section 4.1 of the
    paper: chances p(selected | decision) of each group, in its order; equal:
    which of the two rates; turns: decisions may be turned around."""
    n = sum(map(sum, groups))
    gain, above, limits = [], [], []
    for cells in groups:
        tn, fp, fn, tp = cells
        gain += [(fn - tn) / n, (tp - fp) / n]  # of rejected, of selected
    for i, a in enumerate(groups):
        row = np.zeros(2 * len(groups))
        row[2 * i], row[2 * i + 1] = 1, -1
        if not turns:
            above.append(row)
            limits.append(0)
        for j, b in enumerate(groups):
            for k in equal:
                row = np.zeros(2 * len(groups))
                row[2 * i:2 * i + 2] = 1 - rates(a)[k], rates(a)[k]
                row[2 * j:2 * j + 2] -= 1 - rates(b)[k], rates(b)[k]
                if i != j:
                    above.append(row)
                    limits.append(tolerance)
    found = optimize.linprog(-np.array(gain), np.array(above), limits,
                             bounds=(0, 1), method="highs")
    assert found.status == 0
    base = sum(cells[0] + cells[1] for cells in groups) / n
    return base - found.fun


CONSTRAINTS = {"equalized_odds": (0, 1), "equal_opportunity": (0,),
               "false_positive_rate_parity": (1,)}


def table(groups):
    rows = [(g, label, decision, n)
            for g, (tn, fp, fn, tp) in enumerate(groups)
            for label, decision, n in ((0, 0, tn), (0, 1, fp), (1, 0, fn),
                                       (1, 1, tp))]
    group, label, decision, n = zip(*rows)
    return dict(y_true=label, y_pred=decision, frequency=n,
                sensitive_features={"g": group})


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_the_linear_program(constraint):
    draw = random.Random(constraint)
    for _ in range(150):
        groups = [[draw.randint(1, 60) for _ in range(4)]
                  for _ in range(draw.randint(2, 5))]
        if draw.random() < 0.5:  # better than chance
            groups = [[n + draw.randint(60, 90) * (i in (0, 3))
                       for i, n in enumerate(cells)] for cells in groups]
        tolerance = draw.choice((0, 0.03, 0.2))
        plan = lf.plan(**table(groups), constraint=constraint,
                       tolerance=tolerance, rule="randomized")
        best = by_linear_program(groups, CONSTRAINTS[constraint], tolerance)
        assert plan.objective == pytest.approx(best, abs=1e-9)
        assert plan.disparity <= tolerance + 1e-12
        assert plan.bound < 1e-12
        if all(tpr > fpr for tpr, fpr in map(rates, groups)):
            whole = by_linear_program(groups, CONSTRAINTS[constraint],
                                      tolerance, turns=True)
            assert plan.objective == pytest.approx(whole, abs=1e-9)
        check_flips(plan, groups, CONSTRAINTS[constraint])


def check_flips(plan, groups, equal):
    """The flips give the rates and the accuracy that the plan says."""
    right, found = 0, []
    for cells, (low, high) in zip(groups, plan.flips.values()):
        tn, fp, fn, tp = cells
        assert 0 <= low <= high <= 1
        right += tp * high + fn * low + tn * (1 - low) + fp * (1 - high)
        tpr, fpr = rates(cells)
        found.append((tpr * high + (1 - tpr) * low,
                      fpr * high + (1 - fpr) * low))
    assert plan.objective == pytest.approx(right / sum(map(sum, groups)))
    spread = max(max(x) - min(x) for k, x in enumerate(zip(*found))
                 if k in equal)
    assert plan.disparity == pytest.approx(spread, abs=1e-12)


def test_compas():
    """Better than chance in every group: the program may turn decisions
    around, and does not."""
    assert all(rates(c)[0] > rates(c)[1] for c in COMPAS.values())
    asked = dict(data=compas(), y_true="recid", y_pred="high",
                 frequency="count", sensitive_features="race",
                 constraint="equalized_odds", tolerance=0, randomized=True)
    plan = lf.plan(**asked)
    best = by_linear_program(list(COMPAS.values()), (0, 1), 0, turns=True)
    assert plan.objective == pytest.approx(best, abs=1e-9)
    check_flips(plan, list(COMPAS.values()), (0, 1))
    report = lf.audit(data=compas(), y_true="recid", y_pred="high",
                      frequency="count", sensitive_features="race")
    assert report.plan(constraint="equalized_odds", tolerance=0,
                       rule="randomized") == plan


def test_as_of_scores_that_are_zero_and_one():
    """What plans of scores do has been held against all others elsewhere."""
    draw = random.Random(4)
    for i in range(200):
        n = draw.randint(8, 50)
        group = [draw.choice("abc") for _ in range(n)]
        label = [draw.randint(0, 1) for _ in range(n)]
        decision = [draw.randint(0, 1) for _ in range(n)]
        constraint = draw.choice(["none", "demographic_parity",
                                  "equalized_odds", "predictive_parity"])
        asked = dict(sensitive_features={"g": group}, undefined="skip",
                     constraint=constraint)
        if constraint != "none":
            asked["tolerance"] = 0.1
        if i % 2 and constraint != "predictive_parity":
            asked["rule"] = "randomized"
        if i % 3:
            asked["sample_weight"] = [
                draw.choice((.25, 1, 2.5, 3e-3)) for _ in range(n)]
        if i % 5 == 0:
            asked["max_selected"] = 0.5
        if i % 7 == 0:
            asked["unlabelled"] = "keep"
            label = [None if draw.random() < .2 else x for x in label]
        if i % 11 == 0 and constraint in ("none", "demographic_parity"):
            label, asked["objective"] = None, "selection_rate"
        found = [said(label, asked, y_pred=decision),
                 said(label, asked, y_score=[float(x) for x in decision])]
        assert found[0] == found[1], (i, asked)


def said(label, asked, **column):
    try:
        found = lf.plan(label, **column, **asked).to_dict()
    except lf.FairnessError as error:
        return type(error).__name__, str(error)
    # The tally says in which unit weights are counted.
    return {k: v for k, v in found.items() if k not in ("sha256", "tally")}


def test_weights_whose_sum_fills_its_bits():
    """63, 64, 65 bits: the highest is not a sign."""
    for top in (2.0 ** 62, 2.0 ** 63, 2.0 ** 64):
        plan = lf.plan([1, 0, 0, 1], y_pred=[1, 0, 1, 0],
                       sensitive_features={"g": list("aabb")},
                       sample_weight=[top, 1, 1, 1],
                       objective="selection_rate")
        assert plan.thresholds == {"a": 0.0, "b": 0.0}
    with pytest.raises(lf.LimitError, match="256 bits"):
        lf.plan([1, 0], y_pred=[1, 0], sensitive_features={"g": ["a", "b"]},
                sample_weight=[2.0 ** 200, 2.0 ** -60])


def test_weights_and_none():
    plan = lf.plan([1, 0, 1, 0], y_pred=[1, 0, 1, 1],
                   sensitive_features={"g": ["a", "a", "b", None]},
                   sample_weight=[1, 2, 1, 0])
    assert plan.thresholds == {"a": 1.0, "b": 1.0, None: float("inf")}
    assert plan.flips == {"a": (0.0, 1.0), "b": (0.0, 1.0),
                          None: (0.0, 0.0)}


def test_flips_of_scores_are_none():
    asked = dict(sensitive_features={"g": list("aabb")})
    assert lf.plan([1, 0, 1, 0], [.9, .1, .8, .2], **asked).flips is None
    shared = lf.plan([1, 0, 1, 0], y_pred=[1, 0, 1, 0], rule="shared",
                     **asked)
    assert shared.flips == {"a": (0.0, 1.0), "b": (0.0, 1.0)}


def test_labels_of_any_kind():
    asked = dict(sensitive_features={"g": list("aaaabbbb")},
                 constraint="equal_opportunity", tolerance=0,
                 rule="randomized")
    words = lf.plan(
        list("yynnyynn"), y_pred=list("yynnynnn"), positive_label="y",
        **asked)
    assert words == lf.plan(
        [1, 1, 0, 0] * 2, y_pred=[1, 1, 0, 0, 1, 0, 0, 0], **asked)
    assert lf.evaluate(
        words, [1, 1, 0, 0] * 2, [1, 1, 0, 0, 1, 0, 0, 0], seed=1,
        row_id=list(range(8)),
        sensitive_features={"g": list("aaaabbbb")}).on_its_own_rows


def test_refused():
    asked = dict(sensitive_features={"g": ["a", "b"]})
    with pytest.raises(lf.SpecificationError, match="one of them"):
        lf.plan([1, 0], [.5, .6], y_pred=[1, 0], **asked)
    with pytest.raises(lf.SpecificationError, match="or give y_pred"):
        lf.plan([1, 0], **asked)
    with pytest.raises(lf.DataError, match="y_pred"):
        lf.plan([1, 0], y_pred=[0.5, 1], **asked)
    with pytest.raises(lf.DataError, match="no rows with a positive"):
        lf.plan([1, 0], y_pred=[1, 0], constraint="equal_opportunity",
                tolerance=0, **asked)
    with pytest.raises(lf.InfeasibleError) as caught:
        lf.plan([1, 0, 1, 0], y_pred=[1, 0, 1, 0], min_rate=.5, max_rate=.5,
                constraint="demographic_parity", tolerance=0,
                sensitive_features={"g": list("aabb")}, max_selected=1)
    assert caught.value.nearest is None


def run(*args):
    return subprocess.run(
        [sys.executable, "-m", "libfairness", *map(str, args)],
        capture_output=True, text=True, timeout=60)


def test_the_command_line(tmp_path):
    rows, path = tmp_path / "rows.csv", tmp_path / "plan.json"
    compas().to_csv(rows, index=False)
    asked = ("plan", "fit", rows, "--y-true", "recid", "--sensitive-features",
             "race", "--frequency", "count", "--constraint", "equalized_odds",
             "--tolerance", "0", "--rule", "randomized")
    done = run(*asked, "--y-pred", "high", "--output", path)
    assert done.returncode == 0, done.stderr
    assert lf.Plan.load(path) == lf.plan(
        data=compas(), y_true="recid", y_pred="high", frequency="count",
        sensitive_features="race", constraint="equalized_odds", tolerance=0,
        rule="randomized")
    done = run("plan", "apply", path, rows, "--y-score", "high",
               "--probability")
    shares = [float(line.split(",")[1])
              for line in done.stdout.splitlines()[1:]]
    flips = lf.Plan.load(path).flips
    assert shares == [
        flips[race][high]
        for race, high in compas()[["race", "high"]].itertuples(index=False)]
    done = run(*asked, "--y-pred", "high", "--y-score", "high")
    assert done.returncode == 2 and "one of them" in done.stderr
    saved = tmp_path / "all.audit"
    assert run("audit", rows, "--y-true", "recid", "--y-pred", "high",
               "--sensitive-features", "race", "--frequency", "count",
               "--save", saved).returncode == 0
    done = run("plan", "fit", saved, "--rule", "randomized", "--constraint",
               "equalized_odds", "--tolerance", "0", "--format", "json")
    assert json.loads(done.stdout) == lf.Plan.load(path).to_dict()
    done = run("plan", "fit", saved, "--y-pred", "high")
    assert done.returncode == 2 and "--y-pred" in done.stderr
