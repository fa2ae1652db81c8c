# SPDX-License-Identifier: MIT
"""Report, Value, Table, the notebook, the schema and the docstrings."""

import copy
import doctest
import html.parser
import importlib
import io
import json
import pickle
import subprocess
import sys

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import libfairness as lf

jsonschema = pytest.importorskip("jsonschema")


@pytest.fixture(scope="module")
def report(people):
    return lf.audit(
        data=people,
        y_true="recid",
        y_pred="high",
        sensitive_features="race",
        favourable="negative",
    )


def test_schema(report):
    schema = lf.schema("report")
    jsonschema.validate(report.to_dict(), schema)
    with pytest.raises(lf.SpecificationError):
        lf.schema("nothing")


def test_json_and_dict(report):
    assert json.loads(report.to_json()) == report.to_dict()
    changed = report.to_dict()
    changed["rows"]["in"] = 0
    assert report.rows["in"] == 7214  # a copy each time


def test_value_agrees_with_json(report):
    found = report.to_dict()
    grouping = found["groupings"][0]
    for name, criterion in grouping["criteria"].items():
        value = report[name]
        assert value.value == criterion["value"]
        assert value.reason == criterion["reason"]
        assert value.group == criterion["group"]
        assert value.reference == criterion["reference"]
        assert value.worse_off == criterion["worse_off"]
        assert value.by == ["race"] and value.control is None
        assert value.groups_compared == criterion["groups_compared"]
    for entry in grouping["groups"]:
        for name, metric in entry["metrics"].items():
            value = report.value(name, group=entry["group"])
            assert value.value == metric["value"]
            assert value.count == metric["n"]
            assert value.effective_n == metric["effective_n"]
            interval = metric["interval"]
            assert value.interval == (interval and tuple(interval))
            assert value.method == metric["method"]


def test_value_words(report):
    value = report["four_fifths"]
    assert value.within_limit is False
    assert value.confidence == 0.95
    assert f"{value:.3f}" == f"{value.value:.3f}"
    assert float(value) == value.value
    assert "four_fifths" in repr(value)
    everything = value.to_dict()
    assert everything["criterion"] == "four_fifths"
    assert {tuple(g.items()) for g in value.groups} == {
        tuple(value.group.items()), tuple(value.reference.items())
    }
    with pytest.raises(lf.SpecificationError, match="equalized_odds"):
        report["equalised_odds"]
    with pytest.raises(lf.SpecificationError):
        report[0]
    with pytest.raises(lf.SpecificationError, match="Asian"):
        report.value("accuracy", group={"race": "Martian"})


@pytest.mark.parametrize("name", ["groups", "comparisons", "criteria"])
def test_tables(report, name):
    table = getattr(report, name)
    rows = list(table)
    arrow = pa.table(table)
    assert arrow.num_rows == len(table) == len(rows) > 0
    assert arrow.column_names == list(table.columns)
    assert arrow.to_pylist() == rows
    assert pl.DataFrame(table).equals(table.to_polars())
    frame = table.to_pandas()
    assert isinstance(frame, pd.DataFrame) and len(frame) == len(rows)
    assert list(frame.columns) == list(table.columns)
    assert name in repr(table)


def test_tables_hold_the_json(report):
    grouping = report.to_dict()["groupings"][0]
    found = {
        (row["group_key"], row["metric"]): row["value"]
        for row in report.groups
        if row["by"] is not None
    }
    expected = {
        (json.dumps(g["group"]), name): metric["value"]
        for g in grouping["groups"]
        for name, metric in g["metrics"].items()
    }
    assert {
        (json.dumps(json.loads(group)), name): value
        for (group, name), value in found.items()
    } == expected
    criteria = {row["criterion"]: row["value"] for row in report.criteria}
    assert criteria == {
        name: c["value"] for name, c in grouping["criteria"].items()
    }


def test_frames_of_a_report(report):
    assert len(report.to_pandas()) == len(report.groups)
    assert report.to_polars("criteria").height == len(report.criteria)
    counts = dict(report.to_polars("rows").iter_rows())
    assert counts["in"] == counts["used"] == 7214
    with pytest.raises(lf.SpecificationError):
        report.to_polars("nothing")


def test_text(report):
    assert str(report) == report.to_text()
    assert "race=Native American" in report.to_text()
    assert "7214 of 7214" in repr(report)
    assert report.to_markdown().startswith("#")


class Tags(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.seen, self.text = [], set(), []

    def handle_starttag(self, tag, attributes):
        self.open.append(tag)
        self.seen.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def test_notebook(report):
    tags = Tags()
    tags.feed(report._repr_html_())
    assert not tags.open
    text = " ".join(tags.text)
    assert "race=Asian" in text and "32" in text and "[" in text


def test_hostile_names():
    names = [
        "</script><script>alert(1)</script>",
        "=cmd|'/c calc'!A1",
        "\x1b[31mred",
        "\u202etxt.exe",
        "{{7*7}}",
        "|`*_",
        'quote"s and \\',
        "a\0b",
        "a",
        "",
    ]
    # Each name twice: with one row each it would be a sparse audit.
    report = lf.audit(
        None, [1, 0] * len(names), sensitive_features={"<b>": names * 2}
    )
    found = {
        g["group"]["<b>"] for g in report.to_dict()["groupings"][0]["groups"]
    }
    assert found == set(names)
    tags = Tags()
    tags.feed(report._repr_html_())
    assert not tags.open and "script" not in tags.seen and "b" not in tags.seen
    for text in (report.to_text(), report.to_markdown(), report._repr_html_()):
        assert "\x1b" not in text and "\u202e" not in text
        assert "\0" not in text
    assert "<script" not in report.to_markdown()


def test_warnings():
    report = lf.audit([1, 0], [1, 0], sensitive_features=["a", "b"])
    codes = {warning["code"] for warning in report.warnings}
    assert "favourable_undeclared" in codes and "small_group" in codes


def test_reports_are_snapshots():
    audit = lf.Audit(y_pred="p", sensitive_features="g")
    audit.add({"p": [1, 0], "g": ["a", "b"]})
    report = audit.report()
    before = report.to_json()
    audit.add({"p": [1, 1], "g": ["a", "b"]})
    del audit
    assert report.value("count").value == 2
    assert report.to_json() == before
    with pytest.raises(TypeError):
        lf.Report()


def test_options_of_a_report():
    audit = lf.Audit(y_pred="p", sensitive_features="g")
    audit.add({"p": [1, 0, 1], "g": ["a", "b", None]})
    name = "demographic_parity_difference"
    assert audit.report()[name].value == 1.0
    aside = audit.report(nulls="set_aside")[name]
    assert aside.groups_compared == 2
    assert aside.left_out[0]["group"] == {"g": None}
    few = audit.report(min_count=5)[name]
    assert few.value is None and few.reason == "below_min_count"
    wide = audit.report(confidence=0.5).value("selection_rate")
    assert wide.confidence == 0.5
    only = audit.report(metrics="selection_rate", comparisons="difference")
    metrics = {row["metric"] for row in only.groups}
    assert metrics == {"selection_rate"}


@pytest.mark.parametrize(
    "module",
    [
        "libfairness",
        "libfairness._audit",
        "libfairness._call",
        "libfairness._report",
    ],
)
def test_docstrings(module):
    found = doctest.testmod(
        importlib.import_module(module), optionflags=doctest.ELLIPSIS
    )
    assert found.attempted > 0 and found.failed == 0


def test_nothing_is_imported():
    """Neither NumPy nor a frame library, by the package or by an audit."""
    code = (
        "import sys, libfairness as lf\n"
        "r = lf.audit([1, 0], [1, 1], sensitive_features=['a', 'b'])\n"
        "r.to_json(), r._repr_html_(), list(r.groups)\n"
        "lf.schema()\n"
        "bad = {'numpy', 'pandas', 'polars', 'pyarrow', 'duckdb'}\n"
        "assert not bad & set(sys.modules), bad & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_two_interpreters():
    """The module keeps its state to itself."""
    import _xxsubinterpreters as interpreters

    one = interpreters.create()
    try:
        interpreters.run_string(
            one,
            "import sys; sys.path[:] = " + repr(sys.path) + "\n"
            "import libfairness as lf\n"
            "try:\n"
            "    lf.audit(None, [1, 5], sensitive_features=['a', 'b'])\n"
            "except lf.DataError: pass\n"
            "else: raise SystemExit('no error')\n",
        )
    finally:
        interpreters.destroy(one)
    with pytest.raises(lf.DataError):
        lf.audit(None, [1, 5], sensitive_features=["a", "b"])


def test_a_report_never_changes_and_is_its_own_copy(people):
    report = lf.audit(data=people, y_true="recid", y_pred="high",
                      sensitive_features="race")
    assert copy.copy(report) is report
    value = copy.deepcopy({"gap": report["equalized_odds_difference"]})
    assert value["gap"].value == report["equalized_odds_difference"].value
    for thing in (report, value["gap"]):
        with pytest.raises(TypeError, match="pass on"):
            pickle.dumps(thing)


def test_a_comparison_of_two_tells_of_these_two():
    """Of all groups tell the comparisons that are of all."""
    report = lf.audit(
        y_true=[1, 0, 1, 0, 0, 0, 0, 0], y_pred=[1, 0, 0, 1, 0, 1, 1, 1],
        sensitive_features={"g": list("aaaabbcd")}, favourable="positive",
        metrics="true_positive_rate", comparisons="all")
    grouping, = report.to_dict()["groupings"]
    expected = {("b", "a"): "b", ("c", "a"): "c", ("d", "a"): "d",
                ("a", "a"): "", ("c", "b"): "bc", ("d", "b"): "bd",
                ("d", "c"): "cd"}
    seen = 0
    for row in grouping["comparisons"]:
        listed = "".join(g["group"]["g"] for g in row["undefined_groups"])
        of_two = row["comparison"].endswith("_to_reference") \
            or row["comparison"] == "all_pairs"
        pair = [(row[key] or {}).get("g") for key in ("group", "reference")] \
            if of_two else None
        assert listed == (expected[tuple(pair)] if of_two else "bcd")
        assert row["groups_compared"] == 1  # of the grouping
        seen += of_two
    assert seen == 4 + 4 + 6
    one = report.value("true_positive_rate", group={"g": "c"},
                       comparison="difference_to_reference")
    assert one.undefined_groups == [
        {"group": {"g": "c"}, "reason": "no_positives", "n": 1}]


def test_what_is_read_of_the_json_alone(people):
    report = lf.audit(data=people, y_true="recid", y_pred="high",
                      sensitive_features="race")
    whole = report.to_dict()
    assert whole["warnings"] and report.warnings == whole["warnings"]
    assert report.rows == whole["rows"]
    for name, member in whole.items():
        assert report._member(name) == member
    with pytest.raises(lf.SpecificationError, match="nearest first .*: rows"):
        report._member("row")


TEXTS = ("json", "text", "markdown", "html", "csv")


@pytest.fixture
def written():
    """A report whose texts hold more than ASCII, and lines of both kinds."""
    return lf.audit(y_pred=[1, 0, 1], sensitive_features=["ä", "b\r\n", "→"])


@pytest.mark.parametrize("form", TEXTS)
def test_texts_go_to_files(written, form, tmp_path):
    to = getattr(written, f"to_{form}")
    path = tmp_path / "report"
    path.write_bytes(b"x" * 10**6)
    for file in (path, str(path)):
        assert to(file) is None
        assert path.read_bytes() == to().encode()
    buffer = io.StringIO(newline="")
    buffer.write("> ")
    assert to(file=buffer) is None
    assert buffer.getvalue() == "> " + to()


@pytest.mark.parametrize("form", TEXTS)
@pytest.mark.parametrize("bad", [1, True, b"x.csv", ["x.csv"]])
def test_texts_go_to_nothing_else(written, form, bad, capfd):
    with pytest.raises(lf.SpecificationError, match="file: ") as caught:
        getattr(written, f"to_{form}")(bad)
    assert caught.value.column == "file"
    assert capfd.readouterr().out == ""


def test_a_file_that_cannot_be_written(written, tmp_path):
    path = str(tmp_path / "nowhere" / "x.csv")
    with pytest.raises(FileNotFoundError, match="nowhere") as caught:
        written.to_csv(path)
    assert caught.value.filename == path  # and not that of a file beside it
    assert caught.value.filename2 is None
