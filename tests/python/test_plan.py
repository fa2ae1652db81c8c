# SPDX-License-Identifier: MIT
"""lf.plan: against every combination of thresholds, and where other toolkits
go wrong."""

import itertools
import math
import pathlib
import random
import sys
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import libfairness as lf

sys.path.insert(
    0, str(pathlib.Path(__file__).resolve().parent.parent / "oracle"))

import plan as oracle  # noqa: E402
import published  # noqa: E402

COSTS = {"false_positive": 2, "false_negative": 3}
UTILITIES = {"true_positive": 3, "false_positive": -4, "false_negative": -1,
             "true_negative": 1}
LIMITS = "0", "0.1", "0.25", "0.3333333333333333", "0.5", "0.8"
BEFORE = 0.45


def draw_rows(draw):
    """Both labels in each group; scores that tie, and neighbours."""
    rows = []
    for group in "abc"[:draw.choice((2, 2, 3))]:
        for i in range(draw.randint(3, 5)):
            score = draw.randint(0, 4) / 4
            if draw.random() < 0.3:
                score = math.nextafter(score, 2)
            label = i if i < 2 else draw.randint(0, 1)
            weight = Fraction(draw.choice((1, 1, 1, 2, 5)), 4)
            rows.append(oracle.Row(group, label, score, weight))
    draw.shuffle(rows)
    return rows


def columns(rows):
    return {"y_true": [r.label for r in rows],
            "y_score": [r.score for r in rows],
            "sensitive_features": {"g": [r.group for r in rows]},
            "sample_weight": [float(r.weight) for r in rows]}


@pytest.mark.parametrize("constraint", oracle.RATES)
@pytest.mark.parametrize("objective", oracle.OBJECTIVES)
def test_no_thresholds_are_better(constraint, objective):
    draw = random.Random(f"{constraint} {objective}")
    for rule, is_ratio in itertools.product(("by_group", "shared"), (0, 1)):
        rows, limit = draw_rows(draw), draw.choice(LIMITS)
        asked = {"constraint": constraint, "objective": objective,
                 "rule": rule}
        if constraint != "none":
            asked["min_ratio" if is_ratio else "tolerance"] = limit
        if objective == "least_change":
            asked["threshold"] = BEFORE
        best, nearest = oracle.best(
            rows, constraint, objective, rule, Fraction(limit), is_ratio,
            costs=COSTS, utilities=UTILITIES, before=BEFORE)
        try:
            found = lf.plan(**columns(rows), **asked, costs=COSTS,
                            utilities=UTILITIES)
        except lf.InfeasibleError as error:
            assert best is None
            check_nearest(error, rows, asked, nearest, is_ratio)
            continue
        check(found, rows, asked, best, Fraction(limit), is_ratio)


def check(found, rows, asked, best, limit, is_ratio):
    assert found.objective == float(best)
    assert found.bound == 0
    thresholds = found.thresholds
    fits, gap = oracle.satisfies(rows, thresholds, asked["constraint"], limit,
                                 is_ratio)
    assert fits and found.disparity == (None if gap is None else float(gap))
    reached = oracle.value(asked["objective"], rows, thresholds, COSTS,
                           UTILITIES, BEFORE)
    assert reached == best
    assert found.rule == asked["rule"]
    assert found.needs_groups == (asked["rule"] == "by_group")
    for row in found.groups:
        group = [r for r in rows if f"g={r.group}" == row["group"]]
        cells = oracle.counts(group, thresholds)
        assert row["rows"] == len(group)
        for name, rate in (("selection_rate", "selection"),
                           ("true_positive_rate", "tpr"),
                           ("false_positive_rate", "fpr"),
                           ("positive_predictive_value", "ppv")):
            exact = oracle.rate(rate, cells)
            assert row[name] == (None if exact is None else float(exact))


def check_nearest(error, rows, asked, nearest, is_ratio):
    """What it names can be asked for, and little less could be."""
    assert error.code == "INFEASIBLE"
    if nearest is None:
        assert error.nearest is None
        return
    assert error.nearest == pytest.approx(float(nearest), abs=1e-9)
    again = dict(asked)
    again["min_ratio" if is_ratio else "tolerance"] = error.nearest
    if asked["objective"] == "least_change":
        again["threshold"] = BEFORE
    lf.plan(**columns(rows), **again, costs=COSTS, utilities=UTILITIES)


def test_infeasible():
    """Some of the above are, and this one by hand: each group has to select
    somebody, of whom half, and a third, are positive."""
    with pytest.raises(lf.InfeasibleError, match="nearest that some have") \
            as caught:
        lf.plan([1, 0, 1, 0, 0], [.5] * 5, sensitive_features=list("aabbb"),
                constraint="predictive_parity", tolerance=0.1)
    assert caught.value.nearest == 0.16666666666666669  # 1/2 - 1/3, and no less
    assert isinstance(caught.value, ValueError)
    with pytest.raises(lf.InfeasibleError, match="together") as caught:
        lf.plan([1, 0, 1, 0], [.5] * 4, sensitive_features=list("aabb"),
                constraint="demographic_parity", tolerance=1, min_rate=0.2,
                max_rate="0.7")
    assert caught.value.nearest is None


def test_the_objective_is_of_all_rows():
    """Trap 8: the groups' balanced accuracies, weighted by their sizes, are
    0.769 of these; decisions have 0.744."""
    cells = {"a": (8, 1, 12, 27), "b": (19, 7, 5, 16)}  # TP, FN, FP, TN
    lines = [
        (label, score, group, n) for group, counts in cells.items()
        for n, (label, score) in zip(
            counts, ((1, .9), (1, .1), (0, .9), (0, .1)))]
    y, s, g, n = zip(*lines)
    found = lf.plan(y, s, sensitive_features=g, frequency=n,
                    objective="balanced_accuracy")
    assert f"{found.objective:.3f}" == "0.744"

    def balanced(tp, fn, fp, tn):
        return (Fraction(tp, tp + fn) + Fraction(tn, fp + tn)) / 2

    assert found.objective == float(
        balanced(*map(sum, zip(*cells.values()))))
    by_size = sum(sum(c) * balanced(*c) for c in cells.values()) / sum(n)
    assert f"{float(by_size):.3f}" == "0.769"


def test_neighbours_are_told_apart():
    """Trap 6: a midpoint between them is one of them."""
    low = 0.1
    high = math.nextafter(low, 1)
    found = lf.plan([0, 1, 0, 1], [low, high] * 2,
                    sensitive_features=list("aabb"))
    assert found.objective == 1 and found.thresholds == {"a": high, "b": high}


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, None])
def test_scores_are_finite(bad):
    """Trap 7: no search begins."""
    with pytest.raises(lf.DataError) as caught:
        lf.plan([1, 0, 1, 0], [.9, .1, bad, .2],
                sensitive_features=list("aabb"))
    assert caught.value.column in ("y_score", None)
    if bad is None or bad != bad:
        assert caught.value.row == 2


@pytest.mark.parametrize("given, exact", [
    (0.02, True), ("0.02", True), (Decimal("0.02"), True), ("2e-2", True),
    (np.float64(0.02), True), (np.float32(0.02), True), (1, True),
    (0.01, False), ("0.0199999999999999999", False),
    (Decimal("0.019999999999999999"), False), (0, False), (0.0, False),
])
def test_tolerances_are_decimals(given, exact):
    """50 of 100 and 52 of 100 are two hundredths apart, which the double 0.02
    is not."""
    y = [1] * 50 + [0] * 50 + [1] * 52 + [0] * 48
    s = [0.75 if label else 0.25 for label in y]
    found = lf.plan(y, s, sensitive_features=["a"] * 100 + ["b"] * 100,
                    constraint="demographic_parity", tolerance=given)
    assert (found.objective == 1) is exact


@pytest.mark.parametrize("wrong, words", [
    ({"tolerance": True}, "a number such as 0.02"),
    ({"tolerance": [0.1]}, "a number such as 0.02"),
    ({"tolerance": 2}, "from 0 to 1"),
    ({"tolerance": -0.1}, "from 0 to 1"),
    ({"tolerance": math.nan}, "from 0 to 1"),
    ({"tolerance": "two"}, "from 0 to 1"),
    ({"tolerance": Decimal("NaN")}, "from 0 to 1"),
    ({"tolerance": 0.1, "max_difference": 0.1}, "two names of one number"),
    ({"tolerance": 0.1, "min_ratio": 0.8}, "both given"),
    ({}, "is not said"),
    ({"constraint": "none", "tolerance": 0.1}, "no constraint"),
    ({"constraint": "parity", "tolerance": 0.1}, "demographic_parity"),
    ({"objective": "auc", "tolerance": 0.1}, "accuracy"),
    ({"rule": "each", "tolerance": 0.1}, "by_group"),
    ({"objective": "least_change", "tolerance": 0.1}, "threshold"),
    ({"threshold": 0.5, "tolerance": 0.1}, "least_change"),
    ({"objective": "expected_cost", "tolerance": 0.1}, "costs"),
    ({"by": "h", "tolerance": 0.1}, "h"),
    ({"min_count": -1, "tolerance": 0.1}, "min_count"),
    ({"max_nodes": 1.5, "tolerance": 0.1}, "max_nodes"),
    ({"max_nodes": 0, "tolerance": 0.1}, "max_nodes: .* 1 or more"),
    ({"min_rate": 0.6, "max_rate": "0.5"}, "min_rate is 0.6 and max_rate 0.5"),
    ({"max_selected": 1.5, "tolerance": 0.1}, "expected a share"),
    ({"max_selected": -1, "tolerance": 0.1}, "expected a share"),
    ({"min_selected": [1], "tolerance": 0.1}, "min_selected"),
    ({"no_lower_than": math.nan, "tolerance": 0.1}, "not finite"),
    ({"no_higher_than": "x", "tolerance": 0.1}, "no_higher_than"),
])
def test_what_makes_no_sense(wrong, words):
    asked = {"constraint": "demographic_parity", **wrong}
    with pytest.raises(lf.SpecificationError, match=words):
        lf.plan([1, 0, 1, 0], [.9, .1, .8, .2],
                sensitive_features={"g": list("aabb")}, **asked)


def test_what_is_not_there():
    with pytest.raises(lf.SpecificationError, match="y_score"):
        lf.plan([1, 0], sensitive_features=list("ab"))
    with pytest.raises(lf.SpecificationError, match="y_true"):
        lf.plan(y_score=[1, 0], sensitive_features=list("ab"))
    with pytest.raises(lf.DataError, match="positive"):
        lf.plan([1, 0, 0], [1, 0, 1], sensitive_features=list("aab"),
                constraint="equal_opportunity", tolerance=0)
    with pytest.raises(lf.DataError):
        lf.plan([], [], sensitive_features=[])
    with pytest.raises(TypeError, match="made by plan"):
        lf.Plan()


FRAME = {"y": [1, 0, 1, 0, 1, 0], "s": [.9, .6, .4, .2, .7, .5],
         "g": list("aaabbb"), "h": [1, None, 1, 1, None, 1]}


@pytest.mark.parametrize("frame", [
    dict, pd.DataFrame, pl.DataFrame, lambda d: pl.DataFrame(d).lazy(),
    pa.table,
], ids=["dict", "pandas", "polars", "lazy", "pyarrow"])
def test_frames(frame):
    found = lf.plan("y", "s", data=frame(FRAME), sensitive_features=["g", "h"])
    assert list(found.thresholds) == [("a", 1), ("a", None), ("b", 1),
                                      ("b", None)]
    assert found.by == ["g", "h"]
    only = lf.plan("y", "s", data=frame(FRAME), sensitive_features=["g", "h"],
                   by="h")
    assert list(only.thresholds) == [1, None]


def test_of_a_report():
    report = lf.audit("y", data=FRAME, y_score="s",
                      sensitive_features=["g", "h"])
    with pytest.raises(lf.SpecificationError, match="several groupings"):
        report.plan()
    found = report.plan(by="g", constraint="demographic_parity", min_ratio=1)
    same = lf.plan("y", "s", data=FRAME, sensitive_features="g",
                   constraint="demographic_parity", min_ratio=1)
    assert found.thresholds == same.thresholds and str(found) == str(same)
    assert found.disparity == 1
    with pytest.raises(lf.SpecificationError, match="y_score"):
        lf.audit([1, 0], sensitive_features={"g": [1, 2]}).plan()
    alone = lf.plan("y", "s", data=FRAME, sensitive_features="h",
                    constraint="equal_opportunity", tolerance=0, min_count=2)
    assert alone.disparity is None and alone.reason == "single_group"


def test_shown():
    found = lf.plan([1, 0, 1, 0, 0, 0], [.9, .6, .4, .2, .1, .3],
                    sensitive_features={"<g>": ["&", "&", " ", " ", None,
                                               None]})
    assert repr(found) == (
        "<libfairness.Plan: accuracy 1.000 under none, 3 groups>")
    assert str(found) == found.to_text()
    assert "It needs <g> at decision time." in str(found)
    assert '<g>=" "' in str(found) and "<g>=(missing)" in str(found)
    assert "&lt;g&gt;=&amp;" in found._repr_html_()
    assert "<g>" not in found._repr_html_()
    assert found.thresholds == {" ": 0.4, "&": 0.9, None: math.inf}
    table = pl.DataFrame(found.groups)
    assert table["group"].to_list() == ['<g>=" "', "<g>=&", "<g>=(missing)"]
    assert table["group_key"][2] == '{"<g>": null}'
    assert table["threshold"].to_list() == [0.4, 0.9, math.inf]
    assert table["true_positive_rate"].to_list() == [1, 1, None]
    assert table.equals(pl.DataFrame(pa.table(found.groups)))
    assert found.groups.to_pandas()["rows"].tolist() == [2, 2, 2]


def test_labels_are_those_of_reports():
    values = ["", "(missing)", None, '"a"', " b", "c\n", "d"]
    made = {"y_true": [1, 0] * 7, "y_score": [.9, .1] * 7,
            "sensitive_features": {"x": [v for v in values for _ in "12"]}}
    report = lf.audit(**made).groups.to_lists()
    found = lf.plan(**made).groups.to_lists()
    for name in ("group", "group_key"):
        assert found[name] == list(dict.fromkeys(report[name]))[1:]


# ---- randomized plans ----


def test_randomized():
    """By hand: to select as many of b as of a takes half of a step."""
    y, s = [1, 0, 1, 1, 0], [.9, .1, .8, .7, .2]
    found = lf.plan(y, s, sensitive_features=list("aabbb"), randomized=True,
                    constraint="demographic_parity", tolerance=0)
    assert found.rule == "randomized" and found.randomized
    assert found == lf.plan(
        y, s, sensitive_features=list("aabbb"), rule="randomized",
        constraint="demographic_parity", tolerance=0)
    fixed = lf.plan(y, s, sensitive_features=list("aabbb"),
                    constraint="demographic_parity", tolerance=0)
    assert fixed.objective == 0.6  # everybody, or nobody: 3 or 2 of 5
    # Of a 1/2 to 2/3, of b as much: 5 - 1/3 at the latter, 5 - 1/2 before.
    assert found.objective == pytest.approx((5 - 1 / 3) / 5, abs=1e-15)
    assert found.thresholds["b"] == 0.7
    (low, share), (high, other) = found.thresholds["a"]
    assert (low, high) == (0.1, 0.9) and share + other == 1
    assert share == pytest.approx(1 / 3, abs=1e-15)
    assert found.disparity == pytest.approx(0, abs=1e-15)
    for wrong in ({"randomized": 1}, {"randomized": True, "rule": "shared"}):
        with pytest.raises(lf.SpecificationError, match="randomized"):
            lf.plan(y, s, sensitive_features=list("aabbb"), **wrong)


@pytest.fixture(scope="module")
def credit():
    """FICO scores by race; what a loan earns if it is repaid, and loses."""
    rows = published.read(published.shared("fico", "fico_weighted.csv.gz"))

    def plan(gain, loss, **options):
        return lf.plan(
            y_true=published.binary(rows["label"]),
            y_score=[float(x) for x in rows["score"]],
            sample_weight=[float(x) for x in rows["weight"]],
            sensitive_features={"race": rows["group"]}, objective="utility",
            utilities={"true_positive": gain, "false_positive": -loss,
                       "false_negative": 0, "true_negative": 0}, **options)

    return plan


def test_credit_thresholds(credit):
    """Those that a search of all scores finds at a gain of 1/6."""
    assert credit(1, 5).thresholds == {
        "Asian": 38.5, "Black": 49.0, "Hispanic": 47.0, "White": 41.0}
    assert set(credit(1, 5, rule="shared").thresholds.values()) == {42.5}


@pytest.mark.parametrize("share, options", [
    (99.35, {"rule": "shared"}),
    (92.90, {"constraint": "equal_opportunity"}),
    (80.42, {"constraint": "equalized_odds"}),
    (70.47, {"constraint": "demographic_parity"}),
])
def test_credit_profits(credit, share, options):
    """Hardt, Price and Srebro 2016, section 6, recomputed from the published
    tables: shares of the most profit, where 82 % have to repay."""
    if "constraint" in options:
        options = {**options, "tolerance": 0, "randomized": True}
    found = credit(18, 82, **options).objective / credit(18, 82).objective
    assert f"{100 * found:.2f}" == f"{share:.2f}"


@pytest.mark.parametrize("rule", ["by_group", "shared", "randomized"])
@pytest.mark.parametrize("given, most", [
    (5, 5), (np.int64(5), 5), (0.25, 5), ("0.25", 5), (Decimal("0.25"), 5),
    (np.float32(0.25), 5), ("5", 5), (1, 1), (1.0, 20), (0, 0)])
def test_a_whole_number_is_so_many_and_a_float_a_share(rule, given, most):
    found = lf.plan([1] * 20, [i / 20 for i in range(20)],
                    sensitive_features=list("ab") * 10, rule=rule,
                    objective="true_positive_rate", max_selected=given)
    rates = [row["selection_rate"] for row in found.groups]
    assert sum(rates) * 10 == pytest.approx(most, abs=1e-14)
    assert found.bound == 0
    said = found.to_dict()
    assert said["max_selected"] == str(given) and "min_selected" not in said
    assert lf.Plan.from_json(found.to_json()) == found


def test_ties_are_selected_together():
    asked = dict(y_true=[1, 0, 1, 0], y_score=[.9, .9, .5, .5],
                 sensitive_features=list("aabb"))
    assert lf.plan(**asked, max_selected=3, objective="selection_rate"
                   ).objective == 0.5
    with pytest.raises(lf.InfeasibleError, match="max_selected") as caught:
        lf.plan(**asked, max_selected=3, min_selected=3)
    assert caught.value.nearest is None
    lots = lf.plan(**asked, max_selected=3, min_selected=3, randomized=True)
    assert sum(row["selection_rate"] for row in lots.groups) == 1.5


def test_levelling_up():
    """No group is below what the threshold in use gives it, and each has the
    least that is asked for."""
    draw = random.Random(7)
    rows = [(g, draw.random() < .5, draw.random() * (.6 + .4 * (g == "a")))
            for g in "abc" for _ in range(60)]
    asked = dict(y_true=[int(y) for _, y, _ in rows],
                 y_score=[s for *_, s in rows],
                 sensitive_features=[g for g, *_ in rows])

    def rates(cut):
        return {g: Fraction(sum(s >= cut[g] and y for h, y, s in rows if h == g),
                            sum(y for h, y, _ in rows if h == g))
                for g in "abc"}

    now = rates(dict.fromkeys("abc", .5))
    found = lf.plan(**asked, constraint="equal_opportunity", min_rate=.5,
                    no_lower_than=.5, objective="true_negative_rate")
    for group, rate in rates(found.thresholds).items():
        assert rate >= max(now[group], Fraction(1, 2))
    assert min(now.values()) < Fraction(1, 2)
    assert found.to_dict()["no_lower_than"] == 0.5


@pytest.mark.parametrize("options", [
    {"constraint": "demographic_parity"},
    {"constraint": "equalized_odds", "objective": "f1_score"},
    {"constraint": "equal_opportunity", "randomized": True,
     "objective": "expected_cost"},
    {"constraint": "predictive_parity", "min_ratio": 0},
])
def test_steps_of_a_front_are_plans(options):
    rows = draw_rows(random.Random(4)) * 2
    given = columns(rows)
    report = lf.audit(**given, costs=COSTS)
    front = report.plan_front(points=4, tolerances=["0.05", Decimal("0.5")],
                              **options)
    steps = list(front)
    is_ratio = "min_ratio" in options
    assert front.columns[:3] == ("tolerance", "status", "disparity")
    assert [s["tolerance"] for s in steps] == sorted(
        {s["tolerance"] for s in steps}, reverse=is_ratio)
    assert {0.05, 0.5} <= {s["tolerance"] for s in steps}
    name = "min_ratio" if is_ratio else "max_difference"
    best = report.plan(**{**options, name: 0 if is_ratio else 1})
    sign = -1 if options.get("objective") == "expected_cost" else 1
    for step in steps:
        asked = {**options, name: step["tolerance"]}
        if step["status"] == "infeasible":
            with pytest.raises(lf.InfeasibleError):
                report.plan(**asked)
            assert step["objective"] is step["loss"] is step["bound"] is None
            continue
        plan = report.plan(**asked)
        assert (step["objective"], step["disparity"], step["bound"]) == (
            plan.objective, plan.disparity, plan.bound)
        assert step["loss"] == pytest.approx(
            sign * (best.objective - plan.objective), abs=1e-15)
    assert steps[-1]["status"] == "ok"
    whole = report.plan_front(**options)
    assert list(whole)[-1]["loss"] == pytest.approx(0, abs=1e-15)
    assert len(whole) == (1 if best.disparity == is_ratio else 11)
    assert len(whole.to_pandas()) == len(whole.to_polars()) == len(whole)


@pytest.mark.parametrize("wrong, column", [
    ({"points": 1}, "points"),
    ({"points": 0}, "tolerances"),
    ({"points": 2.5}, "points"),
    ({"points": -1}, "points"),
    ({"points": 10**20}, "points"),
    ({"tolerances": "0.1"}, "tolerances"),
    ({"tolerances": 0.1}, "tolerances"),
    ({"tolerances": []}, "tolerances"),
    ({"tolerances": [2]}, "tolerances"),
    ({"tolerances": [None]}, "tolerances"),
    ({"constraint": "none"}, "constraint"),
])
def test_fronts_that_make_no_sense(wrong, column):
    report = lf.audit([1, 0, 1, 0], y_score=[.9, .6, .4, .2],
                      sensitive_features=list("aabb"))
    with pytest.raises(lf.SpecificationError) as caught:
        report.plan_front(**{"constraint": "demographic_parity", **wrong})
    assert caught.value.column == column


def test_costs_by_group():
    rows = draw_rows(random.Random(11))
    names = sorted({row.group for row in rows})
    costs = {name: (i + 1, 5 - i) for i, name in enumerate(names)}
    asked = dict(columns(rows), objective="expected_cost", group_costs=[
        {"group": {"g": name}, "false_positive": fp, "false_negative": fn}
        for name, (fp, fn) in costs.items()])

    def cost(thresholds):
        total = sum(row.weight for row in rows)
        return sum(
            row.weight * costs[row.group][0 if row.label == 0 else 1]
            for row in rows
            if (row.score >= thresholds[row.group]) != row.label) / total

    plan = lf.plan(**asked)
    cuts = [[math.inf, *{row.score for row in rows if row.group == name}]
            for name in names]
    best = min(cost(dict(zip(names, each)))
               for each in itertools.product(*cuts))
    assert plan.objective == float(best) == float(cost(plan.thresholds))
    assert [row["costs"]["false_negative"]
            for row in plan.to_dict()["groups"]] == [5 - i for i, _ in
                                                     enumerate(names)]
    assert lf.Plan.from_json(plan.to_json()) == plan
    # Those of all groups together, where they are the same.
    same = dict(asked, group_costs=[dict(one, false_positive=2,
                                         false_negative=3)
                                    for one in asked["group_costs"]])
    assert lf.plan(**same).objective == lf.plan(
        **dict(asked, group_costs=None, costs=COSTS)).objective
    some = dict(asked, group_costs=same["group_costs"][:1], costs=COSTS)
    assert lf.plan(**some).objective == lf.plan(**same).objective
    worth = dict(asked, objective="utility", utilities=UTILITIES,
                 group_costs=[{"group": {"g": "a"}, **UTILITIES}])
    assert lf.plan(**worth).objective == lf.plan(
        **dict(worth, group_costs=None)).objective


@pytest.mark.parametrize("given", [
    "a", {"g": 1}, 7, [7], [{"group": {"g": "a"}, "false_positive": 1}],
    [{"group": "a", "false_positive": 1, "false_negative": 1}],
    [{"group": {"g": "a"}, "false_positive": "x", "false_negative": 1}],
    [{"group": {"g": "a"}, "false_positive": -1, "false_negative": 1}],
    [{"group": {"g": "b"}, **COSTS}] * 2,
    [{"group": {}, **COSTS}],
])
def test_costs_by_group_that_make_no_sense(given):
    with pytest.raises(lf.SpecificationError) as caught:
        lf.plan([1, 0, 1, 0], [.9, .6, .4, .2], costs=COSTS,
                sensitive_features={"g": list("aabb")},
                objective="expected_cost", group_costs=given)
    assert caught.value.column == "group_costs"


def test_several_constraints():
    rows = draw_rows(random.Random(5)) + draw_rows(random.Random(8))
    report = lf.audit(**columns(rows))
    asked = {"constraint": "demographic_parity", "tolerance": 0.4}
    also = [{"constraint": "equal_opportunity", "tolerance": "0.3"},
            {"constraint": "false_positive_rate_parity", "min_ratio": 0.1}]
    plan = report.plan(**asked, also=also)
    assert lf.plan(**columns(rows), **asked, also=also) == plan
    found = plan.to_dict()["also"]
    assert [(one["constraint"], one["max_difference"], one["min_ratio"])
            for one in found] == [
        ("true_positive_rate_parity", "0.3", None),
        ("false_positive_rate_parity", None, "0.1")]
    assert lf.Plan.from_json(plan.to_json()) == plan
    assert "And true_positive_rate_parity, disparity" in str(plan)
    rates = [list(plan.groups.to_lists()[name]) for name in (
        "selection_rate", "true_positive_rate", "false_positive_rate")]
    assert max(rates[0]) - min(rates[0]) == pytest.approx(plan.disparity)
    assert max(rates[1]) - min(rates[1]) == pytest.approx(
        found[0]["disparity"], abs=1e-12) and found[0]["disparity"] <= .3
    assert min(rates[2]) / max(rates[2]) == pytest.approx(
        found[1]["disparity"]) and found[1]["disparity"] >= .1
    assert plan.objective <= report.plan(**asked).objective
    front = report.plan_front(constraint="demographic_parity", also=also,
                              tolerances=[0.4])
    assert next(iter(front))["objective"] == plan.objective
    with pytest.raises(lf.InfeasibleError) as caught:
        report.plan(constraint="demographic_parity", tolerance=0,
                    min_rate=0.4, max_rate=0.6, also=[
                        {"constraint": "equalized_odds", "tolerance": 0}])
    assert caught.value.nearest is None or caught.value.nearest > 0


@pytest.mark.parametrize("given", [
    "a", {"constraint": "equalized_odds", "tolerance": 1}, 7, [7], [{}],
    [{"constraint": "equalized_odds"}],
    [{"constraint": "equalized_odds", "tolerance": 2}],
    [{"constraint": "equalised", "tolerance": 1}],
    [{"constraint": 1, "tolerance": 1}],
    [{"constraint": "equalized_odds", "max_rate": 1}],
    [{"constraint": "equalized_odds", "tolerance": 1}] * 4,
])
def test_several_that_make_no_sense(given):
    with pytest.raises(lf.SpecificationError):
        lf.plan([1, 0, 1, 0], [.9, .6, .4, .2],
                sensitive_features=list("aabb"),
                constraint="demographic_parity", tolerance=1, also=given)
