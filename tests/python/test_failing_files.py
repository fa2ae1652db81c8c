# SPDX-License-Identifier: MIT
"""Files that cannot be opened, written, synced, closed, renamed or read."""

import gzip
import os
import pathlib
import shutil
import stat
import subprocess
import sys
import threading

import pyarrow as pa
import pyarrow.parquet
import pytest

import libfairness as lf
from cli_help import SHORT, fails, works  # noqa: F401 (fixtures)

HERE = pathlib.Path(__file__).resolve().parent
ROWS = {"p": [1, 0, 1, 0] * 50, "g": list("abcd") * 50}


def make_data(folder):
    folder.mkdir()
    lines = "".join(f"{p},{g}\n" for p, g in zip(*ROWS.values()))
    text = ("p,g\n" + lines).encode()
    (folder / "rows.csv").write_bytes(text)
    (folder / "rows.csv.gz").write_bytes(gzip.compress(text))
    (folder / "rows.jsonl").write_text("".join(
        f'{{"p": {p}, "g": "{g}"}}\n' for p, g in zip(*ROWS.values())))
    table = pa.table(ROWS)
    pyarrow.parquet.write_table(table, folder / "rows.parquet")
    with pa.ipc.new_file(folder / "rows.arrow", table.schema) as out:
        out.write_table(table)
    audit = lf.Audit(y_pred="p", sensitive_features="g", shard="s")
    audit.add(ROWS)
    (folder / "saved").write_bytes(audit.to_bytes())
    (folder / "manifest").write_text("s\n")


@pytest.fixture(scope="session")
def shim(tmp_path_factory):
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("needs cc and Linux")
    path = tmp_path_factory.mktemp("shim") / "failing.so"
    subprocess.run(
        [compiler, "-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC",
         "-o", str(path), str(HERE / "failing_files.c"), "-ldl"], check=True)
    return path


def test_every_call_fails_once(shim, tmp_path):
    make_data(tmp_path / "data")
    done = subprocess.run(
        [sys.executable, str(HERE / "failing_files.py")], cwd=tmp_path,
        env={**os.environ, "LD_PRELOAD": str(shim)}, capture_output=True,
        text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    written, read = map(int, done.stdout.split())
    assert written >= 200 and read >= 40


# ---- targets that are not files of ours ----


@pytest.fixture
def report():
    return lf.audit(y_pred=ROWS["p"], sensitive_features=ROWS["g"])


def test_a_report_keeps_links_and_permissions(report, tmp_path):
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    report.to_json(link)
    assert link.is_symlink() and real.read_text() == report.to_json()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    before = os.umask(0o027)
    try:
        report.to_json(tmp_path / "new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640
    dangling = tmp_path / "dangling"
    dangling.symlink_to(tmp_path / "there")
    report.to_csv(dangling)
    assert (tmp_path / "there").read_text() == report.to_csv()
    assert sorted(os.listdir(tmp_path)) == [
        "dangling", "link", "new", "real", "there"]


def test_a_report_in_the_place_of_no_file(report, tmp_path):
    for target, kind in ((tmp_path, IsADirectoryError),
                         (tmp_path / "none" / "x", FileNotFoundError),
                         (tmp_path / "x\0y", ValueError)):
        with pytest.raises(kind):
            report.to_json(target)
    with pytest.raises(OSError, match="No space left"):
        report.to_json("/dev/full")
    report.to_json("/dev/null")
    assert os.listdir(tmp_path) == []
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    found = []
    reader = threading.Thread(target=lambda: found.append(pipe.read_text()))
    reader.start()
    report.to_text(pipe)
    reader.join()
    assert found == [report.to_text()] and pipe.is_fifo()


# ---- files that end too early ----


def zstd(data):
    out = pa.BufferOutputStream()
    with pa.CompressedOutputStream(out, "zstd") as packing:
        packing.write(data)
    return out.getvalue().to_pybytes()


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A file of each kind that knows where it ends."""
    folder = tmp_path_factory.mktemp("whole")
    make_data(folder / "data")
    found = {name: (folder / "data" / name).read_bytes()
             for name in ("rows.csv.gz", "rows.parquet", "rows.arrow")}
    table = pa.table(ROWS)
    stream = pa.BufferOutputStream()
    with pa.ipc.new_stream(stream, table.schema) as out:
        out.write_table(table)
    found["rows.arrows"] = stream.getvalue().to_pybytes()
    text = (folder / "data" / "rows.csv").read_bytes()
    found["rows.csv.zst"] = zstd(text)
    return found


KINDS = ["rows.csv.gz", "rows.csv.zst", "rows.parquet", "rows.arrow",
         "rows.arrows"]


@pytest.mark.parametrize("name", KINDS)
def test_cut_anywhere(fails, works, whole, tmp_path, name):
    data = whole[name]
    path = tmp_path / name
    for sixteenth in range(16):
        path.write_bytes(data[:len(data) * sixteenth // 16])
        assert name in fails("audit", path, *SHORT)
    path.write_bytes(data)
    works("audit", path, *SHORT)


@pytest.mark.parametrize("name", KINDS)
def test_a_pipe_whose_writer_dies(fails, whole, tmp_path, name):
    data = whole[name]
    path = tmp_path / name
    os.mkfifo(path)
    code = ("import os, sys; out = open(sys.argv[1], 'wb', buffering=0); "
            "out.write(sys.stdin.buffer.read()); os.kill(os.getpid(), 9)")
    writer = subprocess.Popen([sys.executable, "-c", code, str(path)],
                              stdin=subprocess.PIPE)
    writer.stdin.write(data[:len(data) // 2])
    writer.stdin.close()
    assert name in fails("audit", path, *SHORT)
    assert writer.wait() == -9


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "parquet", "arrow",
                                    "arrows", "jsonl"])
def test_a_file_that_shrinks_while_it_is_read(tmp_path, ending):
    """An error, or the rows that were there: never a crash."""
    n = 400_000
    table = pa.table({"p": [i % 2 for i in range(n)],
                      "g": [f"group {i % 7}" for i in range(n)]})
    path = tmp_path / f"x.{ending}"
    if ending == "parquet":
        pyarrow.parquet.write_table(table, path, row_group_size=20_000)
    elif ending in ("arrow", "arrows"):
        new = pa.ipc.new_file if ending == "arrow" else pa.ipc.new_stream
        with new(path, table.schema) as out:
            out.write_table(table, max_chunksize=20_000)
    elif ending == "jsonl":
        path.write_text("".join(f'{{"p": {i % 2}, "g": "{i % 7}"}}\n'
                                for i in range(n)))
    else:
        text = "p,g\n" + "".join(f"{i % 2},{i % 7}\n" for i in range(n))
        path.write_bytes(gzip.compress(text.encode(), 1)
                         if ending == "csv.gz" else text.encode())
    code = ("import os, sys; from libfairness import cli; "
            "from libfairness.cli import progress\n"
            "def shrink(self, rows):\n"
            "    os.truncate(sys.argv[2], os.stat(sys.argv[2]).st_size // 3)\n"
            "progress.Progress.__call__ = shrink\n"
            "sys.exit(cli.main(sys.argv[1:]))")
    done = subprocess.run(
        [sys.executable, "-c", code, "audit", str(path), *SHORT, "--format",
         "json", "--threads", "1"], capture_output=True, timeout=120)
    assert done.returncode in (0, 2), (done.returncode, done.stderr[-500:])
    if done.returncode == 0:
        assert b'"used": 400000' in done.stdout
    else:
        assert path.name.encode() in done.stderr
        assert done.stderr.count(b"\n") == 1
        assert b"Traceback" not in done.stderr
