# SPDX-License-Identifier: MIT
"""The command: results, errors in one line, files written whole."""

import csv
import gzip
import json
import os
import signal
import subprocess
import sys
import time

import pyarrow as pa
import pyarrow.parquet
import pytest

import libfairness as lf
from libfairness import cli

OPTIONS = (
    "--y-true recid --y-pred high --sensitive-features race --favourable "
    "negative --reference race=Caucasian"
).split()


def run(*arguments, stdin=None, **options):
    return subprocess.run(
        [sys.executable, "-m", "libfairness", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        timeout=60,
        **options,
    )


def call(capsysbinary, *arguments):
    """In this process, for speed: code, output, errors."""
    code = cli.main([str(a) for a in arguments])
    out, err = capsysbinary.readouterr()
    return code, out.decode(), err.decode()


@pytest.fixture
def fails(capsysbinary):
    """Runs what must fail: its one line."""

    def fail(*arguments):
        code, out, err = call(capsysbinary, *arguments)
        assert code == 2 and out == ""
        assert err.startswith("fairness: error: ") and err.count("\n") == 1
        assert "Traceback" not in err
        return err

    return fail


@pytest.fixture
def works(capsysbinary):
    def work(*arguments):
        code, out, err = call(capsysbinary, *arguments)
        assert (code, err) == (0, "")
        return out

    return work


def write_csv(path, rows, delimiter=",", **options):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, **options)
        writer.writerow(rows)
        writer.writerows(zip(*rows.values()))
    return path


@pytest.fixture(scope="session")
def files(tmp_path_factory, people):
    folder = tmp_path_factory.mktemp("compas")
    half = {k: v[::2] for k, v in people.items()}
    rest = {k: v[1::2] for k, v in people.items()}
    write_csv(folder / "whole.csv", people)
    write_csv(folder / "whole.tsv", people, "\t")
    write_csv(folder / "a.csv", half)
    write_csv(folder / "b.csv", rest)
    with gzip.open(folder / "whole.csv.gz", "wb") as file:
        file.write((folder / "whole.csv").read_bytes())
    bom = b"\xef\xbb\xbf" + (folder / "whole.csv").read_bytes()
    (folder / "bom.csv").write_bytes(bom)
    table = pa.table(people)
    pyarrow.parquet.write_table(table, folder / "whole.parquet")
    pyarrow.parquet.write_table(
        pa.table(rest), folder / "b.parquet", row_group_size=500
    )
    with pa.ipc.new_file(folder / "whole.arrow", table.schema) as file:
        file.write_table(table, max_chunksize=1000)
    with pa.ipc.new_stream(folder / "stream.arrow", table.schema) as file:
        file.write_table(table)
    with open(folder / "whole.jsonl", "w", encoding="utf-8") as file:
        for row in zip(*people.values()):
            file.write(json.dumps(dict(zip(people, row))) + "\n")
    return folder


@pytest.fixture(scope="session")
def expected(people):
    return lf.audit(
        data=people,
        y_true="recid",
        y_pred="high",
        sensitive_features="race",
        favourable="negative",
        reference={"race": "Caucasian"},
    )


@pytest.mark.parametrize(
    "names",
    [
        ["whole.csv"],
        ["whole.tsv"],
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
    for saved, shards in ((whole, None), (both, ["one", "two"])):
        out = json.loads(
            works("report", saved, *shaping, "--format", "json")
        )
        assert out["specification"].pop("shards", None) == shards
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


def test_targets_that_are_no_files(files, fails, tmp_path):
    command = ["audit", files / "whole.csv", *OPTIONS]
    (tmp_path / "folder").mkdir()
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    for target in ("folder", "link", "none/report"):
        for option in ("--output", "--save"):
            assert target in fails(*command, option, tmp_path / target)
    assert "/dev/null" in fails(*command, "--output", "/dev/null")
    assert (tmp_path / "real").read_text() == "old"
    assert "one path" in fails(*command, "--output", "x", "--save", "x")


def test_failure_writes_nothing(files, fails, tmp_path):
    target = tmp_path / "report"
    target.write_text("old")
    fails("audit", files / "whole.csv", *OPTIONS[:-1], "race=Martian",
          "--output", target, "--save", tmp_path / "saved")
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["report"]


def made(tmp_path, text, name="x.csv"):
    path = tmp_path / name
    data = text if isinstance(text, bytes) else text.encode()
    path.write_bytes(data)
    return path


SHORT = ["--y-pred", "p", "--sensitive-features", "g"]


def groups(out):
    report = json.loads(out)
    return {
        tuple(g["group"].values())[0]: g["counts"]["n"]
        for g in report["groupings"][0]["groups"]
    }


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


def test_numbers(works, fails, tmp_path):
    path = made(tmp_path, "s,w,g\n0.5,1e0,a\n.25,2,a\n1,0.5,b\n")
    out = works("audit", path, "--y-score", "s", "--threshold", "0.5",
                "--sample-weight", "w", "--sensitive-features", "g",
                "--format", "json")
    assert json.loads(out)["overall"]["counts"]["sum_weights"] == 3.5
    for text in ("abc", "1_000", "0x1", "1,5"):
        path = made(tmp_path, f's,g\n0.5,"a\nb"\n"{text}",a\n')
        err = fails("audit", path, "--y-score", "s", "--threshold", "0.5",
                    "--sensitive-features", "g")
        assert "line 4" in err and text in err
    for text in ("1e400", "inf", "nan"):
        path = made(tmp_path, f"s,g\n0.5,a\n{text},a\n")
        err = fails("audit", path, "--y-score", "s", "--threshold", "0.5",
                    "--sensitive-features", "g")
        assert "line 3" in err
    path = made(tmp_path, "p,f,g\n1,2,a\n0,3.0,b\n")
    out = works("audit", path, *SHORT, "--frequency", "f", "--format", "json")
    assert groups(out) == {"a": 2, "b": 3}
    for text in ("2.5", "-1", "1e3", "99999999999999999999"):
        path = made(tmp_path, f"p,f,g\n1,2,a\n0,{text},b\n")
        err = fails("audit", path, *SHORT, "--frequency", "f")
        assert "line 3" in err and text in err


def test_lines_in_errors(fails, tmp_path):
    path = made(tmp_path, 'p,g\n1,"a\nb"\n\n0,b\n7,b\n')
    err = fails("audit", path, *SHORT)
    assert "line 6" in err and "x.csv" in err
    path = made(tmp_path, 'p,g\n1,"a\nb"\n\n0,b\n,b\n')
    assert "line 6" in fails("audit", path, *SHORT)
    rows = "".join(json.dumps({"p": p, "g": "a"}) + "\n" for p in (1, 0, 7))
    path = made(tmp_path, rows, "x.jsonl")
    assert "line 3" in fails("audit", path, *SHORT)


@pytest.mark.parametrize(
    "text, words",
    [
        ("", "empty"),
        ("p,g\n", "0 rows"),
        ("p,g\n1,2,3\n", "Line: 2"),
        (b"p,g\n1,\xff\n", "Line: 2"),
        (b"p,\xff\n1,a\n", "UTF-8"),
        ("p,q\n1,2\n", "'q'"),
        ("p,g,g\n1,2,3\n", "2 columns"),
        ('p,g\n1,"a\n', None),
        (b"\x1f\x8b\x08nonsense", None),
    ],
)
def test_bad_csv(fails, tmp_path, text, words):
    err = fails("audit", made(tmp_path, text), *SHORT)
    assert "x.csv" in err or words == "0 rows"
    assert words is None or words in err, err


@pytest.mark.parametrize("name", ["x.parquet", "x.arrow", "x.jsonl"])
@pytest.mark.parametrize("data", [b"", b"PAR1 nonsense PAR1", b"{"])
def test_bad_files(fails, tmp_path, name, data):
    fails("audit", made(tmp_path, data, name), *SHORT)


def test_truncated(fails, files, tmp_path):
    for name in ("whole.parquet", "whole.csv.gz", "whole.arrow"):
        data = (files / name).read_bytes()
        path = made(tmp_path, data[: len(data) // 2], name)
        assert name in fails("audit", path, *OPTIONS)


def test_usage(fails, files, tmp_path):
    whole = files / "whole.csv"
    for arguments, words in (
        ([], "COMMAND"),
        (["audit"], "FILE"),
        (["audit", whole], "--sensitive-features"),
        (["audit", whole, *OPTIONS, "--nope"], "--nope"),
        (["audit", whole, *OPTIONS, "--confidence", "x"], "--confidence"),
        (["audit", whole, *OPTIONS, "--confidence", "2"], "confidence"),
        (["audit", whole, *OPTIONS, "--min-count", "-1"], "--min-count"),
        (["audit", whole, *OPTIONS, "--nulls", "x"], "--nulls"),
        (["audit", whole, *OPTIONS, "--format", "csv"], "csv"),
        (["audit", whole, *OPTIONS, "--reference", "Asian"], "--reference"),
        (["audit", whole, *OPTIONS, "--costs", "a"], "--costs"),
        (["audit", whole, *OPTIONS, "--metrics", "acc"], "accuracy"),
        (["audit", whole, *OPTIONS, "--y-score", "s"], "'s'"),
        (["audit", tmp_path, *OPTIONS], "folder"),
        (["audit", tmp_path / "none.csv", *OPTIONS], "none.csv"),
        (["audit", "http://127.0.0.1:9/x.csv", *OPTIONS], "http"),
        (["audit", made(tmp_path, "a\n", "x.dat"), *OPTIONS],
         "--input-format"),
        (["audit", "-", "-", *OPTIONS], "twice"),
        (["gate", "policy.toml", whole], "gate"),
        (["plan", "fit"], "plan"),
        (["init", whole], "init"),
        (["explain", "acuracy"], "accuracy"),
        (["explain", "zzz"], "fairness metrics"),
        (["report", tmp_path / "none"], "none"),
        (["report", whole], "whole.csv"),
        (["merge", whole, "--output", tmp_path / "x"], "whole.csv"),
    ):
        assert words in fails(*arguments)


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
            assert name in works("explain", name)
    assert "true_positive_rate" in works("explain", "recall")
    assert "formula" in works("explain", "equalized_odds_difference")


def test_without_duckdb(files, monkeypatch, fails):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    err = fails("audit", files / "whole.csv", *OPTIONS)
    assert "libfairness[cli]" in err


def test_hostile_names_in_errors(fails, tmp_path):
    path = made(tmp_path, "p,\x1b[31m\n1,a\n")
    err = fails("audit", path, *SHORT)
    assert "\x1b" not in err


def test_broken_pipe(files):
    reader = subprocess.Popen(["true"], stdin=subprocess.PIPE)
    reader.wait()
    done = subprocess.run(
        [sys.executable, "-m", "libfairness", "audit",
         str(files / "whole.csv"), *OPTIONS, "--format", "json"],
        stdout=reader.stdin, stderr=subprocess.PIPE, timeout=60,
    )
    assert done.stderr == b"" and done.returncode != 0


def test_full_disk(files):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "libfairness", "audit",
             str(files / "whole.csv"), *OPTIONS],
            stdout=full, stderr=subprocess.PIPE, timeout=60,
        )
    assert done.returncode == 2
    assert done.stderr.startswith(b"fairness: error: ")
    assert done.stderr.count(b"\n") == 1


def test_interrupt(files, tmp_path):
    """SIGINT while standard input is read: one line, nothing written."""
    process = subprocess.Popen(
        [sys.executable, "-m", "libfairness", "audit", "-", *OPTIONS,
         "--output", str(tmp_path / "out")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )
    process.stdin.write((files / "a.csv").read_bytes())
    process.stdin.flush()
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 2 and out == b""
    assert err.startswith(b"fairness: error: interrupted")
    assert err.count(b"\n") == 1
    assert os.listdir(tmp_path) == []


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
