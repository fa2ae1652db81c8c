# SPDX-License-Identifier: MIT
"""Every report is valid by the published JSON Schema, and never holds NaN or
Infinity."""

import copy
import json
import pathlib
import sys

import jsonschema
import pytest

import libfairness as lf

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))
sys.path.insert(0, str(ROOT / "tests" / "python"))

from oracle import tables  # noqa: E402
from test_oracle import arguments  # noqa: E402

SCHEMA = json.loads(
    (ROOT / "docs" / "schemas" / "report.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def refuse(word):
    raise AssertionError(f"{word} in a report")


def parse(text):
    return json.loads(text, parse_constant=refuse)


def check(report):
    found = parse(report.to_json())
    errors = [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}"
              for e in VALIDATOR.iter_errors(found)]
    assert not errors, "\n".join(errors[:10])
    rows = found["rows"]
    assert rows["in"] == rows["used"] + sum(rows["excluded"].values())
    return found


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("seed", range(1000, 1024))
def test_random_reports(seed):
    table = tables.random_table(seed)
    words = arguments(table["columns"], table["context"])
    if seed % 3 == 0:
        words["comparisons"] = "all"
    try:
        report = lf.audit(**words)
    except lf.DataError as error:
        assert error.code == "EMPTY"
        return
    check(report)


@pytest.mark.parametrize("name", dict(tables.edge_tables()))
def test_edges(name):
    check(lf.audit(
        metrics=["selection_rate", "true_positive_rate", "treatment_ratio",
                 "matthews_correlation", "predicted_positive_share"],
        **arguments(dict(tables.edge_tables())[name], {})))


def test_an_infinite_ratio_is_null_with_its_reason():
    report = check(lf.audit(None, [0, 0, 1, 0],
                            sensitive_features={"race": list("aabb")},
                            reference={"race": "a"}))
    entry, = [c for c in report["groupings"][0]["comparisons"]
              if c["comparison"] == "ratio_to_reference"
              and c["metric"] == "selection_rate"
              and c["group"] == {"race": "b"}]
    assert entry["value"] is None and entry["reason"] == "zero_reference"


def test_counts_above_two_to_53_stay_integers():
    report = lf.audit(None, [0, 1], sensitive_features={"g": ["a", "b"]},
                      frequency=[2 ** 53 + 1, 2 ** 53])
    assert f'"n":{2 ** 54 + 1}' in report.to_json().replace(" ", "")
    check(report)


def test_keys_are_in_the_documented_order():
    report = check(lf.audit([1, 0, 1, 0], [1, 0, 0, 1],
                            sensitive_features={"race": list("aabb")}))
    assert list(report) == ["schema", "library", "rows", "specification",
                            "overall", "strata", "groupings", "warnings"]
    assert report["schema"] == "libfairness/report/1"
    assert report["library"] == lf.__version__
    grouping = report["groupings"][0]
    assert list(grouping)[:2] == ["by", "control"]


# The schema must be able to say no.

def broken(change):
    report = parse(lf.audit([1, 0, 1, 0], [1, 0, 0, 1],
                            sensitive_features={"race": list("aabb")}
                            ).to_json())
    assert VALIDATOR.is_valid(report)
    bad = copy.deepcopy(report)
    change(bad)
    return bad


def rate(report):
    return report["overall"]["metrics"]["selection_rate"]


def first(report):
    return report["groupings"][0]["comparisons"][0]


@pytest.mark.parametrize("change", [
    lambda r: rate(r).update(value=None),
    lambda r: rate(r).update(reason="no_rows"),
    lambda r: rate(r).update(value=None, reason="because"),
    lambda r: rate(r).update(method=None),
    lambda r: rate(r).update(interval=[0.1]),
    lambda r: rate(r).pop("denominator"),
    lambda r: rate(r).update(extra=1),
    lambda r: r["overall"]["counts"].update(n=-1),
    lambda r: r["overall"]["counts"].update(tp=0.5),
    lambda r: r["rows"]["excluded"].update(lost=3),
    lambda r: first(r).update(groups_compared=None),
    lambda r: first(r).update(group={}),
    lambda r: first(r).update(worse_off="a"),
    lambda r: first(r).pop("left_out"),
    lambda r: r.pop("warnings"),
    lambda r: r.update(schema="libfairness/report/2"),
    lambda r: r.update(more={}),
    lambda r: r["groupings"].clear(),
])
def test_a_broken_report_is_refused(change):
    assert not VALIDATOR.is_valid(broken(change))
