# SPDX-License-Identifier: MIT
"""A progress line on a terminal, on standard error, gone at the end."""

import os
import sys
import time

from .._outputs.escape import one_line

_NAME = 40  # characters of a file's name
_QUIET = 0.5  # seconds before a line appears
_APART = 0.1  # seconds between two changes of it


def is_terminal(stream):
    """Whether a person looks at it, on a terminal that can move its cursor."""
    try:
        return stream.isatty() and os.environ.get("TERM") not in (
            None, "", "dumb", "unknown",
        )
    except (AttributeError, ValueError):
        return False


class Progress:
    """Rows so far, and their share where the whole is known; nothing where
    standard error is no terminal, or rich is missing."""

    def __init__(self):
        self._shows = is_terminal(sys.stderr)
        self._next = None
        self._line = None
        self._what = ""
        self._total = None
        self._before = 0
        self._rows = 0

    def begin(self, what, total):
        """A file: its name, and about how many rows it has, or None."""
        self._what = one_line(what)[-_NAME:]
        self._total = total
        self._before += self._rows
        self._rows = 0

    def __call__(self, rows):
        """Rows of this file so far."""
        self._rows = rows
        if not self._shows:
            return
        now = time.monotonic()
        if self._next is None:
            self._next = now + _QUIET
        if now < self._next:
            return
        self._next = now + _APART
        if self._line is None and not self._start():
            return
        share = ""
        if self._total:
            share = f"{min(99, 100 * rows // self._total)} %"
        self._line.update(
            self._task,
            completed=rows,
            total=self._total,
            rows=f"{self._before + rows:,} rows",
            what=self._what,
            share=share,
        )

    def _start(self):
        try:
            from rich import progress
            from rich.console import Console
        except ImportError:
            self._shows = False
            return False
        # Its fields are data, in which markup is not looked for.
        text = [
            progress.TextColumn(f"{{task.fields[{field}]}}", markup=False)
            for field in ("what", "rows", "share")
        ]
        self._line = progress.Progress(
            text[0],
            progress.BarColumn(bar_width=None),
            *text[1:],
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._line.add_task(
            "", total=self._total, what="", rows="", share=""
        )
        self._line.start()
        return True

    def end(self):
        """Takes the line away."""
        if self._line is not None:
            self._line.stop()
            self._line = None
        self._shows = False
