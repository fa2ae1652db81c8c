# SPDX-License-Identifier: MIT
"""The library against an independent oracle in exact rational arithmetic:
hundreds of random tables and every edge there is."""

import json
import pathlib
import random
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from oracle import comparisons, oracle, tables  # noqa: E402
from oracle.judge import judge  # noqa: E402

import libfairness as lf  # noqa: E402

RANDOM = 300
SUITES = ["classification", "ranking", "calibration"]


def arguments(columns, context):
    """The oracle's arguments in the words of libfairness.audit."""
    out = {"sensitive_features": columns["sensitive"]}
    if columns.get("control"):
        out["control_features"] = columns["control"]
    for key in ("y_true", "y_pred", "y_score", "threshold", "sample_weight",
                "frequency", "unlabelled", "nulls"):
        if columns.get(key) is not None:
            out[key] = columns[key]
    for key in ("favourable", "reference", "undefined", "min_count",
                "min_share", "confidence"):
        if context.get(key) is not None:
            out[key] = context[key]
    costs, utility = context.get("expected_cost"), context.get("utility")
    if costs:
        out["costs"] = {"false_positive": costs["fp"],
                        "false_negative": costs["fn"]}
    if utility:
        out["utilities"] = {
            "true_positive": utility["tp"], "false_positive": utility["fp"],
            "false_negative": utility["fn"], "true_negative": utility["tn"]}
    return out


def refuse(word):
    raise AssertionError(f"{word} in a report")


# Newton's method in 50 digits would take minutes: test_calibration.py.
CURVES = ("calibration_slope", "calibration_intercept")
# Where weights are further apart than this, what these are made of cancels
# beyond the 256 bits that the library has; and the square of the smallest
# score is no double: test_calibration.py too.
APART = 1e10
CANCELS = ("spiegelhalter_z", "brier_within_bin_variance",
           "brier_within_bin_covariance")


def elsewhere(columns):
    """Metrics that are not compared here."""
    weights = [w for w in columns.get("sample_weight") or () if w]
    apart = weights and max(weights) > APART * min(weights)
    tiny = 5e-324 in columns.get("y_score", ())
    return CURVES + CANCELS if apart or tiny else CURVES


def without(names, report):
    for part in [report, *report["strata"], *report["groupings"]]:
        if "overall" in part:
            for name in names:
                part["overall"]["metrics"].pop(name, None)
        for group in part.get("groups", ()):
            for name in names:
                group["metrics"].pop(name, None)
        if "comparisons" in part:
            part["comparisons"] = [c for c in part["comparisons"]
                                   if c["metric"] not in names]
    return report


def check(columns, context, by=None):
    columns = {"nulls": "group", **columns}
    empty = oracle.Table(**columns).used == 0
    try:
        report = lf.audit(
            comparisons="all", metrics=SUITES if "y_score" in columns else None,
            **arguments(columns, context))
    except lf.DataError as error:
        assert empty and error.code == "EMPTY", error
        return
    assert not empty
    found = json.loads(report.to_json(), parse_constant=refuse)
    expected = oracle.report(
        by=by, context=context, comparison_names=comparisons.NAMES,
        **columns)
    names = elsewhere(columns)
    complaints = judge(without(names, found), without(names, expected))
    assert not complaints, "\n".join(
        [f"{len(complaints)} disagreements", *complaints[:12]])


@pytest.mark.parametrize("seed", range(RANDOM))
def test_random_tables(seed):
    table = tables.random_table(seed)
    check(table["columns"], table["context"], table["by"])


EDGES = dict(tables.edge_tables())
CONTEXTS = {
    "default": {}, "skip": {"undefined": "skip"},
    "min-count": {"min_count": 3}, "min-share": {"min_share": 0.25},
    "best": {"reference": "best"}, "worst": {"reference": "worst"},
    "overall": {"reference": "overall"}, "rest": {"reference": "rest"},
    "negative": {"favourable": "negative", "reference": "best"},
}


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("name", EDGES)
def test_edges(name, context):
    check(EDGES[name], CONTEXTS[context])


@pytest.mark.parametrize("groups", [64, 65])
def test_many_groups(groups):
    """Where pairs are too many, intervals are made of groups' own."""
    rng = random.Random(groups)
    columns = tables.counts({
        f"g{i:02}": tuple(rng.randrange(1, 90) for _ in range(4))
        for i in range(groups)})
    columns["sensitive"]["race"][:4] = [None] * 4
    check(columns, {"favourable": "positive"})


def test_named_references():
    columns = tables.counts({
        "a": (5, 3, 2, 7), "b": (1, 2, 3, 4), "c": (4, 3, 2, 1)})
    check(columns, {"reference": {"race": "c"}})
    columns["sensitive"]["sex"] = ["f", "m"] * 6
    check(columns, {"reference": {"race": "c"}})
    check(columns, {"reference": {"race": "c", "sex": "m"}})


def test_named_references_in_strata():
    columns = tables.counts({
        "a": (5, 3, 2, 7), "b": (1, 2, 3, 4), "c": (4, 3, 2, 1)})
    columns["control"] = {"site": ["x", "x", "y", "y"] * 3}
    check(columns, {"reference": {"race": "b"}})
    columns["control"] = {"site": ["x"] * 8 + ["y"] * 4}
    check(columns, {"reference": {"race": "c"}})  # no c in x


def test_baseline_counts():
    """The same table by the baseline's decisions, and who gained or lost."""
    rng = random.Random(5)
    y, d, b = ([rng.randrange(2) for _ in range(200)] for _ in range(3))
    race = [rng.choice("abc") for _ in range(200)]
    report = lf.audit(y, d, y_pred_baseline=b,
                      sensitive_features={"race": race}).to_dict()
    for entry in report["groupings"][0]["groups"]:
        mine = [(t, p, q) for t, p, q, g in zip(y, d, b, race)
                if g == entry["group"]["race"]]
        found = entry["counts"]["baseline"]
        for name, cell in (("tp", (1, 1)), ("fp", (0, 1)), ("fn", (1, 0)),
                           ("tn", (0, 0))):
            assert found[name] == sum((t, q) == cell for t, _, q in mine)
        assert found["selected"] == sum(q for _, _, q in mine)
        assert found["gained"] == sum(p > q for _, p, q in mine)
        assert found["lost"] == sum(p < q for _, p, q in mine)


def test_a_planted_error_is_found():
    columns = {"nulls": "group", **tables.counts({"a": (5, 3, 2, 7),
                                                  "b": (1, 2, 3, 4)})}
    found = lf.audit(comparisons="all",
                     **arguments(columns, {})).to_dict()
    found["groupings"][0]["groups"][1]["metrics"]["accuracy"]["value"] += 1e-16
    expected = oracle.report(
        comparison_names=comparisons.NAMES, **columns)
    assert len(judge(found, expected)) == 1
