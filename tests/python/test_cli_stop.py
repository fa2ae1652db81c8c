# SPDX-License-Identifier: MIT
"""The command when it cannot finish: signals, full disks, results in place."""

import os
import signal
import stat
import subprocess
import sys
import time

import pytest

from cli_help import (  # noqa: F401 (fixtures)
    OPTIONS,
    SHORT,
    call,
    expected,
    fails,
    files,
    made,
    works,
)
from libfairness.cli import output, progress
from libfairness.cli.stop import stopper


@pytest.fixture(autouse=True)
def as_a_shell_starts_it():
    """nohup and & start the tests with signals ignored."""
    ours = {signal.SIGINT: signal.default_int_handler,
            signal.SIGTERM: signal.SIG_DFL, signal.SIGHUP: signal.SIG_DFL}
    before = {n: signal.signal(n, handler) for n, handler in ours.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("file", ["whole.csv", "whole.csv.gz", "whole.parquet",
                                  "whole.arrow", "whole.jsonl"])
def test_a_signal_while_reading(files, fails, tmp_path, monkeypatch, name,
                                file):
    """One line, nothing written, and the handlers are those of before."""
    number = getattr(signal, name)
    before = signal.getsignal(number)
    monkeypatch.setattr(progress.Progress, "__call__",
                        lambda self, rows: os.kill(os.getpid(), number))
    err = fails("audit", files / file, *OPTIONS, "--save", tmp_path / "saved",
                "--output", tmp_path / "out")
    assert err == "fairness: error: interrupted: nothing was written\n"
    assert os.listdir(tmp_path) == []
    assert signal.getsignal(number) is before


def test_a_signal_for_someone_else(files, works, monkeypatch):
    """nohup ignores SIGHUP: so does the command."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        monkeypatch.setattr(
            progress.Progress, "__call__",
            lambda self, rows: os.kill(os.getpid(), signal.SIGHUP))
        works("audit", files / "whole.csv", *OPTIONS)
    finally:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # the fixture goes on


def test_a_signal_while_files_take_their_names():
    """It comes too late: all of them do."""
    steps = []
    with stopper.heard(last=False), stopper.held():
        os.kill(os.getpid(), signal.SIGINT)
        steps.append("held")
    assert steps == ["held"]


def test_sigterm_of_a_process(files, tmp_path):
    """While standard input is copied: nothing is left of the copy."""
    process = subprocess.Popen(
        [sys.executable, "-m", "libfairness", "audit", "-", *OPTIONS,
         "--output", str(tmp_path / "out")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)})
    process.stdin.write((files / "a.csv").read_bytes())
    process.stdin.flush()
    for _ in range(600):
        if os.listdir(tmp_path):
            break
        signal.sigtimedwait([], 0.1)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, b"")
    assert err == b"fairness: error: interrupted: nothing was written\n"
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("words", [["--help"], ["audit", "--help"],
                                   ["--version"], ["metrics"]])
def test_help_that_cannot_be_written(words):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "libfairness", *words], stdout=full,
            stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 2
    assert done.stderr == (
        b"fairness: error: standard output: No space left on device\n")


@pytest.mark.parametrize("step", ["fsync", "fchmod", "replace"])
def test_a_disk_that_fails(files, fails, tmp_path, monkeypatch, step):
    """The old file stays, nothing is left beside it."""
    target = tmp_path / "report"
    target.write_text("old")

    def fail(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(output.os, step, fail)
    code, _, err = 2, "", ""
    command = ["audit", files / "whole.csv", *OPTIONS]
    for option in ("--output", "--save"):
        code, _, err = run(fails, *command, option, target)
        assert "report: could not be written: No space left" in err
        assert target.read_text() == "old"
        assert os.listdir(tmp_path) == ["report"]


def run(fails, *arguments):
    """fails(), where the report may have been printed already."""
    from libfairness import cli

    stream = fails.__closure__[0].cell_contents
    code, out, err = call(stream, *arguments)
    assert code == 2 and err.count("\n") == 1
    return code, out, err


def test_standard_output_first(files, tmp_path):
    """A report that could not be printed leaves no counts behind."""
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "libfairness", "audit",
             str(files / "whole.csv"), *OPTIONS, "--save",
             str(tmp_path / "saved")],
            stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 2 and os.listdir(tmp_path) == []


def test_permissions_of_new_files(files, works, tmp_path):
    before = os.umask(0o027)
    try:
        works("audit", files / "whole.csv", *OPTIONS, "--output",
              tmp_path / "new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


def test_results_do_not_replace_what_is_read(files, fails, works, tmp_path):
    a, b = tmp_path / "a", tmp_path / "b"
    works("audit", files / "a.csv", *OPTIONS, "--output", tmp_path / "r",
          "--save", a, "--shard", "a")
    works("audit", files / "b.csv", *OPTIONS, "--output", tmp_path / "r",
          "--save", b, "--shard", "b")
    manifest = made(tmp_path, "a\nb\n", "manifest")
    link = tmp_path / "hard"
    os.link(a, link)
    for command, words in (
        (["merge", a, b, "--output", a], "one of the parts"),
        (["merge", a, b, "--output", link], "one of the parts"),
        (["merge", a, b, "--manifest", manifest, "--output", manifest],
         "the manifest"),
        (["report", a, "--output", a], "the saved audit"),
    ):
        before = a.read_bytes()
        assert words in fails(*command)
        assert a.read_bytes() == before
    assert manifest.read_text() == "a\nb\n"


def test_a_part_without_rows(fails, works, expected, files, tmp_path):
    """It is saved on demand, merges, and is judged at the report."""
    empty, full = tmp_path / "empty", tmp_path / "full"
    path = made(tmp_path, "recid,high,race\n")
    whole = tmp_path / "whole"
    err = fails("audit", path, *OPTIONS[:6], "--save", empty)
    assert "0 rows" in err and "--no-report" in err and not empty.exists()
    assert works("audit", path, *OPTIONS[:6], "--save", empty,
                 "--no-report") == ""
    works("audit", files / "whole.csv", *OPTIONS[:6], "--no-report", "--save",
          full)
    works("merge", empty, full, "--output", whole)
    assert works("report", whole, *OPTIONS[6:], "--format", "json") == (
        expected.to_json().rstrip("\n") + "\n")
    assert "0 rows" in fails("report", empty)
    assert "--save" in fails("audit", path, *SHORT, "--no-report")
    assert "void" in fails("audit", path, *SHORT, "--no-report", "--save",
                           empty, "--format", "json")


def test_the_format_follows_the_ending(files, works, expected, tmp_path):
    for name, text in (("r.json", expected.to_json()),
                       ("r.md", expected.to_markdown()),
                       ("r.txt", expected.to_text())):
        works("audit", files / "whole.csv", *OPTIONS, "--output",
              tmp_path / name)
        assert (tmp_path / name).read_text().strip() == text.strip()
    works("audit", files / "whole.csv", *OPTIONS, "--output",
          tmp_path / "r.json", "--format", "text")
    assert (tmp_path / "r.json").read_text().startswith("Fairness")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_heard_where_python_swallows_what_is_raised(number):
    """A signal may come while a finalizer or a callback runs."""
    class Late:
        def __del__(self):
            signal.raise_signal(number)

    before, late = signal.getsignal(number), Late()
    with pytest.raises(KeyboardInterrupt), stopper.heard(last=False):
        del late
        time.sleep(10)
    assert signal.getsignal(number) == before
