# SPDX-License-Identifier: MIT
"""DuckDB: the connection, names and paths in its SQL, its errors in a line.

DuckDB is only asked to read: nothing is fetched, guessed or counted by it.
"""

import os
import re

from .output import CommandError


class Duck:
    """One connection for all files of a run, made when it is first used."""

    def __init__(self, threads=None):
        self._threads = threads
        self._connection = None

    def cursor(self):
        """A cursor of its own: an open stream blocks the one it came from."""
        if self._connection is None:
            try:
                import duckdb
            except ImportError:
                raise CommandError(
                    "reading files needs DuckDB: pip install "
                    "'libfairness[cli]'"
                ) from None
            # No file may make it fetch anything.
            config = {
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
            }
            if self._threads is not None:
                config["threads"] = str(self._threads)
            self._connection = duckdb.connect(config=config)
        cursor = self._connection.cursor()
        # It would go to standard output.
        cursor.execute("SET enable_progress_bar = false")
        return cursor

    def error(self):
        """The class of DuckDB's errors."""
        self.cursor().close()  # says what to do where DuckDB is missing
        import duckdb

        return duckdb.Error

    def close(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def quoted(name):
    """A name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text):
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def path_literal(path):
    """A path in which no character is a wildcard, and which cannot be taken
    for an address or a home folder."""
    full = os.path.abspath(path)
    return literal("".join(f"[{c}]" if c in "*?[" else c for c in full))


_CSV_ERROR = re.compile(
    r"CSV Error on Line: (\d+)\nOriginal Line: .*?\n([^\n]+)\s+Possible ",
    re.DOTALL,
)
_ADVICE = ("Possible", "LINE ", "*", "This can happen")


def message(error):
    """DuckDB's message without the line that it quotes, which can be long,
    and its advice on DuckDB's options."""
    found = _CSV_ERROR.search(str(error))
    if found:
        line, cause = found.groups()
        return f"line {line}: {cause.rstrip('.')}"
    lines = []
    for line in str(error).splitlines():
        if line.startswith(_ADVICE) or not line.strip():
            break
        lines.append(line.strip())
    text = ". ".join(line.rstrip(".:") for line in lines)
    return text.partition("Error: ")[2] or text
