# SPDX-License-Identifier: MIT
"""Arguments of the wrong kind, wherever one can be given: an error of ours
that names the argument, never one of Python's own."""

import csv
import datetime
import decimal
import html
import html.parser
import inspect
import io
import json
import re
import types
import unicodedata
from collections import UserDict

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import libfairness as lf

Y = [1, 0, 1, 0, 1, 0]
D = [1, 0, 1, 1, 0, 0]
RACE = list("aaabbb")
FRAME = {"y": Y, "d": D, "race": RACE}

WEIRD = [
    None, 0, -1, True, 1.5, float("nan"), float("inf"), "", "x", "a\0b",
    "a\nb", "a=b,c", "\ud800", b"x", [], (), {}, set(), [None], [1], ["race"],
    [["race"], ["race"]], {"race": "a"}, {"race": [1]}, {1: 2}, object(),
    object, len, 1j, decimal.Decimal(1), np.float64(1), np.str_("a"), pd.NA,
    pd.NaT, datetime.date(2026, 1, 1), range(6), iter([1]), 10 ** 30,
    "x" * 10000, np.array([1, 2]), pd.Series([1]), "all", "largest", 95,
]


def parameters(function):
    return [p for p in inspect.signature(function).parameters if p != "self"]


def tried(function, arguments):
    """For every argument every weird value: a result or an error of ours."""
    for name in parameters(function):
        for value in WEIRD:
            try:
                function(**{**arguments, name: value})
            except lf.FairnessError as error:
                # Lists of columns, metrics or groups are long by themselves.
                assert "x" * 300 not in str(error), f"{name}={value!r:.60}"
                assert "\n" not in str(error), f"{name}={value!r:.60}"
            except Exception as error:
                pytest.fail(f"{name}={value!r:.60}: {error!r}")


def batches(**options):
    audit = lf.Audit(**options)
    audit.add(FRAME)
    return audit.report()


batches.__signature__ = inspect.signature(lf.Audit)


@pytest.fixture
def audit():
    a = lf.Audit(y_true="y", y_pred="d", sensitive_features=["race"])
    a.add(FRAME)
    return a


NAMED = {"y_true": "y", "y_pred": "d", "sensitive_features": "race"}
ARRAYS = {"y_true": Y, "y_pred": D, "sensitive_features": {"race": RACE}}


@pytest.mark.parametrize("function, arguments", [
    (lf.audit, ARRAYS),
    (lf.audit, {**NAMED, "data": FRAME}),
    (lf.equalized_odds_difference, ARRAYS),
    (batches, NAMED),
    (lf.schema, {}),
])
def test_functions(function, arguments):
    tried(function, arguments)


def test_methods(audit):
    state = audit.to_bytes()
    tried(audit.report, {})
    tried(lambda data: audit.add(data), {})
    tried(audit.copy().add, {"data": FRAME})
    tried(audit.merge, {})
    tried(audit.check_shards, {})
    tried(lf.Audit.from_bytes, {"state": state})
    assert audit.to_bytes() == state
    report = audit.report()
    tried(report.value, {"name": "selection_rate"})
    tried(report.to_pandas, {})
    tried(report.to_polars, {})


def test_a_grouping_is_never_ignored(audit):
    report = audit.report()
    assert report.value("selection_rate").value == 0.5
    for by in ("race", "nope", ["race", "race"]):
        with pytest.raises(lf.SpecificationError):
            report.value("selection_rate", by=by)
    value = report.value("selection_rate", by="race", group={"race": "a"})
    assert value.value == 2 / 3


def test_saved_bytes_of_other_kinds(audit):
    state = audit.to_bytes()
    for same in (bytearray(state), memoryview(state),
                 np.frombuffer(state, np.uint8)):
        assert lf.Audit.from_bytes(same).to_bytes() == state
    with pytest.raises(lf.TypeUnsupportedError):
        lf.Audit.from_bytes(memoryview(state)[::2])


@pytest.mark.parametrize("name", ["a\0b", "\ud800"])
def test_names_that_no_column_can_have(name, audit):
    for features in ({name: RACE}, [pd.Series(RACE, name=name)],
                     pd.Series(RACE, name=name)):
        with pytest.raises(lf.SpecificationError) as caught:
            lf.audit(y_pred=D, sensitive_features=features)
        assert caught.value.column == "sensitive_features"
    with pytest.raises(lf.SpecificationError):
        audit.report()[name]


def test_mappings_of_any_class():
    for kind in (dict, UserDict, types.MappingProxyType):
        report = lf.audit(
            y_true=Y, y_pred=list("yynnyn"),
            sensitive_features=kind({"race": RACE}),
            reference=kind({"race": "b"}),
            positive_label=kind({"y_pred": "y"}),
            costs=kind({"false_positive": 1, "false_negative": 2}))
        said = report.to_dict()["specification"]
        assert said["reference"] == {"race": "b"}
        assert report.value("selection_rate",
                            group=kind({"race": "a"})).value == 2 / 3


class Exports:
    def __init__(self, what):
        self.what = what

    def __arrow_c_array__(self, requested_schema=None):
        return self.what


@pytest.mark.parametrize("what", [
    None, 5, "ab", (), (1, 2), (None, None),
    pa.array(D).__arrow_c_array__()[::-1]])
def test_what_is_no_arrow_array(what):
    column = Exports(what)
    for call in (lambda: lf.audit(y_pred=column, sensitive_features=RACE),
                 lambda: lf.audit(y_pred=D, sensitive_features=column),
                 lambda: lf.audit(data=column, y_pred="d",
                                  sensitive_features="race")):
        with pytest.raises(lf.TypeUnsupportedError):
            call()


def test_an_arrow_array_is_used_up():
    column = Exports(pa.array(D).__arrow_c_array__())
    lf.audit(y_pred=column, sensitive_features=RACE)
    with pytest.raises(lf.SpecificationError):
        lf.audit(y_pred=column, sensitive_features=RACE)


def test_one_column_of_a_lazy_frame():
    same = lf.audit(y_pred=D, sensitive_features=RACE).to_json()
    column = pl.LazyFrame({"d": D})
    assert lf.audit(y_pred=column, sensitive_features=RACE).to_json() == same
    broken = column.select(pl.col("d").cast(pl.String).str.to_date())
    for arguments in ({"y_pred": broken, "sensitive_features": RACE},
                      {"y_pred": D, "sensitive_features": broken}):
        with pytest.raises(lf.DataError) as caught:
            lf.audit(**arguments)
        assert "\n" not in str(caught.value)


def test_texts_of_numpy():
    dtype = np.dtypes.StringDType(na_object=None)
    race = np.array(["a", "a\0", None] * 2, dtype=dtype)
    report = lf.audit(y_pred=D, sensitive_features={"race": race})
    found = [g["group"]["race"] for g in
             report.to_dict()["groupings"][0]["groups"]]
    assert found == ["a", "a\0", None]


# ---- hostile names in each format ----

NAMES = [
    "</script><script>alert(1)</script>", "=cmd|'/c calc'!A1", "@SUM(1)",
    "+1", "-1+1", "\t=1", "\r=1", "a\nb", "a|b", "`code`", "[x](http://y.z)",
    "![x](http://y.z/i.png)", "<img src=x onerror=alert(1)>", "**bold**",
    "\x1b[31mred\x1b[0m", "\x9b31m", "\x07", "\u202egnp.exe", "\u2066x",
    "zero\u200bwidth", "\ufeffbom", "\U000e0041tag", "{{7*7}}", "{%x%}",
    "${7*7}", "$x^2$", "(missing)", '"(missing)"', "", " ", "1", "null",
    "&lt;b&gt;", "quo\"te'", "\\u{202e}gnp.exe", "\uff1d1+1", "日本語",
    "e\u0301", "www.example.org", None,
]


@pytest.fixture(scope="module")
def hostile():
    """Each name twice, as a group of a feature with such a name itself."""
    return lf.audit(
        y_true=[1, 0] * len(NAMES), y_pred=[1, 0] * len(NAMES),
        sensitive_features={"=<b>": [n for n in NAMES for _ in "12"]},
        allow_sparse=True,
    )


class Fragment(html.parser.HTMLParser):
    """Tags, attributes and text, as a browser would find them."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.text = set(), {}, []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        for name, value in attributes:
            self.attributes.setdefault(name, set()).add(value)

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.parametrize("form", ["text", "markdown", "html", "csv", "json"])
def test_nothing_drives_a_terminal(hostile, form):
    for c in getattr(hostile, f"to_{form}")():
        assert c == "\n" or unicodedata.category(c) not in ("Cc", "Zl", "Zp")
        if form != "json":
            assert unicodedata.category(c) != "Cf", hex(ord(c))


def test_hostile_names_in_html(hostile):
    found = Fragment(hostile.to_html())
    assert found.tags <= {
        "div", "style", "p", "strong", "h4", "h5", "ul", "li", "table",
        "thead", "tbody", "tr", "th", "td", "small", "details", "summary",
        "svg", "text", "line", "circle",
    }
    assert not {a for a in found.attributes if a.startswith("on")}
    assert not {"src", "href", "style", "id"} & set(found.attributes)
    assert "{{" not in hostile.to_html() and "{%" not in hostile.to_html()
    shown = set(found.text)
    for name in NAMES:
        if name is not None and name.isprintable() and name.strip():
            assert f"=<b>={name}" in shown or name in (
                "(missing)", '"(missing)"', "\\u{202e}gnp.exe",
            ), name
    assert {"=<b>=(missing)", '=<b>="(missing)"'} <= shown


def test_hostile_names_in_markdown(hostile):
    text = hostile.to_markdown()
    assert not re.search(r"(?<!\\)[<`\[{$]|://|www\.", re.sub(
        r"\\u\{[0-9a-f]+\}", "", text))
    tables = [line for line in text.splitlines() if line.startswith("|")]
    assert {line.count("|") for line in tables} <= {4, 6, 9}


def test_hostile_names_in_csv(hostile):
    reader = csv.reader(io.StringIO(hostile.to_csv()), strict=True)
    rows = list(reader)
    assert {len(row) for row in rows} == {len(rows[0])}
    for cell in (cell for row in rows for cell in row):
        if cell[:1] in set("=+-@\t\r\uff1d"):
            float(cell)  # nothing but a number
    rows = [dict(zip(rows[0], row)) for row in rows[1:]]
    keys = {
        json.loads(row["group_key"])["=<b>"]: row["group"]
        for row in rows
        if row["table"] == "counts" and row["group"]
    }
    assert set(keys) == set(NAMES)
    assert all(label.startswith("'=<b>=") for label in keys.values())
    assert len(set(keys.values())) == len(NAMES)  # no two look alike


def test_csv_in_pandas(hostile):
    frame = pd.read_csv(io.StringIO(hostile.to_csv()), keep_default_na=False)
    rates = frame[(frame.table == "groups") & (frame.metric == "accuracy")]
    assert len(rates) == len(NAMES) + 1
    assert (pd.to_numeric(rates.value) == 1).all()
