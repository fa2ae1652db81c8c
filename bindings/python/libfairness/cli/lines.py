# SPDX-License-Identifier: MIT
"""A second look at a file of text, beside the one that parses it: how many
rows there are, and whether the checksum of gzip is right."""

import gzip
import threading
import zlib

from .. import _core
from .packed import Broken

_CHUNK = 1 << 17  # in a core's own cache: half the time of 1 MiB
_START = (0, 0, 0, ord("\n"), ord("\n"))


class Lines:
    """Reads in a thread of its own."""

    def __init__(self, path, how, delimiter):
        self._path = path
        self._delimiter = ord(delimiter)
        self._how = how
        self._state = _START
        self._broken = None
        self._stop = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        open_it = gzip.open if self._how == "gzip" else open
        block = bytearray(_CHUNK)
        view = memoryview(block)
        state = _START
        try:
            with open_it(self._path, "rb") as file:
                while not self._stop and (n := file.readinto(block)):
                    state = _core.count_lines(
                        view[:n], self._delimiter, state
                    )
        except (EOFError, OSError, zlib.error) as error:
            self._broken = error
        self._state = state

    def wait(self):
        """(rows, whether a field holds the end of a line); the header is one
        of the rows.  Broken where the file is."""
        self._thread.join()
        if self._broken is not None:
            raise Broken(str(self._broken))
        rows, inside, quoted, last, _ = self._state
        is_open = quoted == 1 or last != ord("\n")
        return rows + is_open, inside > 0 or quoted == 1

    def stop(self):
        self._stop = True
        self._thread.join()
