# SPDX-License-Identifier: MIT
"""Every way of writing and reading files, with every call of the C library
that it makes failing once; started by test_failing_files.py with the shim of
failing_files.c loaded, in an empty folder.  Prints how often what failed."""

import contextlib
import ctypes
import errno
import io
import os
import sys

import libfairness as lf
from libfairness import cli

FAILURES = {
    "open": (errno.ENOSPC, errno.EIO, errno.EINTR, errno.EMFILE),
    "write": (errno.ENOSPC, errno.EIO, errno.EINTR, -1),
    "read": (errno.EIO, errno.EINTR, -1),
    "fsync": (errno.ENOSPC, errno.EIO, errno.EINTR),
    "fchmod": (errno.EPERM, errno.EIO),
    "close": (errno.ENOSPC, errno.EIO, errno.EINTR),
    "rename": (errno.ENOSPC, errno.EIO, errno.EINTR),
}
WRITING = [kind for kind in FAILURES if kind != "read"]
HERE = os.getcwd()
DATA = os.path.join(HERE, "data")
OUT = os.path.join(HERE, "out")
TARGET = os.path.join(OUT, "target")
arm = ctypes.CDLL(None).failing_arm
arm.restype = ctypes.c_long
arm.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_long, ctypes.c_int]


class Failed(Exception):
    pass


def command(*arguments):
    """Its output; one line of error and exit code 2, or none and 0."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main(list(arguments))
    lines = err.getvalue()
    if code == 0:
        assert lines == "", lines
        return out.getvalue()
    assert code == 2 and lines.count("\n") == 1, (code, lines)
    assert lines.startswith("fairness: error: ") and "internal" not in lines
    raise Failed(lines)


def api(method):
    def write():
        try:
            getattr(report, method)(TARGET)
        except OSError as error:
            raise Failed(str(error)) from None
    return write


def in_folder(name):
    return os.path.join(DATA, name)


report = lf.audit([1, 0, 1, 0], [1, 1, 0, 0], sensitive_features=list("aabb"),
                  favourable="positive")
SAVED = in_folder("saved")
COLUMNS = ["--y-pred", "p", "--sensitive-features", "g", "--favourable",
           "positive", "--format", "json", "--threads", "1"]
WRITERS = {
    "to_json": api("to_json"),
    "to_csv": api("to_csv"),
    "report --output": lambda: command("report", SAVED, "--output", TARGET),
    "merge --output": lambda: command("merge", SAVED, "--output", TARGET),
    "audit --output": lambda: command(
        "audit", in_folder("rows.jsonl"), *COLUMNS, "--output", TARGET),
    "audit --save": lambda: command(
        "audit", in_folder("rows.jsonl"), *COLUMNS[:4], "--no-report",
        "--save", TARGET),
}
READERS = {
    name: lambda name=name: command("audit", in_folder(name), *COLUMNS)
    for name in sorted(os.listdir(DATA)) if name.startswith("rows")
}
READERS["saved"] = lambda: command("report", SAVED)
READERS["a manifest"] = lambda: command(
    "merge", SAVED, "--manifest", in_folder("manifest"), "--output", TARGET)


def found():
    with contextlib.suppress(FileNotFoundError), open(TARGET, "rb") as file:
        return file.read()
    return None


def calls(folder, kind, way):
    """How many calls of this kind there are."""
    arm(folder.encode(), kind.encode(), 0, 0)
    way()
    return arm(b"/nowhere", b"", 0, 0)


def each_failure(folder, kind, way, again=lambda: None):
    """After each failure: whether way() worked, and what it returned.  What
    was there before is there again() before each."""
    for n in range(1, calls(folder, kind, way) + 1):
        for error in FAILURES[kind]:
            again()
            arm(folder.encode(), kind.encode(), n, error)
            try:
                result = True, way()
            except Failed as failure:
                result = False, str(failure)
            finally:
                arm(b"/nowhere", b"", 0, 0)
            yield f"{kind} {n} {error}", *result


def check_writer(name, write):
    """The old file or the new one, and nothing beside it; there was none, too:
    then none or the new one."""
    write()
    new = found()
    failures = 0
    for old in (b"old", None):
        for kind in WRITING:
            put(old)
            for how, worked, words in each_failure(
                    OUT, kind, write, lambda old=old: put(old)):
                failures += 1
                expected = new if worked else old
                assert found() == expected, (name, how, words)
                left = os.listdir(OUT)
                assert left == ["target"] * (expected is not None), how
    return failures


def put(content):
    if content is None:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(TARGET)
        return
    with open(TARGET, "wb") as file:
        file.write(content)


def check_reader(name, read):
    """The right answer or an error that names the file."""
    right = read()
    failures = 0
    for kind in ("open", "read"):
        for how, worked, result in each_failure(DATA, kind, read):
            failures += 1
            if worked:
                assert result == right, (name, how)
            else:
                assert "data" in result, (name, how, result)
    return failures


def main():
    os.mkdir(OUT)
    written = {n: check_writer(n, way) for n, way in WRITERS.items()}
    read = {n: check_reader(n, way) for n, way in READERS.items()}
    assert all(written.values()) and all(read.values()), (written, read)
    print(sum(written.values()), sum(read.values()))
    print(written, read, file=sys.stderr)


if __name__ == "__main__":
    main()
