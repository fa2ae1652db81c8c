# SPDX-License-Identifier: MIT
"""The command: errors in one line, exit code 2, nothing half written."""

import gzip
import io
import json
import os
import signal
import subprocess
import sys
import time

import pytest

from cli_help import (  # noqa: F401 (fixtures)
    OPTIONS,
    SHORT,
    expected,
    fails,
    files,
    groups,
    made,
    works,
)
from libfairness import cli


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
    path = made(tmp_path, "s,g\n0.5,a\nnan,a\n")
    err = fails("audit", path, "--y-score", "s", "--threshold", "0.5",
                "--sensitive-features", "g")
    assert "line 3" in err
    for text in ("1e400", "inf"):  # above all others, and no number
        path = made(tmp_path, f"s,g\n0.5,a\n{text},a\n")
        scored = ("audit", path, "--y-score", "s", "--threshold", "0.75",
                  "--sensitive-features", "g")
        out = works(*scored, "--format", "json")
        assert json.loads(out)["overall"]["counts"]["selected"] == 1
        assert "rows: 1" in fails(*scored, "--metrics", "mean_score")
        assert "line 3" in fails(*scored, "--score-range", "0", "1")
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
        ("p,g\n1,2,3\n", "line 2: "),
        (b"p,g\n1,\xff\n", "line 2: "),
        (b"p,\xff\n1,a\n", "UTF-8"),
        ("p,q\n1,2\n", "'q'"),
        ("p,g,g\n1,2,3\n", "2 columns"),
        ('p,g\n1,"a\n', "unterminated quote"),
        ("p,g\n1," + "x" * 3_000_000 + "\n0,b\n", "line 2: Maximum"),
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
        (["audit", whole, *OPTIONS, "--format", "pdf"], "pdf"),
        (["audit", whole, *OPTIONS, "--reference", "Asian"], "--reference"),
        (["audit", whole, *OPTIONS, "--costs", "a"], "--costs"),
        (["audit", whole, *OPTIONS, "--metrics", "acc"], "accuracy"),
        (["audit", whole, *OPTIONS, "--y-score", "s"], "'s'"),
        (["audit", tmp_path, *OPTIONS], "folder"),
        (["audit", tmp_path / "none.csv", *OPTIONS], "none.csv"),
        (["audit", "http://127.0.0.1:9/x.csv", *OPTIONS], "http"),
        (["audit", made(tmp_path, "a\n", "x.dat"), *OPTIONS],
         "--input-format"),
        (["audit", made(tmp_path, "p;g\n1;a\n", "x.csv"), *OPTIONS],
         "--input-format ssv"),
        (["audit", made(tmp_path, "p\tg\n1\ta\n", "y.csv"), *OPTIONS],
         "--input-format tsv"),
        (["audit", "-", "-", *OPTIONS], "twice"),
        (["gate", tmp_path / "none.toml", whole], "none.toml"),
        (["plan", "fit"], "plan"),
        (["init", whole], "--y-pred"),
        (["explain", "acuracy"], "accuracy"),
        (["explain", "zzz"], "fairness metrics"),
        (["report", tmp_path / "none"], "none"),
        (["report", whole], "whole.csv"),
        (["merge", whole, "--output", tmp_path / "x"], "whole.csv"),
    ):
        assert words in fails(*arguments)


def test_a_file_counts_once(files, fails, tmp_path):
    whole = files / "whole.csv"
    (tmp_path / "link.csv").symlink_to(whole)
    for again in (whole, files / "." / "whole.csv", tmp_path / "link.csv"):
        assert "named twice" in fails("audit", whole, again, *OPTIONS)


def test_data_are_not_overwritten(files, fails, tmp_path):
    path = made(tmp_path, (files / "whole.csv").read_bytes())
    before = path.read_bytes()
    for option in ("--output", "--save"):
        assert "the data" in fails("audit", path, *OPTIONS, option, path)
    out = tmp_path / "out"
    assert "one path" in fails("audit", path, *OPTIONS, "--output", out,
                               "--save", f"{tmp_path}/./out")
    assert path.read_bytes() == before and not out.exists()


def test_said_twice(files, fails):
    command = ["audit", files / "whole.csv", *OPTIONS]
    for more in (
        ["--reference", "race=Asian"],
        ["--positive-label", "y_true=1", "--positive-label", "y_true=0"],
        ["--costs", "false_positive=1,false_positive=2"],
    ):
        assert "twice" in fails(*command, *more)


def test_one_column_as_label_and_number(fails, tmp_path):
    path = made(tmp_path, "p,g\n1,a\n0,b\n")
    err = fails("audit", path, *SHORT, "--frequency", "p")
    assert "--frequency" in err and "--y-pred" in err


def test_kinds_that_differ_between_files(fails, tmp_path):
    made(tmp_path, '{"p": 1, "g": 1}\n', "a.jsonl")
    made(tmp_path, "p,g\n0,1\n", "b.csv")
    err = fails("audit", tmp_path / "a.jsonl", tmp_path / "b.csv", *SHORT)
    assert "b.csv" in err and '"g"' in err


def test_json_lines_that_are_none(fails, tmp_path):
    packed = gzip.compress(b'{"p": 1, "g": "a"}\n' * 1000)
    for data, words in (
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b'{"p": 1, "g": "a", "p": 0}\n', "key twice"),
        (b'{"p": 1, "g": "a"}\n{"p": 0, "g": "a"', "line 2"),
        (packed[:-20], "x.jsonl"),
        (packed[:20] + b"\xff" * 8 + packed[28:], "x.jsonl"),
    ):
        assert words in fails("audit", made(tmp_path, data, "x.jsonl"), *SHORT)


def test_damaged_packed_text(fails, tmp_path):
    packed = gzip.compress(b"p,g\n" + b"1,a\n0,b\n" * 1000)
    for data in (packed[:14], packed[:-20], packed[:12] + b"\xff" * 8):
        assert "x.csv.gz" in fails("audit", made(tmp_path, data, "x.csv.gz"),
                                   *SHORT)


def test_names_of_temporary_copies_stay_inside(fails):
    for kind in ("csv", "parquet", "jsonl", "arrow"):
        err = fails("audit", "/dev/null", *SHORT, "--input-format", kind)
        assert err.count("/dev/null") >= 1 and "fairness-" not in err


def test_closed_streams(files, monkeypatch, fails):
    command = ["audit", files / "whole.csv", *OPTIONS]
    monkeypatch.setattr(sys, "stdin", None)
    assert "standard input is closed" in fails("audit", "-", *OPTIONS)
    done = subprocess.run(
        [sys.executable, "-m", "libfairness", *map(str, command)],
        stderr=subprocess.PIPE, timeout=60, preexec_fn=lambda: os.close(1))
    assert done.returncode == 2
    assert done.stderr == b"fairness: error: standard output is closed\n"


def test_more_cells_than_usual(fails, works, tmp_path):
    """What was counted with a higher limit is read with one: it is not
    saved."""
    rows = "".join(f"1,{i}\n" for i in range(65537))
    saved, out = tmp_path / "saved", tmp_path / "out"
    more = "--max-cells", "70000"
    works("audit", made(tmp_path, "p,g\n" + rows), *SHORT, *more, "--save",
          saved, "--no-report")
    report = ["report", saved, "--favourable", "positive", "--allow-sparse"]
    merge = ["merge", saved, "--output", out]
    for command in (report, merge):
        assert "--max-cells, which is 65536" in fails(*command)
    works(*merge, *more)
    assert "65537" in works(*report, *more)


def test_output_without_bytes(files, monkeypatch):
    """A notebook's standard output, and StringIO, take text only."""
    shown = io.StringIO()
    monkeypatch.setattr(sys, "stdout", shown)
    assert cli.main(["explain", "selection_rate"]) == 0
    assert shown.getvalue().startswith("selection_rate")


def test_manifests(files, fails, works, tmp_path):
    saved = tmp_path / "saved"
    works("audit", files / "whole.csv", *OPTIONS, "--save", saved, "--shard",
          "a")
    command = ["merge", saved, "--output", tmp_path / "out", "--manifest"]
    assert works(*command, made(tmp_path, b"\xef\xbb\xbfa\r\n", "m")) == ""
    assert "UTF-8" in fails(*command, made(tmp_path, b"\xff\n", "m"))


def test_a_manifest_lists_every_part(files, fails, works, tmp_path):
    for name, more in (("a", ["--shard", "a"]), ("b", [])):
        works("audit", files / f"{name}.csv", *OPTIONS, "--save",
              tmp_path / name, *more)
    for text in ("a\n", ""):
        assert "shard name" in fails(
            "merge", tmp_path / "a", tmp_path / "b", "--output",
            tmp_path / "out", "--manifest", made(tmp_path, text, "m"))


def test_words_that_are_not_utf8(files, works, fails, tmp_path):
    for name in ("whole.csv", "whole.parquet", "whole.arrow"):
        path = tmp_path / f"\udcff{name}"
        path.write_bytes((files / name).read_bytes())
        works("audit", path, *OPTIONS)
    path = files / "whole.csv"
    for command in (
        ["explain", "\udcff"],
        ["audit", path, *OPTIONS, "--metrics", "\udcff"],
        ["audit", path, *OPTIONS, "--shard", "\udcff"],
        ["audit", path, "--y-pred", "\udcff", "--sensitive-features", "race"],
        ["audit", "\udcff.csv", *OPTIONS],
    ):
        assert "internal" not in fails(*command)


def test_empty_paths(files, fails):
    assert "''" in fails("audit", "", *OPTIONS, "--input-format", "csv")
    assert "empty" in fails("audit", files / "whole.csv", *OPTIONS,
                            "--output", "")


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


def test_unknown_options_point_to_the_command(fails):
    err = fails("audit", "x.csv", *SHORT, "--ypred", "p")
    assert "--ypred" in err and "fairness audit --help" in err
    assert "did you mean '--y-pred'" in err
    assert "fairness merge --help" in fails("merge", "a", "--output", "b", "-x")


def test_negative_numbers(works, fails, tmp_path):
    path = made(tmp_path, "s,g\n-7,a\n3,b\n")
    scored = ("audit", path, "--y-score", "s", "--threshold", "-1e0",
              "--sensitive-features", "g", "--format", "json")
    out = json.loads(works(*scored, "--score-range", "-1e1", "10"))
    assert out["specification"]["score_range"] == [-10, 10]
    assert out["overall"]["counts"]["selected"] == 1
    assert "from -infinity to 10" in fails(*scored, "--score-range", "-inf",
                                           "10")
