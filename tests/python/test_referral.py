# SPDX-License-Identifier: MIT
"""Referral bands: every band, tried in fractions; and on COMPAS by NumPy."""

import itertools
import json
import math
import random
import sqlite3
from fractions import Fraction

import duckdb
import numpy as np
import pandas as pd
import published
import pyarrow as pa
import pytest
from cli_help import run

import libfairness as lf

RATES = {
    "demographic_parity": lambda rows: rows,
    "true_positive_rate_parity": lambda rows: [r for r in rows if r[1]],
    "false_positive_rate_parity": lambda rows: [r for r in rows if not r[1]],
}


def band(threshold, end):
    return min(threshold, end), max(threshold, end)


def rate(rows, of, threshold, end):
    """Of rows (score, label) that are not in the band; None: undefined."""
    low, high = band(threshold, end)
    left = [s for s, _ in RATES[of](rows) if not low <= s < high]
    if not left:
        return None
    return Fraction(sum(s >= high for s in left), len(left))


def fewest(groups, of, threshold, limit, shared):
    """The fewest rows that a band, or one for each group, refers."""
    best = None
    everything = sorted({s for rows in groups for s, _ in rows})
    ends = [[threshold, math.inf, *(s for s, _ in rows)] for rows in groups]
    if shared:
        ends = [[threshold, math.inf, *everything]]
    for chosen in itertools.product(*ends):
        each = chosen * len(groups) if shared else chosen
        rates = [rate(rows, of, threshold, end)
                 for rows, end in zip(groups, each)]
        if None in rates or max(rates) - min(rates) > limit:
            continue
        n = sum(low <= s < high for rows, end in zip(groups, each)
                for low, high in [band(threshold, end)] for s, _ in rows)
        best = n if best is None else min(best, n)
    return best


@pytest.mark.parametrize("shared", [False, True])
def test_every_band(shared):
    draw = random.Random(7)
    found = infeasible = 0
    for _ in range(400):
        groups = [[(draw.randint(0, 8) / 8, k if k < 2 else draw.randint(0, 1))
                   for k in range(draw.randint(3, 9))]
                  for _ in range(draw.choice((2, 2, 3)))]
        of = draw.choice(list(RATES))
        limit = draw.choice(("0", "0.1", "0.25"))
        threshold = draw.choice((0.5, 0.4, 0.75, 2.0))
        best = fewest(groups, of, threshold, Fraction(limit), shared)
        columns = {
            "y_true": [y for rows in groups for _, y in rows],
            "y_score": [s for rows in groups for s, _ in rows],
            "sensitive_features": {"g": [
                "abc"[g] for g, rows in enumerate(groups) for _ in rows]},
        }
        asked = {"constraint": of, "tolerance": limit,
                 "objective": "least_referred", "threshold": threshold,
                 "rule": "shared" if shared else "by_group"}
        if best is None:
            with pytest.raises(lf.InfeasibleError):
                lf.plan(**columns, **asked)
            infeasible += 1
            continue
        plan = lf.plan(**columns, **asked)
        n = len(columns["y_true"])
        assert plan.refers and plan.bound == 0
        assert round(plan.objective * n) == best
        assert sum(row["referred"] for row in plan.groups) == best
        decisions = plan.apply(columns["y_score"],
                               sensitive_features=columns["sensitive_features"])
        assert decisions.tolist().count(plan.REFERRED) == best
        for g, rows in enumerate(groups):
            low, high = plan.bands["abc"[g]]
            assert plan.thresholds["abc"[g]] == high
            own = [s for s, _ in RATES[of](rows) if not low <= s < high]
            assert own
        found += best > 0
    assert found > 100 and infeasible > 20


# ---- on real rows ----


@pytest.fixture(scope="module")
def compas():
    """Two halves: scores, labels, groups, and decisions of today."""
    path = published.shared("kozodoi", "compas_6172_probs.csv.gz")
    rows = pd.read_csv(path)
    rows = pd.DataFrame({"y": (rows["Two_yr_Recidivism"] == "yes").astype(int),
                         "s": rows["probability"],
                         "race": rows["ethnicity"]})
    rows["today"] = (rows["s"] >= 0.5).astype(int)
    half = len(rows) // 2
    return rows.iloc[:half], rows.iloc[half:].reset_index(drop=True)


ASKED = {"constraint": "true_positive_rate_parity", "tolerance": "0.05",
         "objective": "least_referred", "threshold": 0.5, "min_count": 100,
         "undefined": "skip"}


def fitted(rows, **more):
    return lf.plan("y", "s", data=rows, sensitive_features="race",
                   **{**ASKED, **more})


def by_hand(rows, bands):
    low = rows["race"].map({k: v[0] for k, v in bands.items()}).to_numpy()
    high = rows["race"].map({k: v[1] for k, v in bands.items()}).to_numpy()
    s = rows["s"].to_numpy()
    return np.where(s >= high, 1, np.where(s >= low, 2, 0))


@pytest.mark.parametrize("rule", ["by_group", "shared"])
def test_on_compas(compas, rule):
    train, held = compas
    # All groups of enough rows: a shared band makes them wait for one another.
    plan = fitted(train, rule=rule, tolerance="0.1" if rule == "shared" else "0.05")
    assert plan.needs_groups == (rule == "by_group")
    decided = by_hand(train, plan.bands)
    rates = []
    for row in plan.groups:
        own = decided[(train["race"] == json.loads(row["group_key"])["race"])]
        label = train["y"][train["race"] == json.loads(
            row["group_key"])["race"]].to_numpy()
        assert row["referred"] == (own == 2).sum()
        assert row["selected"] == (own == 1).sum()
        assert row["true_positives"] == ((own == 1) & (label == 1)).sum()
        assert row["false_negatives"] == ((own == 0) & (label == 1)).sum()
        assert row["true_negatives"] == ((own == 0) & (label == 0)).sum()
        if row["set_aside"] is None:
            rates.append(row["true_positive_rate"])
    assert 0 < plan.objective == pytest.approx((decided == 2).mean(), abs=1e-15)
    assert max(rates) - min(rates) == pytest.approx(plan.disparity, abs=1e-15)
    features = None if rule == "shared" else "race"
    assert plan.apply("s", data=held, sensitive_features=features).tolist() == (
        by_hand(held, plan.bands).tolist())
    assert lf.Plan.from_json(plan.to_json()) == plan


def test_evaluated(compas):
    train, held = compas
    plan = fitted(train)
    found = lf.evaluate(plan, "y", "s", data=held, y_pred="today",
                        favourable="negative")
    decided = by_hand(held, plan.bands)
    for group in (None, *plan.bands):
        mask = np.full(len(held), True) if group is None else (
            held["race"] == group).to_numpy()
        at = {} if group is None else {"group": {"race": group}}
        share = found.referred.value("selection_rate", **at)
        assert share.value == pytest.approx((decided[mask] == 2).mean())
        left = mask & (decided != 2)
        positive = left & (held["y"] == 1).to_numpy()
        rate = found.after.value("true_positive_rate", **at)
        assert rate.count == positive.sum()
        if rate.value is not None:
            assert rate.value == pytest.approx((decided[positive] == 1).mean())
        before = found.before.value("true_positive_rate", **at)
        assert before.count == (mask & (held["y"] == 1).to_numpy()).sum()
        low, high = share.interval
        assert low <= share.value <= high and low < high
    text = str(found)
    assert "rates after are of all others" in text and "referred" in text
    # A row of three people counts as three.
    people = lf.evaluate(plan, "y", "s", data=held, frequency=[3] * len(held))
    assert people.referred.value("selection_rate").count == 3 * len(held)
    assert people.after.value("accuracy").count == 3 * (decided != 2).sum()


def test_folds(compas):
    rows = pd.concat(compas, ignore_index=True)
    found = lf.cross_fit("y", "s", data=rows, sensitive_features="race",
                         y_pred="today", unseen="reject", **ASKED)
    n = found.referred.value("selection_rate")
    assert n.count == len(rows) and 0 < n.value < 1
    assert found.after.value("accuracy").count == round(len(rows) * (1 - n.value))
    assert found.before.value("accuracy").count == len(rows)
    assert len(found.folds) == 5 and "referred" in str(found)


def test_sql(compas):
    train, held = compas
    plan = fitted(train)
    expected = by_hand(held, plan.bands).tolist()
    rows = list(zip(held["race"], held["s"].tolist()))
    with sqlite3.connect(":memory:") as db:
        db.execute("CREATE TABLE t (race, s)")
        db.executemany("INSERT INTO t VALUES (?, ?)", rows)
        found = db.execute(f"SELECT {plan.to_sql('s')} FROM t").fetchall()
        assert [x for x, in found] == expected
        found = db.execute(
            f"SELECT {plan.to_sql('s', probability=True)} FROM t").fetchall()
        assert [x for x, in found] == [None if d == 2 else d for d in expected]
    table = pa.table({"race": held["race"], "s": held["s"]})
    found = duckdb.from_arrow(table).project(
        plan.to_sql("s", dialect="duckdb")).fetchall()
    assert [x for x, in found] == expected


def test_command(compas, tmp_path):
    train, held = compas
    train.to_csv(tmp_path / "train.csv", index=False)
    held.to_csv(tmp_path / "held.csv", index=False)
    done = run(
        "plan", "fit", "train.csv", "--y-true", "y", "--y-score", "s",
        "--sensitive-features", "race", "--constraint",
        "true_positive_rate_parity", "--tolerance", "0.05", "--objective",
        "least_referred", "--threshold", "0.5", "--min-count", "100",
        "--undefined", "skip", "--output", "plan.json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    plan = fitted(train)
    assert (tmp_path / "plan.json").read_text() == plan.to_json()
    done = run("plan", "apply", "plan.json", "held.csv", "--y-score", "s",
               cwd=tmp_path)
    assert done.stdout.decode().split() == ["row,decision", *(
        f"{row},{x}" for row, x in enumerate(by_hand(held, plan.bands), 1))]
    done = run("plan", "show", "plan.json", cwd=tmp_path)
    assert done.stdout.decode() == str(plan) and b" to " in done.stdout
    command = ["plan", "evaluate", "plan.json", "held.csv", "--y-true", "y",
               "--y-score", "s", "--y-pred", "today", "--format", "json"]
    done = run(*command, cwd=tmp_path)
    expected = lf.evaluate(plan, "y", "s", data=held, y_pred="today")
    found = json.loads(done.stdout)
    # The command names the column in which a referred row counts as nobody.
    assert found["after"]["specification"].pop("frequency") == "frequency"
    expected = json.loads(expected.to_json())
    assert expected["after"]["specification"].pop("frequency") is None
    assert found == expected
    done = run(*command, "--frequency", "today", cwd=tmp_path)
    assert done.returncode == 2 and b"--frequency" in done.stderr


@pytest.mark.parametrize("wrong, words", [
    ({"threshold": None}, "least_referred is counted from a threshold"),
    ({"threshold": math.inf}, "expected a number"),
    ({"rule": "randomized"}, "not for other rules"),
    ({"rule": "reject_option", "favoured": "a"}, "not for other rules"),
    ({"max_selected": 0.5}, "may be selected later"),
    ({"min_selected": 1}, "may be selected later"),
    ({"no_lower_than": 0.5}, "may be selected later"),
    ({"no_higher_than": 0.5}, "may be selected later"),
])
def test_what_makes_no_sense(wrong, words):
    asked = {"constraint": "demographic_parity", "tolerance": "0.1",
             "objective": "least_referred", "threshold": 0.5, **wrong}
    with pytest.raises(lf.SpecificationError, match=words):
        lf.plan(y_score=[.9, .4, .6, .1],
                sensitive_features={"g": list("aabb")}, **asked)


def test_of_decisions_alone():
    with pytest.raises(lf.SpecificationError, match="decisions alone"):
        lf.plan(y_pred=[1, 0, 1, 0], sensitive_features={"g": list("aabb")},
                constraint="demographic_parity", tolerance=0.1,
                objective="least_referred", threshold=0.5)
