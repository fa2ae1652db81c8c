# SPDX-License-Identifier: MIT
"""Whatever is passed: a result whose numbers add up, or an error of ours in
one line.  Seeds are fixed, so a failure comes again."""

import json
import random
import warnings

import pytest

import garbage
import libfairness as lf
from libfairness import cli
from test_docs import parsers

N = 6
ROLES = ("y_true", "y_pred", "y_score", "y_pred_baseline", "sample_weight",
         "frequency")
SOUND = {
    "y_true": [1, 0, 1, 0, 1, 0], "y_pred": [1, 0, 1, 1, 0, 0],
    "sensitive_features": {"race": list("aaabbb")},
}
OPTIONS = {
    "threshold": [0.5, 0, 1e300], "positive_label": [1, 0, "a", {"y_true": 1}],
    "favourable": ["positive", "negative"],
    "unlabelled": ["error", "exclude", "keep"],
    "nulls": ["group", "exclude", "error", "set_aside"],
    "max_cells": [1, 5, 10 ** 6], "by": ["race", ["race"], [["race"]]],
    "reference": ["largest", "best", "worst", "overall", "rest",
                  {"race": "a"}],
    "metrics": ["all", ["selection_rate"], "accuracy"],
    "comparisons": ["all", "difference", ["ratio", "all_pairs"]],
    "undefined": ["propagate", "skip"], "confidence": [0.5, 0.999],
    "min_count": [0, 3, 10 ** 9], "min_share": [0, 0.5, 1],
    "costs": [{"false_positive": 1, "false_negative": 2}],
    "utilities": [dict.fromkeys(("true_positive", "false_positive",
                                 "false_negative", "true_negative"), 1)],
    "allow_sparse": [True, False], "p_values": [True, False],
    "replicates": [0, 100], "seed": [0, 2 ** 64 - 1],
}


def refuse(word):
    raise AssertionError(f"{word} in JSON")


def check_report(report):
    found = json.loads(report.to_json(), parse_constant=refuse)
    rows = found["rows"]
    assert rows["in"] == rows["used"] + sum(rows["excluded"].values())
    assert found["overall"]["counts"]["n"] >= 0
    for text in (str(report), report.to_markdown(), report._repr_html_()):
        assert "Traceback" not in text and "nan" not in text.split()


def check_error(error, what):
    text = str(error)
    assert text.strip() and "\n" not in text, (what, text)
    assert len(text) < 20_000, (what, text[:200])


def ends_well(function, arguments):
    """The result, or None where it ended in an error of ours."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return function(**arguments)
    except lf.FairnessError as error:
        check_error(error, arguments.keys())
    except Exception as error:
        shown = {k: type(v).__name__ for k, v in arguments.items()}
        raise AssertionError(f"{shown}: {error!r}") from error
    return None


def draw(rng):
    """Arguments of audit, most of them sound."""
    arguments = dict(SOUND)
    if rng.random() < 0.3:
        arguments.update(
            data=rng.choice(garbage.frames(N)), y_true="y", y_pred="d",
            sensitive_features=rng.choice(["race", ["race"], ["race", "y"]]))
    for name in rng.sample(ROLES, rng.choice([0, 1, 1, 2])):
        arguments[name] = rng.choice(garbage.columns(N))
    if rng.random() < 0.4:
        column = rng.choice(garbage.columns(N))
        arguments["sensitive_features"] = rng.choice(
            [column, {"race": column}, [column, column], {1: column}])
    if rng.random() < 0.2:
        arguments["control_features"] = rng.choice(garbage.columns(N))
    for name in rng.sample(sorted(OPTIONS), rng.choice([0, 1, 2, 3])):
        arguments[name] = rng.choice(OPTIONS[name])
    if rng.random() < 0.4:
        name = rng.choice(sorted({*arguments, *OPTIONS, *ROLES}))
        arguments[name] = rng.choice(garbage.scalars())
    return arguments


@pytest.mark.parametrize("seed", range(6))
def test_audit(seed):
    rng, reports = random.Random(seed), 0
    for _ in range(100):
        arguments = draw(rng)
        report = ends_well(lf.audit, arguments)
        if report is not None:
            assert isinstance(report, lf.Report)
            check_report(report)
            reports += 1
    assert reports > 0  # not only refusals


@pytest.mark.parametrize("seed", range(2))
def test_criteria(seed):
    rng = random.Random(seed)
    names = [n for n in lf.__all__ if n in lf.names("criteria")]
    for _ in range(100):
        arguments = draw(rng)
        for name in ("by", "metrics", "comparisons", "costs", "utilities",
                     "y_pred_baseline", "p_values", "replicates", "seed"):
            arguments.pop(name, None)
        value = ends_well(getattr(lf, rng.choice(names)), arguments)
        if value is not None:
            assert isinstance(value, lf.Value)
            assert (value.value is None) == (value.reason is not None)
            assert value.value is None or abs(value.value) < float("inf")
            json.dumps(value.to_dict(), allow_nan=False)


def test_audits_of_batches():
    rng = random.Random(3)
    for _ in range(150):
        options = {"y_true": "y", "y_pred": "d",
                   "sensitive_features": ["race"]}
        if rng.random() < 0.5:
            options[rng.choice(sorted({*options, *ROLES, "nulls", "shard",
                                       "threshold", "positive_label",
                                       "unlabelled", "max_cells",
                                       "control_features"}))] = \
                rng.choice(garbage.scalars())
        audit = ends_well(lf.Audit, options)
        if audit is None:
            continue
        for batch in rng.sample(garbage.frames(N), 3):
            before = audit.to_bytes()
            rows = audit.rows
            ends_well(audit.add, {"data": batch})
            if audit.rows == rows:
                assert audit.to_bytes() == before
        scalar = rng.choice(garbage.scalars())
        before = audit.to_bytes()
        ends_well(audit.merge, {"other": scalar})
        ends_well(audit.check_shards, {"names": scalar})
        ends_well(lf.Audit.from_bytes, {"state": scalar})
        assert audit.to_bytes() == before
        report = ends_well(audit.report, {})
        if report is not None:
            check_report(report)


def test_values():
    rng = random.Random(4)
    report = lf.audit(**SOUND, control_features={"site": list("xyxyxy")})
    names = ["selection_rate", "four_fifths", "count", "accuracy"]
    sound = {"by": ["race", ["race"]], "group": [{"race": "a"}],
             "control": [{"site": "x"}], "comparison": ["difference"]}
    for _ in range(600):
        arguments = {"name": rng.choice(names)}
        for name in rng.sample(sorted(sound), rng.randrange(4)):
            arguments[name] = rng.choice(sound[name])
        if rng.random() < 0.7:
            arguments[rng.choice(["name", *sound])] = rng.choice(
                garbage.scalars())
        value = ends_well(report.value, arguments)
        if value is not None:
            assert isinstance(value, lf.Value)
            json.dumps(value.to_dict(), allow_nan=False)
    for scalar in garbage.scalars():
        for method in (report.to_pandas, report.to_polars):
            ends_well(method, {"table": scalar})
        ends_well(lf.explain, {"name": scalar})
        ends_well(lf.schema, {"name": scalar})


# The command line.

WORDS = ["", " ", "-", "--", "a", "race", "g", "d", "y", "all", "0", "1",
         "-1", "0.5", "1e999", "nan", "inf", "99999999999999999999", "a=b",
         "race=a", "g=a", "g=", "=", "=,=", ",", "g,d", "a,,b", "x" * 3000,
         "\x1b[31m", "\u202e", "\udcff", "'; drop table x; --", "%s%n", "{}",
         "*.csv", "~", "/", ".", "/dev/null", "/proc/self/mem", "C:\\x",
         "json", "csv", "text", "best", "skip", "keep", "set_aside",
         "selection_rate", "difference", "false_positive=1",
         "http://127.0.0.1:9/x", "true_positive_rate,accuracy"]
CSV = b"y,d,g,w\n1,1,a,1\n0,1,a,2\n1,0,b,0.5\n0,0,b,1\n1,1,,3\n"


@pytest.fixture
def command(tmp_path, monkeypatch, capsysbinary):
    """Runs the command in a folder of its own: its code and output."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rows.csv").write_bytes(CSV)

    def run(words):
        try:
            code = cli.main(words)
        except SystemExit as error:
            code = error.code
        except BaseException as error:
            raise AssertionError(f"{words}: {error!r}") from error
        out, err = capsysbinary.readouterr()
        assert code in (0, 2), words
        assert b"Traceback" not in err, (words, err)
        if code == 2:
            assert out == b"", words
            lines = err.decode().splitlines()
            assert lines[-1].startswith("fairness: error: "), (words, lines)
            assert all(line.startswith("fairness: ") for line in lines), words
        return code, out, err
    return run


def options_of(parser):
    return [(a.option_strings[-1], a.nargs == 0) for a in parser._actions
            if a.option_strings and "--help" not in a.option_strings]


@pytest.mark.parametrize("name", sorted(parsers()))
def test_every_option(name, command):
    """Each option with words drawn for it, one at a time."""
    sound = {
        "audit": ["rows.csv", "--y-true=y", "--y-pred=d",
                  "--sensitive-features=g", "--format=json"],
        "report": ["saved"], "merge": ["saved", "--output=merged"],
        "explain": ["accuracy"],
    }.get(name, [])
    command(["audit", *dict(audit=["rows.csv"])["audit"], "--y-true=y",
             "--y-pred=d", "--sensitive-features=g", "--save=saved"])
    rng = random.Random(name)
    for option, is_flag in options_of(parsers()[name]):
        for word in WORDS[:1] if is_flag else rng.sample(WORDS, 12):
            given = option if is_flag else f"{option}={word}"
            code, out, _ = command([name, *sound, given])
            if code == 0 and name == "audit" and out.startswith(b"{"):
                json.loads(out, parse_constant=refuse)
    for word in WORDS:
        command([name, word])


@pytest.mark.parametrize("seed", range(3))
def test_options_together(seed, command):
    rng = random.Random(seed)
    audit = options_of(parsers()["audit"])
    for _ in range(60):
        words = ["audit", "rows.csv", "--sensitive-features=g",
                 "--y-pred=d", "--format=json"]
        for option, is_flag in rng.sample(audit, 3):
            words.append(option if is_flag
                         else f"{option}={rng.choice(WORDS)}")
        code, out, _ = command(words)
        if code == 0 and out:
            found = json.loads(out, parse_constant=refuse)
            rows = found["rows"]
            assert rows["in"] == rows["used"] + sum(
                rows["excluded"].values())


@pytest.mark.parametrize("seed", range(3))
def test_files(seed, command, tmp_path):
    """Bytes of a CSV file changed, removed, put in."""
    rng, reports = random.Random(seed), 0
    for i in range(60):
        data = bytearray(CSV * rng.choice([1, 1, 30]))
        for _ in range(rng.randrange(1, 4)):
            at = rng.randrange(len(data))
            piece = rng.choice([b"", b'"', b'""', b"\n", b"\r\n", b",",
                                b"\xff", b"\0", b"\xef\xbb\xbf", b"NaN",
                                b"1e5", b" ", b"'", b"\x1a", b"9" * 40])
            data[at:at + rng.randrange(3)] = piece
        name = rng.choice(["rows.csv", "rows.tsv", "rows.jsonl",
                           "rows.parquet", "rows.csv.gz", "rows.arrow"]) \
            if rng.random() < 0.2 else "rows.csv"
        (tmp_path / name).write_bytes(data)
        code, out, _ = command(
            ["audit", name, "--y-true=y", "--y-pred=d",
             "--sensitive-features=g", "--sample-weight=w",
             "--unlabelled=keep", "--format=json"])
        if code == 0:
            found = json.loads(out, parse_constant=refuse)
            rows = found["rows"]
            assert rows["in"] == rows["used"] + sum(
                rows["excluded"].values())
            reports += 1
    assert reports
