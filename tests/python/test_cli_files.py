# SPDX-License-Identifier: MIT
"""The command: every kind of file, whole or not, under any name."""

import csv
import gzip
import io
import os
import random
import subprocess
import sys
import threading

import pyarrow as pa
import pyarrow.parquet
import pytest

from cli_help import (  # noqa: F401 (fixtures)
    OPTIONS,
    SHORT,
    expected,
    fails,
    files,
    groups,
    made,
    run,
    works,
)
from libfairness.cli import packed

TEXT = b"p,g\n" + b"".join(b"%d,%d\n" % (i % 2, i % 7) for i in range(20_000))
COUNTS = {str(g): sum(1 for i in range(20_000) if i % 7 == g)
          for g in range(7)}


def zstd(data):
    out = pa.BufferOutputStream()
    with pa.CompressedOutputStream(out, "zstd") as packing:
        packing.write(data)
    return out.getvalue().to_pybytes()


PACKED = {"gz": gzip.compress, "zst": zstd}


@pytest.mark.parametrize("ending", PACKED)
@pytest.mark.parametrize("name", ["whole.csv", "bom.csv", "whole.tsv",
                                  "whole.jsonl"])
def test_packed(files, expected, works, tmp_path, name, ending):
    path = tmp_path / f"{name}.{ending}"
    path.write_bytes(PACKED[ending]((files / name).read_bytes()))
    out = works("audit", path, *OPTIONS, "--format", "json")
    assert out.rstrip() == expected.to_json().rstrip()
    quiet = tmp_path / name  # recognised by its bytes
    path.rename(quiet)
    assert works("audit", quiet, *OPTIONS, "--format", "json") == out


def test_several_frames_and_members(works, tmp_path):
    """gzip and zstd files may be concatenated."""
    half = len(TEXT) // 2
    skipped = b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc"  # a frame to be skipped
    for ending, pack in PACKED.items():
        middle = skipped if ending == "zst" else b""
        path = made(tmp_path, pack(TEXT[:half]) + middle + pack(TEXT[half:]),
                    f"x.csv.{ending}")
        out = works("audit", path, *SHORT, "--format", "json")
        assert groups(out) == COUNTS


@pytest.mark.parametrize("ending", PACKED)
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_packed_and_broken(fails, tmp_path, ending, kind):
    """Cut anywhere, it is never taken for the whole."""
    data = TEXT
    if kind == "jsonl":
        data = b'{"p": 1, "g": "a"}\n{"p": 0, "g": "b"}\n' * 3000
    data = PACKED[ending](data)
    cuts = [5, 20, len(data) // 2, len(data) - 9, len(data) - 4, len(data) - 1]
    for cut in cuts:
        path = made(tmp_path, data[:cut], f"x.{kind}.{ending}")
        assert f"x.{kind}.{ending}" in fails("audit", path, *SHORT), cut


def test_a_wrong_checksum(fails, tmp_path):
    """The rows are all there: only the sum of gzip says that one differs."""
    data = bytearray(gzip.compress(TEXT))
    data[-6] ^= 1
    err = fails("audit", made(tmp_path, bytes(data), "x.csv.gz"), *SHORT)
    assert "CRC" in err and "x.csv.gz" in err


def test_frames_of_zstd(tmp_path):
    """Every prefix but the whole is too short, whatever the frame has."""
    for data in (b"", b"a" * 10, b"a" * 300, random.Random(1).randbytes(2000),
                 b"x" * 400_000):
        whole = zstd(data)
        path = made(tmp_path, whole, "x.zst")
        packed.check_zstd(path)
        for cut in {*range(1, min(len(whole), 300)), len(whole) - 1}:
            path.write_bytes(whole[:cut])
            with pytest.raises(packed.Broken):
                packed.check_zstd(path)
        path.write_bytes(whole + b"more")
        with pytest.raises(packed.Broken):
            packed.check_zstd(path)


def test_other_compressions_say_what_to_do(fails, tmp_path):
    for magic, words in ((b"BZh9", "bzip2 -dc"), (b"\xfd7zXZ\0", "xz -dc"),
                         (b"PK\x03\x04", "unzip -p")):
        assert words in fails("audit", made(tmp_path, magic), *SHORT)


def test_arrow_by_polars(files, expected, works, fails, monkeypatch,
                         tmp_path):
    """Where pyarrow is missing; the same errors where a file is broken."""
    pytest.importorskip("polars")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for name in ("whole.arrow", "stream.arrow"):
        out = works("audit", files / name, *OPTIONS, "--format", "json")
        assert out.rstrip() == expected.to_json().rstrip()
        data = (files / name).read_bytes()
        path = made(tmp_path, data[: len(data) // 2], name)
        assert name in fails("audit", path, *OPTIONS)
    monkeypatch.setitem(sys.modules, "polars", None)
    err = fails("audit", files / "whole.arrow", *OPTIONS)
    assert "pyarrow or Polars" in err and "libfairness[arrow]" in err


def test_feather(files, expected, works, fails, tmp_path):
    import pyarrow.feather

    table = pa.ipc.open_file(files / "whole.arrow").read_all()
    for how in ("lz4", "zstd", "uncompressed"):
        path = tmp_path / f"{how}.feather"
        pyarrow.feather.write_feather(table, str(path), compression=how)
        out = works("audit", path, *OPTIONS, "--format", "json")
        assert out.rstrip() == expected.to_json().rstrip()
    old = made(tmp_path, b"FEA1" + b"\0" * 20, "x.feather")
    assert "version 1" in fails("audit", old, *SHORT)


def test_standard_input_of_every_kind(files, expected, tmp_path):
    """Through a pipe, and from a file that it was redirected from, which is
    not copied."""
    command = [sys.executable, "-m", "libfairness", "audit", "-", *OPTIONS,
               "--format", "json", "--input-format"]
    for kind, name in (("arrow", "whole.arrow"), ("jsonl", "whole.jsonl")):
        done = run(*command[3:], kind, stdin=(files / name).read_bytes())
        assert done.stdout.decode().rstrip() == expected.to_json().rstrip()
    nowhere = {**os.environ, "TMPDIR": "/nowhere"}
    for kind, name in (("csv", "whole.csv"), ("parquet", "whole.parquet")):
        with open(files / name, "rb") as file:
            done = subprocess.run([*command, kind], stdin=file, env=nowhere,
                                  capture_output=True, timeout=60)
        assert done.stdout.decode().rstrip() == expected.to_json().rstrip()


def test_a_fifo(works, tmp_path):
    path = tmp_path / "fifo.csv"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(TEXT,))
    writer.start()
    out = works("audit", path, *SHORT, "--format", "json")
    writer.join()
    assert groups(out) == COUNTS


def test_no_place_for_a_copy(fails, monkeypatch):
    class Full(io.BytesIO):
        def readinto(self, *_):
            raise OSError(28, "No space left on device")

        read = readinto

    monkeypatch.setattr(sys, "stdin", type("In", (), {"buffer": Full()}))
    err = fails("audit", "-", *SHORT)
    assert "TMPDIR" in err and "No space left" in err


def test_names_are_only_names(works, fails, tmp_path, monkeypatch):
    """No address, no wildcard, no home folder, no partition."""
    monkeypatch.chdir(tmp_path)
    for name in ("http:/x.org/a.csv", "~/b.csv", "{a,b}[c]*?.csv",
                 "g=z/c.csv", "-x.csv", "s3:/d.csv", "#é ü.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        made(tmp_path, "p,g\n1,a\n0,b\n", name)
    for name in ("http://x.org/a.csv", "~/b.csv", "{a,b}[c]*?.csv",
                 "g=z/c.csv", "./-x.csv", "s3://d.csv", "#é ü.csv"):
        out = works("audit", name, *SHORT, "--format", "json")
        assert groups(out) == {"a": 1, "b": 1}
    pyarrow.parquet.write_table(pa.table({"p": [1, 0], "h": ["a", "b"]}),
                                "g=z/c.parquet")
    assert "there is no column 'g'" in fails("audit", "g=z/c.parquet", *SHORT)
    for name in ("http://y.org/a.csv", "S3://bucket/a.parquet",
                 "hf://datasets/a.csv"):
        assert "not fetched" in fails("audit", name, *SHORT)
    assert "a device" in fails("audit", "/dev/zero", *SHORT,
                               "--input-format", "csv")


def test_names_that_differ_in_case_only(works, fails, tmp_path):
    table = pa.table([[1, 0, 1], [0, 1, 0], ["a", "b", "b"], ["x", "x", "y"]],
                     names=["p", "P", "g", "G"])
    pyarrow.parquet.write_table(table, tmp_path / "x.parquet")
    made(tmp_path, "p,P,g,G\n1,0,a,x\n0,1,b,x\n1,0,b,y\n")
    for name in ("x.parquet", "x.csv"):
        path = tmp_path / name
        for feature, counts in (("g", {"a": 1, "b": 2}),
                                ("G", {"x": 2, "y": 1})):
            out = works("audit", path, "--y-pred", "P", "--format", "json",
                        "--sensitive-features", feature)
            assert groups(out) == counts and '"selected": 1,' in out
        works("audit", path, "--y-pred", "p", "--sensitive-features", "g,G")
    one = made(tmp_path, "p,g\n1,a\n", "one.csv")
    assert "did you mean 'g'" in fails("audit", one, "--y-pred", "p",
                                       "--sensitive-features", "G")
    twice = pa.table([[1], [0], ["a"]], names=["p", "p", "g"])
    pyarrow.parquet.write_table(twice, tmp_path / "twice.parquet")
    assert "2 columns" in fails("audit", tmp_path / "twice.parquet", *SHORT)


@pytest.mark.parametrize("text, words", [
    (b"p,g\r\n1,a\n0,b\r\n", "line 2: it ends with"),
    (b"p,g\n1,a\r\n0,b\n", "line 2: it ends with"),
    ("p,g\n1,a\n".encode("utf-16"), "UTF-16"),
    (b"p,g\n" + b"1,a\n" * 200_000 + b"1,\xff\n", "line 200002: "),
    (b"p,g\n" + b"1,a\n" * 9 + b"1," + b"b" * 5000 + b",3\n",
     "line 11: Expected Number of Columns: 2 Found: 3"),
])
def test_text_that_is_not_csv(fails, tmp_path, text, words):
    err = fails("audit", made(tmp_path, text), *SHORT)
    assert words in err and len(err) < 400


@pytest.mark.parametrize("text, counts", [
    (b"\n\n\np,g\n1,a\n0,b\n", {"a": 1, "b": 1}),
    (b'\xef\xbb\xbf"p","g"\r\n1,a\r\n0,b', {"a": 1, "b": 1}),
    (b'p,g\n1,"a\n\n""b"""\n0,\n', {'a\n\n"b"': 1, None: 1}),
    (b"p,g\n1,a\0b\n0, c \n", {"a\0b": 1, " c ": 1}),
    (b"p,g\r1,a\r0,b\r", {"a": 1, "b": 1}),
])
def test_text_that_is(works, tmp_path, text, counts):
    out = works("audit", made(tmp_path, text), *SHORT, "--format", "json")
    assert groups(out) == counts


def test_newlines_in_fields_at_the_seams_of_buffers(works, tmp_path):
    """Fields that look like rows, in a file that DuckDB reads by parts."""
    fields = ['plain', 'with,comma', 'x\n1,2\n"quo"', '"', 'a\nb', '\n\n\n']
    lines = [f'{i % 2},"' + field.replace('"', '""') + '"\n'
             for i, field in enumerate(fields)]
    repeats = 600_000
    path = tmp_path / "x.csv"
    with open(path, "w", newline="") as file:
        file.write("p,g\n")
        for _ in range(repeats // 1000):
            file.write("".join(lines) * 1000)
    assert path.stat().st_size > 33 << 20  # more than one buffer
    out = works("audit", path, *SHORT, "--format", "json", "--threads", 2)
    assert groups(out) == dict.fromkeys(fields, repeats)


def test_json_lines_are_json(fails, tmp_path):
    for line, words in ((b'{"p": NaN, "g": "a"}', "NaN is not JSON"),
                        (b'{"p": 1, "g": "\xff"}', "line 2 is not UTF-8"),
                        (b'{"p": 1 "g": "a"}', "line 2: Expecting"),
                        (b'{"p": 1, "g": "a"} {}', "line 2: Extra data"),
                        (b'{"p": 1, "g": "b", "p":0}', "key twice"),
                        (b'{"p" : 1, "g" : "b:c", "p": 0}', "key twice"),
                        (b'{"p": 1, "g": ' + b"[" * 99_999, "too deeply"),
                        (b"7", "not a JSON object")):
        path = made(tmp_path, b'{"p": 1, "g": "a"}\n' + line, "x.jsonl")
        assert words in fails("audit", path, *SHORT)


def test_memory_does_not_grow_with_rows(tmp_path):
    """Ten times the rows, of Parquet: at most some MiB more."""
    peaks = []
    for rows in (200_000, 2_000_000):
        table = pa.table({"p": pa.array([i % 2 for i in range(rows)], "int8"),
                          "g": pa.array(["a", "b"] * (rows // 2))})
        path = tmp_path / f"{rows}.parquet"
        pyarrow.parquet.write_table(table, path)
        # Of this program alone: ru_maxrss would be that of the tests, too.
        code = ("import sys; from libfairness.cli import main; "
                "main(sys.argv[1:]); print(open('/proc/self/status').read()"
                ".split('VmHWM:')[1].split()[0], file=sys.stderr)")
        done = subprocess.run(
            [sys.executable, "-c", code,
             "audit", str(path), *SHORT, "--threads", "1"],
            capture_output=True, timeout=60, check=True)
        peaks.append(int(done.stderr))
    assert peaks[1] - peaks[0] < 24 << 10


def test_rows_are_counted_besides():
    """Against Python's csv, in chunks of any size, at any seam."""
    from libfairness import _core

    chance = random.Random(5)
    for delimiter, pieces in (
        (",", ["a", "\n"]),
        (",", ["a", "b", ",", "\n", "\n"]),
        (",", ["ab", ",", "\r\n"]),
        (",", ["a", ",", "\n", '"', '""', 'a"b']),
        ("\t", ["a", "\t", ",", "\n", '"', '"a\nb"']),
    ):
        for _ in range(80):
            size = chance.choice([0, 1, 5, 100, 5000, 9000])
            text = "".join(chance.choices(pieces, k=size))
            state = (0, 0, 0, 10, 10)
            rest = text.encode()
            while rest:
                n = chance.choice([1, 2, 3, 50, 4096, 8192])
                state = _core.count_lines(rest[:n], ord(delimiter), state)
                rest = rest[n:]
            rows, inside, quoted, last, _ = state
            records = [r for r in csv.reader(io.StringIO(text, newline=""),
                                             delimiter=delimiter) if r]
            assert rows + (quoted == 1 or last != 10) == len(records)
            breaks = sum(field.count("\n") for r in records for field in r)
            assert inside == breaks


def test_a_file_that_has_fewer_rows_than_it_says(fails, files, monkeypatch):
    from libfairness.cli.parquet import Parquet

    query = Parquet.query
    monkeypatch.setattr(
        Parquet, "query", lambda *a: query(*a) + " LIMIT 7000")
    err = fails("audit", files / "whole.parquet", *OPTIONS)
    assert "7000 rows were read of 7214" in err


@pytest.mark.parametrize("lost", [1, -1])
def test_a_reader_that_loses_a_row_is_found_out(works, fails, tmp_path,
                                                monkeypatch, lost):
    """DuckDB 2.0 does, where a row ends at a seam: then it reads again, in one
    go; if rows come and go still, that is said."""
    from libfairness.cli.text import Text

    query = Text.query
    asked = []

    def losing(self, cursor, wanted):
        asked.append(self._parallel)
        more = ""
        if self._parallel or lost < 0:
            more = f" LIMIT {5 + len(asked)}"
        return query(self, cursor, wanted) + more

    monkeypatch.setattr(Text, "query", losing)
    path = made(tmp_path, TEXT)
    if lost > 0:
        out = works("audit", path, *SHORT, "--format", "json")
        assert groups(out) == COUNTS
    else:
        assert "6 or 7 or 20000 rows" in fails("audit", path, *SHORT)
    assert asked == [True, False]
