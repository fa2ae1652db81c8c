# SPDX-License-Identifier: MIT
"""fairness init: what it writes is read and gates at once, whatever the names
and values."""

import itertools
import json
import pathlib
import random
import re
import tomllib

import pyarrow as pa
import pyarrow.parquet
import pytest

import libfairness as lf
from cli_help import call, fails, write_csv  # noqa: F401 (fixtures)
from test_gate import schema
from test_outputs import HOSTILE

ROOT = pathlib.Path(__file__).parents[2]
COMPAS = str(ROOT / "examples/data/compas_counts.csv")
ROLES = ["--y-true", "recid", "--y-pred", "high", "--frequency", "count",
         "--sensitive-features", "race", "--favourable", "negative"]


@pytest.fixture
def run(capsysbinary, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda *words: call(capsysbinary, *map(str, words))


def uncommented(text):
    """The examples at the end, as if somebody wanted all of them."""
    head, tail = text.split("# Groups that are too small", 1)
    wanted = [line[2:] for line in tail.splitlines()
              if re.match(r"# (\[|\w+ = )", line)]
    return head + "\n".join(wanted) + "\n"


def test_real_data(run):
    code, out, said = run("init", COMPAS, *ROLES, "--output", "p.toml")
    assert (code, out, said) == (0, "", "")
    text = pathlib.Path("p.toml").read_text()
    table = tomllib.loads(text)
    assert schema("policy").is_valid(table)
    assert table["data"] == {
        "y_true": "recid", "y_pred": "high", "frequency": "count",
        "sensitive_features": ["race"], "favourable": "negative"}
    assert [one["pack"] for one in table["include"]] == [
        "four-fifths", "equalized-odds"]
    assert len(table["include"][0]["required_groups"]) == 6
    assert "#     Native American: 18 rows, 12 selected\n" in text
    code, out, _ = run("gate", "p.toml", COMPAS, "--format", "json")
    assert code == 1 and json.loads(out)["status"] == "fail"
    # What it says of sizes is what power says.
    found = json.loads(run("power", "p.toml", COMPAS, "--format", "json",
                           "--runs", "200")[1])
    for rule in found:
        assert f"With {rule['growth']:.2g} times the rows" in text
        assert rule["chance_to_pass"] < 0.005
        assert "it does not pass: some of these\n# groups are too" in text
    assert f"value of {found[0]['detectable']:.2g} fails" in text
    # The examples can be taken as they are.
    pathlib.Path("q.toml").write_text(uncommented(text))
    assert len(lf.Policy.read("q.toml").waivers) == 1
    _, out, _ = run("gate", "q.toml", COMPAS, "--today", "2027-01-01",
                    "--format", "json")
    rules = {rule["id"]: rule for rule in json.loads(out)["rules"]}
    assert rules["four-fifths"]["waiver"]["waived"] == "yes"
    assert rules["missed-positives"]["status"] == "fail"


VALUES = ['"', "'", "\\", "a\nb", "\t", "#", "]", "é", "\U0001f600",
          "\x7f", "\x01", "\u202e", "\U000e0041", '"""', "true", "1", "1.0",
          "nan"]


@pytest.mark.parametrize(
    "values", [VALUES, HOSTILE[:14], HOSTILE[14:]])  # 20 are required
def test_hostile_names(run, values):
    name = 'a "b".c = [#] \u202e\x01'
    n = len(values)
    write_csv("d.csv", {
        name: values * 2, "p q": [1] * n + [0] * n, "n": [9] * 2 * n})
    code, _, said = run("init", "d.csv", "--y-pred", "p q", "--frequency",
                        "n", "--sensitive-features", name, "--favourable",
                        "positive", "--output", "p.toml")
    assert code == 0, said
    text = pathlib.Path("p.toml").read_bytes().decode()
    # What is read is what is there: nothing unseen, no line of its own.
    assert all(line.isprintable() for line in text.split("\n"))
    assert not re.search(r"^ *(::|# Title|##\[|\]\]>)", text, re.M)
    table = tomllib.loads(text)
    assert sorted(one[name] for one in
                  table["include"][0]["required_groups"]) == sorted(values)
    code, out, said = run("gate", "p.toml", "d.csv", "--format", "json")
    assert code == 3, said
    assert json.loads(out)["rules"][0]["why"] == "between_bounds"


def test_values_with_types(run):
    """Numbers, booleans and missing values: from the command line, and for
    libraries."""
    columns = {"i": [1, 2, 3, -4] * 6, "f": [0.0, 1e15, -2.0, 7.0] * 6,
               "b": [True, False] * 12, "m": ["x", None, "y"] * 8,
               "y": [5, 7, 7] * 8, "p": [5, 7] * 12}
    pa.parquet.write_table(pa.table(columns), "d.parquet")
    words = ["d.parquet", "--y-true", "y", "--y-pred", "p",
             "--sensitive-features", "i,f", "--sensitive-features", "b,m",
             "--positive-label", "7", "--reference", "i=2", "--favourable",
             "negative"]
    code, _, said = run("init", *words, "--output", "p.toml")
    assert code == 0, said
    table = tomllib.loads(pathlib.Path("p.toml").read_text())
    assert table["data"]["positive_label"] in (7, {"y_true": 7, "y_pred": 7})
    assert table["data"]["reference"] == {"i": 2}
    required = {one["by"]: [*map(lambda g: g[one["by"]],
                                 one["required_groups"])]
                for one in table["include"]}
    assert required["i"] == [-4, 1, 2, 3]
    assert required["f"] == [-2, 0, 7, 1e15]
    assert required["b"] == [False, True]
    assert required["m"] == ["x", "y"]  # TOML has no word for missing
    code, out, said = run("gate", "p.toml", "d.parquet", "--format", "json")
    assert code == 1 and "required_group_missing" not in out, said
    assert len(lf.Policy.read("p.toml").rules) == 8
    verdict = lf.gate("p.toml", data=pa.table(columns))
    assert verdict.rules == json.loads(out)["rules"]


def test_scores(run):
    write_csv("d.csv", {"g": list("ab") * 8, "y": [0, 1, 1, 0] * 4,
                        "s": [0.2, 0.8, 0.6, 0.4] * 4})
    words = ["d.csv", "--y-score", "s", "--sensitive-features", "g",
             "--favourable", "positive"]
    assert run("init", *words)[0] == 2
    _, out, _ = run("init", *words, "--y-true", "y")
    assert [one["pack"] for one in tomllib.loads(out)["include"]] == [
        "calibration-within-groups"]
    _, out, _ = run("init", *words, "--y-true", "y", "--threshold", "0.5")
    assert [one["pack"] for one in tomllib.loads(out)["include"]] == [
        "four-fifths", "equalized-odds"]
    pathlib.Path("p.toml").write_text(out)
    assert run("gate", "p.toml", "d.csv")[0] == 3
    assert run("init", *words, "--y-true", "y", "--threshold", "0.5",
               "--output", "fairness.toml")[0] == 0
    assert pathlib.Path("fairness.toml").read_text() == out


def test_all_that_is_said_stands_in_the_policy(run):
    write_csv("d.csv", {"g": list("ab") * 8, "h": list("xxyy") * 4,
                        "y": [0, 1, 1, 0] * 4, "w": [1, 2] * 8,
                        "s": [0.2, 0.8, 0.6, 0.4] * 4})
    said = {"y_true": "y", "y_score": "s", "threshold": 0.5,
            "control_features": "h", "sample_weight": "w",
            "sensitive_features": "g", "unlabelled": "exclude",
            "max_cells": 50, "scores": "exact", "max_scores": 60,
            "score_bins": 4, "favourable": "negative", "nulls": "exclude",
            "undefined": "skip", "min_share": 0.1, "confidence": 0.9,
            "min_count": 3}
    words = [w for key, value in said.items()
             for w in ("--" + key.replace("_", "-"), value)]
    code, out, error = run("init", "d.csv", *words, "--score-range", 0, 1,
                           "--allow-sparse")
    assert code == 0, error
    table = tomllib.loads(out)
    assert table["defaults"] == {"confidence": 0.9, "min_count": 3}
    del said["confidence"], said["min_count"]
    assert table["data"] == {
        **said, "sensitive_features": ["g"], "control_features": ["h"],
        "score_range": [0.0, 1.0], "allow_sparse": True}
    pathlib.Path("p.toml").write_text(out)
    assert run("gate", "p.toml", "d.csv")[0] in (1, 3)


def test_packs(run):
    rows = {"sex": list("fm") * 20, "race": list("xxyy") * 10,
            "p": [1, 0, 0, 1, 1] * 8}
    write_csv("d.csv", rows)
    words = ["d.csv", "--y-pred", "p", "--favourable", "positive", "--pack",
             "nyc-ll144"]
    code, out, _ = run("init", *words, "--sensitive-features", "sex,race",
                       "--pack", "four-fifths")
    assert code == 0
    pathlib.Path("p.toml").write_text(out)
    ids = [rule["id"] for rule in lf.Policy.read("p.toml").rules]
    assert ids == ["ll144-sex", "ll144-race", "ll144-race-sex",
                   "sex-four-fifths", "race-four-fifths"]
    assert run("gate", "p.toml", "d.csv")[0] == 3
    code, _, said = run("init", *words, "--sensitive-features", "sex")
    assert code == 2 and "by race and sex" in said
    code, _, said = run("init", *words, "--sensitive-features", "sex",
                        "--pack", "none")
    assert code == 2


# ---- whatever the data, what is written can be held against them ----

NAME = 'a "b".c = [é#]\u202e'
GROUPS = {  # the name of the feature, and its groups
    "one": ("g", ["a"]),
    "one and missing ones": ("g", ["a", None]),
    "two": (NAME, ["a", "b"]),
    "fifty": ("g", [f"g{i}" for i in range(50)]),
    "missing": ("g", ["a", "b", None]),
    "quotes": ("g", ["'", '"', '\\"', "", " ", "\u0301", "a\nb", "="]),
    "booleans": (NAME, [True, False]),
    "whole numbers": ("g", [-1, 0, 2**63 - 1]),
    "whole floats": ("g", [-0.0, 1e15, 3.0]),
}
SAID = {  # options, and whether there is more than one group to compare
    "decisions": ({"y_pred": "p", "favourable": "positive"}, True),
    "labels": ({"y_pred": "p", "y_true": "y", "favourable": "negative",
                "min_count": 3}, True),
    "decisions by scores": (
        {"y_score": "s", "threshold": 0.5, "favourable": "positive",
         "sample_weight": "w", "control_features": "c"}, True),
    "scores": ({"y_score": "s", "y_true": "y", "favourable": "positive"},
               False),
    "words": ({"y_pred": "t", "positive_label": "yes", "nulls": "set_aside",
               "favourable": "negative", "confidence": 0.8}, True),
    "counts": ({"y_pred": "p", "frequency": "n", "nulls": "exclude",
                "favourable": "positive", "min_share": 0.1}, True),
}


def rows_like(name, values):
    r = random.Random(len(values))
    n = 20 * len(values)
    return {
        name: values * 20, "c": r.choices("xy", k=n),
        "p": [1, 0, *r.choices((0, 1), k=n - 2)],
        "y": [1, 0, *r.choices((0, 1), k=n - 2)],
        "t": ["yes", "no", *r.choices(("yes", "no"), k=n - 2)],
        "s": [r.random() for _ in range(n)],
        "w": [r.choice((0.5, 2.25)) for _ in range(n)],
        "n": [r.randint(1, 9) for _ in range(n)],
    }


@pytest.mark.parametrize("kind", GROUPS)
def test_whatever_the_data(run, kind, monkeypatch):
    monkeypatch.setattr("libfairness._init._RUNS", 2)
    name, values = GROUPS[kind]
    rows = rows_like(name, values)
    table = pa.table(rows)
    pa.parquet.write_table(table, "d.parquet")
    for said, compared in SAID.values():
        words = ["--sensitive-features", name] + [
            w for key, value in said.items()
            for w in ("--" + key.replace("_", "-"), value)]
        pathlib.Path("p.toml").unlink(missing_ok=True)
        code, out, error = run("init", "d.parquet", *words, "--output",
                               "p.toml")
        of = {v for v in values if v is not None or "nulls" not in said}
        if compared and len(of) == 1:
            assert code == 2 and out == "", said
            assert error.startswith("fairness: error: --sensitive-features: "
                                    f"of {name!r} there is but one group")
            with pytest.raises(lf.SpecificationError, match="but one group"):
                lf.init(data=table, sensitive_features=name, **said)
            assert not pathlib.Path("p.toml").exists()
            continue
        assert (code, error) == (0, ""), said
        code, out, error = run("gate", "p.toml", "d.parquet", "--format",
                               "json")
        found = json.loads(out)
        assert code in (0, 1, 3) and error == "", found
        assert not {rule["why"] for rule in found["rules"]} & {
            "single_group", "not_applicable", "required_group_missing"}
        # Typed values, and columns that are handed over, in Python.
        text = lf.init(data=table, sensitive_features=name, **said)
        tail = text.partition("\n[data]\n")[2]
        assert tail == pathlib.Path("p.toml").read_text().partition(
            "\n[data]\n")[2]
        pathlib.Path("q.toml").write_text(text)
        assert lf.gate("q.toml", data=table).rules == found["rules"]


def test_columns_that_are_handed_over(run):
    rows = rows_like("g", ["a", "b"])
    columns = {"y_true": rows["y"], "y_pred": rows["p"],
               "sensitive_features": {"g": rows["g"]}}
    text = lf.init(**columns, favourable="positive",
                   packs=["four-fifths", "equalized-odds"])
    table = tomllib.loads(text)
    assert table["data"] == {"sensitive_features": ["g"],
                             "favourable": "positive"}
    pathlib.Path("p.toml").write_text(text)
    assert [rule["why"] for rule in lf.gate("p.toml", **columns).rules] == [
        "between_bounds"] * 2


def test_packs_without_their_columns(run):
    write_csv("d.csv", rows_like("g", ["a", "b"]))
    roles = {"y_pred": "p", "y_true": "y", "y_score": "s"}
    needed = {"equalized-odds": {"y_true", "y_pred"},
              "calibration-within-groups": {"y_true", "y_score"},
              "nyc-ll144-scores": {"y_score"}, "four-fifths": {"y_pred"}}
    seen = 0
    for pack, there in itertools.product(needed, (
            ["y_pred"], ["y_score"], ["y_pred", "y_true"],
            ["y_score", "y_true"])):
        missing = needed[pack] - set(there)
        words = [w for role in there
                 for w in ("--" + role.replace("_", "-"), roles[role])]
        code, out, error = run(
            "init", "d.csv", *words, "--sensitive-features", "g",
            "--favourable", "positive", "--pack", pack)
        if pack == "nyc-ll144-scores" and not missing:
            assert code == 2 and "by race and sex" in error
            continue
        assert code == (2 if missing else 0), (pack, there, error)
        seen += code
        if missing:
            assert out == "" and f"the pack {pack} needs" in error
            asked = {"--threshold" if role == "y_pred" else
                     "--" + role.replace("_", "-") for role in missing}
            assert error.split(": ")[2] in asked
            assert "--threshold" in error or "'g', 'c', 'p'" in error
    assert seen == 2 * 10


def test_scores_that_are_no_probabilities(run):
    write_csv("d.csv", {"g": list("ab") * 8, "y": [0, 1, 1, 0] * 4,
                        "s": [300, 800, 650, 400] * 4})
    words = ["d.csv", "--y-score", "s", "--y-true", "y", "--favourable",
             "positive", "--sensitive-features", "g"]
    code, out, error = run("init", *words)
    assert (code, out) == (2, "") and "--y-score from 0 to 1" in error
    code, out, _ = run("init", *words, "--score-range", 300, 850)
    assert code == 0
    pathlib.Path("p.toml").write_text(out)
    assert run("gate", "p.toml", "d.csv")[0] in (1, 3)


def test_many_groups(run):
    """Not all are listed, and what they can show takes too long."""
    n = 80
    write_csv("d.csv", {"g": [f"g{i % n}" for i in range(4 * n)],
                        "p": [1, 0, 0, 1] * n})
    code, out, _ = run("init", "d.csv", "--y-pred", "p", "--favourable",
                       "positive", "--sensitive-features", "g")
    assert code == 0 and "and 60 more" in out
    assert "required_groups" not in out and "pass and" not in out


def test_what_is_wrong(run):
    write_csv("d.csv", {"g": list("ab"), "p": [1, 0], "n": [5, 5]})
    pathlib.Path("there").write_text("mine")
    whole = {"--y-pred": "p", "--sensitive-features": "g",
             "--favourable": "positive"}
    for change, words in (
        ({"--y-pred": None}, ["--y-pred", "'g', 'p', 'n'"]),
        ({"--sensitive-features": None}, ["--sensitive-features", "'g'"]),
        ({"--favourable": None}, ["--favourable", "helps the person"]),
        ({"--y-pred": "q"}, ["no column 'q'"]),
        ({"--pack": "four"}, ["no pack 'four'"]),
        ({"--output": "there"}, ["there: it is there already"]),
        ({"--output": "d.csv"}, ["d.csv: it is there already"]),
        ({"--output": "no/p.toml"}, ["there is no folder"]),
        ({"--favourable": "yes"}, ["--favourable"]),
    ):
        options = {k: v for k, v in {**whole, **change}.items() if v}
        code, out, said = run(
            "init", "d.csv", *[w for pair in options.items() for w in pair])
        assert (code, out) == (2, "") and said.count("\n") == 1
        assert not [word for word in words if word not in said], said
    assert pathlib.Path("there").read_text() == "mine"
    code, _, said = run("init", "none.csv", *[
        w for pair in whole.items() for w in pair])
    assert code == 2 and "none.csv" in said
