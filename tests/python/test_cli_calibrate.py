# SPDX-License-Identifier: MIT
"""fairness calibrate: the same calibrators and probabilities as in Python,
from every kind of file."""

import json

import pytest
from test_cli_plan import ROWS, folder, run  # noqa: F401

import libfairness as lf

COLUMNS = "--y-true", "y", "--y-score", "s", "--sensitive-features", "race"
ASKED = lf.calibrate("y", "s", data=ROWS, sensitive_features="race",
                     min_count=2, shrinkage=1)
MAPPED = "row,probability\n" + "".join(
    f"{i},{x}\n" for i, x in enumerate(ASKED.apply("s", data=ROWS), 1))


def fit(folder, file, *more):  # noqa: F811
    done = run("calibrate", "fit", file, *COLUMNS, "--min-count", "2",
               "--shrinkage", "1", *more, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("ending", ["csv", "parquet", "arrow", "jsonl"])
def test_every_kind_of_file(folder, ending):  # noqa: F811
    file = f"rows.{ending}"
    assert fit(folder, file, "--format", "json") == ASKED.to_json()
    assert fit(folder, file, "--output", "c.json") == ""
    assert (folder / "c.json").read_text() == ASKED.to_json()
    done = run("calibrate", "apply", "c.json", file, "--y-score", "s",
               cwd=folder)
    assert (done.returncode, done.stdout) == (0, MAPPED), done.stderr
    (folder / "c.json").unlink()


def test_quantile(folder):  # noqa: F811
    """Its scores are no probabilities, and are not called so."""
    done = run("calibrate", "fit", "rows.csv", "--y-score", "s",
               "--sensitive-features", "race", "--method", "quantile",
               "--strength", "0.5", "--min-count", "2", "--output", "q.json",
               cwd=folder)
    assert done.returncode == 0, done.stderr
    asked = lf.calibrate(y_score="s", data=ROWS, sensitive_features="race",
                         method="quantile", strength=0.5, min_count=2)
    assert (folder / "q.json").read_text() == asked.to_json()
    done = run("calibrate", "apply", "q.json", "rows.csv", "--y-score", "s",
               cwd=folder)
    assert done.stdout == "row,score\n" + "".join(
        f"{i},{x}\n" for i, x in enumerate(asked.apply("s", data=ROWS), 1))


def test_saved_audits_and_texts(folder):  # noqa: F811
    done = run("audit", "rows.csv", *COLUMNS, "--save", "rows.audit",
               cwd=folder)
    assert done.returncode == 0, done.stderr
    done = run("calibrate", "fit", "rows.audit", "--min-count", "2",
               "--shrinkage", "1", "--output", "saved.json", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert lf.Calibrator.load(folder / "saved.json") == ASKED
    assert fit(folder, "rows.csv") == ASKED.to_text()
    for format, text in (("json", ASKED.to_json()), ("text", str(ASKED))):
        done = run("calibrate", "show", "saved.json", "--format", format,
                   cwd=folder)
        assert (done.returncode, done.stdout) == (0, text)


def test_sql(folder):  # noqa: F811
    assert fit(folder, "rows.csv", "--output", "sql.json") == ""
    done = run("calibrate", "show", "sql.json", "--format", "sql",
               "--y-score", "s", "--dialect", "duckdb", cwd=folder)
    assert (done.returncode, done.stdout) == (
        0, ASKED.to_sql("s", dialect="duckdb") + "\n")
    done = run("calibrate", "show", "sql.json", "--y-score", "s", cwd=folder)
    assert done.returncode == 2 and "--y-score: it is for" in done.stderr


def test_every_option(folder):  # noqa: F811
    said = json.loads(fit(
        folder, "rows.csv", "--method", "histogram", "--bins", "3",
        "--equal-mass", "--pooled", "--missing", "pooled", "--unseen",
        "error", "--model", "m", "--format", "json", "--by", "race"))
    assert (said["method"], said["bins"], said["equal_mass"]) == (
        "histogram", 3, True)
    assert (said["needs_groups"], said["missing"], said["unseen"]) == (
        False, "pooled", "error")
    assert said["model"] == "m" and said["shrinkage"] == 1


@pytest.mark.parametrize("words, said", [
    (("fit", "rows.csv", *COLUMNS, "--method", "isotone"), "isotonic"),
    (("fit", "rows.csv", *COLUMNS, "--bins", "3"), "histogram"),
    (("fit", "rows.csv", "--y-true", "y", "--y-score", "s"),
     "fairness calibrate fit --help"),
    (("apply", "rows.csv", "rows.csv", "--y-score", "s"),
     "rows.csv: these bytes are no calibrator: expected an object"),
    (("apply", "plan.json", "rows.csv", "--y-score", "s"),
     "no calibrator: expected libfairness/calibrator/1"),
    (("show", "."), "a folder, not a calibrator"),
    (("show", "none.json"), "none.json"),
    (("shows",), "calibrate shows"),
    (("show", "c.json", "--bins", "3"), "--bins belongs to fairness"),
])
def test_errors(folder, words, said):  # noqa: F811
    done = run("calibrate", *words, cwd=folder)
    assert done.returncode == 2 and done.stdout == ""
    assert said in done.stderr, done.stderr


def test_damaged_and_of_other_groups(folder):  # noqa: F811
    """Rows 64 and 65 of the table of bad inputs."""
    text = ASKED.to_json()
    cut = text[:-9], "sha256"
    other = text.replace('"isotonic"', '"platt"'), "map.slope"
    falls = text.replace('"min_count": 2', '"min_count": 3'), ""
    assert len({text, *(bad for bad, _ in (cut, other, falls))}) == 4
    for bad, column in cut, other, falls:
        (folder / "bad.json").write_text(bad)
        for words in (("apply", "bad.json", "rows.csv", "--y-score", "s"),
                      ("show", "bad.json")):
            done = run("calibrate", *words, cwd=folder)
            assert (done.returncode, done.stdout) == (2, "")
            assert done.stderr.startswith(
                f"fairness: error: bad.json: {column}"), done.stderr
    (folder / "c.json").write_text(text)
    (folder / "other.csv").write_text("s,race\n0.5,a\n0.5,z\n")
    done = run("calibrate", "apply", "c.json", "other.csv", "--y-score", "s",
               cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert 'race = "z" is no group of the calibrator' in done.stderr
    (folder / "one.csv").write_text("y,s,race\n1,0.5,a\n1,0.2,b\n")
    done = run("calibrate", "fit", "one.csv", *COLUMNS, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "a calibrator is fitted to both" in done.stderr
