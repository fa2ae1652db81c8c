# SPDX-License-Identifier: MIT
"""Plans within strata: each is the plan of its own rows, where nothing binds
strata together; and what evaluations, files and the command line say of them."""

import json

import numpy as np
import pandas as pd
import pytest
from cli_help import run

import libfairness as lf

N = 6000


@pytest.fixture(scope="module")
def rows():
    draw = np.random.default_rng(11)
    region = draw.choice(["north", "south", "west"], N, p=[.5, .3, .2])
    team = draw.choice(list("ab"), N)
    s = np.round(draw.beta(2, 2, N) + (team == "a") * .1
                 + (region == "north") * .1, 2).clip(0, 1)
    return pd.DataFrame({
        "team": team, "region": region, "s": s,
        "y": (draw.random(N) < s).astype(int), "today": (s >= .6).astype(int)})


def fitted(rows, **options):
    return lf.plan(**{
        "y_true": "y", "y_score": "s", "data": rows,
        "sensitive_features": "team", "control_features": "region",
        "constraint": "demographic_parity", "tolerance": "0.02", **options})


@pytest.mark.parametrize("options", [
    {}, {"constraint": "equalized_odds"}, {"constraint": "predictive_parity"},
    {"objective": "expected_cost",
     "costs": {"false_positive": 1, "false_negative": 3}},
    {"randomized": True}, {"randomized": True, "constraint": "equalized_odds"},
    {"objective": "least_referred", "threshold": .5},
    {"also": [{"constraint": "equal_opportunity", "tolerance": "0.1"}]},
], ids=lambda o: "-".join(map(str, o)) or "default")
def test_each_by_itself(rows, options):
    plan = fitted(rows, **options)
    assert plan.control == ["region"] and plan.by == ["team", "region"]
    total = weight = 0
    worst = []
    for region, part in rows.groupby("region"):
        own = fitted(part, control_features=None, **options)
        total += own.objective * len(part)
        weight += len(part)
        worst.append(own.disparity)
        for team in "ab":
            assert plan.thresholds[team, region] == own.thresholds[team]
    assert plan.objective == pytest.approx(total / weight, abs=1e-12)
    assert plan.disparity == pytest.approx(max(worst), abs=1e-15)
    assert plan.bound == pytest.approx(0, abs=1e-15)


def test_what_all_share(rows):
    """F1 is of all rows together, and so is a limit on what is selected."""
    everything = rows["s"].to_numpy()
    shared = fitted(rows, rule="shared", tolerance="0.15")
    assert not shared.needs_groups
    cut = next(iter(shared.thresholds.values()))
    rates = rows.assign(d=everything >= cut).groupby(["region", "team"])["d"]
    gaps = rates.mean().unstack()
    assert abs(gaps["a"] - gaps["b"]).max() == pytest.approx(shared.disparity)
    few = fitted(rows, max_selected=1000, tolerance="0.05")
    decided = few.apply("s", data=rows)
    assert sum(decided) <= 1000
    gaps = rows.assign(d=decided).groupby(["region", "team"])["d"].mean()
    gaps = gaps.unstack()
    assert abs(gaps["a"] - gaps["b"]).max() == pytest.approx(few.disparity)
    assert few.disparity <= 0.05
    # Within strata less is asked for than of all groups at once.
    best = fitted(rows, objective="f1_score")
    strict = lf.plan("y", "s", data=rows, constraint="demographic_parity",
                     tolerance="0.02", objective="f1_score",
                     sensitive_features=["team", "region"])
    assert best.objective > strict.objective


def test_ways_of_giving_features(rows):
    expected = fitted(rows)
    columns = dict(y_true=rows["y"], y_score=rows["s"],
                   constraint="demographic_parity", tolerance="0.02")
    team, region = rows["team"].tolist(), rows["region"].tolist()
    assert lf.plan(**columns, sensitive_features=rows[["team"]],
                   control_features=rows["region"]) == expected
    mapped = lf.plan(**columns, sensitive_features={"team": team},
                     control_features={"region": region})
    assert mapped == expected
    report = lf.audit("y", y_score="s", data=rows,
                      sensitive_features=["team", "region"])
    assert report.plan(by=["team", "region"], control_features="region",
                       constraint="demographic_parity",
                       tolerance="0.02") == expected
    decided = expected.apply("s", data=rows)
    assert decided == expected.apply(
        rows["s"], sensitive_features={"team": team},
        control_features={"region": region})
    assert decided == expected.apply(
        rows["s"], sensitive_features={"region": region, "team": team})
    assert lf.Plan.from_json(expected.to_json()) == expected
    assert json.loads(expected.to_json())["control"] == ["region"]
    assert "Within each region." in str(expected)


def test_fronts(rows):
    report = lf.audit("y", y_score="s", data=rows,
                      sensitive_features=["team", "region"])
    asked = dict(by=["team", "region"], control_features=["region"],
                 constraint="demographic_parity")
    for step in report.plan_front(**asked, points=4):
        plan = report.plan(**asked, tolerance=str(step["tolerance"]))
        assert step["objective"] == plan.objective
        assert step["disparity"] == plan.disparity


def test_evaluated(rows):
    train, held = rows.iloc[:N // 2], rows.iloc[N // 2:].reset_index(drop=True)
    plan = fitted(train)
    found = lf.evaluate(plan, "y", "s", data=held, y_pred="today")
    assert found.constraint is None and len(found.strata) == 3
    decided = np.array(plan.apply("s", data=held))
    for stratum, test in found.strata:
        part = held["region"] == stratum["region"]
        rates = [decided[part & (held["team"] == team)].mean()
                 for team in "ab"]
        assert test.value == pytest.approx(abs(rates[0] - rates[1]))
        assert test.limit == 0.02
    text = str(found)
    assert text.count("at most 0.02 asked") == 3 and "region=north" in text
    assert len(found.to_dict()["strata"]) == 3
    again = lf.evaluate(
        plan, held["y"], held["s"], sensitive_features=held[["team"]],
        control_features=held["region"], y_pred=held["today"])
    assert again.strata[0][1].value == found.strata[0][1].value
    assert lf.evaluate(plan, "y", "s", data=train).on_its_own_rows


def test_command(rows, tmp_path):
    rows.to_csv(tmp_path / "rows.csv", index=False)
    done = run(
        "plan", "fit", "rows.csv", "--y-true", "y", "--y-score", "s",
        "--sensitive-features", "team", "--control-features", "region",
        "--constraint", "demographic_parity", "--tolerance", "0.02",
        "--output", "plan.json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    plan = fitted(rows)
    assert (tmp_path / "plan.json").read_text() == plan.to_json()
    done = run("plan", "evaluate", "plan.json", "rows.csv", "--y-true", "y",
               "--y-score", "s", "--y-pred", "today", cwd=tmp_path)
    assert done.stdout.decode() == str(
        lf.evaluate(plan, "y", "s", data=rows, y_pred="today"))
    done = run(
        "plan", "front", "rows.csv", "--y-true", "y", "--y-score", "s",
        "--sensitive-features", "team", "--control-features", "region",
        "--constraint", "demographic_parity", "--points", "3", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    done = run(
        "plan", "fit", "rows.csv", "--y-true", "y", "--y-score", "s",
        "--sensitive-features", "team,region", "--control-features", "region",
        cwd=tmp_path)
    assert done.returncode == 2 and b"sensitive feature too" in done.stderr


def test_a_stratum_that_has_none():
    # In one region the teams have scores that nothing brings together.
    rows = pd.DataFrame({
        "team": list("aabbaabb"), "region": list("nnnnssss"),
        "s": [.9, .1, .9, .1, .9, .9, .1, .1], "y": [1, 0, 1, 0, 1, 1, 0, 0]})
    plan = fitted(rows, tolerance=0, min_rate="0")
    assert plan.disparity == 0
    with pytest.raises(lf.InfeasibleError, match='region=s') as caught:
        fitted(rows, tolerance=0, min_rate="0.3", max_rate="0.7")
    assert caught.value.nearest is None or caught.value.nearest >= 0


@pytest.mark.parametrize("wrong, words", [
    ({"control_features": "team"}, "sensitive feature too"),
    ({"control_features": "nowhere"}, "nowhere"),
    ({"control_features": 7}, "control_features"),
    ({"data": None, "y_true": [1, 0], "y_score": [.5, .1],
      "sensitive_features": list("ab"), "control_features": list("xyz")},
     "control_feature_0 has 3 rows, sensitive_feature_0 has 2"),
])
def test_what_makes_no_sense(rows, wrong, words):
    with pytest.raises(lf.SpecificationError, match=words):
        fitted(rows, **wrong)


def test_of_a_report(rows):
    report = lf.audit("y", y_score="s", data=rows,
                      sensitive_features=["team", "region"])
    asked = dict(by=["team", "region"], constraint="demographic_parity",
                 tolerance="0.02")
    for control, words in ((["team", "region"], "none is compared"),
                           (["region", "region"], "named twice"),
                           (["nation"], "no feature of the groups")):
        with pytest.raises(lf.SpecificationError, match=words):
            report.plan(**asked, control_features=control)
    plan = fitted(rows, by=["team", "region"])
    assert plan == fitted(rows, by="team") == fitted(rows)
    with pytest.raises(lf.SpecificationError, match="holds within region"):
        lf.evaluate(plan, rows["y"], rows["s"],
                    sensitive_features=rows[["team", "region"]])
    with pytest.raises(lf.SpecificationError, match="folds have no strata"):
        lf.cross_fit("y", "s", data=rows, sensitive_features="team",
                     control_features="region", constraint="none")
