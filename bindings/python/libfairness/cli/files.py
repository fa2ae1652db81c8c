# SPDX-License-Identifier: MIT
"""Files as sources of rows: what they are, and which class reads them."""

import os
import re
import shutil
import stat
import sys
import tempfile

from .arrow import arrow_file
from .duck import Duck
from .json_lines import JsonLines
from .output import CommandError, is_text, named
from .packed import ENDINGS
from .parquet import Parquet
from .text import Text

_ENDINGS = {
    ".csv": "csv",
    ".ssv": "ssv",
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
    "csv": lambda path, shown, duck: Text(path, shown, duck, ","),
    "ssv": lambda path, shown, duck: Text(path, shown, duck, ";"),
    "tsv": lambda path, shown, duck: Text(path, shown, duck, "\t"),
    "parquet": Parquet,
    "arrow": arrow_file,
    "jsonl": JsonLines,
}
FORMATS = tuple(_READERS)

_ADDRESS = re.compile("[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def _format(path, given):
    if given is not None:
        return given
    if path == "-":
        return "csv"
    name, ending = os.path.splitext(path.lower())
    if ending in ENDINGS:
        ending = os.path.splitext(name)[1]
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    raise CommandError(
        f"{path}: its name does not say what it is: give --input-format"
    )


def _check(path):
    """Whether it is a regular file."""
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        if _ADDRESS.match(path):
            raise CommandError(
                f"{path}: addresses are not fetched: download it first"
            ) from None
        raise
    if stat.S_ISDIR(mode):
        raise CommandError(f"{path}: a folder: name the files in it")
    if stat.S_ISBLK(mode) or stat.S_ISCHR(mode):
        raise CommandError(f"{path}: a device, not a file")
    return stat.S_ISREG(mode)


def _identity(path):
    """What two names of one regular file have in common, else None."""
    try:
        if path == "-":
            found = os.fstat(sys.stdin.fileno())
        else:
            found = os.stat(path)
    except (OSError, ValueError, AttributeError):
        return None  # reading or writing it says why
    if not stat.S_ISREG(found.st_mode):
        return None
    return found.st_dev, found.st_ino


def check_once(paths):
    """Refuses a file that is named twice, whose rows would count twice."""
    seen = set()
    for path in paths:
        file = _identity(path)
        if file in seen:
            raise CommandError(f"{path}: the file is named twice")
        if file is not None:
            seen.add(file)


def check_apart(paths, targets, what):
    """Refuses a result in the place of a file that is read."""
    read = set(map(_identity, filter(None, paths))) - {None}
    for path in filter(None, targets):
        if _identity(path) in read:
            raise CommandError(f"{path}: the result would replace {what}")


def _descriptor(stream):
    """A path to a regular file that standard input was redirected from, so
    that it need not be copied, else None."""
    try:
        number = stream.fileno()
        path = f"/proc/self/fd/{number}"
        if (
            stat.S_ISREG(os.fstat(number).st_mode)
            and os.lseek(number, 0, os.SEEK_CUR) == 0
            and os.path.samestat(os.stat(path), os.fstat(number))
        ):
            os.close(os.open(path, os.O_RDONLY))
            return path
    except (OSError, ValueError, AttributeError):
        pass
    return None


class Files:
    """The sources of one audit; pipes are copied to a temporary file, since
    errors look at a line a second time."""

    def __init__(self, paths, input_format, threads=None):
        self._paths = paths
        self._format = input_format
        self._temporary = []
        self._duck = Duck(threads)

    def _copy(self, stream, shown):
        try:
            with tempfile.NamedTemporaryFile(
                prefix="fairness-", delete=False
            ) as file:
                self._temporary.append(file.name)
                shutil.copyfileobj(stream, file, 1 << 20)
            return file.name
        except OSError as error:
            raise CommandError(
                f"{shown}: could not be copied to {tempfile.gettempdir()}: "
                f"{error.strerror or error}: TMPDIR names another folder"
            ) from None

    def _standard_input(self):
        if self._paths.count("-") > 1:
            raise CommandError("standard input (-) is named twice")
        if sys.stdin is None:
            raise CommandError("standard input is closed")
        stream = sys.stdin.buffer
        return _descriptor(stream) or self._copy(stream, "standard input")

    def _open(self, path):
        with named(path):
            return self._opened(path)

    def _opened(self, path):
        regular = path == "-" or _check(path)
        read = _READERS[_format(path, self._format)]
        if path == "-":
            return read(self._standard_input(), "standard input", self._duck)
        real = path
        with open(path, "rb") as stream:  # or the system's reason why not
            if not regular or not is_text(path):  # DuckDB takes UTF-8 alone
                real = self._copy(stream, path)
        return read(real, path, self._duck)

    def __enter__(self):
        try:
            return [self._open(path) for path in self._paths]
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *exception):
        self._duck.close()
        for path in self._temporary:
            try:
                os.unlink(path)
            except OSError:
                pass
        self._temporary = []
