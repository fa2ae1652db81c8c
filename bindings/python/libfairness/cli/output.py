# SPDX-License-Identifier: MIT
"""What leaves the command: text on standard output, files written whole."""

import contextlib
import os
import stat
import sys

from .. import _files
from .._outputs.escape import one_line
from .stop import stopper


class CommandError(Exception):
    """Ends the command with one line and exit code 2: its arguments, one
    behind the other.  Errors of the library are arguments of their own, since
    their words are not ours."""


@contextlib.contextmanager
def named(shown):
    """The system's errors say which file they are about: that of a read()
    does not know."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = shown
        raise


def is_text(name):
    """Whether a word of the command line is valid UTF-8."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def warn(message):
    if sys.stderr is not None:
        sys.stderr.write(f"fairness: warning: {one_line(message)}\n")


def silence(*streams):
    """What is still buffered goes nowhere: Python would try again at exit,
    fail again, and make the exit code 120."""
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in streams:
        try:
            os.dup2(null, stream.fileno())
        except (OSError, ValueError, AttributeError):
            pass
    os.close(null)


def ended(text):
    return text if text.endswith("\n") else text + "\n"


def print_text(text):
    """UTF-8 whatever the locale says."""
    if sys.stdout is None:
        raise CommandError("standard output is closed")
    if not hasattr(sys.stdout, "buffer"):  # a notebook's, or a StringIO
        sys.stdout.write(ended(text))
        return
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(ended(text).encode("utf-8"))
        sys.stdout.buffer.flush()
    except OSError as error:
        silence(sys.stdout)
        if error.filename is None and not isinstance(error, BrokenPipeError):
            raise CommandError(
                f"standard output: {error.strerror or error}"
            ) from None
        raise


def check_target(path):
    """Refuses a target that is not a file, before any work is done."""
    if not path:
        raise CommandError("the name of the file to write is empty")
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        folder = os.path.dirname(path) or "."
        if not os.path.isdir(folder):
            raise CommandError(f"{path}: there is no folder {folder}") from None
        if not os.path.basename(path):
            raise CommandError(f"{path}: a folder, not a file") from None
        return None
    if not stat.S_ISREG(mode):
        raise CommandError(f"{path}: not a regular file: left as it is")
    return stat.S_IMODE(mode)


def check_targets(*paths):
    given = [path for path in paths if path is not None]
    if len(set(map(os.path.realpath, given))) < len(given):
        raise CommandError(f"{given[0]}: two results cannot have one path")
    for path in given:
        check_target(path)


class Results:
    """Files that appear together at the end, or not at all: each is written
    beside its target, synced, and renamed."""

    def __init__(self):
        self._beside = {}

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        for name in self._beside.values():
            _files.forget(name)
        self._beside = {}

    def stage(self, path, data):
        """Everything but the renaming: here a full disk is noticed."""
        mode = check_target(path)
        try:
            self._beside[path] = _files.beside(path)
            _files.fill(self._beside[path], data, mode)
        except OSError as error:
            raise CommandError(
                f"{path}: could not be written: {error.strerror or error}"
            ) from None

    def commit(self):
        """The files take their names."""
        with stopper.held():
            for path in list(self._beside):
                try:
                    _files.take_place(self._beside[path], path)
                except OSError as error:
                    raise CommandError(
                        f"{path}: could not be written: "
                        f"{error.strerror or error}"
                    ) from None
                del self._beside[path]
