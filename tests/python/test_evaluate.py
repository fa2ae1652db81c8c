# SPDX-License-Identifier: MIT
"""evaluate(), cross_fit() and fairness plan evaluate: against NumPy."""

import json
import random

import numpy as np
import pandas as pd
import pytest
from cli_help import run

import libfairness as lf

N = 4000


@pytest.fixture(scope="module")
def rows():
    draw = np.random.default_rng(3)
    g = draw.choice(list("abc"), N, p=[.5, .3, .2])
    s = np.round(draw.beta(2, 2, N) + (g == "a") * .1, 2).clip(0, 1)
    y = (draw.random(N) < s).astype(int)
    return pd.DataFrame({"g": g, "s": s, "y": y, "p": (s >= .55).astype(int)})


@pytest.fixture(scope="module")
def halves(rows):
    half = N // 2
    return rows.iloc[:half], rows.iloc[half:].reset_index(drop=True)


ASKED = {"constraint": "true_positive_rate_parity", "tolerance": "0.03"}


def fitted(data, **options):
    return lf.plan("y", "s", data=data, sensitive_features="g",
                   **{**ASKED, **options})


def by_hand(data, thresholds):
    return data["s"].to_numpy() >= data["g"].map(thresholds).to_numpy()


def test_against_numpy(halves):
    train, held = halves
    plan = fitted(train)
    found = lf.evaluate(plan, "y", "s", data=held, y_pred="p",
                        favourable="positive")
    assert not found.on_its_own_rows and found.plans == (plan,)
    after = by_hand(held, plan.thresholds)
    table = {(row["group"], row["metric"]): row for row in found.table
             if row["criterion"] is None}
    tpr = []
    for group in (None, *"abc"):
        mask = (held["g"] == group).to_numpy() if group else np.full(N // 2, True)
        positive = mask & (held["y"] == 1).to_numpy()
        name = None if group is None else f"g={group}"
        for when, decided in (("before", held["p"].to_numpy() == 1),
                              ("after", after)):
            row = table[name, "selection_rate"]
            assert row[when] == pytest.approx(decided[mask].mean(), abs=1e-12)
            assert row[f"{when}_lower"] < row[when] < row[f"{when}_upper"]
            row = table[name, "true_positive_rate"]
            assert row[when] == pytest.approx(
                decided[positive].mean(), abs=1e-12)
        if group is not None:
            tpr.append(after[positive].mean())
    test = found.constraint
    assert test.value == pytest.approx(max(tpr) - min(tpr), abs=1e-12)
    assert (test.limit, test.side) == (0.03, "max")
    changed = after != (held["p"] == 1).to_numpy()
    assert f"{changed.sum():,} decisions change: " in str(found)
    assert f"{(changed & after).sum():,} are selected now" in str(found)


@pytest.mark.parametrize("constraint, asked, held", [
    ("demographic_parity", {"tolerance": 0.05},
     ("selection_rate", "difference")),
    ("demographic_parity", {"min_ratio": 0.8}, ("selection_rate", "ratio")),
    ("false_negative_rate_parity", {"tolerance": 0.05},
     ("false_negative_rate", "difference")),
    ("predictive_parity", {"tolerance": 0.1},
     ("positive_predictive_value", "difference")),
    ("equalized_odds", {"tolerance": 0.1}, ("equalized_odds_difference",)),
])
def test_constraints(halves, constraint, asked, held):
    train, rest = halves
    plan = lf.plan("y", "s", data=train, sensitive_features="g",
                   constraint=constraint, **asked)
    found = lf.evaluate(plan, "y", "s", data=rest)
    decided = lf.audit(rest["y"], by_hand(rest, plan.thresholds),
                       sensitive_features=rest[["g"]])
    if len(held) == 2:
        expected = decided.value(held[0], comparison=held[1], by="g").value
    else:
        expected = decided[held[0]].value
    assert found.constraint.value == expected
    assert found.constraint.p_beyond is not None
    assert found.before is None


def test_without_a_tolerance(halves):
    plan = lf.plan("y", "s", data=halves[0], sensitive_features="g")
    found = lf.evaluate(plan, "y", "s", data=halves[1])
    assert found.constraint is None and found.to_dict()["constraint"] is None
    assert "asked" not in str(found) and "accuracy: " in str(found)


def test_its_own_rows(halves):
    train, held = halves
    plan = fitted(train)
    mixed = train.sample(frac=1, random_state=1)
    own = lf.evaluate(plan, "y", "s", data=mixed.reset_index(drop=True))
    assert own.on_its_own_rows and "on others it does worse" in str(own)
    assert own.constraint.value == pytest.approx(plan.disparity)
    other = train.copy()
    other.loc[0, "y"] = 1 - other.loc[0, "y"]
    assert not lf.evaluate(plan, "y", "s", data=other).on_its_own_rows


def test_arrays_labels_and_weights(halves):
    train, held = halves
    plan = fitted(train)
    words = held["y"].map({1: "good", 0: "bad"})
    today = held["p"].map({1: "yes", 0: "no"})
    weights = 1 + np.arange(len(held)) % 3
    found = lf.evaluate(
        plan, words.tolist(), held["s"].tolist(), y_pred=today.tolist(),
        sensitive_features={"g": held["g"].tolist()}, frequency=weights,
        positive_label={"y_true": "good", "y_pred": "yes"})
    after = by_hand(held, plan.thresholds)
    counts = found.after.to_dict()["overall"]["counts"]
    assert counts["selected"] == weights[after].sum()
    assert counts["tp"] == weights[after & (held["y"] == 1)].sum()
    assert counts["baseline"]["selected"] == weights[held["p"] == 1].sum()
    same = lf.evaluate(plan, "y", "s", data={**held, "w": weights},
                       y_pred="p", frequency="w")
    assert same.after.to_dict()["groupings"] == \
        found.after.to_dict()["groupings"]
    weighted = lf.evaluate(plan, "y", "s", data={**held, "w": weights},
                           sample_weight="w")
    assert weighted.after.value("selection_rate").value == pytest.approx(
        weights[after].sum() / weights.sum())


def test_without_labels(halves):
    """What needs no labels is there."""
    train, held = halves
    plan = lf.plan("y", "s", data=train, sensitive_features="g",
                   constraint="demographic_parity", tolerance=0.05)
    found = lf.evaluate(plan, y_score="s", data=held)
    full = lf.evaluate(plan, "y", "s", data=held)
    assert found.constraint.value == full.constraint.value
    assert not found.on_its_own_rows


def test_randomized(halves):
    train, held = halves
    plan = fitted(train, randomized=True, tolerance=0)
    assert plan.randomized
    ids = np.arange(len(held))
    found = lf.evaluate(plan, "y", "s", data={**held, "id": ids}, seed=5,
                        row_id="id")
    decided = plan.apply("s", data={**held, "id": ids}, seed=5, row_id="id")
    assert found.after.to_dict()["overall"]["counts"]["selected"] == sum(decided)
    with pytest.raises(lf.SpecificationError, match="seed"):
        lf.evaluate(plan, "y", "s", data=held)


def test_folds(rows):
    """Every row is decided by the plan of the others."""
    found = lf.cross_fit("y", "s", data=rows, sensitive_features="g", folds=3,
                         seed=7, y_pred="p", **ASKED)
    draw = random.Random(7)
    fold = np.array([int(draw.random() * 3) for _ in range(N)])
    decided = np.zeros(N, bool)
    for k, plan in enumerate(found.plans):
        others = rows[fold != k]
        again = fitted(others.reset_index(drop=True))
        assert again.thresholds == plan.thresholds
        mine = fold == k
        decided[mine] = by_hand(rows[mine], again.thresholds)
    counts = found.after.to_dict()["overall"]["counts"]
    assert counts["n"] == N
    assert counts["tp"] == (decided & (rows["y"] == 1)).sum()
    assert counts["selected"] == decided.sum()
    assert counts["baseline"]["gained"] == (decided & (rows["p"] == 0)).sum()
    assert found.before.value("selection_rate").value == rows["p"].mean()
    assert not found.on_its_own_rows
    for k, (plan, test) in enumerate(zip(found.plans, found.folds)):
        mine = (fold == k) & (rows["y"] == 1)
        rates = [decided[mine & (rows["g"] == g)].mean() for g in "abc"]
        assert test.value == pytest.approx(max(rates) - min(rates), abs=1e-12)
    again = lf.cross_fit("y", "s", data=rows, sensitive_features="g", folds=3,
                         seed=7, y_pred="p", **ASKED)
    assert again.to_json() == found.to_json() and str(again) == str(found)


def test_people_of_rows(rows):
    """A row of many people is dealt person by person."""
    lines = rows.groupby(["g", "s", "y", "p"]).size().reset_index(name="n")
    found = lf.cross_fit("y", "s", data=lines, sensitive_features="g",
                         frequency="n", y_pred="p", **ASKED)
    counts = found.after.to_dict()["overall"]["counts"]
    assert counts["n"] == N and counts["positives"] == rows["y"].sum()
    assert counts["baseline"]["selected"] == rows["p"].sum()
    assert len({tuple(p.thresholds.items()) for p in found.plans}) > 1
    alone = lf.cross_fit("y", "s", data=rows, sensitive_features="g",
                         frequency=[1] * N, **ASKED)
    plain = lf.cross_fit("y", "s", data=rows, sensitive_features="g", **ASKED)
    assert alone.after.to_dict()["overall"]["counts"]["tp"] == \
        plain.after.to_dict()["overall"]["counts"]["tp"]


def test_the_rows_of_a_plan_flatter_it():
    """Without any difference between groups: what is 0.02 at most on the rows
    of the plan is several times that on others; and of all folds together it
    is not, since the errors of the plans cancel."""
    own, held, pooled = [], [], []
    for seed in range(20):
        draw = np.random.default_rng(seed)
        score = draw.random(400)
        asked = dict(y_true=(draw.random(400) < score).astype(int),
                     y_score=score, sensitive_features=list("ab") * 200,
                     constraint="demographic_parity", tolerance=0.02)
        own.append(lf.plan(**asked).disparity)
        found = lf.cross_fit(**asked)
        assert found.constraint is None and found.to_dict()["constraint"] is None
        assert "criterion" not in str(found)
        assert all(row["criterion"] is None for row in found.table)
        pooled.append(
            found.after["demographic_parity_difference"].value)
        held += [fold.value for fold in found.folds]
    assert max(own) <= 0.02 + 1e-12
    assert np.mean(held) > 4 * np.mean(own)
    assert np.mean(pooled) < np.mean(held) / 4


def test_randomized_folds(rows):
    found = lf.cross_fit("y", "s", data=rows, sensitive_features="g",
                         randomized=True, constraint="equal_opportunity",
                         tolerance=0)
    assert found.after.to_dict()["overall"]["counts"]["n"] == N


def test_groups_of_the_plan_are_there(halves):
    """Its constraint is about them, whatever else is asked for, and features
    without names have those of the plan."""
    train, held = halves
    plan = fitted(train)
    alone = lf.evaluate(plan, "y", "s", data=held)
    draw = np.random.default_rng(5)
    more = {"g": held["g"], **{name: draw.choice([0, 1], len(held))
                               for name in ("h", "i")}}
    values = held["g"].to_numpy()
    asked = [{"sensitive_features": features} for features in (
        values, list(values), values.tolist(), [values],
        pd.Series(values), more)]
    asked += [{"sensitive_features": more, "by": by} for by in (
        "h", ["h"], [["h", "i"]], [["g"]], ["g", "h"])]
    for options in asked:
        found = lf.evaluate(plan, held["y"], held["s"], **options)
        assert found.constraint == alone.constraint
        assert str(found)
    two = lf.plan(train["y"], train["s"], sensitive_features={
        "g": train["g"], "h": train["p"]}, **ASKED)
    found = lf.evaluate(two, held["y"], held["s"], sensitive_features={
        **more, "h": held["p"]})
    assert found.constraint.value == found.after.test(
        "true_positive_rate", 0.03, by=["g", "h"],
        comparison="difference").value
    shared = fitted(train, rule="shared")
    for options, error, words in (
            ({"sensitive_features": {"h": more["h"]}}, lf.MismatchError,
             "the plan has groups of 'g', sensitive_features are 'h'"),
            ({"by": 5}, lf.SpecificationError, "by: expected a feature"),
            ({"by": []}, lf.SpecificationError, "by: expected a grouping"),
            ({"by": [5]}, lf.SpecificationError, "by: expected a feature"),
            ({"by": "k"}, lf.SpecificationError, 'feature "k"')):
        with pytest.raises(error, match=words):
            lf.evaluate(shared, held["y"], held["s"],
                        **{"sensitive_features": more, **options})


def test_asked_wrongly(halves):
    train, held = halves
    plan = fitted(train)
    for change, error, words in (
            ({"plan": 3}, lf.SpecificationError, "plan: expected a Plan"),
            ({"y_score": None}, lf.SpecificationError, "y_score"),
            ({"y_pred": "no"}, lf.SpecificationError, "no"),
            ({"model": "v2"}, lf.MismatchError, "model|v2"),
            ({"data": held.assign(g="z")}, lf.MismatchError, "z"),
            ({"data": held.assign(s=np.nan)}, lf.DataError, "row 0"),
            ({"data": held.assign(y=2)}, lf.FairnessError, "y"),
    ):
        asked = {"plan": plan, "y_true": "y", "y_score": "s", "data": held,
                 **change}
        if change == {"model": "v2"}:
            asked["plan"] = fitted(train, model="v1")
        with pytest.raises(error, match=words):
            lf.evaluate(**asked)
    for change, error, words in (
            ({"folds": 1}, lf.SpecificationError, "folds is 1"),
            ({"folds": 2.5}, lf.SpecificationError, "folds"),
            ({"seed": -1}, lf.SpecificationError, "seed is -1"),
            ({"frequency": [.5] * len(held)}, lf.SpecificationError,
             "whole numbers"),
            ({"frequency": [1] * 5}, lf.SpecificationError,
             "frequency has 5 rows, y_score has 2000"),
            ({"frequency": "nope"}, lf.SpecificationError, "frequency"),
            ({"constraint": "fair"}, lf.SpecificationError, "fair"),
            ({"y_score": None}, lf.SpecificationError, "y_score is not given"),
            ({"data": held.iloc[:6], "folds": 50}, lf.SpecificationError,
             "fold .* of 50 has no rows"),
            ({"data": held.assign(g=["z", *held["g"][1:]])}, lf.MismatchError,
             'fold . of 5: .*g = "z"'),
            ({"tolerance": 0, "min_rate": 0.9999, "max_rate": 0.9999},
             lf.InfeasibleError, "fold"),
    ):
        with pytest.raises(error, match=words):
            lf.cross_fit(**{"y_true": "y", "y_score": "s", "data": held,
                            "sensitive_features": "g", "min_count": 2,
                            **ASKED, **change})
    with pytest.raises(TypeError):
        lf.Evaluation()


@pytest.mark.parametrize("ending", ["csv", "parquet", "jsonl"])
def test_command(halves, tmp_path, ending):
    train, held = halves
    plan = fitted(train)
    plan.save(tmp_path / "plan.json")
    path = tmp_path / f"held.{ending}"
    if ending == "jsonl":
        held.to_json(path, orient="records", lines=True)
    else:
        getattr(held, f"to_{ending}")(path, index=False)
    expected = lf.evaluate(plan, "y", "s", data=held, y_pred="p",
                           favourable="positive")
    command = ["plan", "evaluate", "plan.json", path, "--y-true", "y",
               "--y-score", "s", "--y-pred", "p", "--favourable", "positive"]
    done = run(*command, cwd=tmp_path)
    assert done.stdout.decode() == str(expected)
    done = run(*command, "--format", "json", "--output", "out.json",
               cwd=tmp_path)
    assert (tmp_path / "out.json").read_text() == expected.to_json()
    assert json.loads(expected.to_json())["on_its_own_rows"] is False
    done = run(*command[:4], path, *command[4:], cwd=tmp_path)
    assert done.returncode == 2 and b"named twice" in done.stderr


def test_command_in_parts(halves, tmp_path):
    """Several files are one data set, and its own rows are known."""
    train, _ = halves
    fitted(train).save(tmp_path / "plan.json")
    train.iloc[:700].to_csv(tmp_path / "a.csv", index=False)
    train.iloc[700:].to_csv(tmp_path / "b.csv", index=False)
    done = run("plan", "evaluate", "plan.json", "b.csv", "a.csv", "--y-true",
               "y", "--y-score", "s", cwd=tmp_path)
    assert b"on 2,000 rows" in done.stdout
    assert b"These are the rows that the plan was made from" in done.stdout
    (tmp_path / "c.csv").write_text("g,s,y\na,0.5,1\nz,0.5,0\n")
    done = run("plan", "evaluate", "plan.json", "a.csv", "c.csv", "--y-true",
               "y", "--y-score", "s", cwd=tmp_path)
    assert done.returncode == 2 and b"c.csv" in done.stderr
    assert b"(line 3)" in done.stderr
