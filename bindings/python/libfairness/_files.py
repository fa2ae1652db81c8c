# SPDX-License-Identifier: MIT
"""Files read whole, and files written whole: beside their target, synced, then
renamed.  Whatever fails, the target is the old file or the new one, and nothing
is beside it."""

import errno
import os
import stat

_FIRST = 1 << 16
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


def _opener(path, flags):
    """Does not wait for somebody who writes to a pipe."""
    return os.open(path, flags | os.O_NONBLOCK)


def whole(path):
    """The bytes of a file or pipe.  OSError where it is a device, which may
    have no end, or a pipe that nobody writes to, which would be waited for
    until somebody ends the run."""
    os.fspath(path)  # open() would take a number for a file that is open
    with open(path, "rb", buffering=0, opener=_opener) as file:
        mode = os.fstat(file.fileno()).st_mode
        if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
            raise OSError(errno.EINVAL, "it is a device", os.fspath(path))
        # None: somebody may write, b"": nobody does.
        first = file.read(_FIRST) if stat.S_ISFIFO(mode) else None
        if first == b"":
            raise OSError(
                errno.EINVAL, "it is a pipe that nobody writes to",
                os.fspath(path),
            )
        os.set_blocking(file.fileno(), True)
        return (first or b"") + file.read()


def mode_of(path):
    """The permissions of a regular file; None where there is no file.
    FileExistsError where there is something else: a device, a pipe."""
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(mode):
        raise FileExistsError(f"{path}: not a regular file")
    return stat.S_IMODE(mode)


def _write_all(handle, data):
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left):]


def beside(path):
    """A name in the folder of path that no file has."""
    folder = os.path.dirname(path) or os.curdir
    return os.path.join(folder, f".fairness-{os.urandom(8).hex()}")


def fill(name, data, mode):
    """Makes the file, as open() would: the umask decides who may read it,
    where mode is None.  All but the renaming, so here a full disk is
    noticed."""
    handle = os.open(name, _CREATE, 0o666)
    try:
        _write_all(handle, data)
        if mode is not None:
            os.fchmod(handle, mode)
        os.fsync(handle)
    finally:
        os.close(handle)


def forget(name):
    try:
        os.unlink(name)
    except OSError:
        pass


def take_place(name, path):
    """Renames, and has the folder remember it, so that the new name outlives
    a crash."""
    os.replace(name, path)
    try:  # the file is there: what fails now is no failure
        folder = os.open(os.path.dirname(path) or os.curdir,
                         os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError:
        pass


def write(path, data):
    """A path is followed to the file that it links to; a device or a pipe is
    written to as it is.  Errors name the path as it was given."""
    asked = os.fspath(path)
    path = os.path.realpath(asked)
    try:
        mode = mode_of(path)
    except FileExistsError:
        with open(path, "wb", buffering=0) as file:
            _write_all(file.fileno(), data)
        return
    name = beside(path)
    try:
        fill(name, data, mode)
        take_place(name, path)
    except BaseException as error:
        forget(name)
        if isinstance(error, OSError) and error.filename == name:
            error.filename, error.filename2 = asked, None
        raise
