# SPDX-License-Identifier: MIT
"""docs/reference/inputs.md holds: each column of its tables is handed in."""

import array
import datetime
import decimal
import json
import re

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import libfairness as lf
from published import ROOT

PAGE = (ROOT / "docs/reference/inputs.md").read_text()
NAMES = {
    "array": array, "datetime": datetime, "decimal": decimal,
    "duckdb": duckdb, "np": np, "pd": pd, "pl": pl, "pa": pa,
}


def rows(title):
    """The cells of the table below a heading."""
    section = PAGE.split(f"\n### {title}\n")[1].split("\n#")[0]
    found = re.findall(r"^\| (`.*`) \| (.*) \|$", section, re.M)
    assert len(found) == section.count("\n| ") - 1, title
    return [(column.strip("`"), said) for column, said in found]


def groups_of(column):
    """The values that it has as a sensitive feature, in order."""
    decisions = [1] * length_of(column)
    report = lf.audit(None, decisions, sensitive_features=column).to_dict()
    (grouping,) = report["groupings"]
    (name,) = grouping["by"]
    return [g["group"][name] for g in grouping["groups"]]


def length_of(column):
    """Rows, without using a stream up."""
    if isinstance(column, pa.RecordBatchReader):
        return 2
    if isinstance(column, pl.LazyFrame):
        return column.collect().height
    if isinstance(column, duckdb.DuckDBPyRelation):
        return len(column.fetchall())
    return len(column)


READ = [
    pytest.param(column, said, id=column[:60])
    for title in (
        "pandas", "Polars", "pyarrow and DuckDB", "NumPy and other buffers",
        "Lists and tuples",
    )
    for column, said in rows(title)
]


@pytest.mark.parametrize("column, said", READ)
def test_what_becomes_what(column, said):
    value = eval(column, NAMES)
    if said.startswith("error: "):
        with pytest.raises(lf.FairnessError) as caught:
            groups_of(value)
        assert said.removeprefix("error: ").strip("`") in str(caught.value)
        assert caught.value.column == "sensitive_feature_0"
        return
    expected = json.loads(said.strip("`"))
    found = groups_of(value)
    assert found == expected
    assert list(map(type, found)) == list(map(type, expected))


REFUSED = rows("What is refused, and what to pass instead")


@pytest.mark.parametrize("column, instead", REFUSED, ids=lambda x: x[:50])
def test_what_is_refused(column, instead):
    value = eval(column, NAMES)
    with pytest.raises(lf.FairnessError) as caught:
        lf.audit(None, value, sensitive_features=["a"])
    assert caught.value.column == "y_pred"
    with pytest.raises(lf.FairnessError):
        lf.audit(None, [1, 1], sensitive_features=value)
    accepted = eval(instead.strip("`"), {**NAMES, "x": value})
    groups_of(accepted)
