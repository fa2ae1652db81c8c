# SPDX-License-Identifier: MIT
"""Report.test: p-values against the oracle's, bounds by what they mean, and
what is refused."""

import copy
import math
import pathlib
import pickle
import random
import sys

import pytest

import libfairness as lf

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from oracle import gate as oracle  # noqa: E402

NAMES = {
    ("difference", 1): ("demographic_parity_difference", {}),
    ("ratio", -1): ("impact_ratio", {}),
    ("rate", 1): ("selection_rate", {"comparison": "group_max"}),
    ("rate", -1): ("selection_rate", {"comparison": "group_min"}),
}


def report_of(groups):
    return lf.audit(
        y_pred=[1, 0] * len(groups),
        frequency=[n for k, all_ in groups for n in (k, all_ - k)],
        sensitive_features={
            "g": [f"g{i}" for i in range(len(groups)) for _ in "ab"]},
        favourable="positive",
    )


@pytest.mark.parametrize("seed", range(40))
def test_against_the_oracle(seed):
    r = random.Random(seed)
    groups = []
    for _ in range(r.randint(2, 5)):
        n = r.choice([40, 300, 2000, 30000])
        groups.append((round(n * r.choice([0.1, 0.19, 0.2, 0.21, 0.5])), n))
    report = report_of(groups)
    for (kind, side), (name, more) in NAMES.items():
        limit = r.choice([0.02, 0.1, 0.2, 0.8, 0.95])
        beyond, within, claims = oracle.rule_p((kind, side, limit), groups)
        test = report.test(name, limit, **more)
        assert (test.name, test.limit) == (name, limit)
        assert test.side == ("max" if side > 0 else "min")
        assert test.claims == claims
        for found, p in ((test.p_beyond, beyond), (test.p_within, within)):
            assert math.isclose(found, p, rel_tol=1e-7, abs_tol=1e-12)
        assert (test.p_no_disparity is None) == (kind == "rate")
        value = report.value(name, **more)
        assert (test.value, test.reason) == (value.value, None)
        lower, upper = test.interval
        assert lower <= test.value <= upper
        # "All are within" is just shown at the far bound, at half of what
        # the interval leaves out.
        far = upper if side > 0 else lower
        if 0 < far < 1:
            p = oracle.rule_p((kind, side, far), groups)[1]
            assert math.isclose(p, (1 - test.confidence) / 2, rel_tol=1e-6)


def test_areas():
    report = lf.audit(
        [1, 1, 0, 0] * 2, y_score=[0.75, 0.25, 0.75, 0.25] * 2,
        frequency=[90, 10, 10, 90, 60, 40, 40, 60],
        sensitive_features={"g": list("aaaabbbb")})
    test = report.test("auc_gap", 0.1)
    assert (test.side, test.claims) == ("max", 1)
    assert test.p_beyond < 0.01 and test.interval[0] > 0.1
    same = report.test("roc_auc", 0.1, comparison="difference")
    assert same[1:] == test[1:]


def test_nothing_to_test():
    report = report_of([(3, 5)])
    test = report.test("impact_ratio", 0.8, by="g")
    assert test == lf.LimitTest(
        name="impact_ratio", limit=0.8, side="min", value=None,
        reason="single_group", interval=None, confidence=0.95, p_beyond=None,
        p_within=None, p_no_disparity=None, claims=0)


def test_it_is_a_value():
    test = report_of([(30, 50), (20, 60)]).test("impact_ratio", 0.8)
    for other in (copy.deepcopy(test), pickle.loads(pickle.dumps(test))):
        assert other == test
    with pytest.raises(AttributeError):
        test.value = 1


@pytest.mark.parametrize("arguments, options, message, column", [
    (("impact_rati", 0.8), {}, "nearest first there are: impact_ratio", None),
    ((7, 0.8), {}, "expected a name", None),
    (("selection_rate", 0.8), {}, "has no test like this", "name"),
    (("selection_rate", 0.1), {"comparison": "difference_to_reference"},
     "has no test like this", "name"),
    (("average_odds_difference", -0.1), {}, "whatever its sign", "limit"),
    (("average_odds_difference", 80), {}, "from 0 to 1", "limit"),
    (("impact_ratio", math.nan), {}, "from 0 to 1", "limit"),
    (("impact_ratio", 80), {}, "from 0 to 1", "limit"),
    (("impact_ratio", -0.1), {}, "from 0 to 1", "limit"),
    (("impact_ratio", math.inf), {}, "from 0 to 1", "limit"),
    (("impact_ratio", "0.8"), {}, "limit: expected a number", "limit"),
    (("impact_ratio", None), {}, "limit: expected a number", "limit"),
    (("impact_ratio", True), {}, "limit: expected a number", "limit"),
    (("impact_ratio", 10**400), {}, "that a double can hold", "limit"),
    (("impact_ratio", 0.8), {"by": "h"}, "h", None),
    (("impact_ratio", 0.8), {"control": 7}, "control: expected", "control"),
    (("selection_rate", 0.8), {"comparison": "x"}, "x", None),
])
def test_refused(arguments, options, message, column):
    report = report_of([(30, 50), (20, 60)])
    with pytest.raises(lf.SpecificationError, match=message) as caught:
        report.test(*arguments, **options)
    if column is not None:
        assert caught.value.column == column


# ---- by an interval ----

BY_BOUNDS = ["average_odds_difference", "average_absolute_odds_difference",
             "conditional_demographic_disparity", "cross_auc", "abroca",
             "score_distance_ks", "score_distance_wasserstein",
             "score_distance_energy", "sufficiency_gap",
             "multicalibration_error"]
COMPARISONS = ["difference_to_overall", "ratio_to_overall",
               "mean_pairwise_difference", "weighted_variance"]


@pytest.fixture(scope="module")
def rows():
    draw = random.Random(5)
    n = 900
    group = [draw.choice("aab") for _ in range(n)]
    score = [draw.random() * (0.9 if g == "a" else 1) for g in group]
    return {
        "y_true": [int(draw.random() < s) for s in score],
        "y_pred": [int(s + draw.gauss(0, .2) > .5) for s in score],
        "y_score": score, "sensitive_features": {"g": group},
        "control_features": {"c": [draw.choice("xyz") for _ in range(n)]},
        "favourable": "positive"}


@pytest.mark.parametrize("name, comparison", [
    *((name, None) for name in BY_BOUNDS),
    *(("selection_rate", name) for name in COMPARISONS)])
def test_by_the_interval(rows, name, comparison):
    """What the bound of an interval is at a confidence, that confidence shows
    of it."""
    report = lf.audit(**rows)
    at = {"comparison": comparison} if comparison else {}
    found = report.value(name, **at)
    assert found.value is not None
    near = 0.03 if name in lf.names("criteria") and (
        "score_distance" in name or name in ("cross_auc", "abroca")) else 1e-5
    is_signed = name in (BY_BOUNDS[0], BY_BOUNDS[2]) or (
        comparison == COMPARISONS[0])
    sign = -1 if is_signed and found.value < 0 else 1
    for confidence in (0.5, 0.8, 0.95, 0.999):
        level = (1 - confidence) / 2
        ends = [sign * x for x in lf.audit(
            **rows, confidence=confidence).value(name, **at).interval]
        for limit in ends:
            if limit <= 0 or limit in (abs(found.value), 1):
                continue  # an end of what there is, or of what is held
            test = report.test(name, limit, **at)
            assert test.interval == pytest.approx(found.interval)
            assert test.claims == 1
            is_nearer = (limit == min(ends)) == (test.side == "max")
            if is_nearer:
                p, level_of = test.p_beyond, level * (2 if is_signed else 1)
            elif is_signed and -min(ends) > limit:
                continue  # the other side is further
            else:
                p, level_of = test.p_within, level
            assert p == pytest.approx(level_of, rel=near), (confidence, limit)
    if name in ("average_odds_difference", "sufficiency_gap", "cross_auc"):
        assert 0 <= test.p_no_disparity <= 1


def test_signed_limits():
    """A disparity that is far on either side is not within a limit."""
    def report_of_rates(a, b):
        return lf.audit(
            [1, 1, 0, 0] * 2, [1, 0, 1, 0] * 2, favourable="positive",
            frequency=[10 * a, 1000 - 10 * a] * 2 + [10 * b, 1000 - 10 * b] * 2,
            sensitive_features={"g": list("aaaabbbb")}, reference={"g": "a"})

    for a, b in ((80, 40), (40, 80)):
        report = report_of_rates(a, b)
        value = report["average_odds_difference"].value
        assert abs(value) == pytest.approx(.4)
        test = report.test("average_odds_difference", 0.1)
        assert test.p_beyond < 1e-9 and test.p_within == 1
        test = report.test("average_odds_difference", 0.6)
        assert test.p_beyond == 1 and test.p_within < 1e-9


def test_slopes_and_intercepts(rows):
    """Of every group, and between them: the bounds of their intervals."""
    report = lf.audit(**rows)
    for metric in ("calibration_slope", "calibration_intercept"):
        low = report.value(metric, comparison="group_min")
        high = report.value(metric, comparison="group_max")
        for value, side, sign in ((low, "min", 1), (high, "max", -1)):
            comparison = f"group_{side}"
            test = report.test(metric, value.value - sign * 5,
                               comparison=comparison)
            assert test.side == side and test.claims == 1
            assert test.p_within < 1e-6 and test.p_beyond == 1
            test = report.test(metric, value.value + sign * 5,
                               comparison=comparison)
            assert test.p_beyond < 1e-6 and test.p_within == 1
        found = report.test(metric, 0.0, comparison="difference")
        assert found.side == "max" and 0 <= found.p_beyond <= 1
    with pytest.raises(lf.SpecificationError, match="a finite number that"):
        report.test("calibration_slope", math.inf, comparison="group_max")


def test_held_to_its_level(rows):
    """No disparity at all: beyond 0 is shown in at most one of twenty, of
    many draws."""
    draw = random.Random(3)
    shown = 0
    for _ in range(200):
        group = [draw.choice("ab") for _ in range(120)]
        y = [int(draw.random() < .4) for _ in group]
        p = [int(draw.random() < (.7 if t else .2)) for t in y]
        report = lf.audit(y, p, sensitive_features={"g": group},
                          favourable="positive")
        high = report.test("average_odds_difference", 0.0)
        shown += high.p_beyond is not None and high.p_beyond <= 0.05
    assert shown <= 20  # 10 expected; 20 has a chance of 0.2 %
