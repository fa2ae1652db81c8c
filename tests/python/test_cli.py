# SPDX-License-Identifier: MIT
"""The command: what it reads and what it gives."""

import json
import os
import re
import sys

import pyarrow as pa
import pyarrow.parquet
import pytest

from cli_help import (  # noqa: F401 (fixtures)
    OPTIONS,
    SHORT,
    call,
    expected,
    fails,
    files,
    groups,
    made,
    run,
    works,
)


@pytest.mark.parametrize(
    "names",
    [
        ["whole.csv"],
        ["whole.tsv"],
        ["whole.ssv"],
        ["whole.csv.gz"],
        ["bom.csv"],
        ["a.csv", "b.csv"],
        ["b.csv", "a.csv"],
        ["whole.parquet"],
        ["a.csv", "b.parquet"],
        ["whole.arrow"],
        ["stream.arrow"],
        ["whole.jsonl"],
    ],
)
def test_same_json(files, expected, works, names):
    paths = [files / name for name in names]
    out = works("audit", *paths, *OPTIONS, "--format", "json")
    assert out == expected.to_json().rstrip("\n") + "\n"


def test_text_and_markdown(files, expected, works):
    out = works("audit", files / "whole.csv", *OPTIONS)
    assert out.rstrip("\n") == expected.to_text().rstrip("\n")
    out = works("audit", files / "whole.csv", *OPTIONS, "--format", "markdown")
    assert out.rstrip("\n") == expected.to_markdown().rstrip("\n")


def test_standard_input(files, expected):
    for name, more in (
        ("whole.csv", []),
        ("whole.parquet", ["--input-format", "parquet"]),
        ("whole.csv.gz", []),
    ):
        done = run(
            "audit", "-", *OPTIONS, *more, "--format", "json",
            stdin=(files / name).read_bytes(),
        )
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.decode().strip() == expected.to_json().strip()


def test_save_report_merge(files, expected, works, fails, tmp_path):
    whole, a, b, both = (tmp_path / n for n in ("w", "a", "b", "both"))
    works("audit", files / "whole.csv", *OPTIONS, "--save", whole)
    works("audit", files / "a.csv", *OPTIONS, "--save", a, "--shard", "one")
    works("audit", files / "b.csv", *OPTIONS, "--save", b, "--shard", "two")
    works("merge", a, b, "--output", both, "--expect", 2)
    shaping = OPTIONS[-4:]
    for saved in (whole, both):
        out = json.loads(
            works("report", saved, *shaping, "--format", "json")
        )
        assert out == expected.to_dict()
    manifest = tmp_path / "manifest"
    manifest.write_text("one\ntwo\n\n")
    works("merge", a, b, "--output", both, "--manifest", manifest)
    manifest.write_text("one\ntwo\nthree\n")
    before = both.read_bytes()
    assert "three" in fails(
        "merge", a, b, "--output", both, "--manifest", manifest
    )
    assert "one" in fails("merge", a, b, a, "--output", both)
    assert "2 parts" in fails("merge", a, b, "--output", both, "--expect", 3)
    assert both.read_bytes() == before
    (tmp_path / "broken").write_bytes(before[:-1])
    assert "broken" in fails("report", tmp_path / "broken")
    assert "nulls" in fails("report", whole, "--nulls", "group")


def test_identical_parts_are_pointed_out(files, capsysbinary, tmp_path):
    part = tmp_path / "part"
    other = tmp_path / "other"
    call(capsysbinary, "audit", files / "a.csv", *OPTIONS, "--save", part)
    other.write_bytes(part.read_bytes())
    code, _, err = call(
        capsysbinary, "merge", part, other, "--output", tmp_path / "out"
    )
    assert code == 0 and "identical" in err


def test_output(files, expected, works, tmp_path):
    target = tmp_path / "report.json"
    target.write_text("old")
    target.chmod(0o640)
    command = ["audit", files / "whole.csv", *OPTIONS, "--format", "json"]
    assert works(*command, "--output", target) == ""
    assert target.read_text().strip() == expected.to_json().strip()
    assert target.stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ["report.json"]


def test_fields_are_text(works, tmp_path):
    """01 is not 1, yes is not true, an empty field is missing, "" is not."""
    path = made(
        tmp_path, 'p,g\n0,01\n1,1\n0,\n1,""\ntrue,yes\nFALSE,"01"\n1.0,1.0\n'
    )
    out = works("audit", path, *SHORT, "--format", "json")
    assert groups(out) == {
        "": 1, "01": 2, "1": 1, "1.0": 1, "yes": 1, None: 1
    }


def test_quoted_newlines_and_line_ends(works, tmp_path):
    path = made(tmp_path, 'p,g\r\n0,"a\r\nb"\r\n1,c\r\n')
    out = works("audit", path, *SHORT, "--format", "json")
    assert groups(out) == {"a\r\nb": 1, "c": 1}


def test_positive_label_and_reference(works, tmp_path):
    path = made(tmp_path, "y,p,g\nyes,1,a=b\nno,0,a=b\nyes,1,c\nno,1,c\n")
    command = [
        "audit", path, "--y-true", "y", *SHORT, "--format", "json",
        "--reference", "g=a=b",
    ]
    for label in (["yes"], ["y_true=yes"]):
        out = works(*command, "--positive-label", *label)
        specification = json.loads(out)["specification"]
        assert specification["reference"] == {"g": "a=b"}
    out = works(*command, "--positive-label", "y_true=yes",
                "--positive-label", "y_pred=1")
    assert json.loads(out)["overall"]["counts"]["tp"] == 2


def test_columns_with_commas(works, tmp_path):
    path = made(tmp_path, 'p,"a,b",a,b\n1,x,x,y\n0,z,z,y\n')
    command = ["audit", path, "--y-pred", "p", "--format", "json"]
    for option, features in (
        (["a,b"], ["a,b"]),
        (["b,a"], ["b", "a"]),
        (["a,b", "--sensitive-features", "a"], ["a,b", "a"]),
    ):
        out = works(*command, "--sensitive-features", *option)
        found = json.loads(out)["specification"]["sensitive_features"]
        assert found == features
    out = works(*command, "--sensitive-features", "b,a", "--by", "b",
                "--by", "b,a")
    found = [g["by"] for g in json.loads(out)["groupings"]]
    assert found == [["b"], ["b", "a"]]


def test_wildcards_are_names(works, tmp_path):
    path = made(tmp_path, "p,g\n1,a\n0,b\n", "we[i]rd*?.csv")
    made(tmp_path, "p,g\n7,a\n", "weird.csv")
    works("audit", path, *SHORT)


def test_parquet_types(works, fails, tmp_path):
    from decimal import Decimal

    table = pa.table(
        {
            "p": pa.array([True, False, True]),
            "g": pa.array([1, 2, None], pa.int16()),
            "n": pa.array([Decimal(2), Decimal(3), Decimal(4)]),
            "w": pa.array([Decimal("0.5"), Decimal("1.5"), Decimal("2")]),
            "day": pa.array([0, 1, 2], pa.date32()),
        }
    )
    path = tmp_path / "x.parquet"
    pyarrow.parquet.write_table(table, path)
    out = works("audit", path, *SHORT, "--frequency", "n", "--sample-weight",
                "w", "--format", "json")
    assert groups(out) == {1: 2, 2: 3, None: 4}
    assert json.loads(out)["overall"]["counts"]["sum_weights"] == 13.5
    large = 2**53 + 1
    pyarrow.parquet.write_table(
        table.slice(0, 1).set_column(
            2, "n", pa.array([large], pa.decimal128(38, 0))
        ),
        tmp_path / "large.parquet",
    )
    out = works("audit", tmp_path / "large.parquet", *SHORT, "--frequency",
                "n", "--format", "json")
    assert groups(out) == {1: large}
    half = table.set_column(2, "n", pa.array([Decimal("0.5")] * 3))
    pyarrow.parquet.write_table(half, tmp_path / "half.parquet")
    assert "whole" in fails(
        "audit", tmp_path / "half.parquet", *SHORT, "--frequency", "n"
    )
    out = works("audit", path, *SHORT, "--reference", "g=2", "--format",
                "json")
    assert json.loads(out)["specification"]["reference"] == {"g": 2}
    err = fails("audit", path, "--y-pred", "p", "--sensitive-features", "day")
    assert "day" in err and "cast" in err


def test_json_lines(works, fails, tmp_path):
    path = made(
        tmp_path,
        '{"p": 1, "g": "a"}\n\n{"p": 0, "g": null}\n{"p": 0, "h": 1}\n',
        "x.jsonl",
    )
    out = works("audit", path, *SHORT, "--format", "json")
    assert groups(out) == {"a": 1, None: 2}
    works("audit", path, "--y-pred", "p", "--sensitive-features", "h")
    for line in ("[1]", "{", '{"p": 1, "g": {"x": 1}}', "\x80"):
        fails("audit", made(tmp_path, line + "\n", "x.jsonl"), *SHORT)


def test_metrics_and_explain(works):
    from libfairness import _core

    out = works("metrics")
    for table in ("metrics", "comparisons", "criteria"):
        for name in _core.names(table):
            assert f"  {name} " in out
            page = "docs/metrics/" + name + ".md"
            assert works("explain", name).endswith(f"\nSee {page}\n")
    assert re.search(
        r"^metrics of the suite ranking .*\n(  .*\n)*  roc_auc ", out, re.M)
    assert "true_positive_rate" in works("explain", "recall")
    assert "formula" in works("explain", "equalized_odds_difference")


def test_other_locales(files, expected):
    """Output is UTF-8 and the same whatever the environment says."""
    done = run(
        "audit", files / "whole.csv", *OPTIONS,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C",
             "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0",
             "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().strip() == expected.to_text().strip()
