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
    (("average_odds_difference", 0.1), {}, "has no test like this", "name"),
    (("selection_rate", 0.1), {"comparison": "mean_pairwise_difference"},
     "has no test like this", "name"),
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
