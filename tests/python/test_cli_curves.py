# SPDX-License-Identifier: MIT
"""--table and --plot of the command."""

import csv
import io

import pytest

import libfairness as lf
from cli_help import call, fails, run, works  # noqa: F401 (fixtures)

ASKED = ("--y-true", "y", "--y-score", "s", "--threshold", "0.5",
         "--sensitive-features", "team", "--favourable", "positive")


@pytest.fixture
def rows(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("y,s,team,size\n" + "".join(
        f"{i % 2},{i % 7 / 8},{'ab'[i % 3 == 0]},{'xy'[i % 5 == 0]}\n"
        for i in range(60)))
    return path


def report_of(path):
    lines = list(csv.DictReader(io.StringIO(path.read_text())))
    return lf.audit(
        y_true=[int(r["y"]) for r in lines],
        y_score=[float(r["s"]) for r in lines], threshold=0.5,
        sensitive_features={"team": [r["team"] for r in lines]},
        favourable="positive")


TABLES = ("groups", "comparisons", "criteria", "warnings", "rows",
          "reliability", "roc_curve", "precision_recall_curve",
          "selection_rate_curve", "score_histogram", "score_quantiles")


@pytest.mark.parametrize("table", TABLES)
def test_a_table(rows, works, table):
    report = report_of(rows)
    printed = works("audit", rows, *ASKED, "--table", table)
    assert printed == report.to_csv(table=table)
    found = list(csv.reader(io.StringIO(printed)))
    expected = lf._core.lists(report._core.stream(table))
    assert found[0] == list(expected)
    assert len(found) == 1 + len(next(iter(expected.values())))
    for name, values in expected.items():
        column = found[0].index(name)
        for line, value in zip(found[1:], values):
            if value is None:
                assert line[column] == ""
            elif not isinstance(value, str):
                assert float(line[column]) == value


def test_a_table_of_a_saved_audit(rows, works, tmp_path):
    saved, out = tmp_path / "a.audit", tmp_path / "curve.csv"
    works("audit", rows, *ASKED, "--save", saved)
    works("report", saved, "--favourable", "positive", "--table",
          "roc_curve", "--output", out)
    assert out.read_text() == report_of(rows).to_csv(table="roc_curve")


def test_pictures(rows, works, tmp_path):
    pytest.importorskip("altair")
    pytest.importorskip("vl_convert")
    saved = tmp_path / "a.audit"
    kinds = {"roc": "svg", "precision-recall": "svg", "selection_rate": "png",
             "scores": "html", "reliability": "svg"}
    plots = [word for kind, ending in kinds.items()
             for word in ("--plot", f"{kind}={tmp_path / kind}.{ending}")]
    printed = works("audit", rows, *ASKED, *plots, "--save", saved)
    assert printed == report_of(rows).to_text()
    for kind, ending in kinds.items():
        start = (tmp_path / f"{kind}.{ending}").read_bytes()[:15].strip()
        assert start.startswith(
            {"svg": b"<svg", "png": b"\x89PNG", "html": b"<!DOCTYPE html>"}[
                ending])
    works("report", saved, "--favourable", "positive", "--plot",
          f"roc={tmp_path / 'again.svg'}")
    assert (tmp_path / "again.svg").exists()


@pytest.mark.parametrize("words, says", [
    (["--table", "roc"], "nearest first there are: rows, groups, roc_curve"),
    (["--table", "roc_curve", "--format", "json"], "written as csv only"),
    (["--plot", "roc"], "expected KIND=PATH"),
    (["--plot", "rock=x.svg"], "precision_recall"),
    (["--plot", "roc=x.pdf"], "a path that ends in .png, .svg, .html"),
    (["--plot", "roc=.svg"], "such as roc=roc.png"),
    (["--table", "groups", "--table", "rows"],
     "--table: given more than once"),
    (["--output", "x", "--output", "y"], "--output: given more than once"),
    (["--calibration-bins", "0"], "--calibration-bins: expected a whole "
     "number of at least 1, or distinct, found '0'"),
    (["--calibration-tolerance", "x"],
     "--calibration-tolerance: expected a number, found 'x'"),
    (["--plot", "roc=x.svg", "--output", "x.svg"], "cannot have one path"),
    (["--plot", "roc=x.svg", "--no-report", "--save", "y"], "are void"),
])
def test_refused(rows, fails, tmp_path, monkeypatch, words, says):
    if words[0] == "--plot":
        pytest.importorskip("altair")
        pytest.importorskip("vl_convert")
    monkeypatch.chdir(tmp_path)
    assert says in fails("audit", rows, *ASKED, *words)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["rows.csv"]


def test_several_groupings(rows, fails, tmp_path):
    pytest.importorskip("altair")
    pytest.importorskip("vl_convert")
    said = fails("audit", rows, *ASKED, "--sensitive-features", "size",
                 "--plot", f"roc={tmp_path / 'x.svg'}")
    assert "several groupings" in said and "team; size" in said
    assert not (tmp_path / "x.svg").exists()
