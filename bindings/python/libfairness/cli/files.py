# SPDX-License-Identifier: MIT
"""Files as sources of rows: what they are, and which class reads them."""

import os
import shutil
import stat
import sys
import tempfile

from .output import CommandError, is_text
from .records import ArrowFile, JsonLines
from .tables import Parquet, Text

_ENDINGS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".arrow": "arrow",
    ".arrows": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}

_READERS = {
    "csv": lambda path, shown: Text(path, shown, ","),
    "tsv": lambda path, shown: Text(path, shown, "\t"),
    "parquet": Parquet,
    "arrow": ArrowFile,
    "jsonl": JsonLines,
}


def _format(path, given):
    if given is not None:
        return given
    if path == "-":
        return "csv"
    name = path.lower().removesuffix(".gz")
    ending = os.path.splitext(name)[1]
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    raise CommandError(
        f"{path}: its name does not say what it is: give --input-format"
    )


def _check(path):
    mode = os.stat(path).st_mode
    if stat.S_ISDIR(mode):
        raise CommandError(f"{path}: a folder: name the files in it")
    return stat.S_ISREG(mode)


def _identity(path):
    """What two names of one regular file have in common, else None."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None  # reading or writing it says why
    if path == "-" or not stat.S_ISREG(found.st_mode):
        return None
    return found.st_dev, found.st_ino


def check_once(paths, targets):
    """Refuses a file that is named twice, whose rows would count twice, and
    a result in the place of a file that is read."""
    seen = set()
    for path in paths:
        file = _identity(path)
        if file in seen:
            raise CommandError(f"{path}: the file is named twice")
        if file is not None:
            seen.add(file)
    for path in filter(None, targets):
        if _identity(path) in seen:
            raise CommandError(f"{path}: the result would replace the data")


class Files:
    """The sources of one audit; standard input and pipes are copied to a
    temporary file, since errors look at a line a second time."""

    def __init__(self, paths, input_format):
        self._paths = paths
        self._format = input_format
        self._temporary = []

    def _spool(self, stream, ending):
        file = tempfile.NamedTemporaryFile(
            prefix="fairness-", suffix=ending, delete=False
        )
        self._temporary.append(file.name)
        with file:
            shutil.copyfileobj(stream, file, 1 << 20)
        return file.name

    def _open(self, path):
        regular = path == "-" or _check(path)
        kind = _format(path, self._format)
        if path == "-":
            if self._paths.count("-") > 1:
                raise CommandError("standard input (-) is named twice")
            if sys.stdin is None:
                raise CommandError("standard input is closed")
            real = self._spool(sys.stdin.buffer, "")
            return _READERS[kind](real, "standard input")
        real = path
        if not regular or not is_text(path):  # DuckDB takes UTF-8 alone
            with open(path, "rb") as stream:
                real = self._spool(
                    stream, ".gz" if path.lower().endswith(".gz") else ""
                )
        return _READERS[kind](real, path)

    def __enter__(self):
        try:
            return [self._open(path) for path in self._paths]
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *exception):
        for path in self._temporary:
            try:
                os.unlink(path)
            except OSError:
                pass
        self._temporary = []
