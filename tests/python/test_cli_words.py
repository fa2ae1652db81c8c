# SPDX-License-Identifier: MIT
"""The command: help, suggestions, completion, and how soon it starts."""

import os
import subprocess
import sys

import pytest

from cli_help import OPTIONS, SHORT, fails, files, made, works  # noqa: F401
from libfairness import _core
from libfairness.cli import arguments


@pytest.mark.parametrize("words, said", [
    (["audti", "x.csv"], "did you mean 'audit'"),
    (["--verison"], "did you mean '--version'"),
    (["audit", "x.csv", "--sensitive-feature", "g"],
     "did you mean '--sensitive-features'"),
    (["audit", "x.csv", "--y_pred=p"], "did you mean '--y-pred'"),
    (["report", "x", "--y-true", "y"], "belongs to fairness audit"),
    (["report", "x", "--save", "y"], "belongs to fairness audit"),
    (["merge", "x", "--output", "y", "--by", "g"], "belongs to fairness"),
    (["report", "x", "--nulls", "exclude"], "set_aside"),
    (["audit", "x.csv", *SHORT, "--threads", "0"], "at least 1"),
])
def test_words_that_are_none(fails, words, said):
    assert said in fails(*words)


def test_columns_that_are_none(fails, tmp_path):
    path = made(tmp_path, "y_pred,Race,sex\n1,a,b\n0,b,b\n")
    err = fails("audit", path, "--y-pred", "y_pred", "--sensitive-features",
                "race,sex")
    assert "did you mean 'Race'" in err and "there are 'y_pred'" in err
    many = ",".join(f"c{i}" for i in range(200))
    path = made(tmp_path, f"{many}\n")
    err = fails("audit", path, *SHORT)
    assert "170 more" in err


# Names and values as parameters are called.
ROWS = "y,p,g,max_cells\n1,yes,y_true,1\n0,no,b,0\n0,7,min_count,-1\n"


@pytest.mark.parametrize("words, said", [
    ([], "give --y-true, --y-pred or --y-score"),
    (["--y-pred", "p"], '--y-pred "p": row 0 (of 3 such rows) is "yes"; '),
    (["--y-pred", "p"], "declare --positive-label (which"),
    (["--y-pred", "max_cells"], '--y-pred "max_cells": row 2'),
    (["--y-pred", "y", "--max-cells", "2"], "or raise --max-cells"),
    (["--y-pred", "y", "--max-cells", "2"], ' is "min_count", one'),
    (["--frequency", "max_cells"], "max_cells is '-1', expected"),
    (["--y-pred", "p", "--frequency", "p"],
     "a number for --frequency and cannot be --y-pred"),
    (["--y-pred", "p", "--shard", ""], "error: --shard is empty"),
    (["--y-true", "y", "--threshold", "1"],
     "there is a threshold but no --y-score"),
])
def test_parameters_are_options(fails, tmp_path, words, said):
    path = made(tmp_path, ROWS)
    assert said in fails("audit", path, "--sensitive-features", "g", *words)


@pytest.mark.parametrize("words, said", [
    (["--reference", "g=Martian"], "error: --reference: g="),
    (["--confidence", "2"], "error: --confidence must be above 0"),
    (["--min-share", "2"], "error: --min-share is a share"),
    (["--costs", "a=1"], "error: --costs: expected"),
    (["--metrics", "y_score"], 'there is no metric "y_score"'),
    (["--by", "y_score"], 'there is no sensitive feature "y_score"'),
])
def test_parameters_of_reports_are_options(fails, tmp_path, words, said):
    path = made(tmp_path, "p,g\n1,a\n0,b\n")
    assert said in fails("audit", path, *SHORT, *words)


def test_a_column_called_as_its_role_is_named(fails, tmp_path):
    path = made(tmp_path, "y_pred,g\n1,a\n,b\n")
    err = fails("audit", path, "--y-pred", "y_pred", "--sensitive-features",
                "g")
    assert '--y-pred "y_pred": row 1 is missing' in err


def test_what_is_no_option_of_the_command_is_none(fails, works, tmp_path):
    """A part was counted with --y-pred; merge has no such option."""
    saved = []
    for name, text in (("a", "p,g\nyes,a\nno,a\n"), ("b", "p,g\n3,a\n")):
        saved.append(tmp_path / name)
        works("audit", made(tmp_path, text), *SHORT, "--positive-label",
              "y_pred=yes", "--save", saved[-1], "--no-report")
    err = fails("merge", *saved, "--output", tmp_path / "out")
    assert "b: y_pred has " in err


def test_data_keep_their_spelling(fails, tmp_path):
    """Values, names of columns and paths that are called as parameters."""
    assert "'max_cells': see fairness metrics\n" in fails(
        "explain", "max_cells")
    path = made(tmp_path, "p,y_true\n1,a\n0,b\n", "sample_weight")
    command = ["audit", path, "--input-format", "csv", "--y-pred", "p",
               "--sensitive-features", "y_true"]
    assert "/sample_weight: nothing" in fails(*command[:4], *command[6:])
    assert "are: y_true\n" in fails(*command, "--by", "x")
    assert "--reference: y_true=" in fails(*command, "--reference",
                                           "y_true=x")
    path = made(tmp_path, 'p,g\n1,"a""y_score""b"\n0,b\n')
    assert '"a"y_score"b"' in fails("audit", path, *SHORT, "--reference",
                                    'g=a"y_score"c')
    path = made(tmp_path, "p,y_true\n1,a\n0,b\n", "y_pred.csv")
    assert "y_pred.csv: --y-true: there is no column 'y_score'" in fails(
        "audit", path, "--y-true", "y_score", *SHORT)


@pytest.mark.parametrize("command", ["audit", "report", "merge", "explain"])
def test_help(command, monkeypatch, capsysbinary):
    """Every option has a line; width and end are those of the terminal."""
    from libfairness import cli

    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as left:
        cli.main([command, "--help"])
    assert left.value.code == 0
    out = capsysbinary.readouterr().out.decode()
    assert max(map(len, out.splitlines())) <= 80
    assert "exit status" in out and f"fairness {command}" in out
    parser = arguments._parser().commands[command]
    for action in parser._actions:
        assert action.help, action


def completed(line):
    """What argcomplete offers for a line."""
    import argcomplete

    _, prefix, _, words, first = argcomplete.split_line(line)
    finder = argcomplete.CompletionFinder(arguments._parser())
    found = finder._get_completions(words, prefix, "", first)
    return {word.rstrip() for word in found}


def test_completion(files, monkeypatch):
    pytest.importorskip("argcomplete")
    path = files / "whole.csv"
    for line, some in (
        ("fairness au", {"audit"}),
        ("fairness audit --sens", {"--sensitive-features"}),
        ("fairness audit x.csv --nulls ex", {"exclude"}),
        ("fairness report x --metrics true_p", {"true_positive_rate"}),
        ("fairness report x --metrics accuracy,true_p",
         {"accuracy,true_positive_rate"}),
        ("fairness report x --metrics rank", {"ranking"}),
        ("fairness report x --comparisons diff",
         {"difference", "difference_to_reference"}),
        ("fairness explain equalized_odds_d", {"equalized_odds_difference"}),
        ("fairness explain rec", {"recall"}),
        ("fairness explain small_g", {"small_group"}),
        (f"fairness audit {path} --y-true re", {"recid"}),
        (f"fairness audit {files / 'whole.parquet'} --y-pred hi", {"high"}),
        (f"fairness audit {path} --sensitive-features race,hi",
         {"race,high"}),
        (f"fairness audit {path} --sensitive-features race --reference ra",
         {"race="}),
    ):
        assert some <= completed(line), line
    assert completed("fairness audit none.csv --y-true re") == set()
    monkeypatch.chdir(files)
    assert "whole.parquet" in completed("fairness audit whole.p")


def test_completion_as_a_shell_asks_for_it(files):
    pytest.importorskip("argcomplete")
    line = f"fairness audit {files / 'whole.csv'} --y-true re"
    done = subprocess.run(
        ["sh", "-c", '"$0" -m libfairness 8>&1 9>/dev/null >/dev/null',
         sys.executable],
        env={**os.environ, "_ARGCOMPLETE": "1", "COMP_LINE": line,
             "COMP_POINT": str(len(line)), "COMP_TYPE": "9", "IFS": "\v"},
        capture_output=True, timeout=60)
    assert done.stdout.decode().strip() == "recid"


def test_names_need_no_other_package():
    """The registry answers at once: nothing large is imported."""
    large = {"duckdb", "rich", "argcomplete", "numpy", "pyarrow", "polars"}
    code = ("import sys; from libfairness.cli import main; "
            "sys.argv = ['fairness', 'metrics']; main(); "
            f"sys.exit(bool({large} & set(sys.modules)))")
    done = subprocess.run([sys.executable, "-c", code], timeout=60,
                          stdout=subprocess.PIPE)
    assert done.returncode == 0
    for name in _core.names("metrics"):
        assert f"  {name} ".encode() in done.stdout


def test_formats_are_those_of_the_core():
    import libfairness as lf
    from libfairness.cli import commands

    report = lf.audit([1, 0], [1, 0], sensitive_features=["a", "b"])
    for name in commands.FORMATS:
        assert report._core.write(name)
    with pytest.raises(lf.SpecificationError) as refused:
        report._core.write("nope")
    listed = set(str(refused.value).replace(",", " ").split())
    assert set(commands.FORMATS) <= listed
    for name in ("text", "json", "markdown", "csv", "html"):
        assert (name in listed) == (name in commands.FORMATS)
