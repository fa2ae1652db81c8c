# SPDX-License-Identifier: MIT
"""What leaves the command: text on standard output, files written whole."""

import os
import stat
import sys
import tempfile


class CommandError(Exception):
    """Ends the command with one line and exit code 2."""


def one_line(text):
    """Text without line breaks, control and invisible characters."""
    text = " ".join(str(text).split())
    return "".join(
        c if c.isprintable() else f"\\u{ord(c):04x}" for c in text
    )


def is_text(name):
    """Whether a word of the command line is valid UTF-8."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def warn(message):
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


def print_text(text):
    """UTF-8 whatever the locale says."""
    if sys.stdout is None:
        raise CommandError("standard output is closed")
    if not text.endswith("\n"):
        text += "\n"
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()
    except OSError:
        silence(sys.stdout)
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
        return None
    if not stat.S_ISREG(mode):
        raise CommandError(f"{path}: not a regular file: left as it is")
    return stat.S_IMODE(mode)


def write_whole(path, data):
    """The old file or the new one, never a part: written beside it, synced,
    renamed."""
    mode = check_target(path)
    folder = os.path.dirname(path) or "."
    handle, beside = tempfile.mkstemp(prefix=".fairness-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            if mode is None:
                mask = os.umask(0)
                os.umask(mask)
                mode = 0o666 & ~mask
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        try:
            os.unlink(beside)
        except OSError:
            pass
        raise
    directory = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(directory)
    except OSError:
        pass  # some file systems cannot sync a folder
    finally:
        os.close(directory)


def deliver(text, path):
    """A result to where it was asked for."""
    if path is None:
        print_text(text)
    else:
        if not text.endswith("\n"):
            text += "\n"
        write_whole(path, text.encode("utf-8"))
