# SPDX-License-Identifier: MIT
"""Ratios and odds of two rates of a group: intervals of reports, p-values and
rules of gates, without a replicate; what verify.py makes of them, which shares
no code with us."""

import json
import math
import random

import libfairness as lf
import pytest
from libfairness import verify
from test_gate import schema

METRICS = ["positive_likelihood_ratio", "negative_likelihood_ratio",
           "diagnostic_odds_ratio", "treatment_ratio"]
CELLS = (1, 1), (1, 0), (0, 1), (0, 0)  # label, decision: tp fn fp tn


def data_of(tables, weights=None):
    """Rows of tables by group."""
    out = {"g": [], "y": [], "p": [], "w": []}
    rng = random.Random(8)
    for name, table in tables.items():
        for (label, decision), n in zip(CELLS, table):
            out["g"] += [name] * n
            out["y"] += [label] * n
            out["p"] += [decision] * n
            out["w"] += [weights(rng) if weights else 1.0 for _ in range(n)]
    return out


TABLES = {"a": (80, 20, 10, 90), "b": (49, 1, 1, 49), "c": (30, 10, 12, 28),
          "d": (0, 12, 3, 30)}


def report_of(tables=None, weights=None, **options):
    data = data_of(tables or TABLES, weights)
    if weights:
        options["sample_weight"] = data["w"]
    return lf.audit(data["y"], data["p"], sensitive_features={"g": data["g"]},
                    **options)


def document(report):
    return json.loads(report.to_json())


@pytest.mark.parametrize("weights", [None, lambda rng: 0.5 + rng.random()])
@pytest.mark.parametrize("more", [{}, {"replicates": 100}])
def test_every_report_has_them(weights, more):
    found = document(report_of(
        weights=weights, comparisons="all", p_values=True,
        reference={"g": "a"}, metrics=METRICS + ["selection_rate"], **more))
    schema("report").validate(found)
    grouping, = found["groupings"]
    for group in [found["overall"], *grouping["groups"]]:
        for name in METRICS:
            entry = group["metrics"][name]
            if entry["value"] is None:
                assert entry["method"] is None
                continue
            low, high = entry["interval"]
            assert entry["method"] == "score"
            assert 0 <= low <= entry["value"] < high < math.inf
    methods = {entry["comparison"]: entry["method"]
               for entry in grouping["comparisons"]
               if entry["metric"] == "negative_likelihood_ratio"
               and entry["group"] != entry["reference"]}
    assert methods["difference_to_reference"] == "score"
    assert methods["ratio_to_reference"] == "score"
    assert methods["difference"] == methods["group_max"] == "simultaneous"
    criterion = grouping["criteria"]["treatment_equality_difference"]
    assert criterion["method"] == "simultaneous"
    assert criterion["p_reason"] is None
    check = verify.verify(found)
    assert not check.wrong, check.wrong[:5]
    assert not check.left, check.left


RULES = [
    {"metric": "diagnostic_odds_ratio", "min": 5, "by": "g"},
    {"metric": "diagnostic_odds_ratio", "comparison": "ratio", "min": 0.5},
    {"metric": "positive_likelihood_ratio", "comparison": "difference",
     "max": 2},
    {"metric": "negative_likelihood_ratio", "max": 0.6, "by": "g"},
    {"metric": "treatment_ratio", "comparison": "ratio_to_reference",
     "min": 0.8},
    {"criterion": "treatment_equality_difference", "max": 1},
    {"metric": "treatment_ratio", "comparison": "difference_to_reference",
     "min": -0.5},
    {"metric": "diagnostic_odds_ratio", "comparison": "group_max",
     "max": 100000},
]


def gate_of(tables, weights=None, rules=RULES):
    data = data_of(tables, weights)
    weighted = {"sample_weight": "w"} if weights else {}
    return lf.gate(
        {"schema": "libfairness/policy/1",
         "rule": [{"id": f"r{i}", **rule} for i, rule in enumerate(rules)]},
        "y", "p", data=data, sensitive_features="g", reference={"g": "a"},
        favourable="positive", **weighted)


@pytest.mark.parametrize("weights", [None, lambda rng: 0.5 + rng.random()])
@pytest.mark.parametrize("times", [1, 30])
def test_rules(times, weights):
    tables = {name: [n * times for n in table]
              for name, table in TABLES.items() if name != "d"}
    found = json.loads(gate_of(tables, weights).to_json())
    schema("verdict").validate(found)
    for rule in found["rules"]:
        assert rule["method"] == "score"
        assert rule["replicates"] is None and rule["seed"] is None
    check = verify.verify(found)
    assert not check.wrong, check.wrong[:5]
    assert not check.left, check.left
    if times == 30:
        assert {"pass", "fail"} <= {r["status"] for r in found["rules"]}


def test_what_is_changed_is_found():
    tables = {"a": (80, 20, 10, 90), "b": (49, 1, 1, 49)}
    rules = [RULES[0], RULES[1], RULES[6]]
    found = json.loads(gate_of(tables, rules=rules).to_json())
    assert not verify.verify(found).wrong
    for rule in found["rules"]:
        for name in ("p_beyond", "p_within"):
            kept = rule[name]
            rule[name] = kept / 2 + 0.1
            assert verify.verify(found).wrong, name
            rule[name] = kept
        for name in ("pass_bound", "fail_bound"):
            kept = rule[name]["value"]
            if kept is None:
                continue
            rule[name]["value"] = kept * 1.01 + 0.01
            assert verify.verify(found).wrong, (rule["id"], name)
            rule[name]["value"] = kept
        settled = rule["settled_by"]
        if settled and settled["rows"]:
            settled["rows"][0]["more"] += 1
            assert verify.verify(found).wrong
            settled["rows"][0]["more"] -= 1


def test_a_group_of_which_nothing_is_wrong():
    """It has no odds ratio, and keeps a rule from passing."""
    found = gate_of({"a": (800, 200, 100, 900), "b": (100, 0, 10, 90)},
                    rules=RULES[:2])
    rules = json.loads(found.to_json())["rules"]
    assert [rule["status"] for rule in rules] == ["inconclusive"] * 2
    assert [rule["undefined_groups"] for rule in rules] == [1, 1]


def test_as_a_test():
    report = report_of(metrics=["selection_rate"], p_values=True)
    entry, = (row for row in report.criteria
              if row["criterion"] == "treatment_equality_difference")
    test = report.test("treatment_equality_difference", 1)
    assert entry["p_no_disparity"] == test.p_no_disparity
    assert test.interval[0] <= test.value <= test.interval[1]
