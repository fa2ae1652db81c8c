# SPDX-License-Identifier: MIT
"""Calibrated equalized odds, in rational numbers, on the data of the paper,
and row by row by its coins."""

import random
from fractions import Fraction

import jsonschema
import numpy as np
import published
import pytest

import libfairness as lf
from test_calibrator import oracle

from oracle.gen_plan import coin  # noqa: E402  (test_calibrator knows where)

METHOD = "calibrated_equalized_odds"
COSTS = ("false_negative_rate", "false_positive_rate", "weighted")


def by_hand(y, s, g, w, constraint):
    """Cost before, share withheld and base rate of each group; None where
    there is no answer."""
    found = {}
    for name in sorted(set(g)):
        rows = [(Fraction(w[i]), y[i], Fraction(s[i]))
                for i in range(len(y)) if g[i] == name]
        positive = sum(weight for weight, label, _ in rows if label)
        all_rows = sum(weight for weight, _, _ in rows)
        missed = sum(weight * (1 - x) for weight, label, x in rows if label)
        alarmed = sum(weight * x for weight, label, x in rows if not label)
        rate = positive / all_rows
        cost, trivial = {
            "false_negative_rate": lambda: (missed / positive, 1 - rate),
            "false_positive_rate":
                lambda: (alarmed / (all_rows - positive), rate),
            "weighted": lambda: ((missed + alarmed) / all_rows / 2,
                                 rate * (1 - rate)),
        }[constraint]()
        found[name] = cost, trivial, rate
    worst = max(cost for cost, _, _ in found.values())
    if any(cost < worst and abs(trivial - worst) < 1e-12
           for cost, trivial, _ in found.values()):
        return "rounding decides"
    if any(cost < worst and trivial < worst
           for cost, trivial, _ in found.values()):
        return None
    return {name: (cost, rate, 0 if cost == worst
                   else (worst - cost) / (trivial - cost))
            for name, (cost, trivial, rate) in found.items()}


def draw(seed):
    r = random.Random(seed)
    n, groups = r.choice([12, 40, 150]), "abc"[:r.choice([1, 2, 2, 3])]
    g = [r.choice(groups) for _ in range(n)]
    spread = {name: r.choice([.2, .5, 1]) for name in groups}
    s = [round(32 + (r.random() - .5) * spread[name] * 64) / 64 for name in g]
    y = [int(r.random() < x) for x in s]
    for name in groups:  # both labels
        own = [i for i in range(n) if g[i] == name]
        if len(own) > 1:
            y[own[0]], y[own[1]] = 0, 1
    w = [r.choice([1, 2, 5]) / 4 if seed % 3 == 0 else 1 for _ in range(n)]
    return y, s, g, w


def fit(y, s, g, w, constraint, **options):
    return lf.calibrate(y, s, sensitive_features={"g": g}, min_count=1,
                        sample_weight=w, method=METHOD,
                        cost_constraint=constraint, **options)


def test_rational_numbers():
    made = refused = 0
    for seed in range(40):
        y, s, g, w = draw(seed)
        if any(sum(label == y[i] for i in range(len(y)) if g[i] == name) == 0
               for name in set(g) for label in (0, 1)):
            continue
        for constraint in COSTS:
            expected = by_hand(y, s, g, w, constraint)
            if expected == "rounding decides":
                continue
            if expected is None:
                with pytest.raises(lf.InfeasibleError) as caught:
                    fit(y, s, g, w, constraint)
                assert caught.value.column == "cost_constraint"
                refused += 1
                continue
            c = fit(y, s, g, w, constraint)
            worst = max(cost for cost, _, _ in expected.values())
            assert c.cost == pytest.approx(float(worst), abs=1e-14)
            squares = 0
            for row in c.to_dict()["groups"]:
                name = row["group"]["g"]
                cost, rate, share = expected[name]
                m = row["map"]
                assert row["cost_before"] == pytest.approx(
                    float(cost), abs=1e-14)
                assert m["base_rate"] == pytest.approx(float(rate), abs=1e-14)
                assert m["withheld"] == pytest.approx(float(share), abs=1e-9)
                squares += sum(
                    Fraction(w[i]) * ((1 - share) * (Fraction(s[i]) - y[i])
                                      ** 2 + share * (rate - y[i]) ** 2)
                    for i in range(len(y)) if g[i] == name)
            assert c.brier[1] == pytest.approx(
                float(squares / sum(map(Fraction, w))), abs=1e-9)
            jsonschema.validate(c.to_dict(), lf.schema("calibrator"))
            oracle.check_seal(c.to_json())
            assert lf.Calibrator.from_json(c.to_json()) == c
            made += 1
    assert made > 25 and refused > 5


def a_fit():
    """Rows of which some scores of some group are withheld, and some not."""
    for seed in range(100):
        rows = draw(seed)
        if len(rows[0]) < 100 or len(set(rows[2])) < 2:
            continue
        found = by_hand(*rows, "false_negative_rate")
        if found and any(.2 < share < .8 for _, _, share in found.values()):
            return rows
    raise AssertionError("none is drawn")


def test_rows_and_their_coins():
    y, s, g, w = a_fit()
    n = len(y)
    c = fit(y, s, g, w, "false_negative_rate")
    for ids in (list(range(n)), [f"row {i}" for i in range(n)]):
        coins = [coin(7, i) for i in ids]
        expected = list(oracle.apply(
            c.to_json(), [(x, {"g": k}) for x, k in zip(s, g)], coins))
        found = list(c.apply(s, sensitive_features=g, seed=7, row_id=ids))
        assert found == expected and found != s
        back = c.apply(s[::-1], sensitive_features=g[::-1], seed=7,
                       row_id=ids[::-1])
        assert list(back)[::-1] == found
    assert list(c.apply(s, sensitive_features=g, seed=8, row_id=ids)) != found


@pytest.mark.parametrize("name", ["income", "health"])
@pytest.mark.parametrize("constraint", COSTS)
def test_data_of_the_paper(name, constraint):
    """As its authors' code has it; their groups cost the same afterwards, and
    by coins nearly so."""
    rows = published.read(published.shared("pleiss", f"{name}.csv"))
    y = np.array([float(x) for x in rows["label"]])
    s = np.array([float(x) for x in rows["prediction"]])
    g = np.array([float(x) for x in rows["group"]]).astype(int)

    def cost(p, own, label):
        held = (g == own) & (y == label)
        return np.abs(p[held] - label).mean()

    def total(p, own):
        rate = y[g == own].mean()
        return {"false_negative_rate": cost(p, own, 1),
                "false_positive_rate": cost(p, own, 0),
                "weighted": (cost(p, own, 0) * (1 - rate)
                             + cost(p, own, 1) * rate) / 2}[constraint]

    before = [total(s, own) for own in (0, 1)]
    lower = int(np.argmin(before))
    trivial = total(np.full(len(y), y[g == lower].mean()), lower)
    share = (max(before) - min(before)) / (trivial - min(before))
    if not share <= 1:
        with pytest.raises(lf.InfeasibleError):
            fit(y, s, g, None, constraint)
        return
    c = fit(y, s, g, None, constraint)
    assert c.maps[lower]["withheld"] == pytest.approx(share, rel=1e-11)
    assert c.maps[1 - lower]["withheld"] == 0
    costs = []
    for seed in range(20):
        p = np.array(c.apply(s, sensitive_features=g, seed=seed,
                             row_id=np.arange(len(y))))
        assert (p[g != lower] == s[g != lower]).all()
        costs.append(total(p, lower))
    spread = np.std(costs, ddof=1) / len(costs) ** .5
    assert abs(np.mean(costs) - max(before)) < 4 * spread


def test_small_groups_and_others_keep_their_scores():
    y, s, g, w = a_fit()
    g = g[:-2] + ["z", "z"]
    c = lf.calibrate(y, s, sensitive_features={"g": g}, min_count=3,
                     method=METHOD, unseen="pooled",
                     cost_constraint="false_negative_rate")
    assert c.maps["z"] is None and c.pooled_map["withheld"] == 0
    assert list(c.apply([.3, .4], sensitive_features=["z", "new"], seed=1,
                        row_id=[1, 2])) == [.3, .4]
    assert "withheld" in str(c) and c.cost_constraint == COSTS[0]


def test_what_is_refused():
    y, s, g, w = a_fit()
    c = fit(y, s, g, w, "false_negative_rate")
    for options, text in (
        ({}, "needs a seed and row_id"),
        ({"row_id": range(len(s))}, "needs a seed"),
        ({"seed": 1}, "needs a seed and row_id"),
    ):
        with pytest.raises(lf.SpecificationError, match=text):
            c.apply(s, sensitive_features=g, **options)
    with pytest.raises(lf.SpecificationError, match="coins of rows"):
        c.to_sql()
    for options, text in (
        ({"shrinkage": 1}, "apart"), ({"pooled": True}, "together"),
        ({"cost_constraint": "x"}, "weighted"),
        ({"strength": .5}, "of the method quantile"),
    ):
        with pytest.raises(lf.SpecificationError, match=text):
            lf.calibrate(y, s, sensitive_features={"g": g},
                         **{"method": METHOD, **options})
    with pytest.raises(lf.SpecificationError, match="platt has none"):
        lf.calibrate(y, s, sensitive_features={"g": g}, method="platt",
                     cost_constraint="weighted")
    with pytest.raises(lf.DataError, match="no group has 1000 rows"):
        lf.calibrate(y, s, sensitive_features={"g": g}, method=METHOD,
                     min_count=1000)
    with pytest.raises(lf.DataError, match="for\nprobabilities|probabilities"):
        lf.calibrate(y, [2 * x for x in s], sensitive_features={"g": g},
                     method=METHOD, min_count=1)
